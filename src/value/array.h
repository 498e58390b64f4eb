/* SPDX-License-Identifier: MIT
 *
 * How arrays are made and filled: items as Python takes them, and runs of items.
 */
#ifndef PM_VALUE_ARRAY_H
#define PM_VALUE_ARRAY_H

#include "value/value.h"

/* An array of `size` bytes for the caller to fill before anyone else sees it: new. */
pymgr_value *pm_array_blank(char typecode, size_t size);
pymgr_value *pm_array_copy(const pymgr_value *array); /* new */

/*
 * Writes an item of that typecode as array[i] = item does. -1 and nothing written: PM_ERROR_TYPE "'str'
 * object cannot be interpreted as an integer", PM_ERROR_OVERFLOW "signed char is greater than maximum",
 * PM_ERROR_NOMEM.
 */
int pm_array_put(char typecode, const pymgr_value *item, void *place, struct pm_error *error);
/* array.array(typecode, sequence) of a list or tuple: new, or NULL with *error filled as pm_array_put does.
 */
pymgr_value *pm_array_of(char typecode, const pymgr_value *sequence, struct pm_error *error);

/* A copy of the array in which `with`, an array of the same typecode, has taken the place of `removed` items
 * from `at` on: new. */
pymgr_value *pm_array_spliced(const pymgr_value *array, size_t at, size_t removed, const pymgr_value *with);

#endif
