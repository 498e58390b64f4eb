/* SPDX-License-Identifier: MIT
 *
 * Classes, functions and instances as C programs make and see them.
 */
#include "base/memory.h"
#include "build.h"
#include "unit.h"

#include <stdlib.h>

static void globals(void)
{
    pymgr_value *global = pymgr_global("operator", "add");
    const char *module = NULL, *qualname = NULL;

    CU_ASSERT_TRUE_FATAL(pymgr_global_names(global, &module, &qualname));
    CU_ASSERT_STRING_EQUAL(module, "operator");
    CU_ASSERT_STRING_EQUAL(qualname, "add");
    pymgr_unref(global);
    CU_ASSERT_PTR_NULL(pymgr_global("\377", "add"));
    CU_ASSERT_PTR_NULL(pymgr_global("operator", "\377"));
}

static void instances_are_made(void)
{
    pymgr_value *date =
        pymgr_instance(pymgr_global("fractions", "Fraction"), pymgr_tuple_of(2, pymgr_int(1), pymgr_int(3)));
    char *shown = pm_shown(date), *text = pymgr_to_text(date);

    CU_ASSERT_STRING_EQUAL(shown, "Fraction(1, 3)");
    CU_ASSERT_EQUAL(pymgr_length(pymgr_instance_args(date)), 2);
    CU_ASSERT_EQUAL(pymgr_kind(pymgr_instance_class(date)), PYMGR_GLOBAL);
    CU_ASSERT_STRING_EQUAL(pymgr_type_name(date), "Fraction");
    free(shown);
    free(text);
    pymgr_unref(date);
}

static void instances_need_their_parts(void)
{
    CU_ASSERT_PTR_NULL(pymgr_instance(pymgr_global("m", "C"), NULL));
    CU_ASSERT_PTR_NULL(pymgr_instance(NULL, pymgr_tuple_of(1, pymgr_float(1))));
    CU_ASSERT_PTR_NULL(pymgr_instance(pymgr_global("m", "C"), pymgr_list()));
    CU_ASSERT_PTR_NULL(pymgr_instance(NULL, NULL));
}

/* The class of what copyreg makes is its argument. */
static void classes_behind_copyreg(void)
{
    pymgr_value *value = pm_build("gcopyreg:_reconstructor gm:C gbuiltins:object N t3 r");
    const char *module, *qualname = "";

    CU_ASSERT_TRUE(pymgr_global_names(pymgr_instance_class(value), &module, &qualname));
    CU_ASSERT_STRING_EQUAL(qualname, "C");
    pymgr_unref(value);
}

static void attributes(void)
{
    static const struct {
        const char *program;
        double a, b; /* 0: missing */
    } cases[] = {
        { "gm:C t0 o", 0, 0 },
        { "gm:C t0 o s61 x01 d1 !s", 1, 0 },
        { "gm:C t0 o s61 x01 d1 s62 x02 d1 t2 !s", 1, 2 },
        { "gm:C t0 o N s62 x02 d1 t2 !s", 0, 2 },
        { "gm:C t0 o x05 x06 t2 !s", 0, 0 },
        { "gm:C t0 o x05 !s", 0, 0 },
    };

    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        pymgr_value *value = pm_build(cases[i].program);
        pymgr_value *a = pymgr_attribute(value, "a"), *b = pymgr_attribute(value, "b");

        CU_ASSERT_PTR_NOT_NULL(value);
        CU_ASSERT_TRUE((a == NULL ? 0 : pymgr_float_value(a)) == cases[i].a);
        CU_ASSERT_TRUE((b == NULL ? 0 : pymgr_float_value(b)) == cases[i].b);
        pymgr_unref(value);
    }
}

static void what_they_hold(void)
{
    pymgr_value *deque = pm_build("gcollections:deque t0 r x01 x02 l2 !i");
    pymgr_value *ordered = pm_build("gcollections:OrderedDict t0 r s61 x02 l2 !p");

    CU_ASSERT_EQUAL(pymgr_length(pymgr_instance_items(deque)), 2);
    CU_ASSERT_PTR_NULL(pymgr_instance_pairs(deque));
    CU_ASSERT_PTR_NULL(pymgr_instance_items(ordered));
    CU_ASSERT_STRING_EQUAL(pymgr_text(pymgr_item(pymgr_instance_pairs(ordered), 0), NULL), "a");
    pymgr_unref(deque);
    pymgr_unref(ordered);
}

static void no_memory(void)
{
    pymgr_value *value = NULL;
    size_t n = 0;

    while (value == NULL && n < 20) {
        pm_memory_fail_at(++n);
        value = pymgr_instance(pymgr_global("m", "C"), pymgr_tuple_of(1, pymgr_float(0.5)));
        pm_memory_fail_at(0);
    }
    CU_ASSERT_EQUAL(n, 7);
    pymgr_unref(value);
}

static const struct pm_test tests[] = {
    { "globals", globals },
    { "instances are made", instances_are_made },
    { "instances need their parts", instances_need_their_parts },
    { "classes behind copyreg", classes_behind_copyreg },
    { "attributes", attributes },
    { "what they hold", what_they_hold },
    { "no memory", no_memory },
};

const struct pm_suite pm_suite_instance = { "value/instance", PM_SUITE(tests) };
