/* SPDX-License-Identifier: MIT */
#include "base/memory.h"
#include "types/clients.h"
#include "unit.h"

static void waiters_are_served_in_order(void)
{
    clients_begin("Semaphore(1)");
    client_expect(0, "acquire()", "-> True");
    client_expect(0, "acquire(False)", "-> False");
    client_start(1, "acquire()", 0);
    client_start(2, "acquire(True, 3)", 3);
    client_start(3, "acquire(timeout=0.5)", 0.5);
    client_expect(0, "release()", "-> None");
    client_got(1, "-> True");
    client_expect(0, "acquire(False)", "-> False");
    client_time_out(3);
    client_got(3, "-> False");
    client_expect(0, "release()", "-> None");
    client_got(2, "-> True");
    expect_repr("<threading.Semaphore at 0x: value=0>");
    clients_end();
}

static void one_release_may_serve_several(void)
{
    clients_begin("Semaphore(0)");
    for (size_t i = 1; i <= 4; i++)
        client_start(i, "acquire()", 0);
    client_expect(0, "release(2)", "-> None");
    client_got(1, "-> True");
    client_got(2, "-> True");
    client_expect(0, "release(5)", "-> None");
    client_got(3, "-> True");
    client_got(4, "-> True");
    expect_repr("<threading.Semaphore at 0x: value=3>");
    clients_end();
}

/* A fraction is enough for everybody in Python, but it wakes no more than it should. */
static void a_fraction_wakes_some(void)
{
    clients_begin("Semaphore(0)");
    for (size_t i = 1; i <= 3; i++)
        client_start(i, "acquire()", 0);
    client_expect(0, "release(1.5)", "-> None");
    client_got(1, "-> True");
    client_got(2, "-> True");
    expect_repr("<threading.Semaphore at 0x: value=-0.5>");
    client_got(3, "waits");
    clients_end();
}

static void vanished_waiters_get_nothing(void)
{
    clients_begin("BoundedSemaphore(1)");
    client_expect(0, "acquire()", "-> True");
    client_start(1, "acquire()", 0);
    client_start(2, "acquire()", 0);
    clients[1].gone = true;
    client_expect(0, "release()", "-> None");
    client_got(1, "waits");
    client_got(2, "-> True");
    client_expect(0, "release()", "-> None");
    client_expect(0, "release()", "!! ValueError('Semaphore released too many times')");
    expect_repr("<threading.BoundedSemaphore at 0x: value=1/1>");
    clients_end();
}

static void it_is_locked_when_it_is_used_up(void)
{
    clients_begin("BoundedSemaphore(1)");
    client_expect(0, "locked()", "-> False");
    client_expect(0, "acquire()", "-> True");
    client_expect(0, "locked()", "-> True");
    client_expect(
        0, "locked(1)", "!! TypeError('Semaphore.locked() takes 1 positional argument but 2 were given')");
    clients_end();
}

/* A release that has no memory for any of its steps serves nobody. */
static void without_memory_nobody_is_served(void)
{
    clients_begin("Semaphore(0)");
    client_start(1, "acquire()", 0);
    client_start(2, "acquire()", 0);
    for (clients[0].fail_at = 1; strcmp(client_say(0, "release(2000000)"), "no memory") == 0;
         clients[0].fail_at++)
        expect_repr("<threading.Semaphore at 0x: value=0>");
    CU_ASSERT_TRUE(clients[0].fail_at > 2);
    client_got(1, "-> True");
    client_got(2, "-> True");
    expect_repr("<threading.Semaphore at 0x: value=1999998>");
    clients_end();
}

static void it_has_no_value(void)
{
    struct pm_error error;

    clients_begin("Semaphore()");
    CU_ASSERT_PTR_NULL(shared->type->get_value(shared, &error));
    CU_ASSERT_STRING_EQUAL(error.text, "cannot pickle '_thread.lock' object");
    clients_end();
}

static const struct pm_test tests[] = {
    { "waiters are served in order", waiters_are_served_in_order },
    { "one release may serve several", one_release_may_serve_several },
    { "a fraction wakes some", a_fraction_wakes_some },
    { "vanished waiters get nothing", vanished_waiters_get_nothing },
    { "it is locked when it is used up", it_is_locked_when_it_is_used_up },
    { "without memory nobody is served", without_memory_nobody_is_served },
    { "it has no value", it_has_no_value },
};

const struct pm_suite pm_suite_semaphore = { "types/semaphore", PM_SUITE(tests) };
