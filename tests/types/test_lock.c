/* SPDX-License-Identifier: MIT
 *
 * Locks and events with several clients.
 */
#include "object/fake.h"
#include "types/types.h"
#include "unit.h"

#include <stdlib.h>

enum { CLIENTS = 4 };

static struct fake_session sessions[CLIENTS];
static struct fake_call *calls[CLIENTS];
static struct pm_object *object;

static void begin(const char *text)
{
    for (size_t i = 0; i < CLIENTS; i++)
        fake_session_init(&sessions[i]);
    object = fake_new(&sessions[0], text);
}

static void start(size_t i, const char *text, double timer)
{
    calls[i] = fake_begin(&sessions[i], object, text);
    CU_ASSERT_PTR_NOT_NULL_FATAL(calls[i]);
    CU_ASSERT_STRING_EQUAL(calls[i]->text, "waits");
    CU_ASSERT_EQUAL(calls[i]->timer, timer);
}

static void expect(size_t i, const char *text)
{
    CU_ASSERT_STRING_EQUAL(calls[i]->text, text);
    fake_end(calls[i]);
    calls[i] = NULL;
}

static const char *say(const char *text)
{
    return fake_say(&sessions[0], object, text);
}

/* The beginning and end of repr(object) around its address. */
static void expect_repr(const char *before, const char *after)
{
    char *repr = fake_state(object);

    CU_ASSERT_EQUAL(strncmp(repr, before, strlen(before)), 0);
    CU_ASSERT_STRING_EQUAL(repr + strlen(repr) - strlen(after), after);
    free(repr);
}

static void a_release_hands_the_lock_over(void)
{
    begin("Lock()");
    CU_ASSERT_STRING_EQUAL(say("acquire()"), "-> True");
    start(1, "acquire()", 0);
    start(2, "acquire(True, 3)", 3);
    start(3, "acquire(timeout=0.5)", 0.5);
    CU_ASSERT_STRING_EQUAL(say("release()"), "-> None");
    expect(1, "-> True");
    CU_ASSERT_STRING_EQUAL(say("locked()"), "-> True");
    CU_ASSERT_STRING_EQUAL(say("acquire(False)"), "-> False");
    pm_call_timed_out(&calls[3]->call);
    expect(3, "-> False");
    CU_ASSERT_STRING_EQUAL(say("release()"), "-> None");
    expect(2, "-> True");
    CU_ASSERT_STRING_EQUAL(say("release()"), "-> None");
    CU_ASSERT_STRING_EQUAL(say("locked()"), "-> False");
    object = pm_object_unref(object);
}

static void vanished_waiters_get_no_lock(void)
{
    begin("Lock()");
    say("acquire()");
    start(1, "acquire()", 0);
    sessions[1].gone = true;
    CU_ASSERT_STRING_EQUAL(say("release()"), "-> None");
    CU_ASSERT_STRING_EQUAL(say("locked()"), "-> False");
    expect(1, "waits");
    object = pm_object_unref(object);
}

static void locks_have_a_repr_but_no_value(void)
{
    struct pm_error error;

    begin("Lock()");
    expect_repr("<unlocked _thread.lock object at 0x", ">");
    say("acquire()");
    expect_repr("<locked _thread.lock object at 0x", ">");
    CU_ASSERT_PTR_NULL(object->type->get_value(object, &error));
    CU_ASSERT_STRING_EQUAL(error.text, "cannot pickle '_thread.lock' object");
    object = pm_object_unref(object);
}

static void setting_an_event_wakes_all(void)
{
    begin("Event()");
    start(1, "wait()", 0);
    start(2, "wait(7)", 7);
    start(3, "wait(timeout=1.5)", 1.5);
    pm_call_timed_out(&calls[3]->call);
    expect(3, "-> False");
    CU_ASSERT_STRING_EQUAL(say("set()"), "-> None");
    expect(1, "-> True");
    expect(2, "-> True");
    CU_ASSERT_STRING_EQUAL(say("wait()"), "-> True");
    CU_ASSERT_STRING_EQUAL(say("clear()"), "-> None");
    start(1, "wait()", 0);
    expect(1, "waits");
    object = pm_object_unref(object);
}

static void events_have_a_repr_but_no_value(void)
{
    struct pm_error error;

    begin("Event()");
    expect_repr("<threading.Event at 0x", ": unset>");
    say("set()");
    expect_repr("<threading.Event at 0x", ": set>");
    CU_ASSERT_PTR_NULL(object->type->get_value(object, &error));
    CU_ASSERT_STRING_EQUAL(error.text, "cannot pickle '_thread.lock' object");
    object = pm_object_unref(object);
}

static const struct pm_test tests[] = {
    { "a release hands the lock over", a_release_hands_the_lock_over },
    { "vanished waiters get no lock", vanished_waiters_get_no_lock },
    { "locks have a repr but no value", locks_have_a_repr_but_no_value },
    { "setting an event wakes all", setting_an_event_wakes_all },
    { "events have a repr but no value", events_have_a_repr_but_no_value },
};

const struct pm_suite pm_suite_lock = { "types/lock", PM_SUITE(tests) };
