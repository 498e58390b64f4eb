/* SPDX-License-Identifier: MIT
 *
 * Shared containers keep their content in a value that is also given away: as the answer to #GETVALUE, to
 * copy() and so on, to be encoded by another thread when the server's lock is long free. So content is copied
 * on write: only when somebody else still holds it.
 */
#ifndef PM_TYPES_OWN_H
#define PM_TYPES_OWN_H

#include "value/value.h"

/* Makes *valuep fit to be changed: replaced by a copy if anybody else holds it. False: no memory. */
static inline bool pm_own(pymgr_value **valuep, pymgr_value *(*copy)(const pymgr_value *))
{
    pymgr_value *copied;

    /* A member of a cycle is held by the others of it. */
    if (!(pm_flags(*valuep) & PM_IN_CYCLE) &&
        atomic_load_explicit(&(*valuep)->refs, memory_order_acquire) == 1)
        return true;
    copied = copy(*valuep);
    if (copied == NULL)
        return false;
    pymgr_unref(*valuep);
    *valuep = copied;
    return true;
}

#endif
