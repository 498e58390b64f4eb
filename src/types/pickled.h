/* SPDX-License-Identifier: MIT
 *
 * What pickle makes of shared objects that are no plain values.
 */
#ifndef PM_TYPES_PICKLED_H
#define PM_TYPES_PICKLED_H

#include "object/object.h"

/* An instance of multiprocessing.managers.`name` with that __dict__ (taken; NULL: no memory; empty: not
 * pickled): new, or NULL with *error filled. */
pymgr_value *pm_pickled(const char *name, pymgr_value *state, struct pm_error *error);
/* Nothing, as pm_type.get_value: what it meets first in the object is a lock. Always NULL, *error filled. */
pymgr_value *pm_pickle_meets_lock(const struct pm_object *object, struct pm_error *error);

#endif
