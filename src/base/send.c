/* SPDX-License-Identifier: MIT */
#include "base/send.h"

#include <errno.h>
#include <sys/socket.h>

enum { PIECES = 64 }; /* sent in one system call */

/* One piece goes by the cheaper call. */
static ssize_t send_pieces(int fd, struct iovec *pieces, size_t count)
{
    struct msghdr message = { .msg_iov = pieces, .msg_iovlen = count };
    const int flags = MSG_NOSIGNAL | MSG_DONTWAIT;

    return count == 1 ? send(fd, pieces->iov_base, pieces->iov_len, flags) : sendmsg(fd, &message, flags);
}

static size_t size_of(const struct iovec *pieces, size_t count)
{
    size_t size = 0;

    for (size_t i = 0; i < count; i++)
        size += pieces[i].iov_len;
    return size;
}

enum pm_sent pm_send(int fd, struct pm_buffer *out)
{
    struct iovec pieces[PIECES];
    size_t count;

    while ((count = pm_buffer_pieces(out, pieces, PIECES)) > 0) {
        size_t size = size_of(pieces, count);
        ssize_t sent = send_pieces(fd, pieces, count);

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
