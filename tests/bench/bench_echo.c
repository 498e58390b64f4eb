/* SPDX-License-Identifier: MIT
 *
 * What the system alone allows: messages of SIZE bytes there and back over a Unix socket, nothing done with
 * them. Each side has room for one message, reads until it is all there, as much at a time as there is, and
 * then writes it in one go; all of that blocks.
 *
 *     bench_echo serve PATH SIZE SOCKET                      echoes on one connection
 *     bench_echo serve-loop PATH SIZE SOCKET                 the same from a libuv loop, woken by its poll
 * handle bench_echo call PATH SIZE SOCKET SERVER_PID SECONDS    round trips a second
 *
 * SOCKET: `plain` is as sockets are made, `wide` has a send buffer as large as pymgr's sockets.
 */
#include "bench.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>
#include <uv.h>

struct end {
    int fd;
    size_t size; /* of a message */
    char *message;
};

static struct end open_end(int fd, const char *size, const char *socket)
{
    struct end end = { .fd = fd, .size = strtoul(size, NULL, 10) };
    int wide = PM_UNIX_SEND_BUFFER;

    if (strcmp(socket, "wide") == 0)
        setsockopt(fd, SOL_SOCKET, SO_SNDBUF, &wide, sizeof wide);
    end.message = calloc(1, end.size);
    bench_must(end.message != NULL && end.size > 0, "no memory");
    return end;
}

static bool receive(const struct end *end)
{
    size_t have = 0;

    while (have < end->size) {
        ssize_t count = read(end->fd, end->message + have, end->size - have);

        if (count <= 0)
            return false;
        have += (size_t)count;
    }
    return true;
}

static bool give(const struct end *end)
{
    return write(end->fd, end->message, end->size) == (ssize_t)end->size;
}

static int open_socket(const char *path, struct sockaddr_storage *name, socklen_t *length)
{
    struct pm_address address = bench_address(path);
    struct pm_error error;
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

    bench_must(fd >= 0, "no socket");
    bench_must(pm_address_resolve(&address, true, name, length, 1, &error) == 1, error.text);
    return fd;
}

/* The first connection, once it is there. */
static int accept_one(const char *path)
{
    struct sockaddr_storage name;
    socklen_t length;
    int listener = open_socket(path, &name, &length), fd;

    bench_must(
        bind(listener, (struct sockaddr *)&name, length) == 0 && listen(listener, 1) == 0, "cannot listen");
    puts("ready");
    fflush(stdout);
    fd = accept(listener, NULL, NULL);
    bench_must(fd >= 0, "no connection");
    close(listener);
    return fd;
}

static void serve(const char *path, const char *size, const char *socket)
{
    struct end end = open_end(accept_one(path), size, socket);

    while (receive(&end) && give(&end))
        continue;
    free(end.message);
}

static void on_message(uv_poll_t *poll, int status, int events)
{
    const struct end *end = poll->data;

    (void)events;
    if (status != 0 || !receive(end) || !give(end))
        uv_poll_stop(poll);
}

static void serve_loop(const char *path, const char *size, const char *socket)
{
    struct end end = open_end(accept_one(path), size, socket);
    uv_loop_t *loop = uv_default_loop();
    uv_poll_t poll = { .data = &end };

    bench_must(loop != NULL && uv_poll_init(loop, &poll, end.fd) == 0, "no loop");
    uv_poll_start(&poll, UV_READABLE, on_message);
    uv_run(loop, UV_RUN_DEFAULT);
    free(end.message);
}

static void round_trip(void *context)
{
    const struct end *end = context;

    bench_must(give(end) && receive(end), "a message was lost");
}

static void call(const char *path, const char *size, const char *socket, const char *pid, const char *seconds)
{
    struct sockaddr_storage name;
    socklen_t length;
    struct end end = open_end(open_socket(path, &name, &length), size, socket);

    bench_must(connect(end.fd, (struct sockaddr *)&name, length) == 0, "cannot connect");
    printf("%.0f\n", bench_rate(round_trip, &end, bench_seconds(seconds), bench_clock_of(pid)));
    free(end.message);
}

int main(int argc, char **argv)
{
    if (argc == 5 && strcmp(argv[1], "serve") == 0)
        serve(argv[2], argv[3], argv[4]);
    else if (argc == 5 && strcmp(argv[1], "serve-loop") == 0)
        serve_loop(argv[2], argv[3], argv[4]);
    else if (argc == 7 && strcmp(argv[1], "call") == 0)
        call(argv[2], argv[3], argv[4], argv[5], argv[6]);
    else
        bench_must(false,
            "expected serve or serve-loop PATH SIZE SOCKET, or call PATH SIZE SOCKET SERVER_PID SECONDS");
    return 0;
}
