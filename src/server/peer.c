/* SPDX-License-Identifier: MIT
 *
 * A peer is in one of three stages: it is not admitted yet; its next request is for the server (the first
 * one, after which Python closes the connection); or, after accept_connection, its requests are for objects
 * until it goes away.
 *
 * Bytes are read into the loop's chunk and used from there; only what is left of an incomplete frame is
 * copied to the peer. Answers are written to the loop's buffer and sent when the chunk is used up; only what
 * the socket does not take is moved to the peer, and until it has gone out no further request is read. So an
 * idle peer, or one that waits, owns no buffer at all. Large texts in answers are not copied but referred to.
 *
 * While a call waits, nothing is read; but epoll reports the peer's going away, and the call is then
 * cancelled.
 *
 * The kernel tells of bytes as long as they are there, for which it looks after each request whether there
 * are more: a twentieth of a short call. So of a peer that had sent no more than was read it tells of new
 * bytes only.
 */
#include "base/log.h"
#include "base/memory.h"
#include "base/send.h"
#include "server/peer_state.h"
#include "wire/address.h"
#include "wire/frame.h"

#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <unistd.h>

/* --- the end --- */

static void closed(uv_handle_t *handle)
{
    struct pm_peer *peer = handle->data;

    close(peer->fd);
    pm_buffer_free(&peer->in);
    pm_buffer_free(&peer->out);
    pm_free(peer->auth);
    pm_receiver_clear(&peer->receiver);
    pm_free(peer);
}

static void leave_pending(struct pm_peer *peer)
{
    TAILQ_REMOVE(&peer->loop->pending, peer, queue_link);
    peer->loop->pending_count--;
}

/* Forgets the call that waits, or the answer that nobody will read, and releases what the peer owns. */
static void end_session(struct pm_peer *peer)
{
    pymgr_server *server = peer->loop->server;
    size_t abandoned;

    pm_server_lock(server);
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
    abandoned = pm_session_abandon(&peer->session);
    pm_server_unlock(server);
    if (abandoned > 0)
        pm_log(PM_LOG_WARNING, "connection %d has gone with %zu locks that it owned: released", peer->fd,
            abandoned);
    peer->answer.value = pymgr_unref(peer->answer.value);
    pm_server_settle(server);
}

void pm_peer_close(struct pm_peer *peer)
{
    if (peer->closing)
        return;
    end_session(peer);
    if (peer->stage == PM_STAGE_HANDSHAKE)
        leave_pending(peer);
    TAILQ_REMOVE(&peer->loop->peers, peer, link);
    epoll_ctl(peer->loop->epoll, EPOLL_CTL_DEL, peer->fd, NULL);
    uv_close((uv_handle_t *)&peer->timer, closed);
}

void pm_peer_refuse(const struct pm_peer *peer, const char *why)
{
    pm_log(PM_LOG_WARNING, "connection %d closed: %s", peer->fd, why);
}

/* --- sending --- */

static int watch(struct pm_peer *peer, uint32_t events)
{
    struct epoll_event event = { .events = events, .data.ptr = peer };
    int operation = peer->events == 0 ? EPOLL_CTL_ADD : EPOLL_CTL_MOD;

    if (peer->events == events || peer->closing)
        return 0;
    peer->events = events;
    return epoll_ctl(peer->loop->epoll, operation, peer->fd, &event);
}

/* Sends the gathered answers, keeps what the socket does not take. False: the peer is gone. */
static bool flush(struct pm_peer *peer)
{
    struct pm_buffer *gathered = &peer->loop->out;
    enum pm_sent sent = PM_SENT_SOME;

    if (pm_buffer_size(gathered) == 0)
        return true;
    if (pm_buffer_size(&peer->out) == 0)
        sent = pm_send(peer->fd, gathered);
    if (sent == PM_SENT_SOME)
        pm_buffer_move(&peer->out, gathered);
    pm_buffer_clear(gathered);
    if (gathered->capacity > PM_PEER_GATHER * 2)
        pm_buffer_free(gathered);
    return sent != PM_SENT_FAILED && !pm_buffer_failed(&peer->out);
}

/* Sends what was kept. False: the peer is gone. */
static bool send_kept(struct pm_peer *peer)
{
    enum pm_sent sent = pm_send(peer->fd, &peer->out);

    if (sent == PM_SENT_ALL)
        pm_buffer_free(&peer->out);
    return sent != PM_SENT_FAILED;
}

/* --- receiving --- */

static void admitted(struct pm_peer *peer)
{
    leave_pending(peer);
    uv_timer_stop(&peer->timer);
    pm_free(peer->auth);
    peer->auth = NULL;
    peer->stage = PM_STAGE_SERVER;
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
    pm_peer_refuse(peer, pm_auth_reason(peer->auth));
    return false;
}

/* Whether the next frame may be taken now. */
static bool ready_for_more(const struct pm_peer *peer)
{
    return !peer->waiting && peer->stage != PM_STAGE_LEAVING && pm_buffer_size(&peer->out) == 0;
}

static bool on_payload(struct pm_peer *peer, const unsigned char *payload, size_t size)
{
    if (peer->stage == PM_STAGE_HANDSHAKE)
        return on_handshake(peer, payload, size);
    pm_peer_request(peer, payload, size);
    if (pm_buffer_size(&peer->loop->out) > PM_PEER_GATHER)
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
        limit = peer->stage == PM_STAGE_HANDSHAKE ? PM_FRAME_BEFORE_AUTH : peer->loop->server->max_message;
        switch (pm_frame_peek(bytes + *usedp, size - *usedp, limit, &header, &length)) {
        case PM_FRAME_MORE:
            *neededp = header + length;
            return true;
        case PM_FRAME_BAD:
            pm_peer_refuse(peer, "not a frame of multiprocessing.connection");
            return false;
        case PM_FRAME_TOO_BIG:
            pm_peer_refuse(peer, "a message over the limit");
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

/* --- reading --- */

/* What is to be watched for, as things stand. */
static uint32_t wanted(const struct pm_peer *peer)
{
    if (pm_buffer_size(&peer->out) > 0)
        return EPOLLOUT | EPOLLRDHUP;
    /* Not changed for a call that waits: mostly nothing comes meanwhile, and each change is a system call. */
    if (peer->waiting && peer->events == EPOLLRDHUP)
        return EPOLLRDHUP;
    return EPOLLIN | EPOLLRDHUP | (peer->drained ? EPOLLET : 0);
}

/* After frames were used: sends, closes if the time has come, and otherwise watches for what is next. */
static void settle(struct pm_peer *peer, bool keep)
{
    struct pm_loop *loop = peer->loop;
    bool sent = flush(peer);

    if (!keep || !sent || (peer->stage == PM_STAGE_LEAVING && pm_buffer_size(&peer->out) == 0))
        pm_peer_close(peer);
    else
        watch(peer, wanted(peer));
    pm_loop_drain(loop);
}

/* Makes room for what is missing of a frame; of a big one only as much again as has come, since talk is
 * cheap. */
static bool reserve(struct pm_peer *peer, size_t needed)
{
    size_t length = pm_buffer_length(&peer->in), most = length > PM_PEER_GATHER ? length : PM_PEER_GATHER;

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

/* `ends`: the peer has shut its side down, so that what follows its last bytes is the end. */
static void on_readable(struct pm_peer *peer, bool ends)
{
    size_t size;
    unsigned char *room = read_room(peer, &size);
    ssize_t got;

    if (room == NULL) {
        pm_peer_refuse(peer, "no memory for a message");
        settle(peer, false);
        return;
    }
    got = recv(peer->fd, room, size, 0);
    if (got < 0 && (errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR))
        return;
    peer->drained = (size_t)got < size && !ends;
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

    if (keep && pm_buffer_size(&peer->out) == 0 && pm_buffer_length(&peer->in) > 0)
        keep = use_kept(peer);
    settle(peer, keep);
}

void pm_peer_on_events(struct pm_peer *peer, uint32_t events)
{
    bool ends = (events & (EPOLLRDHUP | EPOLLHUP | EPOLLERR)) != 0;

    if (peer->closing)
        return; /* in the same turn */
    if (peer->waiting && ends)
        settle(peer, false);
    else if (events & EPOLLOUT)
        on_writable(peer);
    else if (peer->waiting)
        watch(peer, EPOLLRDHUP); /* a request that comes while another waits stays in the socket */
    else
        on_readable(peer, ends);
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
    pm_peer_reply(peer, &peer->answer);
    if (pm_buffer_length(&peer->in) > 0)
        keep = use_kept(peer);
    settle(peer, keep);
}

/* --- the beginning --- */

static void set_up_tcp(const struct pm_peer *peer)
{
    int on = 1;

    setsockopt(peer->fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    setsockopt(peer->fd, SOL_SOCKET, SO_KEEPALIVE, &on, sizeof on);
}

static void set_up_unix(const struct pm_peer *peer)
{
    int size = PM_UNIX_SEND_BUFFER;

    setsockopt(peer->fd, SOL_SOCKET, SO_SNDBUF, &size, sizeof size);
}

static void set_up_socket(struct pm_peer *peer)
{
    int domain = 0;
    socklen_t size = sizeof domain;

    getsockopt(peer->fd, SOL_SOCKET, SO_DOMAIN, &domain, &size);
    peer->tcp = domain == AF_INET || domain == AF_INET6;
    if (peer->tcp)
        set_up_tcp(peer);
    else
        set_up_unix(peer);
}

/* A flood of strangers pushes out the one that has dawdled longest: real peers are admitted within
 * milliseconds. */
static void make_room(struct pm_loop *loop)
{
    struct pm_peer *oldest;

    if (loop->pending_count < loop->server->max_pending)
        return;
    oldest = TAILQ_FIRST(&loop->pending);
    pm_peer_refuse(oldest, "too many connections are not admitted yet");
    pm_peer_close(oldest);
}

static struct pm_peer *peer_new(struct pm_loop *loop, int fd)
{
    struct pm_peer *peer = pm_calloc(1, sizeof *peer);

    if (peer == NULL)
        return NULL;
    peer->fd = fd;
    peer->loop = loop;
    peer->auth = pm_calloc(1, sizeof *peer->auth);
    if (peer->auth == NULL || watch(peer, EPOLLIN | EPOLLRDHUP) != 0) {
        pm_free(peer->auth);
        pm_free(peer);
        return NULL;
    }
    uv_timer_init(&loop->uv, &peer->timer);
    peer->timer.data = peer;
    peer->session.ops = &pm_peer_session_ops;
    peer->call.session = &peer->session;
    pm_receiver_init(&peer->receiver, loop->server);
    peer->receiver.find_address = pm_peer_find_address;
    peer->dialect = (struct pm_dialect){ .protocol = 4, .proxies = &peer->receiver.form };
    peer->out.refers = true;
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
    set_up_socket(peer);
    uv_timer_start(&peer->timer, pm_peer_on_time, loop->server->handshake_timeout, 0);
    settle(peer, pm_auth_start(peer->auth, PM_AUTH_SERVER, &loop->server->policy, &loop->out) == 0);
}
