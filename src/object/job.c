/* SPDX-License-Identifier: MIT */
#include "object/job.h"

static void end_if_over(struct pm_job *job)
{
    if (pm_job_is_begun(job) && job->running == 0)
        job->ops->ended(job);
}

bool pm_job_begin(struct pm_job *job, struct pm_task *task)
{
    size_t index = job->next++;

    job->running++;
    *task = (struct pm_task){ 0 };
    if (job->ops->task(job, index, task))
        return true;
    pm_job_finish(job, index, false, NULL);
    return false;
}

void pm_job_finish(struct pm_job *job, size_t index, bool succeeded, pymgr_value *result)
{
    /* It still counts as running meanwhile: `done` may drop the job. */
    job->ops->done(job, index, succeeded, result);
    pm_job_lose(job);
}

void pm_job_lose(struct pm_job *job)
{
    job->running--;
    end_if_over(job);
}

void pm_job_drop(struct pm_job *job)
{
    job->next = job->count;
    end_if_over(job);
}

void pm_job_fail(struct pm_job *job, pymgr_value *exception)
{
    job->running++;
    while (!pm_job_is_begun(job))
        job->ops->done(job, job->next++, false, pymgr_ref(exception));
    pm_job_lose(job);
}

void pm_task_clear(struct pm_task *task)
{
    pymgr_unref(task->function);
    pymgr_unref(task->args);
    pymgr_unref(task->kwds);
    *task = (struct pm_task){ 0 };
}
