/* SPDX-License-Identifier: MIT
 *
 * threading.Lock. A release hands the lock to the first waiter: it is never free while somebody waits.
 */
#include "base/memory.h"
#include "object/call.h"
#include "types/timeout.h"
#include "types/types.h"

struct lock {
    bool locked;
    struct pm_wait_queue waiters;
};

static struct lock *lock_of(const struct pm_call *call)
{
    return call->object->self;
}

static enum pm_outcome acquire_in_vain(struct pm_call *call)
{
    return pm_return(call, pymgr_bool(false));
}

/* How long acquire(blocking, timeout) may wait. */
static int read_arguments(const struct pm_call *call, double *secondsp, struct pm_error *error)
{
    static const double not_given = -1;
    bool blocking = pm_truth(call->args[0]);

    if (pm_clock_seconds(call->args[1], secondsp, error) != 0)
        return -1;
    if (!blocking && *secondsp != not_given)
        return pm_fail(error, PM_ERROR_VALUE, "can't specify a timeout for a non-blocking call");
    if (*secondsp < 0 && *secondsp != not_given)
        return pm_fail(error, PM_ERROR_VALUE, "timeout value must be positive");
    if (!blocking)
        *secondsp = 0;
    return pm_check_seconds(*secondsp, error);
}

static enum pm_outcome lock_acquire(struct pm_call *call)
{
    struct lock *self = lock_of(call);
    struct pm_error error;
    double seconds;

    if (read_arguments(call, &seconds, &error) != 0)
        return pm_raise_error(call, &error);
    if (self->locked)
        return pm_wait(call, &self->waiters, seconds, acquire_in_vain);
    self->locked = true;
    return pm_return(call, pymgr_bool(true));
}

static enum pm_outcome lock_release(struct pm_call *call)
{
    struct lock *self = lock_of(call);
    struct pm_call *next;

    if (!self->locked)
        return pm_raise(call, PM_LOCK_ERROR, "release unlocked lock");
    next = pm_wait_first(&self->waiters);
    if (next != NULL)
        pm_finish_return(next, pymgr_bool(true));
    else
        self->locked = false;
    return pm_return_none(call);
}

static enum pm_outcome lock_locked(struct pm_call *call)
{
    return pm_return(call, pymgr_bool(lock_of(call)->locked));
}

static enum pm_outcome lock_construct(struct pm_call *call)
{
    struct lock *self = pm_calloc(1, sizeof *self);

    if (self != NULL)
        TAILQ_INIT(&self->waiters);
    return pm_return_object(call, pm_object_create(&pm_type_lock, self));
}

static int lock_repr(const struct pm_object *object, struct pm_buffer *out, struct pm_error *error)
{
    const struct lock *self = object->self;

    pm_put_format(out, "<%s _thread.lock object at ", self->locked ? "locked" : "unlocked");
    pm_object_put_address(out, object);
    pm_put_u8(out, '>');
    return pm_buffer_check(out, error);
}

static pymgr_value *lock_get_value(const struct pm_object *object, struct pm_error *error)
{
    (void)object;
    pm_fail(error, PM_ERROR_UNSERIALIZABLE, "cannot pickle '_thread.lock' object");
    return NULL;
}

static const struct pm_method methods[] = {
    { .name = "acquire",
        .handler = lock_acquire,
        .signature = "(blocking=True, timeout=-1)",
        .binding = PM_C_KEYWORDS },
    { .name = "release", .handler = lock_release, .signature = "()", .binding = PM_C_NOARGS },
    /* Python 3.14 */
    { .name = "locked", .handler = lock_locked, .signature = "()", .binding = PM_C_NOARGS },
};

const struct pm_type pm_type_lock = {
    .name = "lock",
    .class_repr = "<class '_thread.lock'>",
    .construct = { .name = "_thread.allocate_lock",
        .handler = lock_construct,
        .signature = "()",
        .binding = PM_C_NOARGS },
    .methods = methods,
    .method_count = sizeof methods / sizeof methods[0],
    .destroy = pm_free,
    .repr = lock_repr,
    .get_value = lock_get_value,
};
