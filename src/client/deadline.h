/* SPDX-License-Identifier: MIT
 *
 * Points in time by which something must be done.
 */
#ifndef PM_CLIENT_DEADLINE_H
#define PM_CLIENT_DEADLINE_H

#include <stdbool.h>
#include <stdint.h>

struct pm_deadline {
    bool set;
    int64_t at; /* nanoseconds of the monotonic clock */
};

int64_t pm_now(void); /* nanoseconds of the monotonic clock */
/* So many seconds from now; 0 or less, or too many to count: none. */
struct pm_deadline pm_deadline_in(double seconds);
/* Nanoseconds until then; 0 when it has passed. */
int64_t pm_time_left(struct pm_deadline deadline);
/* For poll: in milliseconds, rounded up; -1 without a deadline. */
int pm_poll_time(struct pm_deadline deadline);

#endif
