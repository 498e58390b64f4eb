/* SPDX-License-Identifier: MIT
 *
 * Filling the public error. Every function here takes a NULL error too, and returns -1, so that
 * `return pm_fault(...)` leaves a function.
 */
#ifndef PM_VALUE_FAILURE_H
#define PM_VALUE_FAILURE_H

#include "value/value.h"

#include <pymgr/error.h>

int pm_fault(struct pymgr_error *error, enum pymgr_code code, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
int pm_fault_nomem(struct pymgr_error *error);
/* What the lower layers say: PYMGR_NO_MEMORY and PYMGR_LIMIT as such, everything else as `code`. */
int pm_fault_from(struct pymgr_error *error, enum pymgr_code code, const struct pm_error *from);

#endif
