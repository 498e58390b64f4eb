/* SPDX-License-Identifier: MIT */
#include "server/rig.h"

#include "call/reply.h"
#include "server/peer.h"
#include "wire/auth.h"
#include "wire/frame.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

/* Also used without CUnit, by a fuzzer: what must hold for a test to make sense ends the process. */
static void must(bool truth, const char *what)
{
    if (truth)
        return;
    fprintf(stderr, "test rig: %s\n", what);
    abort();
}

static const unsigned char key[] = "rig";
static const struct pm_auth_policy client_policy = { .key = key, .key_size = sizeof key - 1 };

void pm_rig_open_with(struct pm_rig *rig, const struct pymgr_server_options *options)
{
    struct pymgr_server_options keyed = *options;

    keyed.authkey = key;
    keyed.authkey_size = sizeof key - 1;
    rig->server = pymgr_server_new(&keyed, NULL);
    rig->scratch = pm_scratch_new();
    must(rig->server != NULL && rig->scratch != NULL, "no server");
    rig->loop = rig->server->loops[0];
}

void pm_rig_open(struct pm_rig *rig)
{
    pm_rig_open_with(rig, &(struct pymgr_server_options){ 0 });
}

void pm_rig_close(struct pm_rig *rig)
{
    pymgr_server_free(rig->server);
    pm_scratch_free(rig->scratch);
}

void pm_rig_turn(struct pm_rig *rig)
{
    for (int i = 0; i < 3; i++)
        pm_loop_turn(rig->loop, false);
}

static bool readable(int fd)
{
    struct pollfd entry = { .fd = fd, .events = POLLIN };

    return poll(&entry, 1, 0) == 1;
}

bool pm_rig_wait(struct pm_rig *rig, int fd)
{
    uint64_t end = uv_hrtime() + 10 * 1000000000ULL;
    struct pollfd both[] = { { .fd = fd, .events = POLLIN }, { .fd = rig->loop->epoll, .events = POLLIN } };

    pm_rig_turn(rig);
    while (!readable(fd) && uv_hrtime() < end) {
        int timeout = pm_loop_timeout(rig->loop);

        poll(both, 2, timeout < 0 ? 10000 : timeout + 1);
        pm_rig_turn(rig);
    }
    return readable(fd);
}

int pm_rig_connect(struct pm_rig *rig)
{
    int ends[2];

    must(socketpair(AF_UNIX, SOCK_STREAM, 0, ends) == 0, "no socket pair");
    fcntl(ends[0], F_SETFL, O_NONBLOCK);
    fcntl(ends[1], F_SETFL, O_NONBLOCK);
    pm_peer_open(rig->loop, ends[0]);
    return ends[1];
}

/* The payload of the next frame, in `in`; its size. -1: the connection has ended. */
static ssize_t read_frame(struct pm_rig *rig, int fd, struct pm_buffer *in)
{
    size_t header = 0, size = 0;

    for (;;) {
        unsigned char *room;
        ssize_t got;

        if (pm_frame_peek(pm_buffer_bytes(in), pm_buffer_length(in), SIZE_MAX / 4, &header, &size) ==
            PM_FRAME_READY)
            break;
        if (!pm_rig_wait(rig, fd))
            return -1;
        /* Never beyond the frame: what follows is for the next call. */
        size = header + size > pm_buffer_length(in) ? header + size - pm_buffer_length(in) : 1;
        room = pm_buffer_room(in, size);
        got = read(fd, room, size);
        if (got <= 0)
            return -1;
        pm_buffer_added(in, (size_t)got);
    }
    pm_buffer_consume(in, header);
    return (ssize_t)size;
}

int pm_rig_admitted(struct pm_rig *rig)
{
    int fd = pm_rig_connect(rig);
    struct pm_auth auth;
    enum pm_auth_state state = PM_AUTH_MORE;
    struct pm_buffer out = PM_BUFFER_INIT;

    must(pm_auth_start(&auth, PM_AUTH_CLIENT, &client_policy, &out) == 0, "no handshake");
    while (state == PM_AUTH_MORE) {
        struct pm_buffer in = PM_BUFFER_INIT;
        ssize_t size = read_frame(rig, fd, &in);

        must(size >= 0, "the handshake broke off");
        state = pm_auth_feed(&auth, pm_buffer_bytes(&in), (size_t)size, &out);
        pm_buffer_free(&in);
        pm_rig_write(rig, fd, &out);
    }
    must(state == PM_AUTH_ADMITTED, "not admitted");
    return fd;
}

int pm_rig_channel(struct pm_rig *rig)
{
    int fd = pm_rig_admitted(rig);
    char kind[32];

    pymgr_unref(
        pm_rig_call(rig, fd, NULL, "accept_connection", pymgr_tuple_of(1, pymgr_str("MainThread")), kind));
    must(strcmp(kind, "#RETURN") == 0, "no channel");
    return fd;
}

void pm_rig_put(struct pm_rig *rig, struct pm_buffer *out, const struct pm_codec *codec, const char *ident,
    const char *method, pymgr_value *args)
{
    static const struct pm_dialect dialect = { .protocol = 4 };
    pymgr_value *request = pymgr_tuple_of(
        4, ident == NULL ? pymgr_none() : pymgr_str(ident), pymgr_str(method), args, pymgr_dict());
    size_t offset = pm_frame_begin(out);
    struct pm_error error;

    must(codec->dump(rig->scratch, &dialect, request, out, &error) == 0, "no request");
    pm_frame_end(out, offset);
    pymgr_unref(request);
}

void pm_rig_write(struct pm_rig *rig, int fd, struct pm_buffer *bytes)
{
    while (pm_buffer_length(bytes) > 0) {
        ssize_t written = send(fd, pm_buffer_bytes(bytes), pm_buffer_length(bytes), MSG_NOSIGNAL);

        if (written > 0)
            pm_buffer_consume(bytes, (size_t)written);
        else if (errno != EAGAIN)
            break;
        pm_rig_turn(rig);
    }
    pm_buffer_free(bytes);
}

pymgr_value *pm_rig_read(struct pm_rig *rig, int fd, const struct pm_codec *codec, char kind[32])
{
    struct pm_buffer in = PM_BUFFER_INIT;
    ssize_t size = read_frame(rig, fd, &in);
    struct pm_dialect dialect;
    struct pm_error error;
    pymgr_value *reply = NULL, *result = NULL;
    enum pm_reply_kind found;

    kind[0] = '\0';
    if (size >= 0 &&
        codec->load(rig->scratch, pm_buffer_bytes(&in), (size_t)size, &dialect, &reply, &error) == 0 &&
        pm_reply_parse(reply, &found, &result)) {
        strcpy(kind, pm_reply_kind_name(found));
        pymgr_ref(result);
    }
    pymgr_unref(reply);
    pm_buffer_free(&in);
    return result;
}

pymgr_value *pm_rig_call(
    struct pm_rig *rig, int fd, const char *ident, const char *method, pymgr_value *args, char kind[32])
{
    struct pm_buffer out = PM_BUFFER_INIT;

    pm_rig_put(rig, &out, &pm_codec_pickle, ident, method, args);
    pm_rig_write(rig, fd, &out);
    return pm_rig_read(rig, fd, &pm_codec_pickle, kind);
}

void pm_rig_create(struct pm_rig *rig, const char *typeid, char ident[PM_IDENT_SIZE])
{
    pm_rig_create_with(rig, pymgr_tuple_of(1, pymgr_str(typeid)), ident);
}

void pm_rig_create_with(struct pm_rig *rig, pymgr_value *args, char ident[PM_IDENT_SIZE])
{
    int fd = pm_rig_admitted(rig);
    char kind[32];
    pymgr_value *pair = pm_rig_call(rig, fd, NULL, "create", args, kind);

    must(strcmp(kind, "#RETURN") == 0, "not created");
    strcpy(ident, pymgr_text(pymgr_item(pair, 0), NULL));
    pymgr_unref(pair);
    close(fd);
}

bool pm_rig_ended(struct pm_rig *rig, int fd)
{
    char byte;

    return pm_rig_wait(rig, fd) && read(fd, &byte, 1) <= 0;
}
