/* SPDX-License-Identifier: MIT */
#include "server/alarm.h"

#include "base/memory.h"
#include "server/loop.h"

#include <math.h>

struct pm_alarm {
    TAILQ_ENTRY(pm_alarm) link;
    struct pm_call *call;
    double at; /* milliseconds of uv_hrtime */
};

static double now(void)
{
    return (double)uv_hrtime() / 1e6;
}

void pm_alarms_init(struct pm_alarms *alarms, pymgr_server *server)
{
    *alarms = (struct pm_alarms){ .server = server };
    TAILQ_INIT(&alarms->list);
}

void pm_alarm_set(struct pm_alarms *alarms, struct pm_call *call, double seconds)
{
    struct pm_alarm *alarm = pm_malloc(sizeof *alarm);

    if (alarm == NULL)
        return;
    *alarm = (struct pm_alarm){ .call = call, .at = now() + seconds * 1000 };
    TAILQ_INSERT_TAIL(&alarms->list, alarm, link);
}

static void drop(struct pm_alarms *alarms, struct pm_alarm *alarm)
{
    TAILQ_REMOVE(&alarms->list, alarm, link);
    pm_free(alarm);
}

void pm_alarm_forget(struct pm_alarms *alarms, const struct pm_call *call)
{
    struct pm_alarm *alarm, *next;

    for (alarm = TAILQ_FIRST(&alarms->list); alarm != NULL; alarm = next) {
        next = TAILQ_NEXT(alarm, link);
        if (alarm->call == call)
            drop(alarms, alarm);
    }
}

/* The one that is due first; NULL: none is set. */
static struct pm_alarm *earliest(const struct pm_alarms *alarms)
{
    struct pm_alarm *first = NULL, *each;

    TAILQ_FOREACH (each, &alarms->list, link) {
        if (first == NULL || each->at < first->at)
            first = each;
    }
    return first;
}

static void on_time(uv_timer_t *timer)
{
    struct pm_alarms *alarms = timer->data;
    struct pm_alarm *alarm;

    pm_server_lock(alarms->server);
    while ((alarm = earliest(alarms)) != NULL && alarm->at <= now()) {
        struct pm_call *call = alarm->call;

        drop(alarms, alarm);
        pm_call_timed_out(call);
    }
    pm_alarms_turn(alarms);
    pm_server_unlock(alarms->server);
    pm_loop_drain(alarms->server->loops[0]);
}

void pm_alarms_turn(struct pm_alarms *alarms)
{
    const struct pm_alarm *first = earliest(alarms);
    uv_loop_t *loop = &alarms->server->loops[0]->uv;
    double wait;

    if (first == NULL)
        return;
    if (!alarms->begun)
        uv_timer_init(loop, &alarms->timer);
    alarms->begun = true;
    alarms->timer.data = alarms;
    wait = ceil(first->at - now()) + 1; /* never early */
    uv_update_time(loop);
    uv_timer_start(&alarms->timer, on_time, wait < 0 ? 0 : wait < 1e15 ? (uint64_t)wait : (uint64_t)1e15, 0);
}

void pm_alarms_stop(struct pm_alarms *alarms)
{
    while (!TAILQ_EMPTY(&alarms->list))
        drop(alarms, TAILQ_FIRST(&alarms->list));
    if (alarms->begun && !uv_is_closing((uv_handle_t *)&alarms->timer))
        uv_close((uv_handle_t *)&alarms->timer, NULL);
}
