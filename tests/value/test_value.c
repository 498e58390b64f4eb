/* SPDX-License-Identifier: MIT
 *
 * References and constructors: who owns what, also when memory runs out; deep values; many threads.
 */
#include "base/memory.h"
#include "build.h"
#include "unit.h"
#include "value/dict.h"

#include <pthread.h>
#include <stdlib.h>

static const char every_kind[] =
    "N T F x01 xffffffffffffffff7f x000000000000000001 f3ff8000000000000 c0000000000000000:3ff0000000000000 "
    "s6162 b6162 a6162 x01 x02 l2 x01 x02 t2 x01 N d1 q x05 + Q x06 + N x01 N L x00 x05 x01 R Ai:01000000 "
    "gm:C "
    "gm:C x01 t1 r s78 !s x01 l1 !i x01 x02 l2 !p t21";

static void every_kind_is_made_and_freed(void)
{
    pymgr_value *value = pm_build(every_kind);

    CU_ASSERT_PTR_NOT_NULL_FATAL(value);
    CU_ASSERT_EQUAL(pymgr_length(value), 21);
    CU_ASSERT_PTR_EQUAL(pymgr_ref(value), value);
    CU_ASSERT_PTR_NULL(pymgr_unref(value));
    CU_ASSERT_EQUAL(pymgr_length(value), 21);
    CU_ASSERT_PTR_NULL(pymgr_unref(value));
    CU_ASSERT_PTR_NULL(pymgr_unref(NULL));
    CU_ASSERT_PTR_NULL(pymgr_ref(NULL));
}

static const struct {
    const char *program;
    enum pymgr_kind kind;
    const char *type_name;
} kinds[] = {
    { "N", PYMGR_NONE, "NoneType" },
    { "T", PYMGR_BOOL, "bool" },
    { "x05", PYMGR_INT, "int" },
    { "x000000000000000001", PYMGR_INT, "int" },
    { "f0000000000000000", PYMGR_FLOAT, "float" },
    { "c0000000000000000:0000000000000000", PYMGR_COMPLEX, "complex" },
    { "s", PYMGR_STR, "str" },
    { "b", PYMGR_BYTES, "bytes" },
    { "a", PYMGR_BYTEARRAY, "bytearray" },
    { "l0", PYMGR_LIST, "list" },
    { "t0", PYMGR_TUPLE, "tuple" },
    { "d0", PYMGR_DICT, "dict" },
    { "q", PYMGR_SET, "set" },
    { "Q", PYMGR_FROZENSET, "frozenset" },
    { "N N N L", PYMGR_SLICE, "slice" },
    { "x00 x01 x01 R", PYMGR_RANGE, "range" },
    { "Ai:", PYMGR_ARRAY, "array" },
    { "gm:C", PYMGR_GLOBAL, "type" },
    { "gbuiltins:int", PYMGR_GLOBAL, "type" },
    { "gbuiltins:len", PYMGR_GLOBAL, "builtin_function_or_method" },
    { "gm:C t0 r", PYMGR_INSTANCE, "C" },
    { "gm:C.D t0 o", PYMGR_INSTANCE, "D" },
    { "gcopyreg:_reconstructor gm:E gbuiltins:object N t3 r", PYMGR_INSTANCE, "E" },
    { "N t0 r", PYMGR_INSTANCE, "object" },
};

static void kinds_and_type_names(void)
{
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
        pymgr_value *value = pm_build(kinds[i].program);

        CU_ASSERT_PTR_NOT_NULL_FATAL(value);
        CU_ASSERT_EQUAL(pymgr_kind(value), kinds[i].kind);
        CU_ASSERT_STRING_EQUAL(pymgr_type_name(value), kinds[i].type_name);
        pymgr_unref(value);
    }
}

static void constants_are_shared(void)
{
    CU_ASSERT_PTR_EQUAL(pymgr_int(-128), pymgr_int(-128));
    CU_ASSERT_PTR_EQUAL(pymgr_int(1023), pymgr_int(1023));
    CU_ASSERT_PTR_EQUAL(pymgr_tuple(0), pymgr_tuple(0));
    CU_ASSERT_PTR_EQUAL(pymgr_bool(true), pymgr_bool(true));
    CU_ASSERT_PTR_NOT_EQUAL(pymgr_bool(true), pymgr_bool(false));
    for (int i = 0; i < 10; i++)
        pymgr_unref(pymgr_none());
    CU_ASSERT_TRUE(pymgr_is_none(pymgr_none()));
    CU_ASSERT_FALSE(pymgr_is_none(pymgr_bool(false)));
    for (int64_t n = -130; n < 1030; n++) {
        pymgr_value *value = pymgr_int(n);
        int64_t number = -1;

        CU_ASSERT_TRUE(pymgr_int_value(value, &number));
        CU_ASSERT_EQUAL(number, n);
        pymgr_unref(value);
    }
}

/* Taken arguments are dropped when a constructor fails, be it for one of them that is NULL. */
static void taken_arguments(void)
{
    pymgr_value *held = pymgr_str("held"), *list = pymgr_list(), *dict = pymgr_dict();
    struct pm_error error;

    CU_ASSERT_PTR_NULL(pymgr_tuple_of(2, pymgr_ref(held), NULL));
    CU_ASSERT_PTR_NULL(pymgr_tuple_of(2, NULL, pymgr_ref(held)));
    CU_ASSERT_EQUAL(pymgr_list_append(list, NULL), -1);
    CU_ASSERT_EQUAL(pymgr_dict_set(dict, pymgr_ref(held), NULL), -1);
    CU_ASSERT_EQUAL(pymgr_dict_set(dict, NULL, pymgr_ref(held)), -1);
    CU_ASSERT_EQUAL(pm_dict_store(dict, NULL, NULL, &error), -1);
    CU_ASSERT_EQUAL(pymgr_dict_set_text(dict, "\xff", pymgr_ref(held)), -1);
    CU_ASSERT_PTR_NULL(pymgr_slice(pymgr_ref(held), NULL, pymgr_ref(held)));
    CU_ASSERT_PTR_NULL(pm_range_new(NULL, pymgr_ref(held), pymgr_ref(held)));
    CU_ASSERT_PTR_NULL(pm_global_new(pymgr_ref(held), NULL));
    CU_ASSERT_PTR_NULL(pm_instance_new(PM_REDUCE, pymgr_ref(held), NULL));
    CU_ASSERT_EQUAL(pymgr_length(list), 0);
    CU_ASSERT_EQUAL(pymgr_length(dict), 0);
    CU_ASSERT_EQUAL(atomic_load(&held->refs), 1);
    pymgr_unref(held);
    pymgr_unref(list);
    pymgr_unref(dict);
}

/* Each allocation fails in turn; the leak checker sees to the rest. */
static void no_memory(void)
{
    pymgr_value *value = NULL;
    size_t n = 0;

    while (value == NULL && n < 200) {
        pm_memory_fail_at(++n);
        value = pm_build(every_kind);
        pm_memory_fail_at(0);
    }
    CU_ASSERT_PTR_NOT_NULL(value);
    CU_ASSERT(n > 20);
    pymgr_unref(value);
}

static void absurd_sizes(void)
{
    CU_ASSERT_PTR_NULL(pm_text_blank(PYMGR_BYTES, SIZE_MAX));
    CU_ASSERT_PTR_NULL(pymgr_tuple(SIZE_MAX));
    CU_ASSERT_PTR_NULL(pm_list_sized(SIZE_MAX));
    CU_ASSERT_PTR_NULL(pm_array_new('b', "", SIZE_MAX));
}

/* --- depth --- */

enum { DEEP = 1000000 };

static pymgr_value *wrap_in_list(pymgr_value *value)
{
    pymgr_value *list = pymgr_list();

    pymgr_list_append(list, value);
    return list;
}

static pymgr_value *wrap_in_tuple(pymgr_value *value)
{
    return pymgr_tuple_of(1, value);
}

static pymgr_value *wrap_in_dict(pymgr_value *value)
{
    pymgr_value *dict = pymgr_dict();

    pymgr_dict_set_text(dict, "k", value);
    return dict;
}

static pymgr_value *wrap_in_slice(pymgr_value *value)
{
    return pymgr_slice(pymgr_none(), value, pymgr_none());
}

static pymgr_value *wrap_in_instance(pymgr_value *value)
{
    pymgr_value *instance = pm_instance_new(PM_REDUCE, pymgr_none(), pymgr_tuple(0));

    PM_CAST(pm_instance, instance)->state = value;
    return instance;
}

static pymgr_value *(*const wraps[])(
    pymgr_value *value) = { wrap_in_list, wrap_in_tuple, wrap_in_dict, wrap_in_slice, wrap_in_instance };

/* Neither recursion nor memory is needed to free. */
static void deep_values_are_freed(void)
{
    size_t count = sizeof wraps / sizeof wraps[0];
    pymgr_value *value = pymgr_list();

    for (size_t i = 0; i < DEEP; i++)
        value = wraps[i % count](value);
    pm_memory_fail_at(1);
    pymgr_unref(value);
    pm_memory_fail_at(0);
    CU_PASS("freed");
}

static void deep_lists_are_freed(void)
{
    pymgr_value *value = pymgr_list();

    for (size_t i = 0; i < DEEP; i++)
        value = wrap_in_list(value);
    CU_ASSERT_EQUAL(pymgr_length(value), 1);
    pymgr_unref(value);
}

/* --- threads --- */

enum { THREADS = 4, ROUNDS = 20000 };

static void *hammer(void *context)
{
    pymgr_value *value = context;
    uint64_t hash;
    struct pm_error error;

    for (int i = 0; i < ROUNDS; i++) {
        pymgr_value *again = pymgr_ref(value);

        pm_hash(pymgr_item(again, 0), &hash, &error);
        pm_hash(pymgr_item(again, 1), &hash, &error);
        pymgr_unref(again);
    }
    pymgr_unref(value);
    pm_blocks_drop();
    return NULL;
}

/* The threads hold and drop one value at once; the last of them frees it. */
static void many_threads(void)
{
    pymgr_value *value = pymgr_tuple_of(2, pymgr_str("text"), pymgr_tuple_of(1, pymgr_int(5000)));
    pthread_t threads[THREADS];

    for (int i = 0; i < THREADS; i++)
        CU_ASSERT_EQUAL_FATAL(pthread_create(&threads[i], NULL, hammer, pymgr_ref(value)), 0);
    CU_ASSERT_EQUAL(pymgr_length(value), 2);
    pymgr_unref(value);
    for (int i = 0; i < THREADS; i++)
        CU_ASSERT_EQUAL(pthread_join(threads[i], NULL), 0);
}

static void many_threads_on_a_cycle(void)
{
    struct pm_error error;
    pymgr_value *list = pymgr_list(), *value;
    pthread_t threads[THREADS];

    pymgr_list_append(list, pymgr_str("x"));
    value = pymgr_tuple_of(3, pymgr_str("text"), pymgr_tuple(0), pymgr_ref(list));
    pymgr_list_append(list, pymgr_ref(value));
    CU_ASSERT_EQUAL_FATAL(pm_cycles_seal(value, &error), 0);
    pymgr_unref(list);
    for (int i = 0; i < THREADS; i++)
        CU_ASSERT_EQUAL_FATAL(pthread_create(&threads[i], NULL, hammer, pymgr_ref(value)), 0);
    pymgr_unref(value);
    for (int i = 0; i < THREADS; i++)
        CU_ASSERT_EQUAL(pthread_join(threads[i], NULL), 0);
}

static const struct pm_test tests[] = {
    { "every kind is made and freed", every_kind_is_made_and_freed },
    { "kinds and type names", kinds_and_type_names },
    { "constants are shared", constants_are_shared },
    { "taken arguments", taken_arguments },
    { "no memory", no_memory },
    { "absurd sizes", absurd_sizes },
    { "deep values are freed", deep_values_are_freed },
    { "deep lists are freed", deep_lists_are_freed },
    { "many threads", many_threads },
    { "many threads on a cycle", many_threads_on_a_cycle },
};

const struct pm_suite pm_suite_value = { "value/value", PM_SUITE(tests) };
