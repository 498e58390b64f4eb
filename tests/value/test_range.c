/* SPDX-License-Identifier: MIT */
#include "value/range.h"

#include "base/memory.h"
#include "build.h"
#include "unit.h"

#include <stdlib.h>

/* Start, stop and step as literal ints, and the length. */
static const struct {
    const char *start, *stop, *step, *length;
} ranges[] = {
    { "0", "5", "1", "5" },
    { "0", "0", "1", "0" },
    { "5", "0", "1", "0" },
    { "5", "0", "-1", "5" },
    { "5", "0", "-2", "3" },
    { "0", "5", "-1", "0" },
    { "0", "10", "3", "4" },
    { "0", "9", "3", "3" },
    { "-9223372036854775808", "9223372036854775807", "1", "18446744073709551615" },
    { "9223372036854775807", "-9223372036854775808", "-1", "18446744073709551615" },
    { "-9223372036854775808", "9223372036854775807", "9223372036854775807", "3" },
    { "9223372036854775807", "0", "-9223372036854775808", "1" },
    { "0", "9223372036854775808", "1", "9223372036854775808" },
    { "0", "100000000000000000000", "3", "33333333333333333334" },
    { "100000000000000000000", "0", "-3", "33333333333333333334" },
    { "100000000000000000000", "0", "3", "0" },
    { "0", "10", "100000000000000000000", "1" },
    { "10", "0", "-100000000000000000000", "1" },
};

static pymgr_value *number(const char *text)
{
    struct pm_error error;

    return pm_int_from_decimal(text, strlen(text), &error);
}

static pymgr_value *range(size_t i)
{
    return pm_range_new(number(ranges[i].start), number(ranges[i].stop), number(ranges[i].step));
}

static void lengths(void)
{
    for (size_t i = 0; i < sizeof ranges / sizeof ranges[0]; i++) {
        pymgr_value *value = range(i), *length = pm_range_length(value);
        char *shown = pm_shown(length);

        pm_check_text(ranges[i].length, shown, ranges[i].length);
        CU_ASSERT_EQUAL(pm_truth(value), strcmp(ranges[i].length, "0") != 0);
        free(shown);
        pymgr_unref(length);
        pymgr_unref(value);
    }
}

static void no_memory(void)
{
    pymgr_value *value = range(8), *length = NULL;
    struct pm_error error;
    bool equal;
    size_t n = 0;

    while (length == NULL && n < 10) {
        pm_memory_fail_at(++n);
        length = pm_range_length(value);
        pm_memory_fail_at(0);
    }
    CU_ASSERT_EQUAL(n, 2);
    pm_memory_fail_at(1);
    CU_ASSERT_EQUAL(pm_equal(value, value, &equal, &error), -1);
    pm_memory_fail_at(0);
    CU_ASSERT_EQUAL(error.kind, PM_ERROR_NOMEM);
    pymgr_unref(length);
    pymgr_unref(value);
}

static void expect_parts(pymgr_value *value, const char *shown_start, const char *shown_step)
{
    pymgr_value *start = NULL, *stop = NULL, *step = NULL;
    char *first, *last;

    CU_ASSERT_TRUE_FATAL(pymgr_parts(value, &start, &stop, &step));
    first = pm_shown(start);
    last = pm_shown(step);
    CU_ASSERT_STRING_EQUAL(first, shown_start);
    CU_ASSERT_STRING_EQUAL(last, shown_step);
    free(first);
    free(last);
    pymgr_unref(value);
}

static void made_and_taken_apart(void)
{
    expect_parts(pymgr_range(-5, INT64_MAX, 2), "-5", "2");
    expect_parts(pymgr_slice(pymgr_str("a"), pymgr_float(1), pymgr_none()), "'a'", "None");
    CU_ASSERT_PTR_NULL(pymgr_range(0, 1, 0));
    CU_ASSERT_PTR_NULL(pymgr_slice(NULL, pymgr_float(1), pymgr_float(2)));
}

static const struct pm_test tests[] = {
    { "made and taken apart", made_and_taken_apart },
    { "lengths", lengths },
    { "no memory", no_memory },
};

const struct pm_suite pm_suite_range = { "value/range", PM_SUITE(tests) };
