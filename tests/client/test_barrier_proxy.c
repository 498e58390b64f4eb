/* SPDX-License-Identifier: MIT */
#include "client/typed_rig.h"

#include <pthread.h>

static pymgr_proxy *barrier;

static void begin(int parties, double timeout)
{
    typed_begin();
    barrier = pymgr_barrier_new(typed.manager, parties, timeout, typed.error);
    CU_ASSERT_PTR_NOT_NULL_FATAL(barrier);
}

static void end(void)
{
    pymgr_proxy_unref(barrier);
    typed_end();
}

/* One of the parties, in a thread of its own. */
struct party {
    pthread_t thread;
    double timeout;
    int64_t index;
    bool broken;
};

static void *wait_at_it(void *argument)
{
    struct party *party = argument;
    struct pymgr_error error = PYMGR_ERROR_INIT;

    party->index = pymgr_barrier_wait(barrier, party->timeout, &error);
    party->broken = pymgr_error_is(&error, "threading.BrokenBarrierError");
    pymgr_error_clear(&error);
    return NULL;
}

/* Starts one that waits, and lets it get there. */
static void start(struct party *party, double timeout)
{
    *party = (struct party){ .timeout = timeout };
    CU_ASSERT_EQUAL_FATAL(pthread_create(&party->thread, NULL, wait_at_it, party), 0);
    while (pymgr_barrier_n_waiting(barrier, typed.error) == 0)
        continue;
}

static void all_parties_pass_together(void)
{
    struct party other;

    begin(2, -1);
    CU_ASSERT_EQUAL(pymgr_barrier_parties(barrier, typed.error), 2);
    CU_ASSERT_EQUAL(pymgr_barrier_n_waiting(barrier, typed.error), 0);
    CU_ASSERT_EQUAL(pymgr_barrier_broken(barrier, typed.error), 0);
    start(&other, -1);
    CU_ASSERT_EQUAL(pymgr_barrier_n_waiting(barrier, typed.error), 1);
    CU_ASSERT_EQUAL(pymgr_barrier_wait(barrier, 30, typed.error), 1);
    pthread_join(other.thread, NULL);
    CU_ASSERT_EQUAL(other.index, 0);
    CU_ASSERT_FALSE(other.broken);
    end();
}

static void it_breaks_when_a_party_is_late(void)
{
    begin(2, -1);
    TYPED_FAILS(pymgr_barrier_wait(barrier, 0.05, typed.error), "BrokenBarrierError");
    CU_ASSERT_TRUE(pymgr_error_is(typed.error, "BrokenBarrierError"));
    CU_ASSERT_EQUAL(pymgr_barrier_broken(barrier, typed.error), 1);
    TYPED_FAILS(pymgr_barrier_wait(barrier, -1, typed.error), "BrokenBarrierError");
    CU_ASSERT_EQUAL(pymgr_barrier_reset(barrier, typed.error), 0);
    CU_ASSERT_EQUAL(pymgr_barrier_broken(barrier, typed.error), 0);
    TYPED_FAILS(pymgr_barrier_wait(barrier, 0, typed.error), "BrokenBarrierError");
    end();
}

static void it_has_a_timeout_of_its_own(void)
{
    begin(2, 0.05);
    TYPED_FAILS(pymgr_barrier_wait(barrier, -1, typed.error), "BrokenBarrierError");
    end();
}

static void it_is_broken_on_purpose(void)
{
    struct party other;

    begin(2, -1);
    start(&other, 30);
    CU_ASSERT_EQUAL(pymgr_barrier_abort(barrier, typed.error), 0);
    pthread_join(other.thread, NULL);
    CU_ASSERT_EQUAL(other.index, -1);
    CU_ASSERT_TRUE(other.broken);
    CU_ASSERT_EQUAL(pymgr_barrier_broken(barrier, typed.error), 1);
    CU_ASSERT_EQUAL(pymgr_barrier_reset(barrier, typed.error), 0);
    start(&other, -1);
    CU_ASSERT_EQUAL(pymgr_barrier_reset(barrier, typed.error), 0);
    pthread_join(other.thread, NULL);
    CU_ASSERT_TRUE(other.broken);
    CU_ASSERT_EQUAL(pymgr_barrier_broken(barrier, typed.error), 0);
    end();
}

static const struct pm_test tests[] = {
    { "all parties pass together", all_parties_pass_together },
    { "it breaks when a party is late", it_breaks_when_a_party_is_late },
    { "it has a timeout of its own", it_has_a_timeout_of_its_own },
    { "it is broken on purpose", it_is_broken_on_purpose },
};

const struct pm_suite pm_suite_barrier_proxy = { "client/barrier_proxy", PM_SUITE(tests) };
