/* SPDX-License-Identifier: MIT
 *
 * threading.Condition: a lock, its own or one that it shares with others, and a queue of those who wait to be
 * notified.
 *
 * A call that waits has let the lock go, and notes how often it had acquired it. Notified, or when its time
 * is up, it moves to the queue of the lock; when it has that again, it is over. So the notified return in the
 * order in which they came, and one whose time is up cannot take a notification away from another. A
 * notification whose receiver vanishes before it has the lock goes to the next who waits.
 */
#include "base/memory.h"
#include "object/bind.h"
#include "object/registry.h"
#include "types/arguments.h"
#include "types/mutex.h"
#include "types/timeout.h"
#include "types/types.h"
#include "value/token.h"

struct condition {
    struct pm_object *lock; /* a Lock or an RLock: a reference */
    struct pm_wait_queue waiters;
};

static struct condition *condition_of(const struct pm_call *call)
{
    return call->object->self;
}

static struct pm_mutex *mutex_of(const struct condition *self)
{
    return self->lock->self;
}

/* --- the lock's own methods --- */

static const struct pm_method *method_of(const struct pm_type *type, const char *name)
{
    for (size_t i = 0; i < type->method_count; i++) {
        if (strcmp(type->methods[i].name, name) == 0)
            return &type->methods[i];
    }
    return NULL;
}

/* The call becomes one of the lock's method of the same name, which is what these attributes are in Python.
 */
static enum pm_outcome call_lock(struct pm_call *call)
{
    struct pm_object *lock = condition_of(call)->lock;
    const struct pm_method *method = method_of(lock->type, call->method->name);
    pymgr_value **args;
    size_t arg_count;
    struct pm_error error;

    if (pm_bind(method, lock->type->name, call->args[0], call->args[1], &args, &arg_count, &error) != 0)
        return pm_raise_error(call, &error);
    pm_bound_free(call->args, call->arg_count);
    call->args = args;
    call->arg_count = arg_count;
    call->method = method;
    pm_object_ref(lock);
    pm_object_unref(call->object);
    call->object = lock;
    return method->handler(call);
}

/* --- waiting and waking --- */

/* What wait() returns: in Python 2 nothing, whatever happened. */
static enum pm_granted told(const struct pm_call *call, bool notified)
{
    if (call->session->python2)
        return PM_GRANTED_NONE;
    return notified ? PM_GRANTED_TRUE : PM_GRANTED_FALSE;
}

static void wake(struct condition *self, size_t most);

static void notify_another(struct pm_call *vanished)
{
    wake(condition_of(vanished), 1);
}

/* The lock is held. */
static void wake(struct condition *self, size_t most)
{
    struct pm_call *waiter;

    for (; most > 0 && (waiter = pm_wait_first(&self->waiters)) != NULL; most--) {
        waiter->on_cancel = notify_another;
        pm_mutex_restore_waiting(waiter, mutex_of(self), waiter->note, told(waiter, true));
    }
}

static enum pm_outcome wait_in_vain(struct pm_call *call)
{
    return pm_mutex_restore(call, mutex_of(condition_of(call)), call->note, told(call, false));
}

static enum pm_outcome condition_wait(struct pm_call *call)
{
    struct condition *self = condition_of(call);
    struct pm_error error;
    double seconds;

    if (!pm_mutex_is_held(mutex_of(self), call->session))
        return pm_raise(call, PM_RUNTIME_ERROR, "cannot wait on un-acquired lock");
    if (pm_wait_seconds(call->args[0], &seconds, &error) != 0)
        return pm_raise_error(call, &error);
    call->note = pm_mutex_release_all(mutex_of(self));
    return pm_wait(call, &self->waiters, seconds, wait_in_vain);
}

static enum pm_outcome raise_not_held(struct pm_call *call)
{
    return pm_raise(call, PM_RUNTIME_ERROR, "cannot notify on un-acquired lock");
}

static enum pm_outcome condition_notify(struct pm_call *call)
{
    struct condition *self = condition_of(call);
    struct pm_error error;
    size_t count = 0;

    if (!pm_mutex_is_held(mutex_of(self), call->session))
        return raise_not_held(call);
    /* Python looks at n only when there is somebody to wake. */
    if (pm_wait_first(&self->waiters) != NULL && pm_notify_count(call->args[0], &count, &error) != 0)
        return pm_raise_error(call, &error);
    wake(self, count);
    return pm_return_none(call);
}

static enum pm_outcome condition_notify_all(struct pm_call *call)
{
    struct condition *self = condition_of(call);

    if (!pm_mutex_is_held(mutex_of(self), call->session))
        return raise_not_held(call);
    wake(self, SIZE_MAX);
    return pm_return_none(call);
}

/* --- the lock that it is given --- */

/* Python would take anything that can be acquired and released, be it on another server. */
static enum pm_outcome raise_other_lock(struct pm_call *call)
{
    return pm_raise(
        call, PM_TYPE_ERROR, "the lock of a Condition must be a Lock or an RLock of the same server");
}

static enum pm_outcome raise_no_lock(struct pm_call *call, const pymgr_value *given)
{
    const char *type_name = pm_qualified_type_name(given);

    if (pm_is(given, PYMGR_GLOBAL) && strcmp(type_name, "type") == 0)
        return pm_raise(call, PM_ATTRIBUTE_ERROR, "type object '%s' has no attribute 'acquire'",
            pymgr_text(PM_CONST_CAST(pm_global, given)->qualname, NULL));
    return pm_raise(call, PM_ATTRIBUTE_ERROR, "'%s' object has no attribute 'acquire'", type_name);
}

static bool is_lock(const struct pm_object *object)
{
    return object->type == &pm_type_lock || object->type == &pm_type_rlock;
}

/* A Condition with that lock, which is taken. */
static enum pm_outcome construct_with(struct pm_call *call, struct pm_object *lock)
{
    struct condition *self = lock == NULL ? NULL : pm_calloc(1, sizeof *self);

    if (self == NULL) {
        pm_object_unref(lock);
        return PM_NOMEM;
    }
    self->lock = lock;
    TAILQ_INIT(&self->waiters);
    return pm_return_object(call, pm_object_create(&pm_type_condition, self));
}

static enum pm_outcome condition_construct(struct pm_call *call)
{
    const pymgr_value *given = call->args[0];
    struct pm_object *lock;
    struct pm_proxy proxy;

    if (pymgr_is_none(given))
        return construct_with(call, pm_object_create(&pm_type_rlock, pm_mutex_new(true)));
    lock = pm_anchored_object(given);
    if (lock != NULL && is_lock(lock))
        return construct_with(call, pm_object_ref(lock));
    if (lock != NULL ? method_of(lock->type, "acquire") != NULL : pm_proxy_parse(given, &proxy))
        return raise_other_lock(call);
    return raise_no_lock(call, given);
}

/* --- the type --- */

static void condition_destroy(void *instance)
{
    struct condition *self = instance;

    pm_object_unref(self->lock);
    pm_free(self);
}

static int condition_repr(const struct pm_object *object, struct pm_buffer *out, struct pm_error *error)
{
    const struct condition *self = object->self;
    const struct pm_call *waiter;
    size_t count = 0;

    TAILQ_FOREACH (waiter, &self->waiters, link)
        count++;
    pm_put_text(out, "<Condition(");
    if (self->lock->type->repr(self->lock, out, error) != 0)
        return -1;
    pm_put_format(out, ", %zu)>", count);
    return pm_buffer_check(out, error);
}

/* What pickle meets first in a Condition is its lock. */
static pymgr_value *condition_get_value(const struct pm_object *object, struct pm_error *error)
{
    const struct condition *self = object->self;

    return self->lock->type->get_value(self->lock, error);
}

static const struct pm_method methods[] = {
    { .name = "acquire", .handler = call_lock, .signature = "(/, *args, **kwargs)" },
    { .name = "release", .handler = call_lock, .signature = "(/, *args, **kwargs)" },
    { .name = "wait", .handler = condition_wait, .signature = "(timeout=None)" },
    { .name = "notify", .handler = condition_notify, .signature = "(n=1)" },
    { .name = "notify_all", .handler = condition_notify_all, .signature = "()" },
    /* Python 3.14 */
    { .name = "locked", .handler = call_lock, .signature = "(/, *args, **kwargs)" },
};

const struct pm_type pm_type_condition = {
    .name = "Condition",
    .class_repr = "<class 'threading.Condition'>",
    .construct = { .name = "__init__", .handler = condition_construct, .signature = "(lock=None)" },
    .methods = methods,
    .method_count = sizeof methods / sizeof methods[0],
    .destroy = condition_destroy,
    .repr = condition_repr,
    .get_value = condition_get_value,
};
