/* SPDX-License-Identifier: MIT
 *
 * What proxies of a Namespace or Value are given as its value, and who holds it.
 */
#include "object/fake.h"
#include "types/types.h"
#include "unit.h"

#include <stdlib.h>

static struct fake_session session;

/* The state that an object's value is pickled with, as repr; `-` when there is none. */
static void expect_state(const char *text, const char *name, const char *expected)
{
    struct pm_object *object;
    struct pm_error error;
    pymgr_value *value;
    const struct pm_instance *instance;
    char *repr;

    fake_session_init(&session);
    object = fake_new(&session, text);
    value = object->type->get_value(object, &error);
    CU_ASSERT_PTR_NOT_NULL_FATAL(value);
    instance = PM_CONST_CAST(pm_instance, value);
    CU_ASSERT_TRUE(pm_global_is(instance->callable, "multiprocessing.managers", name));
    CU_ASSERT_EQUAL(instance->how, PM_NEWOBJ);
    CU_ASSERT_EQUAL(pymgr_length(instance->args), 0);
    repr = instance->state == NULL ? strdup("-") : pymgr_repr(instance->state);
    CU_ASSERT_STRING_EQUAL(repr, expected);
    free(repr);
    pymgr_unref(value);
    pm_object_unref(object);
}

static void values_are_pickled_as_cpythons(void)
{
    expect_state("Namespace()", "Namespace", "-");
    expect_state("Namespace(x=1, _y=[2])", "Namespace", "{'x': 1, '_y': [2]}");
    expect_state("Value('i', 5)", "Value", "{'_typecode': 'i', '_value': 5}");
    expect_state("Value(None, {}, False)", "Value", "{'_typecode': None, '_value': {}}");
}

static void content_is_copied_on_write(void)
{
    static const char *const changes[] = { "__setattr__('x', 2)", "__setattr__('y', 2)", "__delattr__('x')",
        "__setattr__('__dict__', {})", "__delattr__('__dict__')" };
    struct pm_error error;

    fake_session_init(&session);
    for (size_t i = 0; i < sizeof changes / sizeof changes[0]; i++) {
        struct pm_object *object = fake_new(&session, "Namespace(x=1)");
        pymgr_value *given = object->type->get_value(object, &error);
        char *repr;

        CU_ASSERT_STRING_EQUAL(fake_say(&session, object, changes[i]), "-> None");
        repr = pymgr_repr(PM_CONST_CAST(pm_instance, given)->state);
        CU_ASSERT_STRING_EQUAL(repr, "{'x': 1}");
        free(repr);
        pymgr_unref(given);
        pm_object_unref(object);
    }
}

static void methods_are_no_attributes(void)
{
    static const char *const pairs[][2] = {
        { "__getattribute__('__repr__')",
            "!! AttributeError(\"'Namespace' object has no attribute '__repr__'\")" },
        { "__getattribute__('__init__')",
            "!! AttributeError(\"'Namespace' object has no attribute '__init__'\")" },
        { "__setattr__('__init__', 5)", "-> None" },
        { "__getattribute__('__init__')", "-> 5" },
        { "__delattr__('__init__')", "-> None" },
        { NULL, NULL },
    };
    struct pm_object *object;

    fake_session_init(&session);
    object = fake_new(&session, "Namespace()");
    fake_expect(&session, object, pairs);
    pm_object_unref(object);
}

static const struct pm_test tests[] = {
    { "values are pickled as CPython's", values_are_pickled_as_cpythons },
    { "content is copied on write", content_is_copied_on_write },
    { "methods are no attributes", methods_are_no_attributes },
};

const struct pm_suite pm_suite_namespace = { "types/namespace", PM_SUITE(tests) };
