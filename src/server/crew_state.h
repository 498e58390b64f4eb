/* SPDX-License-Identifier: MIT
 *
 * What the files of the executor share: crew.c (what objects ask of it, on any thread), crew_turn.c (what the
 * first loop then does) and worker.c (one process).
 */
#ifndef PM_SERVER_CREW_STATE_H
#define PM_SERVER_CREW_STATE_H

#include "server/alarm.h"
#include "server/crew.h"
#include "server/worker.h"

enum pm_crew_state {
    PM_CREW_OPEN,
    PM_CREW_CLOSED,     /* ends when its jobs are done */
    PM_CREW_TERMINATED, /* has no jobs, and gets none */
};

TAILQ_HEAD(pm_workers, pm_worker);

struct pm_crew {
    struct pm_crews *crews;
    TAILQ_ENTRY(pm_crew) link; /* crews->all */

    /* Under the server's lock: */
    size_t size;
    pymgr_value *initializer, *initargs;
    uint64_t tasks_per_worker;
    void (*on_end)(void *owner);
    void *owner;
    enum pm_crew_state state;
    bool ended; /* and no process is left */
    bool dismissed;
    struct pm_jobs jobs; /* not all of whose tasks are begun */
    struct pm_workers workers;
    size_t worker_count;

    /* On the first loop's thread: */
    bool begun;        /* workers were started */
    unsigned failures; /* of workers to begin, since one did */
    uint64_t retry_at; /* of the loop's clock: no worker is started before */
    char reason[400];  /* of the last failure */
};

struct pm_crews {
    struct pm_executor executor; /* first, so that an executor is its pm_crews */
    pymgr_server *server;
    char *python;
    TAILQ_HEAD(, pm_crew) all;
    size_t hired; /* workers that the crews were promised */
    struct pm_crew *common;
    struct pm_alarms alarms;
    bool stopped;
    atomic_bool due; /* somebody has done something that the first loop must see to */
};

static inline struct pm_crews *pm_crews_of(struct pm_executor *executor)
{
    return (struct pm_crews *)executor;
}

/* Has the first loop take a turn; under the lock. */
void pm_crews_wake(struct pm_crews *crews);
/* Drops all jobs, those that run included. Under the lock. */
void pm_crew_drop_jobs(struct pm_crew *crew);
/* Nobody asks about it any more, and it has no process. */
void pm_crew_free(struct pm_crew *crew);

#endif
