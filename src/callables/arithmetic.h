/* SPDX-License-Identifier: MIT
 *
 * Arithmetic on bool, int and float as CPython's; anything else is declined.
 */
#ifndef PM_CALLABLES_ARITHMETIC_H
#define PM_CALLABLES_ARITHMETIC_H

#include "object/call.h"

/* Of ints that are computed with here: CPython itself needs time for larger ones, and this is done under the
 * server's lock. */
enum { PM_ARITHMETIC_BITS = 1 << 16 };

/* a + b and so on, of the first two arguments. */
pm_handler pm_do_add, pm_do_sub, pm_do_mul, pm_do_truediv, pm_do_floordiv, pm_do_mod, pm_do_pow, pm_do_divmod;
/* -a, +a, abs(a) */
pm_handler pm_do_neg, pm_do_pos, pm_do_abs;

/* a + b of ints: new. PM_NOMEM, PM_DECLINE: too large. */
enum pm_outcome pm_int_add(const pymgr_value *a, const pymgr_value *b, pymgr_value **sump);
/* The int that a whole number is: new; NULL: no memory. */
pymgr_value *pm_int_of_double(double whole);

#endif
