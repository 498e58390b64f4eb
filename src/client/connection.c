/* SPDX-License-Identifier: MIT
 *
 * The socket stays in blocking mode. Without a deadline a reply is waited for in recv itself, so that a call
 * costs two system calls; with one, poll comes first. Sending never blocks: only when the socket's buffer is
 * full it waits, for room and for replies alike.
 *
 * Cancelling shuts the socket down, which wakes whoever waits for it. The lock keeps the descriptor from
 * being closed, and its number from being given to another file, meanwhile.
 */
#include "client/connection.h"

#include "base/memory.h"
#include "client/dial.h"

#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <stdatomic.h>
#include <time.h>
#include <unistd.h>

/* A connection that was asked for this short a time ago is not looked at: it costs a system call. */
static const int64_t fresh = 20000000; /* nanoseconds */

typedef enum pm_connection_status status;

struct pm_connection {
    struct pm_stream stream; /* its descriptor changes under the lock, by the connection's user alone */
    status broken;           /* PM_CONNECTION_OK while it is good for more */
    enum pm_digest digest;
    double timeout;
    int64_t used; /* when pm_connection_alive was asked last, by coarse_now */

    pthread_mutex_t lock;
    atomic_bool cancelled;
};

static int64_t coarse_now(void)
{
    struct timespec time;

    clock_gettime(CLOCK_MONOTONIC_COARSE, &time);
    return (int64_t)time.tv_sec * 1000000000 + time.tv_nsec;
}

/* --- failures ------------------------------------------------------------------------------------------- */

static status break_off(struct pm_connection *connection, status why)
{
    pthread_mutex_lock(&connection->lock);
    if (connection->stream.fd >= 0)
        close(connection->stream.fd);
    connection->stream.fd = -1;
    pthread_mutex_unlock(&connection->lock);
    connection->broken = why;
    return why;
}

/* How an operation of the stream ended is how the connection does. */
static status settle(struct pm_connection *connection, status ended, struct pm_error *error)
{
    if (ended == PM_CONNECTION_OK)
        return ended;
    if (ended == PM_CONNECTION_LOST && atomic_load(&connection->cancelled)) {
        pm_fail(error, PM_ERROR_SYSTEM, "cancelled");
        ended = PM_CONNECTION_CANCELLED;
    }
    return break_off(connection, ended);
}

static status time_out(struct pm_connection *connection, struct pm_error *error)
{
    pm_fail(error, PM_ERROR_SYSTEM, "timed out");
    return break_off(connection, PM_CONNECTION_TIMED_OUT);
}

static status still_broken(const struct pm_connection *connection, struct pm_error *error)
{
    if (connection->broken != PM_CONNECTION_OK)
        pm_fail(error, PM_ERROR_SYSTEM, "the connection is closed because of an earlier failure");
    return connection->broken;
}

/* --- bytes ---------------------------------------------------------------------------------------------- */

/* Waits until one of the events, or a hang-up, is there: it is in *gotp. */
static status wait_for(struct pm_connection *connection, int events, struct pm_deadline deadline, int *gotp,
    struct pm_error *error)
{
    struct pollfd watched = { .fd = connection->stream.fd, .events = (short)events };

    for (;;) {
        int count = poll(&watched, 1, pm_poll_time(deadline));

        *gotp = watched.revents;
        if (count > 0)
            return PM_CONNECTION_OK;
        if (count == 0 && pm_time_left(deadline) == 0)
            return time_out(connection, error);
        if (count < 0 && errno != EINTR)
            return settle(connection, pm_stream_lose(strerror(errno), error), error);
    }
}

/* Takes in what has come; with MSG_DONTWAIT that may be nothing. */
static status take_in(struct pm_connection *connection, size_t missing, int flags, struct pm_error *error)
{
    return settle(connection, pm_stream_read(&connection->stream, missing, flags, error), error);
}

/* Waits for bytes and takes them in. */
static status read_more(
    struct pm_connection *connection, size_t missing, struct pm_deadline deadline, struct pm_error *error)
{
    status ended = PM_CONNECTION_OK;
    int got;

    if (deadline.set)
        ended = wait_for(connection, POLLIN, deadline, &got, error);
    if (ended != PM_CONNECTION_OK)
        return ended;
    return take_in(connection, missing, deadline.set ? MSG_DONTWAIT : 0, error);
}

/* Waits until more can be written, taking in what comes meanwhile. */
static status wait_for_room(
    struct pm_connection *connection, struct pm_deadline deadline, struct pm_error *error)
{
    int got;
    status ended = wait_for(connection, POLLOUT | POLLIN, deadline, &got, error);

    if (ended == PM_CONNECTION_OK && (got & POLLIN))
        ended = take_in(connection, 0, MSG_DONTWAIT, error);
    return ended;
}

static status flush(struct pm_connection *connection, struct pm_deadline deadline, struct pm_error *error)
{
    for (;;) {
        status ended = settle(connection, pm_stream_write(&connection->stream, error), error);

        if (ended != PM_CONNECTION_OK || pm_connection_unsent(connection) == 0)
            return ended;
        ended = wait_for_room(connection, deadline, error);
        if (ended != PM_CONNECTION_OK)
            return ended;
    }
}

/* Reads until a whole frame is at the start of `in`. */
static status read_frame(struct pm_connection *connection, size_t limit, struct pm_deadline deadline,
    struct pm_frame *frame, struct pm_error *error)
{
    for (;;) {
        size_t missing;
        status ended = pm_stream_peek(&connection->stream, limit, frame, &missing, error);

        if (ended != PM_CONNECTION_OK)
            return settle(connection, ended, error);
        if (missing == 0)
            return PM_CONNECTION_OK;
        ended = read_more(connection, missing, deadline, error);
        if (ended != PM_CONNECTION_OK)
            return ended;
    }
}

/* --- opening -------------------------------------------------------------------------------------------- */

static status dial(struct pm_connection *connection, const struct pm_address *address,
    struct pm_deadline deadline, struct pm_error *error)
{
    static const status ends[] = {
        [PM_DIALLED] = PM_CONNECTION_OK,
        [PM_DIAL_FAILED] = PM_CONNECTION_UNREACHABLE,
        [PM_DIAL_NO_SOCKET] = PM_CONNECTION_SYSTEM,
        [PM_DIAL_TIMED_OUT] = PM_CONNECTION_TIMED_OUT,
    };

    connection->stream.tcp = address->kind == PM_ADDRESS_TCP;
    return ends[pm_dial(address, deadline, &connection->stream.fd, error)];
}

/* Gives the machine the peer's next message, and sends what it has to say. */
static status shake_once(struct pm_connection *connection, struct pm_auth *auth, struct pm_deadline deadline,
    struct pm_error *error)
{
    struct pm_error ignored;
    struct pm_frame frame;
    status ended = read_frame(connection, PM_FRAME_BEFORE_AUTH, deadline, &frame, error);

    if (ended != PM_CONNECTION_OK)
        return ended;
    ended = pm_stream_shake(&connection->stream, auth, &frame, error);
    if (ended == PM_CONNECTION_OK)
        return flush(connection, deadline, error);
    flush(connection, deadline, &ignored);
    return settle(connection, ended, error);
}

static status shake_hands(struct pm_connection *connection, const struct pm_auth_policy *policy,
    struct pm_deadline deadline, struct pm_error *error)
{
    struct pm_auth auth;
    status ended = settle(connection, pm_stream_begin(&connection->stream, &auth, policy, error), error);

    while (ended == PM_CONNECTION_OK && auth.state == PM_AUTH_MORE)
        ended = shake_once(connection, &auth, deadline, error);
    connection->digest = auth.digest;
    return ended == PM_CONNECTION_LOST ? PM_CONNECTION_UNREACHABLE : ended;
}

static struct pm_connection *new_connection(const struct pm_connection_options *options)
{
    struct pm_connection *connection = pm_calloc(1, sizeof *connection);

    if (connection == NULL)
        return NULL;
    if (pm_exchange_init(&connection->stream.exchange, options->codec, options->max_reply) != 0) {
        pm_free(connection);
        return NULL;
    }
    pthread_mutex_init(&connection->lock, NULL);
    connection->stream.fd = -1;
    connection->stream.exchange.adopter = options->adopter;
    connection->stream.exchange.dialect.plain = options->plain;
    connection->used = coarse_now();
    return connection;
}

status pm_connection_open(const struct pm_address *address, const struct pm_connection_options *options,
    struct pm_connection **connectionp, struct pm_error *error)
{
    struct pm_deadline deadline = pm_deadline_in(options->timeout);
    struct pm_connection *connection = new_connection(options);
    status ended;

    *connectionp = NULL;
    if (connection == NULL) {
        pm_fail_nomem(error);
        return PM_CONNECTION_ERROR;
    }
    ended = dial(connection, address, deadline, error);
    pm_exchange_trace(&connection->stream.exchange, connection->stream.fd);
    if (ended == PM_CONNECTION_OK)
        ended = shake_hands(connection, &options->policy, deadline, error);
    *connectionp = ended == PM_CONNECTION_OK ? connection : pm_connection_close(connection);
    return ended;
}

struct pm_connection *pm_connection_close(struct pm_connection *connection)
{
    if (connection == NULL)
        return NULL;
    break_off(connection, PM_CONNECTION_LOST);
    pm_exchange_clear(&connection->stream.exchange);
    pthread_mutex_destroy(&connection->lock);
    pm_free(connection);
    return NULL;
}

void pm_connection_set_timeout(struct pm_connection *connection, double seconds)
{
    connection->timeout = seconds;
}

/* --- what others do to it ------------------------------------------------------------------------------- */

void pm_connection_cancel(struct pm_connection *connection)
{
    pthread_mutex_lock(&connection->lock);
    atomic_store(&connection->cancelled, true);
    if (connection->stream.fd >= 0)
        shutdown(connection->stream.fd, SHUT_RDWR);
    pthread_mutex_unlock(&connection->lock);
}

void pm_connection_abandon(struct pm_connection *connection)
{
    if (connection->stream.fd >= 0)
        close(connection->stream.fd);
    connection->stream.fd = -1;
    connection->broken = PM_CONNECTION_LOST;
    pthread_mutex_init(&connection->lock, NULL); /* whoever held it is not here */
}

size_t pm_connection_unsent(const struct pm_connection *connection)
{
    return pm_buffer_size(&connection->stream.exchange.out);
}

enum pm_digest pm_connection_digest(const struct pm_connection *connection)
{
    return connection->digest;
}

const struct pm_dialect *pm_connection_dialect(const struct pm_connection *connection)
{
    return &connection->stream.exchange.dialect;
}

bool pm_connection_alive(struct pm_connection *connection)
{
    int64_t now, before = connection->used;
    char byte;

    if (connection->broken != PM_CONNECTION_OK || atomic_load(&connection->cancelled))
        return false;
    connection->used = now = coarse_now();
    if (now - before < fresh)
        return true;
    /* Nothing is outstanding: not even a byte may be there, and no end. */
    return recv(connection->stream.fd, &byte, 1, MSG_PEEK | MSG_DONTWAIT) < 0 && errno == EAGAIN;
}

/* --- requests and replies ------------------------------------------------------------------------------- */

status pm_connection_submit(struct pm_connection *connection, pymgr_value *ident, const char *method,
    pymgr_value *args, pymgr_value *kwds, struct pm_error *error)
{
    status ended = still_broken(connection, error);

    if (ended != PM_CONNECTION_OK)
        return ended;
    return pm_exchange_add(&connection->stream.exchange, ident, method, args, kwds, error) == 0
               ? PM_CONNECTION_OK
               : PM_CONNECTION_ERROR;
}

status pm_connection_flush(struct pm_connection *connection, struct pm_error *error)
{
    status ended = still_broken(connection, error);

    return ended == PM_CONNECTION_OK ? flush(connection, pm_deadline_in(connection->timeout), error) : ended;
}

static status receive(struct pm_connection *connection, struct pm_deadline deadline,
    enum pm_reply_kind *kindp, pymgr_value **valuep, struct pm_error *error)
{
    struct pm_exchange *exchange = &connection->stream.exchange;
    struct pm_frame frame;
    status ended = read_frame(connection, exchange->max_reply, deadline, &frame, error);

    if (ended != PM_CONNECTION_OK)
        return ended;
    return pm_exchange_take(exchange, &frame, kindp, valuep, error) == 0 ? PM_CONNECTION_OK
                                                                         : PM_CONNECTION_ERROR;
}

status pm_connection_receive(
    struct pm_connection *connection, enum pm_reply_kind *kindp, pymgr_value **valuep, struct pm_error *error)
{
    status ended = still_broken(connection, error);

    if (ended != PM_CONNECTION_OK)
        return ended;
    if (connection->stream.exchange.outstanding == 0) {
        pm_fail(error, PM_ERROR_VALUE, "no reply is outstanding");
        return PM_CONNECTION_ERROR;
    }
    return receive(connection, pm_deadline_in(connection->timeout), kindp, valuep, error);
}

status pm_connection_call(struct pm_connection *connection, pymgr_value *ident, const char *method,
    pymgr_value *args, pymgr_value *kwds, enum pm_reply_kind *kindp, pymgr_value **valuep,
    struct pm_error *error)
{
    struct pm_deadline deadline = pm_deadline_in(connection->timeout);
    status ended = still_broken(connection, error);

    if (ended == PM_CONNECTION_OK && connection->stream.exchange.outstanding > 0) {
        pm_fail(error, PM_ERROR_VALUE, "replies to earlier requests are still to be received");
        ended = PM_CONNECTION_ERROR;
    }
    if (ended == PM_CONNECTION_OK)
        ended = pm_connection_submit(connection, ident, method, args, kwds, error);
    if (ended == PM_CONNECTION_OK)
        ended = flush(connection, deadline, error);
    if (ended == PM_CONNECTION_OK)
        ended = receive(connection, deadline, kindp, valuep, error);
    return ended;
}
