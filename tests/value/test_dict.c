/* SPDX-License-Identifier: MIT */
#include "value/dict.h"

#include "base/memory.h"
#include "build.h"
#include "unit.h"

#include <stdlib.h>

static int64_t number(const pymgr_value *value)
{
    int64_t got = -1;

    if (value != NULL)
        pymgr_int_value(value, &got);
    return got;
}

static void check_shown(const pymgr_value *value, const char *expected)
{
    char *shown = pm_shown(value);

    pm_check_text("dict", shown, expected);
    free(shown);
}

static void store(pymgr_value *dict, int64_t key, int64_t item)
{
    CU_ASSERT_EQUAL(pymgr_dict_set(dict, pymgr_int(key), pymgr_int(item)), 0);
}

/* Takes a key out; the value that it had, -1: none. */
static int64_t removed(pymgr_value *dict, int64_t key)
{
    pymgr_value *wanted = pymgr_int(key), *item;
    struct pm_error error;
    int64_t got;

    CU_ASSERT_EQUAL(pm_dict_remove(dict, wanted, &item, &error), 0);
    got = number(item);
    pymgr_unref(item);
    pymgr_unref(wanted);
    return got;
}

static int64_t found(const pymgr_value *dict, int64_t key)
{
    pymgr_value *wanted = pymgr_int(key);
    int64_t got = number(pymgr_dict_get(dict, wanted));

    pymgr_unref(wanted);
    return got;
}

static void order_of_insertion(void)
{
    pymgr_value *dict = pymgr_dict();

    store(dict, 3, 0);
    store(dict, 1, 1);
    store(dict, 2, 2);
    store(dict, 3, 3);
    check_shown(dict, "{3: 3, 1: 1, 2: 2}");
    CU_ASSERT_EQUAL(removed(dict, 3), 3);
    CU_ASSERT_EQUAL(removed(dict, 3), -1);
    store(dict, 3, 4);
    check_shown(dict, "{1: 1, 2: 2, 3: 4}");
    CU_ASSERT_EQUAL(pymgr_length(dict), 3);
    pymgr_unref(dict);
}

/* The first of equal keys stays, with the last value. */
static void equal_keys(void)
{
    pymgr_value *dict = pymgr_dict(), *text = pymgr_str("a");

    pymgr_dict_set(dict, pymgr_bool(true), pymgr_int(1));
    pymgr_dict_set(dict, pymgr_float(1), pymgr_int(2));
    pymgr_dict_set(dict, pymgr_complex(1, 0), pymgr_int(3));
    pymgr_dict_set(dict, pymgr_str("a"), pymgr_int(4));
    pymgr_dict_set(dict, pymgr_bytes("a", 1), pymgr_int(5));
    check_shown(dict, "{True: 3, 'a': 4, b'a': 5}");
    CU_ASSERT_EQUAL(number(pymgr_dict_get(dict, text)), 4);
    CU_ASSERT_EQUAL(number(pymgr_dict_get_text(dict, "a")), 4);
    CU_ASSERT_PTR_NULL(pymgr_dict_get_text(dict, "b"));
    pymgr_unref(dict);
    pymgr_unref(text);
}

static void text_keys_in_large_dicts(void)
{
    pymgr_value *dict = pymgr_dict();

    for (int i = 0; i < 500; i++)
        pymgr_dict_set(dict, pm_str_format("key %d", i), pymgr_int(i));
    for (int i = 0; i < 500; i++) {
        char text[16];

        snprintf(text, sizeof text, "key %d", i);
        CU_ASSERT_EQUAL(number(pymgr_dict_get_text(dict, text)), i);
    }
    CU_ASSERT_PTR_NULL(pymgr_dict_get_text(dict, "key 500"));
    CU_ASSERT_EQUAL(pymgr_dict_set_text(dict, "key 7", pymgr_int(-7)), 0);
    CU_ASSERT_EQUAL(number(pymgr_dict_get_text(dict, "key 7")), -7);
    CU_ASSERT_EQUAL(pymgr_length(dict), 500);
    pymgr_unref(dict);
}

enum { KEYS = 400, STEPS = 20000 };

static uint32_t next_random(uint32_t *state)
{
    *state = *state * 1664525u + 1013904223u;
    return *state >> 8;
}

/* A plain array beside the dict, through many sizes; the keys' low bits are alike. */
static void against_a_plain_table(void)
{
    int64_t table[KEYS];
    pymgr_value *dict = pymgr_dict();
    size_t length = 0, wrong = 0;
    uint32_t state = 1;

    for (size_t i = 0; i < KEYS; i++)
        table[i] = -1;
    for (uint32_t step = 0; step < STEPS; step++) {
        size_t key = next_random(&state) % (step / 2000 % 2 == 0 ? KEYS : KEYS / 8);

        if (next_random(&state) % 3 == 0) {
            wrong += removed(dict, (int64_t)key << 20) != table[key];
            length -= table[key] != -1;
            table[key] = -1;
        } else {
            store(dict, (int64_t)key << 20, step % 1000);
            length += table[key] == -1;
            table[key] = step % 1000;
        }
        wrong += pymgr_length(dict) != length;
    }
    for (size_t i = 0; i < KEYS; i++)
        wrong += found(dict, (int64_t)i << 20) != table[i];
    CU_ASSERT_EQUAL(wrong, 0);
    pymgr_unref(dict);
}

static void pop_last(void)
{
    pymgr_value *dict = pymgr_dict(), *key, *item;

    for (int64_t i = 0; i < 30; i++)
        store(dict, i, 100 + i);
    CU_ASSERT_EQUAL(removed(dict, 28), 128);
    for (int64_t i = 29; i >= 0; i -= i == 29 ? 2 : 1) {
        CU_ASSERT_TRUE_FATAL(pm_dict_pop_last(dict, &key, &item));
        CU_ASSERT_EQUAL(number(key), i);
        CU_ASSERT_EQUAL(number(item), 100 + i);
        pymgr_unref(key);
        pymgr_unref(item);
        CU_ASSERT_EQUAL(found(dict, i), -1);
    }
    CU_ASSERT_FALSE(pm_dict_pop_last(dict, &key, &item));
    store(dict, 1, 2);
    check_shown(dict, "{1: 2}");
    pymgr_unref(dict);
}

static void pushing_and_popping_for_long(void)
{
    pymgr_value *dict = pymgr_dict(), *key, *item;

    for (int64_t i = 0; i < 20; i++)
        store(dict, i, i);
    for (int64_t i = 20; i < 5000; i++) {
        store(dict, i, i);
        CU_ASSERT_EQUAL(removed(dict, i - 20), i - 20);
        store(dict, -i, i);
        CU_ASSERT_TRUE(pm_dict_pop_last(dict, &key, &item));
        pymgr_unref(key);
        pymgr_unref(item);
    }
    CU_ASSERT_EQUAL(pymgr_length(dict), 20);
    CU_ASSERT_EQUAL(found(dict, 4999), 4999);
    pymgr_unref(dict);
}

static void walking(void)
{
    pymgr_value *dict = pymgr_dict(), *key, *item;
    int64_t forward = 0, backward = 0;

    for (int64_t i = 1; i < 10; i++)
        store(dict, i, i * 2);
    removed(dict, 1);
    removed(dict, 5);
    removed(dict, 9);
    for (size_t cursor = 0; pymgr_dict_next(dict, &cursor, &key, NULL);)
        forward = forward * 10 + number(key);
    for (size_t cursor = SIZE_MAX; pm_dict_previous(dict, &cursor, NULL, &item);)
        backward = backward * 10 + number(item) / 2;
    CU_ASSERT_EQUAL(forward, 234678);
    CU_ASSERT_EQUAL(backward, 876432);
    pymgr_unref(dict);
}

static void copies_and_clearing(void)
{
    for (int64_t length = 0; length < 40; length++) {
        pymgr_value *dict = pymgr_dict(), *copy;

        for (int64_t i = 0; i < length; i++)
            store(dict, i, i);
        removed(dict, 2);
        copy = pm_dict_copy(dict);
        CU_ASSERT_TRUE(pymgr_equal(dict, copy));
        store(copy, 1000, 1);
        CU_ASSERT_FALSE(pymgr_equal(dict, copy));
        pm_dict_clear(dict);
        CU_ASSERT_EQUAL(pymgr_length(dict), 0);
        CU_ASSERT_EQUAL(found(dict, 1), -1);
        store(dict, 7, 8);
        check_shown(dict, "{7: 8}");
        CU_ASSERT_EQUAL(found(copy, 1), length > 1 ? 1 : -1);
        pymgr_unref(dict);
        pymgr_unref(copy);
    }
}

static void unhashable_keys(void)
{
    pymgr_value *dict = pymgr_dict(), *list = pymgr_list(), *item;
    struct pm_error error;

    CU_ASSERT_EQUAL(pm_dict_store(dict, pymgr_ref(list), pymgr_none(), &error), -1);
    CU_ASSERT_EQUAL(error.kind, PM_ERROR_TYPE);
    CU_ASSERT_STRING_EQUAL(error.text, "unhashable type: 'list'");
    CU_ASSERT_EQUAL(pm_dict_find(dict, list, &item, &error), -1);
    CU_ASSERT_EQUAL(pm_dict_remove(dict, list, &item, &error), -1);
    CU_ASSERT_PTR_NULL(pymgr_dict_get(dict, list));
    pymgr_unref(dict);
    pymgr_unref(list);
}

/* Keys whose comparison fails: equal hashes, and nested too deeply to compare. */
static void incomparable_keys(void)
{
    pymgr_value *dict = pymgr_dict(), *one = pymgr_tuple_of(1, pymgr_int(1)),
                *other = pymgr_tuple_of(1, pymgr_int(1));
    pymgr_value *item;
    struct pm_error error;
    uint64_t hash;

    for (int i = 0; i < PM_VALUE_DEPTH + 5; i++) {
        one = pymgr_tuple_of(1, one);
        other = pymgr_tuple_of(1, other);
        CU_ASSERT_EQUAL(pm_hash(one, &hash, &error), 0);
        CU_ASSERT_EQUAL(pm_hash(other, &hash, &error), 0);
    }
    CU_ASSERT_EQUAL(pm_dict_store(dict, one, pymgr_none(), &error), 0);
    CU_ASSERT_EQUAL(pm_dict_store(dict, pymgr_ref(other), pymgr_none(), &error), -1);
    CU_ASSERT_EQUAL(error.kind, PM_ERROR_RECURSION);
    CU_ASSERT_EQUAL(pm_dict_find(dict, other, &item, &error), -1);
    CU_ASSERT_EQUAL(pm_dict_remove(dict, other, &item, &error), -1);
    CU_ASSERT_EQUAL(pymgr_length(dict), 1);
    pymgr_unref(dict);
    pymgr_unref(other);
}

/* What could not be stored is not there, what could is. */
static void no_memory(void)
{
    for (size_t n = 1; n < 70; n++) {
        pymgr_value *dict, *copy;
        size_t stored = 0;

        pm_memory_fail_at(n);
        dict = pymgr_dict();
        for (int64_t i = 0; dict != NULL && i < 40; i++)
            stored += pymgr_dict_set(dict, pymgr_int(5000 + i), pymgr_int(i)) == 0;
        copy = dict == NULL ? NULL : pm_dict_copy(dict);
        pm_memory_fail_at(0);
        if (dict != NULL) {
            CU_ASSERT_EQUAL(pymgr_length(dict), stored);
            for (int64_t i = 0; i < 40; i++)
                store(dict, 5000 + i, i);
            CU_ASSERT_EQUAL(pymgr_length(dict), 40);
            CU_ASSERT_EQUAL(found(dict, 5039), 39);
        }
        pymgr_unref(dict);
        pymgr_unref(copy);
    }
}

static const struct pm_test tests[] = {
    { "order of insertion", order_of_insertion },
    { "equal keys", equal_keys },
    { "text keys in large dicts", text_keys_in_large_dicts },
    { "against a plain table", against_a_plain_table },
    { "pop last", pop_last },
    { "pushing and popping for long", pushing_and_popping_for_long },
    { "walking", walking },
    { "copies and clearing", copies_and_clearing },
    { "unhashable keys", unhashable_keys },
    { "incomparable keys", incomparable_keys },
    { "no memory", no_memory },
};

const struct pm_suite pm_suite_dict = { "value/dict", PM_SUITE(tests) };
