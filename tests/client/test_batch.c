/* SPDX-License-Identifier: MIT */
#include "client/served.h"

#include "base/memory.h"
#include "unit.h"

#include <signal.h>
#include <stdlib.h>

static pymgr_batch *new_batch(const struct pm_served *served)
{
    pymgr_batch *batch = pymgr_batch_new(served->manager, NULL);

    CU_ASSERT_PTR_NOT_NULL_FATAL(batch);
    return batch;
}

static int64_t int_result(pymgr_batch *batch, size_t number)
{
    pymgr_value *value = pymgr_batch_result(batch, number, NULL);
    int64_t result = -1;

    if (value != NULL)
        pymgr_int_value(value, &result);
    pymgr_unref(value);
    return result;
}

static void calls_are_answered_in_order(void)
{
    enum { CALLS = 2000 };
    struct pm_served served;
    struct pymgr_error error = PYMGR_ERROR_INIT;
    pymgr_proxy *list;
    pymgr_batch *batch;

    pm_serve(&served);
    list = pymgr_create(served.manager, &error, "list", NULL);
    batch = new_batch(&served);
    for (int i = 0; i < CALLS; i++) {
        CU_ASSERT_EQUAL(pymgr_batch_call(batch, list, &error, "append", "i", i), 2 * i);
        CU_ASSERT_EQUAL(pymgr_batch_call(batch, list, &error, "__len__", NULL), 2 * i + 1);
    }
    CU_ASSERT_EQUAL(pymgr_batch_length(batch), 2 * CALLS);
    CU_ASSERT_EQUAL(pymgr_batch_run(batch, &error), 0);
    for (size_t i = 0; i < CALLS; i++)
        CU_ASSERT_EQUAL(int_result(batch, 2 * i + 1), (int64_t)i + 1);
    CU_ASSERT_EQUAL(pymgr_batch_run(batch, &error), 0); /* once more */
    CU_ASSERT_EQUAL(int_result(batch, 2 * CALLS - 1), 2 * CALLS);
    pymgr_batch_clear(batch);
    CU_ASSERT_EQUAL(pymgr_batch_length(batch), 0);
    CU_ASSERT_EQUAL(pymgr_batch_run(batch, &error), 0);
    CU_ASSERT_PTR_NULL(pymgr_batch_free(batch));
    CU_ASSERT_PTR_NULL(pymgr_batch_free(NULL));
    pymgr_proxy_unref(list);
    pymgr_error_clear(&error);
    pm_served_end(&served);
}

static void one_that_raises_stops_no_other(void)
{
    struct pm_served served;
    struct pymgr_error error = PYMGR_ERROR_INIT;
    pymgr_proxy *list;
    pymgr_batch *batch;

    pm_serve(&served);
    list = pymgr_create(served.manager, &error, "list", "[i]", 7);
    batch = new_batch(&served);
    pymgr_batch_call(batch, list, &error, "pop", "i", 3);
    pymgr_batch_call(batch, list, &error, "pop", NULL);
    CU_ASSERT_PTR_NULL(pymgr_batch_result(batch, 1, &error));
    CU_ASSERT_EQUAL(error.code, PYMGR_INVALID);
    CU_ASSERT_EQUAL(pymgr_batch_run(batch, &error), 0);
    CU_ASSERT_PTR_NULL(pymgr_batch_result(batch, 0, &error));
    CU_ASSERT_TRUE(pymgr_error_is(&error, "IndexError"));
    CU_ASSERT_EQUAL(int_result(batch, 1), 7);
    CU_ASSERT_PTR_NULL(pymgr_batch_result(batch, 2, &error));
    CU_ASSERT_EQUAL(error.code, PYMGR_INVALID);
    pymgr_batch_free(batch);
    pymgr_proxy_unref(list);
    pymgr_error_clear(&error);
    pm_served_end(&served);
}

/* More than any buffer of the system takes, in both directions. */
static void large_ones_do_not_lock_up(void)
{
    enum { CALLS = 200, SIZE = 100000 };
    struct pm_served served;
    struct pymgr_error error = PYMGR_ERROR_INIT;
    char *bytes = calloc(1, SIZE);
    pymgr_proxy *queue;
    pymgr_batch *batch;

    pm_serve(&served);
    queue = pymgr_create(served.manager, &error, "Queue", NULL);
    batch = new_batch(&served);
    for (int i = 0; i < CALLS; i++) {
        pymgr_batch_call(batch, queue, &error, "put", "y", bytes, (size_t)SIZE);
        pymgr_batch_call(batch, queue, &error, "get", NULL);
    }
    CU_ASSERT_EQUAL(pymgr_batch_run(batch, &error), 0);
    for (size_t i = 0; i < CALLS; i++) {
        pymgr_value *got = pymgr_batch_result(batch, 2 * i + 1, &error);

        CU_ASSERT_EQUAL(pymgr_length(got), SIZE);
        pymgr_unref(got);
    }
    pymgr_batch_free(batch);
    pymgr_proxy_unref(queue);
    free(bytes);
    pymgr_error_clear(&error);
    pm_served_end(&served);
}

static void those_that_are_not_answered_fail(void)
{
    struct pymgr_options options = { .call_timeout = 0.2 };
    struct pm_served served;
    struct pymgr_error error = PYMGR_ERROR_INIT;
    pymgr_proxy *jobs;
    pymgr_batch *batch;

    pm_serve_with(&served, &options);
    jobs = pymgr_get(served.manager, "jobs", &error);
    batch = new_batch(&served);
    pymgr_batch_call(batch, jobs, &error, "qsize", NULL);
    pymgr_batch_call(batch, jobs, &error, "get", NULL); /* waits */
    pymgr_batch_call(batch, jobs, &error, "qsize", NULL);
    CU_ASSERT_EQUAL(pymgr_batch_run(batch, &error), -1);
    CU_ASSERT_EQUAL(error.code, PYMGR_TIMED_OUT);
    CU_ASSERT_EQUAL(int_result(batch, 0), 0);
    for (size_t i = 1; i < 3; i++) {
        CU_ASSERT_PTR_NULL(pymgr_batch_result(batch, i, &error));
        CU_ASSERT_EQUAL(error.code, PYMGR_TIMED_OUT);
    }
    pm_served_kill(&served);
    CU_ASSERT_EQUAL(pymgr_batch_run(batch, &error), -1);
    CU_ASSERT_EQUAL(error.code, PYMGR_UNREACHABLE);
    pymgr_error_clear(&error);
    CU_ASSERT_PTR_NULL(pymgr_batch_result(batch, 0, &error));
    CU_ASSERT_EQUAL(error.code, PYMGR_UNREACHABLE);
    pymgr_batch_free(batch);
    pymgr_proxy_unref(jobs);
    pymgr_error_clear(&error);
    pm_served_end(&served);
}

static void calls_that_cannot_be_sent_are_told_apart(void)
{
    struct pm_served served, other;
    struct pymgr_error error = PYMGR_ERROR_INIT;
    struct pymgr_options options = { .serializer = "xmlrpclib" };
    pymgr_proxy *list, *elsewhere;
    pymgr_batch *batch;

    pm_serve_with(&served, &options);
    pm_serve(&other);
    list = pymgr_create(served.manager, &error, "list", NULL);
    elsewhere = pymgr_create(other.manager, &error, "list", NULL);
    batch = new_batch(&served);
    CU_ASSERT_EQUAL(pymgr_batch_call(batch, elsewhere, &error, "__len__", NULL), -1);
    CU_ASSERT_EQUAL(error.code, PYMGR_INVALID);
    CU_ASSERT_EQUAL(pymgr_batch_call(batch, list, &error, "append", "[i", 1), -1);
    CU_ASSERT_EQUAL(pymgr_batch_call(batch, list, &error, "append", "s", "\x01"), 0); /* not in XML */
    CU_ASSERT_EQUAL(pymgr_batch_call(batch, list, &error, "__len__", NULL), 1);
    CU_ASSERT_EQUAL(pymgr_batch_run(batch, &error), 0);
    CU_ASSERT_PTR_NULL(pymgr_batch_result(batch, 0, &error));
    CU_ASSERT_EQUAL(error.code, PYMGR_UNSERIALIZABLE);
    CU_ASSERT_EQUAL(int_result(batch, 1), 0);
    pymgr_batch_free(batch);
    pymgr_proxy_unref(list);
    pymgr_proxy_unref(elsewhere);
    pymgr_error_clear(&error);
    pm_served_end(&served);
    pm_served_end(&other);
}

/* A batch that is added to, run and read while memory fails. */
static bool try_batch(const struct pm_served *served, pymgr_proxy *list, struct pymgr_error *error)
{
    pymgr_batch *batch = pymgr_batch_new(served->manager, error);
    bool done = batch != NULL && pymgr_batch_call(batch, list, error, "__len__", NULL) == 0 &&
                pymgr_batch_run(batch, error) == 0 && int_result(batch, 0) == 0;

    pymgr_batch_free(batch);
    return done;
}

static void no_memory_is_survived(void)
{
    struct pm_served served;
    struct pymgr_error error = PYMGR_ERROR_INIT;
    pymgr_proxy *list;
    bool done = false;

    pm_serve(&served);
    list = pymgr_create(served.manager, &error, "list", NULL);
    for (size_t n = 1; !done; n++) {
        pm_memory_fail_at(n);
        done = try_batch(&served, list, &error);
        pm_memory_fail_at(0);
    }
    pymgr_proxy_unref(list);
    pymgr_error_clear(&error);
    pm_served_end(&served);
}

static const struct pm_test tests[] = {
    { "calls are answered in order", calls_are_answered_in_order },
    { "one that raises stops no other", one_that_raises_stops_no_other },
    { "large ones do not lock up", large_ones_do_not_lock_up },
    { "those that are not answered fail", those_that_are_not_answered_fail },
    { "calls that cannot be sent are told apart", calls_that_cannot_be_sent_are_told_apart },
    { "no memory is survived", no_memory_is_survived },
};

const struct pm_suite pm_suite_batch = { "client/batch", PM_SUITE(tests) };
