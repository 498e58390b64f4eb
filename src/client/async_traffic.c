/* SPDX-License-Identifier: MIT
 *
 * Requests are made when they are about to be sent, some tens of kilobytes at a time, in what was learnt of
 * the server by then. How many bytes of all that were made are sent tells which of them the server may have
 * seen.
 */
#include "client/async.h"
#include "client/lane.h"

typedef enum pm_connection_status status;

enum {
    SEND_AT = 64 * 1024, /* bytes of requests that are sent together */
    READS = 16,          /* in one turn, so that others get theirs */
    FRUITLESS = 2,       /* connections: what waits may be what the server goes away from */
};

static struct pm_buffer *out_of(const pymgr_async *async)
{
    return &async->link->stream.exchange.out;
}

/* Bytes of requests that the system has taken. */
static uint64_t written(const pymgr_async *async)
{
    return async->made - pm_buffer_size(out_of(async));
}

/* Whether requests may be sent. */
static bool is_open(const pymgr_async *async)
{
    return async->link != NULL && async->link->stage == PM_LINK_ANSWERED &&
           async->link->kind == PM_REPLY_RETURN;
}

/* --- the connection's end ------------------------------------------------------------------------------- */

/* What was not sent whole will be sent again. */
static void keep_or_fail(pymgr_async *async, enum pymgr_code code, const char *text)
{
    uint64_t gone = written(async);
    struct pm_pending *call;

    while ((call = TAILQ_LAST(&async->sent, pm_pendings)) != NULL && call->end > gone)
        pm_pending_take_back(async, call);
    pm_pendings_fail(async, &async->sent, code, text);
}

/* The server that is there next may be another one. */
static void disconnect(pymgr_async *async)
{
    async->link = pm_link_free(async->link);
    async->made = 0;
    pm_endpoint_lose(async->endpoint);
}

/* An open connection is not good for more. */
static void drop(pymgr_async *async, enum pymgr_code code, const char *text)
{
    keep_or_fail(async, code, text);
    disconnect(async);
}

/* The connection has ended by itself, or none could be made. */
static void fall(pymgr_async *async, status ended, const struct pm_error *from)
{
    bool idle = TAILQ_EMPTY(&async->sent) && TAILQ_EMPTY(&async->waiting);
    struct pymgr_error error = PYMGR_ERROR_INIT;

    pm_fault_connection(&error, ended, from);
    if (is_open(async)) {
        drop(async, error.code, error.text);
        async->fruitless += !idle;
    } else {
        disconnect(async);
        async->fruitless = FRUITLESS;
    }
    if (async->fruitless < FRUITLESS)
        return;
    pm_pendings_fail(async, &async->waiting, error.code, error.text);
    async->fruitless = 0;
}

/* Takes a call that is made, but of which nothing is sent, and those behind it out of what is sent next. */
static void unmake(pymgr_async *async, const struct pm_pending *call)
{
    uint64_t begin = call->begin;
    struct pm_pending *last;

    pm_buffer_truncate(out_of(async), begin - written(async));
    async->made = begin;
    while ((last = TAILQ_LAST(&async->sent, pm_pendings)) != NULL && last->end > begin) {
        pm_pending_take_back(async, last);
        async->link->stream.exchange.outstanding--;
    }
}

void pm_async_give_up(pymgr_async *async, struct pm_pending *call, enum pymgr_code code, const char *text)
{
    bool made = call->end != 0, begun = made && call->begin < written(async);

    if (made && !begun)
        unmake(async, call);
    pm_pending_fail(async, call, code, text);
    if (begun)
        drop(async, PYMGR_LOST, "connection lost: another call was given up");
}

/* --- requests ------------------------------------------------------------------------------------------- */

/* Makes the request of the first call that waits. A call that cannot be sent fails by itself. */
static void make(pymgr_async *async, struct pm_pending *call, pymgr_value *ident)
{
    struct pymgr_error error = PYMGR_ERROR_INIT;
    struct pm_buffer *out = out_of(async);
    size_t before = pm_buffer_size(out);
    struct pm_error problem;

    if (pm_exchange_add(
            &async->link->stream.exchange, ident, call->method, call->args, call->kwds, &problem) != 0) {
        pm_fault_connection(&error, PM_CONNECTION_ERROR, &problem);
        pm_pending_fail(async, call, error.code, error.text);
        return;
    }
    pm_pending_send(async, call);
    call->begin = async->made;
    async->made += pm_buffer_size(out) - before;
    call->end = async->made;
}

static status send_some(pymgr_async *async, struct pm_error *error)
{
    struct pm_pending *call;
    pymgr_value *ident;

    async->held_up = false;
    while ((call = TAILQ_FIRST(&async->waiting)) != NULL && pm_buffer_size(out_of(async)) < SEND_AT) {
        ident = pm_async_ident(async, call);
        async->held_up = ident == NULL;
        if (async->held_up)
            break;
        make(async, call, ident);
        pymgr_unref(ident);
    }
    return pm_stream_write(&async->link->stream, error);
}

bool pm_async_is_ready(const pymgr_async *async)
{
    if (TAILQ_EMPTY(&async->waiting))
        return false;
    if (async->link == NULL)
        return true;
    return is_open(async) && pm_buffer_size(out_of(async)) == 0 && !async->held_up;
}

/* --- replies -------------------------------------------------------------------------------------------- */

static status take(pymgr_async *async, const struct pm_frame *frame, struct pm_error *error)
{
    struct pm_pending *call = TAILQ_FIRST(&async->sent);
    struct pm_exchange *exchange = &async->link->stream.exchange;
    enum pm_reply_kind kind;
    pymgr_value *value;

    if (call == NULL || call->end > written(async)) {
        pm_fail(error, PM_ERROR_SYSTEM, "the server answers what it was not asked");
        return PM_CONNECTION_PROTOCOL;
    }
    async->fruitless = 0;
    if (pm_exchange_take(exchange, frame, &kind, &value, error) == 0)
        pm_pending_answer(async, call, kind, value);
    else
        pm_pending_fail(
            async, call, error->kind == PM_ERROR_NOMEM ? PYMGR_NO_MEMORY : PYMGR_PROTOCOL, error->text);
    return PM_CONNECTION_OK;
}

/* Takes in what has come, once, and the replies that are whole then: how many bytes came is in *camep. */
static status receive(pymgr_async *async, bool *camep, struct pm_error *error)
{
    struct pm_exchange *exchange = &async->link->stream.exchange;
    size_t before = pm_buffer_length(&exchange->in);
    struct pm_frame frame;
    bool there;
    status ended = pm_link_read(async->link, exchange->max_reply, &frame, &there, error);

    *camep = ended == PM_CONNECTION_OK && pm_buffer_length(&exchange->in) > before;
    while (there) {
        size_t missing;

        ended = take(async, &frame, error);
        if (ended == PM_CONNECTION_OK)
            ended = pm_stream_peek(&async->link->stream, exchange->max_reply, &frame, &missing, error);
        there = ended == PM_CONNECTION_OK && missing == 0;
    }
    return ended;
}

/* Replies come first, so that a connection whose end has come is found before it is used. */
static status receive_some(pymgr_async *async, struct pm_error *error)
{
    status ended = PM_CONNECTION_OK;
    bool came = true;

    for (int i = 0; i < READS && came && ended == PM_CONNECTION_OK; i++) {
        ended = receive(async, &came, error);
        came = came && !TAILQ_EMPTY(&async->sent);
    }
    return ended;
}

/* --- altogether ----------------------------------------------------------------------------------------- */

static status go_on_connecting(pymgr_async *async, struct pm_error *error)
{
    status ended = pm_link_step(async->link, error);

    if (ended != PM_CONNECTION_OK || async->link->stage != PM_LINK_ANSWERED || is_open(async))
        return ended;
    pm_fail(error, PM_ERROR_SYSTEM, "the server does not accept connections");
    return PM_CONNECTION_PROTOCOL;
}

static status exchange(pymgr_async *async, struct pm_error *error)
{
    status ended = is_open(async) ? receive_some(async, error) : go_on_connecting(async, error);

    return ended == PM_CONNECTION_OK && is_open(async) ? send_some(async, error) : ended;
}

/* False: there is nothing to connect for, or no memory. */
static bool has_link(pymgr_async *async)
{
    if (async->link != NULL || TAILQ_EMPTY(&async->waiting))
        return async->link != NULL;
    async->link = pm_link_new(async->endpoint, &async->watch, "accept_connection", pm_own_name());
    if (async->link == NULL)
        pm_pendings_fail(async, &async->waiting, PYMGR_NO_MEMORY, "no memory");
    return async->link != NULL;
}

void pm_async_exchange(pymgr_async *async)
{
    struct pm_error problem;
    status ended;

    if (!has_link(async))
        return;
    ended = exchange(async, &problem);
    if (ended != PM_CONNECTION_OK)
        fall(async, ended, &problem);
}

void pm_async_watch(pymgr_async *async)
{
    struct pm_error problem;

    if (async->link != NULL && pm_link_watch(async->link, &problem) != PM_CONNECTION_OK)
        fall(async, PM_CONNECTION_LOST, &problem);
}
