/* SPDX-License-Identifier: MIT
 *
 * Time for deadlines.
 */
#ifndef PM_BASE_CLOCK_H
#define PM_BASE_CLOCK_H

#include <stdint.h>

/* Milliseconds of a clock that only goes forward; never 0. */
uint64_t pm_clock(void);

#endif
