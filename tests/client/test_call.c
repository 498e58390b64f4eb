/* SPDX-License-Identifier: MIT */
#include "client/served.h"

#include "base/memory.h"
#include "unit.h"

#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>

static void results_and_exceptions_come_back(void)
{
    struct pm_served served;
    struct pymgr_error error = PYMGR_ERROR_INIT;
    pymgr_proxy *queue;
    pymgr_value *got;

    pm_serve(&served);
    queue = pymgr_create(served.manager, &error, "Queue", "maxsize=i", 1);
    got = pymgr_call(queue, &error, "put", "s, block=b, timeout=f", "text", 1, 2.5);
    CU_ASSERT_TRUE(got != NULL && pymgr_is_none(got));
    CU_ASSERT_PTR_NULL(pymgr_call(queue, &error, "put", "s, block=b", "text", 0));
    CU_ASSERT_EQUAL(error.code, PYMGR_RAISED);
    CU_ASSERT_TRUE(pymgr_error_is(&error, "queue.Full"));
    got = pymgr_call_with(queue, "get", NULL, NULL, &error);
    CU_ASSERT_STRING_EQUAL(pymgr_text(got, NULL), "text");
    pymgr_unref(got);
    CU_ASSERT_PTR_NULL(pymgr_call(queue, &error, "mutex", NULL));
    CU_ASSERT_EQUAL(error.code, PYMGR_REMOTE);
    CU_ASSERT_PTR_NOT_NULL(error.traceback);
    CU_ASSERT_PTR_NULL(pymgr_call(queue, NULL, "mutex", NULL));
    pymgr_error_clear(&error);
    CU_ASSERT_PTR_NULL(pymgr_call(queue, &error, "put", "o", NULL));
    CU_ASSERT_EQUAL(error.code, PYMGR_NO_MEMORY);
    CU_ASSERT_PTR_NULL(pymgr_call(queue, &error, "\xff", NULL));
    CU_ASSERT_EQUAL(error.code, PYMGR_INVALID);
    pymgr_proxy_unref(queue);
    pymgr_error_clear(&error);
    pm_served_end(&served);
}

static void an_object_can_be_copied_and_shown(void)
{
    struct pm_served served;
    struct pymgr_error error = PYMGR_ERROR_INIT;
    pymgr_proxy *list;
    pymgr_value *value;
    char *text;

    pm_serve(&served);
    list = pymgr_create(served.manager, &error, "list", "[i s]", 1, "a");
    value = pymgr_getvalue(list, &error);
    CU_ASSERT_EQUAL(pymgr_length(value), 2);
    pymgr_unref(value);
    text = pymgr_proxy_str(list, &error);
    CU_ASSERT_STRING_EQUAL(text, "[1, 'a']");
    free(text);
    text = pymgr_proxy_repr(list);
    CU_ASSERT_EQUAL(strncmp(text, "<ListProxy object, typeid 'list' at 0x", 38), 0);
    free(text);
    pm_served_kill(&served);
    CU_ASSERT_PTR_NULL(pymgr_getvalue(list, &error));
    CU_ASSERT_PTR_NULL(pymgr_proxy_str(list, &error));
    pymgr_proxy_unref(list);
    pymgr_error_clear(&error);
    pm_served_end(&served);
}

/* A late answer is nobody's. */
static void a_deadline_ends_a_call(void)
{
    struct pymgr_options options = { .call_timeout = 0.05 };
    struct pm_served served;
    struct pymgr_error error = PYMGR_ERROR_INIT;
    pymgr_proxy *queue;
    pymgr_value *args = pymgr_tuple_of(2, pymgr_bool(true), pymgr_float(0.2)), *got;

    pm_serve_with(&served, &options);
    queue = pymgr_create(served.manager, &error, "Queue", NULL);
    CU_ASSERT_PTR_NULL(pymgr_call_with(queue, "get", args, NULL, &error));
    CU_ASSERT_EQUAL(error.code, PYMGR_TIMED_OUT);
    got = pymgr_call(queue, &error, "qsize", NULL);
    CU_ASSERT_TRUE(pymgr_equal(got, pymgr_bool(false)));
    pymgr_unref(got);
    CU_ASSERT_PTR_NULL(pymgr_call_within(queue, -1, "get", args, NULL, &error));
    CU_ASSERT_TRUE(pymgr_error_is(&error, "queue.Empty"));
    CU_ASSERT_PTR_NULL(pymgr_call_within(queue, 60, "get", args, NULL, &error));
    CU_ASSERT_TRUE(pymgr_error_is(&error, "queue.Empty"));
    pymgr_unref(args);
    pymgr_proxy_unref(queue);
    pymgr_error_clear(&error);
    pm_served_end(&served);
}

/* A thread's wait for a Condition. */
struct waiting {
    pymgr_proxy *condition;
    pthread_barrier_t acquired;
    enum pymgr_code code;
};

static void *wait_in_thread(void *context)
{
    struct waiting *waiting = context;
    struct pymgr_error error = PYMGR_ERROR_INIT;
    pymgr_value *done;

    pymgr_unref(pymgr_call(waiting->condition, &error, "acquire", NULL));
    pthread_barrier_wait(&waiting->acquired);
    done = pymgr_call(waiting->condition, &error, "wait", NULL);
    waiting->code = done == NULL ? error.code : PYMGR_OK;
    pymgr_unref(done);
    pymgr_error_clear(&error);
    return NULL;
}

/* Sent, and never answered. Once we can acquire the Condition, the thread waits there. */
static void a_server_that_dies_leaves_the_outcome_unknown(void)
{
    struct pm_served served;
    struct waiting waiting;
    pthread_t thread;

    pm_serve(&served);
    waiting.condition = pymgr_create(served.manager, NULL, "Condition", NULL);
    pthread_barrier_init(&waiting.acquired, NULL, 2);
    CU_ASSERT_EQUAL_FATAL(pthread_create(&thread, NULL, wait_in_thread, &waiting), 0);
    pthread_barrier_wait(&waiting.acquired);
    pymgr_unref(pymgr_call(waiting.condition, NULL, "acquire", NULL));
    pm_served_kill(&served);
    pthread_join(thread, NULL);
    CU_ASSERT_EQUAL(waiting.code, PYMGR_LOST);
    pthread_barrier_destroy(&waiting.acquired);
    pymgr_proxy_unref(waiting.condition);
    pm_served_end(&served);
}

/* What was not sent whole is sent again: nobody notices that the server was another one meanwhile. */
static void what_was_not_sent_is_sent_again(void)
{
    struct pm_served served;
    struct pymgr_error error = PYMGR_ERROR_INIT;
    pymgr_proxy *jobs;
    pymgr_value *got;

    pm_serve(&served);
    jobs = pymgr_get(served.manager, "jobs", &error);
    for (int i = 0; i < 5; i++) {
        got = pymgr_call(jobs, &error, "put", "i", i);
        CU_ASSERT_PTR_NOT_NULL(got);
        pymgr_unref(got);
        pm_served_kill(&served);
        pm_served_again(&served);
    }
    pymgr_proxy_unref(jobs);
    pymgr_error_clear(&error);
    pm_served_end(&served);
}

static void replies_have_a_limit(void)
{
    struct pymgr_options options = { .max_reply = 2000 };
    struct pm_served served;
    struct pymgr_error error = PYMGR_ERROR_INIT;
    char bytes[3000] = "";
    pymgr_proxy *queue;

    pm_serve_with(&served, &options);
    queue = pymgr_create(served.manager, &error, "Queue", NULL);
    pymgr_unref(pymgr_call(queue, &error, "put", "y", bytes, sizeof bytes));
    CU_ASSERT_PTR_NULL(pymgr_call(queue, &error, "get", NULL));
    CU_ASSERT_EQUAL(error.code, PYMGR_LIMIT);
    pymgr_unref(pymgr_call(queue, &error, "put", "i", 1));
    CU_ASSERT_PTR_NOT_NULL(pymgr_call(queue, &error, "get", NULL));
    pymgr_proxy_unref(queue);
    pymgr_error_clear(&error);
    pm_served_end(&served);
}

static const struct pm_test tests[] = {
    { "results and exceptions come back", results_and_exceptions_come_back },
    { "an object can be copied and shown", an_object_can_be_copied_and_shown },
    { "a deadline ends a call", a_deadline_ends_a_call },
    { "a server that dies leaves the outcome unknown", a_server_that_dies_leaves_the_outcome_unknown },
    { "what was not sent is sent again", what_was_not_sent_is_sent_again },
    { "replies have a limit", replies_have_a_limit },
};

const struct pm_suite pm_suite_calling = { "client/call", PM_SUITE(tests) };
