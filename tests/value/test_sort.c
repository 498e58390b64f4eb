/* SPDX-License-Identifier: MIT */
#include "base/memory.h"
#include "build.h"
#include "unit.h"

#include <stdlib.h>

/* The list, whether in reverse, what it is afterwards, and what sorting complained of. */
static void check_line(const struct pm_oracle_line *line, void *context)
{
    pymgr_value *list = pm_build(line->fields[0]);
    struct pm_error error = { .text = "" };
    char *shown;
    int result;

    (void)context;
    CU_ASSERT_PTR_NOT_NULL_FATAL(list);
    result = pm_list_sort(list, line->fields[1][0] == 'T', &error);
    shown = pm_shown(list);
    pm_check_text(line->fields[0], error.text, line->fields[3]);
    CU_ASSERT_EQUAL(result, line->fields[3][0] == 0 ? 0 : -1);
    pm_check_text(line->fields[0], shown, line->fields[2]);
    free(shown);
    pymgr_unref(list);
}

static void agrees_with_cpython(void)
{
    CU_ASSERT(pm_oracle("sort.txt", check_line, NULL) > 100);
}

enum { LENGTH = 1000 };

static uint32_t scrambled(uint32_t i)
{
    i = (i ^ i >> 7) * 2654435761u;
    return (i ^ i >> 13) * 2246822519u;
}

static int64_t item_at(const pymgr_value *list, size_t index)
{
    int64_t number = -1;

    pymgr_int_value(pymgr_item(list, index), &number);
    return number;
}

/* A str among numbers makes a comparison fail wherever it stands; no item may be lost or doubled. */
static void failing_keeps_all_items(void)
{
    for (size_t bad = 0; bad < LENGTH; bad += 37) {
        pymgr_value *list = pymgr_list();
        struct pm_error error;
        size_t texts = 0;

        for (uint32_t i = 0; i < LENGTH; i++)
            pymgr_list_append(list, i == bad ? pymgr_str("x") : pymgr_int((int64_t)(scrambled(i) % LENGTH)));
        CU_ASSERT_EQUAL(pm_list_sort(list, bad % 2 == 0, &error), -1);
        CU_ASSERT_EQUAL(error.kind, PM_ERROR_TYPE);
        CU_ASSERT_EQUAL(pymgr_length(list), LENGTH);
        for (size_t i = 0; i < LENGTH; i++)
            texts += pymgr_kind(pymgr_item(list, i)) == PYMGR_STR;
        CU_ASSERT_EQUAL(texts, 1);
        pymgr_unref(list);
    }
}

static pymgr_value *pair(int64_t number, pymgr_value *second)
{
    return pymgr_tuple_of(2, pymgr_int(number), second);
}

/* Two runs, each in order, whose last items cannot be compared with one another: merging them fails late. */
static void check_failing_merge(int64_t left, int64_t right)
{
    pymgr_value *list = pymgr_list();
    struct pm_error error;
    int64_t sum = 0;

    for (int64_t i = 0; i < left; i++)
        pymgr_list_append(list, pair(i == left - 1 ? LENGTH : 2 * i, pymgr_str("a")));
    for (int64_t i = 0; i < right; i++)
        pymgr_list_append(
            list, i == right - 1 ? pair(LENGTH, pymgr_int(1)) : pair(2 * i + 1, pymgr_str("a")));
    CU_ASSERT_EQUAL(pm_list_sort(list, false, &error), -1);
    CU_ASSERT_STRING_EQUAL(error.text, "'<' not supported between instances of 'int' and 'str'");
    for (size_t i = 0; i < pymgr_length(list); i++)
        sum += item_at(pymgr_item(list, i), 0);
    CU_ASSERT_EQUAL(sum, (left - 1) * (left - 2) + (right - 1) * (right - 1) + 2 * LENGTH);
    pymgr_unref(list);
}

static void failing_merges(void)
{
    check_failing_merge(70, 100);
    check_failing_merge(100, 70);
}

static void long_lists(void)
{
    pymgr_value *list = pymgr_list();
    struct pm_error error;
    size_t wrong = 0;

    for (uint32_t i = 0; i < 50 * LENGTH; i++)
        pymgr_list_append(list, pymgr_int((int64_t)scrambled(i)));
    CU_ASSERT_EQUAL(pm_list_sort(list, false, &error), 0);
    for (size_t i = 1; i < 50 * LENGTH; i++)
        wrong += item_at(list, i - 1) > item_at(list, i);
    CU_ASSERT_EQUAL(wrong, 0);
    CU_ASSERT_EQUAL(pm_list_sort(list, true, &error), 0);
    for (size_t i = 1; i < 50 * LENGTH; i++)
        wrong += item_at(list, i - 1) < item_at(list, i);
    CU_ASSERT_EQUAL(wrong, 0);
    pymgr_unref(list);
}

/* Stable, also in reverse, and by the keys alone. */
static void keys_decide(void)
{
    pymgr_value *list = pymgr_list(), *keys = pymgr_list();
    struct pm_error error;
    size_t wrong = 0;

    for (uint32_t i = 0; i < LENGTH; i++) {
        pymgr_list_append(list, pymgr_int(i));
        pymgr_list_append(keys, pymgr_int((int64_t)scrambled(i) % 7));
    }
    CU_ASSERT_EQUAL(pm_list_sort_by(list, keys, true, &error), 0);
    for (size_t i = 1; i < LENGTH; i++) {
        int64_t before = item_at(list, i - 1), after = item_at(list, i);
        int64_t first = item_at(keys, (size_t)before), second = item_at(keys, (size_t)after);

        wrong += first < second || (first == second && before > after);
    }
    CU_ASSERT_EQUAL(wrong, 0);
    for (size_t n = 1; n <= 3; n++) {
        pm_memory_fail_at(n);
        CU_ASSERT_EQUAL(pm_list_sort_by(list, keys, false, &error), -1);
        pm_memory_fail_at(0);
        CU_ASSERT_EQUAL(error.kind, PM_ERROR_NOMEM);
    }
    pymgr_unref(list);
    pymgr_unref(keys);
}

static void no_memory(void)
{
    pymgr_value *list = pymgr_list();
    struct pm_error error;

    pymgr_list_append(list, pymgr_int(2));
    pymgr_list_append(list, pymgr_int(1));
    pm_memory_fail_at(1);
    CU_ASSERT_EQUAL(pm_list_sort(list, false, &error), -1);
    pm_memory_fail_at(0);
    CU_ASSERT_EQUAL(error.kind, PM_ERROR_NOMEM);
    CU_ASSERT_EQUAL(item_at(list, 0), 2);
    pymgr_unref(list);
}

static const struct pm_test tests[] = {
    { "agrees with CPython", agrees_with_cpython },
    { "failing keeps all items", failing_keeps_all_items },
    { "failing merges", failing_merges },
    { "long lists", long_lists },
    { "keys decide", keys_decide },
    { "no memory", no_memory },
};

const struct pm_suite pm_suite_sort = { "value/sort", PM_SUITE(tests) };
