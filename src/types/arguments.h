/* SPDX-License-Identifier: MIT
 *
 * From arguments to C numbers, with CPython's own errors.
 */
#ifndef PM_TYPES_ARGUMENTS_H
#define PM_TYPES_ARGUMENTS_H

#include "object/call.h"

/* Whether Python would take the value as an index: an int or bool. */
bool pm_is_index(const pymgr_value *value);

/* A Py_ssize_t parameter. -1: PM_ERROR_TYPE "'str' object cannot be interpreted as an integer", or
 * PM_ERROR_OVERFLOW with the text `too_large` (NULL: "Python int too large to convert to C ssize_t"). */
int pm_ssize_of(const pymgr_value *value, const char *too_large, int64_t *numberp, struct pm_error *error);

/* A bound of a slice, cut to 64 bits. -1: PM_ERROR_TYPE; `expected` says what it must be. */
int pm_bound_of(const pymgr_value *value, const char *expected, int64_t *boundp, struct pm_error *error);

/* Which items of a sequence a slice means: `count` of them, from `start` on, `step` apart. `stop` is where it
 * ends. */
struct pm_span {
    int64_t start, stop, step, count;
};

/* slice.indices(length). -1: PM_ERROR_TYPE or PM_ERROR_VALUE. */
int pm_span_of(const pymgr_value *slice, size_t length, struct pm_span *span, struct pm_error *error);

/* How many waiters notify(n) wakes: one, and n one less, for as long as n is above 0. -1: PM_ERROR_TYPE. */
int pm_notify_count(const pymgr_value *n, size_t *countp, struct pm_error *error);

/* The start and stop of Python 2's slice methods as a span: Python 2 has counted from the end already; what
 * is negative is 0. -1: PM_ERROR_TYPE or PM_ERROR_OVERFLOW. */
int pm_span_of_two(pymgr_value *const *bounds, size_t length, struct pm_span *span, struct pm_error *error);

/* Where an index (pm_is_index) points in a sequence, counted from the end if negative. PM_RETURN, or the
 * exception raised: IndexError with that text. */
enum pm_outcome pm_locate(
    struct pm_call *call, const pymgr_value *index, size_t length, const char *out_of_range, size_t *atp);

/* An error's exception, but with this text if it is a TypeError: for functions that word their own. */
enum pm_outcome pm_raise_reworded(struct pm_call *call, const struct pm_error *error, const char *type_error);

#endif
