/* SPDX-License-Identifier: MIT */
#include "client/typed_rig.h"

#include <pthread.h>

static pymgr_proxy *condition;

static void begin(void)
{
    typed_begin();
    condition = pymgr_condition_new(typed.manager, NULL, typed.error);
    CU_ASSERT_PTR_NOT_NULL_FATAL(condition);
}

static void end(void)
{
    pymgr_proxy_unref(condition);
    typed_end();
}

static void it_has_a_lock(void)
{
    begin();
    CU_ASSERT_EQUAL(pymgr_condition_acquire(condition, -1, typed.error), 1);
    CU_ASSERT_EQUAL(pymgr_condition_acquire(condition, 0, typed.error), 1);
    CU_ASSERT_EQUAL(pymgr_condition_locked(condition, typed.error), 1);
    CU_ASSERT_EQUAL(pymgr_condition_release(condition, typed.error), 0);
    CU_ASSERT_EQUAL(pymgr_condition_release(condition, typed.error), 0);
    CU_ASSERT_EQUAL(pymgr_condition_locked(condition, typed.error), 0);
    TYPED_FAILS(pymgr_condition_release(condition, typed.error), "RuntimeError");
    end();
}

static void it_shares_a_lock(void)
{
    pymgr_proxy *lock;

    typed_begin();
    lock = pymgr_lock_new(typed.manager, typed.error);
    condition = pymgr_condition_new(typed.manager, lock, typed.error);
    CU_ASSERT_PTR_NOT_NULL_FATAL(condition);
    CU_ASSERT_EQUAL(pymgr_condition_acquire(condition, 5, typed.error), 1);
    CU_ASSERT_EQUAL(pymgr_lock_acquire(lock, 0, typed.error), 0);
    CU_ASSERT_EQUAL(pymgr_condition_release(condition, typed.error), 0);
    CU_ASSERT_EQUAL(pymgr_lock_acquire(lock, 0, typed.error), 1);
    pymgr_proxy_unref(lock);
    end();
}

static void without_its_lock_nothing_works(void)
{
    begin();
    TYPED_FAILS(pymgr_condition_wait(condition, -1, typed.error), "cannot wait on un-acquired lock");
    TYPED_FAILS(pymgr_condition_notify(condition, 1, typed.error), "cannot notify on un-acquired lock");
    TYPED_FAILS(pymgr_condition_notify_all(condition, typed.error), "cannot notify on un-acquired lock");
    CU_ASSERT_TRUE(pymgr_error_is(typed.error, "RuntimeError"));
    end();
}

static void waiting_in_vain_ends(void)
{
    begin();
    CU_ASSERT_EQUAL(pymgr_condition_acquire(condition, -1, typed.error), 1);
    CU_ASSERT_EQUAL(pymgr_condition_wait(condition, 0, typed.error), 0);
    CU_ASSERT_EQUAL(pymgr_condition_wait(condition, 0.05, typed.error), 0);
    CU_ASSERT_EQUAL(pymgr_condition_release(condition, typed.error), 0);
    end();
}

/* Counts to three, each time telling those who wait. */
static void *count(void *list)
{
    for (int i = 1; i <= 3; i++) {
        pymgr_condition_acquire(condition, -1, NULL);
        pymgr_shared_list_append(list, pymgr_int(i), NULL);
        if (i % 2 == 0)
            pymgr_condition_notify(condition, 1, NULL);
        else
            pymgr_condition_notify_all(condition, NULL);
        pymgr_condition_release(condition, NULL);
    }
    return NULL;
}

static bool has_three(void *list)
{
    return pymgr_shared_list_len(list, typed.error) >= 3;
}

static bool never(void *calls)
{
    ++*(int *)calls;
    return false;
}

static void who_waits_is_notified(void)
{
    pymgr_proxy *list;
    pthread_t thread;

    begin();
    list = pymgr_shared_list_new(typed.manager, typed.error);
    CU_ASSERT_EQUAL(pymgr_condition_acquire(condition, -1, typed.error), 1);
    CU_ASSERT_EQUAL_FATAL(pthread_create(&thread, NULL, count, list), 0);
    CU_ASSERT_EQUAL(pymgr_condition_wait(condition, -1, typed.error), 1);
    CU_ASSERT_TRUE(pymgr_shared_list_len(list, typed.error) > 0);
    CU_ASSERT_EQUAL(pymgr_condition_wait_for(condition, has_three, list, 30, typed.error), 1);
    CU_ASSERT_EQUAL(pymgr_condition_release(condition, typed.error), 0);
    pthread_join(thread, NULL);
    CU_ASSERT_EQUAL(pymgr_condition_wait_for(condition, has_three, list, 0, typed.error), 1);
    pymgr_proxy_unref(list);
    end();
}

static void a_predicate_is_waited_for_in_vain(void)
{
    double start;
    int calls = 0;

    begin();
    TYPED_FAILS(pymgr_condition_wait_for(condition, never, &calls, -1, typed.error), "un-acquired lock");
    CU_ASSERT_EQUAL(calls, 1);
    CU_ASSERT_EQUAL(pymgr_condition_wait_for(condition, never, &calls, 0, typed.error), 0);
    CU_ASSERT_EQUAL(calls, 2);
    CU_ASSERT_EQUAL(pymgr_condition_acquire(condition, -1, typed.error), 1);
    start = typed_clock();
    CU_ASSERT_EQUAL(pymgr_condition_wait_for(condition, never, &calls, 0.1, typed.error), 0);
    CU_ASSERT_TRUE(typed_clock() - start >= 0.1);
    CU_ASSERT_TRUE(calls > 3);
    CU_ASSERT_EQUAL(pymgr_condition_release(condition, typed.error), 0);
    end();
}

static const struct pm_test tests[] = {
    { "it has a lock", it_has_a_lock },
    { "it shares a lock", it_shares_a_lock },
    { "without its lock nothing works", without_its_lock_nothing_works },
    { "waiting in vain ends", waiting_in_vain_ends },
    { "who waits is notified", who_waits_is_notified },
    { "a predicate is waited for in vain", a_predicate_is_waited_for_in_vain },
};

const struct pm_suite pm_suite_condition_proxy = { "client/condition_proxy", PM_SUITE(tests) };
