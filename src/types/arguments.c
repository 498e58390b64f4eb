/* SPDX-License-Identifier: MIT */
#include "types/arguments.h"

#include <math.h>

bool pm_is_index(const pymgr_value *value)
{
    return pm_is(value, PYMGR_INT) || pm_is(value, PYMGR_BOOL);
}

int pm_ssize_of(const pymgr_value *value, const char *too_large, int64_t *numberp, struct pm_error *error)
{
    if (!pm_is_index(value))
        return pm_fail(error, PM_ERROR_TYPE, "'%s' object cannot be interpreted as an integer",
            pm_qualified_type_name(value));
    if (!pymgr_int_value(value, numberp))
        return pm_fail(error, PM_ERROR_OVERFLOW, "%s",
            too_large != NULL ? too_large : "Python int too large to convert to C ssize_t");
    return 0;
}

int pm_bound_of(const pymgr_value *value, const char *expected, int64_t *boundp, struct pm_error *error)
{
    if (!pm_is_index(value))
        return pm_fail(error, PM_ERROR_TYPE, "slice indices must be integers or %s", expected);
    if (!pymgr_int_value(value, boundp))
        *boundp = BN_is_negative(PM_CONST_CAST(pm_int, value)->big) ? INT64_MIN : INT64_MAX;
    return 0;
}

static int optional_bound(const pymgr_value *value, int64_t missing, int64_t *boundp, struct pm_error *error)
{
    *boundp = missing;
    return pymgr_is_none(value) ? 0 : pm_bound_of(value, "None or have an __index__ method", boundp, error);
}

/* A bound from the end, and beyond the ends, as CPython's PySlice_AdjustIndices has it. */
static int64_t adjust(int64_t bound, int64_t length, bool down)
{
    if (bound < 0) {
        bound += length;
        return bound >= 0 ? bound : down ? -1 : 0;
    }
    if (bound >= length)
        return down ? length - 1 : length;
    return bound;
}

int pm_span_of(const pymgr_value *slice, size_t length, struct pm_span *span, struct pm_error *error)
{
    const struct pm_slice *self = PM_CONST_CAST(pm_slice, slice);
    int64_t start, stop;
    bool down;

    if (optional_bound(self->step, 1, &span->step, error) != 0)
        return -1;
    if (span->step == 0)
        return pm_fail(error, PM_ERROR_VALUE, "slice step cannot be zero");
    if (span->step < -INT64_MAX)
        span->step = -INT64_MAX;
    down = span->step < 0;
    if (optional_bound(self->start, down ? INT64_MAX : 0, &start, error) != 0 ||
        optional_bound(self->stop, down ? INT64_MIN : INT64_MAX, &stop, error) != 0)
        return -1;
    span->start = adjust(start, (int64_t)length, down);
    span->stop = adjust(stop, (int64_t)length, down);
    span->count = 0;
    if (down && span->stop < span->start)
        span->count = (span->start - span->stop - 1) / -span->step + 1;
    else if (!down && span->start < span->stop)
        span->count = (span->stop - span->start - 1) / span->step + 1;
    return 0;
}

int pm_notify_count(const pymgr_value *n, size_t *countp, struct pm_error *error)
{
    int64_t whole = INT64_MAX;
    bool above;

    *countp = 0;
    if (pm_compare(n, pymgr_int(0), PM_GT, &above, error) != 0)
        return -1;
    if (!above)
        return 0;
    if (pm_is(n, PYMGR_FLOAT)) {
        if (pymgr_float_value(n) < (double)INT64_MAX)
            whole = (int64_t)ceil(pymgr_float_value(n));
    } else {
        pymgr_int_value(n, &whole);
    }
    *countp = (size_t)whole;
    return 0;
}

int pm_span_of_two(pymgr_value *const *bounds, size_t length, struct pm_span *span, struct pm_error *error)
{
    int64_t *ends[] = { &span->start, &span->stop };

    for (size_t i = 0; i < 2; i++) {
        if (!pm_is_index(bounds[i]))
            return pm_fail(error, PM_ERROR_TYPE, "an integer is required");
        if (!pymgr_int_value(bounds[i], ends[i]))
            return pm_fail(error, PM_ERROR_OVERFLOW, "Python int too large to convert to C long");
        if (*ends[i] < 0)
            *ends[i] = 0;
        if (*ends[i] > (int64_t)length)
            *ends[i] = (int64_t)length;
    }
    span->step = 1;
    span->count = span->stop > span->start ? span->stop - span->start : 0;
    return 0;
}

enum pm_outcome pm_locate(
    struct pm_call *call, const pymgr_value *index, size_t length, const char *out_of_range, size_t *atp)
{
    int64_t at;

    if (!pymgr_int_value(index, &at))
        return pm_raise(call, PM_INDEX_ERROR, "cannot fit 'int' into an index-sized integer");
    if (at < 0)
        at += (int64_t)length;
    if (at < 0 || (uint64_t)at >= length)
        return pm_raise(call, PM_INDEX_ERROR, "%s", out_of_range);
    *atp = (size_t)at;
    return PM_RETURN;
}

enum pm_outcome pm_raise_reworded(struct pm_call *call, const struct pm_error *error, const char *type_error)
{
    if (error->kind == PM_ERROR_TYPE)
        return pm_raise(call, PM_TYPE_ERROR, "%s", type_error);
    return pm_raise_error(call, error);
}
