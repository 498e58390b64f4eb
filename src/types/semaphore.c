/* SPDX-License-Identifier: MIT
 *
 * threading.Semaphore and threading.BoundedSemaphore. A release hands what it brings to those who wait, so a
 * newcomer never overtakes them.
 *
 * The value may be any number in Python, and so it may be here: nobody waits unless it is exactly 0.
 */
#include "base/memory.h"
#include "object/call.h"
#include "types/arguments.h"
#include "types/pickled.h"
#include "types/timeout.h"
#include "types/types.h"
#include "value/number.h"

struct semaphore {
    pymgr_value *value;   /* a bool, int or float */
    pymgr_value *initial; /* of a bounded one, which has no more than that; else NULL */
    struct pm_wait_queue waiters;
};

static struct semaphore *semaphore_of(const struct pm_call *call)
{
    return call->object->self;
}

static bool is_zero(const pymgr_value *value)
{
    return pm_number_compare(value, pymgr_int(0)) == 0;
}

/* --- acquire --- */

static enum pm_outcome acquire_in_vain(struct pm_call *call)
{
    return pm_return(call, pymgr_bool(false));
}

static enum pm_outcome wait_for_release(struct pm_call *call, bool blocking, const pymgr_value *timeout)
{
    struct pm_error error;
    double seconds = 0;

    if (blocking && pm_deadline_seconds(timeout, &seconds, &error) != 0)
        return pm_raise_error(call, &error);
    return pm_wait(call, &semaphore_of(call)->waiters, seconds, acquire_in_vain);
}

static enum pm_outcome semaphore_acquire(struct pm_call *call)
{
    struct semaphore *self = semaphore_of(call);
    bool blocking = pm_truth(call->args[0]);
    struct pm_error error;
    pymgr_value *left;

    if (!blocking && !pymgr_is_none(call->args[1]))
        return pm_raise(call, PM_VALUE_ERROR, "can't specify timeout for non-blocking acquire");
    if (is_zero(self->value))
        return wait_for_release(call, blocking, call->args[1]);
    left = pm_number_add(self->value, pymgr_int(-1), &error);
    if (left == NULL)
        return pm_raise_error(call, &error);
    pymgr_unref(self->value);
    self->value = left;
    return pm_return(call, pymgr_bool(true));
}

/* --- release --- */

/* Has `value` (taken), of which up to `most` who wait get 1 each. */
static int hand_out(struct semaphore *self, pymgr_value *value, size_t most, struct pm_error *error)
{
    size_t waiting = pm_wait_count(&self->waiters, most), served = 0;

    for (; value != NULL && served < waiting && !is_zero(value); served++) {
        pymgr_value *left = pm_number_add(value, pymgr_int(-1), error);

        pymgr_unref(value);
        value = left;
    }
    if (value == NULL)
        return -1;
    pymgr_unref(self->value);
    self->value = value;
    while (served-- > 0)
        pm_finish_return(TAILQ_FIRST(&self->waiters), pymgr_bool(true));
    return 0;
}

/* The value and n together: new; and how many waiters n is for. NULL: *error says why. */
static pymgr_value *risen(
    const struct semaphore *self, const pymgr_value *n, size_t *mostp, struct pm_error *error)
{
    pymgr_value *sum;
    bool refused;

    if (pm_compare(n, pymgr_int(1), PM_LT, &refused, error) != 0 || pm_notify_count(n, mostp, error) != 0)
        return NULL;
    if (refused) {
        pm_fail(error, PM_ERROR_VALUE, "n must be one or more");
        return NULL;
    }
    sum = pm_number_add(self->value, n, error);
    if (sum != NULL && self->initial != NULL && pm_number_compare(sum, self->initial) == 1) {
        pm_fail(error, PM_ERROR_VALUE, "Semaphore released too many times");
        return pymgr_unref(sum);
    }
    return sum;
}

static enum pm_outcome semaphore_release(struct pm_call *call)
{
    struct semaphore *self = semaphore_of(call);
    struct pm_error error;
    size_t most;
    pymgr_value *sum = risen(self, call->args[0], &most, &error);

    if (sum == NULL || hand_out(self, sum, most, &error) != 0)
        return pm_raise_error(call, &error);
    return pm_return_none(call);
}

static enum pm_outcome semaphore_locked(struct pm_call *call)
{
    return pm_return(call, pymgr_bool(is_zero(semaphore_of(call)->value)));
}

/* --- the types --- */

static enum pm_outcome construct(struct pm_call *call, const struct pm_type *type, pymgr_value *initial)
{
    pymgr_value *value = call->args[0];
    struct semaphore *self;
    struct pm_error error;
    bool below;

    if (pm_compare(value, pymgr_int(0), PM_LT, &below, &error) != 0)
        return pm_raise_error(call, &error);
    if (below)
        return pm_raise(call, PM_VALUE_ERROR, "semaphore initial value must be >= 0");
    self = pm_calloc(1, sizeof *self);
    if (self == NULL)
        return PM_NOMEM;
    self->value = pymgr_ref(value);
    self->initial = pymgr_ref(initial);
    TAILQ_INIT(&self->waiters);
    return pm_return_object(call, pm_object_create(type, self));
}

static enum pm_outcome semaphore_construct(struct pm_call *call)
{
    return construct(call, &pm_type_semaphore, NULL);
}

static enum pm_outcome bounded_semaphore_construct(struct pm_call *call)
{
    return construct(call, &pm_type_bounded_semaphore, call->args[0]);
}

static void semaphore_destroy(void *instance)
{
    struct semaphore *self = instance;

    pymgr_unref(self->value);
    pymgr_unref(self->initial);
    pm_free(self);
}

static int semaphore_repr(const struct pm_object *object, struct pm_buffer *out, struct pm_error *error)
{
    const struct semaphore *self = object->self;

    pm_put_format(out, "<threading.%s at ", object->type->name);
    pm_object_put_address(out, object);
    pm_put_text(out, ": value=");
    if (pm_str_of(out, self->value, error) != 0)
        return -1;
    if (self->initial != NULL)
        pm_put_u8(out, '/');
    if (self->initial != NULL && pm_str_of(out, self->initial, error) != 0)
        return -1;
    pm_put_u8(out, '>');
    return pm_buffer_check(out, error);
}

static const struct pm_method methods[] = {
    { .name = "acquire",
        .handler = semaphore_acquire,
        .signature = "(blocking=True, timeout=None)",
        .owner = "Semaphore" },
    { .name = "release", .handler = semaphore_release, .signature = "(n=1)" },
    /* Python 3.14 */
    { .name = "locked", .handler = semaphore_locked, .signature = "()", .owner = "Semaphore" },
};

const struct pm_type pm_type_semaphore = {
    .name = "Semaphore",
    .class_repr = "<class 'threading.Semaphore'>",
    .construct = { .name = "__init__", .handler = semaphore_construct, .signature = "(value=1)" },
    .methods = methods,
    .method_count = sizeof methods / sizeof methods[0],
    .destroy = semaphore_destroy,
    .repr = semaphore_repr,
    .get_value = pm_pickle_meets_lock,
};

const struct pm_type pm_type_bounded_semaphore = {
    .name = "BoundedSemaphore",
    .class_repr = "<class 'threading.BoundedSemaphore'>",
    .construct = { .name = "__init__", .handler = bounded_semaphore_construct, .signature = "(value=1)" },
    .methods = methods,
    .method_count = sizeof methods / sizeof methods[0],
    .destroy = semaphore_destroy,
    .repr = semaphore_repr,
    .get_value = pm_pickle_meets_lock,
};
