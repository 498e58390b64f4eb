/* SPDX-License-Identifier: MIT
 *
 * A proxy that was found by name is found again after a connection was lost. The server is asked on a
 * connection made for that, one question at a time; calls wait meanwhile, so that they stay in order. The
 * server's answer counts a reference. If the object is the same as before, that is one more than this process
 * needs, and it is given back, by another question, for which nothing waits.
 */
#include "client/async.h"

#include <poll.h>

static struct pm_link *question(const pymgr_async *async, const char *function, pymgr_value *argument)
{
    return pm_link_new(async->endpoint, &async->watch, function, argument);
}

pymgr_value *pm_async_ident(pymgr_async *async, struct pm_pending *call)
{
    unsigned losses;
    pymgr_value *ident = pm_proxy_ready_ident(call->proxy, &losses);

    if (ident != NULL || async->finder != NULL)
        return ident;
    async->finder = question(async, "create", pymgr_ref(call->proxy->typeid));
    if (async->finder == NULL) {
        pm_pending_fail(async, call, PYMGR_NO_MEMORY, "no memory");
        return NULL;
    }
    async->found = pymgr_proxy_ref(call->proxy);
    async->losses = losses;
    return NULL;
}

/* The first call that waits, if it is for what is being found: else NULL. */
static struct pm_pending *asker(const pymgr_async *async)
{
    struct pm_pending *call = TAILQ_FIRST(&async->waiting);

    return call != NULL && call->proxy == async->found ? call : NULL;
}

static void not_found(pymgr_async *async, const struct pymgr_error *error)
{
    struct pm_pending *call = asker(async);

    if (call != NULL)
        pm_pending_fail(async, call, error->code, error->text);
}

/* Takes in where the object is now; what is counted once too often is given back. */
static void found(pymgr_async *async, pymgr_value *created)
{
    struct pymgr_error error = PYMGR_ERROR_INIT;
    pymgr_value *surplus;

    if (pm_proxy_found(async->found, created, async->losses, &surplus, &error) != 0)
        not_found(async, &error);
    if (surplus != NULL)
        async->finder = question(async, "decref", surplus);
}

/* The server answers: a refusal is the answer to the call as well. */
static void take_answer(pymgr_async *async, enum pm_reply_kind kind, pymgr_value *answer)
{
    if (kind == PM_REPLY_RETURN)
        found(async, pymgr_ref(answer));
    else if (asker(async) != NULL)
        pm_pending_answer(async, asker(async), kind, pymgr_ref(answer));
}

static void finish(pymgr_async *async, enum pm_connection_status ended, const struct pm_error *problem)
{
    struct pm_link *link = async->finder;
    struct pymgr_error error = PYMGR_ERROR_INIT;

    async->finder = NULL;
    if (async->found != NULL && ended == PM_CONNECTION_OK) {
        take_answer(async, link->kind, link->answer);
    } else if (async->found != NULL) {
        pm_fault_connection(&error, ended, problem);
        not_found(async, &error);
    }
    async->found = pymgr_proxy_unref(async->found);
    pm_link_free(link);
}

void pm_async_find(pymgr_async *async)
{
    struct pm_error problem;
    enum pm_connection_status ended;

    if (async->finder == NULL)
        return;
    ended = pm_link_step(async->finder, &problem);
    if (ended == PM_CONNECTION_OK && async->finder->stage != PM_LINK_ANSWERED)
        ended = pm_link_watch(async->finder, &problem);
    if (ended != PM_CONNECTION_OK || async->finder->stage == PM_LINK_ANSWERED)
        finish(async, ended, &problem);
}

void pm_async_finish_finding(pymgr_async *async)
{
    struct pollfd watched = { .fd = async->watch.fd, .events = POLLIN };

    for (pm_async_find(async); async->finder != NULL; pm_async_find(async)) {
        pm_watch_alarm(&async->watch, pm_link_due(async->finder));
        poll(&watched, 1, -1);
    }
}
