/* SPDX-License-Identifier: MIT
 *
 * One handshake for a script: `tool_auth server|client KEY MIN_DIGEST`, on the socket that is its standard
 * input. Once admitted it sends back each message that comes. Exit status 0: admitted; 1: refused, with the
 * reason on standard output; 2: anything else.
 */
#include "wire/auth.h"
#include "wire/frame.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

enum { CHUNK = 4096 };

struct talk {
    struct pm_buffer in, out;
    size_t header, size; /* of the frame at the start of in */
};

static void send_all(struct pm_buffer *out)
{
    while (pm_buffer_length(out) > 0) {
        ssize_t count = send(STDIN_FILENO, pm_buffer_bytes(out), pm_buffer_length(out), MSG_NOSIGNAL);

        if (count < 0)
            exit(2);
        pm_buffer_consume(out, (size_t)count);
    }
}

/* Reads until a frame is at the start of `in`; false at the end. */
static bool read_frame(struct talk *talk)
{
    while (pm_frame_peek(pm_buffer_bytes(&talk->in), pm_buffer_length(&talk->in), PM_FRAME_LIMIT_DEFAULT,
               &talk->header, &talk->size) != PM_FRAME_READY) {
        unsigned char *room = pm_buffer_room(&talk->in, CHUNK);
        ssize_t count = room == NULL ? -1 : read(STDIN_FILENO, room, CHUNK);

        if (count <= 0)
            return false;
        pm_buffer_added(&talk->in, (size_t)count);
    }
    return true;
}

static const unsigned char *payload(const struct talk *talk)
{
    return pm_buffer_bytes(&talk->in) + talk->header;
}

static void shake_hands(struct talk *talk, struct pm_auth *auth)
{
    send_all(&talk->out);
    while (auth->state == PM_AUTH_MORE && read_frame(talk)) {
        pm_auth_feed(auth, payload(talk), talk->size, &talk->out);
        pm_buffer_consume(&talk->in, talk->header + talk->size);
        send_all(&talk->out);
    }
}

static void echo(struct talk *talk)
{
    while (read_frame(talk)) {
        pm_frame_put(&talk->out, payload(talk), talk->size);
        pm_buffer_consume(&talk->in, talk->header + talk->size);
        send_all(&talk->out);
    }
}

static int run(struct talk *talk, enum pm_auth_role role, const struct pm_auth_policy *policy)
{
    struct pm_auth auth;

    if (pm_auth_start(&auth, role, policy, &talk->out) != 0)
        return 2;
    shake_hands(talk, &auth);
    if (auth.state == PM_AUTH_ADMITTED)
        echo(talk);
    puts(pm_auth_reason(&auth));
    return auth.state == PM_AUTH_MORE ? 2 : auth.state == PM_AUTH_REFUSED;
}

int main(int argc, char **argv)
{
    struct talk talk = { .in = PM_BUFFER_INIT, .out = PM_BUFFER_INIT };
    struct pm_auth_policy policy = { .key = NULL };
    int status;

    if (argc != 4 || !pm_digest_parse(argv[3], &policy.min_digest))
        return 2;
    policy.key = (const unsigned char *)argv[2];
    policy.key_size = strlen(argv[2]);
    status = run(&talk, strcmp(argv[1], "server") == 0 ? PM_AUTH_SERVER : PM_AUTH_CLIENT, &policy);
    pm_buffer_free(&talk.in);
    pm_buffer_free(&talk.out);
    return status;
}
