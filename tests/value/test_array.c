/* SPDX-License-Identifier: MIT */
#include "value/array.h"

#include "base/memory.h"
#include "build.h"
#include "unit.h"

#include <stdio.h>
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

/* Typecode, item, and the bytes that CPython makes of it or its error. */
static void check_put(const struct pm_oracle_line *line, void *context)
{
    pymgr_value *item = pm_build(line->fields[1]);
    char place[8], hex[2 * sizeof place + 1] = "";
    struct pm_error error;
    char typecode = line->fields[0][0];

    (void)context;
    CU_ASSERT_PTR_NOT_NULL_FATAL(item);
    error.text[0] = '\0';
    if (pm_array_put(typecode, item, place, &error) == 0) {
        for (size_t i = 0; i < pm_array_itemsize(typecode); i++)
            snprintf(hex + 2 * i, 3, "%02x", (unsigned char)place[i]);
    }
    pm_check_text(line->fields[1], hex, line->fields[2]);
    pm_check_text(line->fields[1], error.text, line->fields[3]);
    pymgr_unref(item);
}

static void items_are_made_as_in_cpython(void)
{
    CU_ASSERT(pm_oracle("array.txt", check_put, NULL) > 900);
}

static void check_repr(pymgr_value *array, const char *expected)
{
    char *shown = array == NULL ? NULL : pm_shown(array);

    CU_ASSERT_PTR_NOT_NULL_FATAL(shown);
    CU_ASSERT_STRING_EQUAL(shown, expected);
    free(shown);
    pymgr_unref(array);
}

static void runs_of_items(void)
{
    pymgr_value *array = pm_build("Ah:000001000200"), *with = pm_build("Ah:07000800"),
                *none = pm_build("Ah:");

    check_repr(pm_array_spliced(array, 1, 1, with), "array('h', [0, 7, 8, 2])");
    check_repr(pm_array_spliced(array, 3, 0, with), "array('h', [0, 1, 2, 7, 8])");
    check_repr(pm_array_spliced(array, 0, 3, none), "array('h')");
    check_repr(pm_array_copy(array), "array('h', [0, 1, 2])");
    check_repr(pm_array_copy(none), "array('h')");
    pymgr_unref(array);
    pymgr_unref(with);
    pymgr_unref(none);
}

/* A number that needs memory to be looked at. */
static void putting_without_memory(void)
{
    pymgr_value *list = pm_build("x00000000000000ff00 l1"), *array = NULL;
    struct pm_error error;
    size_t n = 0;

    while (array == NULL && n < 10) {
        pm_memory_fail_at(++n);
        array = pm_array_of('Q', list, &error);
        pm_memory_fail_at(0);
        if (array == NULL)
            CU_ASSERT_EQUAL(error.kind, PM_ERROR_NOMEM);
    }
    CU_ASSERT(n > 2);
    check_repr(array, "array('Q', [18374686479671623680])");
    pymgr_unref(list);
}

static void arrays_of_c(void)
{
    static const double numbers[] = { 0.5, -1 };
    pymgr_value *array = pymgr_array('d', numbers, 2), *none = pymgr_array('i', NULL, 0);
    size_t count = 0;
    char typecode = 0;
    const double *items = pymgr_array_items(array, &typecode, &count);

    CU_ASSERT_TRUE(typecode == 'd' && count == 2 && items[1] == -1);
    CU_ASSERT_EQUAL((uintptr_t)items % _Alignof(long long), 0);
    CU_ASSERT_PTR_NOT_NULL(pymgr_array_items(none, &typecode, &count));
    CU_ASSERT_TRUE(typecode == 'i' && count == 0);
    check_repr(array, "array('d', [0.5, -1.0])");
    check_repr(none, "array('i')");
    CU_ASSERT_PTR_NULL(pymgr_array('x', numbers, 1));
    CU_ASSERT_PTR_NULL(pymgr_array('d', numbers, SIZE_MAX / 4));
}

static const struct pm_test tests[] = {
    { "arrays of C", arrays_of_c },
    { "items are made as in CPython", items_are_made_as_in_cpython },
    { "runs of items", runs_of_items },
    { "putting without memory", putting_without_memory },
    { "item sizes", item_sizes },
    { "items", items },
    { "comparing without memory", comparing_without_memory },
};

const struct pm_suite pm_suite_array = { "value/array", PM_SUITE(tests) };
