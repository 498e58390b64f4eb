/* SPDX-License-Identifier: MIT
 *
 * threading.RLock: a mutex whose owner is a connection, where CPython's is the thread that serves it.
 */
#include "types/mutex.h"
#include "types/types.h"

static enum pm_outcome rlock_release(struct pm_call *call)
{
    struct pm_mutex *self = call->object->self;

    if (!pm_mutex_is_held(self, call->session))
        return pm_raise(call, PM_RUNTIME_ERROR, "cannot release un-acquired lock");
    pm_mutex_release(self);
    return pm_return_none(call);
}

static enum pm_outcome rlock_construct(struct pm_call *call)
{
    return pm_return_object(call, pm_object_create(&pm_type_rlock, pm_mutex_new(true)));
}

/* As owner Python shows the ident of a thread, which is an address too. */
static int rlock_repr(const struct pm_object *object, struct pm_buffer *out, struct pm_error *error)
{
    const struct pm_mutex *self = object->self;

    pm_put_format(out, "<%s _thread.RLock object owner=%llu count=%llu at ",
        self->depth > 0 ? "locked" : "unlocked", (unsigned long long)(uintptr_t)self->owner.holder,
        (unsigned long long)self->depth);
    pm_object_put_address(out, object);
    pm_put_u8(out, '>');
    return pm_buffer_check(out, error);
}

static pymgr_value *rlock_get_value(const struct pm_object *object, struct pm_error *error)
{
    (void)object;
    pm_fail(error, PM_ERROR_UNSERIALIZABLE, "cannot pickle '_thread.RLock' object");
    return NULL;
}

static const struct pm_method methods[] = {
    { .name = "acquire",
        .handler = pm_mutex_acquire,
        .signature = "(blocking=True, timeout=-1)",
        .binding = PM_C_KEYWORDS },
    { .name = "release", .handler = rlock_release, .signature = "()", .binding = PM_C_NOARGS },
    /* Python 3.14 */
    { .name = "locked", .handler = pm_mutex_locked, .signature = "()", .binding = PM_C_NOARGS },
};

const struct pm_type pm_type_rlock = {
    .name = "RLock",
    .class_repr = "<class '_thread.RLock'>",
    .construct = { .name = "RLock", .handler = rlock_construct, .signature = "(/, *args, **kwargs)" },
    .methods = methods,
    .method_count = sizeof methods / sizeof methods[0],
    .destroy = pm_mutex_free,
    .repr = rlock_repr,
    .get_value = rlock_get_value,
};
