/* SPDX-License-Identifier: MIT
 *
 * Equality and order of all pairs of a table of values, as CPython has them.
 */
#include "build.h"
#include "unit.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

enum { VALUES_MOST = 200 };

struct compared {
    pymgr_value *values[VALUES_MOST], *twins[VALUES_MOST]; /* twins: equal, but not the same */
    size_t count, pairs;
};

static char answer(int result, bool truth)
{
    if (result < 0)
        return 'E';
    return truth ? 'T' : 'F';
}

static void check_pair(const struct compared *all, const struct pm_oracle_line *line)
{
    unsigned i, j;
    char expected[8] = "", answers[8] = "", complaint[256] = "";
    struct pm_error error;
    bool truth = false;
    int result;

    CU_ASSERT_EQUAL_FATAL(sscanf(line->fields[1], "%u %u %7s", &i, &j, expected), 3);
    result = pm_equal(all->values[i], all->twins[j], &truth, &error);
    answers[0] = answer(result, truth);
    for (int order = PM_LT; order <= PM_GE; order++) {
        result = pm_compare(all->values[i], all->twins[j], (enum pm_order)order, &truth, &error);
        answers[1 + order] = answer(result, truth);
        if (order == PM_LT && result < 0)
            snprintf(complaint, sizeof complaint, "%s", error.text);
    }
    pm_check_text(line->fields[1], answers, expected);
    pm_check_text(line->fields[1], complaint, line->fields[2]);
}

static void check_line(const struct pm_oracle_line *line, void *context)
{
    struct compared *all = context;

    if (strcmp(line->fields[0], "pair") == 0) {
        check_pair(all, line);
        all->pairs++;
        return;
    }
    CU_ASSERT_FATAL(all->count < VALUES_MOST);
    all->values[all->count] = pm_build(line->fields[1]);
    all->twins[all->count] = pm_build(line->fields[1]);
    CU_ASSERT_PTR_NOT_NULL_FATAL(all->values[all->count]);
    all->count++;
}

static void agrees_with_cpython(void)
{
    struct compared all = { .count = 0 };

    pm_oracle("compare.txt", check_line, &all);
    CU_ASSERT(all.pairs > 1500);
    for (size_t i = 0; i < all.count; i++) {
        pymgr_unref(all.values[i]);
        pymgr_unref(all.twins[i]);
    }
}

static const struct {
    const char *a, *b, *message;
} refused[] = {
    { "gm:C t0 r", "x01", "'<' not supported between instances of 'C' and 'int'" },
    { "gm:C.D t0 r", "gm:E t0 r", "'<' not supported between instances of 'D' and 'E'" },
    { "gdecimal:Decimal s31 t1 r", "N",
        "'<' not supported between instances of 'decimal.Decimal' and 'NoneType'" },
    { "gbuiltins:int", "x01", "'<' not supported between instances of 'type' and 'int'" },
    { "x01 s61 l2 t1", "x01 l0 l2 t1", "'<' not supported between instances of 'str' and 'list'" },
    { "N N s61 L", "N N x01 L", "'<' not supported between instances of 'str' and 'int'" },
    { "Au:61000000", "Ai:01000000", "'<' not supported between instances of 'str' and 'int'" },
};

static void refusals_name_the_innermost_pair(void)
{
    for (size_t i = 0; i < sizeof refused / sizeof refused[0]; i++) {
        pymgr_value *a = pm_build(refused[i].a), *b = pm_build(refused[i].b);
        struct pm_error error = { .text = "" };
        bool truth;

        CU_ASSERT_EQUAL(pm_compare(a, b, PM_LT, &truth, &error), -1);
        CU_ASSERT_EQUAL(error.kind, PM_ERROR_TYPE);
        CU_ASSERT_STRING_EQUAL(error.text, refused[i].message);
        pymgr_unref(a);
        pymgr_unref(b);
    }
}

/* "Is or equal" is for items alone: a nan is not less than or equal to itself, but the list that holds it is.
 */
static void the_same_object(void)
{
    struct pm_error error;
    pymgr_value *nan = pymgr_float(NAN), *list = pymgr_list(), *slice;
    bool truth;

    pymgr_list_append(list, pymgr_ref(nan));
    slice = pymgr_slice(pymgr_ref(nan), pymgr_none(), pymgr_none());
    CU_ASSERT_EQUAL(pm_compare(nan, nan, PM_LE, &truth, &error), 0);
    CU_ASSERT_FALSE(truth);
    CU_ASSERT_EQUAL(pm_compare(list, list, PM_LE, &truth, &error), 0);
    CU_ASSERT_TRUE(truth);
    CU_ASSERT_EQUAL(pm_compare(list, list, PM_LT, &truth, &error), 0);
    CU_ASSERT_FALSE(truth);
    CU_ASSERT_EQUAL(pm_compare(slice, slice, PM_GE, &truth, &error), 0);
    CU_ASSERT_TRUE(truth);
    pymgr_unref(nan);
    pymgr_unref(list);
    pymgr_unref(slice);
}

static pymgr_value *nested(size_t depth)
{
    pymgr_value *value = pymgr_tuple_of(1, pymgr_int(1));

    for (size_t i = 0; i < depth; i++)
        value = pymgr_tuple_of(1, value);
    return value;
}

static void depth_is_limited(void)
{
    struct pm_error error;
    pymgr_value *a = nested(PM_VALUE_DEPTH), *b = nested(PM_VALUE_DEPTH);
    bool truth;

    CU_ASSERT_EQUAL(pm_compare(a, b, PM_LT, &truth, &error), -1);
    CU_ASSERT_EQUAL(error.kind, PM_ERROR_RECURSION);
    CU_ASSERT_STRING_EQUAL(error.text, "maximum recursion depth exceeded in comparison");
    pymgr_unref(a);
    pymgr_unref(b);
}

static const struct pm_test tests[] = {
    { "agrees with CPython", agrees_with_cpython },
    { "refusals name the innermost pair", refusals_name_the_innermost_pair },
    { "the same object", the_same_object },
    { "depth is limited", depth_is_limited },
};

const struct pm_suite pm_suite_order = { "value/order", PM_SUITE(tests) };
