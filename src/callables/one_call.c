/* SPDX-License-Identifier: MIT */
#include "callables/one_call.h"

#include "callables/callables.h"

static struct pm_one_call *one_call_of(struct pm_job *job)
{
    return (struct pm_one_call *)job;
}

static bool make_task(struct pm_job *job, size_t index, struct pm_task *task)
{
    const struct pm_one_call *self = one_call_of(job);

    (void)index;
    task->shape = self->shape;
    task->function = pymgr_ref(self->function);
    task->args = pymgr_ref(self->args);
    task->kwds = pymgr_dict();
    if (task->kwds != NULL)
        return true;
    pm_task_clear(task);
    return false;
}

static void task_done(struct pm_job *job, size_t index, bool succeeded, pymgr_value *result)
{
    struct pm_one_call *self = one_call_of(job);

    (void)index;
    self->done = true;
    self->succeeded = succeeded && result != NULL;
    self->result = result;
}

static void job_ended(struct pm_job *job)
{
    struct pm_one_call *self = one_call_of(job);

    self->over(self);
}

static const struct pm_job_ops ops = { .task = make_task, .done = task_done, .ended = job_ended };

void pm_one_call_run(struct pm_executor *executor, struct pm_one_call *self)
{
    self->job.ops = &ops;
    self->job.count = 1;
    pm_job_run(executor, NULL, &self->job);
}

void pm_one_call_hold(struct pm_one_call *self)
{
    self->job.running++;
}

void pm_one_call_release(struct pm_one_call *self)
{
    pm_job_lose(&self->job);
}

void pm_one_call_clear(struct pm_one_call *self)
{
    self->function = pymgr_unref(self->function);
    self->args = pymgr_unref(self->args);
    self->result = pymgr_unref(self->result);
}
