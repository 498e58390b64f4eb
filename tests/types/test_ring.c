/* SPDX-License-Identifier: MIT */
#include "types/ring.h"

#include "base/memory.h"
#include "unit.h"

static void push(struct pm_ring *ring, int64_t number)
{
    pymgr_value *value = pymgr_int(number);

    CU_ASSERT_TRUE_FATAL(pm_ring_push(ring, value));
    pymgr_unref(value);
}

static void expect(struct pm_ring *ring, int64_t number)
{
    pymgr_value *value = pm_ring_pop(ring);
    int64_t got;

    CU_ASSERT_TRUE_FATAL(pymgr_int_value(value, &got) && got == number);
    pymgr_unref(value);
}

static void first_in_first_out(void)
{
    struct pm_ring ring = { 0 };
    int64_t in = 0, out = 0;

    for (int round = 1; round < 200; round++) {
        for (int i = 0; i < round; i++)
            push(&ring, in++);
        for (int i = 0; i < round - round % 3; i++)
            expect(&ring, out++);
    }
    CU_ASSERT_EQUAL(ring.count, (size_t)(in - out));
    pm_ring_free(&ring);
    CU_ASSERT_EQUAL(ring.count, 0);
}

static void memory_is_given_back(void)
{
    struct pm_ring ring = { 0 };
    size_t most;

    for (int64_t i = 0; i < 1000; i++)
        push(&ring, i);
    most = ring.capacity;
    for (int64_t i = 0; i < 990; i++)
        expect(&ring, i);
    CU_ASSERT_TRUE(ring.capacity < most / 10);
    for (int64_t i = 990; i < 1000; i++)
        expect(&ring, i);
    pm_ring_free(&ring);
}

static void without_memory_nothing_changes(void)
{
    struct pm_ring ring = { 0 };
    pymgr_value *value = pymgr_int(5);

    pm_memory_fail_at(1);
    CU_ASSERT_FALSE(pm_ring_push(&ring, value));
    pm_memory_fail_at(0);
    for (int64_t i = 0; i < 100; i++)
        push(&ring, i);
    pm_memory_fail_at(1);
    /* Growing fails, shrinking is left out, and what was popped can be pushed again. */
    for (int64_t i = 0; i < 99; i++)
        expect(&ring, i);
    CU_ASSERT_TRUE(pm_ring_push(&ring, value));
    pm_memory_fail_at(0);
    expect(&ring, 99);
    expect(&ring, 5);
    pm_ring_free(&ring);
    pymgr_unref(value);
}

static const struct pm_test tests[] = {
    { "first in, first out", first_in_first_out },
    { "memory is given back", memory_is_given_back },
    { "without memory nothing changes", without_memory_nothing_changes },
};

const struct pm_suite pm_suite_ring = { "types/ring", PM_SUITE(tests) };
