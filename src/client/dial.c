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

static enum pm_dialled ended_by(int number)
{
    if (number == EAGAIN || number == EINPROGRESS)
        return PM_DIAL_TIMED_OUT;
    if (number == EMFILE || number == ENFILE || number == ENOBUFS || number == ENOMEM)
        return PM_DIAL_NO_SOCKET;
    return PM_DIAL_FAILED;
}

/* What connecting to the last of an address's socket addresses ended with. */
static enum pm_dialled fail(const struct pm_address *address, int number, struct pm_error *error)
{
    enum pm_dialled ended = ended_by(number);
    char text[sizeof address->host + 16];

    pm_address_format(address, text, sizeof text);
    pm_fail(error, PM_ERROR_SYSTEM, "cannot connect to %.200s: %s", text,
        ended == PM_DIAL_TIMED_OUT ? "timed out" : strerror(number));
    return ended;
}

int pm_dial_begin(struct pm_dialling *dialling, const struct pm_address *address, struct pm_error *error)
{
    *dialling = (struct pm_dialling){ .address = address };
    dialling->count =
        pm_address_resolve(address, false, dialling->names, dialling->lengths, PM_DIAL_ADDRESSES, error);
    return dialling->count < 0 ? -1 : 0;
}

/* A socket for the next address: false: it could not be made. */
static bool next_socket(const struct pm_dialling *dialling, int flags, int *fdp)
{
    *fdp = socket(dialling->names[dialling->next].ss_family, SOCK_STREAM | SOCK_CLOEXEC | flags, 0);
    return *fdp >= 0;
}

/* The address has not taken the connection. */
static void pass_on(struct pm_dialling *dialling, int *fdp)
{
    int fd = *fdp;

    dialling->number = errno;
    dialling->next++;
    *fdp = -1;
    if (fd >= 0)
        close(fd);
}

enum pm_dialled pm_dial(
    const struct pm_address *address, struct pm_deadline deadline, int *fdp, struct pm_error *error)
{
    struct pm_dialling dialling;

    *fdp = -1;
    if (pm_dial_begin(&dialling, address, error) != 0)
        return PM_DIAL_FAILED;
    while (dialling.next < dialling.count) {
        const struct sockaddr_storage *name = &dialling.names[dialling.next];

        if (next_socket(&dialling, 0, fdp) &&
            connect_socket(*fdp, name, dialling.lengths[dialling.next], deadline) == 0) {
            pm_dial_prepare(*fdp, address);
            return PM_DIALLED;
        }
        pass_on(&dialling, fdp);
    }
    return fail(address, dialling.number, error);
}

/* Whether a connect is under way, as far as errno says. Asking again, by another connect, tells how it ended.
 */
static bool under_way(const struct pm_address *address)
{
    if (errno == EAGAIN)
        return address->kind != PM_ADDRESS_TCP;
    return errno == EINPROGRESS || errno == EALREADY || errno == EINTR;
}

enum pm_dialled pm_dial_step(struct pm_dialling *dialling, int *fdp, struct pm_error *error)
{
    for (; dialling->next < dialling->count; pass_on(dialling, fdp)) {
        const struct sockaddr_storage *name = &dialling->names[dialling->next];

        if (*fdp < 0 && !next_socket(dialling, SOCK_NONBLOCK, fdp))
            continue;
        if (connect(*fdp, (const struct sockaddr *)name, dialling->lengths[dialling->next]) == 0 ||
            errno == EISCONN) {
            pm_dial_prepare(*fdp, dialling->address);
            return PM_DIALLED;
        }
        if (under_way(dialling->address))
            return PM_DIAL_GOES_ON;
    }
    return fail(dialling->address, dialling->number, error);
}
