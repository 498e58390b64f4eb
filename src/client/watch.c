/* SPDX-License-Identifier: MIT
 *
 * To change the timer costs a system call, so it is not put off: it rings early then, nothing is found to be
 * done, and it is set to what is right by then.
 */
#include "client/watch.h"

#include "client/deadline.h"

#include <errno.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/timerfd.h>
#include <unistd.h>

static const int64_t second = 1000000000;

static void close_all(const struct pm_watch *watch)
{
    if (watch->fd >= 0)
        close(watch->fd);
    if (watch->timer >= 0)
        close(watch->timer);
}

int pm_watch_open(struct pm_watch *watch, struct pymgr_error *error)
{
    uint32_t watched = 0;

    watch->fd = epoll_create1(EPOLL_CLOEXEC);
    watch->timer = timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC | TFD_NONBLOCK);
    watch->alarm = PM_NEVER;
    if (watch->fd >= 0 && watch->timer >= 0 && pm_watch_for(watch, watch->timer, EPOLLIN, &watched) == 0)
        return 0;
    pm_fault(error, PYMGR_SYSTEM, "cannot make a descriptor: %s", strerror(errno));
    pm_watch_close(watch);
    return -1;
}

void pm_watch_close(struct pm_watch *watch)
{
    close_all(watch);
    watch->fd = watch->timer = -1;
}

int pm_watch_for(const struct pm_watch *watch, int fd, uint32_t events, uint32_t *watchedp)
{
    struct epoll_event event = { .events = events };
    int operation = *watchedp == 0 ? EPOLL_CTL_ADD : events == 0 ? EPOLL_CTL_DEL : EPOLL_CTL_MOD;

    if (events == *watchedp)
        return 0;
    if (epoll_ctl(watch->fd, operation, fd, &event) != 0)
        return -1;
    *watchedp = events;
    return 0;
}

void pm_watch_alarm(struct pm_watch *watch, int64_t at)
{
    struct itimerspec time = { .it_value = { at / second, at % second } };

    if (at == watch->alarm || (at > watch->alarm && watch->alarm > pm_now()))
        return;
    if (at == PM_NEVER)
        time.it_value = (struct timespec){ 0, 0 };
    else if (at <= PM_AT_ONCE)
        time.it_value = (struct timespec){ 0, 1 };
    timerfd_settime(watch->timer, TFD_TIMER_ABSTIME, &time, NULL);
    watch->alarm = at;
}
