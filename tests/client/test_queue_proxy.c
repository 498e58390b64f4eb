/* SPDX-License-Identifier: MIT */
#include "client/typed_rig.h"

#include <pthread.h>

static pymgr_proxy *queue;

static void begin(int maxsize)
{
    typed_begin();
    queue = pymgr_queue_new(typed.manager, maxsize, typed.error);
    CU_ASSERT_PTR_NOT_NULL_FATAL(queue);
}

static void end(void)
{
    pymgr_proxy_unref(queue);
    typed_end();
}

static void items_go_through_in_order(void)
{
    begin(0);
    CU_ASSERT_EQUAL(pymgr_queue_put(queue, pymgr_int(1), -1, typed.error), 0);
    CU_ASSERT_EQUAL(pymgr_queue_put(queue, pymgr_int(2), 0, typed.error), 0);
    CU_ASSERT_EQUAL(pymgr_queue_put(queue, pymgr_int(3), 5, typed.error), 0);
    CU_ASSERT_EQUAL(pymgr_queue_put_nowait(queue, pymgr_int(4), typed.error), 0);
    CU_ASSERT_EQUAL(pymgr_queue_qsize(queue, typed.error), 4);
    TYPED_SHOWS(pymgr_queue_get(queue, -1, typed.error), "1");
    TYPED_SHOWS(pymgr_queue_get(queue, 0, typed.error), "2");
    TYPED_SHOWS(pymgr_queue_get(queue, 5, typed.error), "3");
    TYPED_SHOWS(pymgr_queue_get_nowait(queue, typed.error), "4");
    CU_ASSERT_EQUAL(pymgr_queue_qsize(queue, typed.error), 0);
    end();
}

/* What an empty queue says, and how long it took to say it. */
static double get_in_vain(double timeout)
{
    double start = typed_clock();

    CU_ASSERT_PTR_NULL(pymgr_queue_get(queue, timeout, typed.error));
    CU_ASSERT_EQUAL(typed.error->code, PYMGR_RAISED);
    CU_ASSERT_TRUE(pymgr_error_is(typed.error, "queue.Empty"));
    return typed_clock() - start;
}

static void an_empty_queue_gives_nothing(void)
{
    begin(0);
    CU_ASSERT_EQUAL(pymgr_queue_empty(queue, typed.error), 1);
    get_in_vain(0);
    CU_ASSERT_TRUE(get_in_vain(0.1) >= 0.09);
    CU_ASSERT_PTR_NULL(pymgr_queue_get_nowait(queue, typed.error));
    CU_ASSERT_TRUE(pymgr_error_is(typed.error, "Empty"));
    end();
}

static void a_full_queue_takes_nothing(void)
{
    begin(1);
    CU_ASSERT_EQUAL(pymgr_queue_full(queue, typed.error), 0);
    CU_ASSERT_EQUAL(pymgr_queue_put(queue, pymgr_int(1), -1, typed.error), 0);
    CU_ASSERT_EQUAL(pymgr_queue_full(queue, typed.error), 1);
    CU_ASSERT_EQUAL(pymgr_queue_empty(queue, typed.error), 0);
    TYPED_FAILS(pymgr_queue_put(queue, pymgr_int(2), 0, typed.error), "Full");
    TYPED_FAILS(pymgr_queue_put(queue, pymgr_int(2), 0.05, typed.error), "Full");
    TYPED_FAILS(pymgr_queue_put_nowait(queue, pymgr_int(2), typed.error), "Full");
    CU_ASSERT_TRUE(pymgr_error_is(typed.error, "queue.Full"));
    TYPED_SHOWS(pymgr_queue_get(queue, 0, typed.error), "1");
    end();
}

static void *get_and_finish(void *unused)
{
    struct pymgr_error error = PYMGR_ERROR_INIT;
    pymgr_value *item = pymgr_queue_get(queue, -1, &error);
    int done = item == NULL ? -1 : pymgr_queue_task_done(queue, &error);

    (void)unused;
    pymgr_unref(item);
    pymgr_error_clear(&error);
    return done == 0 ? queue : NULL;
}

static void tasks_are_joined(void)
{
    pthread_t thread;
    void *result;

    typed_begin();
    queue = pymgr_joinable_queue_new(typed.manager, 2, typed.error);
    CU_ASSERT_STRING_EQUAL(pymgr_proxy_typeid(queue), "JoinableQueue");
    CU_ASSERT_EQUAL(pymgr_queue_join(queue, typed.error), 0);
    CU_ASSERT_EQUAL(pymgr_queue_put(queue, pymgr_int(1), -1, typed.error), 0);
    CU_ASSERT_EQUAL_FATAL(pthread_create(&thread, NULL, get_and_finish, NULL), 0);
    CU_ASSERT_EQUAL(pymgr_queue_join(queue, typed.error), 0);
    pthread_join(thread, &result);
    CU_ASSERT_PTR_NOT_NULL(result);
    TYPED_FAILS(pymgr_queue_task_done(queue, typed.error), "ValueError: task_done() called too many times");
    end();
}

static void a_queue_is_shut_down(void)
{
    begin(0);
    CU_ASSERT_EQUAL(pymgr_queue_put(queue, pymgr_int(1), -1, typed.error), 0);
    CU_ASSERT_EQUAL(pymgr_queue_shutdown(queue, false, typed.error), 0);
    TYPED_FAILS(pymgr_queue_put(queue, pymgr_int(2), -1, typed.error), "ShutDown");
    TYPED_SHOWS(pymgr_queue_get(queue, -1, typed.error), "1");
    CU_ASSERT_PTR_NULL(pymgr_queue_get(queue, -1, typed.error));
    CU_ASSERT_TRUE(pymgr_error_is(typed.error, "queue.ShutDown"));
    end();
    begin(0);
    CU_ASSERT_EQUAL(pymgr_queue_put(queue, pymgr_int(1), -1, typed.error), 0);
    CU_ASSERT_EQUAL(pymgr_queue_shutdown(queue, true, typed.error), 0);
    CU_ASSERT_PTR_NULL(pymgr_queue_get(queue, -1, typed.error));
    CU_ASSERT_TRUE(pymgr_error_is(typed.error, "ShutDown"));
    end();
}

static const struct pm_test tests[] = {
    { "items go through in order", items_go_through_in_order },
    { "an empty queue gives nothing", an_empty_queue_gives_nothing },
    { "a full queue takes nothing", a_full_queue_takes_nothing },
    { "tasks are joined", tasks_are_joined },
    { "a queue is shut down", a_queue_is_shut_down },
};

const struct pm_suite pm_suite_queue_proxy = { "client/queue_proxy", PM_SUITE(tests) };
