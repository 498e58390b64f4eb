/* SPDX-License-Identifier: MIT
 *
 * Calls for programs with a loop of their own: submitted without waiting, answered through callbacks.
 *
 *     static void got(void *closure, pymgr_value *job, const struct pymgr_error *error)
 *     {
 *         if (job == NULL)
 *             fprintf(stderr, "%s\n", error->text);
 *         ...
 *     }
 *
 *     pymgr_async *async = pymgr_async_new(manager, &error);
 *     struct pollfd watched = { .fd = pymgr_async_fd(async), .events = POLLIN };
 *
 *     pymgr_async_call(async, jobs, got, NULL, &error, "get", "timeout=f", 2.5);
 *     while (pymgr_async_step(async, &error) > 0)
 *         poll(&watched, 1, -1);
 *     pymgr_async_free(async);
 *
 * A pymgr_async is one connection to a manager's server, apart from those of the threads: to the server it is
 * a client by itself, and what is locked through it can only be released through it. It connects at its first
 * call, and again when it needs to.
 *
 * The descriptor. There is one for the whole life of a pymgr_async, an epoll descriptor. Whenever something
 * is to be done, be it that a reply has come, that there is room for more requests, or that a deadline has
 * passed, it becomes readable, and stays so until pymgr_async_step has done it: watch it for that in poll,
 * epoll, uv_poll_t or whatever there is, level-triggered, and nothing else need be watched or timed. Never
 * read from it.
 *
 * Callbacks. Each call that was submitted has its callback called exactly once: by pymgr_async_step, or by
 * pymgr_async_wait or pymgr_async_free, never by the functions that submit or cancel. A callback may submit
 * and cancel calls and free the pymgr_async; it may not call pymgr_async_step or pymgr_async_wait.
 *
 * Order. The server executes the calls in the order in which they were submitted, one after the other, and so
 * they are answered: a Queue.get that waits there makes those behind it wait. For waits that go on at the
 * same time take several pymgr_asyncs, or calls that do not wait.
 *
 * Lost connections. Calls that were sent, but not answered, fail with PYMGR_LOST; those that were not sent
 * whole are sent on the next connection, which is made at once. If there is none to be had, all that were
 * waiting for it fail, with PYMGR_UNREACHABLE or whatever it was; later ones try again. A proxy from
 * pymgr_get is found again by its name.
 *
 * Blocking. Nothing here blocks but pymgr_async_wait, and: looking up the server's host, if it is a name that
 * takes a resolver, whenever a connection is made; results with proxies in them, for each of which a
 * reference is taken at the server as soon as they arrive (but not the proxies of objects that a method has
 * created, which come with theirs); the end of proxies, and of a pymgr_async that is finding one again, as in
 * pymgr_proxy_unref. Creating objects is no call of an object: pymgr_create and pymgr_get block.
 *
 * Threads. One at a time may use a pymgr_async, any may. pymgr_cancel leaves it alone.
 *
 * Forks. In a child a pymgr_async of the parent has no connection and cannot be used, only freed, and not
 * even that if another thread of the parent was using it.
 */
#ifndef PYMGR_ASYNC_H
#define PYMGR_ASYNC_H

#include <pymgr/client.h>

#ifdef __cplusplus
extern "C" {
#endif
#pragma GCC visibility push(default)

typedef struct pymgr_async pymgr_async;

/* What a pymgr_async takes until it has to be stepped; beyond that, submitting fails with PYMGR_LIMIT. */
enum {
    PYMGR_ASYNC_CALLS = 100000,   /* pending at once */
    PYMGR_ASYNC_BYTES = 64 << 20, /* of arguments that wait to be sent, roughly; one call may have more */
};

/*
 * Called when a call has ended. `result` is what the method returned; NULL: the call failed, and `error` says
 * why. Both are borrowed, until the callback returns; `error` is never NULL, and of code PYMGR_OK with a
 * result.
 */
typedef void pymgr_async_done(void *closure, pymgr_value *result, const struct pymgr_error *error);

/* A pymgr_async of a manager, which it does not need any longer afterwards: new. Does not connect yet. In a
 * child after a fork takes the references that the child needs, as pymgr_after_fork. */
pymgr_async *pymgr_async_new(pymgr_manager *manager, struct pymgr_error *error);
/*
 * Releases a pymgr_async and closes its connection. The callbacks of calls that are pending are called, with
 * PYMGR_CANCELLED, before it returns. NULL is ignored. Returns NULL.
 */
pymgr_async *pymgr_async_free(pymgr_async *async);

/* The descriptor to watch for being readable; the same for life. -1 in a child after a fork. */
int pymgr_async_fd(const pymgr_async *async);

/*
 * Submits a call of a method: its number, which is greater than 0 and than that of any call before it. The
 * format is that of pymgr_call. The proxy must be of the same manager; it is referenced until the callback
 * has returned. 0: nothing was submitted, and `done` will not be called: PYMGR_LIMIT (see above),
 * PYMGR_INVALID, PYMGR_NO_MEMORY. Whatever else is wrong with a call, its callback is told.
 */
int64_t pymgr_async_call(pymgr_async *async, pymgr_proxy *proxy, pymgr_async_done *done, void *closure,
    struct pymgr_error *error, const char *method, const char *format, ...);

/* A call in parts. Zero the whole struct and set what matters; all is borrowed, the closure untouched. */
struct pymgr_async_call {
    pymgr_proxy *proxy;
    const char *method;
    pymgr_value *args, *kwds; /* a tuple and a dict; NULL for none */
    double seconds; /* from now until it must have been answered: the manager's call_timeout by default,
                       less than 0 for no limit */
    pymgr_async_done *done;
    void *closure;
};

/* The same for a call in parts. */
int64_t pymgr_async_submit(
    pymgr_async *async, const struct pymgr_async_call *call, struct pymgr_error *error);

/*
 * Gives up a call, as a deadline does that passes: its callback will be told PYMGR_CANCELLED
 * (PYMGR_TIMED_OUT) in the next step. A call that was not sent yet is never sent. If part of it was, the
 * connection is dropped, for nothing else keeps its late reply away from another call; other calls that were
 * sent fail with PYMGR_LOST. 0; -1: no such call is pending, or its reply has come.
 */
int pymgr_async_cancel(pymgr_async *async, int64_t number);

/* How many calls are pending: submitted, and their callbacks not called yet. */
int pymgr_async_pending(const pymgr_async *async);

/*
 * Does what can be done without waiting: connects, writes, reads, calls callbacks. How many calls are pending
 * then; -1: it may not be called here (PYMGR_INVALID). What fails otherwise is told to callbacks.
 */
int pymgr_async_step(pymgr_async *async, struct pymgr_error *error);
/* Goes on until no call is pending or the seconds are over; less than 0: for ever. Returns as
 * pymgr_async_step.
 */
int pymgr_async_wait(pymgr_async *async, double seconds, struct pymgr_error *error);

#pragma GCC visibility pop
#ifdef __cplusplus
}
#endif

#endif
