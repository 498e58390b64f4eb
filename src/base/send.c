/* SPDX-License-Identifier: MIT */
#include "base/send.h"

#include <errno.h>
#include <sys/socket.h>

enum { PIECES = 64 }; /* sent in one system call */

static const int flags = MSG_NOSIGNAL | MSG_DONTWAIT;

static size_t size_of(const struct iovec *pieces, size_t count)
{
    size_t size = 0;

    for (size_t i = 0; i < count; i++)
        size += pieces[i].iov_len;
    return size;
}

/* Sends what it can in one system call; *sizep says how much that could have been. */
static ssize_t send_pieces(int fd, const struct pm_buffer *out, size_t *sizep)
{
    struct iovec pieces[PIECES];
    struct msghdr message = { .msg_iov = pieces, .msg_iovlen = pm_buffer_pieces(out, pieces, PIECES) };

    *sizep = size_of(pieces, message.msg_iovlen);
    return sendmsg(fd, &message, flags);
}

/* The same of a buffer's own bytes, by the cheaper call. */
static ssize_t send_own(int fd, const struct pm_buffer *out, size_t *sizep)
{
    *sizep = pm_buffer_length(out);
    return send(fd, pm_buffer_bytes(out), *sizep, flags);
}

enum pm_sent pm_send(int fd, struct pm_buffer *out)
{
    size_t size;
    ssize_t sent;

    while (pm_buffer_size(out) > 0) {
        sent = out->references == NULL ? send_own(fd, out, &size) : send_pieces(fd, out, &size);
        if (sent < 0 && errno == EINTR)
            continue;
        if (sent < 0)
            return errno == EAGAIN ? PM_SENT_SOME : PM_SENT_FAILED;
        pm_buffer_consume(out, (size_t)sent);
        if ((size_t)sent < size)
            return PM_SENT_SOME;
    }
    return PM_SENT_ALL;
}
