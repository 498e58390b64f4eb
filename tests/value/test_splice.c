/* SPDX-License-Identifier: MIT */
#include "base/memory.h"
#include "unit.h"
#include "value/list.h"
#include "value/range.h"

#include <stdlib.h>

static pymgr_value *numbers(size_t count)
{
    pymgr_value *list = pymgr_list();

    for (size_t i = 0; i < count; i++)
        CU_ASSERT_EQUAL_FATAL(pymgr_list_append(list, pymgr_int((int64_t)i)), 0);
    return list;
}

static void expect(pymgr_value *list, const char *expected)
{
    char *repr = pymgr_repr(list);

    CU_ASSERT_STRING_EQUAL(repr, expected);
    free(repr);
    pymgr_unref(list);
}

static void runs_are_replaced(void)
{
    pymgr_value *new[] = { pymgr_int(100000), pymgr_str("x"), pymgr_none() }, *list = numbers(4);

    CU_ASSERT_EQUAL(pm_list_splice(list, 1, 2, new, 3), 0);
    expect(list, "[0, 100000, 'x', None, 3]");
    list = numbers(4);
    CU_ASSERT_EQUAL(pm_list_splice(list, 0, 4, new, 1), 0);
    expect(list, "[100000]");
    list = numbers(4);
    CU_ASSERT_EQUAL(pm_list_splice(list, 4, 0, new, 3), 0);
    expect(list, "[0, 1, 2, 3, 100000, 'x', None]");
    list = numbers(4);
    CU_ASSERT_EQUAL(pm_list_splice(list, 1, 3, NULL, 0), 0);
    expect(list, "[0]");
    list = numbers(0);
    CU_ASSERT_EQUAL(pm_list_splice(list, 0, 0, NULL, 0), 0);
    expect(list, "[]");
    for (size_t i = 0; i < 3; i++)
        pymgr_unref(new[i]);
}

static void without_memory_nothing_changes(void)
{
    pymgr_value *list = numbers(4), *new[20] = { NULL };

    for (size_t i = 0; i < 20; i++)
        new[i] = pymgr_none();
    pm_memory_fail_at(1);
    CU_ASSERT_EQUAL(pm_list_splice(list, 1, 2, new, 20), -1);
    CU_ASSERT_EQUAL(pm_list_splice(list, 1, 2, new, 2), 0);
    CU_ASSERT_FALSE(pm_list_reserve(list, SIZE_MAX));
    pm_memory_fail_at(0);
    CU_ASSERT_FALSE(pm_list_reserve(list, SIZE_MAX / 4));
    expect(list, "[0, None, None, 3]");
}

static void ranges_have_items(void)
{
    pymgr_value *range = pm_range_new(pymgr_int(INT64_MAX - 1), pymgr_int(INT64_MAX), pymgr_int(INT64_MAX));
    pymgr_value *first = pm_range_item(range, 0), *third = pm_range_item(range, 2);
    char *repr = pymgr_repr(third);
    int64_t number;

    CU_ASSERT_TRUE(pymgr_int_value(first, &number) && number == INT64_MAX - 1);
    CU_ASSERT_STRING_EQUAL(repr, "27670116110564327420"); /* 3 * (2 ** 63 - 1) - 1 */
    free(repr);
    pymgr_unref(first);
    pymgr_unref(third);
    pymgr_unref(range);
}

static const struct pm_test tests[] = {
    { "runs are replaced", runs_are_replaced },
    { "without memory nothing changes", without_memory_nothing_changes },
    { "ranges have items", ranges_have_items },
};

const struct pm_suite pm_suite_splice = { "value/splice", PM_SUITE(tests) };
