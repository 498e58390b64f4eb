/* SPDX-License-Identifier: MIT */
#include "client/stream.h"

#include "base/send.h"
#include "client/dial.h"

#include <errno.h>
#include <sys/socket.h>

typedef enum pm_connection_status status;

enum {
    READ_CHUNK = 16384, /* bytes asked for when it is not known how many will come */
};

status pm_stream_lose(const char *why, struct pm_error *error)
{
    pm_fail(error, PM_ERROR_SYSTEM, "connection lost: %s", why);
    return PM_CONNECTION_LOST;
}

status pm_stream_write(struct pm_stream *stream, struct pm_error *error)
{
    enum pm_sent sent = pm_send(stream->fd, &stream->exchange.out);

    if (sent == PM_SENT_FAILED)
        return pm_stream_lose(strerror(errno), error);
    if (sent == PM_SENT_ALL)
        pm_exchange_written(&stream->exchange);
    return PM_CONNECTION_OK;
}

status pm_stream_read(struct pm_stream *stream, size_t missing, int flags, struct pm_error *error)
{
    struct pm_buffer *in = &stream->exchange.in;
    size_t size = missing > READ_CHUNK ? missing : READ_CHUNK;
    unsigned char *room = pm_buffer_room(in, size);
    ssize_t count;

    if (room == NULL) {
        pm_fail_nomem(error);
        return PM_CONNECTION_LOST;
    }
    do
        count = recv(stream->fd, room, size, flags);
    while (count < 0 && errno == EINTR);
    if (count == 0)
        return pm_stream_lose("closed by the peer", error);
    if (count < 0)
        return errno == EAGAIN ? PM_CONNECTION_OK : pm_stream_lose(strerror(errno), error);
    pm_buffer_added(in, (size_t)count);
    if (stream->tcp)
        pm_acknowledge_quickly(stream->fd);
    return PM_CONNECTION_OK;
}

/* What the peer sends cannot be read: what has been sent before it was admitted is no manager's. */
static status misunderstand(enum pm_frame_state state, size_t limit, struct pm_error *error)
{
    if (state == PM_FRAME_TOO_BIG && limit > PM_FRAME_BEFORE_AUTH) {
        pm_fail(error, PM_ERROR_LIMIT, "the server's message is larger than %zu bytes", limit);
        return PM_CONNECTION_TOO_BIG;
    }
    pm_fail(error, PM_ERROR_SYSTEM, "the server does not speak the protocol of multiprocessing's managers");
    return PM_CONNECTION_PROTOCOL;
}

status pm_stream_peek(const struct pm_stream *stream, size_t limit, struct pm_frame *frame, size_t *missingp,
    struct pm_error *error)
{
    enum pm_frame_state state = pm_exchange_peek(&stream->exchange, limit, frame, missingp);

    if (state != PM_FRAME_READY && state != PM_FRAME_MORE)
        return misunderstand(state, limit, error);
    if (state == PM_FRAME_MORE && *missingp == 0)
        *missingp = 1; /* of a header that is not whole */
    return PM_CONNECTION_OK;
}

static status refuse(const struct pm_auth *auth, struct pm_error *error)
{
    pm_fail(error, PM_ERROR_SYSTEM, "not admitted: %s", pm_auth_reason(auth));
    return PM_CONNECTION_REFUSED;
}

status pm_stream_begin(struct pm_stream *stream, struct pm_auth *auth, const struct pm_auth_policy *policy,
    struct pm_error *error)
{
    return pm_auth_start(auth, PM_AUTH_CLIENT, policy, &stream->exchange.out) == 0 ? PM_CONNECTION_OK
                                                                                   : refuse(auth, error);
}

status pm_stream_shake(
    struct pm_stream *stream, struct pm_auth *auth, const struct pm_frame *frame, struct pm_error *error)
{
    return pm_exchange_shake(&stream->exchange, auth, frame) == PM_AUTH_REFUSED ? refuse(auth, error)
                                                                                : PM_CONNECTION_OK;
}
