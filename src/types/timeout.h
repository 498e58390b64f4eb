/* SPDX-License-Identifier: MIT
 *
 * How long to wait, from Python's `timeout` arguments, with CPython's own errors. All give seconds; less than
 * 0 means for ever.
 */
#ifndef PM_TYPES_TIMEOUT_H
#define PM_TYPES_TIMEOUT_H

#include "base/error.h"
#include "value/value.h"

/* As C code takes it (lock.acquire): a number within the range of the clock. -1: PM_ERROR_TYPE,
 * PM_ERROR_VALUE, PM_ERROR_OVERFLOW. */
int pm_clock_seconds(const pymgr_value *timeout, double *secondsp, struct pm_error *error);
/* As threading takes it (Event.wait): None is for ever, what is not above 0 is 0. */
int pm_wait_seconds(const pymgr_value *timeout, double *secondsp, struct pm_error *error);
/* As threading takes it to add it to the time (Semaphore.acquire, Barrier.wait): the same, but that it must
 * be a number, and nan is for ever. */
int pm_deadline_seconds(const pymgr_value *timeout, double *secondsp, struct pm_error *error);
/* As queue takes it (Queue.get): None is for ever; it must not be below 0. How large it is does not matter
 * before the wait begins: then pm_check_seconds. */
int pm_queue_seconds(const pymgr_value *timeout, double *secondsp, struct pm_error *error);
/* Whether the clock can count so many seconds. */
int pm_check_seconds(double seconds, struct pm_error *error);

#endif
