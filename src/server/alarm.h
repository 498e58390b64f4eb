/* SPDX-License-Identifier: MIT
 *
 * The timeouts of calls that no peer makes (callables/method.c): set under the server's lock on any thread,
 * gone off on the first loop's.
 */
#ifndef PM_SERVER_ALARM_H
#define PM_SERVER_ALARM_H

#include "object/call.h"
#include "server/server.h"

struct pm_alarm;
TAILQ_HEAD(pm_alarm_list, pm_alarm);

struct pm_alarms {
    pymgr_server *server;
    struct pm_alarm_list list; /* under the server's lock */
    uv_timer_t timer;
    bool begun; /* the timer is there */
};

void pm_alarms_init(struct pm_alarms *alarms, pymgr_server *server);
/* Under the lock. Without memory the call never times out. The first loop must then take its turn. */
void pm_alarm_set(struct pm_alarms *alarms, struct pm_call *call, double seconds);
void pm_alarm_forget(struct pm_alarms *alarms, const struct pm_call *call);
/* On the first loop's thread, under the lock: has the timer go off in time. */
void pm_alarms_turn(struct pm_alarms *alarms);
/* Likewise: closes the timer. */
void pm_alarms_stop(struct pm_alarms *alarms);

#endif
