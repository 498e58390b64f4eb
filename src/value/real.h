/* SPDX-License-Identifier: MIT
 *
 * Between numbers, texts and double.
 */
#ifndef PM_VALUE_REAL_H
#define PM_VALUE_REAL_H

#include "value/value.h"

/* float(number) of a bool, int or float, correctly rounded. -1: PM_ERROR_TYPE "must be real number, not str",
 * PM_ERROR_OVERFLOW "int too large to convert to float", PM_ERROR_NOMEM. */
int pm_double_of(const pymgr_value *number, double *doublep, struct pm_error *error);

/* The number that a NUL-terminated text of `size` bytes is, a point before its decimals whatever the locale.
 * False: the text is not one number. */
bool pm_double_from_text(const char *text, size_t size, double *doublep);

#endif
