/* SPDX-License-Identifier: MIT
 *
 * Whatever happens to calls happens in steps: a step lets calls that are late fail, connects, sends,
 * receives, and then calls the callbacks of the calls that have ended by then, which submit others, and so it
 * goes on for a few turns. Submitting and cancelling only change queues, and ask for a step by way of the
 * timer.
 */
#include "client/async.h"

#include "base/memory.h"
#include "client/manager.h"
#include "value/pack.h"
#include "value/weight.h"

#include <poll.h>

enum {
    TURNS = 16, /* in one step, so that the program's loop gets its turn */
};

/* --- a pymgr_async's life ------------------------------------------------------------------------------- */

static void join_endpoint(pymgr_async *async)
{
    pm_client_lock();
    async->next = async->endpoint->asyncs;
    async->endpoint->asyncs = async;
    pm_client_unlock();
}

static void leave_endpoint(const pymgr_async *async)
{
    struct pymgr_async **link = &async->endpoint->asyncs;

    pm_client_lock();
    while (*link != async)
        link = &(*link)->next;
    *link = async->next;
    pm_client_unlock();
}

pymgr_async *pymgr_async_new(pymgr_manager *manager, struct pymgr_error *error)
{
    pymgr_async *async = pm_calloc(1, sizeof *async);

    if (async == NULL)
        pm_fault_nomem(error);
    if (async == NULL || pm_watch_open(&async->watch, error) != 0) {
        pm_free(async);
        return NULL;
    }
    TAILQ_INIT(&async->waiting);
    TAILQ_INIT(&async->sent);
    TAILQ_INIT(&async->ended);
    async->due = PM_NEVER;
    async->endpoint = pm_endpoint_ref(pm_manager_endpoint(manager));
    join_endpoint(async);
    pm_proxies_inherit(async->endpoint);
    return async;
}

static void release(pymgr_async *async)
{
    leave_endpoint(async);
    if (async->orphaned)
        async->finder = pm_link_free(async->finder);
    pm_async_finish_finding(async);
    pm_watch_close(&async->watch);
    pm_endpoint_unref(async->endpoint);
    pm_free(async);
}

pymgr_async *pymgr_async_free(pymgr_async *async)
{
    static const char why[] = "the pymgr_async was freed";

    if (async == NULL || async->freed)
        return NULL;
    async->freed = true;
    async->link = pm_link_free(async->link);
    pm_pendings_fail(async, &async->sent, PYMGR_CANCELLED, why);
    pm_pendings_fail(async, &async->waiting, PYMGR_CANCELLED, why);
    pm_pendings_deliver(async);
    if (!async->stepping)
        release(async);
    return NULL;
}

void pm_asyncs_abandon(struct pm_endpoint *endpoint)
{
    for (pymgr_async *async = endpoint->asyncs; async != NULL; async = async->next) {
        async->orphaned = true;
        pm_watch_close(&async->watch);
        if (async->link != NULL)
            pm_link_abandon(async->link);
        if (async->finder != NULL)
            pm_link_abandon(async->finder);
    }
}

int pymgr_async_fd(const pymgr_async *async)
{
    return async->watch.fd;
}

int pymgr_async_pending(const pymgr_async *async)
{
    return async->count;
}

/* Has the next step come at once; the one in progress sees to it by itself. */
static void ask_for_step(pymgr_async *async)
{
    if (!async->stepping)
        pm_watch_alarm(&async->watch, PM_AT_ONCE);
}

/* --- submitting ----------------------------------------------------------------------------------------- */

static int check(const pymgr_async *async, struct pymgr_error *error)
{
    if (async->orphaned)
        return pm_fault(error, PYMGR_INVALID, "the pymgr_async is that of a parent process");
    if (async->freed)
        return pm_fault(error, PYMGR_INVALID, "the pymgr_async is being freed");
    return 0;
}

static int check_call(
    const pymgr_async *async, const struct pymgr_async_call *call, struct pymgr_error *error)
{
    if (check(async, error) != 0)
        return -1;
    if (call->proxy == NULL || call->method == NULL || call->done == NULL)
        return pm_fault(error, PYMGR_INVALID, "a call without a proxy, method or callback");
    if (call->proxy->endpoint != async->endpoint)
        return pm_fault(error, PYMGR_INVALID, "the proxy is of another server, or of another manager");
    return 0;
}

static int check_room(const pymgr_async *async, size_t weight, struct pymgr_error *error)
{
    if (async->count >= PYMGR_ASYNC_CALLS)
        return pm_fault(error, PYMGR_LIMIT, "%d calls are pending already", async->count);
    if (async->weight > 0 && async->weight + weight > PYMGR_ASYNC_BYTES)
        return pm_fault(error, PYMGR_LIMIT, "%zu bytes wait to be sent already", async->weight);
    return 0;
}

int64_t pymgr_async_submit(pymgr_async *async, const struct pymgr_async_call *call, struct pymgr_error *error)
{
    struct pm_pending *made;
    size_t weight;

    if (check_call(async, call, error) != 0)
        return 0;
    weight = pm_weight(call->args, PYMGR_ASYNC_BYTES) + pm_weight(call->kwds, PYMGR_ASYNC_BYTES);
    if (check_room(async, weight, error) != 0)
        return 0;
    made = pm_pending_new(async, call, weight);
    if (made == NULL) {
        pm_fault_nomem(error);
        return 0;
    }
    ask_for_step(async);
    return made->number;
}

int64_t pymgr_async_call(pymgr_async *async, pymgr_proxy *proxy, pymgr_async_done *done, void *closure,
    struct pymgr_error *error, const char *method, const char *format, ...)
{
    struct pymgr_async_call call = { .proxy = proxy, .method = method, .done = done, .closure = closure };
    int64_t number;
    va_list list;
    int packed;

    va_start(list, format);
    packed = pm_pack_call(format, list, &call.args, &call.kwds, error);
    va_end(list);
    if (packed != 0)
        return 0;
    number = pymgr_async_submit(async, &call, error);
    pymgr_unref(call.args);
    pymgr_unref(call.kwds);
    return number;
}

int pymgr_async_cancel(pymgr_async *async, int64_t number)
{
    struct pm_pending *call = pm_pending_find(async, number);

    if (call == NULL)
        return -1;
    pm_async_give_up(async, call, PYMGR_CANCELLED, "cancelled");
    ask_for_step(async);
    return 0;
}

/* --- stepping ------------------------------------------------------------------------------------------- */

/* A call that is due by now, of those given; *nextp becomes when the next one is. NULL: none. */
static struct pm_pending *late_one(const struct pm_pendings *calls, int64_t now, int64_t *nextp)
{
    struct pm_pending *call;

    TAILQ_FOREACH (call, calls, entry) {
        if (call->due <= now)
            return call;
        if (call->due < *nextp)
            *nextp = call->due;
    }
    return NULL;
}

static void give_up_late_ones(pymgr_async *async)
{
    int64_t now = pm_now(), next;
    struct pm_pending *late;

    if (async->due > now)
        return;
    do {
        next = PM_NEVER;
        late = late_one(&async->sent, now, &next);
        if (late == NULL)
            late = late_one(&async->waiting, now, &next);
        if (late != NULL)
            pm_async_give_up(async, late, PYMGR_TIMED_OUT, "timed out");
    } while (late != NULL);
    async->due = next;
}

/* When there is something to do at the latest. */
static int64_t due(const pymgr_async *async)
{
    int64_t at = async->due, link = async->link == NULL ? PM_NEVER : pm_link_due(async->link);
    int64_t finder = async->finder == NULL ? PM_NEVER : pm_link_due(async->finder);

    if (!TAILQ_EMPTY(&async->ended) || pm_async_is_ready(async))
        return PM_AT_ONCE;
    at = link < at ? link : at;
    return finder < at ? finder : at;
}

/* One turn: whether another has something to do. */
static bool turn(pymgr_async *async)
{
    give_up_late_ones(async);
    pm_async_find(async);
    pm_async_exchange(async);
    pm_async_watch(async);
    if (TAILQ_EMPTY(&async->ended))
        return pm_async_is_ready(async);
    pm_pendings_deliver(async);
    return !async->freed;
}

int pymgr_async_step(pymgr_async *async, struct pymgr_error *error)
{
    if (check(async, error) != 0)
        return -1;
    if (async->stepping)
        return pm_fault(error, PYMGR_INVALID, "a callback cannot go a step");
    async->stepping = true;
    for (int i = 0; i < TURNS && turn(async); i++)
        continue;
    async->stepping = false;
    if (async->freed) {
        release(async);
        return 0;
    }
    pm_watch_alarm(&async->watch, due(async));
    return async->count;
}

/* Until a time, or for ever. */
static int wait_until(pymgr_async *async, struct pm_deadline deadline, struct pymgr_error *error)
{
    struct pollfd watched = { .fd = pymgr_async_fd(async), .events = POLLIN };
    int pending;

    while ((pending = pymgr_async_step(async, error)) > 0) {
        if (deadline.set && pm_time_left(deadline) == 0)
            return pending;
        poll(&watched, 1, pm_poll_time(deadline));
    }
    return pending;
}

int pymgr_async_wait(pymgr_async *async, double seconds, struct pymgr_error *error)
{
    struct pm_deadline now = { .set = true, .at = 0 };

    return wait_until(async, seconds == 0 ? now : pm_deadline_in(seconds), error);
}
