/* SPDX-License-Identifier: MIT */
#include "client/deadline.h"

#include <time.h>

static const double a_century = 36525.0 * 24 * 3600; /* in seconds: as good as for ever, and fits the clock */
static const int64_t second = 1000000000, millisecond = 1000000;

int64_t pm_now(void)
{
    struct timespec time;

    clock_gettime(CLOCK_MONOTONIC, &time);
    return time.tv_sec * second + time.tv_nsec;
}

struct pm_deadline pm_deadline_in(double seconds)
{
    if (!(seconds > 0 && seconds < a_century))
        return (struct pm_deadline){ .set = false };
    return (struct pm_deadline){ .set = true, .at = pm_now() + (int64_t)(seconds * (double)second) };
}

int64_t pm_time_left(struct pm_deadline deadline)
{
    int64_t left = deadline.at - pm_now();

    return left > 0 ? left : 0;
}

int pm_poll_time(struct pm_deadline deadline)
{
    int64_t left;

    if (!deadline.set)
        return -1;
    left = (pm_time_left(deadline) + millisecond - 1) / millisecond;
    return left > INT32_MAX ? INT32_MAX : (int)left;
}
