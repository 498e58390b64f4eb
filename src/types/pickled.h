/* SPDX-License-Identifier: MIT
 *
 * What pickle makes of an instance of a class of multiprocessing.managers.
 */
#ifndef PM_TYPES_PICKLED_H
#define PM_TYPES_PICKLED_H

#include "base/error.h"
#include "value/value.h"

/* An instance of multiprocessing.managers.`name` with that __dict__ (taken; NULL: no memory; empty: not
 * pickled): new, or NULL with *error filled. */
pymgr_value *pm_pickled(const char *name, pymgr_value *state, struct pm_error *error);

#endif
