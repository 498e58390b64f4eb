/* SPDX-License-Identifier: MIT */
#include "object/iterate.h"

#include "base/memory.h"
#include "object/fake.h"
#include "object/mapping.h"
#include "unit.h"
#include "value/literal.h"

#include <stdlib.h>

static struct fake_session session;
static struct pm_call call;

static void begin(void)
{
    fake_session_init(&session);
    call = (struct pm_call){ .session = &session.session };
}

/* Value taken. */
static void expect_items(pymgr_value *value, const char *expected)
{
    struct pm_error error;
    pymgr_value *items = pm_sequence_of(value, &error);
    char *repr = items == NULL ? strdup(error.text) : pymgr_repr(items);

    CU_ASSERT_STRING_EQUAL(repr, expected);
    free(repr);
    pymgr_unref(items);
    pymgr_unref(value);
}

static pymgr_value *literal(const char *text)
{
    struct pm_error error;
    pymgr_value *value = pm_literal(text, strlen(text), &error);

    CU_ASSERT_PTR_NOT_NULL_FATAL(value);
    return value;
}

static void plain_values_are_iterated(void)
{
    static const char *const cases[][2] = {
        { "[1, 2]", "[1, 2]" },
        { "(1, 2)", "(1, 2)" },
        { "'aé\\U0001f600'", "['a', 'é', '😀']" },
        { "''", "[]" },
        { "b'ab'", "[97, 98]" },
        { "bytearray(b'\\xff')", "[255]" },
        { "{1: 2, 3: 4}", "[1, 3]" },
        { "{5}", "[5]" },
        { "frozenset({5})", "[5]" },
        { "range(5, -1, -2)", "[5, 3, 1]" },
        { "range(3, 3)", "[]" },
        { "5", "'int' object is not iterable" },
        { "None", "'NoneType' object is not iterable" },
        { "1.5", "'float' object is not iterable" },
        { "slice(1)", "'slice' object is not iterable" },
    };

    begin();
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        expect_items(literal(cases[i][0]), cases[i][1]);
    expect_items(pm_array_new('h', "\1\0\377\377", 4), "[1, -1]");
}

static pymgr_value *instance(
    const char *module, const char *name, const char *args, const char *items, const char *pairs)
{
    pymgr_value *value = pm_instance_new(PM_REDUCE, pymgr_global(module, name), literal(args));

    CU_ASSERT_PTR_NOT_NULL_FATAL(value);
    PM_CAST(pm_instance, value)->items = items == NULL ? NULL : literal(items);
    PM_CAST(pm_instance, value)->pairs = pairs == NULL ? NULL : literal(pairs);
    return value;
}

/* As CPython pickles them. */
static void instances_are_iterated(void)
{
    begin();
    expect_items(instance("collections", "deque", "([], 5)", "[1, 2]", NULL), "[1, 2]");
    expect_items(instance("collections", "deque", "([], 5)", NULL, NULL), "[]");
    expect_items(instance("builtins", "list", "([1, 2],)", NULL, NULL), "[1, 2]");
    expect_items(instance("builtins", "iter", "((1, 2),)", NULL, NULL), "(1, 2)");
    expect_items(instance("collections", "OrderedDict", "()", NULL, "['b', 1, 'a', 2]"), "['b', 'a']");
    expect_items(instance("collections", "OrderedDict", "([['b', 1], ['a', 2]],)", NULL, NULL), "['b', 'a']");
    expect_items(instance("collections", "OrderedDict", "()", NULL, NULL), "[]");
    expect_items(instance("collections", "Counter", "({'x': 3},)", NULL, NULL), "['x']");
    expect_items(instance("collections", "defaultdict", "(5,)", NULL, "[1, 2]"), "[1]");
    expect_items(instance("shop", "Basket", "()", "['egg']", NULL), "['egg']");
    expect_items(instance("shop", "Prices", "()", NULL, "['egg', 5]"), "['egg']");
    expect_items(instance("shop", "Basket", "([1],)", NULL, NULL), "'Basket' object is not iterable");
    expect_items(instance("builtins", "list", "()", NULL, NULL), "'list' object is not iterable");
    expect_items(pm_instance_new(PM_REDUCE, pymgr_global("builtins", "list"),
                     pymgr_tuple_of(1, instance("builtins", "list", "([],)", NULL, NULL))),
        "'list' object is not iterable");
}

static pymgr_value *zip(pymgr_value *first, pymgr_value *second)
{
    return pm_instance_new(PM_REDUCE, pymgr_global("builtins", "zip"), pymgr_tuple_of(2, first, second));
}

static void zips_are_iterated(void)
{
    begin();
    expect_items(zip(instance("builtins", "iter", "([1, 2, 3],)", NULL, NULL),
                     instance("builtins", "iter", "('ab',)", NULL, NULL)),
        "[(1, 'a'), (2, 'b')]");
    expect_items(instance("builtins", "zip", "()", NULL, NULL), "[]");
    expect_items(instance("builtins", "zip", "([1], 5)", NULL, NULL), "'int' object is not iterable");
    expect_items(
        zip(instance("builtins", "zip", "([1],)", NULL, NULL), pymgr_list()), "'zip' object is not iterable");
}

static void proxies_are_iterated(void)
{
    struct pm_object *dict, *lock;

    begin();
    dict = fake_new(&session, "dict({1: 2, 3: 4})");
    lock = fake_new(&session, "Lock()");
    expect_items(fake_proxy(dict), "[1, 3]");
    expect_items(fake_proxy(lock), "cannot pickle '_thread.lock' object");
    pm_object_unref(dict);
    pm_object_unref(lock);
}

static void ranges_are_limited(void)
{
    begin();
    expect_items(literal("range(100000000)"), "a range of more than 16777216 items");
    expect_items(literal("range(0, 10000000000000000000000)"), "a range of more than 16777216 items");
}

static void expect_mapping(pymgr_value *value, const char *expected)
{
    struct pm_error error;
    pymgr_value *dict = NULL;
    int failed = pm_mapping_of(value, &dict, &error);
    char *repr = failed != 0 ? strdup(error.text) : dict == NULL ? strdup("none") : pymgr_repr(dict);

    CU_ASSERT_STRING_EQUAL(repr, expected);
    free(repr);
    pymgr_unref(dict);
    pymgr_unref(value);
}

static void mappings_are_dicts(void)
{
    begin();
    expect_mapping(literal("{1: 2}"), "{1: 2}");
    expect_mapping(literal("[(1, 2)]"), "none");
    expect_mapping(literal("5"), "none");
    expect_mapping(
        instance("collections", "OrderedDict", "()", NULL, "['b', 1, 'a', 2]"), "{'b': 1, 'a': 2}");
    expect_mapping(instance("collections", "OrderedDict", "([['b', 1], ('a', 2), 3, [4]],)", NULL, NULL),
        "{'b': 1, 'a': 2}");
    expect_mapping(instance("collections", "OrderedDict", "(5,)", NULL, NULL), "{}");
    expect_mapping(instance("collections", "Counter", "({'x': 3},)", NULL, NULL), "{'x': 3}");
    expect_mapping(instance("collections", "Counter", "(5,)", NULL, NULL), "{}");
    expect_mapping(instance("collections", "deque", "([],)", "[1]", NULL), "none");
    expect_mapping(instance("shop", "Prices", "()", NULL, "[[], 5]"), "unhashable type: 'list'");
}

static void survives_without_memory(void)
{
    static const char *const texts[] = { "'abc'", "b'abc'", "{1: 2}", "{1}", "range(2000, 3000)" };
    struct pm_error error;

    begin();
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        pymgr_value *value = literal(texts[i]), *items = NULL;

        for (size_t n = 1; items == NULL; n++) {
            pm_memory_fail_at(n);
            items = pm_sequence_of(value, &error);
            pm_memory_fail_at(0);
            CU_ASSERT_TRUE_FATAL(items != NULL || error.kind == PM_ERROR_NOMEM);
        }
        pymgr_unref(items);
        pymgr_unref(value);
    }
}

static const struct pm_test tests[] = {
    { "plain values are iterated", plain_values_are_iterated },
    { "instances are iterated", instances_are_iterated },
    { "zips are iterated", zips_are_iterated },
    { "proxies are iterated", proxies_are_iterated },
    { "ranges are limited", ranges_are_limited },
    { "mappings are dicts", mappings_are_dicts },
    { "survives without memory", survives_without_memory },
};

const struct pm_suite pm_suite_iterate = { "object/iterate", PM_SUITE(tests) };
