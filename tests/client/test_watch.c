/* SPDX-License-Identifier: MIT */
#include "client/watch.h"

#include "client/deadline.h"
#include "unit.h"

#include <poll.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <unistd.h>

static const int64_t millisecond = 1000000;

static bool is_readable(const struct pm_watch *watch, int milliseconds)
{
    struct pollfd watched = { .fd = watch->fd, .events = POLLIN };

    return poll(&watched, 1, milliseconds) == 1;
}

static void it_is_readable_when_others_are_ready(void)
{
    struct pm_watch watch;
    uint32_t watched = 0;
    int ends[2];

    CU_ASSERT_EQUAL_FATAL(pm_watch_open(&watch, NULL), 0);
    CU_ASSERT_EQUAL_FATAL(pipe(ends), 0);
    CU_ASSERT_EQUAL(pm_watch_for(&watch, ends[1], 0, &watched), 0);
    CU_ASSERT_FALSE(is_readable(&watch, 0));
    CU_ASSERT_EQUAL(pm_watch_for(&watch, ends[1], EPOLLOUT, &watched), 0);
    CU_ASSERT_TRUE(is_readable(&watch, 0));
    CU_ASSERT_EQUAL(pm_watch_for(&watch, ends[1], EPOLLIN, &watched), 0);
    CU_ASSERT_FALSE(is_readable(&watch, 0));
    CU_ASSERT_EQUAL(watched, EPOLLIN);
    CU_ASSERT_EQUAL(pm_watch_for(&watch, ends[1], 0, &watched), 0);
    CU_ASSERT_EQUAL(watched, 0);
    close(ends[0]);
    close(ends[1]);
    CU_ASSERT_EQUAL(pm_watch_for(&watch, -1, EPOLLIN, &watched), -1);
    CU_ASSERT_EQUAL(watched, 0);
    pm_watch_close(&watch);
    CU_ASSERT_EQUAL(watch.fd, -1);
}

static void alarms_ring_until_the_next_is_set(void)
{
    struct pm_watch watch;

    CU_ASSERT_EQUAL_FATAL(pm_watch_open(&watch, NULL), 0);
    pm_watch_alarm(&watch, PM_AT_ONCE);
    CU_ASSERT_TRUE(is_readable(&watch, 0));
    CU_ASSERT_TRUE(is_readable(&watch, 0));
    pm_watch_alarm(&watch, PM_AT_ONCE);
    CU_ASSERT_TRUE(is_readable(&watch, 0));
    pm_watch_alarm(&watch, PM_NEVER);
    CU_ASSERT_FALSE(is_readable(&watch, 10));
    pm_watch_alarm(&watch, pm_now() + 30 * millisecond);
    CU_ASSERT_FALSE(is_readable(&watch, 0));
    CU_ASSERT_TRUE(is_readable(&watch, 1000));
    pm_watch_close(&watch);
}

static void the_earlier_alarm_counts(void)
{
    struct pm_watch watch;

    CU_ASSERT_EQUAL_FATAL(pm_watch_open(&watch, NULL), 0);
    pm_watch_alarm(&watch, pm_now() + 60000 * millisecond);
    pm_watch_alarm(&watch, pm_now() + 20 * millisecond);
    pm_watch_alarm(&watch, pm_now() + 60000 * millisecond);
    CU_ASSERT_TRUE(is_readable(&watch, 10000));
    pm_watch_alarm(&watch, pm_now() + 60000 * millisecond);
    CU_ASSERT_FALSE(is_readable(&watch, 10));
    pm_watch_close(&watch);
}

/* With no descriptors left, or only one. */
static void descriptors_may_be_had_or_not(void)
{
    struct pymgr_error error = PYMGR_ERROR_INIT;
    struct rlimit before, few;
    struct pm_watch watch;
    int next = dup(0);

    getrlimit(RLIMIT_NOFILE, &before);
    close(next);
    for (rlim_t i = 0; i < 2; i++) {
        few = (struct rlimit){ (rlim_t)next + i, before.rlim_max };
        setrlimit(RLIMIT_NOFILE, &few);
        CU_ASSERT_EQUAL(pm_watch_open(&watch, &error), -1);
        CU_ASSERT_EQUAL(error.code, PYMGR_SYSTEM);
    }
    setrlimit(RLIMIT_NOFILE, &before);
    CU_ASSERT_EQUAL(pm_watch_open(&watch, &error), 0);
    CU_ASSERT_EQUAL(watch.fd, next);
    pm_watch_close(&watch);
    pymgr_error_clear(&error);
}

static const struct pm_test tests[] = {
    { "it is readable when others are ready", it_is_readable_when_others_are_ready },
    { "alarms ring until the next is set", alarms_ring_until_the_next_is_set },
    { "the earlier alarm counts", the_earlier_alarm_counts },
    { "descriptors may be had or not", descriptors_may_be_had_or_not },
};

const struct pm_suite pm_suite_watch = { "client/watch", PM_SUITE(tests) };
