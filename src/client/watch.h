/* SPDX-License-Identifier: MIT
 *
 * A descriptor that becomes readable when something is to be done: when other descriptors are ready, or at a
 * time. It is an epoll descriptor, with a timerfd among those that it watches.
 */
#ifndef PM_CLIENT_WATCH_H
#define PM_CLIENT_WATCH_H

#include "value/failure.h"

#define PM_NEVER INT64_MAX
#define PM_AT_ONCE ((int64_t)0)

struct pm_watch {
    int fd, timer;
    int64_t alarm; /* what the timer is set to */
};

int pm_watch_open(struct pm_watch *watch, struct pymgr_error *error); /* 0, or -1 */
void pm_watch_close(struct pm_watch *watch);

/*
 * Watches a descriptor for epoll's events; 0: no more, as must be said before it is closed. *watchedp, at
 * first 0, is what it is watched for at present. 0; -1: the system does not, with errno.
 */
int pm_watch_for(const struct pm_watch *watch, int fd, uint32_t events, uint32_t *watchedp);
/* Makes the descriptor readable at a time (pm_now), or earlier if it was to be; once that time has come it
 * remains so until the next alarm. */
void pm_watch_alarm(struct pm_watch *watch, int64_t at);

#endif
