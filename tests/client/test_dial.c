/* SPDX-License-Identifier: MIT
 *
 * Connecting without waiting; pm_dial, which waits, is tested with connections.
 */
#include "client/dial.h"

#include "client/puppet.h"
#include "unit.h"

#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

/* Steps until it ends. */
static enum pm_dialled dial(struct pm_dialling *dialling, int *fdp, struct pm_error *error)
{
    enum pm_dialled dialled;

    while ((dialled = pm_dial_step(dialling, fdp, error)) == PM_DIAL_GOES_ON) {
        struct pollfd watched = { .fd = *fdp, .events = POLLOUT };

        CU_ASSERT_EQUAL(poll(&watched, 1, 10000), 1);
    }
    return dialled;
}

static void it_connects_over_unix_and_tcp(void)
{
    struct pm_address addresses[] = { { .kind = PM_ADDRESS_ABSTRACT, .path = "pymgr-test-dial" },
        { .kind = PM_ADDRESS_TCP, .host = "127.0.0.1" } };

    for (size_t i = 0; i < 2; i++) {
        int listener = pm_puppet_listen(&addresses[i]), fd = -1;
        struct pm_dialling dialling;
        struct pm_error error;

        CU_ASSERT_EQUAL(pm_dial_begin(&dialling, &addresses[i], &error), 0);
        CU_ASSERT_EQUAL(dial(&dialling, &fd, &error), PM_DIALLED);
        CU_ASSERT_TRUE(fcntl(fd, F_GETFL) & O_NONBLOCK);
        CU_ASSERT_EQUAL(write(fd, "!", 1), 1);
        close(fd);
        close(listener);
    }
}

static void one_address_after_the_other_is_tried(void)
{
    struct pm_address nobody = { .kind = PM_ADDRESS_TCP, .host = "127.0.0.1" }, somebody = nobody;
    int gone = pm_puppet_listen(&nobody), listener = pm_puppet_listen(&somebody), fd = -1;
    struct pm_dialling dialling, other;
    struct pm_error error;

    close(gone);
    CU_ASSERT_EQUAL(pm_dial_begin(&dialling, &nobody, &error), 0);
    CU_ASSERT_EQUAL(pm_dial_begin(&other, &somebody, &error), 0);
    CU_ASSERT_EQUAL(dialling.count, 1);
    dialling.names[dialling.count] = other.names[0];
    dialling.lengths[dialling.count++] = other.lengths[0];
    CU_ASSERT_EQUAL(dial(&dialling, &fd, &error), PM_DIALLED);
    CU_ASSERT_EQUAL(dialling.next, 1);
    close(fd);
    close(listener);
}

static void what_the_last_one_said_is_told(void)
{
    struct pm_address address = { .kind = PM_ADDRESS_TCP, .host = "127.0.0.1" };
    struct pm_dialling dialling;
    struct pm_error error;
    int fd = -1;

    close(pm_puppet_listen(&address));
    CU_ASSERT_EQUAL(pm_dial_begin(&dialling, &address, &error), 0);
    CU_ASSERT_EQUAL(dial(&dialling, &fd, &error), PM_DIAL_FAILED);
    CU_ASSERT_EQUAL(fd, -1);
    CU_ASSERT_PTR_NOT_NULL(strstr(error.text, "cannot connect to 127.0.0.1:"));
    CU_ASSERT_PTR_NOT_NULL(strstr(error.text, "Connection refused"));
    address = (struct pm_address){ .kind = PM_ADDRESS_TCP, .host = "no such host", .port = 1 };
    CU_ASSERT_EQUAL(pm_dial_begin(&dialling, &address, &error), -1);
}

static void a_listener_may_be_full(void)
{
    struct pm_address address = { .kind = PM_ADDRESS_ABSTRACT, .path = "pymgr-test-dial-full" };
    int listener = pm_puppet_listen(&address), fds[3] = { -1, -1, -1 };
    struct pm_dialling dialling[3];
    struct pm_error error;

    for (int i = 0; i < 3; i++) {
        pm_dial_begin(&dialling[i], &address, &error);
        CU_ASSERT_EQUAL(pm_dial_step(&dialling[i], &fds[i], &error), i < 2 ? PM_DIALLED : PM_DIAL_GOES_ON);
    }
    CU_ASSERT_EQUAL(pm_dial_step(&dialling[2], &fds[2], &error), PM_DIAL_GOES_ON);
    close(accept(listener, NULL, NULL));
    CU_ASSERT_EQUAL(pm_dial_step(&dialling[2], &fds[2], &error), PM_DIALLED);
    for (int i = 0; i < 3; i++)
        close(fds[i]);
    close(listener);
}

static const struct pm_test tests[] = {
    { "it connects over Unix and TCP", it_connects_over_unix_and_tcp },
    { "one address after the other is tried", one_address_after_the_other_is_tried },
    { "what the last one said is told", what_the_last_one_said_is_told },
    { "a listener may be full", a_listener_may_be_full },
};

const struct pm_suite pm_suite_dial = { "client/dial", PM_SUITE(tests) };
