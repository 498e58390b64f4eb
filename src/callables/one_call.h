/* SPDX-License-Identifier: MIT
 *
 * A job of one task: a callback, a Barrier's action, the keys of a list.
 */
#ifndef PM_CALLABLES_ONE_CALL_H
#define PM_CALLABLES_ONE_CALL_H

#include "object/executor.h"

struct pm_one_call {
    struct pm_job job; /* first, so that a job of ours is its pm_one_call */
    enum pm_shape shape;
    pymgr_value *function, *args; /* owned */
    /* When it is over: */
    bool done; /* false: dropped, because the server ends */
    bool succeeded;
    pymgr_value *result; /* or exception, owned; NULL: no memory for it */
    /* Called once, when nothing will happen to it any more: may clear and free it. */
    void (*over)(struct pm_one_call *self);
};

/* Runs one whose function, args, shape and `over` are set; the rest is zero. It may be over when this
 * returns. */
void pm_one_call_run(struct pm_executor *executor, struct pm_one_call *self);
/* Keeps it from being over until it is released. */
void pm_one_call_hold(struct pm_one_call *self);
void pm_one_call_release(struct pm_one_call *self);
/* Drops its values. */
void pm_one_call_clear(struct pm_one_call *self);

#endif
