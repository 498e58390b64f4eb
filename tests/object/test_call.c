/* SPDX-License-Identifier: MIT */
#include "object/call.h"

#include "base/memory.h"
#include "object/fake.h"
#include "unit.h"

/* Calls that wait in one queue, each of a session of its own. */
enum { CALLS = 3 };

static struct pm_wait_queue queue;
static struct fake_session sessions[CALLS];
static struct fake_call calls[CALLS];
static unsigned cancelled;

static void count_cancelled(struct pm_call *call)
{
    CU_ASSERT_PTR_NULL(call->queue);
    cancelled++;
}

static enum pm_outcome too_late(struct pm_call *call)
{
    CU_ASSERT_PTR_NULL(call->queue);
    return pm_raise(call, PM_VALUE_ERROR, "too late");
}

static enum pm_outcome once_more(struct pm_call *call)
{
    return pm_wait(call, &queue, 2, too_late);
}

static void begin(void)
{
    TAILQ_INIT(&queue);
    cancelled = 0;
    for (size_t i = 0; i < CALLS; i++) {
        fake_session_init(&sessions[i]);
        calls[i] =
            (struct fake_call){ .call.session = &sessions[i].session, .call.on_cancel = count_cancelled };
    }
}

static void end(void)
{
    for (size_t i = 0; i < CALLS; i++) {
        pm_call_clear(&calls[i].call);
        free(calls[i].text);
    }
}

static void wait_all(double seconds)
{
    for (size_t i = 0; i < CALLS; i++)
        CU_ASSERT_EQUAL(pm_wait(&calls[i].call, &queue, seconds, too_late), PM_WAIT);
}

static void they_are_woken_in_order(void)
{
    begin();
    wait_all(-1);
    for (int64_t i = 0; i < CALLS; i++) {
        CU_ASSERT_PTR_EQUAL_FATAL(pm_wait_first(&queue), &calls[i].call);
        pm_finish_return(&calls[i].call, pymgr_int(i));
    }
    CU_ASSERT_PTR_NULL(pm_wait_first(&queue));
    CU_ASSERT_STRING_EQUAL(calls[0].text, "-> 0");
    CU_ASSERT_STRING_EQUAL(calls[2].text, "-> 2");
    CU_ASSERT_EQUAL(calls[0].timer, 0);
    CU_ASSERT_EQUAL(cancelled, 0);
    end();
}

static void vanished_peers_are_passed_over(void)
{
    begin();
    wait_all(-1);
    sessions[0].gone = sessions[1].gone = true;
    CU_ASSERT_PTR_EQUAL(pm_wait_first(&queue), &calls[2].call);
    CU_ASSERT_EQUAL(cancelled, 2);
    CU_ASSERT_PTR_NULL(calls[0].text);
    pm_call_cancel(&calls[0].call);
    CU_ASSERT_EQUAL(cancelled, 2);
    pm_finish_raise(&calls[2].call, PM_KEY_ERROR, "%s", "k");
    CU_ASSERT_STRING_EQUAL(calls[2].text, "!! KeyError('k')");
    end();
}

static void time_runs_out(void)
{
    begin();
    wait_all(1.5);
    CU_ASSERT_EQUAL(calls[1].timer, 1.5);
    pm_call_timed_out(&calls[1].call);
    CU_ASSERT_STRING_EQUAL(calls[1].text, "!! ValueError('too late')");
    CU_ASSERT_PTR_EQUAL(pm_wait_first(&queue), &calls[0].call);
    pm_finish_return(&calls[0].call, pymgr_none());
    CU_ASSERT_PTR_EQUAL(pm_wait_first(&queue), &calls[2].call);
    pm_call_timed_out(&calls[0].call); /* a timer that comes late finds nothing to do */
    CU_ASSERT_STRING_EQUAL(calls[0].text, "-> None");
    pm_call_cancel(&calls[2].call);
    end();
}

static void no_time_is_over_at_once(void)
{
    begin();
    CU_ASSERT_EQUAL(pm_wait(&calls[0].call, &queue, 0, too_late), PM_RAISE);
    CU_ASSERT_PTR_NULL(pm_wait_first(&queue));
    end();
}

static void a_timeout_may_wait_again(void)
{
    begin();
    CU_ASSERT_EQUAL(pm_wait(&calls[0].call, &queue, 1, once_more), PM_WAIT);
    pm_call_timed_out(&calls[0].call);
    CU_ASSERT_PTR_NULL(calls[0].text);
    CU_ASSERT_EQUAL(calls[0].timer, 2);
    pm_call_timed_out(&calls[0].call);
    CU_ASSERT_STRING_EQUAL(calls[0].text, "!! ValueError('too late')");
    end();
}

static void without_memory_calls_end_too(void)
{
    begin();
    wait_all(1);
    pm_finish_return(&calls[0].call, NULL);
    CU_ASSERT_STRING_EQUAL(calls[0].text, "no memory");
    pm_memory_fail_at(1);
    CU_ASSERT_EQUAL(pm_raise(&calls[1].call, PM_KEY_ERROR, "x"), PM_NOMEM);
    CU_ASSERT_EQUAL(pm_raise_args(&calls[1].call, PM_KEY_ERROR, NULL), PM_NOMEM);
    pm_memory_fail_at(0);
    CU_ASSERT_EQUAL(pm_return_object(&calls[1].call, NULL), PM_NOMEM);
    pm_call_cancel(&calls[1].call);
    pm_call_cancel(&calls[2].call);
    end();
}

static void they_are_counted(void)
{
    begin();
    CU_ASSERT_EQUAL(pm_wait_count(&queue, SIZE_MAX), 0);
    wait_all(-1);
    CU_ASSERT_EQUAL(pm_wait_count(&queue, SIZE_MAX), CALLS);
    CU_ASSERT_EQUAL(pm_wait_count(&queue, 1), 1);
    sessions[0].gone = sessions[2].gone = true;
    CU_ASSERT_EQUAL(pm_wait_count(&queue, 1), 1);
    CU_ASSERT_EQUAL(cancelled, 1); /* it was not looked at the last one */
    CU_ASSERT_EQUAL(pm_wait_count(&queue, SIZE_MAX), 1);
    CU_ASSERT_EQUAL(cancelled, 2);
    CU_ASSERT_PTR_EQUAL(TAILQ_FIRST(&queue), &calls[1].call);
    end();
}

static void a_call_that_moves_waits_for_ever(void)
{
    struct pm_wait_queue other = TAILQ_HEAD_INITIALIZER(other);

    begin();
    wait_all(2);
    pm_wait_move(&calls[1].call, &other);
    pm_wait_move(&calls[0].call, &other);
    pm_call_timed_out(&calls[1].call);
    CU_ASSERT_PTR_EQUAL(pm_wait_first(&other), &calls[1].call);
    CU_ASSERT_PTR_EQUAL(pm_wait_first(&queue), &calls[2].call);
    pm_finish_return(&calls[1].call, pymgr_none());
    CU_ASSERT_PTR_EQUAL(pm_wait_first(&other), &calls[0].call);
    CU_ASSERT_EQUAL(cancelled, 0);
    end();
}

static size_t handled;

static enum pm_outcome wait_twice(struct pm_call *call)
{
    return ++handled < 2 ? pm_wait(call, &queue, -1, NULL) : pm_return(call, pymgr_int((int64_t)handled));
}

static void a_call_may_begin_anew(void)
{
    static const struct pm_method method = { .name = "wait_twice", .handler = wait_twice, .signature = "()" };

    begin();
    handled = 0;
    calls[0].call.method = &method;
    CU_ASSERT_EQUAL(pm_wait(&calls[0].call, &queue, -1, NULL), PM_WAIT);
    pm_retry(&calls[0].call);
    CU_ASSERT_PTR_EQUAL(pm_wait_first(&queue), &calls[0].call);
    pm_retry(&calls[0].call);
    CU_ASSERT_PTR_NULL(pm_wait_first(&queue));
    CU_ASSERT_STRING_EQUAL(calls[0].text, "-> 2");
    CU_ASSERT_EQUAL(cancelled, 0);
    end();
}

static const struct pm_test tests[] = {
    { "they are woken in order", they_are_woken_in_order },
    { "vanished peers are passed over", vanished_peers_are_passed_over },
    { "time runs out", time_runs_out },
    { "no time is over at once", no_time_is_over_at_once },
    { "a timeout may wait again", a_timeout_may_wait_again },
    { "they are counted", they_are_counted },
    { "a call that moves waits for ever", a_call_that_moves_waits_for_ever },
    { "a call may begin anew", a_call_may_begin_anew },
    { "without memory calls end too", without_memory_calls_end_too },
};

const struct pm_suite pm_suite_call = { "object/call", PM_SUITE(tests) };
