/* SPDX-License-Identifier: MIT */
#include "value/set.h"

#include "base/memory.h"
#include "build.h"
#include "unit.h"

#include <stdlib.h>

static void check_shown(const char *about, pymgr_value *value, const char *expected)
{
    char *shown = pm_shown(value);

    pm_check_text(about, shown, expected);
    free(shown);
}

static void check_line(const struct pm_oracle_line *line, void *context)
{
    pymgr_value *set = pm_build(line->fields[0]), *copy, *frozen;

    (void)context;
    CU_ASSERT_PTR_NOT_NULL_FATAL(set);
    copy = pm_set_copy(set, PYMGR_SET);
    frozen = pm_set_copy(set, PYMGR_FROZENSET);
    check_shown(line->fields[0], set, line->fields[1]);
    check_shown("copy", copy, line->fields[2]);
    check_shown("frozenset", frozen, line->fields[3]);
    CU_ASSERT_TRUE(pymgr_equal(set, copy));
    CU_ASSERT_TRUE(pymgr_equal(set, frozen));
    pymgr_unref(set);
    pymgr_unref(copy);
    pymgr_unref(frozen);
}

static void order_agrees_with_cpython(void)
{
    CU_ASSERT(pm_oracle("set.txt", check_line, NULL) > 80);
}

static void equals_stay(void)
{
    struct pm_error error;
    pymgr_value *set = pymgr_set(), *item = NULL;
    bool found = false;
    size_t cursor = 0;

    CU_ASSERT_EQUAL(pymgr_set_add(set, pymgr_bool(true)), 0);
    CU_ASSERT_EQUAL(pymgr_set_add(set, pymgr_float(1)), 0);
    CU_ASSERT_EQUAL(pymgr_set_add(set, pymgr_int(1)), 0);
    CU_ASSERT_EQUAL(pymgr_length(set), 1);
    CU_ASSERT_TRUE(pymgr_set_next(set, &cursor, &item));
    CU_ASSERT_PTR_EQUAL(item, pymgr_bool(true));
    CU_ASSERT_FALSE(pymgr_set_next(set, &cursor, &item));
    CU_ASSERT_EQUAL(pm_set_contains(set, pymgr_int(1), &found, &error), 0);
    CU_ASSERT_TRUE(found);
    CU_ASSERT_EQUAL(pm_set_discard(set, pymgr_int(2), &found, &error), 0);
    CU_ASSERT_FALSE(found);
    CU_ASSERT_EQUAL(pm_set_discard(set, pymgr_int(1), &found, &error), 0);
    CU_ASSERT_TRUE(found);
    CU_ASSERT_EQUAL(pymgr_length(set), 0);
    pymgr_unref(set);
}

static void unhashable_items(void)
{
    struct pm_error error;
    pymgr_value *set = pymgr_set(), *list = pymgr_list();
    bool found;

    CU_ASSERT_EQUAL(pm_set_insert(set, pymgr_ref(list), &error), -1);
    CU_ASSERT_EQUAL(error.kind, PM_ERROR_TYPE);
    CU_ASSERT_EQUAL(pm_set_contains(set, list, &found, &error), -1);
    CU_ASSERT_EQUAL(pm_set_discard(set, list, &found, &error), -1);
    CU_ASSERT_EQUAL(pymgr_set_add(set, NULL), -1);
    CU_ASSERT_EQUAL(pymgr_length(set), 0);
    pymgr_unref(list);
    pymgr_unref(set);
}

/* Whatever fails, the set is as it was or has the item, and each item once. */
static void no_memory(void)
{
    struct pm_error error;

    for (size_t n = 1; n < 60; n++) {
        pymgr_value *set, *copy;
        size_t added = 0;

        pm_memory_fail_at(n);
        set = pymgr_set();
        for (int i = 0; set != NULL && i < 40; i++)
            added += pm_set_insert(set, pymgr_int(1000 + i), &error) == 0;
        copy = set == NULL ? NULL : pm_set_copy(set, PYMGR_FROZENSET);
        pm_memory_fail_at(0);
        if (set != NULL)
            CU_ASSERT_EQUAL(pymgr_length(set), added);
        for (int i = 0; set != NULL && i < 40; i++)
            CU_ASSERT_EQUAL(pm_set_insert(set, pymgr_int(1000 + i), &error), 0);
        if (set != NULL)
            CU_ASSERT_EQUAL(pymgr_length(set), 40);
        pymgr_unref(set);
        pymgr_unref(copy);
    }
}

static const struct pm_test tests[] = {
    { "order agrees with CPython", order_agrees_with_cpython },
    { "equals stay", equals_stay },
    { "unhashable items", unhashable_items },
    { "no memory", no_memory },
};

const struct pm_suite pm_suite_set = { "value/set", PM_SUITE(tests) };
