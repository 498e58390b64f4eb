/* SPDX-License-Identifier: MIT
 *
 * Using the objects of a manager server, CPython's own or pymgrd: what BaseManager and BaseProxy are in
 * Python.
 *
 *     struct pymgr_options options = {
 *         .address = "127.0.0.1:50000", .authkey = "secret", .authkey_size = 6
 *     };
 *     struct pymgr_error error = PYMGR_ERROR_INIT;
 *     pymgr_manager *manager = pymgr_connect(&options, &error);
 *     pymgr_proxy *jobs = manager == NULL ? NULL : pymgr_get(manager, "jobs", &error);
 *     pymgr_value *job = jobs == NULL ? NULL : pymgr_call(jobs, &error, "get", "timeout=f", 2.5);
 *
 *     if (job == NULL)
 *         fprintf(stderr, "%s\n", error.text);
 *     pymgr_unref(job);
 *     pymgr_proxy_unref(jobs);
 *     pymgr_close(manager);
 *     pymgr_error_clear(&error);
 *
 * A *manager* knows where a server is and how to be admitted there. A *proxy* stands for one object of a
 * server; <pymgr/proxies.h> has functions for each of SyncManager's types, and pymgr_call calls any method of
 * any object by its name.
 *
 * Threads. Managers and proxies may be used from any number of threads at once. Each thread has a connection
 * of its own to each server, opened at its first call and closed when the thread ends or the process drops
 * its last proxy of that server. So to the server each thread is somebody else: what it has locked, only it
 * can release.
 *
 * Blocking. Each function that talks to a server blocks until the answer is there: for ever, or for the
 * manager's call_timeout; opening a connection for connect_timeout at most. A method that may wait in the
 * server by itself (Queue.get, Lock.acquire) has its own timeout on top of that in <pymgr/proxies.h>. A call
 * that times out or is cancelled drops its connection, and with it what the server would undo for a client
 * that has gone.
 *
 * Lost connections. When a server has gone or was started anew, the next call connects again. A request that
 * was not sent whole is sent again; one that was, but whose answer did not come, fails with PYMGR_LOST,
 * because nobody knows what the server did of it. A proxy from pymgr_get finds its object again by name; to
 * any other, a new server says that it does not know the object.
 *
 * Forks. A child uses connections of its own, and references of its own to the objects: before its first call
 * to a server it takes one for each proxy that it inherited (pymgr_after_fork does that at a moment of one's
 * choice). If it makes no call, what it drops counts nothing. Of what other threads of the parent were doing,
 * nothing is left in the child.
 *
 * Signals. Writing to a connection that is gone raises no SIGPIPE; interrupted calls go on.
 */
#ifndef PYMGR_CLIENT_H
#define PYMGR_CLIENT_H

#include <pymgr/error.h>
#include <pymgr/value.h>

#ifdef __cplusplus
extern "C" {
#endif
#pragma GCC visibility push(default)

typedef struct pymgr_manager pymgr_manager;
typedef struct pymgr_proxy pymgr_proxy;

/* --- managers --- */

/* Zero a whole struct and set what matters: 0 or NULL means the default. Everything is copied. */
struct pymgr_options {
    const char *address;    /* "HOST:PORT", "[IPv6]:PORT", a path with a `/` in it, or "@name" in the abstract
                               namespace */
    const void *authkey;    /* the key that the server must know too; must not be empty */
    size_t authkey_size;    /* in bytes */
    const char *serializer; /* "pickle" (the default) or "xmlrpclib", as BaseManager has it */
    double connect_timeout; /* seconds to connect and be admitted: 10 by default, less than 0: for ever.
                               Looking up a host's name may take longer */
    double call_timeout;    /* seconds for each answer: for ever by default */
    size_t max_reply;       /* bytes in one message of the server: 1 GiB by default */
    const char *min_digest; /* the weakest HMAC accepted from the server: "md5" (the default: Python
                               before 3.12 knows no other), "sha256", "sha3_256", "sha384" or "sha3_384" */
};

/* Options with the address, key and serializer of the environment's PYMGR_ADDRESS, PYMGR_AUTHKEY and
 * PYMGR_SERIALIZER: borrowed from there. What is not set is NULL. */
struct pymgr_options pymgr_options_from_environment(void);

/*
 * A manager of a server that runs: new. As BaseManager.connect it calls the server's `dummy`, so that a wrong
 * address or key shows at once. Fails with PYMGR_INVALID (options), PYMGR_UNREACHABLE, PYMGR_REFUSED,
 * PYMGR_TIMED_OUT ...
 */
pymgr_manager *pymgr_connect(const struct pymgr_options *options, struct pymgr_error *error);

/* How a server is started. Zero the struct; NULL or 0 means the default. */
struct pymgr_start_options {
    const char *program;     /* default: $PYMGRD, or pymgrd where it was installed, or as PATH finds it */
    const char *const *args; /* more arguments, as pymgrd's manual has them, ended by NULL: "--share",
                                "jobs=Queue(100)" */
    double start_timeout;    /* seconds until it must listen: 10 by default */
    double shutdown_timeout; /* seconds that pymgr_close waits after each way of ending it: 1 by default, as
                                BaseManager */
};

/*
 * Starts pymgrd and connects to it, as BaseManager.start: new. options->address may be NULL: a Unix socket in
 * a new folder under $TMPDIR that only this user can enter; with port 0 the system chooses. options->authkey
 * may be NULL: a random one. `start` may be NULL. The server ends with pymgr_close, not by itself when this
 * process dies. PYMGR_SYSTEM: it could not be started, or ended at once; what it says itself goes to standard
 * error.
 */
pymgr_manager *pymgr_start(
    const struct pymgr_options *options, const struct pymgr_start_options *start, struct pymgr_error *error);

/*
 * Releases a manager. Its proxies stay good. A server that pymgr_start has started is ended: by a `shutdown`
 * request, then SIGTERM, then SIGKILL, waiting for shutdown_timeout after each; only in the process that
 * started it. NULL is ignored. Returns NULL.
 */
pymgr_manager *pymgr_close(pymgr_manager *manager);

/* The server's address, in the form of the options: borrowed for the manager's life. */
const char *pymgr_address(const pymgr_manager *manager);
/* The process id of a server that pymgr_start has started; else 0. */
int pymgr_server_pid(const pymgr_manager *manager);

/* What the server is asked without any object. 0, or -1; each uses a connection of its own for it. */
int pymgr_ping(pymgr_manager *manager, struct pymgr_error *error); /* `dummy`: is it there? */
/* How many shared objects there are; -1: it failed. */
int64_t pymgr_number_of_objects(pymgr_manager *manager, struct pymgr_error *error);
/* A line or two for each object, as BaseManager._debug_info: new text to release with free(). */
char *pymgr_debug_info(pymgr_manager *manager, struct pymgr_error *error);
/* Asks the server to end; it does so after it has answered. */
int pymgr_shutdown(pymgr_manager *manager, struct pymgr_error *error);

/* What a server shows of itself. */
struct pymgr_server_info {
    const char *digest; /* of the HMACs that admit us: "md5" (Python before 3.12), "sha256" ...; static */
    int protocol;       /* the pickle protocol of its answers: 2 (Python 2), 3 (3.0 to 3.7), 4 (3.8 to 3.13),
                           5 (3.14); pymgrd answers in the client's. 0: the serializer is xmlrpclib */
};

/* Connects anew, and calls `dummy`, to see that. 0, or -1. */
int pymgr_server_info(pymgr_manager *manager, struct pymgr_server_info *infop, struct pymgr_error *error);

/*
 * Any of the server's own functions, by name: `args` a tuple and `kwds` a dict, borrowed, NULL for none. New.
 */
pymgr_value *pymgr_server_call(pymgr_manager *manager, const char *function, pymgr_value *args,
    pymgr_value *kwds, struct pymgr_error *error);

/*
 * Ends the calls that other threads have in progress with this server with PYMGR_CANCELLED, dropping their
 * connections. A call that is still connecting ends once it has connected. From any thread, but no signal
 * handler.
 */
void pymgr_cancel(pymgr_manager *manager);

/* --- making and finding proxies --- */

/*
 * Creates a shared object: manager.list([1, 2]) in Python is pymgr_create(manager, &error, "list", "[ii]", 1,
 * 2). `type` is the typeid; the format is that of pymgr_call. New.
 */
pymgr_proxy *pymgr_create(
    pymgr_manager *manager, struct pymgr_error *error, const char *type, const char *format, ...);
/* The same with the arguments in a tuple and a dict, borrowed; NULL for none. */
pymgr_proxy *pymgr_create_with(pymgr_manager *manager, const char *type, pymgr_value *args, pymgr_value *kwds,
    struct pymgr_error *error);

/*
 * The object that a server shares under a name (register(name, callable=...) in Python, --share NAME=... of
 * pymgrd): new. Such a proxy survives a restart of the server: after a connection was lost it asks for the
 * name again. With a typeid that makes a new object each time, use pymgr_create.
 */
pymgr_proxy *pymgr_get(pymgr_manager *manager, const char *name, struct pymgr_error *error);

/* A proxy of an object that is there, by the typeid and ident of its token; takes a reference at the server:
 * new. */
pymgr_proxy *pymgr_attach(
    pymgr_manager *manager, const char *type, const char *ident, struct pymgr_error *error);

/* Another reference to the same proxy, in this process alone: new; NULL gives NULL. */
pymgr_proxy *pymgr_proxy_ref(pymgr_proxy *proxy);
/*
 * Drops a reference; the last one gives up the proxy's reference at the server, for which it connects: it may
 * block for connect_timeout, and ignores failure, as Python's do. NULL is ignored. Returns NULL.
 */
pymgr_proxy *pymgr_proxy_unref(pymgr_proxy *proxy);
/* Counts a reference at the server more, or less, for whoever learns the ident by other ways than a proxy;
 * the proxy's own is not touched. 0, or -1. */
int pymgr_proxy_incref(pymgr_proxy *proxy, struct pymgr_error *error);
int pymgr_proxy_decref(pymgr_proxy *proxy, struct pymgr_error *error);
/* A proxy of the same object with a reference of its own at the server, as copy.copy(proxy): new. */
pymgr_proxy *pymgr_proxy_copy(pymgr_proxy *proxy, struct pymgr_error *error);

/* In a child after a fork: takes the references at the server that this process needs for the proxies that it
 * inherited, of this manager's server. Done by the first call otherwise. 0, or -1. */
int pymgr_after_fork(pymgr_manager *manager, struct pymgr_error *error);

/* Of its token: the typeid and the server's address, borrowed for the proxy's life. */
const char *pymgr_proxy_typeid(const pymgr_proxy *proxy);
const char *pymgr_proxy_address(const pymgr_proxy *proxy);
/* The ident, as it is at present: new text to release with free(); NULL: no memory. That of a proxy from
 * pymgr_get changes when the server is started anew. */
char *pymgr_proxy_ident(pymgr_proxy *proxy);
/*
 * The names of the methods that may be called: a new list or tuple of str. Asks the server if need be. With
 * it any object can be used as by Python's AutoProxy, whatever its type: each name that is listed here is one
 * for pymgr_call.
 */
pymgr_value *pymgr_proxy_exposed(pymgr_proxy *proxy, struct pymgr_error *error);

/* --- proxies as values --- */

/*
 * The proxy as a value: new; NULL: no memory. It can be passed as an argument, put into a shared list, sent
 * through a Queue; who receives it, C or Python, gets a proxy of the same object (pickled as RebuildProxy
 * with the class that Python has for the typeid). It holds the proxy: whoever drops the value last may block
 * as with pymgr_proxy_unref.
 */
pymgr_value *pymgr_proxy_value(pymgr_proxy *proxy);
/*
 * The proxy that a value is: new, to pymgr_proxy_unref. Values with proxies come from calls: of an item that
 * is itself a shared object, of a method that creates one (pool.apply_async). PYMGR_INVALID: the value is no
 * proxy. PYMGR_RAISED or PYMGR_REMOTE: its object is gone.
 */
pymgr_proxy *pymgr_value_proxy(pymgr_manager *manager, pymgr_value *value, struct pymgr_error *error);
/* Whether a value is a proxy. */
bool pymgr_is_proxy(const pymgr_value *value);

/* --- calls --- */

/*
 * Calls a method of the object: its result, new. The format packs the arguments (<pymgr/pack.h>): positional
 * ones, then keywords by name; NULL or "" for none.
 *
 *     pymgr_call(jobs, &error, "put", "s, timeout=f", "text", 2.5)
 *
 * The server takes exposed methods only.
 */
pymgr_value *pymgr_call(
    pymgr_proxy *proxy, struct pymgr_error *error, const char *method, const char *format, ...);
/* The same with the arguments in a tuple and a dict, borrowed; NULL for none. */
pymgr_value *pymgr_call_with(
    pymgr_proxy *proxy, const char *method, pymgr_value *args, pymgr_value *kwds, struct pymgr_error *error);
/* The same with a deadline of its own instead of the manager's: seconds, or less than 0 for none. */
pymgr_value *pymgr_call_within(pymgr_proxy *proxy, double seconds, const char *method, pymgr_value *args,
    pymgr_value *kwds, struct pymgr_error *error);

/* A copy of the object itself, as proxy._getvalue(): new. */
pymgr_value *pymgr_getvalue(pymgr_proxy *proxy, struct pymgr_error *error);
/* repr(proxy), "<ListProxy object, typeid 'list' at 0x...>", and str(proxy), which is the object's own repr:
 * new text to release with free(). */
char *pymgr_proxy_repr(pymgr_proxy *proxy);
char *pymgr_proxy_str(pymgr_proxy *proxy, struct pymgr_error *error);

/* --- many calls in one go --- */

/*
 * A batch collects calls of one server's objects, then sends all of them and takes in the answers. They are
 * executed in order; one that raises does not keep the later ones from being executed. A batch belongs to one
 * thread at a time.
 */
typedef struct pymgr_batch pymgr_batch;

pymgr_batch *pymgr_batch_new(pymgr_manager *manager, struct pymgr_error *error);
/* NULL is ignored. Returns NULL. */
pymgr_batch *pymgr_batch_free(pymgr_batch *batch);
/* Adds a call: its number, 0 for the first; -1: it could not be added. The proxy is referenced. */
int pymgr_batch_call(pymgr_batch *batch, pymgr_proxy *proxy, struct pymgr_error *error, const char *method,
    const char *format, ...);
int pymgr_batch_call_with(pymgr_batch *batch, pymgr_proxy *proxy, const char *method, pymgr_value *args,
    pymgr_value *kwds, struct pymgr_error *error);
/*
 * Executes the calls and forgets the results of an earlier run. 0: all have been answered, be it by
 * exceptions. -1: not all, since the connection failed; those that were answered have their results. The
 * deadline call_timeout is for each answer, from the one before it.
 */
int pymgr_batch_run(pymgr_batch *batch, struct pymgr_error *error);
/* How many calls were added. */
size_t pymgr_batch_length(const pymgr_batch *batch);
/* The result of a call: new. NULL: it raised, or has not been answered; error says which. */
pymgr_value *pymgr_batch_result(pymgr_batch *batch, size_t number, struct pymgr_error *error);
/* Drops calls and results, for another use. */
void pymgr_batch_clear(pymgr_batch *batch);

#pragma GCC visibility pop
#ifdef __cplusplus
}
#endif

#endif
