/* SPDX-License-Identifier: MIT
 *
 * An executor whose Python workers are the test: tasks wait until it takes them and says what they come to.
 */
#ifndef PM_TESTS_OBJECT_FAKE_EXECUTOR_H
#define PM_TESTS_OBJECT_FAKE_EXECUTOR_H

#include "object/executor.h"

struct pm_crew {
    bool hired; /* and not dismissed */
    bool closed, terminated, ended;
    struct pm_jobs jobs;
    struct pm_crew_terms terms;
};

struct fake_executor {
    struct pm_executor executor; /* first, so that an executor of ours is its fake_executor */
    struct pm_crew common, crew; /* of one Pool */
    double timer;                /* seconds that were asked for last */
};

/* A task in the hands of the test. */
struct fake_task {
    struct pm_job *job; /* NULL: there was none */
    size_t index;
    struct pm_task task;
};

void fake_executor_init(struct fake_executor *fake, bool python);
/* Drops all jobs. */
void fake_executor_drop(struct fake_executor *fake);

struct fake_task fake_take(struct pm_crew *crew);
/* Result taken. */
void fake_finish(struct fake_task *task, bool succeeded, pymgr_value *result);
/* The process of a closed or terminated crew is gone. */
void fake_end_crew(struct pm_crew *crew);

#endif
