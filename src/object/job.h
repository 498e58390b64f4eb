/* SPDX-License-Identifier: MIT
 *
 * A job: `count` tasks, each of which calls a Python function. Tasks are made one by one, when there is
 * somebody to run them: a C callable at once, or a Python worker later. Everything here happens under the
 * server's lock.
 */
#ifndef PM_OBJECT_JOB_H
#define PM_OBJECT_JOB_H

#include "value/value.h"

#include <sys/queue.h>

/* How a task calls its function; the first word of what a worker is sent, so the numbers are part of
 * worker.py. */
enum pm_shape {
    PM_SHAPE_CALL,    /* function(*args, **kwds) */
    PM_SHAPE_MAP,     /* [function(x) for x in args] */
    PM_SHAPE_STARMAP, /* [function(*x) for x in args] */
};

struct pm_task {
    enum pm_shape shape;
    pymgr_value *function;
    pymgr_value *args; /* whatever the client gave; of the two maps a tuple or list of items */
    pymgr_value *kwds; /* likewise */
};

struct pm_job;

struct pm_job_ops {
    /* Makes a task: its values are new. False: no memory; nothing was made. */
    bool (*task)(struct pm_job *job, size_t index, struct pm_task *task);
    /* A task is over: the result of its call, or the exception that it raised. Taken; NULL: no memory. */
    void (*done)(struct pm_job *job, size_t index, bool succeeded, pymgr_value *result);
    /* No task is running and none will be: the job may be freed. Called once; if it was dropped, not all
     * tasks are done. */
    void (*ended)(struct pm_job *job);
};

struct pm_job {
    const struct pm_job_ops *ops;
    size_t count; /* of tasks: at least 1 */
    size_t next;  /* the first one that was not begun */
    size_t running;
    TAILQ_ENTRY(pm_job) link; /* in the queue of those who will run it */
};

TAILQ_HEAD(pm_jobs, pm_job);

static inline bool pm_job_is_begun(const struct pm_job *job)
{
    return job->next == job->count;
}

/* Begins the next task. False: no memory; the task is then over already, which may have ended the job. */
bool pm_job_begin(struct pm_job *job, struct pm_task *task);
/* Ends one that was begun; result as for `done`. The job may be gone afterwards. */
void pm_job_finish(struct pm_job *job, size_t index, bool succeeded, pymgr_value *result);
/* Ends one that was begun, without a word: it will never be known what became of it. */
void pm_job_lose(struct pm_job *job);
/* Begins no more tasks. The job is gone afterwards, unless some are running. */
void pm_job_drop(struct pm_job *job);
/* Every task not begun yet raises this (borrowed; NULL: no memory). As above. */
void pm_job_fail(struct pm_job *job, pymgr_value *exception);

void pm_task_clear(struct pm_task *task);

#endif
