/* SPDX-License-Identifier: MIT */
#include "client/async.h"

#include "base/memory.h"
#include "client/async_rig.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>
#include <uv.h>

/* --- calls ---------------------------------------------------------------------------------------------- */

static void calls_are_answered_in_order(void)
{
    enum { CALLS = 3000 };
    int64_t before = 0;

    rig_begin();
    for (int i = 0; i < CALLS; i++) {
        int64_t number = i % 3 == 2 ? rig_call("qsize") : rig_put(i);

        CU_ASSERT_TRUE(number > before);
        before = number;
    }
    CU_ASSERT_EQUAL(pymgr_async_pending(rig.async), CALLS);
    CU_ASSERT_EQUAL(rig.called, 0);
    rig_finish();
    CU_ASSERT_EQUAL(rig.well, CALLS);
    CU_ASSERT_EQUAL(rig.last, CALLS / 3 * 2);
    CU_ASSERT_TRUE(rig_is_quiet());
    rig_end();
}

static void failures_are_those_of_calls(void)
{
    rig_begin();
    CU_ASSERT_TRUE(rig_call("get_nowait") > 0);
    rig_finish();
    CU_ASSERT_EQUAL(rig.code, PYMGR_RAISED);
    CU_ASSERT_STRING_EQUAL(rig.text, "_queue.Empty");
    CU_ASSERT_TRUE(rig_call("no_such_method") > 0);
    rig_finish();
    CU_ASSERT_EQUAL(rig.code, PYMGR_REMOTE);
    rig_connect_first();
    rig_end();
}

/* What cannot be sent keeps nothing else from being. */
static void what_cannot_be_sent_is_said(void)
{
    pymgr_value *deep = pymgr_none();
    rig_begin();

    for (int i = 0; i < PM_VALUE_DEPTH + 10; i++)
        deep = pymgr_tuple_of(1, deep);
    CU_ASSERT_TRUE(rig_put(1) > 0);
    CU_ASSERT_TRUE(pymgr_async_call(rig.async, rig.jobs, rig_done, NULL, &rig.error, "put", "o", deep) > 0);
    CU_ASSERT_TRUE(rig_put(2) > 0);
    rig_finish();
    CU_ASSERT_EQUAL(rig.called, 3);
    CU_ASSERT_EQUAL(rig.well, 2);
    CU_ASSERT_PTR_NOT_NULL(strstr(rig.text, "ecursion"));
    rig_connect_first();
    CU_ASSERT_EQUAL(rig.last, 2);
    rig_end();
}

static void bad_calls_are_refused(void)
{
    struct pymgr_async_call parts = { .method = "qsize", .done = rig_done };
    struct pymgr_options other = { .address = NULL };
    pymgr_manager *manager;
    pymgr_proxy *stranger;
    rig_begin();

    CU_ASSERT_EQUAL(pymgr_async_submit(rig.async, &parts, &rig.error), 0);
    CU_ASSERT_EQUAL(rig.error.code, PYMGR_INVALID);
    other = rig.served.options;
    other.call_timeout = 5;
    manager = pymgr_connect(&other, &rig.error);
    stranger = pymgr_get(manager, "jobs", &rig.error);
    CU_ASSERT_EQUAL(pymgr_async_call(rig.async, stranger, rig_done, NULL, &rig.error, "qsize", NULL), 0);
    CU_ASSERT_EQUAL(rig.error.code, PYMGR_INVALID);
    CU_ASSERT_EQUAL(pymgr_async_call(rig.async, rig.jobs, rig_done, NULL, &rig.error, "qsize", "q"), 0);
    CU_ASSERT_EQUAL(rig.error.code, PYMGR_INVALID);
    CU_ASSERT_EQUAL(rig.called, 0);
    CU_ASSERT_EQUAL(pymgr_async_cancel(rig.async, 1), -1);
    pymgr_proxy_unref(stranger);
    pymgr_close(manager);
    rig_end();
}

static void keep(void *closure, pymgr_value *result, const struct pymgr_error *error)
{
    (void)error;
    *(pymgr_value **)closure = pymgr_ref(result);
}

/* The call's result is a proxy, with the reference that the server has counted for it. */
static void objects_that_methods_create_are_proxies(void)
{
    pymgr_value *result = NULL;
    pymgr_proxy *keys, *config;
    rig_begin();

    config = pymgr_get(rig.served.manager, "config", &rig.error);
    CU_ASSERT_TRUE(pymgr_async_call(rig.async, config, keep, &result, &rig.error, "__iter__", NULL) > 0);
    rig_finish();
    CU_ASSERT_EQUAL(pm_served_objects(&rig.served), 3);
    keys = pymgr_value_proxy(rig.served.manager, result, &rig.error);
    CU_ASSERT_PTR_NOT_NULL_FATAL(keys);
    CU_ASSERT_STRING_EQUAL(pymgr_proxy_typeid(keys), "Iterator");
    pymgr_proxy_unref(keys);
    pymgr_unref(result);
    pymgr_proxy_unref(config);
    rig_end();
}

/* What is put is got back meanwhile; both sides' buffers together hold much less. */
static void it_goes_on_when_the_server_waits_for_us(void)
{
    enum { CALLS = 300, SIZE = 100000 };
    static char text[SIZE];
    rig_begin();

    for (int i = 0; i < CALLS; i++) {
        pymgr_async_call(rig.async, rig.jobs, rig_done, NULL, &rig.error, "put", "y", text, (size_t)SIZE);
        rig_call("get");
    }
    rig_finish();
    CU_ASSERT_EQUAL(rig.well, 2 * CALLS);
    rig_end();
}

static void both_serializers_do(void)
{
    rig_begin_with(&(struct pymgr_options){ .serializer = "xmlrpclib" });
    for (int i = 0; i < 10; i++)
        rig_put(i);
    rig_call("qsize");
    rig_finish();
    CU_ASSERT_EQUAL(rig.well, 11);
    CU_ASSERT_EQUAL(rig.last, 10);
    rig_end();
}

static void an_rlock_is_its_own(void)
{
    pymgr_proxy *lock;
    pymgr_value *got;
    rig_begin();

    lock = pymgr_create(rig.served.manager, &rig.error, "RLock", NULL);
    CU_ASSERT_TRUE(pymgr_async_call(rig.async, lock, rig_done, NULL, &rig.error, "acquire", NULL) > 0);
    CU_ASSERT_TRUE(pymgr_async_call(rig.async, lock, rig_done, NULL, &rig.error, "acquire", NULL) > 0);
    rig_finish();
    CU_ASSERT_EQUAL(rig.well, 2);
    got = pymgr_call(lock, &rig.error, "acquire", "b", 0);
    CU_ASSERT_FALSE(pymgr_bool_value(got));
    pymgr_unref(got);
    pymgr_proxy_unref(lock);
    rig_end();
}

/* --- limits --------------------------------------------------------------------------------------------- */

static void so_many_calls_may_be_pending(void)
{
    rig_begin();
    for (int i = 0; i < PYMGR_ASYNC_CALLS; i++)
        CU_ASSERT_TRUE_FATAL(rig_call("qsize") > 0);
    CU_ASSERT_EQUAL(rig_call("qsize"), 0);
    CU_ASSERT_EQUAL(rig.error.code, PYMGR_LIMIT);
    rig_finish();
    CU_ASSERT_EQUAL(rig.well, PYMGR_ASYNC_CALLS);
    CU_ASSERT_TRUE(rig_call("qsize") > 0);
    rig_finish();
    rig_end();
}

/* One alone may be larger: what waits is limited, not what a call is. */
static void so_many_bytes_may_wait(void)
{
    enum { SIZE = PYMGR_ASYNC_BYTES + 1 };
    char *block = calloc(1, SIZE);
    rig_begin();

    CU_ASSERT_TRUE(pymgr_async_call(
                       rig.async, rig.jobs, rig_done, NULL, &rig.error, "put", "y", block, (size_t)SIZE) > 0);
    free(block);
    CU_ASSERT_EQUAL(rig_put(1), 0);
    CU_ASSERT_EQUAL(rig.error.code, PYMGR_LIMIT);
    rig_finish();
    CU_ASSERT_EQUAL(rig.well, 1);
    CU_ASSERT_TRUE(rig_put(1) > 0);
    rig_finish();
    CU_ASSERT_EQUAL(rig.well, 2);
    rig_end();
}

/* --- callbacks ------------------------------------------------------------------------------------------ */

static int left; /* calls that callbacks have still to submit */

static void submit_another(void *closure, pymgr_value *result, const struct pymgr_error *error)
{
    rig_done(closure, result, error);
    if (left-- > 0)
        CU_ASSERT_TRUE(
            pymgr_async_call(rig.async, rig.jobs, submit_another, NULL, &rig.error, "qsize", NULL) > 0);
}

static void callbacks_may_submit(void)
{
    rig_begin();
    left = 200;
    submit_another(NULL, NULL, &(struct pymgr_error){ .code = PYMGR_LOST });
    rig_finish();
    CU_ASSERT_EQUAL(rig.well, 200);
    rig_end();
}

static int64_t victim;

static void cancel_another(void *closure, pymgr_value *result, const struct pymgr_error *error)
{
    rig_done(closure, result, error);
    CU_ASSERT_EQUAL(pymgr_async_cancel(rig.async, victim), 0);
    CU_ASSERT_EQUAL(pymgr_async_cancel(rig.async, victim), -1);
}

static void callbacks_may_cancel(void)
{
    rig_begin();
    pymgr_async_call(rig.async, rig.jobs, cancel_another, NULL, &rig.error, "qsize", NULL);
    victim = rig_call("get");
    rig_finish();
    CU_ASSERT_EQUAL(rig.called, 2);
    CU_ASSERT_EQUAL(rig.code, PYMGR_CANCELLED);
    rig_end();
}

static void free_it(void *closure, pymgr_value *result, const struct pymgr_error *error)
{
    rig_done(closure, result, error);
    CU_ASSERT_PTR_NULL(pymgr_async_free(rig.async));
    CU_ASSERT_EQUAL(rig.called, 4);
}

/* A callback that frees, among calls that are answered, sent and waiting. */
static void callbacks_may_free(void)
{
    rig_begin();
    pymgr_async_call(rig.async, rig.jobs, free_it, NULL, &rig.error, "qsize", NULL);
    rig_call("qsize");
    rig_call("get");
    rig_call("get");
    CU_ASSERT_EQUAL(pymgr_async_wait(rig.async, PATIENCE, &rig.error), 0);
    CU_ASSERT_EQUAL(rig.called, 4);
    CU_ASSERT_EQUAL(rig.code, PYMGR_CANCELLED);
    rig.async = NULL;
    rig_end();
}

static void step_and_wait(void *closure, pymgr_value *result, const struct pymgr_error *error)
{
    rig_done(closure, result, error);
    CU_ASSERT_EQUAL(pymgr_async_step(rig.async, &rig.error), -1);
    CU_ASSERT_EQUAL(rig.error.code, PYMGR_INVALID);
    CU_ASSERT_EQUAL(pymgr_async_wait(rig.async, 1, &rig.error), -1);
}

static void callbacks_may_not_step(void)
{
    rig_begin();
    pymgr_async_call(rig.async, rig.jobs, step_and_wait, NULL, &rig.error, "qsize", NULL);
    rig_finish();
    CU_ASSERT_EQUAL(rig.well, 1);
    rig_end();
}

static void submit_in_vain(void *closure, pymgr_value *result, const struct pymgr_error *error)
{
    rig_done(closure, result, error);
    CU_ASSERT_EQUAL(rig_call("qsize"), 0);
    CU_ASSERT_EQUAL(rig.error.code, PYMGR_INVALID);
    CU_ASSERT_PTR_NULL(pymgr_async_free(rig.async)); /* as is done already */
}

static void freeing_cancels_what_is_pending(void)
{
    rig_begin();
    rig_call_numbered("get", 1);
    rig_go_on(0.02);
    pymgr_async_call(rig.async, rig.jobs, submit_in_vain, (void *)2, &rig.error, "qsize", NULL);
    rig.async = pymgr_async_free(rig.async);
    CU_ASSERT_EQUAL(rig.called, 2);
    CU_ASSERT_EQUAL(rig.code, PYMGR_CANCELLED);
    CU_ASSERT_EQUAL(rig.order[0], 1);
    CU_ASSERT_EQUAL(rig.order[1], 2);
    rig_end();
}

/* --- loops, forks and memory ---------------------------------------------------------------------------- */

static void step_from_uv(uv_poll_t *handle, int status, int events)
{
    CU_ASSERT_EQUAL(status, 0);
    CU_ASSERT_EQUAL(events, UV_READABLE);
    if (pymgr_async_step(rig.async, &rig.error) == 0)
        uv_close((uv_handle_t *)handle, NULL);
}

static void a_libuv_loop_does_for_it(void)
{
    uv_loop_t loop;
    uv_poll_t handle;
    rig_begin();

    uv_loop_init(&loop);
    uv_poll_init(&loop, &handle, pymgr_async_fd(rig.async));
    uv_poll_start(&handle, UV_READABLE, step_from_uv);
    for (int i = 0; i < 1000; i++)
        rig_call("qsize");
    rig_call_within("get", 0.05);
    uv_run(&loop, UV_RUN_DEFAULT);
    CU_ASSERT_EQUAL(uv_loop_close(&loop), 0);
    CU_ASSERT_EQUAL(rig.well, 1000);
    CU_ASSERT_EQUAL(rig.code, PYMGR_TIMED_OUT);
    rig_end();
}

/* What a child may do, as a bit for each that went wrong. */
static int try_in_child(void)
{
    int wrong = pymgr_async_fd(rig.async) != -1;

    wrong |= (rig_call("qsize") != 0) << 1;
    wrong |= (rig.error.code != PYMGR_INVALID) << 2;
    wrong |= (pymgr_async_step(rig.async, NULL) != -1) << 3;
    wrong |= (pymgr_async_cancel(rig.async, 2) != 0) << 4;
    pymgr_async_free(rig.async);
    wrong |= (rig.called != 1 || rig.code != PYMGR_CANCELLED) << 5;
    rig.async = pymgr_async_new(rig.served.manager, &rig.error);
    wrong |= (rig_call("qsize") == 0 || pymgr_async_wait(rig.async, PATIENCE, NULL) != 0 || rig.well != 1)
             << 6;
    pymgr_async_free(rig.async);
    return wrong;
}

static void a_child_can_only_free_it(void)
{
    pid_t child;
    int status;
    rig_begin();

    rig_connect_first();
    rig_call("get");
    rig_go_on(0.02);
    fflush(NULL);
    child = fork();
    if (child == 0)
        _exit(try_in_child());
    CU_ASSERT_EQUAL(waitpid(child, &status, 0), child);
    CU_ASSERT_TRUE(WIFEXITED(status));
    CU_ASSERT_EQUAL(WEXITSTATUS(status), 0);
    pymgr_unref(pymgr_call(rig.jobs, NULL, "put", "i", 7));
    rig_finish();
    CU_ASSERT_EQUAL(rig.well, 1);
    CU_ASSERT_EQUAL(rig.last, 7);
    rig_end();
}

static void nothing_is_left_open(void)
{
    unsigned before;
    rig_begin();

    before = pm_open_files();
    for (int i = 0; i < 3; i++) {
        pymgr_async *other = pymgr_async_new(rig.served.manager, &rig.error);

        pymgr_async_call(other, rig.jobs, rig_done, NULL, &rig.error, "qsize", NULL);
        CU_ASSERT_EQUAL(pymgr_async_wait(other, PATIENCE, &rig.error), 0);
        CU_ASSERT_EQUAL(pm_open_files(), before + 3); /* epoll, timer, socket */
        pymgr_async_free(other);
    }
    CU_ASSERT_EQUAL(pm_open_files(), before);
    rig_end();
}

/* A few calls, with a lost connection between them: how many callbacks are owed. */
static int session(void)
{
    pymgr_async *async = pymgr_async_new(rig.served.manager, NULL);
    struct pymgr_async_call late = { .proxy = rig.jobs, .method = "get", .seconds = 0.01, .done = rig_done };
    int owed = 0;

    if (async == NULL)
        return 0;
    owed += pymgr_async_submit(async, &late, NULL) > 0;
    pymgr_async_wait(async, PATIENCE, NULL);
    owed += pymgr_async_call(async, rig.jobs, rig_done, NULL, NULL, "put", "[is]", 1, "a") > 0;
    owed += pymgr_async_call(async, rig.jobs, rig_done, NULL, NULL, "get", NULL) > 0;
    owed += pymgr_async_call(async, rig.jobs, rig_done, NULL, NULL, "get_nowait", NULL) > 0;
    owed += pymgr_async_call(async, rig.jobs, rig_done, NULL, NULL, "qsize", NULL) > 0;
    pymgr_async_wait(async, 1, NULL);
    pymgr_async_free(async);
    return owed;
}

static void each_allocation_may_fail(void)
{
    bool well = false;
    rig_begin();

    for (size_t n = 1; !well && n < 500; n++) {
        int owed;

        rig.called = rig.well = 0;
        pm_memory_fail_at(n);
        owed = session();
        pm_memory_fail_at(0);
        CU_ASSERT_EQUAL(rig.called, owed);
        well = rig.well == 3;
        pymgr_unref(pymgr_call(rig.jobs, NULL, "get_nowait", NULL)); /* if it was put and not got */
    }
    CU_ASSERT_TRUE(well);
    rig_end();
}

static const struct pm_test tests[] = {
    { "calls are answered in order", calls_are_answered_in_order },
    { "failures are those of calls", failures_are_those_of_calls },
    { "what cannot be sent is said", what_cannot_be_sent_is_said },
    { "bad calls are refused", bad_calls_are_refused },
    { "objects that methods create are proxies", objects_that_methods_create_are_proxies },
    { "it goes on when the server waits for us", it_goes_on_when_the_server_waits_for_us },
    { "both serializers do", both_serializers_do },
    { "an rlock is its own", an_rlock_is_its_own },
    { "so many calls may be pending", so_many_calls_may_be_pending },
    { "so many bytes may wait", so_many_bytes_may_wait },
    { "callbacks may submit", callbacks_may_submit },
    { "callbacks may cancel", callbacks_may_cancel },
    { "callbacks may free", callbacks_may_free },
    { "callbacks may not step", callbacks_may_not_step },
    { "freeing cancels what is pending", freeing_cancels_what_is_pending },
    { "a libuv loop does for it", a_libuv_loop_does_for_it },
    { "a child can only free it", a_child_can_only_free_it },
    { "nothing is left open", nothing_is_left_open },
    { "each allocation may fail", each_allocation_may_fail },
};

const struct pm_suite pm_suite_async = { "client/async", PM_SUITE(tests) };
