/* SPDX-License-Identifier: MIT
 *
 * threading.Lock: a mutex without an owner.
 */
#include "types/mutex.h"
#include "types/pickled.h"
#include "types/types.h"

static enum pm_outcome lock_release(struct pm_call *call)
{
    struct pm_mutex *self = call->object->self;

    if (self->depth == 0)
        return pm_raise(call, PM_LOCK_ERROR, "release unlocked lock");
    pm_mutex_release(self);
    return pm_return_none(call);
}

static enum pm_outcome lock_construct(struct pm_call *call)
{
    return pm_return_object(call, pm_object_create(&pm_type_lock, pm_mutex_new(false)));
}

static int lock_repr(const struct pm_object *object, struct pm_buffer *out, struct pm_error *error)
{
    const struct pm_mutex *self = object->self;

    pm_put_format(out, "<%s _thread.lock object at ", self->depth > 0 ? "locked" : "unlocked");
    pm_object_put_address(out, object);
    pm_put_u8(out, '>');
    return pm_buffer_check(out, error);
}

static const struct pm_method methods[] = {
    { .name = "acquire",
        .handler = pm_mutex_acquire,
        .signature = "(blocking=True, timeout=-1)",
        .binding = PM_C_KEYWORDS },
    { .name = "release", .handler = lock_release, .signature = "()", .binding = PM_C_NOARGS },
    /* Python 3.14 */
    { .name = "locked", .handler = pm_mutex_locked, .signature = "()", .binding = PM_C_NOARGS },
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
    .destroy = pm_mutex_free,
    .repr = lock_repr,
    .get_value = pm_pickle_meets_lock,
};
