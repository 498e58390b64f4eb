/* SPDX-License-Identifier: MIT */
#include "base/send.h"

#include "unit.h"

#include <errno.h>
#include <sys/socket.h>
#include <unistd.h>

enum { LARGE = 100000, MANY = 100 };

static unsigned char large[LARGE];

static void keep(void *owner)
{
    (void)owner;
}

static struct pm_buffer references(size_t count)
{
    struct pm_buffer out = { .refers = true };

    for (size_t i = 0; i < count; i++) {
        pm_put_u8(&out, (unsigned)i);
        pm_put_reference(&out, large, sizeof large, NULL, keep);
    }
    return out;
}

/* Takes in what has come. */
static void take(int fd, struct pm_buffer *in)
{
    unsigned char *room = pm_buffer_room(in, 1 << 20);
    ssize_t count;

    CU_ASSERT_PTR_NOT_NULL_FATAL(room);
    count = recv(fd, room, 1 << 20, MSG_DONTWAIT);
    CU_ASSERT_FATAL(count > 0);
    pm_buffer_added(in, (size_t)count);
}

static void all_goes_as_far_as_it_can(void)
{
    struct pm_buffer out = references(MANY), in = PM_BUFFER_INIT;
    enum pm_sent sent;
    int fds[2];

    CU_ASSERT_EQUAL_FATAL(socketpair(AF_UNIX, SOCK_STREAM, 0, fds), 0);
    sent = pm_send(fds[0], &out);
    CU_ASSERT_EQUAL(sent, PM_SENT_SOME);
    for (int i = 0; sent == PM_SENT_SOME && i < MANY * LARGE; i++) {
        take(fds[1], &in);
        sent = pm_send(fds[0], &out);
    }
    CU_ASSERT_EQUAL(sent, PM_SENT_ALL);
    while (pm_buffer_length(&in) < MANY * (LARGE + 1))
        take(fds[1], &in);
    for (size_t i = 0; i < MANY; i++) {
        CU_ASSERT_EQUAL(pm_buffer_bytes(&in)[0], i);
        CU_ASSERT_EQUAL(memcmp(pm_buffer_bytes(&in) + 1, large, LARGE), 0);
        pm_buffer_consume(&in, LARGE + 1);
    }
    CU_ASSERT_EQUAL(pm_buffer_size(&out), 0);
    CU_ASSERT_EQUAL(pm_send(fds[0], &out), PM_SENT_ALL);
    pm_buffer_free(&in);
    pm_buffer_free(&out);
    close(fds[0]);
    close(fds[1]);
}

static void a_peer_that_is_gone_is_told(void)
{
    struct pm_buffer out = references(1);
    int fds[2];

    CU_ASSERT_EQUAL_FATAL(socketpair(AF_UNIX, SOCK_STREAM, 0, fds), 0);
    close(fds[1]);
    CU_ASSERT_EQUAL(pm_send(fds[0], &out), PM_SENT_FAILED);
    CU_ASSERT_EQUAL(errno, EPIPE);
    pm_buffer_free(&out);
    close(fds[0]);
}

static const struct pm_test tests[] = {
    { "all goes, as far as it can", all_goes_as_far_as_it_can },
    { "a peer that is gone is told", a_peer_that_is_gone_is_told },
};

const struct pm_suite pm_suite_send = { "base/send", PM_SUITE(tests) };
