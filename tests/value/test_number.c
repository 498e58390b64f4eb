/* SPDX-License-Identifier: MIT
 *
 * Sums; comparison and hash are tested with those of all values.
 */
#include "value/number.h"

#include "base/memory.h"
#include "unit.h"
#include "value/build.h"
#include "value/literal.h"

#include <stdlib.h>

static pymgr_value *sum_of(const char *left, const char *right, size_t fail_at, struct pm_error *error)
{
    pymgr_value *a = pm_literal(left, strlen(left), error), *b = pm_literal(right, strlen(right), error),
                *sum;

    pm_memory_fail_at(fail_at);
    sum = pm_number_add(a, b, error);
    pm_memory_fail_at(0);
    pymgr_unref(a);
    pymgr_unref(b);
    return sum;
}

static void sums_are_pythons(void)
{
    static const char *const cases[][3] = {
        { "1", "2", "3" },
        { "True", "-1", "0" },
        { "True", "True", "2" },
        { "1.5", "-1", "0.5" },
        { "False", "0.25", "0.25" },
        { "9223372036854775807", "1", "9223372036854775808" },
        { "-9223372036854775808", "-1", "-9223372036854775809" },
        { "9223372036854775808", "-1", "9223372036854775807" },
        { "1000000000000000000000000000000", "1000000000000000000000000000000",
            "2000000000000000000000000000000" },
        { "1000000000000000000000000000000", "0.5", "1e+30" },
        { "1e999", "-5", "inf" },
    };
    struct pm_error error;

    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        pymgr_value *sum = sum_of(cases[i][0], cases[i][1], 0, &error);
        char *shown = sum == NULL ? NULL : pm_shown(sum);

        pm_check_text(cases[i][0], shown, cases[i][2]);
        pymgr_unref(sum);
        free(shown);
    }
}

static void a_huge_int_is_no_float(void)
{
    char huge[311] = { '1' };
    struct pm_error error;

    memset(huge + 1, '0', sizeof huge - 2);
    CU_ASSERT_PTR_NULL(sum_of(huge, "1.5", 0, &error));
    CU_ASSERT_STRING_EQUAL(error.text, "int too large to convert to float");
}

static void without_memory_there_is_no_sum(void)
{
    struct pm_error error;

    CU_ASSERT_PTR_NULL(sum_of("1000000", "1", 1, &error));
    CU_ASSERT_EQUAL(error.kind, PM_ERROR_NOMEM);
    CU_ASSERT_PTR_NULL(sum_of("0.5", "1", 1, &error));
    CU_ASSERT_EQUAL(error.kind, PM_ERROR_NOMEM);
    CU_ASSERT_PTR_NULL(sum_of("9223372036854775807", "9223372036854775807", 1, &error));
    CU_ASSERT_EQUAL(error.kind, PM_ERROR_NOMEM);
}

static const struct pm_test tests[] = {
    { "sums are Python's", sums_are_pythons },
    { "a huge int is no float", a_huge_int_is_no_float },
    { "without memory there is no sum", without_memory_there_is_no_sum },
};

const struct pm_suite pm_suite_number = { "value/number", PM_SUITE(tests) };
