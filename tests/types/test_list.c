/* SPDX-License-Identifier: MIT
 *
 * What test_cases.c cannot ask CPython 3.12: Python 2's methods, limits, and who holds the content.
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

/* Each as CPython 2.7's list answers. */
static void python_2_slices(void)
{
    static const char *const pairs[][2] = {
        { "__getslice__(1, 3)", "-> [1, 2]" },
        { "__getslice__(-1, 5)", "-> [0, 1, 2, 3, 4]" },
        { "__getslice__(-10, 2)", "-> [0, 1]" },
        { "__getslice__(3, 1)", "-> []" },
        { "__getslice__(0, 9223372036854775807)", "-> [0, 1, 2, 3, 4]" },
        { "__getslice__(True, 3)", "-> [1, 2]" },
        { "__getslice__('a', 1)", "!! TypeError('an integer is required')" },
        { "__getslice__(0, 9223372036854775808)",
            "!! OverflowError('Python int too large to convert to C long')" },
        { "__getslice__(None, 1)", "!! TypeError('an integer is required')" },
        { "__setslice__(1, 3, 5)", "!! TypeError('can only assign an iterable')" },
        { "__setslice__(1, 3, 'ab')", "-> None" },
        { "__getslice__(0, 9)", "-> [0, 'a', 'b', 3, 4]" },
        { "__setslice__(3, 1, [7])", "-> None" },
        { "__getslice__(0, 9)", "-> [0, 'a', 'b', 7, 3, 4]" },
        { "__setslice__('a', 1, [])", "!! TypeError('an integer is required')" },
        { "__delslice__(1, 4)", "-> None" },
        { "__delslice__(9, 2)", "-> None" },
        { "__delslice__('a', 1)", "!! TypeError('an integer is required')" },
        { "__getslice__(0, 9)", "-> [0, 3, 4]" },
        { NULL, NULL },
    };
    struct pm_object *list = make("list(range(5))");

    fake_expect(&session, list, pairs);
    pm_object_unref(list);
}

static void sizes_are_limited(void)
{
    static const char *const pairs[][2] = {
        { "__mul__(16777217)", "!! MemoryError()" },
        { "__mul__(9223372036854775807)", "!! MemoryError()" },
        { "__imul__(9223372036854775807)", "!! MemoryError()" },
        { "extend(range(16777217))", "!! MemoryError('a range of more than 16777216 items')" },
        { "__len__()", "-> 1" },
        { "clear()", "-> None" },
        { "__mul__(9223372036854775807)", "-> []" },
        { NULL, NULL },
    };
    struct pm_object *list = make("list([0])");

    fake_expect(&session, list, pairs);
    pm_object_unref(list);
}

/* What was given away stays as it was when the list changes. */
static void content_is_copied_on_write(void)
{
    static const char *const changes[] = { "append(9)", "clear()", "extend([9])", "insert(0, 9)", "pop()",
        "remove(3)", "reverse()", "sort()", "__setitem__(0, 9)", "__delitem__(0)",
        "__setitem__(slice(0, 2), [])", "__setitem__(slice(None, None, 2), [7, 7])",
        "__delitem__(slice(None, None, 2))", "__imul__(2)", "__setslice__(0, 1, [8])", "__delslice__(0, 1)" };
    struct pm_error error;

    for (size_t i = 0; i < sizeof changes / sizeof changes[0]; i++) {
        struct pm_object *list = make("list([3, 1, 2])");
        pymgr_value *given = list->type->get_value(list, &error);
        char *repr;

        CU_ASSERT_NOT_EQUAL(fake_say(&session, list, changes[i])[0], '!');
        repr = pymgr_repr(given);
        CU_ASSERT_STRING_EQUAL(repr, "[3, 1, 2]");
        free(repr);
        repr = fake_state(list);
        CU_ASSERT_STRING_NOT_EQUAL(repr, "[3, 1, 2]");
        free(repr);
        pymgr_unref(given);
        pm_object_unref(list);
    }
}

/* A list made of a list shares its items only until one of them changes. */
static void a_list_of_a_list_is_another(void)
{
    struct pm_object *first = make("list([1, 2])"), *second;

    session.given = fake_proxy(first);
    second = fake_new(&session, "list('@')");
    session.given = pymgr_unref(session.given);
    CU_ASSERT_STRING_EQUAL(fake_say(&session, second, "append(3)"), "-> None");
    CU_ASSERT_STRING_EQUAL(fake_say(&session, second, "__len__()"), "-> 3");
    CU_ASSERT_STRING_EQUAL(fake_say(&session, first, "__len__()"), "-> 2");
    pm_object_unref(first);
    pm_object_unref(second);
}

static const struct pm_test tests[] = {
    { "Python 2 slices", python_2_slices },
    { "sizes are limited", sizes_are_limited },
    { "content is copied on write", content_is_copied_on_write },
    { "a list of a list is another", a_list_of_a_list_is_another },
};

const struct pm_suite pm_suite_list = { "types/list", PM_SUITE(tests) };
