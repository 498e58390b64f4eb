/* SPDX-License-Identifier: MIT
 *
 * A Pool's jobs: one task for apply, one for each chunk of items otherwise.
 */
#include "base/memory.h"
#include "callables/callables.h"
#include "types/pool.h"

struct pool_job {
    struct pm_job job;        /* first, so that a job of ours is its pool_job */
    struct pm_object *pool;   /* a reference */
    struct pm_pool_work work; /* with references of its own */
};

static struct pool_job *pool_job_of(struct pm_job *job)
{
    return (struct pool_job *)job;
}

/* The items of a task, as a tuple: new. */
static pymgr_value *chunk_of(const struct pm_pool_work *work, size_t index)
{
    size_t start = index * work->chunk, left = pymgr_length(work->items) - start;
    size_t count = left < work->chunk ? left : work->chunk;
    pymgr_value *chunk = pymgr_tuple(count);

    for (size_t i = 0; chunk != NULL && i < count; i++)
        pymgr_tuple_put(chunk, i, pymgr_ref(pymgr_item(work->items, start + i)));
    return chunk;
}

static bool make_task(struct pm_job *job, size_t index, struct pm_task *task)
{
    const struct pm_pool_work *work = &pool_job_of(job)->work;

    task->shape = work->shape;
    task->function = pymgr_ref(work->function);
    task->args = work->items == NULL ? pymgr_ref(work->args) : chunk_of(work, index);
    task->kwds = work->kwds == NULL ? pymgr_dict() : pymgr_ref(work->kwds);
    if (task->args != NULL && task->kwds != NULL)
        return true;
    pm_task_clear(task);
    return false;
}

static void task_done(struct pm_job *job, size_t index, bool succeeded, pymgr_value *result)
{
    const struct pm_pool_work *work = &pool_job_of(job)->work;

    work->set(work->target, index, succeeded, result);
}

static void job_free(struct pool_job *self)
{
    struct pm_object *pool = self->pool;

    pymgr_unref(self->work.function);
    pymgr_unref(self->work.args);
    pymgr_unref(self->work.kwds);
    pymgr_unref(self->work.items);
    pm_object_unref(self->work.target);
    pm_free(self);
    pm_object_unref(pool);
}

static void job_ended(struct pm_job *job)
{
    struct pool_job *self = pool_job_of(job);
    struct pm_pool_self *pool = self->pool->self;

    pool->jobs--;
    pm_pool_check_end(pool);
    job_free(self);
}

static const struct pm_job_ops ops = { .task = make_task, .done = task_done, .ended = job_ended };

bool pm_pool_run(struct pm_object *pool, const struct pm_pool_work *work)
{
    size_t length = work->items == NULL ? 1 : pymgr_length(work->items);
    struct pm_pool_self *self = pool->self;
    struct pool_job *job;

    if (length == 0 || work->chunk == 0)
        return true;
    job = pm_calloc(1, sizeof *job);
    if (job == NULL)
        return false;
    job->job.ops = &ops;
    job->job.count = length / work->chunk + (length % work->chunk != 0);
    job->work = *work;
    pymgr_ref(work->function);
    pymgr_ref(work->args);
    pymgr_ref(work->kwds);
    pymgr_ref(work->items);
    pm_object_ref(work->target);
    job->pool = pm_object_ref(pool);
    self->jobs++;
    pm_job_run(self->executor, self->crew, &job->job);
    return true;
}
