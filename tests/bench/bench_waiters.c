/* SPDX-License-Identifier: MIT
 *
 * `bench_waiters ADDRESS SERVER_PID COUNT`: so many connections that all wait in Queue.get, from one epoll
 * loop. Prints the server's resident memory in KiB once all wait, and the seconds from the first of COUNT
 * puts to the last answered get: `waiting 51234`, `answered 0.456`.
 */
#include "bench.h"
#include "call/reply.h"
#include "wire/frame.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/sockios.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/ioctl.h>
#include <sys/resource.h>
#include <unistd.h>

enum {
    WINDOW = 256, /* connections that are not admitted yet, at any time: servers limit them */
    CHUNK = 4096,
    EVENTS = 256,
    OTHER_FILES = 64, /* descriptors beside those of the connections */
};

struct load;
struct waiter;

typedef void handler(struct load *load, struct waiter *waiter, const unsigned char *payload, size_t size);

struct waiter {
    int fd;
    handler *on_message; /* what the next message is for */
    struct pm_auth auth;
    struct pm_buffer in;
};

struct load {
    struct pm_address address;
    struct sockaddr_storage name;
    socklen_t name_length;
    struct pm_auth_policy policy;
    struct pm_scratch *scratch;
    pymgr_value *queue;          /* its ident */
    struct pm_buffer enter, get; /* the frames of two requests */
    struct waiter *waiters;
    size_t count, opened, entered, answered;
    int64_t sum; /* of what the gets returned */
    int epoll;
};

/* --- one connection ------------------------------------------------------------------------------------- */

static void send_buffer(const struct waiter *waiter, const struct pm_buffer *out)
{
    size_t size = pm_buffer_length(out);

    bench_must(size == 0 || send(waiter->fd, pm_buffer_bytes(out), size, MSG_NOSIGNAL) == (ssize_t)size,
        "cannot send");
}

/* The value of a reply that must be a return: new. */
static pymgr_value *returned(struct load *load, const unsigned char *payload, size_t size)
{
    struct pm_dialect dialect;
    enum pm_reply_kind kind;
    pymgr_value *reply, *value;
    struct pm_error error;

    bench_must(pm_codec_pickle.load(load->scratch, payload, size, &dialect, &reply, &error) == 0, error.text);
    bench_must(pm_reply_parse(reply, &kind, &value) && kind == PM_REPLY_RETURN, "an unexpected reply");
    pymgr_ref(value);
    pymgr_unref(reply);
    return value;
}

static void on_got(struct load *load, struct waiter *waiter, const unsigned char *payload, size_t size)
{
    pymgr_value *value = returned(load, payload, size);
    int64_t number;

    (void)waiter;
    bench_must(pymgr_int_value(value, &number), "what was got is no number");
    pymgr_unref(value);
    load->sum += number;
    load->answered++;
}

static void on_entered(struct load *load, struct waiter *waiter, const unsigned char *payload, size_t size)
{
    pymgr_unref(returned(load, payload, size));
    waiter->on_message = on_got;
    load->entered++;
}

static void on_handshake(struct load *load, struct waiter *waiter, const unsigned char *payload, size_t size)
{
    struct pm_buffer out = PM_BUFFER_INIT;
    enum pm_auth_state state = pm_auth_feed(&waiter->auth, payload, size, &out);

    bench_must(state != PM_AUTH_REFUSED, pm_auth_reason(&waiter->auth));
    send_buffer(waiter, &out);
    pm_buffer_free(&out);
    if (state == PM_AUTH_ADMITTED) {
        send_buffer(waiter, &load->enter);
        waiter->on_message = on_entered;
    }
}

static void open_waiter(struct load *load)
{
    struct waiter *waiter = &load->waiters[load->opened++];
    struct epoll_event event = { .events = EPOLLIN, .data.ptr = waiter };
    struct pm_buffer out = PM_BUFFER_INIT;

    waiter->fd = socket(load->name.ss_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
    bench_must(waiter->fd >= 0, strerror(errno));
    bench_must(connect(waiter->fd, (struct sockaddr *)&load->name, load->name_length) == 0, strerror(errno));
    bench_must(pm_auth_start(&waiter->auth, PM_AUTH_CLIENT, &load->policy, &out) == 0, "no handshake");
    bench_must(epoll_ctl(load->epoll, EPOLL_CTL_ADD, waiter->fd, &event) == 0, strerror(errno));
    waiter->on_message = on_handshake;
}

static void on_readable(struct load *load, struct waiter *waiter)
{
    struct pm_buffer *in = &waiter->in;
    unsigned char *room = pm_buffer_room(in, CHUNK);
    ssize_t count = room == NULL ? -1 : recv(waiter->fd, room, CHUNK, MSG_DONTWAIT);
    size_t header, size;

    bench_must(count > 0, "a connection was lost");
    pm_buffer_added(in, (size_t)count);
    while (pm_frame_peek(pm_buffer_bytes(in), pm_buffer_length(in), PM_FRAME_LIMIT_DEFAULT, &header, &size) ==
           PM_FRAME_READY) {
        waiter->on_message(load, waiter, pm_buffer_bytes(in) + header, size);
        pm_buffer_consume(in, header + size);
    }
    if (pm_buffer_length(in) == 0)
        pm_buffer_free(in);
}

/* --- all of them ---------------------------------------------------------------------------------------- */

static void turn(struct load *load)
{
    struct epoll_event events[EVENTS];
    int count = epoll_wait(load->epoll, events, EVENTS, -1);

    bench_must(count >= 0, strerror(errno));
    for (int i = 0; i < count; i++)
        on_readable(load, events[i].data.ptr);
}

static void open_all(struct load *load)
{
    while (load->entered < load->count) {
        while (load->opened < load->count && load->opened - load->entered < WINDOW)
            open_waiter(load);
        turn(load);
    }
}

/* Until the server has read all that was sent to it. */
static void wait_until_read(const struct waiter *waiter, struct pm_connection *channel, pymgr_value *queue)
{
    int unread;

    while (ioctl(waiter->fd, SIOCOUTQ, &unread) == 0 && unread > 0)
        pymgr_unref(bench_call(channel, queue, "qsize", NULL));
}

static void wait_all(struct load *load, struct pm_connection *channel)
{
    for (size_t i = 0; i < load->count; i++)
        send_buffer(&load->waiters[i], &load->get);
    for (size_t i = 0; i < load->count; i++)
        wait_until_read(&load->waiters[i], channel, load->queue);
}

static void put_all(struct load *load, struct pm_connection *channel)
{
    struct pm_error error;

    for (size_t i = 0; i < load->count; i++) {
        pymgr_value *args = pymgr_tuple_of(1, pymgr_int((int64_t)i));

        bench_must(pm_connection_submit(channel, load->queue, "put", args, NULL, &error) == PM_CONNECTION_OK,
            error.text);
        pymgr_unref(args);
    }
    bench_must(pm_connection_flush(channel, &error) == PM_CONNECTION_OK, error.text);
}

static void check_puts(struct load *load, struct pm_connection *channel)
{
    for (size_t i = 0; i < load->count; i++) {
        enum pm_reply_kind kind;
        pymgr_value *value;
        struct pm_error error;

        bench_must(pm_connection_receive(channel, &kind, &value, &error) == PM_CONNECTION_OK, error.text);
        bench_must(kind == PM_REPLY_RETURN, "a put raised an exception");
        pymgr_unref(value);
    }
}

static long resident_kib(const char *pid)
{
    char line[256];
    long kib = 0;
    FILE *status;

    snprintf(line, sizeof line, "/proc/%s/status", pid);
    status = fopen(line, "r");
    bench_must(status != NULL, "no such process");
    while (fgets(line, sizeof line, status) != NULL)
        sscanf(line, "VmRSS: %ld", &kib);
    fclose(status);
    return kib;
}

/* --- setting up ----------------------------------------------------------------------------------------- */

static void make_frame(struct load *load, struct pm_buffer *out, pymgr_value *request)
{
    static const struct pm_dialect dialect = { .protocol = 4 };
    size_t frame = pm_frame_begin(out);
    struct pm_error error;

    bench_must(request != NULL, "no memory");
    bench_must(pm_codec_pickle.dump(load->scratch, &dialect, request, out, &error) == 0, error.text);
    pm_frame_end(out, frame);
    pymgr_unref(request);
}

static void allow_files(size_t count)
{
    struct rlimit limit;

    getrlimit(RLIMIT_NOFILE, &limit);
    limit.rlim_cur = limit.rlim_max;
    bench_must(setrlimit(RLIMIT_NOFILE, &limit) == 0 && limit.rlim_cur >= count + OTHER_FILES,
        "too few files may be open (ulimit -Hn)");
}

static void set_up(struct load *load, const char *address, size_t count)
{
    struct pm_error error;

    allow_files(count);
    *load =
        (struct load){ .address = bench_address(address), .policy = bench_options().policy, .count = count };
    load->scratch = pm_scratch_new();
    load->waiters = calloc(count, sizeof *load->waiters);
    load->epoll = epoll_create1(EPOLL_CLOEXEC);
    bench_must(load->scratch != NULL && load->waiters != NULL && load->epoll >= 0, "no memory");
    bench_must(pm_address_resolve(&load->address, false, &load->name, &load->name_length, 1, &error) == 1,
        error.text);
    load->queue = bench_create(&load->address, pymgr_tuple_of(1, pymgr_str("Queue")));
    make_frame(load, &load->enter,
        pymgr_tuple_of(4, pymgr_none(), pymgr_str("accept_connection"), pymgr_tuple_of(1, pymgr_str("bench")),
            pymgr_dict()));
    make_frame(load, &load->get,
        pymgr_tuple_of(4, pymgr_ref(load->queue), pymgr_str("get"), pymgr_tuple(0), pymgr_dict()));
}

static void tear_down(struct load *load)
{
    for (size_t i = 0; i < load->count; i++) {
        close(load->waiters[i].fd);
        pm_buffer_free(&load->waiters[i].in);
    }
    close(load->epoll);
    free(load->waiters);
    pm_buffer_free(&load->enter);
    pm_buffer_free(&load->get);
    pymgr_unref(load->queue);
    pm_scratch_free(load->scratch);
}

int main(int argc, char **argv)
{
    struct pm_connection *channel;
    struct load load;
    double start;
    size_t count;

    bench_must(argc == 4, "expected ADDRESS SERVER_PID COUNT");
    count = strtoul(argv[3], NULL, 10);
    set_up(&load, argv[1], count);
    channel = bench_channel(&load.address);
    open_all(&load);
    wait_all(&load, channel);
    printf("waiting %ld\n", resident_kib(argv[2]));
    start = bench_now();
    put_all(&load, channel);
    while (load.answered < count)
        turn(&load);
    printf("answered %.3f\n", bench_now() - start);
    check_puts(&load, channel);
    bench_must(load.sum == (int64_t)(count * (count - 1) / 2), "not every item came out once");
    pm_connection_close(channel);
    tear_down(&load);
    return 0;
}
