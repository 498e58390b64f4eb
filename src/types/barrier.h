/* SPDX-License-Identifier: MIT
 *
 * The shared Barrier, for the files that make it up: barrier.c (its life) and barrier_attributes.c (what a
 * proxy reads).
 */
#ifndef PM_TYPES_BARRIER_H
#define PM_TYPES_BARRIER_H

#include "object/call.h"

struct pm_barrier_self {
    pymgr_value *parties; /* any value; only a number can ever be reached */
    pymgr_value *action;  /* nothing that is true */
    pymgr_value *timeout; /* of a wait() that is given none */
    bool broken;
    struct pm_wait_queue waiters;
    size_t count; /* of them */
    bool acting;
    struct pm_wait_queue last;   /* the one who has called the action */
    struct pm_wait_queue behind; /* those who came meanwhile */
};

pm_handler pm_barrier_getattribute;

#endif
