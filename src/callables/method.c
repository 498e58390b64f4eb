/* SPDX-License-Identifier: MIT
 *
 * Calls of shared objects' methods that no client's connection makes: `callback=shared_list.append`. Each has
 * a session of its own, so that it may wait like any other call, with nobody to go away meanwhile.
 */
#include "callables/callable.h"

#include "base/memory.h"
#include "call/exceptions.h"
#include "object/bind.h"
#include "object/registry.h"

struct pm_method_call {
    struct pm_call call; /* first, so that a call of ours is its pm_method_call */
    struct pm_inner_session inner;
    TAILQ_ENTRY(pm_method_call) link; /* executor->calls */
    struct pm_job *job;
    size_t index;
};

static struct pm_executor *executor_of(struct pm_session *session)
{
    return ((struct pm_inner_session *)session)->executor;
}

/* Releases a call that is over or forgotten. */
static void release(struct pm_method_call *self)
{
    struct pm_executor *executor = self->inner.executor;

    TAILQ_REMOVE(&executor->calls, self, link);
    executor->ops->forget_timer(executor, &self->call);
    pm_session_abandon(&self->inner.session);
    pm_object_unref(self->call.object);
    pm_call_clear(&self->call);
    pm_free(self);
}

static void inner_finished(struct pm_call *call, enum pm_outcome outcome)
{
    struct pm_method_call *self = (struct pm_method_call *)call;
    pymgr_value *result = outcome == PM_NOMEM ? NULL : pymgr_ref(call->result);
    struct pm_job *job = self->job;
    size_t index = self->index;

    release(self);
    pm_job_finish(job, index, outcome == PM_RETURN, result);
}

static bool inner_alive(struct pm_session *session)
{
    (void)session;
    return true;
}

static void inner_set_timer(struct pm_call *call, double seconds)
{
    struct pm_executor *executor = executor_of(call->session);

    executor->ops->set_timer(executor, call, seconds);
}

static const struct pm_session_ops inner_ops = {
    .finished = inner_finished,
    .alive = inner_alive,
    .set_timer = inner_set_timer,
    .executor = executor_of,
};

void pm_inner_session_init(struct pm_inner_session *session, struct pm_executor *executor)
{
    *session = (struct pm_inner_session){ .session.ops = &inner_ops, .executor = executor };
}

/* The method that `getattr(proxy, name)` means, and its object: NULL, it is no such thing, or the result
 * would have to become a proxy. */
static const struct pm_method *find_method(const pymgr_value *function, struct pm_object **objectp)
{
    const struct pm_instance *self = PM_CONST_CAST(pm_instance, function);
    struct pm_object *object;
    const pymgr_value *name;

    if (!pm_is(function, PYMGR_INSTANCE) || !pm_global_is(self->callable, "builtins", "getattr") ||
        pymgr_length(self->args) != 2)
        return NULL;
    object = *objectp = pm_anchored_object(pymgr_item(self->args, 0));
    name = pymgr_item(self->args, 1);
    if (object == NULL || !pm_is(name, PYMGR_STR))
        return NULL;
    for (size_t i = 0; i < object->type->method_count; i++) {
        const struct pm_method *method = &object->type->methods[i];

        if (pm_text_is(name, method->name))
            return method->result_typeid == NULL ? method : NULL;
    }
    return NULL;
}

static struct pm_method_call *call_new(
    struct pm_executor *executor, struct pm_object *object, const struct pm_method *method)
{
    struct pm_method_call *self = pm_calloc(1, sizeof *self);

    if (self == NULL)
        return NULL;
    pm_inner_session_init(&self->inner, executor);
    self->call.session = &self->inner.session;
    self->call.object = pm_object_ref(object);
    self->call.method = method;
    TAILQ_INSERT_TAIL(&executor->calls, self, link);
    return self;
}

/* The arguments of a task, as what the object may keep: an exception without the traceback that a worker gave
 * it, which does not last in Python either. New; NULL: no memory. Takes args. */
static pymgr_value *bare_arguments(pymgr_value *args)
{
    size_t count = pymgr_length(args);
    pymgr_value *bare = pymgr_tuple(count);

    for (size_t i = 0; bare != NULL && i < count; i++)
        pymgr_tuple_put(bare, i, pymgr_ref(pm_exception_bare(pymgr_item(args, i))));
    pymgr_unref(args);
    return bare;
}

static enum pm_outcome run(struct pm_call *call, const struct pm_task *task)
{
    pymgr_value *args, *kwds;
    struct pm_error error;
    enum pm_outcome outcome = pm_task_arguments(call, task, &args, &kwds);

    if (outcome != PM_RETURN)
        return outcome;
    args = bare_arguments(args);
    if (args == NULL) {
        pymgr_unref(kwds);
        return PM_NOMEM;
    }
    if (pm_bind(call->method, call->object->type->name, args, kwds, &call->args, &call->arg_count, &error) ==
        0)
        outcome = call->method->handler(call);
    else
        outcome = pm_raise_error(call, &error);
    pymgr_unref(args);
    pymgr_unref(kwds);
    return outcome;
}

bool pm_method_call_begin(
    struct pm_executor *executor, struct pm_job *job, size_t index, const struct pm_task *task)
{
    struct pm_method_call *self;
    struct pm_object *object;
    const struct pm_method *method = find_method(task->function, &object);
    enum pm_outcome outcome;

    if (method == NULL || task->shape != PM_SHAPE_CALL)
        return false;
    self = call_new(executor, object, method);
    if (self == NULL) {
        pm_job_finish(job, index, false, NULL);
        return true;
    }
    self->job = job;
    self->index = index;
    outcome = run(&self->call, task);
    if (outcome == PM_DECLINE)
        release(self);
    else if (outcome != PM_WAIT)
        inner_finished(&self->call, outcome);
    return outcome != PM_DECLINE;
}

void pm_method_calls_forget(struct pm_executor *executor)
{
    struct pm_method_call *self;

    while ((self = TAILQ_FIRST(&executor->calls)) != NULL) {
        struct pm_job *job = self->job;

        pm_call_cancel(&self->call);
        release(self);
        pm_job_lose(job);
    }
}
