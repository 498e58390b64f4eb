/* SPDX-License-Identifier: MIT
 *
 * Who gets what, and when: what test_cases.c cannot ask, since CPython's answers to several clients at once
 * are not always the same.
 */
#include "object/fake.h"
#include "types/types.h"
#include "unit.h"

#include <stdlib.h>

enum { CLIENTS = 4 };

static struct fake_session sessions[CLIENTS];
static struct fake_call *calls[CLIENTS];
static struct pm_object *queue;

static void begin(const char *text)
{
    for (size_t i = 0; i < CLIENTS; i++)
        fake_session_init(&sessions[i]);
    queue = fake_new(&sessions[0], text);
}

/* Client i calls, and may wait. */
static const char *start(size_t i, const char *text)
{
    calls[i] = fake_begin(&sessions[i], queue, text);
    CU_ASSERT_PTR_NOT_NULL_FATAL(calls[i]);
    return calls[i]->text;
}

/* What client i's call has come to; the call is dropped. */
static void expect(size_t i, const char *text)
{
    CU_ASSERT_STRING_EQUAL(calls[i]->text, text);
    fake_end(calls[i]);
    calls[i] = NULL;
}

static void end(void)
{
    for (size_t i = 0; i < CLIENTS; i++) {
        if (calls[i] != NULL)
            fake_end(calls[i]);
        calls[i] = NULL;
    }
    queue = pm_object_unref(queue);
}

static const char *say(const char *text)
{
    return fake_say(&sessions[0], queue, text);
}

static void items_go_to_the_first_who_waits(void)
{
    begin("Queue()");
    CU_ASSERT_STRING_EQUAL(start(1, "get()"), "waits");
    CU_ASSERT_STRING_EQUAL(start(2, "get(True, 5)"), "waits");
    CU_ASSERT_STRING_EQUAL(start(3, "get(timeout=2.5)"), "waits");
    CU_ASSERT_EQUAL(calls[1]->timer, 0);
    CU_ASSERT_EQUAL(calls[2]->timer, 5);
    CU_ASSERT_EQUAL(calls[3]->timer, 2.5);
    CU_ASSERT_STRING_EQUAL(say("put('a')"), "-> None");
    CU_ASSERT_STRING_EQUAL(say("qsize()"), "-> 0");
    CU_ASSERT_STRING_EQUAL(say("put('b')"), "-> None");
    expect(1, "-> 'a'");
    expect(2, "-> 'b'");
    pm_call_timed_out(&calls[3]->call);
    expect(3, "!! Empty()");
    CU_ASSERT_STRING_EQUAL(say("put('c')"), "-> None");
    CU_ASSERT_STRING_EQUAL(say("qsize()"), "-> 1");
    end();
}

static void vanished_getters_swallow_nothing(void)
{
    begin("Queue()");
    start(1, "get()");
    start(2, "get()");
    sessions[1].gone = true;
    CU_ASSERT_STRING_EQUAL(say("put('a')"), "-> None");
    expect(2, "-> 'a'");
    CU_ASSERT_STRING_EQUAL(calls[1]->text, "waits");
    CU_ASSERT_STRING_EQUAL(say("put('b')"), "-> None");
    CU_ASSERT_STRING_EQUAL(say("get_nowait()"), "-> 'b'");
    end();
}

static void a_get_lets_the_first_waiting_put_in(void)
{
    begin("Queue(2)");
    say("put(1)");
    say("put(2)");
    CU_ASSERT_STRING_EQUAL(start(1, "put(3)"), "waits");
    CU_ASSERT_STRING_EQUAL(start(2, "put(4, True, 9)"), "waits");
    CU_ASSERT_STRING_EQUAL(start(3, "put(5, True, 9)"), "waits");
    CU_ASSERT_STRING_EQUAL(say("get()"), "-> 1");
    expect(1, "-> None");
    /* It is full again: a newcomer does not overtake those who wait. */
    CU_ASSERT_STRING_EQUAL(say("put_nowait(6)"), "!! Full()");
    sessions[2].gone = true;
    CU_ASSERT_STRING_EQUAL(say("get()"), "-> 2");
    expect(3, "-> None");
    CU_ASSERT_STRING_EQUAL(say("get()"), "-> 3");
    CU_ASSERT_STRING_EQUAL(say("get()"), "-> 5");
    CU_ASSERT_STRING_EQUAL(say("empty()"), "-> True");
    end();
}

static void waiting_puts_run_out_of_time(void)
{
    begin("Queue(1)");
    say("put(1)");
    start(1, "put(2, True, 1)");
    pm_call_timed_out(&calls[1]->call);
    expect(1, "!! Full()");
    CU_ASSERT_STRING_EQUAL(say("get()"), "-> 1");
    CU_ASSERT_STRING_EQUAL(say("qsize()"), "-> 0");
    CU_ASSERT_STRING_EQUAL(say("task_done()"), "-> None");
    CU_ASSERT_STRING_EQUAL(say("task_done()"), "!! ValueError('task_done() called too many times')");
    end();
}

static void joins_wait_for_the_last_task(void)
{
    begin("JoinableQueue()");
    say("put(1)");
    say("put(2)");
    CU_ASSERT_STRING_EQUAL(start(1, "join()"), "waits");
    CU_ASSERT_STRING_EQUAL(start(2, "join()"), "waits");
    say("get()");
    say("get()");
    CU_ASSERT_STRING_EQUAL(say("task_done()"), "-> None");
    CU_ASSERT_STRING_EQUAL(calls[1]->text, "waits");
    CU_ASSERT_STRING_EQUAL(say("task_done()"), "-> None");
    expect(1, "-> None");
    expect(2, "-> None");
    end();
}

/* An item that goes from hand to hand is a task as well. */
static void handed_over_items_are_tasks(void)
{
    begin("Queue()");
    start(1, "get()");
    say("put(1)");
    expect(1, "-> 1");
    CU_ASSERT_STRING_EQUAL(start(2, "join()"), "waits");
    CU_ASSERT_STRING_EQUAL(say("task_done()"), "-> None");
    expect(2, "-> None");
    end();
}

/* As CPython 3.13's queue.py has it. */
static void shutdown_ends_all_waiting(void)
{
    begin("Queue(1)");
    say("put(1)");
    start(1, "put(2)");
    start(2, "join()");
    CU_ASSERT_STRING_EQUAL(say("shutdown()"), "-> None");
    expect(1, "!! ShutDown()");
    CU_ASSERT_STRING_EQUAL(calls[2]->text, "waits");
    CU_ASSERT_STRING_EQUAL(say("put(3)"), "!! ShutDown()");
    CU_ASSERT_STRING_EQUAL(say("put_nowait(3)"), "!! ShutDown()");
    CU_ASSERT_STRING_EQUAL(say("get()"), "-> 1");
    CU_ASSERT_STRING_EQUAL(say("get()"), "!! ShutDown()");
    CU_ASSERT_STRING_EQUAL(say("get_nowait()"), "!! ShutDown()");
    CU_ASSERT_STRING_EQUAL(say("task_done()"), "-> None");
    expect(2, "-> None");
    end();
    begin("Queue()");
    start(1, "get()");
    say("shutdown()");
    expect(1, "!! ShutDown()");
    end();
}

static void immediate_shutdown_drops_the_items(void)
{
    begin("Queue()");
    say("put(1)");
    say("put(2)");
    start(1, "join()");
    CU_ASSERT_STRING_EQUAL(say("shutdown(immediate=True)"), "-> None");
    expect(1, "-> None");
    CU_ASSERT_STRING_EQUAL(say("get()"), "!! ShutDown()");
    CU_ASSERT_STRING_EQUAL(say("qsize()"), "-> 0");
    end();
}

static void thousands_of_items_keep_their_order(void)
{
    char text[64];

    begin("Queue()");
    for (int round = 0; round < 2; round++) {
        for (int i = 0; i < 5000; i++) {
            snprintf(text, sizeof text, "put(%d)", i);
            CU_ASSERT_STRING_EQUAL_FATAL(say(text), "-> None");
        }
        for (int i = 0; i < 5000 - round * 100; i++) {
            snprintf(text, sizeof text, "-> %d", i);
            CU_ASSERT_STRING_EQUAL_FATAL(say("get()"), text);
        }
    }
    CU_ASSERT_STRING_EQUAL(say("qsize()"), "-> 100");
    end();
}

static void it_cannot_be_pickled(void)
{
    struct pm_error error;
    char *repr;

    begin("Queue()");
    repr = fake_state(queue);
    CU_ASSERT_EQUAL(strncmp(repr, "<queue.Queue object at 0x", 25), 0);
    free(repr);
    CU_ASSERT_PTR_NULL(queue->type->get_value(queue, &error));
    CU_ASSERT_STRING_EQUAL(error.text, "cannot pickle '_thread.lock' object");
    end();
}

static const struct pm_test tests[] = {
    { "items go to the first who waits", items_go_to_the_first_who_waits },
    { "vanished getters swallow nothing", vanished_getters_swallow_nothing },
    { "a get lets the first waiting put in", a_get_lets_the_first_waiting_put_in },
    { "waiting puts run out of time", waiting_puts_run_out_of_time },
    { "joins wait for the last task", joins_wait_for_the_last_task },
    { "handed over items are tasks", handed_over_items_are_tasks },
    { "shutdown ends all waiting", shutdown_ends_all_waiting },
    { "immediate shutdown drops the items", immediate_shutdown_drops_the_items },
    { "thousands of items keep their order", thousands_of_items_keep_their_order },
    { "it cannot be pickled", it_cannot_be_pickled },
};

const struct pm_suite pm_suite_queue = { "types/queue", PM_SUITE(tests) };
