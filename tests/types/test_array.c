/* SPDX-License-Identifier: MIT
 *
 * What test_cases.c cannot ask CPython 3.12: Python 2's methods, Python 3.13's typecode, limits, and who
 * holds the content.
 */
#include "object/fake.h"
#include "types/types.h"
#include "unit.h"

#include <stdlib.h>

static struct fake_session session;

static struct pm_object *make(const char *text)
{
    fake_session_init(&session);
    return fake_new(&session, text);
}

/* Each as CPython 2.7's array answers. */
static void python_2_slices(void)
{
    static const char *const pairs[][2] = {
        { "__getslice__(1, 3)", "-> array('i', [1, 2])" },
        { "__getslice__(-1, 9)", "-> array('i', [0, 1, 2, 3, 4])" },
        { "__getslice__(3, 1)", "-> array('i')" },
        { "__getslice__(0, 9223372036854775807)", "-> array('i', [0, 1, 2, 3, 4])" },
        { "__getslice__('a', 1)", "!! TypeError('an integer is required')" },
        { "__setslice__(1, 3, [5])", "!! TypeError('can only assign array (not \"list\") to array slice')" },
        { "__setslice__(1, 3, array('h'))", "!! TypeError('bad argument type for built-in operation')" },
        { "__setslice__(1, 3, array('i', [7]))", "-> None" },
        { "__setslice__(3, 1, array('i', [8, 9]))", "-> None" },
        { "__setslice__(None, 1, array('i'))", "!! TypeError('an integer is required')" },
        { "__getslice__(0, 9)", "-> array('i', [0, 7, 3, 8, 9, 4])" },
        { NULL, NULL },
    };
    struct pm_object *array = make("Array('i', range(5))");

    fake_expect(&session, array, pairs);
    pm_object_unref(array);
}

static void ucs4_characters(void)
{
    static const char *const pairs[][2] = {
        { "__getitem__(1)", "-> 'b'" },
        { "__setitem__(1, 2)", "!! TypeError('array item must be unicode character')" },
        { "__setitem__(slice(1, 1), array('w', 'xyz'))", "-> None" },
        { "__getitem__(slice(None, None))", "-> array('w', 'axyzb')" },
        { NULL, NULL },
    };
    struct pm_object *array = make("Array('w', 'ab')");

    fake_expect(&session, array, pairs);
    CU_ASSERT_STRING_EQUAL(fake_say(&session, NULL, "Array('i', array('w', 'a'))"),
        "!! TypeError(\"cannot use a unicode array to initialize an array with typecode 'i'\")");
    CU_ASSERT_STRING_EQUAL(fake_say(&session, NULL, "Array('u', b'abcd')"),
        "!! ValueError('character U+64636261 is not in range [U+0000; U+10ffff]')");
    pm_object_unref(array);
}

static void sizes_are_limited(void)
{
    fake_session_init(&session);
    CU_ASSERT_STRING_EQUAL(fake_say(&session, NULL, "Array('b', range(16777217))"),
        "!! MemoryError('a range of more than 16777216 items')");
}

/* What was given away stays as it was when the array changes. */
static void content_is_copied_on_write(void)
{
    static const char *const changes[] = { "__setitem__(0, 9)", "__setitem__(slice(0, 1), array('h'))",
        "__setitem__(slice(None, None, 2), array('h', [8, 8]))",
        "__setitem__(slice(None, None, 2), array('h'))", "__setslice__(0, 1, array('h', [5, 5]))" };
    struct pm_error error;

    for (size_t i = 0; i < sizeof changes / sizeof changes[0]; i++) {
        struct pm_object *array = make("Array('h', [3, 1, 2])");
        pymgr_value *given = array->type->get_value(array, &error);
        char *repr;

        CU_ASSERT_STRING_EQUAL(fake_say(&session, array, changes[i]), "-> None");
        repr = pymgr_repr(given);
        CU_ASSERT_STRING_EQUAL(repr, "array('h', [3, 1, 2])");
        free(repr);
        repr = fake_state(array);
        CU_ASSERT_STRING_NOT_EQUAL(repr, "array('h', [3, 1, 2])");
        free(repr);
        pymgr_unref(given);
        pm_object_unref(array);
    }
}

/* A proxy among the arguments stands for its object. */
static void items_of_a_shared_list(void)
{
    struct pm_object *list = make("list([1, 2])"), *array;

    session.given = fake_proxy(list);
    array = fake_new(&session, "Array('i', '@')");
    session.given = pymgr_unref(session.given);
    CU_ASSERT_STRING_EQUAL(fake_say(&session, array, "__getitem__(slice(9))"), "-> array('i', [1, 2])");
    pm_object_unref(array);
    pm_object_unref(list);
}

static const struct pm_test tests[] = {
    { "Python 2 slices", python_2_slices },
    { "UCS-4 characters", ucs4_characters },
    { "sizes are limited", sizes_are_limited },
    { "content is copied on write", content_is_copied_on_write },
    { "items of a shared list", items_of_a_shared_list },
};

const struct pm_suite pm_suite_array_type = { "types/array", PM_SUITE(tests) };
