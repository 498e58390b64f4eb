/* SPDX-License-Identifier: MIT
 *
 * Functions that pymgrd has in C, and methods of its objects, which can be made to wait.
 */
#include "client/typed_rig.h"

static pymgr_proxy *pool;

static void begin(void)
{
    typed_begin();
    pool = pymgr_pool_new(typed.manager, 2, typed.error);
    CU_ASSERT_PTR_NOT_NULL_FATAL(pool);
}

static void end(void)
{
    pymgr_proxy_unref(pool);
    typed_end();
}

static pymgr_value *add(void)
{
    return pymgr_global("operator", "add");
}

static pymgr_value *len(void)
{
    return pymgr_global("builtins", "len");
}

static pymgr_value *sum(void)
{
    return pymgr_global("builtins", "sum");
}

/* What a result gives; it is taken. */
static pymgr_value *get(pymgr_proxy *result)
{
    pymgr_value *value = result == NULL ? NULL : pymgr_result_get(result, 30, typed.error);

    pymgr_proxy_unref(result);
    return value;
}

static void functions_are_applied(void)
{
    pymgr_value *args = literal("([1, 2],)"), *kwds = literal("{'start': 3}");

    begin();
    TYPED_SHOWS(pymgr_pool_apply(pool, typed.error, add(), "ii", 1, 2), "3");
    TYPED_SHOWS(pymgr_pool_apply(pool, typed.error, sum(), "[ii], start=i", 1, 2, 4), "7");
    TYPED_SHOWS(pymgr_pool_apply(pool, typed.error, pymgr_global("builtins", "int"), NULL), "0");
    TYPED_SHOWS(pymgr_pool_apply_with(pool, sum(), args, kwds, typed.error), "6");
    TYPED_SHOWS(pymgr_pool_apply_with(pool, pymgr_global("builtins", "int"), NULL, NULL, typed.error), "0");
    TYPED_SHOWS(get(pymgr_pool_apply_async(pool, typed.error, len(), "s", "abc")), "3");
    TYPED_SHOWS(get(pymgr_pool_apply_async_with(pool, sum(), args, kwds, typed.error)), "6");
    pymgr_unref(args);
    pymgr_unref(kwds);
    end();
}

static void what_they_raise_is_raised(void)
{
    begin();
    TYPED_SHOWS(
        pymgr_pool_apply(pool, typed.error, len(), "i", 1), "TypeError: object of type 'int' has no len()");
    CU_ASSERT_EQUAL(typed.error->code, PYMGR_RAISED);
    TYPED_SHOWS(get(pymgr_pool_map_async(pool, len(), literal("['a', 1]"), 0, typed.error)),
        "TypeError: object of type 'int' has no len()");
    CU_ASSERT_PTR_NULL(pymgr_pool_apply(pool, typed.error, add(), "(i", 1));
    CU_ASSERT_EQUAL(typed.error->code, PYMGR_INVALID);
    end();
}

static void functions_are_mapped(void)
{
    begin();
    TYPED_SHOWS(pymgr_pool_map(pool, len(), literal("['a', 'bb', '']"), 0, typed.error), "[1, 2, 0]");
    TYPED_SHOWS(pymgr_pool_map(pool, len(), literal("['a', 'bb', '']"), 2, typed.error), "[1, 2, 0]");
    TYPED_SHOWS(pymgr_pool_starmap(pool, add(), literal("[(1, 2), (3, 4)]"), 0, typed.error), "[3, 7]");
    TYPED_SHOWS(get(pymgr_pool_map_async(pool, len(), literal("('aa',)"), 1, typed.error)), "[2]");
    TYPED_SHOWS(
        get(pymgr_pool_starmap_async(pool, add(), literal("[(1, 2), (3, 4)]"), 1, typed.error)), "[3, 7]");
    end();
}

static void functions_are_mapped_one_by_one(void)
{
    static pymgr_proxy *(*const ways[])(pymgr_proxy * pool, pymgr_value * function, pymgr_value * items,
        int chunksize, struct pymgr_error *error) = { pymgr_pool_imap, pymgr_pool_imap_unordered };

    begin();
    for (int i = 0; i < 4; i++) {
        pymgr_proxy *results = ways[i % 2](pool, len(), literal("['aa', 'bb']"), i / 2 * 2, typed.error);
        pymgr_value *item;

        CU_ASSERT_PTR_NOT_NULL_FATAL(results);
        CU_ASSERT_STRING_EQUAL(pymgr_proxy_typeid(results), "Iterator");
        for (int j = 0; j < 2; j++) {
            CU_ASSERT_EQUAL(pymgr_iterator_step(results, &item, typed.error), 1);
            TYPED_SHOWS(item, "2");
        }
        CU_ASSERT_EQUAL(pymgr_iterator_step(results, &item, typed.error), 0);
        pymgr_proxy_unref(results);
    }
    end();
}

static void results_are_waited_for(void)
{
    pymgr_proxy *event, *result;

    begin();
    event = pymgr_event_new(typed.manager, typed.error);
    result = pymgr_pool_apply_async(pool, typed.error, typed_method(event, "wait"), NULL);
    CU_ASSERT_PTR_NOT_NULL_FATAL(result);
    CU_ASSERT_STRING_EQUAL(pymgr_proxy_typeid(result), "AsyncResult");
    CU_ASSERT_EQUAL(pymgr_result_ready(result, typed.error), 0);
    TYPED_FAILS(pymgr_result_successful(result, typed.error), "not ready");
    CU_ASSERT_EQUAL(pymgr_result_wait(result, 0, typed.error), 0);
    CU_ASSERT_EQUAL(pymgr_result_wait(result, 0.05, typed.error), 0);
    CU_ASSERT_PTR_NULL(pymgr_result_get(result, 0.05, typed.error));
    CU_ASSERT_TRUE(pymgr_error_is(typed.error, "TimeoutError"));
    CU_ASSERT_EQUAL(pymgr_event_set(event, typed.error), 0);
    CU_ASSERT_EQUAL(pymgr_result_wait(result, -1, typed.error), 0);
    CU_ASSERT_EQUAL(pymgr_result_ready(result, typed.error), 1);
    CU_ASSERT_EQUAL(pymgr_result_successful(result, typed.error), 1);
    TYPED_SHOWS(pymgr_result_get(result, -1, typed.error), "True");
    pymgr_proxy_unref(result);
    pymgr_proxy_unref(event);
    end();
}

static void results_can_be_failures(void)
{
    pymgr_proxy *result;

    begin();
    result = pymgr_pool_apply_async(pool, typed.error, len(), "i", 1);
    CU_ASSERT_PTR_NOT_NULL_FATAL(result);
    CU_ASSERT_EQUAL(pymgr_result_wait(result, -1, typed.error), 0);
    CU_ASSERT_EQUAL(pymgr_result_successful(result, typed.error), 0);
    TYPED_SHOWS(pymgr_result_get(result, -1, typed.error), "TypeError: object of type 'int' has no len()");
    pymgr_proxy_unref(result);
    end();
}

static void a_pool_is_closed_and_joined(void)
{
    begin();
    TYPED_FAILS(pymgr_pool_join(pool, typed.error), "Pool is still running");
    CU_ASSERT_EQUAL(pymgr_pool_close(pool, typed.error), 0);
    TYPED_SHOWS(pymgr_pool_apply(pool, typed.error, add(), "ii", 1, 2), "ValueError: Pool not running");
    CU_ASSERT_EQUAL(pymgr_pool_join(pool, typed.error), 0);
    end();
}

static void a_pool_is_terminated(void)
{
    typed_begin();
    pool = pymgr_pool_new(typed.manager, 0, typed.error);
    CU_ASSERT_EQUAL(pymgr_pool_terminate(pool, typed.error), 0);
    CU_ASSERT_PTR_NULL(pymgr_pool_map_async(pool, len(), literal("['a']"), 0, typed.error));
    CU_ASSERT_PTR_NOT_NULL(strstr(typed.error->text, "Pool not running"));
    CU_ASSERT_EQUAL(pymgr_pool_join(pool, typed.error), 0);
    CU_ASSERT_PTR_NULL(pymgr_pool_new(typed.manager, -1, typed.error));
    CU_ASSERT_PTR_NOT_NULL(strstr(typed.error->text, "Number of processes must be at least 1"));
    end();
}

static const struct pm_test tests[] = {
    { "functions are applied", functions_are_applied },
    { "what they raise is raised", what_they_raise_is_raised },
    { "functions are mapped", functions_are_mapped },
    { "functions are mapped one by one", functions_are_mapped_one_by_one },
    { "results are waited for", results_are_waited_for },
    { "results can be failures", results_can_be_failures },
    { "a pool is closed and joined", a_pool_is_closed_and_joined },
    { "a pool is terminated", a_pool_is_terminated },
};

const struct pm_suite pm_suite_pool_proxy = { "client/pool_proxy", PM_SUITE(tests) };
