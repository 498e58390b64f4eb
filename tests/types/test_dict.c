/* SPDX-License-Identifier: MIT
 *
 * What test_cases.c cannot ask CPython 3.12: Python 2's methods, iterators, and who holds the content.
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

static void python_2_asks_for_keys(void)
{
    static const char *const pairs[][2] = {
        { "has_key(1)", "-> True" },
        { "has_key(True)", "-> True" },
        { "has_key(2)", "-> False" },
        { "has_key([])", "!! TypeError(\"unhashable type: 'list'\")" },
        { NULL, NULL },
    };
    struct pm_object *dict = make("dict({1: 2})");

    fake_expect(&session, dict, pairs);
    pm_object_unref(dict);
}

static void content_is_copied_on_write(void)
{
    static const char *const changes[] = { "__setitem__(1, 9)", "__setitem__(9, 9)", "__delitem__(1)",
        "clear()", "pop(1)", "popitem()", "setdefault(9)", "update({1: 9})", "update(x=1)",
        "__ior__({1: 0})" };
    struct pm_error error;

    for (size_t i = 0; i < sizeof changes / sizeof changes[0]; i++) {
        struct pm_object *dict = make("dict({1: 2, 3: 4})");
        pymgr_value *given = dict->type->get_value(dict, &error);
        char *repr;

        CU_ASSERT_NOT_EQUAL(fake_say(&session, dict, changes[i])[0], '!');
        repr = pymgr_repr(given);
        CU_ASSERT_STRING_EQUAL(repr, "{1: 2, 3: 4}");
        free(repr);
        repr = fake_state(dict);
        CU_ASSERT_STRING_NOT_EQUAL(repr, "{1: 2, 3: 4}");
        free(repr);
        pymgr_unref(given);
        pm_object_unref(dict);
    }
}

static void proxies_of_dicts_are_merged(void)
{
    struct pm_object *dict = make("dict({1: 2})"), *other = make("dict({3: 4})");

    CU_ASSERT_STRING_EQUAL(fake_say_of(&session, dict, "update('@')", other), "-> None");
    CU_ASSERT_STRING_EQUAL(fake_say_of(&session, dict, "update('@')", dict), "-> None");
    CU_ASSERT_STRING_EQUAL(fake_say(&session, dict, "items()"), "-> [(1, 2), (3, 4)]");
    pm_object_unref(dict);
    pm_object_unref(other);
}

/* --- iterators --- */

static struct pm_object *iterate(struct pm_object *dict)
{
    struct fake_call *call = fake_begin(&session, dict, "__iter__()");
    struct pm_object *iterator;

    CU_ASSERT_PTR_NOT_NULL_FATAL(call);
    CU_ASSERT_STRING_EQUAL(call->text, "-> an object");
    CU_ASSERT_STRING_EQUAL(call->call.method->result_typeid, "Iterator");
    iterator = pm_object_ref(call->call.created);
    fake_end(call);
    return iterator;
}

static void iterators_give_the_keys(void)
{
    static const char *const pairs[][2] = {
        { "__next__()", "-> 1" },
        { "next()", "-> 'b'" },
        { "__next__()", "!! StopIteration()" },
        { "__next__()", "!! StopIteration()" },
        { "__next__(1)", "!! TypeError('expected 0 arguments, got 1')" },
        { NULL, NULL },
    };
    struct pm_object *dict = make("dict({1: 2, 'b': 3})"), *iterator = iterate(dict);

    pm_object_unref(dict); /* the iterator keeps it */
    fake_expect(&session, iterator, pairs);
    pm_object_unref(iterator);
}

static void iterators_see_changes(void)
{
    struct pm_object *dict = make("dict({1: 2, 3: 4, 5: 6})"), *iterator = iterate(dict);

    CU_ASSERT_STRING_EQUAL(fake_say(&session, iterator, "__next__()"), "-> 1");
    CU_ASSERT_STRING_EQUAL(fake_say(&session, dict, "__setitem__(3, 0)"), "-> None");
    CU_ASSERT_STRING_EQUAL(fake_say(&session, iterator, "__next__()"), "-> 3");
    CU_ASSERT_STRING_EQUAL(fake_say(&session, dict, "__setitem__(7, 0)"), "-> None");
    CU_ASSERT_STRING_EQUAL(fake_say(&session, iterator, "__next__()"),
        "!! RuntimeError('dictionary changed size during iteration')");
    CU_ASSERT_STRING_EQUAL(fake_say(&session, dict, "pop(7)"), "-> 0");
    CU_ASSERT_STRING_EQUAL(fake_say(&session, iterator, "__next__()"),
        "!! RuntimeError('dictionary changed size during iteration')");
    pm_object_unref(iterator);
    iterator = iterate(dict);
    CU_ASSERT_STRING_EQUAL(fake_say(&session, iterator, "__next__()"), "-> 1");
    CU_ASSERT_STRING_EQUAL(fake_say(&session, dict, "pop(1)"), "-> 2");
    CU_ASSERT_STRING_EQUAL(fake_say(&session, dict, "__setitem__(1, 2)"), "-> None");
    CU_ASSERT_STRING_EQUAL(fake_say(&session, iterator, "__next__()"), "-> 3");
    CU_ASSERT_STRING_EQUAL(fake_say(&session, iterator, "__next__()"), "-> 5");
    CU_ASSERT_STRING_EQUAL(fake_say(&session, iterator, "__next__()"),
        "!! RuntimeError('dictionary keys changed during iteration')");
    CU_ASSERT_STRING_EQUAL(fake_say(&session, iterator, "__next__()"), "!! StopIteration()");
    pm_object_unref(iterator);
    pm_object_unref(dict);
}

/* A copy of the content has no holes where entries were removed; the iterator finds its place again. */
static void iterators_survive_copies(void)
{
    struct pm_object *dict = make("dict({1: 1, 2: 2, 3: 3, 4: 4})"), *iterator;
    struct pm_error error;
    pymgr_value *given;

    CU_ASSERT_STRING_EQUAL(fake_say(&session, dict, "pop(1)"), "-> 1");
    CU_ASSERT_STRING_EQUAL(fake_say(&session, dict, "pop(2)"), "-> 2");
    iterator = iterate(dict);
    CU_ASSERT_STRING_EQUAL(fake_say(&session, iterator, "__next__()"), "-> 3");
    given = dict->type->get_value(dict, &error);
    CU_ASSERT_STRING_EQUAL(fake_say(&session, dict, "__setitem__(3, 0)"), "-> None");
    CU_ASSERT_STRING_EQUAL(fake_say(&session, iterator, "__next__()"), "-> 4");
    CU_ASSERT_STRING_EQUAL(fake_say(&session, iterator, "__next__()"), "!! StopIteration()");
    pymgr_unref(given);
    pm_object_unref(iterator);
    pm_object_unref(dict);
}

static void iterators_have_a_value(void)
{
    struct pm_object *dict = make("dict({1: 1, 2: 2})"), *iterator = iterate(dict);
    struct pm_error error;
    pymgr_value *value;
    char *repr = fake_state(iterator);

    CU_ASSERT_EQUAL(strncmp(repr, "<dict_keyiterator object at 0x", 30), 0);
    free(repr);
    CU_ASSERT_STRING_EQUAL(fake_say(&session, iterator, "__next__()"), "-> 1");
    value = iterator->type->get_value(iterator, &error);
    CU_ASSERT_TRUE(pm_global_is(PM_CONST_CAST(pm_instance, value)->callable, "builtins", "iter"));
    repr = pymgr_repr(pymgr_item(PM_CONST_CAST(pm_instance, value)->args, 0));
    CU_ASSERT_STRING_EQUAL(repr, "[2]");
    free(repr);
    pymgr_unref(value);
    CU_ASSERT_STRING_EQUAL(fake_say(&session, dict, "clear()"), "-> None");
    CU_ASSERT_PTR_NULL(iterator->type->get_value(iterator, &error));
    CU_ASSERT_EQUAL(error.kind, PM_ERROR_RUNTIME);
    CU_ASSERT_STRING_EQUAL(fake_say(&session, NULL, "Iterator()"),
        "!! ValueError('Without callable, must have one non-keyword argument')");
    CU_ASSERT_EQUAL(strncmp(fake_say(&session, NULL, "Iterator([1])"), "!! TypeError(", 13), 0);
    pm_object_unref(iterator);
    pm_object_unref(dict);
}

static const struct pm_test tests[] = {
    { "Python 2 asks for keys", python_2_asks_for_keys },
    { "content is copied on write", content_is_copied_on_write },
    { "proxies of dicts are merged", proxies_of_dicts_are_merged },
    { "iterators give the keys", iterators_give_the_keys },
    { "iterators see changes", iterators_see_changes },
    { "iterators survive copies", iterators_survive_copies },
    { "iterators have a value", iterators_have_a_value },
};

const struct pm_suite pm_suite_dict_type = { "types/dict", PM_SUITE(tests) };
