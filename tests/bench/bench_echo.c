/* SPDX-License-Identifier: MIT
 *
 * What the system alone allows: messages of 64 bytes there and back over a Unix socket, nothing done with
 * them.
 *
 *     bench_echo serve PATH                      echoes on one connection, with blocking reads and writes
 *     bench_echo serve-loop PATH                 the same from a libuv loop, woken by its poll handle
 *     bench_echo call PATH SERVER_PID SECONDS    round trips a second
 */
#include "bench.h"

#include <stdio.h>
#include <unistd.h>
#include <uv.h>

enum { MESSAGE = 64 };

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

/* Whether a message came and went back. */
static bool echo(int fd)
{
    char message[MESSAGE];
    ssize_t size = read(fd, message, sizeof message);

    return size > 0 && write(fd, message, (size_t)size) == size;
}

static void serve(const char *path)
{
    int fd = accept_one(path);

    while (echo(fd))
        continue;
}

static void on_message(uv_poll_t *poll, int status, int events)
{
    const int *fd = poll->data;

    (void)events;
    if (status != 0 || !echo(*fd))
        uv_poll_stop(poll);
}

static void serve_loop(const char *path)
{
    int fd = accept_one(path);
    uv_loop_t *loop = uv_default_loop();
    uv_poll_t poll = { .data = &fd };

    bench_must(loop != NULL && uv_poll_init(loop, &poll, fd) == 0, "no loop");
    uv_poll_start(&poll, UV_READABLE, on_message);
    uv_run(loop, UV_RUN_DEFAULT);
}

static void round_trip(void *context)
{
    const int *fd = context;
    char message[MESSAGE] = { 0 };

    bench_must(write(*fd, message, MESSAGE) == MESSAGE && read(*fd, message, MESSAGE) == MESSAGE,
        "a message was lost");
}

static void call(const char *path, const char *pid, const char *seconds)
{
    struct sockaddr_storage name;
    socklen_t length;
    int fd = open_socket(path, &name, &length);

    bench_must(connect(fd, (struct sockaddr *)&name, length) == 0, "cannot connect");
    printf("%.0f\n", bench_rate(round_trip, &fd, bench_seconds(seconds), bench_clock_of(pid)));
}

int main(int argc, char **argv)
{
    if (argc == 3 && strcmp(argv[1], "serve") == 0)
        serve(argv[2]);
    else if (argc == 3 && strcmp(argv[1], "serve-loop") == 0)
        serve_loop(argv[2]);
    else if (argc == 5 && strcmp(argv[1], "call") == 0)
        call(argv[2], argv[3], argv[4]);
    else
        bench_must(false, "expected serve PATH, serve-loop PATH or call PATH SERVER_PID SECONDS");
    return 0;
}
