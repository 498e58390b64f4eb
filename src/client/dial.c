/* SPDX-License-Identifier: MIT */
#include "client/dial.h"

#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <string.h>
#include <unistd.h>

static const int64_t second = 1000000000, microsecond = 1000;

/* For connect, and for nothing else, since sending never blocks. */
static void limit_connect(int fd, struct pm_deadline deadline)
{
    int64_t left = pm_time_left(deadline) + microsecond; /* none at all would mean for ever */
    struct timeval limit = { .tv_sec = left / second, .tv_usec = left % second / microsecond };

    if (deadline.set)
        setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof limit);
}

/* 0, or -1 with errno. A connect that a signal interrupts goes on in the kernel, and is waited for again. */
static int connect_socket(
    int fd, const struct sockaddr_storage *name, socklen_t length, struct pm_deadline deadline)
{
    int result;

    do {
        limit_connect(fd, deadline);
        result = connect(fd, (const struct sockaddr *)name, length);
    } while (result != 0 && errno == EINTR);
    return result;
}

void pm_acknowledge_quickly(int fd)
{
    int on = 1;

    setsockopt(fd, IPPROTO_TCP, TCP_QUICKACK, &on, sizeof on);
}

void pm_dial_prepare(int fd, const struct pm_address *address)
{
    int on = 1, size = PM_UNIX_SEND_BUFFER;

    if (address->kind == PM_ADDRESS_TCP) {
        setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
        pm_acknowledge_quickly(fd);
    } else {
        setsockopt(fd, SOL_SOCKET, SO_SNDBUF, &size, sizeof size);
    }
}

/* What connecting to the last of an address's socket addresses ended with. */
static enum pm_dialled fail(const struct pm_address *address, int number, struct pm_error *error)
{
    bool timed_out = number == EAGAIN || number == EINPROGRESS;
    char text[sizeof address->host + 16];

    pm_address_format(address, text, sizeof text);
    pm_fail(error, PM_ERROR_SYSTEM, "cannot connect to %.200s: %s", text,
        timed_out ? "timed out" : strerror(number));
    return timed_out ? PM_DIAL_TIMED_OUT : PM_DIAL_FAILED;
}

enum pm_dialled pm_dial(
    const struct pm_address *address, struct pm_deadline deadline, int *fdp, struct pm_error *error)
{
    struct sockaddr_storage names[PM_DIAL_ADDRESSES];
    socklen_t lengths[PM_DIAL_ADDRESSES];
    int count = pm_address_resolve(address, false, names, lengths, PM_DIAL_ADDRESSES, error);
    int number = 0;

    if (count < 0)
        return PM_DIAL_FAILED;
    for (int i = 0; i < count; i++) {
        int fd = socket(names[i].ss_family, SOCK_STREAM | SOCK_CLOEXEC, 0);

        if (fd >= 0 && connect_socket(fd, &names[i], lengths[i], deadline) == 0) {
            pm_dial_prepare(fd, address);
            *fdp = fd;
            return PM_DIALLED;
        }
        number = errno;
        if (fd >= 0)
            close(fd);
    }
    return fail(address, number, error);
}
