/* SPDX-License-Identifier: MIT */
#include "client/typed_rig.h"

#include <pthread.h>

static pymgr_proxy *lock;

/* Another thread tries: what it got. */
struct attempt {
    double timeout;
    int acquired;
    char complaint[PYMGR_MESSAGE_SIZE];
};

static void *acquire(void *argument)
{
    struct attempt *attempt = argument;
    struct pymgr_error error = PYMGR_ERROR_INIT;

    attempt->acquired = pymgr_lock_acquire(lock, attempt->timeout, &error);
    pymgr_lock_release(lock, &error);
    memcpy(attempt->complaint, error.text, sizeof attempt->complaint);
    pymgr_error_clear(&error);
    return NULL;
}

static struct attempt elsewhere(double timeout)
{
    struct attempt attempt = { .timeout = timeout };
    pthread_t thread;

    CU_ASSERT_EQUAL_FATAL(pthread_create(&thread, NULL, acquire, &attempt), 0);
    pthread_join(thread, NULL);
    return attempt;
}

static void end(void)
{
    pymgr_proxy_unref(lock);
    typed_end();
}

static void a_lock_has_one_owner(void)
{
    typed_begin();
    lock = pymgr_lock_new(typed.manager, typed.error);
    CU_ASSERT_EQUAL(pymgr_lock_locked(lock, typed.error), 0);
    CU_ASSERT_EQUAL(pymgr_lock_acquire(lock, -1, typed.error), 1);
    CU_ASSERT_EQUAL(pymgr_lock_locked(lock, typed.error), 1);
    CU_ASSERT_EQUAL(pymgr_lock_acquire(lock, 0, typed.error), 0);
    CU_ASSERT_EQUAL(pymgr_lock_acquire(lock, 0.05, typed.error), 0);
    CU_ASSERT_EQUAL(pymgr_lock_release(lock, typed.error), 0);
    TYPED_FAILS(pymgr_lock_release(lock, typed.error), "RuntimeError: release unlocked lock");
    CU_ASSERT_EQUAL(pymgr_lock_acquire(lock, 5, typed.error), 1);
    CU_ASSERT_EQUAL(pymgr_lock_release(lock, typed.error), 0);
    CU_ASSERT_EQUAL(elsewhere(-1).acquired, 1);
    end();
}

static void an_rlock_is_its_threads(void)
{
    struct attempt attempt;

    typed_begin();
    lock = pymgr_rlock_new(typed.manager, typed.error);
    CU_ASSERT_EQUAL(pymgr_lock_acquire(lock, -1, typed.error), 1);
    CU_ASSERT_EQUAL(pymgr_lock_acquire(lock, 0, typed.error), 1);
    CU_ASSERT_EQUAL(pymgr_lock_release(lock, typed.error), 0);
    attempt = elsewhere(0.05);
    CU_ASSERT_EQUAL(attempt.acquired, 0);
    CU_ASSERT_STRING_EQUAL(attempt.complaint, "RuntimeError: cannot release un-acquired lock");
    CU_ASSERT_EQUAL(pymgr_lock_release(lock, typed.error), 0);
    CU_ASSERT_EQUAL(elsewhere(0).acquired, 1);
    end();
}

static void a_semaphore_has_several(void)
{
    typed_begin();
    lock = pymgr_semaphore_new(typed.manager, 2, typed.error);
    CU_ASSERT_EQUAL(pymgr_semaphore_acquire(lock, -1, typed.error), 1);
    CU_ASSERT_EQUAL(pymgr_semaphore_locked(lock, typed.error), 0);
    CU_ASSERT_EQUAL(pymgr_semaphore_acquire(lock, 0, typed.error), 1);
    CU_ASSERT_EQUAL(pymgr_semaphore_locked(lock, typed.error), 1);
    CU_ASSERT_EQUAL(pymgr_semaphore_acquire(lock, 0, typed.error), 0);
    CU_ASSERT_EQUAL(pymgr_semaphore_acquire(lock, 0.05, typed.error), 0);
    CU_ASSERT_EQUAL(pymgr_semaphore_release(lock, 1, typed.error), 0);
    CU_ASSERT_EQUAL(pymgr_semaphore_release(lock, 3, typed.error), 0);
    CU_ASSERT_EQUAL(pymgr_semaphore_acquire(lock, 1, typed.error), 1);
    TYPED_FAILS(pymgr_semaphore_release(lock, 0, typed.error), "ValueError: n must be one or more");
    end();
}

static void a_bounded_semaphore_is_not_released_too_often(void)
{
    typed_begin();
    lock = pymgr_bounded_semaphore_new(typed.manager, 1, typed.error);
    CU_ASSERT_EQUAL(pymgr_semaphore_acquire(lock, -1, typed.error), 1);
    CU_ASSERT_EQUAL(pymgr_semaphore_release(lock, 1, typed.error), 0);
    TYPED_FAILS(pymgr_semaphore_release(lock, 1, typed.error), "released too many times");
    CU_ASSERT_PTR_NULL(pymgr_semaphore_new(typed.manager, -1, typed.error));
    CU_ASSERT_PTR_NOT_NULL(strstr(typed.error->text, "must be >= 0"));
    end();
}

static const struct pm_test tests[] = {
    { "a lock has one owner", a_lock_has_one_owner },
    { "an RLock is its thread's", an_rlock_is_its_threads },
    { "a semaphore has several", a_semaphore_has_several },
    { "a bounded semaphore is not released too often", a_bounded_semaphore_is_not_released_too_often },
};

const struct pm_suite pm_suite_lock_proxy = { "client/lock_proxy", PM_SUITE(tests) };
