/* SPDX-License-Identifier: MIT */
#include "value/number.h"
#include "value/value.h"

static bool is_not_zero(const pymgr_value *value)
{
    return pm_number_compare(value, pymgr_int(0)) != 0;
}

static bool complex_truth(const pymgr_value *value)
{
    return PM_CONST_CAST(pm_complex, value)->real != 0 || PM_CONST_CAST(pm_complex, value)->imag != 0;
}

static bool text_truth(const pymgr_value *value)
{
    return PM_CONST_CAST(pm_text, value)->size > 0;
}

static bool has_items(const pymgr_value *value)
{
    return pymgr_length(value) > 0;
}

/* Whether the first item is before the end. */
static bool range_truth(const pymgr_value *value)
{
    const struct pm_range *range = PM_CONST_CAST(pm_range, value);
    int direction = pm_number_compare(range->step, pymgr_int(0));

    return pm_number_compare(range->stop, range->start) == direction;
}

static bool is_not_none(const pymgr_value *value)
{
    return !pymgr_is_none(value);
}

bool pm_truth(const pymgr_value *value)
{
    static bool (*const truths[])(const pymgr_value *value) = {
        [PYMGR_NONE] = is_not_none,
        [PYMGR_BOOL] = is_not_zero,
        [PYMGR_INT] = is_not_zero,
        [PYMGR_FLOAT] = is_not_zero,
        [PYMGR_COMPLEX] = complex_truth,
        [PYMGR_STR] = text_truth,
        [PYMGR_BYTES] = text_truth,
        [PYMGR_BYTEARRAY] = text_truth,
        [PYMGR_LIST] = has_items,
        [PYMGR_TUPLE] = has_items,
        [PYMGR_DICT] = has_items,
        [PYMGR_SET] = has_items,
        [PYMGR_FROZENSET] = has_items,
        [PYMGR_SLICE] = is_not_none,
        [PYMGR_RANGE] = range_truth,
        [PYMGR_ARRAY] = has_items,
        [PYMGR_GLOBAL] = is_not_none,
        [PYMGR_INSTANCE] = is_not_none,
    };

    return truths[value->kind](value);
}

bool pymgr_truth(const pymgr_value *value)
{
    return value != NULL && pm_truth(value);
}
