/* SPDX-License-Identifier: MIT
 *
 * Who runs what a client wants called: the server, as objects see it. It lives as long as the objects do.
 * Everything here happens under the server's lock, on any thread.
 */
#ifndef PM_OBJECT_EXECUTOR_H
#define PM_OBJECT_EXECUTOR_H

#include "object/call.h"
#include "object/job.h"

/* Python workers that belong together: those of a Pool. */
struct pm_crew;

enum { PM_CREW_MAX = 256 }; /* processes */

struct pm_crew_terms {
    size_t size;              /* processes: 1 to PM_CREW_MAX */
    pymgr_value *initializer; /* called in each at its beginning; None: nothing is. Both borrowed */
    pymgr_value *initargs;
    uint64_t tasks_per_worker; /* that one runs before it is replaced; 0: any number */
    void (*on_end)(
        void *owner); /* the crew was closed or terminated, and no process is left. NULL: nobody cares */
    void *owner;
};

struct pm_executor_ops {
    /* As struct pm_session_ops has it, for calls that the server makes itself; one that ends before its time
     * is forgotten. */
    void (*set_timer)(struct pm_executor *executor, struct pm_call *call, double seconds);
    void (*forget_timer)(struct pm_executor *executor, struct pm_call *call);

    /* The rest is NULL if no Python may be run. A crew whose processes will be started soon: to be dismissed.
     * NULL with *error filled: too many workers (PM_ERROR_VALUE), or PM_ERROR_NOMEM. */
    struct pm_crew *(*hire)(
        struct pm_executor *executor, const struct pm_crew_terms *terms, struct pm_error *error);
    /* Who runs what belongs to no Pool: one worker, borrowed. NULL: no memory. */
    struct pm_crew *(*common)(struct pm_executor *executor);
    /* Has the crew run all tasks of the job that are not begun yet. Nothing is over before this returns. */
    void (*submit)(struct pm_crew *crew, struct pm_job *job);
    /* No more jobs will come: workers end when all is done. */
    void (*close)(struct pm_crew *crew);
    /* Drops all jobs and kills the workers. What was running will never be known. */
    void (*terminate)(struct pm_crew *crew);
    bool (*ended)(const struct pm_crew *crew);
    /* Terminates, if need be, and forgets the owner. */
    void (*dismiss)(struct pm_crew *crew);
};

/* A call of a method of a shared object that waits: see callables/method.c. */
struct pm_method_call;
TAILQ_HEAD(pm_method_calls, pm_method_call);

struct pm_executor {
    const struct pm_executor_ops *ops;
    struct pm_method_calls calls;
};

static inline bool pm_executor_has_python(const struct pm_executor *executor)
{
    return executor->ops->hire != NULL;
}

/* The executor that a call can use: NULL, there is none. */
static inline struct pm_executor *pm_executor_of(const struct pm_call *call)
{
    if (call->session == NULL || call->session->ops->executor == NULL)
        return NULL;
    return call->session->ops->executor(call->session);
}

#endif
