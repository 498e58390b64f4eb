/* SPDX-License-Identifier: MIT */
#include "types/clients.h"
#include "unit.h"

static void setting_an_event_wakes_all(void)
{
    clients_begin("Event()");
    client_start(1, "wait()", 0);
    client_start(2, "wait(7)", 7);
    client_start(3, "wait(timeout=1.5)", 1.5);
    client_time_out(3);
    client_got(3, "-> False");
    client_expect(0, "set()", "-> None");
    client_got(1, "-> True");
    client_got(2, "-> True");
    client_expect(0, "wait()", "-> True");
    client_expect(0, "clear()", "-> None");
    client_start(1, "wait()", 0);
    client_got(1, "waits");
    clients_end();
}

static void events_have_a_repr_but_no_value(void)
{
    struct pm_error error;

    clients_begin("Event()");
    expect_repr("<threading.Event at 0x: unset>");
    client_expect(0, "set()", "-> None");
    expect_repr("<threading.Event at 0x: set>");
    CU_ASSERT_PTR_NULL(shared->type->get_value(shared, &error));
    CU_ASSERT_STRING_EQUAL(error.text, "cannot pickle '_thread.lock' object");
    clients_end();
}

static const struct pm_test tests[] = {
    { "setting an event wakes all", setting_an_event_wakes_all },
    { "events have a repr but no value", events_have_a_repr_but_no_value },
};

const struct pm_suite pm_suite_event = { "types/event", PM_SUITE(tests) };
