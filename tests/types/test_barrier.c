/* SPDX-License-Identifier: MIT */
#include "types/clients.h"
#include "unit.h"

#define BROKEN "!! BrokenBarrierError()"

static void they_leave_together(void)
{
    clients_begin("Barrier(3)");
    for (int round = 0; round < 3; round++) {
        client_start(1, "wait()", 0);
        client_start(2, "wait(4)", 4);
        client_expect(0, "__getattribute__('n_waiting')", "-> 2");
        client_expect(3, "wait()", "-> 2");
        client_got(1, "-> 0");
        client_got(2, "-> 1");
        client_expect(0, "__getattribute__('n_waiting')", "-> 0");
    }
    clients_end();
}

static void one_too_late_breaks_it(void)
{
    clients_begin("Barrier(4, timeout=7)");
    client_start(1, "wait()", 7);
    client_start(2, "wait(3)", 3);
    client_time_out(2);
    client_got(1, BROKEN);
    client_got(2, BROKEN);
    client_expect(0, "wait()", BROKEN);
    expect_repr("<threading.Barrier at 0x: broken>");
    client_expect(0, "reset()", "-> None");
    expect_repr("<threading.Barrier at 0x: waiters=0/4>");
    clients_end();
}

static void abort_breaks_it(void)
{
    clients_begin("Barrier(3)");
    client_start(1, "wait()", 0);
    client_start(2, "wait()", 0);
    client_expect(0, "abort()", "-> None");
    client_got(1, BROKEN);
    client_got(2, BROKEN);
    client_expect(0, "__getattribute__('broken')", "-> True");
    client_expect(0, "__getattribute__('n_waiting')", "-> 0");
    clients_end();
}

static void reset_begins_anew(void)
{
    clients_begin("Barrier(2)");
    client_start(1, "wait()", 0);
    client_expect(0, "reset()", "-> None");
    client_got(1, BROKEN);
    client_expect(0, "__getattribute__('broken')", "-> False");
    client_start(1, "wait()", 0);
    client_expect(0, "wait()", "-> 1");
    client_got(1, "-> 0");
    clients_end();
}

static void vanished_waiters_leave_their_places(void)
{
    clients_begin("Barrier(3)");
    client_start(1, "wait()", 0);
    client_start(2, "wait()", 0);
    client_vanish(1);
    client_start(3, "wait()", 0);
    clients[3].gone = true; /* which nobody has noticed yet */
    client_start(4, "wait()", 0);
    client_expect(0, "__getattribute__('n_waiting')", "-> 2");
    client_expect(5, "wait()", "-> 2");
    client_got(2, "-> 0");
    client_got(3, "waits");
    client_got(4, "-> 1");
    clients_end();
}

static void a_wrong_timeout_breaks_nothing(void)
{
    clients_begin("Barrier(2)");
    client_start(1, "wait()", 0);
    client_expect(0, "wait('x')", "-> 1"); /* it was not looked at */
    client_got(1, "-> 0");
    client_expect(0, "wait('x')", "!! TypeError(\"unsupported operand type(s) for +: 'float' and 'str'\")");
    expect_repr("<threading.Barrier at 0x: waiters=0/2>");
    clients_end();
}

static void an_action_is_refused(void)
{
    clients_begin("Barrier(1, action=0)");
    client_expect(0, "wait()", "-> 0");
    CU_ASSERT_STRING_EQUAL(fake_say(&clients[0], NULL, "Barrier(1, 5)"),
        "!! TypeError('this server cannot run the action of a Barrier')");
    clients_end();
}

/* The last one that has no memory has not come. */
static void without_memory_it_does_not_trip(void)
{
    clients_begin("Barrier(2)");
    client_start(1, "wait()", 0);
    for (clients[0].fail_at = 1; strcmp(client_say(0, "wait()"), "no memory") == 0; clients[0].fail_at++)
        expect_repr("<threading.Barrier at 0x: waiters=1/2>");
    client_got(1, "-> 0");
    clients_end();
}

static void it_has_no_value(void)
{
    struct pm_error error;

    clients_begin("Barrier(1)");
    CU_ASSERT_PTR_NULL(shared->type->get_value(shared, &error));
    CU_ASSERT_STRING_EQUAL(error.text, "cannot pickle '_thread.lock' object");
    clients_end();
}

static const struct pm_test tests[] = {
    { "they leave together", they_leave_together },
    { "one too late breaks it", one_too_late_breaks_it },
    { "abort breaks it", abort_breaks_it },
    { "reset begins anew", reset_begins_anew },
    { "vanished waiters leave their places", vanished_waiters_leave_their_places },
    { "a wrong timeout breaks nothing", a_wrong_timeout_breaks_nothing },
    { "an action is refused", an_action_is_refused },
    { "without memory it does not trip", without_memory_it_does_not_trip },
    { "it has no value", it_has_no_value },
};

const struct pm_suite pm_suite_barrier = { "types/barrier", PM_SUITE(tests) };
