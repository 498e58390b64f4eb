/* SPDX-License-Identifier: MIT
 *
 * Lists and tuples, lengths, and the truth of every kind.
 */
#include "base/memory.h"
#include "build.h"
#include "unit.h"

static const struct {
    const char *program;
    size_t length;
    bool truth;
} values[] = {
    { "N", 0, false },
    { "T", 0, true },
    { "F", 0, false },
    { "x00", 0, false },
    { "x05", 0, true },
    { "x000000000000000001", 0, true },
    { "f8000000000000000", 0, false },
    { "f7ff8000000000000", 0, true },
    { "c0000000000000000:8000000000000000", 0, false },
    { "c0000000000000000:3ff0000000000000", 0, true },
    { "s", 0, false },
    { "sc3a9", 1, true },
    { "b", 0, false },
    { "bc3a9", 2, true },
    { "a", 0, false },
    { "a00", 1, true },
    { "l0", 0, false },
    { "N N l2", 2, true },
    { "t0", 0, false },
    { "N t1", 1, true },
    { "d0", 0, false },
    { "N N d1", 1, true },
    { "q", 0, false },
    { "q N +", 1, true },
    { "Q", 0, false },
    { "Q N +", 1, true },
    { "N N N L", 0, true },
    { "x00 x00 x01 R", 0, false },
    { "x00 x01 x01 R", 0, true },
    { "x00 x01 xff R", 0, false },
    { "x01 x00 xff R", 0, true },
    { "Ai:", 0, false },
    { "Ai:0100000002000000", 2, true },
    { "gm:C", 0, true },
    { "gm:C t0 r", 0, true },
};

static void length_and_truth(void)
{
    for (size_t i = 0; i < sizeof values / sizeof values[0]; i++) {
        pymgr_value *value = pm_build(values[i].program);

        CU_ASSERT_PTR_NOT_NULL_FATAL(value);
        CU_ASSERT_EQUAL(pymgr_length(value), values[i].length);
        CU_ASSERT_EQUAL(pm_truth(value), values[i].truth);
        pymgr_unref(value);
    }
}

static void items(void)
{
    pymgr_value *list = pymgr_list(), *tuple = pymgr_tuple_of(2, pymgr_int(7), pymgr_none()), *copy;
    pymgr_value *const *borrowed;

    for (int i = 0; i < 100; i++)
        CU_ASSERT_EQUAL(pymgr_list_append(list, pymgr_int(i)), 0);
    CU_ASSERT_PTR_EQUAL(pymgr_item(list, 99), pymgr_int(99));
    CU_ASSERT_PTR_NULL(pymgr_item(list, 100));
    CU_ASSERT_PTR_EQUAL(pymgr_item(tuple, 0), pymgr_int(7));
    CU_ASSERT_PTR_NULL(pymgr_item(tuple, 2));
    CU_ASSERT_PTR_NULL(pymgr_item(pymgr_int(5), 0));
    CU_ASSERT_EQUAL(pm_items(list, &borrowed), 100);
    CU_ASSERT_PTR_EQUAL(borrowed[50], pymgr_int(50));
    copy = pm_list_copy(list);
    CU_ASSERT_TRUE(pymgr_equal(copy, list));
    pymgr_list_append(copy, pymgr_none());
    CU_ASSERT_EQUAL(pymgr_length(list), 100);
    pymgr_unref(list);
    pymgr_unref(tuple);
    pymgr_unref(copy);
}

static void no_memory(void)
{
    for (size_t n = 1; n < 12; n++) {
        pymgr_value *list, *copy;
        size_t appended = 0;

        pm_memory_fail_at(n);
        list = pymgr_list();
        for (int i = 0; list != NULL && i < 50; i++)
            appended += pymgr_list_append(list, pymgr_float(i)) == 0;
        copy = list == NULL ? NULL : pm_list_copy(list);
        pm_memory_fail_at(0);
        if (list != NULL)
            CU_ASSERT_EQUAL(pymgr_length(list), appended);
        CU_ASSERT(copy == NULL || appended < n);
        pymgr_unref(list);
        pymgr_unref(copy);
    }
}

static const struct pm_test tests[] = {
    { "length and truth", length_and_truth },
    { "items", items },
    { "no memory", no_memory },
};

const struct pm_suite pm_suite_sequence = { "value/sequence", PM_SUITE(tests) };
