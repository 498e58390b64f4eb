/* SPDX-License-Identifier: MIT */
#include "types/clients.h"
#include "unit.h"

/* A client acquires the lock, and waits. */
static void start_waiting(size_t i, const char *text, double timer)
{
    client_expect(i, "acquire()", "-> True");
    client_start(i, text, timer);
}

static void notify(size_t i, const char *text)
{
    client_expect(i, "acquire()", "-> True");
    client_expect(i, text, "-> None");
    client_expect(i, "release()", "-> None");
}

static void the_notified_return_in_order(void)
{
    clients_begin("Condition()");
    start_waiting(1, "wait()", 0);
    start_waiting(2, "wait(9)", 9);
    start_waiting(3, "wait()", 0);
    client_expect(0, "acquire()", "-> True");
    client_start(4, "acquire()", 0);
    client_expect(0, "notify()", "-> None");
    client_expect(0, "notify(1)", "-> None");
    client_expect(0, "release()", "-> None");
    client_got(4, "-> True");
    client_expect(4, "release()", "-> None");
    client_got(1, "-> True");
    client_expect(1, "release()", "-> None");
    client_got(2, "-> True");
    client_expect(2, "notify_all()", "-> None");
    client_expect(2, "release()", "-> None");
    client_got(3, "-> True");
    client_expect(3, "release()", "-> None");
    client_expect(0, "locked()", "-> False");
    clients_end();
}

static void several_are_notified_at_once(void)
{
    clients_begin("Condition()");
    for (size_t i = 1; i <= 4; i++)
        start_waiting(i, "wait()", 0);
    notify(0, "notify(2)");
    client_got(1, "-> True");
    client_expect(1, "release()", "-> None");
    client_got(2, "-> True");
    client_expect(2, "release()", "-> None");
    notify(0, "notify(0.5)");
    client_got(3, "-> True");
    client_expect(3, "release()", "-> None");
    notify(0, "notify_all()");
    client_got(4, "-> True");
    clients_end();
}

static void what_n_is_matters_if_somebody_waits(void)
{
    clients_begin("Condition()");
    start_waiting(1, "wait()", 0);
    client_expect(0, "acquire()", "-> True");
    client_expect(
        0, "notify('x')", "!! TypeError(\"'>' not supported between instances of 'str' and 'int'\")");
    client_expect(0, "notify(-1)", "-> None");
    client_expect(0, "notify(10000000000000000000000)", "-> None");
    client_expect(0, "notify('x')", "-> None");
    client_expect(0, "release()", "-> None");
    client_got(1, "-> True");
    clients_end();
}

/* However often it was acquired, waiting lets the lock go, and comes back with it as often acquired. */
static void the_depth_is_restored(void)
{
    clients_begin("Condition()");
    client_expect(1, "acquire()", "-> True");
    client_expect(1, "acquire()", "-> True");
    client_expect(1, "acquire()", "-> True");
    client_start(1, "wait(5)", 5);
    notify(0, "notify()");
    client_got(1, "-> True");
    client_expect(1, "release()", "-> None");
    client_expect(1, "release()", "-> None");
    client_expect(0, "acquire(False)", "-> False");
    client_expect(1, "release()", "-> None");
    client_expect(1, "release()", "!! RuntimeError('cannot release un-acquired lock')");
    clients_end();
}

static void time_runs_out(void)
{
    clients_begin("Condition()");
    start_waiting(1, "wait(2)", 2);
    client_time_out(1);
    client_got(1, "-> False");
    client_expect(1, "release()", "-> None");
    start_waiting(2, "wait(2)", 2);
    client_expect(0, "acquire()", "-> True");
    client_time_out(2);
    expect_repr("<Condition(<locked _thread.RLock object owner=1 count=1 at 0x>, 0)>");
    client_expect(0, "notify()", "-> None");
    client_expect(0, "release()", "-> None");
    client_got(2, "-> False");
    client_expect(2, "release()", "-> None");
    clients_end();
}

/* Once notified a call waits for the lock alone. */
static void the_notified_have_time(void)
{
    clients_begin("Condition()");
    start_waiting(1, "wait(2)", 2);
    client_expect(0, "acquire()", "-> True");
    client_expect(0, "notify()", "-> None");
    client_time_out(1);
    client_expect(0, "release()", "-> None");
    client_got(1, "-> True");
    clients_end();
}

static void no_time_lets_others_go_first(void)
{
    clients_begin("Condition()");
    client_expect(0, "acquire()", "-> True");
    client_expect(0, "wait(0)", "-> False");
    client_start(1, "acquire()", 0);
    client_start(0, "wait(-1)", 0);
    client_got(1, "-> True");
    client_expect(1, "release()", "-> None");
    client_got(0, "-> False");
    clients_end();
}

static void it_must_be_held(void)
{
    clients_begin("Condition()");
    client_expect(1, "acquire()", "-> True");
    client_expect(0, "wait()", "!! RuntimeError('cannot wait on un-acquired lock')");
    client_expect(0, "notify()", "!! RuntimeError('cannot notify on un-acquired lock')");
    client_expect(0, "notify_all()", "!! RuntimeError('cannot notify on un-acquired lock')");
    client_expect(0, "release()", "!! RuntimeError('cannot release un-acquired lock')");
    clients_end();
}

static void vanished_waiters_are_passed_over(void)
{
    clients_begin("Condition()");
    start_waiting(1, "wait()", 0);
    start_waiting(2, "wait()", 0);
    clients[1].gone = true;
    notify(0, "notify()");
    client_got(1, "waits");
    client_got(2, "-> True");
    clients_end();
}

/* One that vanishes after it was notified has not used up the notification. */
static void a_lost_notification_goes_on(void)
{
    clients_begin("Condition()");
    for (size_t i = 1; i <= 3; i++)
        start_waiting(i, "wait()", 0);
    client_expect(0, "acquire()", "-> True");
    client_expect(0, "notify()", "-> None");
    client_vanish(1);
    clients[2].gone = true;
    client_expect(0, "release()", "-> None");
    client_got(2, "waits");
    client_got(3, "-> True");
    clients_end();
}

static void an_owner_that_vanishes_lets_go(void)
{
    clients_begin("Condition()");
    start_waiting(1, "wait()", 0);
    client_expect(0, "acquire()", "-> True");
    client_expect(0, "notify()", "-> None");
    CU_ASSERT_EQUAL(client_vanish(0), 1);
    client_got(1, "-> True");
    CU_ASSERT_EQUAL(client_vanish(1), 1);
    client_expect(2, "locked()", "-> False");
    clients_end();
}

/* A Condition of a Lock or RLock among the clients' arguments. */
static struct pm_object *condition_of(struct pm_object *lock)
{
    struct pm_object *condition;

    clients[0].given = fake_proxy(lock);
    condition = fake_new(&clients[0], "Condition('@')");
    clients[0].given = pymgr_unref(clients[0].given);
    return condition;
}

static void a_given_lock_is_the_lock_itself(void)
{
    static const char *const locks[] = { "Lock()", "RLock()" };

    for (size_t i = 0; i < 2; i++) {
        struct pm_object *condition;

        clients_begin(locks[i]);
        condition = condition_of(shared);
        client_expect(0, "acquire()", "-> True");
        CU_ASSERT_STRING_EQUAL(fake_say(&clients[1], condition, "acquire(False)"), "-> False");
        CU_ASSERT_STRING_EQUAL(fake_say(&clients[0], condition, "release()"), "-> None");
        client_expect(0, "locked()", "-> False");
        CU_ASSERT_STRING_EQUAL(fake_say(&clients[0], condition, "acquire()"), "-> True");
        client_start(1, "acquire()", 0);
        CU_ASSERT_STRING_EQUAL(fake_say(&clients[0], condition, "wait(0)"), "waits");
        client_got(1, "-> True");
        clients_end();
        pm_object_unref(condition);
    }
}

static void several_may_share_a_lock(void)
{
    struct pm_object *full, *empty;
    struct fake_call *waiting;

    clients_begin("Lock()");
    full = condition_of(shared);
    empty = condition_of(shared);
    client_expect(1, "acquire()", "-> True");
    waiting = fake_begin(&clients[1], full, "wait()");
    client_expect(2, "acquire()", "-> True");
    CU_ASSERT_STRING_EQUAL(fake_say(&clients[2], empty, "notify_all()"), "-> None");
    CU_ASSERT_STRING_EQUAL(waiting->text, "waits");
    CU_ASSERT_STRING_EQUAL(fake_say(&clients[2], full, "notify()"), "-> None");
    client_expect(2, "release()", "-> None");
    CU_ASSERT_STRING_EQUAL(waiting->text, "-> True");
    fake_end(waiting);
    clients_end();
    pm_object_unref(full);
    pm_object_unref(empty);
}

/* Nobody owns a Lock: so anybody may notify while it is locked, as in Python. */
static void a_locked_lock_is_enough(void)
{
    struct pm_object *condition;

    clients_begin("Lock()");
    condition = condition_of(shared);
    CU_ASSERT_STRING_EQUAL(
        fake_say(&clients[1], condition, "notify()"), "!! RuntimeError('cannot notify on un-acquired lock')");
    client_expect(0, "acquire()", "-> True");
    CU_ASSERT_STRING_EQUAL(fake_say(&clients[1], condition, "notify()"), "-> None");
    CU_ASSERT_STRING_EQUAL(fake_say(&clients[1], condition, "release(1)"),
        "!! TypeError('lock.release() takes no arguments (1 given)')");
    clients_end();
    pm_object_unref(condition);
}

static void other_locks_are_refused(void)
{
    clients_begin("Semaphore()");
    CU_ASSERT_STRING_EQUAL(fake_say_of(&clients[0], NULL, "Condition('@')", shared),
        "!! TypeError('the lock of a Condition must be a Lock or an RLock of the same server')");
    clients_end();
    clients_begin("Queue()");
    CU_ASSERT_STRING_EQUAL(fake_say_of(&clients[0], NULL, "Condition('@')", shared),
        "!! AttributeError(\"'AutoProxy' object has no attribute 'acquire'\")");
    clients_end();
}

static void it_has_the_lock_in_its_repr(void)
{
    struct pm_error error;

    clients_begin("Condition()");
    expect_repr("<Condition(<unlocked _thread.RLock object owner=0 count=0 at 0x>, 0)>");
    start_waiting(1, "wait()", 0);
    start_waiting(2, "wait()", 0);
    expect_repr("<Condition(<unlocked _thread.RLock object owner=0 count=0 at 0x>, 2)>");
    CU_ASSERT_PTR_NULL(shared->type->get_value(shared, &error));
    CU_ASSERT_STRING_EQUAL(error.text, "cannot pickle '_thread.RLock' object");
    client_got(1, "waits");
    client_got(2, "waits");
    clients_end();
}

static void python2_is_told_nothing(void)
{
    clients_begin("Condition()");
    clients[1].session.python2 = true;
    start_waiting(1, "wait()", 0);
    notify(0, "notify()");
    client_got(1, "-> None");
    client_start(1, "wait(2)", 2);
    client_time_out(1);
    client_got(1, "-> None");
    client_expect(1, "wait(0)", "-> None");
    client_expect(1, "acquire()", "-> True");
    clients_end();
}

static const struct pm_test tests[] = {
    { "the notified return in order", the_notified_return_in_order },
    { "several are notified at once", several_are_notified_at_once },
    { "what n is matters if somebody waits", what_n_is_matters_if_somebody_waits },
    { "the depth is restored", the_depth_is_restored },
    { "time runs out", time_runs_out },
    { "the notified have time", the_notified_have_time },
    { "no time lets others go first", no_time_lets_others_go_first },
    { "it must be held", it_must_be_held },
    { "vanished waiters are passed over", vanished_waiters_are_passed_over },
    { "a lost notification goes on", a_lost_notification_goes_on },
    { "an owner that vanishes lets go", an_owner_that_vanishes_lets_go },
    { "a given lock is the lock itself", a_given_lock_is_the_lock_itself },
    { "several may share a lock", several_may_share_a_lock },
    { "a locked lock is enough", a_locked_lock_is_enough },
    { "other locks are refused", other_locks_are_refused },
    { "Python 2 is told nothing", python2_is_told_nothing },
    { "it has the lock in its repr", it_has_the_lock_in_its_repr },
};

const struct pm_suite pm_suite_condition = { "types/condition", PM_SUITE(tests) };
