/* SPDX-License-Identifier: MIT */
#include "client/typed_rig.h"

static pymgr_proxy *dict;

static void begin(const char *items)
{
    typed_begin();
    dict = pymgr_shared_dict_from(typed.manager, literal(items), typed.error);
    CU_ASSERT_PTR_NOT_NULL_FATAL(dict);
}

static void end(void)
{
    pymgr_proxy_unref(dict);
    typed_end();
}

static pymgr_value *key(const char *text)
{
    return pymgr_str(text);
}

static void items_are_got_set_and_deleted(void)
{
    begin("{'a': 1}");
    CU_ASSERT_EQUAL(pymgr_shared_dict_set(dict, key("b"), pymgr_int(2), typed.error), 0);
    CU_ASSERT_EQUAL(pymgr_shared_dict_len(dict, typed.error), 2);
    CU_ASSERT_EQUAL(pymgr_shared_dict_contains(dict, key("b"), typed.error), 1);
    CU_ASSERT_EQUAL(pymgr_shared_dict_contains(dict, key("c"), typed.error), 0);
    TYPED_FAILS(pymgr_shared_dict_contains(dict, pymgr_list(), typed.error), "unhashable type: 'list'");
    TYPED_SHOWS(pymgr_shared_dict_get(dict, key("b"), typed.error), "2");
    TYPED_SHOWS(pymgr_shared_dict_get(dict, key("c"), typed.error), "KeyError: 'c'");
    CU_ASSERT_TRUE(pymgr_error_is(typed.error, "KeyError"));
    TYPED_SHOWS(pymgr_shared_dict_get_default(dict, key("c"), pymgr_int(3), typed.error), "3");
    TYPED_SHOWS(pymgr_shared_dict_get_default(dict, key("a"), pymgr_int(3), typed.error), "1");
    CU_ASSERT_EQUAL(pymgr_shared_dict_del(dict, key("a"), typed.error), 0);
    TYPED_FAILS(pymgr_shared_dict_del(dict, key("a"), typed.error), "KeyError: 'a'");
    TYPED_IS(dict, "{'b': 2}");
    end();
}

static void items_come_and_go(void)
{
    begin("[('a', 1), ('b', 2), ('c', 3)]");
    TYPED_SHOWS(pymgr_shared_dict_setdefault(dict, key("a"), pymgr_int(9), typed.error), "1");
    TYPED_SHOWS(pymgr_shared_dict_setdefault(dict, key("d"), pymgr_int(4), typed.error), "4");
    TYPED_SHOWS(pymgr_shared_dict_pop(dict, key("a"), typed.error), "1");
    TYPED_SHOWS(pymgr_shared_dict_pop(dict, key("a"), typed.error), "KeyError: 'a'");
    TYPED_SHOWS(pymgr_shared_dict_pop_default(dict, key("a"), pymgr_none(), typed.error), "None");
    TYPED_SHOWS(pymgr_shared_dict_pop_default(dict, key("b"), pymgr_none(), typed.error), "2");
    TYPED_SHOWS(pymgr_shared_dict_popitem(dict, typed.error), "('d', 4)");
    TYPED_IS(dict, "{'c': 3}");
    CU_ASSERT_EQUAL(pymgr_shared_dict_clear(dict, typed.error), 0);
    TYPED_IS(dict, "{}");
    TYPED_SHOWS(pymgr_shared_dict_popitem(dict, typed.error), "KeyError: 'popitem(): dictionary is empty'");
    end();
}

static void all_items_are_got_at_once(void)
{
    begin("{'a': 1, 'b': 2}");
    TYPED_SHOWS(pymgr_shared_dict_keys(dict, typed.error), "['a', 'b']");
    TYPED_SHOWS(pymgr_shared_dict_values(dict, typed.error), "[1, 2]");
    TYPED_SHOWS(pymgr_shared_dict_items(dict, typed.error), "[('a', 1), ('b', 2)]");
    TYPED_SHOWS(pymgr_shared_dict_reversed(dict, typed.error), "['b', 'a']");
    TYPED_SHOWS(pymgr_shared_dict_copy(dict, typed.error), "{'a': 1, 'b': 2}");
    end();
}

static void dicts_are_merged(void)
{
    begin("{'a': 1}");
    CU_ASSERT_EQUAL(pymgr_shared_dict_update(dict, literal("{'b': 2}"), typed.error), 0);
    CU_ASSERT_EQUAL(pymgr_shared_dict_update(dict, literal("[('c', 3)]"), typed.error), 0);
    TYPED_FAILS(pymgr_shared_dict_update(dict, pymgr_int(1), typed.error), "TypeError");
    TYPED_FAILS(pymgr_shared_dict_ior(dict, pymgr_int(1), typed.error), "TypeError");
    CU_ASSERT_EQUAL(pymgr_shared_dict_ior(dict, literal("{'d': 4}"), typed.error), 0);
    TYPED_IS(dict, "{'a': 1, 'b': 2, 'c': 3, 'd': 4}");
    CU_ASSERT_EQUAL(pymgr_shared_dict_clear(dict, typed.error), 0);
    CU_ASSERT_EQUAL(pymgr_shared_dict_set(dict, key("a"), pymgr_int(1), typed.error), 0);
    TYPED_SHOWS(pymgr_shared_dict_or(dict, literal("{'a': 2, 'b': 3}"), typed.error), "{'a': 2, 'b': 3}");
    TYPED_SHOWS(pymgr_shared_dict_ror(dict, literal("{'a': 2, 'b': 3}"), typed.error), "{'a': 1, 'b': 3}");
    CU_ASSERT_PTR_NULL(pymgr_shared_dict_or(dict, literal("[]"), typed.error));
    CU_ASSERT_TRUE(pymgr_error_is(typed.error, "TypeError"));
    TYPED_SHOWS(pymgr_shared_dict_fromkeys(dict, literal("['x', 'y']"), pymgr_int(0), typed.error),
        "{'x': 0, 'y': 0}");
    TYPED_IS(dict, "{'a': 1}");
    end();
}

static void iterators_give_the_keys(void)
{
    pymgr_proxy *keys;

    begin("{'a': 1, 'b': 2}");
    keys = pymgr_shared_dict_iter(dict, typed.error);
    CU_ASSERT_PTR_NOT_NULL_FATAL(keys);
    CU_ASSERT_STRING_EQUAL(pymgr_proxy_typeid(keys), "Iterator");
    TYPED_SHOWS(pymgr_iterator_next(keys, -1, typed.error), "'a'");
    pymgr_proxy_unref(keys);
    end();
}

static void dicts_begin_empty_or_with_items(void)
{
    typed_begin();
    dict = pymgr_shared_dict_new(typed.manager, typed.error);
    CU_ASSERT_EQUAL(pymgr_shared_dict_len(dict, typed.error), 0);
    CU_ASSERT_PTR_NULL(pymgr_shared_dict_from(typed.manager, pymgr_int(5), typed.error));
    CU_ASSERT_PTR_NOT_NULL(strstr(typed.error->text, "TypeError"));
    end();
}

static const struct pm_test tests[] = {
    { "items are got, set and deleted", items_are_got_set_and_deleted },
    { "items come and go", items_come_and_go },
    { "all items are got at once", all_items_are_got_at_once },
    { "dicts are merged", dicts_are_merged },
    { "iterators give the keys", iterators_give_the_keys },
    { "dicts begin empty or with items", dicts_begin_empty_or_with_items },
};

const struct pm_suite pm_suite_dict_proxy = { "client/dict_proxy", PM_SUITE(tests) };
