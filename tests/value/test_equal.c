/* SPDX-License-Identifier: MIT
 *
 * What test_order.c's table of CPython's answers does not have: identity, instances and limits.
 */
#include "build.h"
#include "unit.h"
#include "value/compare.h"

#include <math.h>

static const struct {
    const char *a, *b;
    bool equal;
} pairs[] = {
    { "gm:C", "gm:C", true },
    { "gm:C", "gm:D", false },
    { "gm:C", "gn:C", false },
    { "gm:C x01 t1 r", "gm:C f3ff0000000000000 t1 r", true },
    { "gm:C x01 t1 r", "gm:C x01 t1 o", true },
    { "gm:C x01 t1 r", "gm:C x02 t1 r", false },
    { "gm:C t0 r", "gm:D t0 r", false },
    { "gm:C t0 r", "gm:C t0 r N !s", false },
    { "gm:C t0 r N !s", "gm:C t0 r N !s", true },
    { "gm:C t0 r s61 x01 d1 !s", "gm:C t0 r s61 x02 d1 !s", false },
    { "gm:C t0 r x01 l1 !i", "gm:C t0 r x01 l1 !i", true },
    { "gm:C t0 r x01 l1 !i", "gm:C t0 r x02 l1 !i", false },
    { "gm:C t0 r x01 x02 l2 !p", "gm:C t0 r x01 x02 l2 !p", true },
    { "gm:C t0 r x01 x02 l2 !p", "gm:C t0 r x01 x03 l2 !p", false },
    { "gm:C t0 r", "x01", false },
    { "s61", "b61", false },
    { "b61", "a61", true },
    { "Ab:01", "a01", true },
    { "Ab:01", "b01", false },
    { "Q x01 t1 +", "q x01 t1 +", true },
};

static void structural(void)
{
    for (size_t i = 0; i < sizeof pairs / sizeof pairs[0]; i++) {
        pymgr_value *a = pm_build(pairs[i].a), *b = pm_build(pairs[i].b);

        CU_ASSERT_EQUAL(pymgr_equal(a, b), pairs[i].equal);
        CU_ASSERT_EQUAL(pymgr_equal(b, a), pairs[i].equal);
        pymgr_unref(a);
        pymgr_unref(b);
    }
}

static void check(const pymgr_value *a, const pymgr_value *b, bool equals, bool is_same)
{
    struct pm_error error;
    bool equal = !equals, same = !is_same;

    CU_ASSERT_EQUAL(pm_equal(a, b, &equal, &error), 0);
    CU_ASSERT_EQUAL(pm_same(a, b, &same, &error), 0);
    CU_ASSERT_EQUAL(equal, equals);
    CU_ASSERT_EQUAL(same, is_same);
}

/* A nan is not equal to itself, but is found where it is. */
static void nans(void)
{
    pymgr_value *nan = pymgr_float(NAN), *other = pymgr_float(NAN), *one = pymgr_list(), *two = pymgr_list();
    double bits = NAN;
    pymgr_value *array = pm_array_new('d', &bits, sizeof bits), *complex = pymgr_complex(NAN, 0);

    check(nan, nan, false, true);
    check(nan, other, false, false);
    check(complex, complex, false, true);
    check(array, array, false, true);
    pymgr_list_append(one, pymgr_ref(nan));
    pymgr_list_append(two, pymgr_ref(nan));
    check(one, two, true, true);
    pymgr_list_append(one, pymgr_ref(nan));
    pymgr_list_append(two, pymgr_ref(other));
    check(one, two, false, false);
    pymgr_unref(nan);
    pymgr_unref(other);
    pymgr_unref(one);
    pymgr_unref(two);
    pymgr_unref(array);
    pymgr_unref(complex);
}

static pymgr_value *nested(size_t depth)
{
    pymgr_value *value = pymgr_int(5000);

    for (size_t i = 0; i < depth; i++)
        value = pymgr_tuple_of(1, value);
    return value;
}

static void depth_is_limited(void)
{
    struct pm_error error;
    pymgr_value *a = nested(PM_VALUE_DEPTH - 1), *b = nested(PM_VALUE_DEPTH - 1);
    bool equal;

    CU_ASSERT_EQUAL(pm_equal(a, b, &equal, &error), 0);
    a = pymgr_tuple_of(2, pymgr_float(2), a);
    b = pymgr_tuple_of(2, pymgr_float(2), b);
    CU_ASSERT_EQUAL(pm_equal(a, b, &equal, &error), -1);
    CU_ASSERT_EQUAL(error.kind, PM_ERROR_RECURSION);
    pymgr_unref(a);
    pymgr_unref(b);
}

/* A dict's keys are compared within its own comparison: their depth counts too. */
static void depth_through_keys(void)
{
    struct pm_error error;
    pymgr_value *sides[2];
    bool equal;

    for (int side = 0; side < 2; side++) {
        pymgr_value *value = pymgr_none();

        for (int i = 0; i < PM_VALUE_DEPTH; i++) {
            pymgr_value *dict = pymgr_dict(), *key = pm_instance_new(PM_REDUCE, pymgr_none(), pymgr_tuple(0));

            PM_CAST(pm_instance, key)->state = value;
            CU_ASSERT_EQUAL_FATAL(pymgr_dict_set(dict, key, pymgr_none()), 0);
            value = dict;
        }
        sides[side] = value;
    }
    CU_ASSERT_EQUAL(pm_equal(sides[0], sides[1], &equal, &error), -1);
    CU_ASSERT_EQUAL(error.kind, PM_ERROR_RECURSION);
    pymgr_unref(sides[0]);
    pymgr_unref(sides[1]);
}

static pymgr_value *doubled(size_t times)
{
    pymgr_value *value = pymgr_tuple_of(1, pymgr_int(1));

    for (size_t i = 0; i < times; i++)
        value = pymgr_tuple_of(2, pymgr_ref(value), value);
    return value;
}

/* Two values of a hundred tuples each that are 2 ** 100 pairs to compare. */
static void steps_are_limited(void)
{
    struct pm_error error;
    pymgr_value *a = doubled(100), *b = doubled(100);
    bool equal;

    CU_ASSERT_EQUAL(pm_equal(a, b, &equal, &error), -1);
    CU_ASSERT_EQUAL(error.kind, PM_ERROR_LIMIT);
    pymgr_unref(a);
    pymgr_unref(b);
}

static const struct pm_test tests[] = {
    { "structural", structural },
    { "nans", nans },
    { "depth is limited", depth_is_limited },
    { "depth through keys", depth_through_keys },
    { "steps are limited", steps_are_limited },
};

const struct pm_suite pm_suite_equal = { "value/equal", PM_SUITE(tests) };
