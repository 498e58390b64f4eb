/* SPDX-License-Identifier: MIT
 *
 * What test_cases.c cannot ask: limits, proxies among the arguments, and who holds the content.
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

/* What was given away stays as it was when the set changes. */
static void content_is_copied_on_write(void)
{
    static const char *const changes[] = { "add(9)", "clear()", "update([9])", "pop()", "remove(3)",
        "discard(1)", "__ior__({9})", "__iand__({1})", "__isub__({1})", "__ixor__({1})",
        "intersection_update([1])", "difference_update([1])", "symmetric_difference_update([1])" };
    struct pm_error error;

    for (size_t i = 0; i < sizeof changes / sizeof changes[0]; i++) {
        struct pm_object *set = make("set([3, 1, 2])");
        pymgr_value *given = set->type->get_value(set, &error);
        char *repr;

        CU_ASSERT_NOT_EQUAL(fake_say(&session, set, changes[i])[0], '!');
        repr = pymgr_repr(given);
        CU_ASSERT_STRING_EQUAL(repr, "{1, 2, 3}");
        free(repr);
        repr = fake_state(set);
        CU_ASSERT_STRING_NOT_EQUAL(repr, "{1, 2, 3}");
        free(repr);
        pymgr_unref(given);
        pm_object_unref(set);
    }
}

static void sizes_are_limited(void)
{
    struct pm_object *set = make("set()");

    CU_ASSERT_STRING_EQUAL(fake_say(&session, set, "update(range(16777217))"),
        "!! MemoryError('a range of more than 16777216 items')");
    pm_object_unref(set);
}

/* To methods a proxy is any iterable; to operators it is no set. */
static void proxies_are_iterables(void)
{
    static const char *const pairs[][2] = {
        { "symmetric_difference('@')", "-> {1, 3}" },
        { "issubset('@')", "-> False" },
        { "__xor__('@')", "-> NotImplemented" },
        { "__le__('@')", "-> NotImplemented" },
        { "symmetric_difference_update('@')", "-> None" },
        { "symmetric_difference_update('@')", "-> None" },
    };
    struct pm_object *set = make("set([1, 2])"), *other = make("set([2, 3])");

    for (size_t i = 0; i < sizeof pairs / sizeof pairs[0]; i++)
        CU_ASSERT_STRING_EQUAL(fake_say_of(&session, set, pairs[i][0], other), pairs[i][1]);
    CU_ASSERT_STRING_EQUAL(fake_say(&session, set, "copy()"), "-> {1, 2}");
    pm_object_unref(set);
    pm_object_unref(other);
}

static const struct pm_test tests[] = {
    { "content is copied on write", content_is_copied_on_write },
    { "sizes are limited", sizes_are_limited },
    { "proxies are iterables", proxies_are_iterables },
};

const struct pm_suite pm_suite_set_type = { "types/set", PM_SUITE(tests) };
