/* SPDX-License-Identifier: MIT */
#include "client/link.h"

#include "base/memory.h"

#include <errno.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

typedef enum pm_connection_status status;

/* A Unix socket whose listener has too many waiting already cannot be watched: it is tried again so often. */
static const int64_t again = 20000000; /* nanoseconds */

struct pm_link *pm_link_new(const struct pm_endpoint *endpoint, const struct pm_watch *watch,
    const char *function, pymgr_value *argument)
{
    const struct pm_endpoint_options *options = &endpoint->options;
    pymgr_value *args = pymgr_tuple_of(1, argument);
    struct pm_link *link = args == NULL ? NULL : pm_calloc(1, sizeof *link);

    if (link == NULL || pm_exchange_init(&link->stream.exchange, options->codec, options->max_reply) != 0) {
        pymgr_unref(args);
        pm_free(link);
        return NULL;
    }
    link->endpoint = endpoint;
    link->watch = watch;
    link->stream.fd = -1;
    link->stream.tcp = options->address.kind == PM_ADDRESS_TCP;
    link->stream.exchange.adopter = &endpoint->adopter;
    link->stream.exchange.dialect.plain = atomic_load(&endpoint->plain);
    link->deadline = pm_deadline_in(options->connect_timeout);
    link->policy = (struct pm_auth_policy){
        .key = options->key, .key_size = options->key_size, .min_digest = options->min_digest
    };
    link->function = function;
    link->args = args;
    return link;
}

void pm_link_abandon(struct pm_link *link)
{
    int fd = link->stream.fd;

    link->stream.fd = -1;
    if (fd >= 0)
        close(fd);
}

struct pm_link *pm_link_free(struct pm_link *link)
{
    if (link == NULL)
        return NULL;
    if (link->stream.fd >= 0)
        pm_watch_for(link->watch, link->stream.fd, 0, &link->watched);
    pm_link_abandon(link);
    pm_exchange_clear(&link->stream.exchange);
    pymgr_unref(link->args);
    pymgr_unref(link->answer);
    pm_free(link);
    return NULL;
}

/* --- the stages ----------------------------------------------------------------------------------------- */

static status look_up(struct pm_link *link, struct pm_error *error)
{
    if (pm_dial_begin(&link->dialling, &link->endpoint->options.address, error) != 0)
        return PM_CONNECTION_UNREACHABLE;
    link->stage = PM_LINK_DIALLING;
    return PM_CONNECTION_OK;
}

static status dial(struct pm_link *link, struct pm_error *error)
{
    enum pm_dialled dialled;

    if (link->stream.fd >= 0) /* another may take its place */
        pm_watch_for(link->watch, link->stream.fd, 0, &link->watched);
    dialled = pm_dial_step(&link->dialling, &link->stream.fd, error);
    if (dialled == PM_DIAL_GOES_ON)
        return PM_CONNECTION_OK;
    if (dialled != PM_DIALLED)
        return dialled == PM_DIAL_NO_SOCKET ? PM_CONNECTION_SYSTEM : PM_CONNECTION_UNREACHABLE;
    pm_exchange_trace(&link->stream.exchange, link->stream.fd);
    link->stage = PM_LINK_SHAKING;
    return pm_stream_begin(&link->stream, &link->auth, &link->policy, error);
}

status pm_link_read(
    struct pm_link *link, size_t limit, struct pm_frame *frame, bool *therep, struct pm_error *error)
{
    size_t missing;
    status ended = pm_stream_peek(&link->stream, limit, frame, &missing, error);

    if (ended == PM_CONNECTION_OK && missing > 0) {
        ended = pm_stream_read(&link->stream, missing, MSG_DONTWAIT, error);
        if (ended == PM_CONNECTION_OK)
            ended = pm_stream_peek(&link->stream, limit, frame, &missing, error);
    }
    *therep = ended == PM_CONNECTION_OK && missing == 0;
    return ended;
}

/* Once admitted, asks. */
static status admitted(struct pm_link *link, struct pm_error *error)
{
    link->stage = PM_LINK_ASKING;
    if (pm_exchange_add(&link->stream.exchange, NULL, link->function, link->args, NULL, error) != 0)
        return PM_CONNECTION_ERROR;
    return PM_CONNECTION_OK;
}

/* Gives the machine the peer's message, and sends what it has to say. */
static status shake_once(struct pm_link *link, const struct pm_frame *frame, struct pm_error *error)
{
    status ended = pm_stream_shake(&link->stream, &link->auth, frame, error);
    struct pm_error ignored;

    if (ended == PM_CONNECTION_OK)
        return pm_stream_write(&link->stream, error);
    pm_stream_write(&link->stream, &ignored);
    return ended;
}

static status shake(struct pm_link *link, struct pm_error *error)
{
    status ended = PM_CONNECTION_OK;
    struct pm_frame frame;
    bool there = true;

    while (ended == PM_CONNECTION_OK && there && link->auth.state == PM_AUTH_MORE) {
        ended = pm_link_read(link, PM_FRAME_BEFORE_AUTH, &frame, &there, error);
        if (there)
            ended = shake_once(link, &frame, error);
    }
    return ended == PM_CONNECTION_OK && link->auth.state == PM_AUTH_ADMITTED ? admitted(link, error) : ended;
}

static status ask(struct pm_link *link, struct pm_error *error)
{
    struct pm_exchange *exchange = &link->stream.exchange;
    status ended = pm_stream_write(&link->stream, error);
    struct pm_frame frame;
    bool there = false;

    if (ended == PM_CONNECTION_OK)
        ended = pm_link_read(link, exchange->max_reply, &frame, &there, error);
    if (!there)
        return ended;
    if (pm_exchange_take(exchange, &frame, &link->kind, &link->answer, error) != 0)
        return PM_CONNECTION_ERROR;
    link->stage = PM_LINK_ANSWERED;
    return PM_CONNECTION_OK;
}

static status nothing(struct pm_link *link, struct pm_error *error)
{
    (void)link;
    (void)error;
    return PM_CONNECTION_OK;
}

static status (*const steps[])(struct pm_link *link, struct pm_error *error) = {
    [PM_LINK_NEW] = look_up,
    [PM_LINK_DIALLING] = dial,
    [PM_LINK_SHAKING] = shake,
    [PM_LINK_ASKING] = ask,
    [PM_LINK_ANSWERED] = nothing,
};

status pm_link_step(struct pm_link *link, struct pm_error *error)
{
    enum pm_link_stage before;
    status ended;

    do {
        before = link->stage;
        ended = steps[before](link, error);
    } while (ended == PM_CONNECTION_OK && link->stage != before);
    if (ended == PM_CONNECTION_LOST)
        return PM_CONNECTION_UNREACHABLE;
    if (ended != PM_CONNECTION_OK || link->stage == PM_LINK_ANSWERED || !link->deadline.set ||
        pm_time_left(link->deadline) > 0)
        return ended;
    pm_fail(error, PM_ERROR_SYSTEM, "timed out");
    return PM_CONNECTION_TIMED_OUT;
}

/* --- what it waits for ---------------------------------------------------------------------------------- */

static uint32_t wanted(const struct pm_link *link)
{
    if (link->stream.fd < 0)
        return 0;
    if (link->stage == PM_LINK_DIALLING)
        return link->stream.tcp ? EPOLLOUT : 0;
    return pm_buffer_size(&link->stream.exchange.out) > 0 ? EPOLLIN | EPOLLOUT : EPOLLIN;
}

status pm_link_watch(struct pm_link *link, struct pm_error *error)
{
    if (pm_watch_for(link->watch, link->stream.fd, wanted(link), &link->watched) == 0)
        return PM_CONNECTION_OK;
    return pm_stream_lose(strerror(errno), error);
}

int64_t pm_link_due(const struct pm_link *link)
{
    bool waits = link->stage == PM_LINK_DIALLING && !link->stream.tcp;
    int64_t due = link->deadline.set ? link->deadline.at : PM_NEVER, soon = pm_now() + again;

    if (link->stage == PM_LINK_NEW)
        return PM_AT_ONCE;
    if (link->stage == PM_LINK_ANSWERED)
        return PM_NEVER;
    return waits && soon < due ? soon : due;
}
