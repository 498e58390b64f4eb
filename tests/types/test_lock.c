/* SPDX-License-Identifier: MIT */
#include "types/clients.h"
#include "unit.h"

static void a_release_hands_the_lock_over(void)
{
    clients_begin("Lock()");
    client_expect(0, "acquire()", "-> True");
    client_start(1, "acquire()", 0);
    client_start(2, "acquire(True, 3)", 3);
    client_start(3, "acquire(timeout=0.5)", 0.5);
    client_expect(0, "release()", "-> None");
    client_got(1, "-> True");
    client_expect(0, "locked()", "-> True");
    client_expect(0, "acquire(False)", "-> False");
    client_time_out(3);
    client_got(3, "-> False");
    client_expect(0, "release()", "-> None");
    client_got(2, "-> True");
    client_expect(0, "release()", "-> None");
    client_expect(0, "locked()", "-> False");
    clients_end();
}

static void vanished_waiters_get_no_lock(void)
{
    clients_begin("Lock()");
    client_expect(0, "acquire()", "-> True");
    client_start(1, "acquire()", 0);
    clients[1].gone = true;
    client_expect(0, "release()", "-> None");
    client_expect(0, "locked()", "-> False");
    client_got(1, "waits");
    clients_end();
}

static void nobody_owns_a_lock(void)
{
    clients_begin("Lock()");
    client_expect(0, "acquire()", "-> True");
    client_start(1, "acquire()", 0);
    CU_ASSERT_EQUAL(client_vanish(0), 0);
    client_expect(2, "acquire(False)", "-> False");
    client_expect(2, "release()", "-> None");
    client_got(1, "-> True");
    clients_end();
}

static void locks_have_a_repr_but_no_value(void)
{
    struct pm_error error;

    clients_begin("Lock()");
    expect_repr("<unlocked _thread.lock object at 0x>");
    client_expect(0, "acquire()", "-> True");
    expect_repr("<locked _thread.lock object at 0x>");
    CU_ASSERT_PTR_NULL(shared->type->get_value(shared, &error));
    CU_ASSERT_STRING_EQUAL(error.text, "cannot pickle '_thread.lock' object");
    clients_end();
}

static const struct pm_test tests[] = {
    { "a release hands the lock over", a_release_hands_the_lock_over },
    { "vanished waiters get no lock", vanished_waiters_get_no_lock },
    { "nobody owns a lock", nobody_owns_a_lock },
    { "locks have a repr but no value", locks_have_a_repr_but_no_value },
};

const struct pm_suite pm_suite_lock = { "types/lock", PM_SUITE(tests) };
