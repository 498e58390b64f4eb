/* SPDX-License-Identifier: MIT
 *
 * A manager server inside a C program: what pymgrd does, as a library. It mirrors
 * multiprocessing.managers.BaseManager's get_server() and Server.serve_forever().
 */
#ifndef PYMGR_SERVER_H
#define PYMGR_SERVER_H

#include <pymgr/error.h>
#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

#pragma GCC visibility push(default)

typedef struct pymgr_server pymgr_server;

/* What a server is told at its start. Zero a whole struct and set what matters: 0 or NULL means the default.
 */
struct pymgr_server_options {
    const void *authkey; /* the key that peers must know; copied; must not be empty */
    size_t authkey_size;
    unsigned threads;         /* event loops, each a thread: 1 by default, at most 64 */
    double handshake_timeout; /* seconds that a peer has to be admitted: 5 by default */
    size_t max_pending; /* connections that are not admitted yet: 1024 by default; the oldest goes first */
    size_t max_message; /* bytes in one message of an admitted peer: 1 GiB by default */
    double grace;       /* seconds that an object lives on, held by nothing else, after a proxy of it was sent
                           inside another value: 5 by default, less than 0 for none */
    int proxy_authkey;  /* not 0: proxies inside values carry the key to who receives them, so that a Python
                           whose own authkey is another can use them; it is sent as it is, readable */
    const char *min_digest; /* the weakest HMAC accepted from a peer: "md5" (the default: Python before 3.12
                               knows no other), "sha256", "sha3_256", "sha384" or "sha3_384" */
    const char *python; /* the Python interpreter whose processes run what clients want called: copied. NULL:
                           only what pymgr has in C is run */
};

/*
 * A server with all of SyncManager's typeids registered, that listens nowhere yet. NULL: bad options or no
 * memory; message (PYMGR_MESSAGE_SIZE bytes, or NULL) then says which. Does not block.
 */
pymgr_server *pymgr_server_new(const struct pymgr_server_options *options, char *message);

/*
 * Registers a shared object, written as pymgrd's --share has it: "jobs=Queue(100)", "config=dict({'a': 1})".
 * Every creation of `jobs` by a client then gives this one object, as register('jobs', callable=lambda: jobs)
 * does in Python. 0, or -1 with message. Only before pymgr_server_run.
 */
int pymgr_server_share(pymgr_server *server, const char *definition, char *message);

/*
 * Opens a listener: "HOST:PORT" (port 0: any free one; "[::1]:PORT" for IPv6), a path with a `/` in it for a
 * Unix socket (made with mode 0600; a dead one is replaced, a live one refused), or "@name" in the abstract
 * namespace. Connections are accepted from now on and served once pymgr_server_run runs. What was bound is
 * written to `bound` (PYMGR_MESSAGE_SIZE bytes, or NULL) in the same form. 0, or -1 with message. May block
 * while a host name is looked up. Only before pymgr_server_run.
 */
int pymgr_server_listen(pymgr_server *server, const char *address, char *bound, char *message);

/*
 * Serves until pymgr_server_stop or a client's `shutdown`; then every listener and connection is closed. The
 * calling thread is the first event loop. 0, or -1 if threads could not be started (message says why). Call
 * it once.
 */
int pymgr_server_run(pymgr_server *server, char *message);

/* Asks a running server to stop: from any thread, or a signal handler. Returns at once. */
void pymgr_server_stop(pymgr_server *server);

/* Releases a server that does not run, with its objects. NULL is ignored. Returns NULL. */
pymgr_server *pymgr_server_free(pymgr_server *server);

#pragma GCC visibility pop

#ifdef __cplusplus
}
#endif

#endif
