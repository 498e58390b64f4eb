/* SPDX-License-Identifier: MIT */
#include "client/typed.h"

#include "base/memory.h"
#include "client/typed_rig.h"

#include <pthread.h>
#include <signal.h>
#include <stdlib.h>

/* --- deadlines --- */

static const struct pymgr_options hasty = { .call_timeout = 0.2 };

/* A wait may be longer than the call_timeout, which begins after it. */
static void a_wait_is_not_cut_short(void)
{
    pymgr_proxy *queue, *event;
    double start;

    typed_begin_with(&hasty);
    queue = pymgr_queue_new(typed.manager, 1, typed.error);
    event = pymgr_event_new(typed.manager, typed.error);
    start = typed_clock();
    CU_ASSERT_PTR_NULL(pymgr_queue_get(queue, 0.5, typed.error));
    CU_ASSERT_TRUE(pymgr_error_is(typed.error, "Empty"));
    CU_ASSERT_EQUAL(pymgr_event_wait(event, 0.3, typed.error), 0);
    CU_ASSERT_TRUE(typed_clock() - start >= 0.75);
    pymgr_proxy_unref(event);
    pymgr_proxy_unref(queue);
    typed_end();
}

static void *put_later(void *queue)
{
    struct timespec while_ = { .tv_nsec = 400 * 1000 * 1000 };

    nanosleep(&while_, NULL);
    pymgr_queue_put(queue, pymgr_str("late"), 0, NULL);
    return NULL;
}

static void a_wait_for_ever_has_no_deadline(void)
{
    pymgr_proxy *queue;
    pthread_t thread;

    typed_begin_with(&hasty);
    queue = pymgr_queue_new(typed.manager, 0, typed.error);
    CU_ASSERT_EQUAL_FATAL(pthread_create(&thread, NULL, put_later, queue), 0);
    TYPED_SHOWS(pymgr_queue_get(queue, -1, typed.error), "'late'");
    pthread_join(thread, NULL);
    pymgr_proxy_unref(queue);
    typed_end();
}

/* How long it takes to get nothing from a server that does not answer. */
static double get_nothing(pymgr_proxy *queue, double timeout)
{
    double start = typed_clock();

    CU_ASSERT_PTR_NULL(pymgr_queue_get(queue, timeout, typed.error));
    CU_ASSERT_EQUAL(typed.error->code, PYMGR_TIMED_OUT);
    return typed_clock() - start;
}

static void a_server_that_is_stopped_is_not_waited_for(void)
{
    struct pymgr_options options = { .call_timeout = 0.2, .connect_timeout = 0.1 };
    pymgr_proxy *queue;
    double taken;

    typed_begin_with(&options);
    queue = pymgr_queue_new(typed.manager, 0, typed.error);
    CU_ASSERT_EQUAL(pymgr_queue_qsize(queue, typed.error), 0);
    kill(typed.served.pid, SIGSTOP);
    taken = get_nothing(queue, 0.3);
    CU_ASSERT_TRUE(taken >= 0.45 && taken < 5);
    kill(typed.served.pid, SIGCONT);
    CU_ASSERT_EQUAL(pymgr_queue_qsize(queue, typed.error), 0);
    kill(typed.served.pid, SIGSTOP);
    TYPED_FAILS(pymgr_queue_qsize(queue, typed.error), "");
    CU_ASSERT_EQUAL(typed.error->code, PYMGR_TIMED_OUT);
    kill(typed.served.pid, SIGCONT);
    pymgr_proxy_unref(queue);
    typed_end();
}

/* --- results --- */

static void wrong_answers_are_errors(void)
{
    pymgr_proxy *space;

    typed_begin();
    space = pymgr_namespace_from(
        typed.manager, literal("{'parties': 'two', 'n_waiting': -1, 'broken': []}"), typed.error);
    CU_ASSERT_PTR_NOT_NULL_FATAL(space);
    TYPED_FAILS(pymgr_barrier_parties(space, typed.error), "no number");
    CU_ASSERT_EQUAL(typed.error->code, PYMGR_PROTOCOL);
    TYPED_FAILS(pymgr_barrier_n_waiting(space, typed.error), "no number");
    CU_ASSERT_EQUAL(pymgr_barrier_broken(space, typed.error), 0);
    CU_ASSERT_PTR_NULL(pm_take_proxy(space, pymgr_int(1), typed.error));
    CU_ASSERT_EQUAL(typed.error->code, PYMGR_PROTOCOL);
    CU_ASSERT_PTR_NULL(pm_take_proxy(space, NULL, typed.error));
    pymgr_error_clear(typed.error);
    CU_ASSERT_PTR_NULL(pm_take_items(literal("[1]"), typed.error));
    CU_ASSERT_EQUAL(typed.error->code, PYMGR_PROTOCOL);
    CU_ASSERT_PTR_NULL(pm_take_items(NULL, typed.error));
    pymgr_proxy_unref(space);
    typed_end();
}

/* --- other types --- */

/* What Python has AutoProxy for: whatever the object is, its methods are known by name. */
static void any_object_can_be_used(void)
{
    pymgr_proxy *jobs, *same;
    pymgr_value *names, *put = pymgr_str("put"), *run = pymgr_str("run");
    char *ident;

    typed_begin();
    jobs = pymgr_queue_new(typed.manager, 0, typed.error);
    ident = pymgr_proxy_ident(jobs);
    same = pymgr_attach(typed.manager, "Queue", ident, typed.error);
    CU_ASSERT_PTR_NOT_NULL_FATAL(same);
    names = pymgr_proxy_exposed(same, typed.error);
    CU_ASSERT_TRUE(pymgr_contains(names, put));
    CU_ASSERT_FALSE(pymgr_contains(names, run));
    TYPED_SHOWS(pymgr_call(same, typed.error, "put", "i, timeout=f", 5, 1.0), "None");
    TYPED_SHOWS(pymgr_call(same, typed.error, "run", NULL), "KeyError: 'run'");
    CU_ASSERT_EQUAL(typed.error->code, PYMGR_REMOTE);
    TYPED_SHOWS(pymgr_queue_get(jobs, 0, typed.error), "5");
    pymgr_unref(names);
    pymgr_unref(put);
    pymgr_unref(run);
    free(ident);
    pymgr_proxy_unref(same);
    pymgr_proxy_unref(jobs);
    typed_end();
}

/* --- memory --- */

static pymgr_proxy *list, *queue, *dict, *pool;

static int len(void)
{
    return (int)pymgr_shared_list_len(list, typed.error);
}

static int contains(void)
{
    return pymgr_shared_list_contains(list, pymgr_str("a"), typed.error);
}

static int set_slice(void)
{
    return pymgr_shared_list_set_slice(list, 0, 1, pymgr_pack(typed.error, "[ss]", "a", "b"), typed.error);
}

static int reversed(void)
{
    pymgr_value *items = pymgr_shared_list_reversed(list, typed.error);

    pymgr_unref(items);
    return items == NULL ? -1 : 0;
}

static int get(void)
{
    pymgr_value *item = pymgr_queue_get(queue, 0, typed.error);

    pymgr_unref(item);
    return item == NULL && !pymgr_error_is(typed.error, "queue.Empty") ? -1 : 0;
}

static int make_namespace(void)
{
    pymgr_proxy *space =
        pymgr_namespace_from(typed.manager, pymgr_pack(typed.error, "{a=i}", 1), typed.error);

    pymgr_proxy_unref(space);
    return space == NULL ? -1 : 0;
}

static int apply(void)
{
    pymgr_value *sum = pymgr_pool_apply(pool, typed.error, pymgr_global("operator", "add"), "ii", 1, 2);

    pymgr_unref(sum);
    return sum == NULL ? -1 : 0;
}

static int iterate(void)
{
    pymgr_proxy *keys = pymgr_shared_dict_iter(dict, typed.error);
    pymgr_value *key = NULL;
    int more = keys == NULL ? -1 : pymgr_iterator_step(keys, &key, typed.error);

    pymgr_proxy_unref(keys);
    return more;
}

static int operate(void)
{
    CU_ASSERT_PTR_NULL(pymgr_shared_dict_or(dict, pymgr_int(1000), typed.error));
    return pymgr_error_is(typed.error, "TypeError") ? 0 : -1;
}

/* Fails each allocation in turn, until the call succeeds. What the server has made in vain stays there: who
 * was to give it up had no memory to do so. */
static void without_memory_calls_fail(void)
{
    static int (*const calls[])(
        void) = { len, contains, set_slice, reversed, get, make_namespace, apply, iterate, operate };

    typed_begin();
    list = pymgr_shared_list_from(typed.manager, literal("['a', 'b']"), typed.error);
    queue = pymgr_queue_new(typed.manager, 0, typed.error);
    dict = pymgr_shared_dict_new(typed.manager, typed.error);
    pool = pymgr_pool_new(typed.manager, 1, typed.error);
    for (size_t i = 0; i < sizeof calls / sizeof calls[0]; i++) {
        size_t n = 0;
        int result;

        do {
            pymgr_error_clear(typed.error);
            pm_blocks_drop();
            pm_memory_fail_at(++n);
            result = calls[i]();
            pm_memory_fail_at(0);
            CU_ASSERT_TRUE(result >= 0 || typed.error->code != PYMGR_OK);
        } while (result < 0 && n < 10000);
        CU_ASSERT_TRUE(result >= 0 && n > 1);
    }
    list = pymgr_proxy_unref(list);
    queue = pymgr_proxy_unref(queue);
    dict = pymgr_proxy_unref(dict);
    pool = pymgr_proxy_unref(pool);
    pymgr_error_clear(typed.error);
    pm_served_end(&typed.served);
}

static const struct pm_test tests[] = {
    { "a wait is not cut short", a_wait_is_not_cut_short },
    { "a wait for ever has no deadline", a_wait_for_ever_has_no_deadline },
    { "a server that is stopped is not waited for", a_server_that_is_stopped_is_not_waited_for },
    { "wrong answers are errors", wrong_answers_are_errors },
    { "any object can be used", any_object_can_be_used },
    { "without memory calls fail", without_memory_calls_fail },
};

const struct pm_suite pm_suite_typed = { "client/typed", PM_SUITE(tests) };
