/* SPDX-License-Identifier: MIT
 *
 * A waiting call is in exactly one queue, and leaves it before anything else happens to it; so whoever comes
 * second - a timer that was already due, a peer that closes - finds no queue and does nothing.
 */
#include "object/call.h"

#include "object/bind.h"

/* --- outcomes --- */

enum pm_outcome pm_return(struct pm_call *call, pymgr_value *result)
{
    call->result = result;
    return result == NULL ? PM_NOMEM : PM_RETURN;
}

enum pm_outcome pm_return_none(struct pm_call *call)
{
    return pm_return(call, pymgr_none());
}

enum pm_outcome pm_return_object(struct pm_call *call, struct pm_object *object)
{
    call->created = object;
    return object == NULL ? PM_NOMEM : PM_RETURN;
}

static enum pm_outcome raise_value(struct pm_call *call, pymgr_value *exception)
{
    call->result = exception;
    return exception == NULL ? PM_NOMEM : PM_RAISE;
}

enum pm_outcome pm_raise(struct pm_call *call, enum pm_exception class, const char *format, ...)
{
    va_list args;
    pymgr_value *exception;

    va_start(args, format);
    exception = pm_exception_textv(class, format, args);
    va_end(args);
    return raise_value(call, exception);
}

enum pm_outcome pm_raise_args(struct pm_call *call, enum pm_exception class, pymgr_value *args)
{
    return raise_value(call, pm_exception_new(class, args));
}

enum pm_outcome pm_raise_error(struct pm_call *call, const struct pm_error *error)
{
    if (error->kind == PM_ERROR_NOMEM)
        return PM_NOMEM;
    return raise_value(call, pm_exception_from_error(error));
}

/* --- waiting --- */

enum pm_outcome pm_wait(
    struct pm_call *call, struct pm_wait_queue *queue, double seconds, pm_handler *on_timeout)
{
    if (seconds == 0)
        return on_timeout(call);
    call->queue = queue;
    call->on_timeout = on_timeout;
    TAILQ_INSERT_TAIL(queue, call, link);
    if (seconds > 0)
        call->session->ops->set_timer(call, seconds);
    return PM_WAIT;
}

static void leave(struct pm_call *call)
{
    TAILQ_REMOVE(call->queue, call, link);
    call->queue = NULL;
}

void pm_call_cancel(struct pm_call *call)
{
    if (call->queue == NULL)
        return;
    leave(call);
    if (call->on_cancel != NULL)
        call->on_cancel(call);
}

struct pm_call *pm_wait_first(struct pm_wait_queue *queue)
{
    struct pm_call *first;

    while ((first = TAILQ_FIRST(queue)) != NULL && !first->session->ops->alive(first->session))
        pm_call_cancel(first);
    return first;
}

size_t pm_wait_count(struct pm_wait_queue *queue, size_t most)
{
    struct pm_call *call = TAILQ_FIRST(queue), *next;
    size_t count = 0;

    for (; call != NULL && count < most; call = next) {
        next = TAILQ_NEXT(call, link);
        if (call->session->ops->alive(call->session))
            count++;
        else
            pm_call_cancel(call);
    }
    return count;
}

void pm_wait_move(struct pm_call *call, struct pm_wait_queue *queue)
{
    leave(call);
    call->on_timeout = NULL; /* the timer may still ring */
    call->queue = queue;
    TAILQ_INSERT_TAIL(queue, call, link);
}

void pm_finish(struct pm_call *call, enum pm_outcome outcome)
{
    leave(call);
    call->session->ops->finished(call, outcome);
}

void pm_finish_return(struct pm_call *call, pymgr_value *result)
{
    pm_finish(call, pm_return(call, result));
}

void pm_finish_raise(struct pm_call *call, enum pm_exception class, const char *format, ...)
{
    va_list args;
    pymgr_value *exception;

    va_start(args, format);
    exception = pm_exception_textv(class, format, args);
    va_end(args);
    pm_finish(call, raise_value(call, exception));
}

void pm_retry(struct pm_call *call)
{
    enum pm_outcome outcome;

    leave(call);
    outcome = call->method->handler(call);
    if (outcome != PM_WAIT)
        call->session->ops->finished(call, outcome);
}

void pm_call_timed_out(struct pm_call *call)
{
    enum pm_outcome outcome;

    if (call->queue == NULL || call->on_timeout == NULL)
        return;
    leave(call);
    outcome = call->on_timeout(call);
    if (outcome != PM_WAIT)
        call->session->ops->finished(call, outcome);
}

void pm_call_clear(struct pm_call *call)
{
    pm_bound_free(call->args, call->arg_count);
    call->args = NULL;
    call->arg_count = 0;
    call->result = pymgr_unref(call->result);
    call->created = pm_object_unref(call->created);
    call->on_timeout = NULL;
    call->on_cancel = NULL;
    call->note = 0;
}
