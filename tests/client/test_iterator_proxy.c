/* SPDX-License-Identifier: MIT */
#include "client/typed_rig.h"

static void they_are_walked_to_the_end(void)
{
    pymgr_proxy *dict, *keys;
    pymgr_value *key, *all = pymgr_list();
    int more;

    typed_begin();
    dict = pymgr_shared_dict_from(typed.manager, literal("{'a': 1, 'b': 2, 'c': 3}"), typed.error);
    keys = pymgr_shared_dict_iter(dict, typed.error);
    CU_ASSERT_PTR_NOT_NULL_FATAL(keys);
    while ((more = pymgr_iterator_step(keys, &key, typed.error)) > 0)
        pymgr_list_append(all, key);
    CU_ASSERT_EQUAL(more, 0);
    CU_ASSERT_PTR_NULL(key);
    CU_ASSERT_EQUAL(typed.error->code, PYMGR_OK);
    TYPED_SHOWS(all, "['a', 'b', 'c']");
    CU_ASSERT_PTR_NULL(pymgr_iterator_next(keys, -1, typed.error));
    CU_ASSERT_TRUE(pymgr_error_is(typed.error, "StopIteration"));
    pymgr_proxy_unref(keys);
    pymgr_proxy_unref(dict);
    typed_end();
}

static void what_fails_is_no_end(void)
{
    pymgr_proxy *dict, *keys;
    pymgr_value *key;

    typed_begin();
    dict = pymgr_shared_dict_from(typed.manager, literal("{'a': 1}"), typed.error);
    keys = pymgr_shared_dict_iter(dict, typed.error);
    CU_ASSERT_EQUAL(pymgr_shared_dict_set(dict, pymgr_str("b"), pymgr_int(2), typed.error), 0);
    CU_ASSERT_EQUAL(pymgr_iterator_step(keys, &key, typed.error), -1);
    CU_ASSERT_PTR_NULL(key);
    CU_ASSERT_STRING_EQUAL(typed.error->text, "RuntimeError: dictionary changed size during iteration");
    CU_ASSERT_EQUAL(pymgr_iterator_step(keys, &key, NULL), -1);
    pymgr_proxy_unref(keys);
    pymgr_proxy_unref(dict);
    typed_end();
}

/* An iterator over what the Pool makes of [1, 2]: it waits at the first one, for the event. */
static pymgr_proxy *wait_for_event(pymgr_proxy *pool, pymgr_proxy *event)
{
    return pymgr_pool_imap(pool, typed_method(event, "wait"), literal("[30, 30]"), 0, typed.error);
}

static void a_pool_is_waited_for(void)
{
    pymgr_proxy *pool, *event, *results;

    typed_begin();
    pool = pymgr_pool_new(typed.manager, 1, typed.error);
    event = pymgr_event_new(typed.manager, typed.error);
    results = wait_for_event(pool, event);
    CU_ASSERT_PTR_NOT_NULL_FATAL(results);
    CU_ASSERT_PTR_NULL(pymgr_iterator_next(results, 0, typed.error));
    CU_ASSERT_TRUE(pymgr_error_is(typed.error, "TimeoutError"));
    CU_ASSERT_PTR_NULL(pymgr_iterator_next(results, 0.05, typed.error));
    CU_ASSERT_TRUE(pymgr_error_is(typed.error, "multiprocessing.context.TimeoutError"));
    CU_ASSERT_EQUAL(pymgr_event_set(event, typed.error), 0);
    TYPED_SHOWS(pymgr_iterator_next(results, 30, typed.error), "True");
    TYPED_SHOWS(pymgr_iterator_next(results, -1, typed.error), "True");
    TYPED_SHOWS(pymgr_iterator_next(results, -1, typed.error), "StopIteration");
    pymgr_proxy_unref(results);
    pymgr_proxy_unref(event);
    pymgr_proxy_unref(pool);
    typed_end();
}

static void generators_can_do_more(void)
{
    pymgr_proxy *pool, *results;
    pymgr_value *len = pymgr_global("builtins", "len");

    typed_begin();
    pool = pymgr_pool_new(typed.manager, 1, typed.error);
    results = pymgr_pool_imap(pool, pymgr_ref(len), literal("['a', 'bb', 'ccc']"), 2, typed.error);
    CU_ASSERT_PTR_NOT_NULL_FATAL(results);
    TYPED_SHOWS(pymgr_iterator_send(results, pymgr_none(), typed.error), "1");
    TYPED_SHOWS(pymgr_iterator_send(results, pymgr_int(1), typed.error), "2");
    CU_ASSERT_EQUAL(pymgr_iterator_close(results, typed.error), 0);
    TYPED_SHOWS(pymgr_iterator_next(results, -1, typed.error), "StopIteration");
    pymgr_proxy_unref(results);
    results = pymgr_pool_imap(pool, len, literal("['a', 'bb', 'ccc']"), 2, typed.error);
    TYPED_SHOWS(pymgr_iterator_throw(results,
                    pymgr_instance(pymgr_global("builtins", "ValueError"), literal("('no',)")), typed.error),
        "ValueError: no");
    pymgr_proxy_unref(results);
    pymgr_proxy_unref(pool);
    typed_end();
}

static const struct pm_test tests[] = {
    { "they are walked to the end", they_are_walked_to_the_end },
    { "what fails is no end", what_fails_is_no_end },
    { "a pool is waited for", a_pool_is_waited_for },
    { "generators can do more", generators_can_do_more },
};

const struct pm_suite pm_suite_iterator_proxy = { "client/iterator_proxy", PM_SUITE(tests) };
