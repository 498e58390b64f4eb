/* SPDX-License-Identifier: MIT */
#include "object/fake_executor.h"

static struct fake_executor *fake_of(struct pm_executor *executor)
{
    return (struct fake_executor *)executor;
}

static void set_timer(struct pm_executor *executor, struct pm_call *call, double seconds)
{
    (void)call;
    fake_of(executor)->timer = seconds;
}

static void forget_timer(struct pm_executor *executor, struct pm_call *call)
{
    (void)executor;
    (void)call;
}

static struct pm_crew *hire(
    struct pm_executor *executor, const struct pm_crew_terms *terms, struct pm_error *error)
{
    struct pm_crew *crew = &fake_of(executor)->crew;

    if (crew->hired) {
        pm_fail(error, PM_ERROR_VALUE, "there is a crew already");
        return NULL;
    }
    crew->hired = true;
    crew->terms = *terms;
    return crew;
}

static struct pm_crew *common(struct pm_executor *executor)
{
    return &fake_of(executor)->common;
}

static void submit(struct pm_crew *crew, struct pm_job *job)
{
    if (crew->terminated)
        pm_job_drop(job);
    else
        TAILQ_INSERT_TAIL(&crew->jobs, job, link);
}

static void close_crew(struct pm_crew *crew)
{
    crew->closed = true;
}

static void drop_jobs(struct pm_crew *crew)
{
    struct pm_job *job;

    while ((job = TAILQ_FIRST(&crew->jobs)) != NULL) {
        TAILQ_REMOVE(&crew->jobs, job, link);
        pm_job_drop(job);
    }
}

static void terminate(struct pm_crew *crew)
{
    crew->terminated = true;
    drop_jobs(crew);
}

static bool ended(const struct pm_crew *crew)
{
    return crew->ended;
}

static void dismiss(struct pm_crew *crew)
{
    terminate(crew);
    crew->hired = false;
}

static const struct pm_executor_ops without_python = { .set_timer = set_timer, .forget_timer = forget_timer };

static const struct pm_executor_ops with_python = {
    .set_timer = set_timer,
    .forget_timer = forget_timer,
    .hire = hire,
    .common = common,
    .submit = submit,
    .close = close_crew,
    .terminate = terminate,
    .ended = ended,
    .dismiss = dismiss,
};

void fake_executor_init(struct fake_executor *fake, bool python)
{
    *fake = (struct fake_executor){ .executor.ops = python ? &with_python : &without_python };
    TAILQ_INIT(&fake->executor.calls);
    TAILQ_INIT(&fake->common.jobs);
    TAILQ_INIT(&fake->crew.jobs);
}

void fake_executor_drop(struct fake_executor *fake)
{
    drop_jobs(&fake->common);
    drop_jobs(&fake->crew);
}

struct fake_task fake_take(struct pm_crew *crew)
{
    struct fake_task taken = { .job = TAILQ_FIRST(&crew->jobs) };

    if (taken.job == NULL)
        return taken;
    if (taken.job->next + 1 == taken.job->count)
        TAILQ_REMOVE(&crew->jobs, taken.job, link);
    taken.index = taken.job->next;
    if (!pm_job_begin(taken.job, &taken.task))
        taken.job = NULL;
    return taken;
}

void fake_finish(struct fake_task *task, bool succeeded, pymgr_value *result)
{
    pm_task_clear(&task->task);
    pm_job_finish(task->job, task->index, succeeded, result);
    task->job = NULL;
}

void fake_end_crew(struct pm_crew *crew)
{
    crew->ended = true;
    if (crew->hired && crew->terms.on_end != NULL)
        crew->terms.on_end(crew->terms.owner);
}
