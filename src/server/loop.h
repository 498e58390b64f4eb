/* SPDX-License-Identifier: MIT
 *
 * An event loop: one thread with its connections, and the memory that they share because only one of them is
 * served at a time.
 *
 * Connections are watched by an epoll of the loop's own, in which libuv's is one more entry: libuv has
 * timers, the listeners, the Python workers and what other threads have to say, and gets its turn when one of
 * these has something to do. So a short call does not pay for all that, and connections can be told of new
 * bytes only.
 */
#ifndef PM_SERVER_LOOP_H
#define PM_SERVER_LOOP_H

#include "codec/codec.h"
#include "server/server.h"

#include <sys/queue.h>

struct pm_peer;
TAILQ_HEAD(pm_peers, pm_peer);

enum { PM_LOOP_CHUNK = 64 * 1024 }; /* what one read takes from a socket */

struct pm_loop {
    pymgr_server *server;
    int epoll; /* of the peers, by their addresses, and of libuv: NULL */
    uv_loop_t uv;
    bool stirred; /* see pm_loop_stir */
    uv_async_t wake;
    uv_timer_t sweeper; /* of the first loop: until the registry is to be swept */
    uv_thread_t thread; /* of all but the first, which runs on the caller's */
    struct pm_scratch *scratch;
    struct pm_buffer out; /* answers on their way to a socket */
    pymgr_value *reply;   /* a tuple for the reply that is being written, else empty */
    unsigned char chunk[PM_LOOP_CHUNK];

    struct pm_peers peers;
    struct pm_peers pending; /* of those, the ones not admitted yet, oldest first */
    size_t pending_count;

    /* Filled by other threads: */
    uv_mutex_t lock;
    int *incoming; /* accepted sockets */
    size_t incoming_count, incoming_capacity;
    struct pm_peers done; /* under the server's lock: peers whose waiting call has ended */
    atomic_bool has_done; /* set with it */
    bool draining;
};

/* NULL: no memory or no descriptors; *error says which. */
struct pm_loop *pm_loop_new(pymgr_server *server, struct pm_error *error);
struct pm_loop *pm_loop_free(struct pm_loop *loop); /* one that does not run; returns NULL */
/* Serves until the server stops and every handle is closed. */
void pm_loop_run(struct pm_loop *loop);
/* Does once what there is to do, waiting for it if `waits`. False: every handle is closed. */
bool pm_loop_turn(struct pm_loop *loop, bool waits);
/* Milliseconds until something is to be done though nothing comes; -1: never. */
int pm_loop_timeout(struct pm_loop *loop);
/* Whoever has libuv watch a descriptor says so: it begins to do that in its next turn. */
void pm_loop_stir(struct pm_loop *loop);
/* Whether the calling thread is the loop's. */
bool pm_loop_is_current(const struct pm_loop *loop);
/* From any thread: hands over an accepted socket. It is closed if there is no memory. */
void pm_loop_give(struct pm_loop *loop, int fd);
/* From any thread: has the loop look at what others did for it. */
void pm_loop_wake(struct pm_loop *loop);
/* On its own thread: resumes its peers whose calls have ended. */
void pm_loop_drain(struct pm_loop *loop);

#endif
