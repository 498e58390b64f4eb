/* SPDX-License-Identifier: MIT
 *
 * A peer as a session: what the calls that it makes may ask of it, under the server's lock and on any loop's
 * thread.
 */
#include "server/crew.h"
#include "server/peer_state.h"
#include "wire/address.h"

#include <errno.h>
#include <sys/socket.h>

static void session_finished(struct pm_call *call, enum pm_outcome outcome)
{
    struct pm_peer *peer = pm_peer_of(call->session);

    pm_dispatch_finish(peer->loop->server, &peer->call, outcome, &peer->answer);
    peer->done = true;
    TAILQ_INSERT_TAIL(&peer->loop->done, peer, queue_link);
    atomic_store_explicit(&peer->loop->has_done, true, memory_order_relaxed);
    if (!pm_loop_is_current(peer->loop))
        pm_loop_wake(peer->loop);
}

static bool session_alive(struct pm_session *session)
{
    struct pm_peer *peer = pm_peer_of(session);
    char byte;
    ssize_t got;

    if (peer->closing)
        return false;
    got = recv(peer->fd, &byte, 1, MSG_PEEK | MSG_DONTWAIT);
    return got > 0 || (got < 0 && (errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR));
}

pymgr_value *pm_peer_find_address(struct pm_receiver *receiver)
{
    struct pm_peer *peer = pm_peer_of_receiver(receiver);
    struct sockaddr_storage storage;
    socklen_t length = sizeof storage;
    struct pm_address address;

    if (getsockname(peer->fd, (struct sockaddr *)&storage, &length) != 0)
        return NULL;
    pm_address_from_socket((struct sockaddr *)&storage, length, &address);
    return pm_address_to_value(&address);
}

static pymgr_value *session_address(struct pm_session *session)
{
    return pymgr_ref(pm_receiver_address(&pm_peer_of(session)->receiver));
}

void pm_peer_on_time(uv_timer_t *timer)
{
    struct pm_peer *peer = timer->data;
    pymgr_server *server = peer->loop->server;
    struct pm_loop *loop = peer->loop;

    if (peer->stage == PM_STAGE_HANDSHAKE) {
        pm_peer_refuse(peer, "not admitted in time");
        pm_peer_close(peer);
        return;
    }
    pm_server_lock(server);
    if (peer->waiting && !peer->done)
        pm_call_timed_out(&peer->call);
    pm_server_unlock(server);
    pm_loop_drain(loop);
}

static void session_set_timer(struct pm_call *call, double seconds)
{
    struct pm_peer *peer = pm_peer_of(call->session);
    double milliseconds = seconds * 1000 + 1; /* libuv's clock is in whole ones: never early */

    /* Beyond three hundred thousand years the clock would overflow: that is for ever. */
    if (milliseconds >= 1e16)
        return;
    uv_update_time(&peer->loop->uv);
    uv_timer_start(&peer->timer, pm_peer_on_time, (uint64_t)milliseconds, 0);
}

static struct pm_executor *session_executor(struct pm_session *session)
{
    return pm_crews_executor(pm_peer_of(session)->loop->server->crews);
}

const struct pm_session_ops pm_peer_session_ops = {
    .finished = session_finished,
    .alive = session_alive,
    .address = session_address,
    .set_timer = session_set_timer,
    .executor = session_executor,
};

void pm_peer_serve_objects(struct pm_session *session)
{
    pm_peer_of(session)->stage = PM_STAGE_OBJECTS;
}

void pm_peer_answer_twice(struct pm_session *session)
{
    pm_peer_of(session)->answer_twice = true;
}
