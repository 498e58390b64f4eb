/* SPDX-License-Identifier: MIT
 *
 * Listeners accept on the first loop and deal the connections out to all loops in turn. When there are no
 * descriptors left, accepting pauses for a moment: what waits in the backlog is then served later instead of
 * being lost.
 */
#include "server/listener.h"

#include "base/log.h"
#include "base/memory.h"
#include "server/loop.h"

#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <stddef.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
    BACKLOG = 4096,       /* as many may connect at once; the kernel's own limit may be lower */
    ACCEPTS_AT_ONCE = 64, /* before other events get their turn */
    PAUSE = 100,          /* milliseconds without accepting after descriptors ran out */
    ADDRESSES = 8,        /* of a host name that are tried */
    SOCKET_MODE = 0600,
};

struct pm_listener {
    struct pm_listener *next;
    pymgr_server *server;
    int fd;
    bool started;
    uv_poll_t poll;
    uv_timer_t pause;
    char path[sizeof((struct sockaddr_un *)0)->sun_path]; /* of a Unix socket; else empty */
    dev_t device;                                         /* of the socket file that we made */
    ino_t inode;
};

/* --- opening --- */

static int fail_errno(struct pm_error *error, const struct pm_address *address, const char *what)
{
    char text[300];
    int saved = errno;

    pm_address_format(address, text, sizeof text);
    return pm_fail(error, PM_ERROR_SYSTEM, "cannot %s %s: %s", what, text, strerror(saved));
}

/* Whether somebody answers at a Unix socket. */
static bool is_live(const struct sockaddr *name, socklen_t length)
{
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    bool live;

    if (fd < 0)
        return true;
    live = connect(fd, name, length) == 0 || errno != ECONNREFUSED;
    close(fd);
    return live;
}

/* A socket file that nobody listens at any more is removed; anything else in its place is left alone, and
 * binding fails. */
static void remove_stale(const struct pm_address *address, const struct sockaddr *name, socklen_t length)
{
    struct stat status;

    if (lstat(address->path, &status) == 0 && S_ISSOCK(status.st_mode) && !is_live(name, length))
        unlink(address->path);
}

static int bind_unix(int fd, const struct pm_address *address, const struct sockaddr *name, socklen_t length)
{
    mode_t before;
    int result;

    remove_stale(address, name, length);
    before = umask(0777 & ~SOCKET_MODE);
    result = bind(fd, name, length);
    umask(before);
    return result;
}

static int bind_tcp(int fd, const struct sockaddr *name, socklen_t length)
{
    int on = 1;

    setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    return bind(fd, name, length);
}

/* A bound and listening socket, or -1 with errno. */
static int open_socket(const struct pm_address *address, const struct sockaddr *name, socklen_t length)
{
    int fd = socket(name->sa_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    int result, saved;

    if (fd < 0)
        return -1;
    result =
        address->kind == PM_ADDRESS_UNIX ? bind_unix(fd, address, name, length) : bind_tcp(fd, name, length);
    if (result == 0 && listen(fd, BACKLOG) == 0)
        return fd;
    saved = errno;
    close(fd);
    errno = saved;
    return -1;
}

static int open_first(const struct pm_address *address, struct pm_error *error)
{
    struct sockaddr_storage names[ADDRESSES];
    socklen_t lengths[ADDRESSES];
    int count = pm_address_resolve(address, true, names, lengths, ADDRESSES, error);
    int fd = -1;

    if (count < 0)
        return -1;
    for (int i = 0; i < count && fd < 0; i++)
        fd = open_socket(address, (struct sockaddr *)&names[i], lengths[i]);
    return fd < 0 ? fail_errno(error, address, "listen at") : fd;
}

/* Remembers which file is ours, so that no other is removed in the end. */
static void note_file(struct pm_listener *listener, const struct pm_address *address)
{
    struct stat status;

    if (address->kind != PM_ADDRESS_UNIX || lstat(address->path, &status) != 0)
        return;
    memcpy(listener->path, address->path, sizeof listener->path);
    listener->device = status.st_dev;
    listener->inode = status.st_ino;
}

static void append(struct pm_listener *listener)
{
    struct pm_listener **end = &listener->server->listeners;

    while (*end != NULL)
        end = &(*end)->next;
    *end = listener;
}

int pm_listener_open(pymgr_server *server, struct pm_address *address, struct pm_error *error)
{
    struct pm_listener *listener = pm_calloc(1, sizeof *listener);
    struct sockaddr_storage bound;
    socklen_t length = sizeof bound;

    if (listener == NULL)
        return pm_fail_nomem(error);
    listener->server = server;
    listener->fd = open_first(address, error);
    if (listener->fd < 0) {
        pm_free(listener);
        return -1;
    }
    note_file(listener, address);
    append(listener);
    if (address->kind == PM_ADDRESS_TCP && getsockname(listener->fd, (struct sockaddr *)&bound, &length) == 0)
        pm_address_from_socket((struct sockaddr *)&bound, length, address);
    return 0;
}

/* --- accepting --- */

static void on_connections(uv_poll_t *poll, int status, int events);

static void on_pause_over(uv_timer_t *pause)
{
    struct pm_listener *listener = pause->data;

    uv_poll_start(&listener->poll, UV_READABLE, on_connections);
    pm_loop_stir(listener->server->loops[0]);
}

static void accept_failed(struct pm_listener *listener, int error)
{
    if (error == EAGAIN || error == EWOULDBLOCK || error == EINTR || error == ECONNABORTED)
        return;
    pm_log(PM_LOG_WARNING, "cannot accept a connection: %s; trying again in %d ms", strerror(error), PAUSE);
    uv_poll_stop(&listener->poll);
    uv_timer_start(&listener->pause, on_pause_over, PAUSE, 0);
}

static void on_connections(uv_poll_t *poll, int status, int events)
{
    struct pm_listener *listener = poll->data;
    pymgr_server *server = listener->server;

    (void)status;
    (void)events;
    for (int i = 0; i < ACCEPTS_AT_ONCE; i++) {
        int fd = accept4(listener->fd, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK);

        if (fd < 0) {
            accept_failed(listener, errno);
            return;
        }
        pm_loop_give(server->loops[server->next_loop], fd);
        server->next_loop = (server->next_loop + 1) % server->loop_count;
    }
}

int pm_listener_start(struct pm_listener *listener, uv_loop_t *loop)
{
    int status = uv_poll_init(loop, &listener->poll, listener->fd);

    if (status != 0)
        return status;
    uv_timer_init(loop, &listener->pause);
    listener->poll.data = listener->pause.data = listener;
    listener->started = true;
    return uv_poll_start(&listener->poll, UV_READABLE, on_connections);
}

/* --- the end --- */

static void remove_file(const struct pm_listener *listener)
{
    struct stat status;

    if (listener->path[0] != '\0' && lstat(listener->path, &status) == 0 &&
        status.st_dev == listener->device && status.st_ino == listener->inode)
        unlink(listener->path);
}

void pm_listener_stop(struct pm_listener *listener)
{
    if (listener->fd < 0)
        return;
    if (listener->started) {
        uv_close((uv_handle_t *)&listener->poll, NULL);
        uv_close((uv_handle_t *)&listener->pause, NULL);
    }
    remove_file(listener);
    close(listener->fd);
    listener->fd = -1;
}

struct pm_listener *pm_listener_next(struct pm_listener *listener)
{
    return listener->next;
}

void pm_listeners_free(pymgr_server *server)
{
    while (server->listeners != NULL) {
        struct pm_listener *listener = server->listeners;

        server->listeners = listener->next;
        pm_listener_stop(listener);
        pm_free(listener);
    }
}

/* --- reaching it --- */

/* What listens on all of the machine's addresses is reached by the loopback. */
static void make_reachable(struct pm_address *address)
{
    if (address->kind == PM_ADDRESS_TCP && strcmp(address->host, "0.0.0.0") == 0)
        strcpy(address->host, "127.0.0.1");
    else if (address->kind == PM_ADDRESS_TCP && strcmp(address->host, "::") == 0)
        strcpy(address->host, "::1");
}

pymgr_value *pm_listener_address(const pymgr_server *server)
{
    struct sockaddr_storage storage;
    socklen_t length = sizeof storage;
    struct pm_address address;

    if (server->listeners == NULL ||
        getsockname(server->listeners->fd, (struct sockaddr *)&storage, &length) != 0)
        return NULL;
    pm_address_from_socket((struct sockaddr *)&storage, length, &address);
    make_reachable(&address);
    return pm_address_to_value(&address);
}
