/* SPDX-License-Identifier: MIT */
#include "client/typed_rig.h"

#include <pthread.h>

static pymgr_proxy *event;

static void end(void)
{
    pymgr_proxy_unref(event);
    typed_end();
}

static void it_is_set_and_cleared(void)
{
    typed_begin();
    event = pymgr_event_new(typed.manager, typed.error);
    CU_ASSERT_EQUAL(pymgr_event_is_set(event, typed.error), 0);
    CU_ASSERT_EQUAL(pymgr_event_wait(event, 0, typed.error), 0);
    CU_ASSERT_EQUAL(pymgr_event_wait(event, 0.05, typed.error), 0);
    CU_ASSERT_EQUAL(pymgr_event_set(event, typed.error), 0);
    CU_ASSERT_EQUAL(pymgr_event_is_set(event, typed.error), 1);
    CU_ASSERT_EQUAL(pymgr_event_wait(event, 0, typed.error), 1);
    CU_ASSERT_EQUAL(pymgr_event_wait(event, -1, typed.error), 1);
    CU_ASSERT_EQUAL(pymgr_event_clear(event, typed.error), 0);
    CU_ASSERT_EQUAL(pymgr_event_is_set(event, typed.error), 0);
    end();
}

static void *wait_for_it(void *timeout)
{
    return pymgr_event_wait(event, *(double *)timeout, NULL) == 1 ? event : NULL;
}

static void who_waits_is_woken(void)
{
    static double timeouts[] = { -1, 30 };
    pthread_t threads[2];
    void *result;

    typed_begin();
    event = pymgr_event_new(typed.manager, typed.error);
    for (size_t i = 0; i < 2; i++)
        CU_ASSERT_EQUAL_FATAL(pthread_create(&threads[i], NULL, wait_for_it, &timeouts[i]), 0);
    CU_ASSERT_EQUAL(pymgr_event_set(event, typed.error), 0);
    for (size_t i = 0; i < 2; i++) {
        pthread_join(threads[i], &result);
        CU_ASSERT_PTR_NOT_NULL(result);
    }
    end();
}

static const struct pm_test tests[] = {
    { "it is set and cleared", it_is_set_and_cleared },
    { "who waits is woken", who_waits_is_woken },
};

const struct pm_suite pm_suite_event_proxy = { "client/event_proxy", PM_SUITE(tests) };
