/* SPDX-License-Identifier: MIT */
#include "client/typed_rig.h"

static pymgr_proxy *list;

static void begin(const char *items)
{
    typed_begin();
    list = pymgr_shared_list_from(typed.manager, literal(items), typed.error);
    CU_ASSERT_PTR_NOT_NULL_FATAL(list);
}

static void end(void)
{
    pymgr_proxy_unref(list);
    typed_end();
}

static void items_are_got_set_and_deleted(void)
{
    begin("[1, 2, 3, 4]");
    CU_ASSERT_EQUAL(pymgr_shared_list_len(list, typed.error), 4);
    CU_ASSERT_EQUAL(pymgr_shared_list_contains(list, pymgr_int(3), typed.error), 1);
    CU_ASSERT_EQUAL(pymgr_shared_list_contains(list, pymgr_str("3"), typed.error), 0);
    TYPED_SHOWS(pymgr_shared_list_get(list, 0, typed.error), "1");
    TYPED_SHOWS(pymgr_shared_list_get(list, -1, typed.error), "4");
    TYPED_SHOWS(pymgr_shared_list_get(list, 4, typed.error), "IndexError: list index out of range");
    CU_ASSERT_EQUAL(pymgr_shared_list_set(list, 1, pymgr_str("two"), typed.error), 0);
    TYPED_FAILS(pymgr_shared_list_set(list, 9, pymgr_none(), typed.error), "assignment index out of range");
    CU_ASSERT_EQUAL(pymgr_shared_list_del(list, -1, typed.error), 0);
    TYPED_FAILS(pymgr_shared_list_del(list, 3, typed.error), "IndexError");
    TYPED_IS(list, "[1, 'two', 3]");
    end();
}

static void slices_are_got_set_and_deleted(void)
{
    begin("[0, 1, 2, 3, 4, 5]");
    TYPED_SHOWS(pymgr_shared_list_get_slice(list, 1, 3, typed.error), "[1, 2]");
    TYPED_SHOWS(pymgr_shared_list_get_slice(list, -2, PYMGR_END, typed.error), "[4, 5]");
    CU_ASSERT_EQUAL(pymgr_shared_list_set_slice(list, 1, 5, literal("('a',)"), typed.error), 0);
    TYPED_IS(list, "[0, 'a', 5]");
    TYPED_FAILS(
        pymgr_shared_list_set_slice(list, 0, 1, pymgr_int(1), typed.error), "can only assign an iterable");
    CU_ASSERT_EQUAL(pymgr_shared_list_del_slice(list, 0, 2, typed.error), 0);
    TYPED_IS(list, "[5]");
    CU_ASSERT_EQUAL(pymgr_shared_list_del_slice(list, 0, PYMGR_END, typed.error), 0);
    TYPED_IS(list, "[]");
    end();
}

static void items_come_and_go(void)
{
    begin("()");
    CU_ASSERT_EQUAL(pymgr_shared_list_append(list, pymgr_int(3), typed.error), 0);
    CU_ASSERT_EQUAL(pymgr_shared_list_insert(list, 0, pymgr_int(1), typed.error), 0);
    CU_ASSERT_EQUAL(pymgr_shared_list_extend(list, literal("[4, 5, 4]"), typed.error), 0);
    TYPED_IS(list, "[1, 3, 4, 5, 4]");
    TYPED_FAILS(pymgr_shared_list_extend(list, pymgr_int(1), typed.error), "not iterable");
    CU_ASSERT_EQUAL(pymgr_shared_list_remove(list, pymgr_int(4), typed.error), 0);
    TYPED_FAILS(pymgr_shared_list_remove(list, pymgr_int(9), typed.error), "ValueError");
    TYPED_SHOWS(pymgr_shared_list_pop(list, -1, typed.error), "4");
    TYPED_SHOWS(pymgr_shared_list_pop(list, 0, typed.error), "1");
    TYPED_SHOWS(pymgr_shared_list_pop(list, 2, typed.error), "IndexError: pop index out of range");
    CU_ASSERT_TRUE(pymgr_error_is(typed.error, "IndexError"));
    TYPED_IS(list, "[3, 5]");
    CU_ASSERT_EQUAL(pymgr_shared_list_clear(list, typed.error), 0);
    TYPED_IS(list, "[]");
    end();
}

static void items_are_found_counted_and_sorted(void)
{
    begin("['bb', 'a', 'ccc', 'a']");
    CU_ASSERT_EQUAL(pymgr_shared_list_index(list, pymgr_str("a"), typed.error), 1);
    CU_ASSERT_EQUAL(pymgr_shared_list_index_within(list, pymgr_str("a"), 2, PYMGR_END, typed.error), 3);
    TYPED_FAILS(pymgr_shared_list_index(list, pymgr_str("d"), typed.error), "ValueError: 'd' is not in list");
    CU_ASSERT_EQUAL(pymgr_shared_list_count(list, pymgr_str("a"), typed.error), 2);
    CU_ASSERT_EQUAL(pymgr_shared_list_reverse(list, typed.error), 0);
    TYPED_IS(list, "['a', 'ccc', 'a', 'bb']");
    TYPED_SHOWS(pymgr_shared_list_reversed(list, typed.error), "['bb', 'a', 'ccc', 'a']");
    CU_ASSERT_EQUAL(pymgr_shared_list_sort(list, false, typed.error), 0);
    TYPED_IS(list, "['a', 'a', 'bb', 'ccc']");
    CU_ASSERT_EQUAL(pymgr_shared_list_sort_by(list, pymgr_global("builtins", "len"), true, typed.error), 0);
    TYPED_IS(list, "['ccc', 'bb', 'a', 'a']");
    CU_ASSERT_EQUAL(pymgr_shared_list_append(list, pymgr_int(1), typed.error), 0);
    TYPED_FAILS(pymgr_shared_list_sort(list, true, typed.error), "TypeError: '<' not supported");
    end();
}

static void operators_make_other_lists(void)
{
    begin("[1, 2]");
    TYPED_SHOWS(pymgr_shared_list_add(list, literal("[3]"), typed.error), "[1, 2, 3]");
    TYPED_SHOWS(pymgr_shared_list_add(list, pymgr_int(3), typed.error),
        "TypeError: can only concatenate list (not \"int\") to list");
    TYPED_SHOWS(pymgr_shared_list_mul(list, 2, typed.error), "[1, 2, 1, 2]");
    TYPED_SHOWS(pymgr_shared_list_copy(list, typed.error), "[1, 2]");
    TYPED_IS(list, "[1, 2]");
    CU_ASSERT_EQUAL(pymgr_shared_list_imul(list, 3, typed.error), 0);
    TYPED_IS(list, "[1, 2, 1, 2, 1, 2]");
    end();
}

static void lists_begin_empty_or_with_items(void)
{
    typed_begin();
    list = pymgr_shared_list_new(typed.manager, typed.error);
    CU_ASSERT_EQUAL(pymgr_shared_list_len(list, typed.error), 0);
    TYPED_SHOWS(pymgr_shared_list_reversed(list, typed.error), "[]");
    CU_ASSERT_PTR_NULL(pymgr_shared_list_from(typed.manager, pymgr_int(5), typed.error));
    CU_ASSERT_PTR_NOT_NULL(strstr(typed.error->text, "'int' object is not iterable"));
    pymgr_error_clear(typed.error);
    CU_ASSERT_PTR_NULL(pymgr_shared_list_from(typed.manager, NULL, typed.error));
    CU_ASSERT_EQUAL(typed.error->code, PYMGR_NO_MEMORY);
    end();
}

static const struct pm_test tests[] = {
    { "items are got, set and deleted", items_are_got_set_and_deleted },
    { "slices are got, set and deleted", slices_are_got_set_and_deleted },
    { "items come and go", items_come_and_go },
    { "items are found, counted and sorted", items_are_found_counted_and_sorted },
    { "operators make other lists", operators_make_other_lists },
    { "lists begin empty or with items", lists_begin_empty_or_with_items },
};

const struct pm_suite pm_suite_list_proxy = { "client/list_proxy", PM_SUITE(tests) };
