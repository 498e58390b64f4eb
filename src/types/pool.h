/* SPDX-License-Identifier: MIT
 *
 * The shared Pool, for the files that make it up: pool.c (its life), pool_calls.c (what it is asked to do),
 * pool_job.c (its jobs) and pool_iterator.c (what imap gives).
 */
#ifndef PM_TYPES_POOL_H
#define PM_TYPES_POOL_H

#include "object/executor.h"

enum pm_pool_state { PM_POOL_RUN, PM_POOL_CLOSE, PM_POOL_TERMINATE };

struct pm_pool_self {
    struct pm_executor *executor;
    struct pm_crew *crew; /* NULL: without Python */
    size_t size;
    enum pm_pool_state state;
    size_t jobs;                  /* that are not over */
    struct pm_wait_queue joiners; /* of join and terminate */
    struct pm_wait_queue callers; /* of apply, map and starmap */
};

static inline struct pm_pool_self *pm_pool_self(const struct pm_call *call)
{
    return call->object->self;
}

/* Who wait for the end are told, if it has come. */
void pm_pool_check_end(struct pm_pool_self *self);

/* What a job's tasks are made from, and what they set. Everything is borrowed. */
struct pm_pool_work {
    enum pm_shape shape;
    pymgr_value *function;
    pymgr_value *args, *kwds; /* of the one task of an apply */
    pymgr_value *items;       /* otherwise a list or tuple */
    size_t chunk;             /* items in a task; 1 with PM_SHAPE_CALL */
    struct pm_object *target;
    void (*set)(struct pm_object *target, size_t index, bool succeeded, pymgr_value *value);
};

/* Runs it, if there is anything to do; it keeps Pool and target alive until it is over. False: no memory. */
bool pm_pool_run(struct pm_object *pool, const struct pm_pool_work *work);

/* An iterator over the outcomes of `count` tasks, in the order of their indexes or as they come; `chunked`:
 * each is a list of items, and it is a generator that gives these. New; NULL: no memory. */
struct pm_object *pm_pool_iterator_new(size_t count, bool ordered, bool chunked);
void pm_pool_iterator_set(struct pm_object *object, size_t index, bool succeeded, pymgr_value *value);

pm_handler pm_pool_apply, pm_pool_apply_async, pm_pool_map, pm_pool_map_async, pm_pool_starmap,
    pm_pool_starmap_async;
pm_handler pm_pool_imap, pm_pool_imap_unordered;

#endif
