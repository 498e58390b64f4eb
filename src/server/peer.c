/* SPDX-License-Identifier: MIT
 *
 * A peer is in one of three stages: it is not admitted yet; its next request is for the server (the first
 * one, after which Python closes the connection); or, after accept_connection, its requests are for objects
 * until it goes away.
 *
 * Bytes are read into the loop's chunk and used from there; only what is left of an incomplete frame is
 * copied to the peer. Answers are written to the loop's buffer and sent when the chunk is used up; only what
 * the socket does not take is copied to the peer, and until it has gone out no further request is read. So an
 * idle peer, or one that waits, owns no buffer at all.
 *
 * While a call waits, nothing is read; but the poll handle reports the peer's going away, and the call is
 * then cancelled.
 */
#include "server/peer.h"

#include "base/log.h"
#include "base/memory.h"
#include "call/token.h"
#include "server/dispatch.h"
#include "server/loop.h"
#include "server/trace.h"
#include "wire/address.h"
#include "wire/frame.h"

#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <unistd.h>

enum {
    /* Answers to pipelined requests that are gathered before they are sent. */
    GATHER_LIMIT = 256 * 1024,
};

enum stage {
    STAGE_HANDSHAKE,
    STAGE_SERVER,  /* the next request is for one of the server's public functions */
    STAGE_OBJECTS, /* requests are for objects */
    STAGE_LEAVING, /* nothing more is read; closes when all is sent */
};

struct pm_peer {
    struct pm_session session; /* first, so that a session is its peer */
    uv_poll_t poll;
    uv_timer_t timer; /* the handshake's deadline, then those of waiting calls */
    unsigned handles; /* of libuv, not closed yet */
    int fd;
    int events; /* that the poll handle watches */
    struct pm_loop *loop;
    TAILQ_ENTRY(pm_peer) link;       /* loop->peers */
    TAILQ_ENTRY(pm_peer) queue_link; /* loop->pending, later loop->done */

    enum stage stage;
    bool tcp;
    bool closing;
    bool waiting; /* call sits in a wait queue, or has ended and the answer is there */
    bool done;    /* in loop->done */
    bool answer_twice;
    struct pm_auth *auth;         /* until admitted */
    const struct pm_codec *codec; /* NULL until the first request */
    struct pm_dialect dialect;
    struct pm_call call;
    struct pm_answer answer; /* of a call that has waited */
    struct pm_buffer in;     /* the beginning of a frame */
    struct pm_buffer out;    /* what the socket did not take */
};

static struct pm_peer *peer_of(struct pm_session *session)
{
    return (struct pm_peer *)session;
}

/* --- the end
 * --------------------------------------------------------------------------------------------------- */

static void closed(uv_handle_t *handle)
{
    struct pm_peer *peer = handle->data;

    if (--peer->handles > 0)
        return;
    close(peer->fd);
    pm_buffer_free(&peer->in);
    pm_buffer_free(&peer->out);
    pm_free(peer->auth);
    pm_free(peer);
}

static void leave_pending(struct pm_peer *peer)
{
    TAILQ_REMOVE(&peer->loop->pending, peer, queue_link);
    peer->loop->pending_count--;
}

/* Forgets the call that waits, or the answer that nobody will read. */
static void drop_call(struct pm_peer *peer)
{
    pymgr_server *server = peer->loop->server;

    uv_mutex_lock(&server->lock);
    peer->closing = true;
    if (peer->done) {
        TAILQ_REMOVE(&peer->loop->done, peer, queue_link);
        pm_answer_undo(server, &peer->answer);
    } else if (peer->waiting) {
        pm_call_cancel(&peer->call);
        pm_object_unref(peer->call.object);
        pm_call_clear(&peer->call);
    }
    peer->done = peer->waiting = false;
    uv_mutex_unlock(&server->lock);
    peer->answer.value = pymgr_unref(peer->answer.value);
}

void pm_peer_close(struct pm_peer *peer)
{
    if (peer->closing)
        return;
    drop_call(peer);
    if (peer->stage == STAGE_HANDSHAKE)
        leave_pending(peer);
    TAILQ_REMOVE(&peer->loop->peers, peer, link);
    uv_close((uv_handle_t *)&peer->poll, closed);
    uv_close((uv_handle_t *)&peer->timer, closed);
}

static void refuse(const struct pm_peer *peer, const char *why)
{
    pm_log(PM_LOG_WARNING, "connection %d closed: %s", peer->fd, why);
}

/* --- sending
 * --------------------------------------------------------------------------------------------------- */

static void on_ready(uv_poll_t *poll, int status, int events);

static void watch(struct pm_peer *peer, int events)
{
    if (peer->events == events || peer->closing)
        return;
    peer->events = events;
    uv_poll_start(&peer->poll, events, on_ready);
}

/* What the socket takes of the bytes now; -1: the peer is gone. */
static ssize_t send_some(struct pm_peer *peer, const unsigned char *bytes, size_t size)
{
    ssize_t sent;

    do
        sent = send(peer->fd, bytes, size, MSG_NOSIGNAL);
    while (sent < 0 && errno == EINTR);
    if (sent < 0 && (errno == EAGAIN || errno == EWOULDBLOCK))
        return 0;
    return sent;
}

/* Sends the gathered answers, keeps what the socket does not take. False: the peer is gone. */
static bool flush(struct pm_peer *peer)
{
    struct pm_buffer *gathered = &peer->loop->out;
    size_t length = pm_buffer_length(gathered);
    ssize_t sent = 0;

    if (length == 0)
        return true;
    if (pm_buffer_length(&peer->out) == 0)
        sent = send_some(peer, pm_buffer_bytes(gathered), length);
    if (sent >= 0 && (size_t)sent < length)
        pm_put(&peer->out, pm_buffer_bytes(gathered) + sent, length - (size_t)sent);
    pm_buffer_clear(gathered);
    if (gathered->capacity > GATHER_LIMIT * 2)
        pm_buffer_free(gathered);
    return sent >= 0 && !pm_buffer_failed(&peer->out);
}

/* Sends what was kept. False: the peer is gone. */
static bool send_kept(struct pm_peer *peer)
{
    size_t length = pm_buffer_length(&peer->out);
    ssize_t sent = length == 0 ? 0 : send_some(peer, pm_buffer_bytes(&peer->out), length);

    if (sent < 0)
        return false;
    pm_buffer_consume(&peer->out, (size_t)sent);
    if (pm_buffer_length(&peer->out) == 0)
        pm_buffer_free(&peer->out);
    return true;
}

/* --- answers
 * ----------------------------------------------------------------------------------------------------- */

/* Python raises what is in an #ERROR; through XML-RPC it can only read a text. */
static void fit_to_serializer(struct pm_peer *peer, struct pm_answer *answer)
{
    pymgr_value *text;

    if (answer->value != NULL && peer->dialect.python2 && pm_is(answer->value, PYMGR_STR) &&
        answer->kind == PM_REPLY_TRACEBACK)
        answer->value->flags |= PM_PY2_STR; /* it accepts no unicode there */
    if (peer->codec == &pm_codec_xmlrpc && answer->kind == PM_REPLY_ERROR && answer->value != NULL) {
        text = pm_exception_traceback(answer->value, "serve_client");
        pymgr_unref(answer->value);
        answer->value = text;
        answer->kind = PM_REPLY_TRACEBACK;
    }
    if (answer->value == NULL) {
        answer->kind = PM_REPLY_TRACEBACK;
        answer->value = pymgr_ref(peer->loop->server->out_of_memory);
    }
}

/* Appends the frame of an answer. -1: it cannot be serialized, and nothing was appended. */
static int put_answer(struct pm_peer *peer, const struct pm_answer *answer, struct pm_error *error)
{
    struct pm_buffer *out = &peer->loop->out;
    size_t before = pm_buffer_length(out), offset;
    pymgr_value *reply = pm_reply_new(answer->kind, pymgr_ref(answer->value));
    int result;

    if (reply == NULL)
        return pm_fail_nomem(error);
    offset = pm_frame_begin(out);
    result = peer->codec->dump(peer->loop->scratch, &peer->dialect, reply, out, error);
    pymgr_unref(reply);
    if (result == 0) {
        pm_frame_end(out, offset);
        result = pm_buffer_check(out, error);
    }
    if (result != 0) {
        out->nomem = out->over_limit = false;
        pm_buffer_truncate(out, before);
    }
    return result;
}

/* The second try: why the first failed, as a text. */
static int put_unserializable(struct pm_peer *peer, const struct pm_error *why)
{
    struct pm_answer answer;
    struct pm_error error;
    int result;

    pm_answer_error(&answer, why, "serve_client");
    answer.kind = peer->stage == STAGE_OBJECTS ? PM_REPLY_UNSERIALIZABLE : PM_REPLY_TRACEBACK;
    fit_to_serializer(peer, &answer);
    result = put_answer(peer, &answer, &error);
    pymgr_unref(answer.value);
    return result;
}

/* Takes the answer's value. If not even an error could be told, the peer is to leave. */
static void reply(struct pm_peer *peer, struct pm_answer *answer)
{
    pymgr_server *server = peer->loop->server;
    struct pm_error error;
    int result;

    fit_to_serializer(peer, answer);
    pm_trace_answer(server, peer->fd, answer);
    result = put_answer(peer, answer, &error);
    if (result != 0) {
        uv_mutex_lock(&server->lock);
        pm_answer_undo(server, answer);
        uv_mutex_unlock(&server->lock);
        result = put_unserializable(peer, &error);
    } else if (peer->answer_twice) {
        result = put_answer(peer, answer, &error);
    }
    answer->value = pymgr_unref(answer->value);
    if (result != 0) {
        refuse(peer, "no memory for an answer");
        peer->stage = STAGE_LEAVING;
    }
}

/* After an answer: a connection that did not become a proxy's channel has served its purpose. */
static void answered(struct pm_peer *peer)
{
    if (peer->stage == STAGE_SERVER)
        peer->stage = STAGE_LEAVING;
}

/* --- requests
 * ---------------------------------------------------------------------------------------------------- */

static int load_request(struct pm_peer *peer, const unsigned char *payload, size_t size,
    struct pm_request *request, struct pm_error *error)
{
    pymgr_value *value;

    if (peer->codec == NULL)
        peer->codec = size > 0 && payload[0] == '<' ? &pm_codec_xmlrpc : &pm_codec_pickle;
    if (peer->codec->load(peer->loop->scratch, payload, size, &peer->dialect, &value, error) != 0)
        return -1;
    if (pm_request_parse(value, request, error) != 0) {
        pymgr_unref(value);
        return -1;
    }
    return 0;
}

static void bad_request(struct pm_peer *peer, const struct pm_error *error)
{
    struct pm_answer answer;

    pm_log(
        PM_LOG_WARNING, "connection %d: bad request: %s (at byte %zu)", peer->fd, error->text, error->offset);
    pm_answer_error(&answer, error, peer->stage == STAGE_OBJECTS ? "serve_client" : "_handle_request");
    reply(peer, &answer);
    answered(peer);
}

static void on_request(struct pm_peer *peer, const unsigned char *payload, size_t size)
{
    pymgr_server *server = peer->loop->server;
    struct pm_request request;
    struct pm_answer answer;
    struct pm_error error;
    bool ready;

    if (load_request(peer, payload, size, &request, &error) != 0) {
        bad_request(peer, &error);
        return;
    }
    pm_trace_request(server, peer->fd, &request);
    uv_mutex_lock(&server->lock);
    if (peer->stage == STAGE_OBJECTS)
        ready = pm_dispatch_object(server, &request, &peer->call, &answer);
    else
        ready = pm_dispatch_server(server, &request, &peer->call, &answer);
    peer->waiting = !ready;
    uv_mutex_unlock(&server->lock);
    pm_request_clear(&request);
    if (!ready)
        return;
    reply(peer, &answer);
    answered(peer);
}

static void admitted(struct pm_peer *peer)
{
    leave_pending(peer);
    uv_timer_stop(&peer->timer);
    pm_free(peer->auth);
    peer->auth = NULL;
    peer->stage = STAGE_SERVER;
}

/* False: refused; the peer is to be closed once the farewell is sent. */
static bool on_handshake(struct pm_peer *peer, const unsigned char *payload, size_t size)
{
    switch (pm_auth_feed(peer->auth, payload, size, &peer->loop->out)) {
    case PM_AUTH_MORE:
        return true;
    case PM_AUTH_ADMITTED:
        admitted(peer);
        return true;
    case PM_AUTH_REFUSED:
        break;
    }
    refuse(peer, pm_auth_reason(peer->auth));
    return false;
}

/* Whether the next frame may be taken now. */
static bool ready_for_more(const struct pm_peer *peer)
{
    return !peer->waiting && peer->stage != STAGE_LEAVING && pm_buffer_length(&peer->out) == 0;
}

static bool on_payload(struct pm_peer *peer, const unsigned char *payload, size_t size)
{
    if (peer->stage == STAGE_HANDSHAKE)
        return on_handshake(peer, payload, size);
    on_request(peer, payload, size);
    if (pm_buffer_length(&peer->loop->out) > GATHER_LIMIT)
        return flush(peer);
    return true;
}

/*
 * Serves the whole frames among the bytes; *usedp says how far that was. False: the peer is to be closed.
 * *neededp is the length of the frame that is not whole yet, as far as it is known.
 */
static bool use(struct pm_peer *peer, const unsigned char *bytes, size_t size, size_t *usedp, size_t *neededp)
{
    size_t header, length, limit;

    *usedp = *neededp = 0;
    while (ready_for_more(peer)) {
        limit = peer->stage == STAGE_HANDSHAKE ? PM_FRAME_BEFORE_AUTH : peer->loop->server->max_message;
        switch (pm_frame_peek(bytes + *usedp, size - *usedp, limit, &header, &length)) {
        case PM_FRAME_MORE:
            *neededp = header + length;
            return true;
        case PM_FRAME_BAD:
            refuse(peer, "not a frame of multiprocessing.connection");
            return false;
        case PM_FRAME_TOO_BIG:
            refuse(peer, "a message over the limit");
            return false;
        case PM_FRAME_READY:
            break;
        }
        *usedp += header + length;
        if (!on_payload(peer, bytes + *usedp - length, length))
            return false;
    }
    return true;
}

/* --- reading
 * ----------------------------------------------------------------------------------------------------- */

/* What is to be watched for, as things stand. */
static int wanted(const struct pm_peer *peer)
{
    if (pm_buffer_length(&peer->out) > 0)
        return UV_WRITABLE | UV_DISCONNECT;
    /* Not changed for a call that waits: mostly nothing comes meanwhile, and each change is a system call. */
    if (peer->waiting && peer->events == UV_DISCONNECT)
        return UV_DISCONNECT;
    return UV_READABLE | UV_DISCONNECT;
}

/* After frames were used: sends, closes if the time has come, and otherwise watches for what is next. */
static void settle(struct pm_peer *peer, bool keep)
{
    struct pm_loop *loop = peer->loop;
    bool sent = flush(peer);

    if (!keep || !sent || (peer->stage == STAGE_LEAVING && pm_buffer_length(&peer->out) == 0))
        pm_peer_close(peer);
    else
        watch(peer, wanted(peer));
    pm_loop_drain(loop);
}

/* Makes room for what is missing of a frame; of a big one only as much again as has come, since talk is
 * cheap. */
static bool reserve(struct pm_peer *peer, size_t needed)
{
    size_t length = pm_buffer_length(&peer->in), most = length > GATHER_LIMIT ? length : GATHER_LIMIT;

    if (needed <= length)
        return true;
    return pm_buffer_room(&peer->in, needed - length < most ? needed - length : most) != NULL;
}

/* Serves from the peer's own buffer. */
static bool use_kept(struct pm_peer *peer)
{
    size_t used, needed;
    bool keep = use(peer, pm_buffer_bytes(&peer->in), pm_buffer_length(&peer->in), &used, &needed);

    pm_buffer_consume(&peer->in, used);
    if (pm_buffer_length(&peer->in) == 0)
        pm_buffer_free(&peer->in);
    return keep && reserve(peer, needed);
}

/* Serves from the loop's chunk; keeps what is left. */
static bool use_chunk(struct pm_peer *peer, size_t size)
{
    const unsigned char *chunk = peer->loop->chunk;
    size_t used, needed;
    bool keep = use(peer, chunk, size, &used, &needed);

    if (!keep || used == size)
        return keep;
    pm_put(&peer->in, chunk + used, size - used);
    return reserve(peer, needed) && !pm_buffer_failed(&peer->in);
}

/* Has the kernel acknowledge at once what is read: a stock client's second small write waits for that. It
   forgets the setting by itself, so it is renewed at every read. */
static void ack_quickly(const struct pm_peer *peer)
{
    int on = 1;

    if (peer->tcp)
        setsockopt(peer->fd, IPPROTO_TCP, TCP_QUICKACK, &on, sizeof on);
}

/* Where to read to: a big frame goes straight to its place. */
static unsigned char *read_room(struct pm_peer *peer, size_t *sizep)
{
    unsigned char *room;

    *sizep = PM_LOOP_CHUNK;
    if (pm_buffer_length(&peer->in) == 0)
        return peer->loop->chunk;
    room = pm_buffer_room(&peer->in, PM_LOOP_CHUNK);
    if (room != NULL)
        *sizep = peer->in.capacity - peer->in.end;
    return room;
}

static void on_readable(struct pm_peer *peer)
{
    size_t size;
    unsigned char *room = read_room(peer, &size);
    ssize_t got;

    if (room == NULL) {
        refuse(peer, "no memory for a message");
        settle(peer, false);
        return;
    }
    got = recv(peer->fd, room, size, 0);
    if (got < 0 && (errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR))
        return;
    ack_quickly(peer);
    if (got <= 0) {
        settle(peer, false);
    } else if (room == peer->loop->chunk) {
        settle(peer, use_chunk(peer, (size_t)got));
    } else {
        pm_buffer_added(&peer->in, (size_t)got);
        settle(peer, use_kept(peer));
    }
}

static void on_writable(struct pm_peer *peer)
{
    bool keep = send_kept(peer);

    if (keep && pm_buffer_length(&peer->out) == 0 && pm_buffer_length(&peer->in) > 0)
        keep = use_kept(peer);
    settle(peer, keep);
}

static void on_ready(uv_poll_t *poll, int status, int events)
{
    struct pm_peer *peer = poll->data;

    if (status < 0 || (peer->waiting && (events & UV_DISCONNECT) != 0))
        settle(peer, false);
    else if (events & UV_WRITABLE)
        on_writable(peer);
    else if (peer->waiting)
        watch(peer, UV_DISCONNECT); /* a request that comes while another waits stays in the socket */
    else if (events & (UV_READABLE | UV_DISCONNECT))
        on_readable(peer);
}

struct pm_peer *pm_peer_take_done(struct pm_loop *loop)
{
    struct pm_peer *peer = TAILQ_FIRST(&loop->done);

    if (peer == NULL) {
        atomic_store_explicit(&loop->has_done, false, memory_order_relaxed);
        return NULL;
    }
    TAILQ_REMOVE(&loop->done, peer, queue_link);
    peer->done = false;
    return peer;
}

void pm_peer_resume(struct pm_peer *peer)
{
    bool keep = true;

    peer->waiting = false;
    uv_timer_stop(&peer->timer);
    reply(peer, &peer->answer);
    if (pm_buffer_length(&peer->in) > 0)
        keep = use_kept(peer);
    settle(peer, keep);
}

/* --- as a session
 * ------------------------------------------------------------------------------------------------ */

static void session_finished(struct pm_call *call, enum pm_outcome outcome)
{
    struct pm_peer *peer = peer_of(call->session);

    pm_dispatch_finish(peer->loop->server, &peer->call, outcome, &peer->answer);
    peer->done = true;
    TAILQ_INSERT_TAIL(&peer->loop->done, peer, queue_link);
    atomic_store_explicit(&peer->loop->has_done, true, memory_order_relaxed);
    if (!pm_loop_is_current(peer->loop))
        pm_loop_wake(peer->loop);
}

static bool session_alive(struct pm_session *session)
{
    struct pm_peer *peer = peer_of(session);
    char byte;
    ssize_t got;

    if (peer->closing)
        return false;
    got = recv(peer->fd, &byte, 1, MSG_PEEK | MSG_DONTWAIT);
    return got > 0 || (got < 0 && (errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR));
}

static pymgr_value *session_address(struct pm_session *session)
{
    struct sockaddr_storage storage;
    socklen_t length = sizeof storage;
    struct pm_address address;

    if (getsockname(peer_of(session)->fd, (struct sockaddr *)&storage, &length) != 0)
        return NULL;
    pm_address_from_socket((struct sockaddr *)&storage, length, &address);
    return pm_address_to_value(&address);
}

static void on_time(uv_timer_t *timer)
{
    struct pm_peer *peer = timer->data;
    pymgr_server *server = peer->loop->server;
    struct pm_loop *loop = peer->loop;

    if (peer->stage == STAGE_HANDSHAKE) {
        refuse(peer, "not admitted in time");
        pm_peer_close(peer);
        return;
    }
    uv_mutex_lock(&server->lock);
    if (peer->waiting && !peer->done)
        pm_call_timed_out(&peer->call);
    uv_mutex_unlock(&server->lock);
    pm_loop_drain(loop);
}

static void session_set_timer(struct pm_call *call, double seconds)
{
    struct pm_peer *peer = peer_of(call->session);
    double milliseconds = seconds * 1000 + 1; /* libuv's clock is in whole ones: never early */

    /* Beyond three hundred thousand years the clock would overflow: that is for ever. */
    if (milliseconds >= 1e16)
        return;
    uv_update_time(&peer->loop->uv);
    uv_timer_start(&peer->timer, on_time, (uint64_t)milliseconds, 0);
}

static struct pm_object *session_referent(struct pm_session *session, const pymgr_value *proxy)
{
    struct pm_token token;
    struct pm_entry *entry;

    if (!pm_proxy_parse(proxy, &token))
        return NULL;
    entry = pm_registry_find(peer_of(session)->loop->server->registry, token.ident);
    return entry == NULL ? NULL : entry->object;
}

static const struct pm_session_ops session_ops = {
    .finished = session_finished,
    .alive = session_alive,
    .address = session_address,
    .referent = session_referent,
    .set_timer = session_set_timer,
};

void pm_peer_serve_objects(struct pm_session *session)
{
    peer_of(session)->stage = STAGE_OBJECTS;
}

void pm_peer_answer_twice(struct pm_session *session)
{
    peer_of(session)->answer_twice = true;
}

/* --- the beginning
 * ------------------------------------------------------------------------------------------------ */

static void set_up_tcp(struct pm_peer *peer)
{
    int domain = 0, on = 1;
    socklen_t size = sizeof domain;

    getsockopt(peer->fd, SOL_SOCKET, SO_DOMAIN, &domain, &size);
    peer->tcp = domain == AF_INET || domain == AF_INET6;
    if (!peer->tcp)
        return;
    setsockopt(peer->fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    setsockopt(peer->fd, SOL_SOCKET, SO_KEEPALIVE, &on, sizeof on);
}

/* A flood of strangers pushes out the one that has dawdled longest: real peers are admitted within
 * milliseconds. */
static void make_room(struct pm_loop *loop)
{
    struct pm_peer *oldest;

    if (loop->pending_count < loop->server->max_pending)
        return;
    oldest = TAILQ_FIRST(&loop->pending);
    refuse(oldest, "too many connections are not admitted yet");
    pm_peer_close(oldest);
}

static struct pm_peer *peer_new(struct pm_loop *loop, int fd)
{
    struct pm_peer *peer = pm_calloc(1, sizeof *peer);

    if (peer == NULL)
        return NULL;
    peer->auth = pm_calloc(1, sizeof *peer->auth);
    if (peer->auth == NULL || uv_poll_init(&loop->uv, &peer->poll, fd) != 0) {
        pm_free(peer->auth);
        pm_free(peer);
        return NULL;
    }
    uv_timer_init(&loop->uv, &peer->timer);
    peer->poll.data = peer->timer.data = peer;
    peer->handles = 2;
    peer->session.ops = &session_ops;
    peer->call.session = &peer->session;
    peer->dialect.protocol = 4;
    peer->fd = fd;
    peer->loop = loop;
    return peer;
}

void pm_peer_open(struct pm_loop *loop, int fd)
{
    struct pm_peer *peer;

    make_room(loop);
    peer = peer_new(loop, fd);
    if (peer == NULL) {
        pm_log(PM_LOG_WARNING, "connection %d closed: no memory for it", fd);
        close(fd);
        return;
    }
    TAILQ_INSERT_TAIL(&loop->peers, peer, link);
    TAILQ_INSERT_TAIL(&loop->pending, peer, queue_link);
    loop->pending_count++;
    set_up_tcp(peer);
    uv_timer_start(&peer->timer, on_time, loop->server->handshake_timeout, 0);
    settle(peer, pm_auth_start(peer->auth, PM_AUTH_SERVER, &loop->server->policy, &loop->out) == 0);
}
