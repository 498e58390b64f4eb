/* SPDX-License-Identifier: MIT
 *
 * Comparison, sum and hash of numbers across bool, int and float, exact as CPython's.
 */
#ifndef PM_VALUE_NUMBER_H
#define PM_VALUE_NUMBER_H

#include "value/value.h"

enum { PM_UNORDERED = 2 }; /* one of the two is nan */

static inline bool pm_is_integer(const pymgr_value *value)
{
    return pm_is(value, PYMGR_INT) || pm_is(value, PYMGR_BOOL);
}

/* -1, 0, 1 or PM_UNORDERED for two of bool, int or float. */
int pm_number_compare(const pymgr_value *a, const pymgr_value *b);

/* a + b of two of bool, int or float: new. NULL: PM_ERROR_OVERFLOW "int too large to convert to float",
 * PM_ERROR_NOMEM. */
pymgr_value *pm_number_add(const pymgr_value *a, const pymgr_value *b, struct pm_error *error);

/* CPython's hash of a float; `nan_hash` is that of a nan. */
uint64_t pm_hash_double(double number, uint64_t nan_hash);
/* CPython's hash of an int or bool; false: no memory. */
bool pm_hash_integer(const pymgr_value *number, uint64_t *hashp);

#endif
