/* SPDX-License-Identifier: MIT */
#include "server/loop.h"

#include "base/log.h"
#include "base/memory.h"
#include "server/crew.h"
#include "server/listener.h"
#include "server/peer.h"

#include <errno.h>
#include <sys/epoll.h>
#include <unistd.h>

enum { EVENTS = 256 }; /* taken from the system at once */

static _Thread_local const struct pm_loop *current;

/* Takes the sockets that the accepting thread has left. */
static void open_incoming(struct pm_loop *loop)
{
    int *incoming;
    size_t count;

    uv_mutex_lock(&loop->lock);
    incoming = loop->incoming;
    count = loop->incoming_count;
    loop->incoming = NULL;
    loop->incoming_count = loop->incoming_capacity = 0;
    uv_mutex_unlock(&loop->lock);
    for (size_t i = 0; i < count; i++)
        pm_peer_open(loop, incoming[i]);
    pm_free(incoming);
}

/* The first loop accepts, and runs the Python workers. */
static bool is_first(const struct pm_loop *loop)
{
    return loop == loop->server->loops[0];
}

static void close_all(struct pm_loop *loop)
{
    struct pm_peer *peer;

    while ((peer = TAILQ_FIRST(&loop->peers)) != NULL)
        pm_peer_close(peer);
    if (is_first(loop))
        pm_crews_stop(loop->server->crews);
    if (uv_is_closing((uv_handle_t *)&loop->wake))
        return;
    uv_close((uv_handle_t *)&loop->wake, NULL);
    uv_close((uv_handle_t *)&loop->sweeper, NULL);
}

static void sweep(uv_timer_t *sweeper)
{
    struct pm_loop *loop = sweeper->data;
    uint64_t next = pm_server_sweep(loop->server);

    if (next > 0)
        uv_timer_start(sweeper, sweep, next, 0);
}

/* The first loop accepts, so it is the one that stops accepting and tells the others. */
static void stop_server(pymgr_server *server)
{
    for (struct pm_listener *each = server->listeners; each != NULL; each = pm_listener_next(each))
        pm_listener_stop(each);
    for (size_t i = 1; i < server->loop_count; i++)
        pm_loop_wake(server->loops[i]);
}

static void on_wake(uv_async_t *wake)
{
    struct pm_loop *loop = wake->data;

    open_incoming(loop);
    pm_loop_drain(loop);
    if (is_first(loop) && atomic_exchange(&loop->server->sweep_wanted, false))
        sweep(&loop->sweeper);
    if (is_first(loop))
        pm_crews_turn(loop->server->crews);
    if (!atomic_load(&loop->server->stopping))
        return;
    if (is_first(loop))
        stop_server(loop->server);
    close_all(loop);
}

/* --- the loop's life --- */

static int watch_uv(struct pm_loop *loop)
{
    struct epoll_event event = { .events = EPOLLIN, .data.ptr = NULL };

    loop->epoll = epoll_create1(EPOLL_CLOEXEC);
    if (loop->epoll >= 0 && epoll_ctl(loop->epoll, EPOLL_CTL_ADD, uv_backend_fd(&loop->uv), &event) == 0)
        return 0;
    return uv_translate_sys_error(errno);
}

struct pm_loop *pm_loop_new(pymgr_server *server, struct pm_error *error)
{
    struct pm_loop *loop = pm_calloc(1, sizeof *loop);
    int status;

    if (loop == NULL) {
        pm_fail_nomem(error);
        return NULL;
    }
    loop->server = server;
    loop->epoll = -1;
    loop->stirred = true;
    loop->out.refers = true;
    TAILQ_INIT(&loop->peers);
    TAILQ_INIT(&loop->pending);
    TAILQ_INIT(&loop->done);
    loop->scratch = pm_scratch_new();
    loop->reply = pymgr_tuple(2);
    status = loop->scratch == NULL || loop->reply == NULL ? UV_ENOMEM : uv_loop_init(&loop->uv);
    if (status != 0) {
        pm_fail(error, PM_ERROR_SYSTEM, "cannot make an event loop: %s", uv_strerror(status));
        pm_scratch_free(loop->scratch);
        pymgr_unref(loop->reply);
        pm_free(loop);
        return NULL;
    }
    uv_mutex_init(&loop->lock);
    loop->wake.data = loop->sweeper.data = loop;
    uv_timer_init(&loop->uv, &loop->sweeper);
    status = uv_async_init(&loop->uv, &loop->wake, on_wake);
    if (status == 0)
        status = watch_uv(loop);
    if (status != 0) {
        pm_fail(error, PM_ERROR_SYSTEM, "cannot make an event loop: %s", uv_strerror(status));
        return pm_loop_free(loop);
    }
    return loop;
}

struct pm_loop *pm_loop_free(struct pm_loop *loop)
{
    if (loop == NULL)
        return NULL;
    close_all(loop);
    uv_run(&loop->uv, UV_RUN_DEFAULT); /* nothing but the callbacks of what was closed is left to run */
    for (size_t i = 0; i < loop->incoming_count; i++)
        close(loop->incoming[i]);
    pm_free(loop->incoming);
    uv_loop_close(&loop->uv);
    if (loop->epoll >= 0)
        close(loop->epoll);
    uv_mutex_destroy(&loop->lock);
    pm_scratch_free(loop->scratch);
    pymgr_unref(loop->reply);
    pm_buffer_free(&loop->out);
    pm_free(loop);
    return NULL;
}

/* --- its turns --- */

void pm_loop_stir(struct pm_loop *loop)
{
    loop->stirred = true;
}

int pm_loop_timeout(struct pm_loop *loop)
{
    int timeout = loop->stirred ? 0 : uv_backend_timeout(&loop->uv);

    if (timeout <= 0)
        return timeout;
    uv_update_time(&loop->uv); /* it counts from its last turn */
    return uv_backend_timeout(&loop->uv);
}

/* Serves the peers of which something has come. Whether libuv's turn has come, too. */
static bool serve(struct pm_loop *loop, int timeout)
{
    struct epoll_event events[EVENTS];
    int count = epoll_wait(loop->epoll, events, EVENTS, timeout);
    bool turn = timeout == 0 || count <= 0;

    for (int i = 0; i < count; i++) {
        if (events[i].data.ptr == NULL)
            turn = true;
        else
            pm_peer_on_events(events[i].data.ptr, events[i].events);
    }
    return turn;
}

bool pm_loop_turn(struct pm_loop *loop, bool waits)
{
    if (!serve(loop, waits ? pm_loop_timeout(loop) : 0))
        return true;
    loop->stirred = false;
    return uv_run(&loop->uv, UV_RUN_NOWAIT) != 0;
}

void pm_loop_run(struct pm_loop *loop)
{
    current = loop;
    while (pm_loop_turn(loop, true))
        continue;
    pm_blocks_drop();
}

bool pm_loop_is_current(const struct pm_loop *loop)
{
    return current == loop;
}

static bool keep_incoming(struct pm_loop *loop, int fd)
{
    if (loop->incoming_count == loop->incoming_capacity) {
        size_t capacity = loop->incoming_capacity == 0 ? 16 : loop->incoming_capacity * 2;
        int *grown = pm_realloc(loop->incoming, capacity * sizeof *grown);

        if (grown == NULL)
            return false;
        loop->incoming = grown;
        loop->incoming_capacity = capacity;
    }
    loop->incoming[loop->incoming_count++] = fd;
    return true;
}

void pm_loop_give(struct pm_loop *loop, int fd)
{
    bool kept;

    if (pm_loop_is_current(loop)) {
        pm_peer_open(loop, fd);
        return;
    }
    uv_mutex_lock(&loop->lock);
    kept = keep_incoming(loop, fd);
    uv_mutex_unlock(&loop->lock);
    if (kept) {
        pm_loop_wake(loop);
    } else {
        pm_log(PM_LOG_WARNING, "connection %d closed: no memory for it", fd);
        close(fd);
    }
}

void pm_loop_wake(struct pm_loop *loop)
{
    uv_async_send(&loop->wake);
}

static struct pm_peer *take_done(struct pm_loop *loop)
{
    struct pm_peer *peer;

    pm_server_lock(loop->server);
    peer = pm_peer_take_done(loop);
    pm_server_unlock(loop->server);
    return peer;
}

void pm_loop_drain(struct pm_loop *loop)
{
    struct pm_peer *peer;

    if (loop->draining || !atomic_load_explicit(&loop->has_done, memory_order_relaxed))
        return; /* an answer on its way has ended another call: the drain under way finds it */
    loop->draining = true;
    while ((peer = take_done(loop)) != NULL)
        pm_peer_resume(peer);
    loop->draining = false;
}
