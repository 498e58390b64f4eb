/* SPDX-License-Identifier: MIT */
#include "types/clients.h"
#include "unit.h"

static void its_owner_acquires_it_again(void)
{
    clients_begin("RLock()");
    client_expect(0, "acquire()", "-> True");
    client_expect(0, "acquire(False)", "-> True");
    client_start(1, "acquire()", 0);
    client_expect(2, "acquire(False)", "-> False");
    client_expect(0, "release()", "-> None");
    client_expect(2, "locked()", "-> True");
    client_expect(0, "release()", "-> None");
    client_got(1, "-> True");
    client_expect(0, "acquire(False)", "-> False");
    client_expect(1, "release()", "-> None");
    client_expect(1, "locked()", "-> False");
    clients_end();
}

static void only_its_owner_releases_it(void)
{
    clients_begin("RLock()");
    client_expect(0, "acquire()", "-> True");
    client_expect(1, "release()", "!! RuntimeError('cannot release un-acquired lock')");
    client_expect(0, "release()", "-> None");
    client_expect(0, "release()", "!! RuntimeError('cannot release un-acquired lock')");
    clients_end();
}

static void waiters_give_up(void)
{
    clients_begin("RLock()");
    client_expect(0, "acquire()", "-> True");
    client_start(1, "acquire(True, 2)", 2);
    client_start(2, "acquire()", 0);
    client_time_out(1);
    client_got(1, "-> False");
    client_expect(0, "release()", "-> None");
    client_got(2, "-> True");
    clients_end();
}

static void an_owner_that_vanishes_hands_it_on(void)
{
    clients_begin("RLock()");
    client_expect(0, "acquire()", "-> True");
    client_expect(0, "acquire()", "-> True");
    client_start(1, "acquire()", 0);
    client_start(2, "acquire()", 0);
    client_start(3, "acquire()", 0);
    clients[1].gone = true;
    CU_ASSERT_EQUAL(client_vanish(0), 1);
    client_got(1, "waits");
    client_got(2, "-> True");
    CU_ASSERT_EQUAL(client_vanish(2), 1);
    client_got(3, "-> True");
    CU_ASSERT_EQUAL(client_vanish(3), 1);
    client_expect(4, "locked()", "-> False");
    CU_ASSERT_EQUAL(client_vanish(4), 0);
    clients_end();
}

/* The last reference to it is that of the call which gets it. */
static void it_may_go_with_its_new_owner(void)
{
    clients_begin("RLock()");
    client_expect(0, "acquire()", "-> True");
    client_start(1, "acquire()", 0);
    shared = pm_object_unref(shared);
    CU_ASSERT_EQUAL(client_vanish(0), 1);
    client_got(1, "-> True");
    CU_ASSERT_EQUAL(client_vanish(1), 0);
    clients_end();
}

static void it_may_go_while_it_is_owned(void)
{
    clients_begin("RLock()");
    client_expect(0, "acquire()", "-> True");
    shared = pm_object_unref(shared);
    CU_ASSERT_EQUAL(client_vanish(0), 0);
    clients_end();
}

static void it_has_a_repr_but_no_value(void)
{
    struct pm_error error;

    clients_begin("RLock()");
    expect_repr("<unlocked _thread.RLock object owner=0 count=0 at 0x>");
    CU_ASSERT_PTR_NULL(shared->type->get_value(shared, &error));
    CU_ASSERT_STRING_EQUAL(error.text, "cannot pickle '_thread.RLock' object");
    clients_end();
}

static const struct pm_test tests[] = {
    { "its owner acquires it again", its_owner_acquires_it_again },
    { "only its owner releases it", only_its_owner_releases_it },
    { "waiters give up", waiters_give_up },
    { "an owner that vanishes hands it on", an_owner_that_vanishes_hands_it_on },
    { "it may go with its new owner", it_may_go_with_its_new_owner },
    { "it may go while it is owned", it_may_go_while_it_is_owned },
    { "it has a repr but no value", it_has_a_repr_but_no_value },
};

const struct pm_suite pm_suite_rlock = { "types/rlock", PM_SUITE(tests) };
