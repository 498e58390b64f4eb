/* SPDX-License-Identifier: MIT
 *
 * The socket stays in blocking mode. Without a deadline a reply is waited for in recv itself, so that a call
 * costs two system calls; with one, poll comes first. Sending never blocks: only when the socket's buffer is
 * full it waits, for room and for replies alike.
 *
 * Which pickle protocol a server reads is not known before its first reply. One of Python 3.12 or newer shows
 * in the handshake; to any other the first requests go in protocol 2 and Python 3's terms, which Python 2.7
 * and every Python 3 read. From the first reply on its own dialect is used.
 */
#include "client/connection.h"

#include "base/memory.h"
#include "wire/frame.h"

#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <time.h>
#include <unistd.h>

enum {
    MAX_ADDRESSES = 16,    /* of one host name that are tried */
    READ_CHUNK = 16384,    /* bytes asked for when it is not known how many will come */
    KEEP_BUFFER = 1 << 20, /* bytes of a buffer that are kept from one message to the next */
    OLDEST_PROTOCOL = 2,
    MODERN_PROTOCOL = 4,
};

typedef enum pm_connection_status status;

struct pm_connection {
    int fd;        /* -1: closed */
    status broken; /* PM_CONNECTION_OK while it is good for more */
    bool tcp;
    const struct pm_codec *codec;
    struct pm_scratch *scratch;
    struct pm_dialect dialect;
    double timeout;
    size_t max_reply;
    size_t outstanding; /* replies to submitted requests, not received yet */
    struct pm_buffer in, out;
    pymgr_value *no_args, *no_kwds;
};

/* --- deadlines ------------------------------------------------------------------------------------------ */

struct deadline {
    bool set;
    int64_t at; /* nanoseconds of the monotonic clock */
};

static const double a_century = 36525.0 * 24 * 3600; /* in seconds: as good as for ever, and fits the clock */
static const int64_t second = 1000000000, millisecond = 1000000, microsecond = 1000;

static int64_t now(void)
{
    struct timespec time;

    clock_gettime(CLOCK_MONOTONIC, &time);
    return time.tv_sec * second + time.tv_nsec;
}

static struct deadline deadline_in(double seconds)
{
    if (!(seconds > 0 && seconds < a_century))
        return (struct deadline){ .set = false };
    return (struct deadline){ .set = true, .at = now() + (int64_t)(seconds * (double)second) };
}

static int64_t time_left(struct deadline deadline)
{
    int64_t left = deadline.at - now();

    return left > 0 ? left : 0;
}

/* For poll: in milliseconds, rounded up. */
static int poll_time(struct deadline deadline)
{
    int64_t left;

    if (!deadline.set)
        return -1;
    left = (time_left(deadline) + millisecond - 1) / millisecond;
    return left > INT32_MAX ? INT32_MAX : (int)left;
}

/* --- failures ------------------------------------------------------------------------------------------- */

static status break_off(struct pm_connection *connection, status why)
{
    if (connection->fd >= 0)
        close(connection->fd);
    connection->fd = -1;
    connection->broken = why;
    return why;
}

static status lose(struct pm_connection *connection, const char *why, struct pm_error *error)
{
    pm_fail(error, PM_ERROR_SYSTEM, "connection lost: %s", why);
    return break_off(connection, PM_CONNECTION_LOST);
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

static void acknowledge_quickly(const struct pm_connection *connection)
{
    int on = 1;

    if (connection->tcp)
        setsockopt(connection->fd, IPPROTO_TCP, TCP_QUICKACK, &on, sizeof on);
}

/* Waits until one of the events, or a hang-up, is there: it is in *gotp. */
static status wait_for(
    struct pm_connection *connection, int events, struct deadline deadline, int *gotp, struct pm_error *error)
{
    struct pollfd watched = { .fd = connection->fd, .events = (short)events };

    for (;;) {
        int count = poll(&watched, 1, poll_time(deadline));

        *gotp = watched.revents;
        if (count > 0)
            return PM_CONNECTION_OK;
        if (count == 0 && time_left(deadline) == 0)
            return time_out(connection, error);
        if (count < 0 && errno != EINTR)
            return lose(connection, strerror(errno), error);
    }
}

/* Takes in what has come; with MSG_DONTWAIT that may be nothing. */
static status take_in(struct pm_connection *connection, size_t size, int flags, struct pm_error *error)
{
    unsigned char *room = pm_buffer_room(&connection->in, size);
    ssize_t count;

    if (room == NULL) {
        pm_fail_nomem(error);
        return break_off(connection, PM_CONNECTION_LOST);
    }
    do
        count = recv(connection->fd, room, size, flags);
    while (count < 0 && errno == EINTR);
    if (count == 0)
        return lose(connection, "closed by the peer", error);
    if (count < 0)
        return errno == EAGAIN ? PM_CONNECTION_OK : lose(connection, strerror(errno), error);
    pm_buffer_added(&connection->in, (size_t)count);
    acknowledge_quickly(connection);
    return PM_CONNECTION_OK;
}

/* Waits for bytes and takes them in: `size` of them, or a chunk if that is more, if there are so many. */
static status read_more(
    struct pm_connection *connection, size_t size, struct deadline deadline, struct pm_error *error)
{
    status ended = PM_CONNECTION_OK;
    int got;

    if (deadline.set)
        ended = wait_for(connection, POLLIN, deadline, &got, error);
    if (ended != PM_CONNECTION_OK)
        return ended;
    return take_in(connection, size > READ_CHUNK ? size : READ_CHUNK, deadline.set ? MSG_DONTWAIT : 0, error);
}

/* Waits until more can be written, taking in what comes meanwhile. */
static status wait_for_room(
    struct pm_connection *connection, struct deadline deadline, struct pm_error *error)
{
    int got;
    status ended = wait_for(connection, POLLOUT | POLLIN, deadline, &got, error);

    if (ended == PM_CONNECTION_OK && (got & POLLIN))
        ended = take_in(connection, READ_CHUNK, MSG_DONTWAIT, error);
    return ended;
}

static status flush(struct pm_connection *connection, struct deadline deadline, struct pm_error *error)
{
    struct pm_buffer *out = &connection->out;
    status ended = PM_CONNECTION_OK;

    while (ended == PM_CONNECTION_OK && pm_buffer_length(out) > 0) {
        ssize_t count =
            send(connection->fd, pm_buffer_bytes(out), pm_buffer_length(out), MSG_NOSIGNAL | MSG_DONTWAIT);

        if (count >= 0)
            pm_buffer_consume(out, (size_t)count);
        else if (errno == EAGAIN)
            ended = wait_for_room(connection, deadline, error);
        else if (errno != EINTR)
            return lose(connection, strerror(errno), error);
    }
    if (out->capacity > KEEP_BUFFER)
        pm_buffer_free(out);
    return ended;
}

/* Reads until a whole frame is at the start of `in`: its header and payload sizes are then set. */
static status read_frame(struct pm_connection *connection, size_t limit, struct deadline deadline,
    size_t *headerp, size_t *sizep, struct pm_error *error)
{
    struct pm_buffer *in = &connection->in;

    for (;;) {
        size_t length = pm_buffer_length(in);
        enum pm_frame_state state = pm_frame_peek(pm_buffer_bytes(in), length, limit, headerp, sizep);
        size_t missing = *headerp + *sizep > length ? *headerp + *sizep - length : 0;
        status ended;

        if (state == PM_FRAME_READY)
            return PM_CONNECTION_OK;
        if (state != PM_FRAME_MORE)
            return lose(connection,
                state == PM_FRAME_BAD ? "the peer sends no frames" : "the peer's message is too big", error);
        ended = read_more(connection, missing, deadline, error);
        if (ended != PM_CONNECTION_OK)
            return ended;
    }
}

static void drop_frame(struct pm_connection *connection, size_t size)
{
    pm_buffer_consume(&connection->in, size);
    if (connection->in.capacity > KEEP_BUFFER && pm_buffer_length(&connection->in) == 0)
        pm_buffer_free(&connection->in);
}

/* --- opening -------------------------------------------------------------------------------------------- */

/* For connect, and for nothing else, since sending never blocks. */
static void limit_connect(int fd, struct deadline deadline)
{
    int64_t left = time_left(deadline) + microsecond; /* none at all would mean for ever */
    struct timeval limit = { .tv_sec = left / second, .tv_usec = left % second / microsecond };

    if (deadline.set)
        setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof limit);
}

/* 0, or -1 with errno. A connect that a signal interrupts goes on in the kernel, and is waited for again. */
static int connect_socket(
    int fd, const struct sockaddr_storage *name, socklen_t length, struct deadline deadline)
{
    int result;

    do {
        limit_connect(fd, deadline);
        result = connect(fd, (const struct sockaddr *)name, length);
    } while (result != 0 && errno == EINTR);
    return result;
}

static void prepare_tcp(struct pm_connection *connection)
{
    int on = 1;

    if (connection->tcp)
        setsockopt(connection->fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    acknowledge_quickly(connection);
}

/* What connecting to the last of an address's socket addresses ended with. */
static status fail_connect(const struct pm_address *address, int number, struct pm_error *error)
{
    bool timed_out = number == EAGAIN || number == EINPROGRESS;
    char text[sizeof address->host + 16];

    pm_address_format(address, text, sizeof text);
    pm_fail(error, PM_ERROR_SYSTEM, "cannot connect to %.200s: %s", text,
        timed_out ? "timed out" : strerror(number));
    return timed_out ? PM_CONNECTION_TIMED_OUT : PM_CONNECTION_LOST;
}

static status connect_any(struct pm_connection *connection, const struct pm_address *address,
    struct deadline deadline, struct pm_error *error)
{
    struct sockaddr_storage names[MAX_ADDRESSES];
    socklen_t lengths[MAX_ADDRESSES];
    int count = pm_address_resolve(address, false, names, lengths, MAX_ADDRESSES, error);
    int number = 0;

    if (count < 0)
        return PM_CONNECTION_LOST;
    connection->tcp = address->kind == PM_ADDRESS_TCP;
    for (int i = 0; i < count; i++) {
        connection->fd = socket(names[i].ss_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
        if (connection->fd >= 0 && connect_socket(connection->fd, &names[i], lengths[i], deadline) == 0) {
            prepare_tcp(connection);
            return PM_CONNECTION_OK;
        }
        number = errno;
        break_off(connection, PM_CONNECTION_OK);
    }
    return fail_connect(address, number, error);
}

static status refuse(struct pm_connection *connection, const struct pm_auth *auth, struct pm_error *error)
{
    pm_fail(error, PM_ERROR_SYSTEM, "not admitted: %s", pm_auth_reason(auth));
    return break_off(connection, PM_CONNECTION_REFUSED);
}

/* Sends what the machine has to say, and gives it the peer's next message. */
static status shake_once(
    struct pm_connection *connection, struct pm_auth *auth, struct deadline deadline, struct pm_error *error)
{
    size_t header, size;
    status ended = read_frame(connection, PM_FRAME_BEFORE_AUTH, deadline, &header, &size, error);
    enum pm_auth_state state;

    if (ended != PM_CONNECTION_OK)
        return ended;
    state = pm_auth_feed(auth, pm_buffer_bytes(&connection->in) + header, size, &connection->out);
    drop_frame(connection, header + size);
    ended = flush(connection, deadline, error);
    return state == PM_AUTH_REFUSED ? refuse(connection, auth, error) : ended;
}

static status shake_hands(struct pm_connection *connection, const struct pm_auth_policy *policy,
    struct deadline deadline, struct pm_error *error)
{
    struct pm_auth auth;
    status ended = PM_CONNECTION_OK;

    if (pm_auth_start(&auth, PM_AUTH_CLIENT, policy, &connection->out) != 0)
        return refuse(connection, &auth, error);
    while (ended == PM_CONNECTION_OK && auth.state == PM_AUTH_MORE)
        ended = shake_once(connection, &auth, deadline, error);
    connection->dialect.protocol = auth.legacy ? OLDEST_PROTOCOL : MODERN_PROTOCOL;
    return ended;
}

static struct pm_connection *new_connection(const struct pm_connection_options *options)
{
    struct pm_connection *connection = pm_calloc(1, sizeof *connection);

    if (connection == NULL)
        return NULL;
    connection->fd = -1;
    connection->codec = options->codec == NULL ? &pm_codec_pickle : options->codec;
    connection->scratch = pm_scratch_new();
    connection->max_reply = options->max_reply == 0 ? PM_FRAME_LIMIT_DEFAULT : options->max_reply;
    connection->no_args = pymgr_tuple(0);
    connection->no_kwds = pymgr_dict();
    if (connection->scratch == NULL || connection->no_args == NULL || connection->no_kwds == NULL)
        return pm_connection_close(connection);
    return connection;
}

status pm_connection_open(const struct pm_address *address, const struct pm_connection_options *options,
    struct pm_connection **connectionp, struct pm_error *error)
{
    struct deadline deadline = deadline_in(options->timeout);
    struct pm_connection *connection = new_connection(options);
    status ended;

    *connectionp = NULL;
    if (connection == NULL) {
        pm_fail_nomem(error);
        return PM_CONNECTION_ERROR;
    }
    ended = connect_any(connection, address, deadline, error);
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
    pm_buffer_free(&connection->in);
    pm_buffer_free(&connection->out);
    pm_scratch_free(connection->scratch);
    pymgr_unref(connection->no_args);
    pymgr_unref(connection->no_kwds);
    pm_free(connection);
    return NULL;
}

void pm_connection_set_timeout(struct pm_connection *connection, double seconds)
{
    connection->timeout = seconds;
}

/* --- requests and replies ------------------------------------------------------------------------------- */

static status append_request(
    struct pm_connection *connection, const pymgr_value *request, struct pm_error *error)
{
    struct pm_buffer *out = &connection->out;
    size_t offset = pm_frame_begin(out);

    if (connection->codec->dump(connection->scratch, &connection->dialect, request, out, error) == 0) {
        pm_frame_end(out, offset);
        if (pm_buffer_check(out, error) == 0) {
            connection->outstanding++;
            return PM_CONNECTION_OK;
        }
    }
    pm_buffer_truncate(out, offset);
    out->nomem = false; /* what was submitted before is all there */
    return PM_CONNECTION_ERROR;
}

status pm_connection_submit(struct pm_connection *connection, pymgr_value *ident, const char *method,
    pymgr_value *args, pymgr_value *kwds, struct pm_error *error)
{
    pymgr_value *request;
    status ended = still_broken(connection, error);

    if (ended != PM_CONNECTION_OK)
        return ended;
    request = pymgr_tuple_of(4, ident == NULL ? pymgr_none() : pymgr_ref(ident), pymgr_str(method),
        pymgr_ref(args == NULL ? connection->no_args : args),
        pymgr_ref(kwds == NULL ? connection->no_kwds : kwds));
    if (request == NULL) {
        pm_fail_nomem(error);
        return PM_CONNECTION_ERROR;
    }
    ended = append_request(connection, request, error);
    pymgr_unref(request);
    return ended;
}

status pm_connection_flush(struct pm_connection *connection, struct pm_error *error)
{
    status ended = still_broken(connection, error);

    return ended == PM_CONNECTION_OK ? flush(connection, deadline_in(connection->timeout), error) : ended;
}

/* The kind and value (new) of a reply, which is taken. */
static status take_reply(
    pymgr_value *reply, enum pm_reply_kind *kindp, pymgr_value **valuep, struct pm_error *error)
{
    pymgr_value *value;
    bool is_reply = pm_reply_parse(reply, kindp, &value);

    if (is_reply)
        *valuep = pymgr_ref(value);
    else
        pm_fail_at(error, 0, "the server's answer is no reply");
    pymgr_unref(reply);
    return is_reply ? PM_CONNECTION_OK : PM_CONNECTION_ERROR;
}

static status receive(struct pm_connection *connection, struct deadline deadline, enum pm_reply_kind *kindp,
    pymgr_value **valuep, struct pm_error *error)
{
    size_t header, size;
    status ended = read_frame(connection, connection->max_reply, deadline, &header, &size, error);
    pymgr_value *reply;
    int loaded;

    if (ended != PM_CONNECTION_OK)
        return ended;
    loaded = connection->codec->load(connection->scratch, pm_buffer_bytes(&connection->in) + header, size,
        &connection->dialect, &reply, error);
    pm_scratch_forget_proxies(connection->scratch);
    drop_frame(connection, header + size);
    connection->outstanding--;
    return loaded == 0 ? take_reply(reply, kindp, valuep, error) : PM_CONNECTION_ERROR;
}

status pm_connection_receive(
    struct pm_connection *connection, enum pm_reply_kind *kindp, pymgr_value **valuep, struct pm_error *error)
{
    status ended = still_broken(connection, error);

    if (ended != PM_CONNECTION_OK)
        return ended;
    if (connection->outstanding == 0) {
        pm_fail(error, PM_ERROR_VALUE, "no reply is outstanding");
        return PM_CONNECTION_ERROR;
    }
    return receive(connection, deadline_in(connection->timeout), kindp, valuep, error);
}

status pm_connection_call(struct pm_connection *connection, pymgr_value *ident, const char *method,
    pymgr_value *args, pymgr_value *kwds, enum pm_reply_kind *kindp, pymgr_value **valuep,
    struct pm_error *error)
{
    struct deadline deadline = deadline_in(connection->timeout);
    status ended = still_broken(connection, error);

    if (ended == PM_CONNECTION_OK && connection->outstanding > 0) {
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
