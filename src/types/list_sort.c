/* SPDX-License-Identifier: MIT
 *
 * list.sort(). A key function is called for all items by one task of a job. If that takes a Python worker the call
 * waits; the list stays as it is meanwhile, and if it is not afterwards what the keys belong to, that is an error, as
 * in Python.
 */
#include "base/memory.h"
#include "callables/callables.h"
#include "types/list.h"

struct sort_job {
    struct pm_job job; /* first, so that a job of ours is its sort_job */
    pymgr_value *key, *items;
    struct pm_call *call; /* that waits; NULL: not yet, or no more */
    bool done, succeeded;
    pymgr_value *result; /* the keys, or an exception */
};

static bool key_task(struct pm_job *job, size_t index, struct pm_task *task)
{
    const struct sort_job *self = (const struct sort_job *)job;

    (void)index;
    task->shape = PM_SHAPE_MAP;
    task->function = pymgr_ref(self->key);
    task->args = pymgr_ref(self->items);
    return true;
}

static enum pm_outcome sort_items(struct pm_call *call, const pymgr_value *keys)
{
    pymgr_value *items = pm_list_changing(call);
    bool reversed = pm_truth(call->args[1]);
    struct pm_error error;
    int failed;

    if (items == NULL)
        return PM_NOMEM;
    failed = keys == NULL ? pm_list_sort(items, reversed, &error)
                          : pm_list_sort_by(items, keys, reversed, &error);
    return failed != 0 ? pm_raise_error(call, &error) : pm_return_none(call);
}

/* What the call comes to, now that the keys are there. */
static enum pm_outcome use_keys(struct sort_job *self, struct pm_call *call)
{
    bool changed = self->items != pm_list_self(call)->items;
    size_t length = pymgr_length(self->items);

    self->items = pymgr_unref(self->items); /* so that the list need not be copied */
    if (self->result == NULL)
        return PM_NOMEM;
    if (!self->succeeded) {
        call->result = pymgr_ref(self->result);
        return PM_RAISE;
    }
    if (changed)
        return pm_raise(call, PM_VALUE_ERROR, "list modified during sort");
    if (!pm_is(self->result, PYMGR_LIST) || pymgr_length(self->result) != length)
        return pm_raise(call, PM_RUNTIME_ERROR, "a worker process gave no key for each item");
    return sort_items(call, self->result);
}

static void key_done(struct pm_job *job, size_t index, bool succeeded, pymgr_value *result)
{
    struct sort_job *self = (struct sort_job *)job;

    (void)index;
    self->done = true;
    self->succeeded = succeeded;
    self->result = result;
    if (self->call != NULL)
        pm_finish(self->call, use_keys(self, self->call));
}

static void job_ended(struct pm_job *job)
{
    struct sort_job *self = (struct sort_job *)job;

    if (self->call != NULL && !self->done)
        self->call->note = 0;
    pymgr_unref(self->key);
    pymgr_unref(self->items);
    pymgr_unref(self->result);
    pm_free(self);
}

static const struct pm_job_ops ops = { .task = key_task, .done = key_done, .ended = job_ended };

static void caller_gone(struct pm_call *call)
{
    struct sort_job *self = (struct sort_job *)call->note;

    if (self != NULL)
        self->call = NULL;
}

static enum pm_outcome await_keys(struct sort_job *self, struct pm_call *call)
{
    self->call = call;
    call->note = (uintptr_t)self;
    call->on_cancel = caller_gone;
    return pm_wait(call, &pm_list_self(call)->sorters, -1, NULL);
}

static enum pm_outcome sort_by(struct pm_call *call, pymgr_value *key)
{
    struct sort_job *self = pm_calloc(1, sizeof *self);
    enum pm_outcome outcome;

    if (self == NULL)
        return PM_NOMEM;
    self->job.ops = &ops;
    self->job.count = 1;
    self->key = pymgr_ref(key);
    self->items = pymgr_ref(pm_list_self(call)->items);
    self->job.running++; /* so that it is there when the task is done at once */
    pm_job_run(pm_executor_of(call), NULL, &self->job);
    outcome = self->done ? use_keys(self, call) : await_keys(self, call);
    pm_job_lose(&self->job);
    return outcome;
}

enum pm_outcome pm_list_sort_items(struct pm_call *call)
{
    pymgr_value *key = call->args[0];

    if (pymgr_is_none(key) || pymgr_length(pm_list_self(call)->items) == 0)
        return sort_items(call, NULL);
    if (!pm_is_callable(key))
        return pm_raise(call, PM_TYPE_ERROR, "'%s' object is not callable", pm_qualified_type_name(key));
    return sort_by(call, key);
}
