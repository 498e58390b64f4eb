/* SPDX-License-Identifier: MIT */
#include "value/real.h"

#include "unit.h"
#include "value/literal.h"

#include <math.h>

static int double_of(const char *literal, double *doublep, struct pm_error *error)
{
    pymgr_value *value = pm_literal(literal, strlen(literal), error);
    int failed = pm_double_of(value, doublep, error);

    pymgr_unref(value);
    return failed;
}

static void numbers_become_doubles(void)
{
    static const struct {
        const char *literal;
        double number;
    } cases[] = {
        { "0", 0 },
        { "True", 1 },
        { "-5", -5 },
        { "2.5", 2.5 },
        { "9223372036854775807", 9223372036854775808.0 },
        { "9223372036854775808", 9223372036854775808.0 },
        { "-9223372036854775809", -9223372036854775808.0 },
        { "18446744073709553665", 18446744073709555712.0 }, /* just above half way between two doubles */
        { "18446744073709553664", 18446744073709551616.0 }, /* half way: to even */
        { "1000000000000000000000000000000", 1e30 },
    };
    struct pm_error error;
    double number;

    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        CU_ASSERT_EQUAL_FATAL(double_of(cases[i].literal, &number, &error), 0);
        CU_ASSERT_EQUAL(number, cases[i].number);
    }
}

static void others_are_refused(void)
{
    char huge[311] = { '1' };
    struct pm_error error;
    double number;

    CU_ASSERT_EQUAL(double_of("'x'", &number, &error), -1);
    CU_ASSERT_STRING_EQUAL(error.text, "must be real number, not str");
    memset(huge + 1, '0', sizeof huge - 2);
    CU_ASSERT_EQUAL(double_of(huge, &number, &error), -1);
    CU_ASSERT_EQUAL(error.kind, PM_ERROR_OVERFLOW);
    CU_ASSERT_STRING_EQUAL(error.text, "int too large to convert to float");
}

static void texts_are_one_number(void)
{
    double number = 0;

    CU_ASSERT_TRUE(pm_double_from_text("-1.5e3", 6, &number));
    CU_ASSERT_EQUAL(number, -1500);
    CU_ASSERT_TRUE(pm_double_from_text("1e999", 5, &number));
    CU_ASSERT_TRUE(isinf(number));
    CU_ASSERT_FALSE(pm_double_from_text("1.5x", 4, &number));
    CU_ASSERT_FALSE(pm_double_from_text("x", 1, &number));
    CU_ASSERT_FALSE(pm_double_from_text("", 0, &number));
}

static const struct pm_test tests[] = {
    { "numbers become doubles", numbers_become_doubles },
    { "others are refused", others_are_refused },
    { "texts are one number", texts_are_one_number },
};

const struct pm_suite pm_suite_real = { "value/real", PM_SUITE(tests) };
