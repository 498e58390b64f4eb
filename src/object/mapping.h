/* SPDX-License-Identifier: MIT
 *
 * What counts as a dict besides dict: instances of its subclasses, kept as what they were pickled from.
 */
#ifndef PM_OBJECT_MAPPING_H
#define PM_OBJECT_MAPPING_H

#include "base/error.h"
#include "value/value.h"

/*
 * A dict, or an instance of a subclass as a dict (OrderedDict, defaultdict, Counter, and any class whose
 * pickle has key-value pairs): new in *dictp, which is NULL for all other values. -1: PM_ERROR_TYPE (an
 * unhashable key), PM_ERROR_NOMEM.
 */
int pm_mapping_of(pymgr_value *value, pymgr_value **dictp, struct pm_error *error);

#endif
