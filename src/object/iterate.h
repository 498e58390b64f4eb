/* SPDX-License-Identifier: MIT
 *
 * What `for item in x` would give, for every kind of value that Python iterates.
 */
#ifndef PM_OBJECT_ITERATE_H
#define PM_OBJECT_ITERATE_H

#include "base/error.h"
#include "value/value.h"

enum {
    /* Items that one call may make out of a few bytes: a range, a list times a number, the items of another
       shared object. 128 MB of references, and for a range four times as much of integers. */
    PM_ITEMS_MAX = 1 << 24,
};

/*
 * The items as a list or tuple, new: the value itself when it is one. A proxy of one of the server's own
 * objects gives that object's items; dict gives its keys. NULL with *error filled: PM_ERROR_TYPE "'int'
 * object is not iterable", PM_ERROR_LIMIT (a range or a proxy over PM_ITEMS_MAX), PM_ERROR_NOMEM.
 */
pymgr_value *pm_sequence_of(pymgr_value *iterable, struct pm_error *error);

/* The value that an argument stands for: that of the shared object if it is a proxy of one, else itself. New,
 * or NULL with *error filled. */
pymgr_value *pm_referent_of(pymgr_value *argument, struct pm_error *error);

#endif
