/* SPDX-License-Identifier: MIT
 *
 * The leak checker of AddressSanitizer sees whether the cycles are freed; the assertions, whether they live
 * until then.
 */
#include "base/memory.h"
#include "build.h"
#include "unit.h"
#include "value/dict.h"
#include "value/set.h"

#include <stdlib.h>

static void seal(pymgr_value *root)
{
    struct pm_error error;

    CU_ASSERT_EQUAL_FATAL(pm_cycles_seal(root, &error), 0);
}

static bool in_cycle(const pymgr_value *value)
{
    return pm_flags(value) & PM_IN_CYCLE;
}

static void append(pymgr_value *list, pymgr_value *item)
{
    CU_ASSERT_EQUAL(pymgr_list_append(list, pymgr_ref(item)), 0);
}

static pymgr_value *list_in_itself(void)
{
    pymgr_value *list = pymgr_list();

    append(list, list);
    return list;
}

static void a_list_in_itself(void)
{
    pymgr_value *list = list_in_itself();

    seal(list);
    CU_ASSERT_TRUE(in_cycle(list));
    CU_ASSERT_PTR_EQUAL(pymgr_item(list, 0), list);
    pymgr_ref(list);
    pymgr_unref(list);
    CU_ASSERT_EQUAL(pymgr_length(list), 1);
    pymgr_unref(list);
}

/* Twice in itself, and other things beside. */
static void many_inner_references(void)
{
    pymgr_value *list = list_in_itself(), *text = pymgr_str("kept");

    append(list, list);
    append(list, text);
    append(list, list);
    seal(list);
    CU_ASSERT_EQUAL(atomic_load(&text->refs), 2);
    pymgr_unref(list);
    CU_ASSERT_EQUAL(atomic_load(&text->refs), 1);
    pymgr_unref(text);
}

static void no_cycle_no_change(void)
{
    pymgr_value *shared = pymgr_list(),
                *root = pymgr_tuple_of(3, pymgr_ref(shared), pymgr_ref(shared), shared);

    seal(root);
    CU_ASSERT_FALSE(in_cycle(root));
    CU_ASSERT_FALSE(in_cycle(shared));
    CU_ASSERT_EQUAL(atomic_load(&shared->refs), 3);
    pymgr_unref(root);
    seal(pymgr_none());
    seal(pymgr_tuple(0));
}

/* Through every kind that can hold something. */
static void cycles_through_every_kind(void)
{
    pymgr_value *list = pymgr_list(), *dict = pymgr_dict(), *set = pymgr_set(), *frozen = pymgr_frozenset();
    pymgr_value *instance = pm_instance_new(PM_REDUCE, pymgr_none(), pymgr_tuple(0));
    pymgr_value *slice, *tuple, *all[7];

    CU_ASSERT_EQUAL(pymgr_set_add(set, pymgr_ref(instance)), 0);
    CU_ASSERT_EQUAL(pymgr_set_add(frozen, pymgr_ref(instance)), 0);
    CU_ASSERT_EQUAL(pymgr_dict_set(dict, pymgr_ref(instance), pymgr_ref(set)), 0);
    slice = pymgr_slice(pymgr_ref(dict), pymgr_ref(frozen), pymgr_none());
    tuple = pymgr_tuple_of(2, pymgr_ref(slice), pymgr_ref(list));
    append(list, tuple);
    PM_CAST(pm_instance, instance)->state = pymgr_ref(list);
    seal(tuple);
    memcpy(all, (pymgr_value *[]){ list, dict, set, frozen, instance, slice, tuple }, sizeof all);
    for (size_t i = 0; i < 7; i++) {
        CU_ASSERT_TRUE(in_cycle(all[i]));
        CU_ASSERT_EQUAL(pymgr_length(list), 1);
        pymgr_unref(all[i]);
    }
}

/* Two groups of which one refers to the other, and a plain list that refers to both. */
static void groups_that_hold_groups(void)
{
    pymgr_value *inner = list_in_itself(), *outer = list_in_itself(), *plain = pymgr_list();

    append(outer, inner);
    append(plain, outer);
    append(plain, inner);
    pymgr_unref(outer);
    seal(plain);
    CU_ASSERT_FALSE(in_cycle(plain));
    CU_ASSERT_TRUE(in_cycle(outer));
    pymgr_unref(plain);
    CU_ASSERT_PTR_EQUAL(pymgr_item(inner, 0), inner);
    pymgr_unref(inner);
}

/* A later graph may hold a group that is sealed already. */
static void sealed_before(void)
{
    pymgr_value *old = list_in_itself(), *new;

    seal(old);
    new = list_in_itself();
    append(new, old);
    append(new, old);
    pymgr_unref(old);
    seal(new);
    CU_ASSERT_PTR_EQUAL(pymgr_item(pymgr_item(new, 1), 0), pymgr_item(new, 2));
    pymgr_unref(new);
}

/* A group that nothing holds but a value deep inside another dying one. */
static void chains_of_groups(void)
{
    pymgr_value *last = pymgr_str("last"), *value = pymgr_ref(last);

    for (int i = 0; i < 10000; i++) {
        pymgr_value *list = list_in_itself();

        append(list, value);
        pymgr_unref(value);
        value = pymgr_tuple_of(1, list);
    }
    seal(value);
    CU_ASSERT_EQUAL(atomic_load(&last->refs), 2);
    pymgr_unref(value);
    CU_ASSERT_EQUAL(atomic_load(&last->refs), 1);
    pymgr_unref(last);
}

/* One ring of a million lists: sealing and freeing need no C stack. */
static void a_large_ring(void)
{
    pymgr_value *first = pymgr_list(), *value = pymgr_ref(first);

    for (int i = 0; i < 1000000; i++) {
        pymgr_value *list = pymgr_list();

        pymgr_list_append(list, value);
        value = list;
    }
    pymgr_list_append(first, value);
    seal(first);
    CU_ASSERT_TRUE(in_cycle(value));
    pymgr_unref(first);
}

/* What the root does not reach leaks unless it is among the roots. */
static void many_roots(void)
{
    struct pm_error error;
    pymgr_value *memo[] = { pymgr_list(), list_in_itself(), NULL, pymgr_int(5), list_in_itself() };

    append(memo[4], memo[1]);
    CU_ASSERT_EQUAL(pm_cycles_seal_all(memo, 5, &error), 0);
    CU_ASSERT_FALSE(in_cycle(memo[0]));
    CU_ASSERT_TRUE(in_cycle(memo[1]));
    CU_ASSERT_TRUE(in_cycle(memo[4]));
    for (size_t i = 0; i < 5; i++)
        pymgr_unref(memo[i]);
}

static void breaking(void)
{
    pymgr_value *list = list_in_itself(), *dict = pymgr_dict(), *text = pymgr_str("held"),
                *sealed = list_in_itself();
    pymgr_value *made[] = { list, NULL, dict, pymgr_tuple_of(2, pymgr_ref(dict), pymgr_ref(list)), text,
        sealed };

    seal(sealed);
    append(list, made[3]);
    append(list, text);
    append(list, sealed);
    pymgr_dict_set(dict, pymgr_ref(text), pymgr_ref(dict));
    pm_memory_fail_at(1);
    pm_cycles_break(made, 6);
    pm_memory_fail_at(0);
    CU_ASSERT_EQUAL(atomic_load(&text->refs), 1);
    CU_ASSERT_PTR_EQUAL(pymgr_item(sealed, 0), sealed);
    for (size_t i = 0; i < 6; i++)
        pymgr_unref(made[i]);
}

/* A tangle in which sealing allocates often. */
static pymgr_value *tangle(void)
{
    pymgr_value *root = pymgr_list();

    for (int i = 0; i < 100; i++) {
        pymgr_value *list = list_in_itself();

        if (i % 3 == 0)
            append(list, root);
        pymgr_list_append(root, list);
    }
    return root;
}

/* When sealing fails nothing is changed; it can be tried again. */
static void no_memory(void)
{
    pymgr_value *root = tangle();
    struct pm_error error;
    size_t n = 0;
    int result = -1;

    while (result < 0 && n < 1000) {
        pm_memory_fail_at(++n);
        result = pm_cycles_seal(root, &error);
        pm_memory_fail_at(0);
        if (result == 0)
            break;
        CU_ASSERT_EQUAL(error.kind, PM_ERROR_NOMEM);
        CU_ASSERT_FALSE(in_cycle(root));
        CU_ASSERT_PTR_NULL(PM_CAST(pm_container, root)->cycle);
        CU_ASSERT_FALSE(in_cycle(pymgr_item(root, 1)));
        CU_ASSERT_PTR_NULL(PM_CAST(pm_container, pymgr_item(root, 1))->cycle);
    }
    CU_ASSERT_EQUAL(result, 0);
    CU_ASSERT(n > 60);
    CU_ASSERT_TRUE(in_cycle(root));
    pymgr_unref(root);
}

static void equality_and_hash_end(void)
{
    struct pm_error error;
    pymgr_value *a = list_in_itself(), *b = list_in_itself(), *instance;
    bool equal = true;
    uint64_t hash;

    seal(a);
    seal(b);
    CU_ASSERT_EQUAL(pm_equal(a, a, &equal, &error), 0);
    CU_ASSERT_TRUE(equal);
    CU_ASSERT_EQUAL(pm_equal(a, b, &equal, &error), -1);
    CU_ASSERT_EQUAL(error.kind, PM_ERROR_RECURSION);
    CU_ASSERT_STRING_EQUAL(error.text, "maximum recursion depth exceeded in comparison");
    CU_ASSERT_FALSE(pymgr_equal(a, b));
    instance = pm_instance_new(PM_REDUCE, pymgr_none(), pymgr_tuple(1));
    pymgr_tuple_put(PM_CAST(pm_instance, instance)->args, 0, pymgr_ref(instance));
    seal(instance);
    CU_ASSERT_EQUAL(pm_hash(instance, &hash, &error), -1);
    CU_ASSERT_EQUAL(error.kind, PM_ERROR_RECURSION);
    pymgr_unref(a);
    pymgr_unref(b);
    pymgr_unref(instance);
}

static const struct pm_test tests[] = {
    { "a list in itself", a_list_in_itself },
    { "many inner references", many_inner_references },
    { "no cycle, no change", no_cycle_no_change },
    { "cycles through every kind", cycles_through_every_kind },
    { "groups that hold groups", groups_that_hold_groups },
    { "sealed before", sealed_before },
    { "chains of groups", chains_of_groups },
    { "a large ring", a_large_ring },
    { "many roots", many_roots },
    { "breaking", breaking },
    { "no memory", no_memory },
    { "equality and hash end", equality_and_hash_end },
};

const struct pm_suite pm_suite_cycle = { "value/cycle", PM_SUITE(tests) };
