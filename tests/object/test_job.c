/* SPDX-License-Identifier: MIT */
#include "object/job.h"

#include "unit.h"

struct counted {
    struct pm_job job;
    bool short_of_memory; /* no task can be made */
    size_t done, failed, without_memory, ended;
};

static bool make_task(struct pm_job *job, size_t index, struct pm_task *task)
{
    task->args = pymgr_int((int64_t)index);
    if (!((struct counted *)job)->short_of_memory)
        return true;
    pm_task_clear(task);
    return false;
}

static void task_done(struct pm_job *job, size_t index, bool succeeded, pymgr_value *result)
{
    struct counted *self = (struct counted *)job;

    (void)index;
    CU_ASSERT_EQUAL(self->ended, 0);
    self->done++;
    self->failed += !succeeded;
    self->without_memory += result == NULL;
    pymgr_unref(result);
}

static void job_ended(struct pm_job *job)
{
    ((struct counted *)job)->ended++;
}

static const struct pm_job_ops ops = { .task = make_task, .done = task_done, .ended = job_ended };

static struct counted make(size_t count)
{
    return (struct counted){ .job = { .ops = &ops, .count = count } };
}

static void expect(const struct counted *self, size_t done, size_t failed, size_t ended)
{
    CU_ASSERT_EQUAL(self->done, done);
    CU_ASSERT_EQUAL(self->failed, failed);
    CU_ASSERT_EQUAL(self->ended, ended);
}

static void begin(struct counted *self)
{
    struct pm_task task;

    CU_ASSERT_EQUAL(pm_job_begin(&self->job, &task), !self->short_of_memory);
    pm_task_clear(&task);
}

static void it_ends_with_its_last_task(void)
{
    struct counted self = make(2);

    begin(&self);
    begin(&self);
    CU_ASSERT(pm_job_is_begun(&self.job));
    pm_job_finish(&self.job, 1, true, pymgr_none());
    expect(&self, 1, 0, 0);
    pm_job_finish(&self.job, 0, false, pymgr_none());
    expect(&self, 2, 1, 1);
}

static void what_runs_outlives_a_drop(void)
{
    struct counted self = make(3);

    begin(&self);
    pm_job_drop(&self.job);
    expect(&self, 0, 0, 0);
    pm_job_finish(&self.job, 0, true, pymgr_none());
    expect(&self, 1, 0, 1);
}

static void what_is_lost_is_not_done(void)
{
    struct counted self = make(1);

    begin(&self);
    pm_job_lose(&self.job);
    expect(&self, 0, 0, 1);
}

static void all_that_is_left_fails(void)
{
    struct counted self = make(3);
    pymgr_value *reason = pymgr_str("reason");

    begin(&self);
    pm_job_fail(&self.job, reason);
    pymgr_unref(reason);
    expect(&self, 2, 2, 0);
    pm_job_finish(&self.job, 0, true, pymgr_none());
    expect(&self, 3, 2, 1);
}

static void a_task_without_memory_is_over(void)
{
    struct counted self = make(1);

    self.short_of_memory = true;
    begin(&self);
    expect(&self, 1, 1, 1);
    CU_ASSERT_EQUAL(self.without_memory, 1);
}

static const struct pm_test tests[] = {
    { "it ends with its last task", it_ends_with_its_last_task },
    { "what runs outlives a drop", what_runs_outlives_a_drop },
    { "what is lost is not done", what_is_lost_is_not_done },
    { "all that is left fails", all_that_is_left_fails },
    { "a task without memory is over", a_task_without_memory_is_over },
};

const struct pm_suite pm_suite_job = { "object/job", PM_SUITE(tests) };
