/* SPDX-License-Identifier: MIT
 *
 * Walks, `in`, copies, changes; and that functions of the public header take values of any kind, and NULL.
 */
#include "base/memory.h"
#include "build.h"
#include "unit.h"
#include "value/literal.h"

#include <math.h>
#include <stdlib.h>

static pymgr_value *literal(const char *text)
{
    struct pm_error error;
    pymgr_value *value = pm_literal(text, strlen(text), &error);

    CU_ASSERT_PTR_NOT_NULL_FATAL(value);
    return value;
}

static void expect(const pymgr_value *value, const char *expected)
{
    char *shown = pm_shown(value);

    pm_check_text("value", shown, expected);
    free(shown);
}

static void walks(void)
{
    static const struct {
        const char *value, *items;
    } cases[] = {
        { "[1, 'x']", "[1, 'x']" },
        { "(1, (2,))", "[1, (2,)]" },
        { "{'b': 1, 'a': 2}", "['b', 'a']" },
        { "{1, 2}", "[1, 2]" },
        { "frozenset({3})", "[3]" },
        { "[]", "[]" },
        { "'text'", "[]" },
        { "None", "[]" },
        { "range(3)", "[]" },
    };

    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        pymgr_value *value = literal(cases[i].value), *list = pymgr_list(), *item;

        for (size_t cursor = 0; pymgr_next(value, &cursor, &item);)
            pymgr_list_append(list, pymgr_ref(item));
        expect(list, cases[i].items);
        pymgr_unref(list);
        pymgr_unref(value);
    }
}

static void contains(void)
{
    static const struct {
        const char *value, *item;
        bool found;
    } cases[] = {
        { "[1, 'x']", "'x'", true },
        { "[1, 'x']", "1.0", true },
        { "[1, 'x']", "[]", false },
        { "([],)", "[]", true },
        { "{'a': 1}", "'a'", true },
        { "{'a': 1}", "1", false },
        { "{'a': 1}", "[]", false },
        { "{1, 2}", "2", true },
        { "{1, 2}", "{}", false },
        { "frozenset({1})", "True", true },
        { "'text'", "'t'", false },
        { "None", "None", false },
    };

    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        pymgr_value *value = literal(cases[i].value), *item = literal(cases[i].item);

        CU_ASSERT_EQUAL(pymgr_contains(value, item), cases[i].found);
        pymgr_unref(item);
        pymgr_unref(value);
    }
}

static void copies(void)
{
    static const char *const changing[] = { "[1, [2]]", "{'a': [1]}", "{1, 2}" };
    static const char *const fixed[] = { "(1, [2])", "frozenset({1})", "'text'", "b'x'", "range(3)", "None" };

    for (size_t i = 0; i < sizeof changing / sizeof changing[0]; i++) {
        pymgr_value *value = literal(changing[i]), *copy = pymgr_copy(value);

        CU_ASSERT_PTR_NOT_EQUAL(copy, value);
        CU_ASSERT_TRUE(pymgr_equal(copy, value));
        pymgr_unref(value);
        expect(copy, changing[i]);
        pymgr_unref(copy);
    }
    for (size_t i = 0; i < sizeof fixed / sizeof fixed[0]; i++) {
        pymgr_value *value = literal(fixed[i]);

        CU_ASSERT_PTR_EQUAL(pymgr_copy(value), value);
        pymgr_unref(value);
        pymgr_unref(value);
    }
    CU_ASSERT_PTR_NULL(pymgr_copy(NULL));
}

static void lists_change(void)
{
    pymgr_value *list = pymgr_list();

    CU_ASSERT_EQUAL(pymgr_list_insert(list, 0, pymgr_int(1)), 0);
    CU_ASSERT_EQUAL(pymgr_list_insert(list, 0, pymgr_float(0.5)), 0);
    CU_ASSERT_EQUAL(pymgr_list_insert(list, 2, pymgr_str("end")), 0);
    CU_ASSERT_EQUAL(pymgr_list_set(list, 1, pymgr_list()), 0);
    expect(list, "[0.5, [], 'end']");
    CU_ASSERT_EQUAL(pymgr_list_set(list, 3, pymgr_list()), -1);
    CU_ASSERT_EQUAL(pymgr_list_set(list, 0, NULL), -1);
    CU_ASSERT_EQUAL(pymgr_list_insert(list, 4, pymgr_list()), -1);
    CU_ASSERT_EQUAL(pymgr_list_insert(list, 0, NULL), -1);
    CU_ASSERT_EQUAL(pymgr_list_remove(list, 3), -1);
    CU_ASSERT_EQUAL(pymgr_list_remove(list, 0), 0);
    CU_ASSERT_EQUAL(pymgr_list_remove(list, 1), 0);
    expect(list, "[[]]");
    pymgr_unref(list);
}

static void dicts_and_sets_change(void)
{
    pymgr_value *dict = literal("{'a': 1, 2: [3]}"), *set = literal("{'a', 2}"), *two = pymgr_int(2);
    pymgr_value *unhashable = pymgr_list();

    CU_ASSERT_EQUAL(pymgr_dict_remove(dict, two), 0);
    CU_ASSERT_EQUAL(pymgr_dict_remove(dict, two), -1);
    CU_ASSERT_EQUAL(pymgr_dict_remove(dict, unhashable), -1);
    expect(dict, "{'a': 1}");
    CU_ASSERT_EQUAL(pymgr_set_remove(set, two), 0);
    CU_ASSERT_EQUAL(pymgr_set_remove(set, two), -1);
    CU_ASSERT_EQUAL(pymgr_set_remove(set, unhashable), -1);
    expect(set, "{'a'}");
    pymgr_unref(unhashable);
    pymgr_unref(dict);
    pymgr_unref(set);
}

static void tuples_begin_as_none(void)
{
    pymgr_value *tuple = pymgr_tuple(3);

    expect(tuple, "(None, None, None)");
    CU_ASSERT_EQUAL(pymgr_tuple_put(tuple, 1, pymgr_float(1)), 0);
    CU_ASSERT_EQUAL(pymgr_tuple_put(tuple, 1, pymgr_float(2)), 0);
    CU_ASSERT_EQUAL(pymgr_tuple_put(tuple, 3, pymgr_float(3)), -1);
    CU_ASSERT_EQUAL(pymgr_tuple_put(tuple, 0, NULL), -1);
    expect(tuple, "(None, 2.0, None)");
    pymgr_unref(tuple);
}

static void without_memory_nothing_changes(void)
{
    pymgr_value *list = literal("[1, 2, 3, 4]"), *dict = literal("{1: 2}"), *set = literal("{1}");

    pm_memory_fail_at(1);
    CU_ASSERT_EQUAL(pymgr_list_insert(list, 0, pymgr_int(5)), -1);
    pm_memory_fail_at(1);
    CU_ASSERT_PTR_NULL(pymgr_copy(list));
    pm_memory_fail_at(1);
    CU_ASSERT_PTR_NULL(pymgr_copy(dict));
    pm_memory_fail_at(1);
    CU_ASSERT_PTR_NULL(pymgr_copy(set));
    pm_memory_fail_at(0);
    expect(list, "[1, 2, 3, 4]");
    pymgr_unref(list);
    pymgr_unref(dict);
    pymgr_unref(set);
}

/* --- any value --- */

static const char *const of_each_kind[] = { "N", "T", "x05", "xffffffffffffffffffff7f", "f3ff0000000000000",
    "c3ff0000000000000:3ff0000000000000", "s61", "b61", "a61", "x05 l1", "x05 t1", "x05 x05 d1", "q x05 +",
    "Q x05 +", "x00 x01 x01 L", "x00 x01 x01 R", "Ai:01000000", "gm:C", "gm:C t0 r" };
enum { EACH = sizeof of_each_kind / sizeof of_each_kind[0] };

static bool is_one_of(const pymgr_value *value, unsigned kinds)
{
    return value != NULL && (kinds >> pymgr_kind(value) & 1);
}

#define KIND(kind) (1u << PYMGR_##kind)

static void scalars_of_any_value(const pymgr_value *value)
{
    int64_t integer;
    uint64_t natural;
    double real, imag;
    bool is_big = value != NULL && (pm_flags(value) & PM_BIG);
    size_t size = 1;

    CU_ASSERT_EQUAL(pymgr_is_none(value), is_one_of(value, KIND(NONE)));
    CU_ASSERT_EQUAL(pymgr_bool_value(value), is_one_of(value, KIND(BOOL)));
    CU_ASSERT_EQUAL(pymgr_int_value(value, &integer), is_one_of(value, KIND(INT) | KIND(BOOL)) && !is_big);
    CU_ASSERT_EQUAL(pymgr_uint_value(value, &natural), is_one_of(value, KIND(INT) | KIND(BOOL)) && !is_big);
    CU_ASSERT_EQUAL(!isnan(pymgr_float_value(value)), is_one_of(value, KIND(FLOAT) | KIND(INT) | KIND(BOOL)));
    CU_ASSERT_EQUAL(pymgr_complex_value(value, &real, &imag), is_one_of(value, KIND(COMPLEX)));
    CU_ASSERT_EQUAL(
        pymgr_text(value, &size) != NULL, is_one_of(value, KIND(STR) | KIND(BYTES) | KIND(BYTEARRAY)));
    CU_ASSERT_EQUAL(size, pymgr_text(value, NULL) != NULL ? 1 : 0);
}

static void containers_of_any_value(const pymgr_value *value)
{
    unsigned sequences = KIND(LIST) | KIND(TUPLE), sets = KIND(SET) | KIND(FROZENSET);
    pymgr_value *five = pymgr_int(5), *item, *other;
    size_t cursor = 0, dict_cursor = 0, set_cursor = 0;

    CU_ASSERT_EQUAL(pymgr_item(value, 0) != NULL, is_one_of(value, sequences));
    CU_ASSERT_EQUAL(pymgr_dict_get(value, five) != NULL, is_one_of(value, KIND(DICT)));
    CU_ASSERT_PTR_NULL(pymgr_dict_get(value, NULL));
    CU_ASSERT_PTR_NULL(pymgr_dict_get_text(value, "a"));
    CU_ASSERT_EQUAL(pymgr_dict_next(value, &dict_cursor, &item, &other), is_one_of(value, KIND(DICT)));
    CU_ASSERT_EQUAL(pymgr_set_next(value, &set_cursor, &item), is_one_of(value, sets));
    CU_ASSERT_EQUAL(pymgr_next(value, &cursor, &item), is_one_of(value, sequences | sets | KIND(DICT)));
    CU_ASSERT_EQUAL(pymgr_contains(value, five), is_one_of(value, sequences | sets | KIND(DICT)));
    CU_ASSERT_FALSE(pymgr_contains(value, NULL));
    CU_ASSERT_EQUAL(pymgr_length(value), is_one_of(value, sequences | sets | KIND(DICT) | KIND(STR) |
                                                              KIND(BYTES) | KIND(BYTEARRAY) | KIND(ARRAY)));
}

static void other_kinds_of_any_value(const pymgr_value *value)
{
    pymgr_value *start, *stop, *step;
    const char *module, *name;
    char typecode, *repr = pymgr_repr(value), *text = pymgr_to_text(value);
    size_t count;

    CU_ASSERT_EQUAL(pymgr_parts(value, &start, &stop, &step), is_one_of(value, KIND(SLICE) | KIND(RANGE)));
    CU_ASSERT_EQUAL(pymgr_array_items(value, &typecode, &count) != NULL, is_one_of(value, KIND(ARRAY)));
    CU_ASSERT_EQUAL(pymgr_global_names(value, &module, &name), is_one_of(value, KIND(GLOBAL)));
    CU_ASSERT_EQUAL(pymgr_instance_class(value) != NULL, is_one_of(value, KIND(INSTANCE)));
    CU_ASSERT_EQUAL(pymgr_instance_args(value) != NULL, is_one_of(value, KIND(INSTANCE)));
    CU_ASSERT_PTR_NULL(pymgr_instance_items(value));
    CU_ASSERT_PTR_NULL(pymgr_instance_pairs(value));
    CU_ASSERT_PTR_NULL(pymgr_attribute(value, "a"));
    CU_ASSERT_EQUAL(pymgr_truth(value), value != NULL && !pymgr_is_none(value));
    CU_ASSERT_EQUAL(pymgr_equal(value, NULL), value == NULL);
    CU_ASSERT_EQUAL(pymgr_equal(NULL, value), value == NULL);
    CU_ASSERT_EQUAL(repr != NULL && text != NULL, value != NULL);
    free(repr);
    free(text);
}

/* What is put where it cannot be is released. */
static void fillers_of_any_value(pymgr_value *value)
{
    pymgr_value *missing = pymgr_float(2.5);
    bool list = is_one_of(value, KIND(LIST)), dict = is_one_of(value, KIND(DICT));
    bool set = is_one_of(value, KIND(SET) | KIND(FROZENSET)), tuple = is_one_of(value, KIND(TUPLE));

    CU_ASSERT_EQUAL(pymgr_list_append(value, pymgr_float(1)) == 0, list);
    CU_ASSERT_EQUAL(pymgr_list_insert(value, 0, pymgr_float(1)) == 0, list);
    CU_ASSERT_EQUAL(pymgr_list_set(value, 0, pymgr_float(1)) == 0, list);
    CU_ASSERT_EQUAL(pymgr_list_remove(value, 0) == 0, list);
    CU_ASSERT_EQUAL(pymgr_tuple_put(value, 0, pymgr_float(1)) == 0, tuple);
    CU_ASSERT_EQUAL(pymgr_dict_set(value, pymgr_float(1), pymgr_float(1)) == 0, dict);
    CU_ASSERT_EQUAL(pymgr_dict_set_text(value, "x", pymgr_float(1)) == 0, dict);
    CU_ASSERT_EQUAL(pymgr_dict_remove(value, missing), -1);
    CU_ASSERT_EQUAL(pymgr_dict_remove(value, NULL), -1);
    CU_ASSERT_EQUAL(pymgr_set_add(value, pymgr_float(1)) == 0, set);
    CU_ASSERT_EQUAL(pymgr_set_remove(value, missing), -1);
    CU_ASSERT_EQUAL(pymgr_set_remove(value, NULL), -1);
    pymgr_unref(missing);
}

static void any_value_will_do(void)
{
    for (size_t i = 0; i <= EACH; i++) {
        pymgr_value *value = i < EACH ? pm_build(of_each_kind[i]) : NULL;

        CU_ASSERT_EQUAL_FATAL(value != NULL, i < EACH);
        scalars_of_any_value(value);
        containers_of_any_value(value);
        other_kinds_of_any_value(value);
        fillers_of_any_value(value);
        pymgr_unref(value);
    }
}

static const struct pm_test tests[] = {
    { "walks", walks },
    { "contains", contains },
    { "copies", copies },
    { "lists change", lists_change },
    { "dicts and sets change", dicts_and_sets_change },
    { "tuples begin as None", tuples_begin_as_none },
    { "without memory nothing changes", without_memory_nothing_changes },
    { "any value will do", any_value_will_do },
};

const struct pm_suite pm_suite_container = { "value/container", PM_SUITE(tests) };
