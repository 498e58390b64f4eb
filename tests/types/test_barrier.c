/* SPDX-License-Identifier: MIT */
#include "types/clients.h"
#include "unit.h"

static struct fake_executor executor;

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

/* All clients share one executor, whose Python is the test. */
static void begin_with_action(const char *text, bool python, const char *module, const char *name)
{
    fake_executor_init(&executor, python);
    clients_begin("Barrier(1, action=0)");
    client_expect(0, "wait()", "-> 0");
    pm_object_unref(shared);
    for (size_t i = 0; i < CLIENTS; i++) {
        clients[i].executor = &executor.executor;
        clients[i].given = pymgr_global(module, name);
    }
    shared = fake_new(&clients[0], text);
}

static void end_with_action(void)
{
    fake_executor_drop(&executor);
    for (size_t i = 0; i < CLIENTS; i++)
        clients[i].given = pymgr_unref(clients[i].given);
    clients_end();
}

static void finish_action(bool succeeded, pymgr_value *result)
{
    struct fake_task task = fake_take(&executor.common);

    CU_ASSERT_PTR_NOT_NULL_FATAL(task.job);
    CU_ASSERT_EQUAL(pymgr_length(task.task.args), 0);
    fake_finish(&task, succeeded, result);
}

static void an_action_is_called_before_anybody_leaves(void)
{
    begin_with_action("Barrier(2, '@', 5)", true, "os", "getpid");
    client_start(0, "wait()", 5);
    client_start(1, "wait()", 0);
    client_expect(2, "__getattribute__('n_waiting')", "-> 2");
    client_start(2, "wait()", 0); /* behind */
    client_start(3, "reset()", 0);
    client_time_out(0);
    finish_action(true, pymgr_none());
    client_got(0, "-> 0");
    client_got(1, "-> 1");
    client_got(2, "!! BrokenBarrierError()");
    client_got(3, "-> None");
    end_with_action();
}

static void a_failing_action_breaks_the_barrier(void)
{
    begin_with_action("Barrier(2, '@')", true, "os", "getpid");
    client_start(0, "wait()", 0);
    client_start(1, "wait()", 0);
    finish_action(false, pymgr_str("an exception"));
    client_got(0, "!! BrokenBarrierError()");
    client_got(1, "!! 'an exception'");
    client_expect(0, "wait()", "!! BrokenBarrierError()");
    end_with_action();
}

static void who_calls_the_action_may_vanish(void)
{
    begin_with_action("Barrier(2, '@')", true, "os", "getpid");
    client_start(0, "wait()", 0);
    client_start(1, "wait()", 0);
    client_vanish(1);
    finish_action(true, pymgr_none());
    client_got(0, "-> 0");
    client_expect(0, "__getattribute__('n_waiting')", "-> 0");
    end_with_action();
}

static void without_python_the_action_fails(void)
{
    begin_with_action("Barrier(2, '@')", false, "os", "getpid");
    client_start(0, "wait()", 0);
    client_expect(1, "wait()",
        "!! AttributeError(\"calling 'os.getpid' takes Python, which pymgrd runs only if started with "
        "--python "
        "PYTHON\")");
    client_got(0, "!! BrokenBarrierError()");
    end_with_action();
    begin_with_action("Barrier(2, '@')", false, "builtins", "list");
    client_start(0, "wait()", 0);
    client_expect(1, "wait()", "-> 1");
    client_got(0, "-> 0");
    end_with_action();
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
    { "an action is called before anybody leaves", an_action_is_called_before_anybody_leaves },
    { "a failing action breaks the barrier", a_failing_action_breaks_the_barrier },
    { "who calls the action may vanish", who_calls_the_action_may_vanish },
    { "without Python the action fails", without_python_the_action_fails },
    { "without memory it does not trip", without_memory_it_does_not_trip },
    { "it has no value", it_has_no_value },
};

const struct pm_suite pm_suite_barrier = { "types/barrier", PM_SUITE(tests) };
