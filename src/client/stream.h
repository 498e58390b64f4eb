/* SPDX-License-Identifier: MIT
 *
 * The socket of a connection to a server, and what can be done with it without waiting. The blocking
 * connection (connection.c) and the asynchronous one (link.c) add the waiting, each in its way.
 */
#ifndef PM_CLIENT_STREAM_H
#define PM_CLIENT_STREAM_H

#include "client/exchange.h"

/* How an operation of a connection ended. Unless it is PM_CONNECTION_OK the error says why. */
enum pm_connection_status {
    PM_CONNECTION_OK,
    PM_CONNECTION_ERROR, /* no memory, a value that cannot be sent, a reply that cannot be read: the
                            connection is good for more */
    /* Of the others none is: the socket is closed, and whatever is asked of the connection ends so again. */
    PM_CONNECTION_UNREACHABLE, /* none was made, or the peer left before it was admitted or we were */
    PM_CONNECTION_SYSTEM,      /* none was made, for want of descriptors or buffers on this side */
    PM_CONNECTION_REFUSED,     /* by the handshake, on either side */
    PM_CONNECTION_TIMED_OUT,   /* a late reply would be taken for the next one: hence no more */
    PM_CONNECTION_CANCELLED,   /* by pm_connection_cancel */
    PM_CONNECTION_PROTOCOL,    /* the peer sends no frames, or in the handshake something else */
    PM_CONNECTION_TOO_BIG,     /* the peer's message is over max_reply */
    PM_CONNECTION_LOST,        /* closed by the peer, or no memory for what it sends */
};

struct pm_stream {
    struct pm_exchange exchange;
    int fd; /* -1: none */
    bool tcp;
};

/* Says that the connection is lost, and why: PM_CONNECTION_LOST. */
enum pm_connection_status pm_stream_lose(const char *why, struct pm_error *error);

/* Hands the system as much of `out` as it takes now; with some left, there was no room for more. */
enum pm_connection_status pm_stream_write(struct pm_stream *stream, struct pm_error *error);
/*
 * Takes in what has come: at least `missing` bytes, if they are there, and a chunk if that is more. Flags are
 * those of recv: with MSG_DONTWAIT nothing may have come.
 */
enum pm_connection_status pm_stream_read(
    struct pm_stream *stream, size_t missing, int flags, struct pm_error *error);
/* Looks for a frame at the start of `in`. Of one that is not whole yet *missingp is how many bytes must come
 * at least; else it is 0. */
enum pm_connection_status pm_stream_peek(const struct pm_stream *stream, size_t limit, struct pm_frame *frame,
    size_t *missingp, struct pm_error *error);

/* Begins the handshake. */
enum pm_connection_status pm_stream_begin(struct pm_stream *stream, struct pm_auth *auth,
    const struct pm_auth_policy *policy, struct pm_error *error);
/* Gives the handshake the frame at the start of `in`. Its answer must be sent, also if it refuses. */
enum pm_connection_status pm_stream_shake(
    struct pm_stream *stream, struct pm_auth *auth, const struct pm_frame *frame, struct pm_error *error);

#endif
