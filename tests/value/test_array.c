/* SPDX-License-Identifier: MIT */
#include "base/memory.h"
#include "build.h"
#include "unit.h"

#include <stdlib.h>

static const struct {
    char typecode;
    size_t itemsize;
} sizes[] = {
    { 'b', 1 },
    { 'B', 1 },
    { 'u', 4 },
    { 'w', 4 },
    { 'h', 2 },
    { 'H', 2 },
    { 'i', 4 },
    { 'I', 4 },
    { 'l', sizeof(long) },
    { 'L', sizeof(long) },
    { 'q', 8 },
    { 'Q', 8 },
    { 'f', 4 },
    { 'd', 8 },
    { 'c', 0 },
    { 0, 0 },
    { '\xff', 0 },
};

static void item_sizes(void)
{
    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++)
        CU_ASSERT_EQUAL(pm_array_itemsize(sizes[i].typecode), sizes[i].itemsize);
}

static void items(void)
{
    const unsigned short numbers[] = { 1, 65535, 0 };
    pymgr_value *array = pm_array_new('H', numbers, sizeof numbers), *item = pm_array_item(array, 1);
    int64_t number = 0;

    CU_ASSERT_EQUAL(pymgr_length(array), 3);
    CU_ASSERT_TRUE(pymgr_int_value(item, &number));
    CU_ASSERT_EQUAL(number, 65535);
    CU_ASSERT_TRUE(pm_truth(array));
    pymgr_unref(item);
    pymgr_unref(array);
}

static void comparing_without_memory(void)
{
    pymgr_value *a = pm_build("Al:8813000000000000 x05 t2"), *b = pm_build("Al:8813000000000000 x05 t2");
    struct pm_error error;
    bool truth = false;
    int result = -1;
    size_t n = 0;

    while (result < 0 && n < 10) {
        pm_memory_fail_at(++n);
        result = pm_compare(pymgr_item(a, 0), pymgr_item(b, 0), PM_LE, &truth, &error);
        pm_memory_fail_at(0);
        if (result < 0)
            CU_ASSERT_EQUAL(error.kind, PM_ERROR_NOMEM);
    }
    CU_ASSERT_EQUAL(n, 3);
    CU_ASSERT_TRUE(truth);
    pm_memory_fail_at(1);
    CU_ASSERT_EQUAL(pm_equal(a, b, &truth, &error), -1);
    pm_memory_fail_at(0);
    pymgr_unref(a);
    pymgr_unref(b);
}

static const struct pm_test tests[] = {
    { "item sizes", item_sizes },
    { "items", items },
    { "comparing without memory", comparing_without_memory },
};

const struct pm_suite pm_suite_array = { "value/array", PM_SUITE(tests) };
