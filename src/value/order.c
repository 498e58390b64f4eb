/* SPDX-License-Identifier: MIT
 *
 * a < b and its three siblings. Sequences are ordered by their first items that differ; sets by inclusion;
 * what has no order is a TypeError that names the two innermost types.
 */
#include "value/compare.h"
#include "value/number.h"

static const char *const symbols[] = { [PM_LT] = "<", [PM_LE] = "<=", [PM_GT] = ">", [PM_GE] = ">=" };

static int compare_in(
    struct pm_comparing *self, const pymgr_value *a, const pymgr_value *b, enum pm_order order);

static int has_no_order(
    struct pm_comparing *self, const pymgr_value *a, const pymgr_value *b, enum pm_order order)
{
    return pm_fail(self->error, PM_ERROR_TYPE, "'%s' not supported between instances of '%s' and '%s'",
        symbols[order], pm_qualified_type_name(a), pm_qualified_type_name(b));
}

/* What a three-way comparison means for an order. */
static int decide(int comparison, enum pm_order order)
{
    static const bool answers[][3] = {
        /* a < b, equal, a > b */
        [PM_LT] = { true, false, false },
        [PM_LE] = { true, true, false },
        [PM_GT] = { false, false, true },
        [PM_GE] = { false, true, true },
    };

    return comparison == PM_UNORDERED ? 0 : answers[order][comparison + 1];
}

static int compare_sizes(size_t a, size_t b)
{
    return (a > b) - (a < b);
}

static int order_numbers(
    struct pm_comparing *self, const pymgr_value *a, const pymgr_value *b, enum pm_order order)
{
    (void)self;
    return decide(pm_number_compare(a, b), order);
}

static int order_texts(
    struct pm_comparing *self, const pymgr_value *a, const pymgr_value *b, enum pm_order order)
{
    struct pm_raw x = pm_raw_of(a), y = pm_raw_of(b);
    int comparison = memcmp(x.bytes, y.bytes, x.size < y.size ? x.size : y.size);

    (void)self;
    comparison = (comparison > 0) - (comparison < 0);
    return decide(comparison != 0 ? comparison : compare_sizes(x.size, y.size), order);
}

static int order_items(struct pm_comparing *self, pymgr_value *const *a, size_t a_count,
    pymgr_value *const *b, size_t b_count, enum pm_order order)
{
    for (size_t i = 0; i < a_count && i < b_count; i++) {
        int same = pm_same_in(self, a[i], b[i]);

        if (same != 1)
            return same < 0 ? -1 : compare_in(self, a[i], b[i], order);
    }
    return decide(compare_sizes(a_count, b_count), order);
}

static int order_sequences(
    struct pm_comparing *self, const pymgr_value *a, const pymgr_value *b, enum pm_order order)
{
    pymgr_value *const *left, *const *right;
    size_t left_count = pm_items(a, &left), right_count = pm_items(b, &right);

    return order_items(self, left, left_count, right, right_count, order);
}

static int order_slices(
    struct pm_comparing *self, const pymgr_value *a, const pymgr_value *b, enum pm_order order)
{
    const struct pm_slice *x = PM_CONST_CAST(pm_slice, a), *y = PM_CONST_CAST(pm_slice, b);
    pymgr_value *left[] = { x->start, x->stop, x->step }, *right[] = { y->start, y->stop, y->step };

    /* CPython's own answer to "is a slice less than itself?" comes before it looks inside. */
    if (a == b)
        return decide(0, order);
    return order_items(self, left, 3, right, 3, order);
}

static int order_sets(
    struct pm_comparing *self, const pymgr_value *a, const pymgr_value *b, enum pm_order order)
{
    bool strict = order == PM_LT || order == PM_GT;

    if (strict && pymgr_length(a) == pymgr_length(b))
        return 0;
    return order == PM_LT || order == PM_LE ? pm_set_is_subset(self, a, b) : pm_set_is_subset(self, b, a);
}

/* 1 with *resultp: these items decide; 0: they are equal; -1. */
static int array_items_decide(
    struct pm_comparing *self, const pymgr_value *a, const pymgr_value *b, enum pm_order order, int *resultp)
{
    int same = pm_equal_in(self, a, b);

    if (same != 0)
        return same < 0 ? -1 : 0;
    *resultp = compare_in(self, a, b, order);
    return *resultp < 0 ? -1 : 1;
}

static int array_index_decides(struct pm_comparing *self, const pymgr_value *a, const pymgr_value *b,
    size_t index, enum pm_order order, int *resultp)
{
    pymgr_value *left = pm_array_item(a, index), *right = pm_array_item(b, index);
    int decided = left == NULL || right == NULL ? pm_fail_nomem(self->error)
                                                : array_items_decide(self, left, right, order, resultp);

    pm_unref(left);
    pm_unref(right);
    return decided;
}

static int order_arrays(
    struct pm_comparing *self, const pymgr_value *a, const pymgr_value *b, enum pm_order order)
{
    size_t left = pymgr_length(a), right = pymgr_length(b);
    int result = 0;

    for (size_t i = 0; i < left && i < right; i++) {
        int decided = array_index_decides(self, a, b, i, order, &result);

        if (decided != 0)
            return decided < 0 ? -1 : result;
    }
    return decide(compare_sizes(left, right), order);
}

/* The first kind of a family stands for it; two families have no order. */
static const struct {
    enum pymgr_kind family;
    int (*order)(struct pm_comparing *self, const pymgr_value *a, const pymgr_value *b, enum pm_order order);
} rows[] = {
    [PYMGR_NONE] = { PYMGR_NONE, has_no_order },
    [PYMGR_BOOL] = { PYMGR_INT, order_numbers },
    [PYMGR_INT] = { PYMGR_INT, order_numbers },
    [PYMGR_FLOAT] = { PYMGR_INT, order_numbers },
    [PYMGR_COMPLEX] = { PYMGR_COMPLEX, has_no_order },
    [PYMGR_STR] = { PYMGR_STR, order_texts },
    [PYMGR_BYTES] = { PYMGR_BYTES, order_texts },
    [PYMGR_BYTEARRAY] = { PYMGR_BYTES, order_texts },
    [PYMGR_LIST] = { PYMGR_LIST, order_sequences },
    [PYMGR_TUPLE] = { PYMGR_TUPLE, order_sequences },
    [PYMGR_DICT] = { PYMGR_DICT, has_no_order },
    [PYMGR_SET] = { PYMGR_SET, order_sets },
    [PYMGR_FROZENSET] = { PYMGR_SET, order_sets },
    [PYMGR_SLICE] = { PYMGR_SLICE, order_slices },
    [PYMGR_RANGE] = { PYMGR_RANGE, has_no_order },
    [PYMGR_ARRAY] = { PYMGR_ARRAY, order_arrays },
    [PYMGR_GLOBAL] = { PYMGR_GLOBAL, has_no_order },
    [PYMGR_INSTANCE] = { PYMGR_INSTANCE, has_no_order },
};

static int compare_in(
    struct pm_comparing *self, const pymgr_value *a, const pymgr_value *b, enum pm_order order)
{
    int result;

    if (rows[a->kind].family != rows[b->kind].family)
        return (pm_share_bytes(a, b) ? order_texts : has_no_order)(self, a, b, order);
    if (pm_comparing_enter(self) < 0)
        return -1;
    result = rows[a->kind].order(self, a, b, order);
    self->depth--;
    return result;
}

int pm_compare(
    const pymgr_value *a, const pymgr_value *b, enum pm_order order, bool *truep, struct pm_error *error)
{
    struct pm_comparing self = { .error = error };
    int result = compare_in(&self, a, b, order);

    *truep = result == 1;
    return result < 0 ? -1 : 0;
}
