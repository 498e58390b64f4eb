/* SPDX-License-Identifier: MIT
 *
 * One call of a method on a shared object, from binding to its end. A handler sees only this.
 *
 * Blocking is a value: a handler that cannot finish returns pm_wait(...). The call then sits in the queue
 * that it named until somebody finishes it with pm_finish_*, its time is up (on_timeout), or its session goes
 * away (on_cancel). Everything here happens under the server's lock; handlers are short and never block.
 */
#ifndef PM_OBJECT_CALL_H
#define PM_OBJECT_CALL_H

#include "call/exceptions.h"
#include "object/holding.h"
#include "object/object.h"

#include <sys/queue.h>

TAILQ_HEAD(pm_wait_queue, pm_call);

struct pm_executor;

/* Who calls: a connection. Locks are owned by sessions. */
struct pm_session {
    const struct pm_session_ops *ops;
    struct pm_holdings holdings;
    bool python2; /* what methods return there, where it matters */
};

struct pm_session_ops {
    /* A call that waited is finished: outcome PM_RETURN, PM_RAISE or PM_NOMEM; send its reply. */
    void (*finished)(struct pm_call *call, enum pm_outcome outcome);
    /* Whether the peer is still there, as far as its socket tells now. */
    bool (*alive)(struct pm_session *session);
    /* The address by which the peer reached the server, as its tokens carry it: new, or NULL (no memory). */
    pymgr_value *(*address)(struct pm_session *session);
    /* Asks that pm_call_timed_out(call) be called so many seconds from now, unless the call is finished
     * before. */
    void (*set_timer)(struct pm_call *call, double seconds);
    /* Who runs what the client wants called: see object/executor.h. The operation itself may be NULL. */
    struct pm_executor *(*executor)(struct pm_session *session);
};

struct pm_call {
    struct pm_object
        *object; /* borrowed while the handler runs; the waiting call's owner holds a reference */
    const struct pm_method *method;
    struct pm_session *session; /* NULL: the program itself makes an object to share */
    /* The bound arguments, one for each parameter of the signature, defaults filled in; *args arrives as a
       tuple, **kwds as a dict. Owned by the call. */
    pymgr_value **args;
    size_t arg_count;
    bool brings_proxies; /* among the arguments are anchored proxies */

    pymgr_value *result;       /* new, set by the handler */
    struct pm_object *created; /* new reference, set by constructors and by rows with a result typeid */

    /* While it waits: */
    struct pm_wait_queue *queue; /* NULL when it does not */
    TAILQ_ENTRY(pm_call) link;
    pm_handler *on_timeout; /* gives the outcome when the time is up; NULL: no time is set */
    void (*on_cancel)(
        struct pm_call *call); /* undoes what waiting meant, when the session goes; NULL: nothing to undo */
    uintptr_t note;            /* for the handler's own use while it waits */
};

/* --- for handlers: `return pm_return(call, value);` --- */

enum pm_outcome pm_return(struct pm_call *call, pymgr_value *result); /* result taken; NULL: PM_NOMEM */
enum pm_outcome pm_return_none(struct pm_call *call);
enum pm_outcome pm_return_object(struct pm_call *call, struct pm_object *object); /* taken; NULL: PM_NOMEM */
enum pm_outcome pm_raise(struct pm_call *call, enum pm_exception class, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
/* An exception with the given arguments (a tuple, taken). */
enum pm_outcome pm_raise_args(struct pm_call *call, enum pm_exception class, pymgr_value *args);
enum pm_outcome pm_raise_error(struct pm_call *call, const struct pm_error *error);

/*
 * Waits at the end of a queue. seconds < 0: for ever; 0: not at all, on_timeout gives the outcome at once.
 * on_timeout must not be NULL unless seconds < 0; when it runs the call has left the queue. The queue must
 * live in the object's instance; set on_cancel and note before.
 */
enum pm_outcome pm_wait(
    struct pm_call *call, struct pm_wait_queue *queue, double seconds, pm_handler *on_timeout);

/* --- for those who wake others --- */

/* The first waiting call whose peer is still there (calls of vanished peers are cancelled on the way):
 * borrowed, or NULL. */
struct pm_call *pm_wait_first(struct pm_wait_queue *queue);
/* How many calls wait, `most` if there are more. So many of the first have peers that are still there (others
 * are cancelled on the way). */
size_t pm_wait_count(struct pm_wait_queue *queue, size_t most);
/* A waiting call goes to the end of another queue, where it waits for ever. */
void pm_wait_move(struct pm_call *call, struct pm_wait_queue *queue);
/* Take a waiting call out of its queue and end it. The call must not be touched afterwards. */
void pm_finish_return(struct pm_call *call, pymgr_value *result); /* taken; NULL: no memory */
void pm_finish_raise(struct pm_call *call, enum pm_exception class, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
/* Ends it with whatever outcome a pm_return or pm_raise on it gave. */
void pm_finish(struct pm_call *call, enum pm_outcome outcome);

/* Takes a waiting call out of its queue and has its handler begin anew. */
void pm_retry(struct pm_call *call);

/* --- for the server --- */

/* Called by the timer: runs on_timeout and finishes the call, if it still waits. */
void pm_call_timed_out(struct pm_call *call);
/* The session has gone: the call leaves its queue, on_cancel runs; no reply. */
void pm_call_cancel(struct pm_call *call);
/* Releases arguments, result and created; the call can be used for another. */
void pm_call_clear(struct pm_call *call);

#endif
