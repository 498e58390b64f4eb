/* SPDX-License-Identifier: MIT
 *
 * From a buffer to a socket.
 */
#ifndef PM_BASE_SEND_H
#define PM_BASE_SEND_H

#include "base/buffer.h"

enum pm_sent {
    PM_SENT_ALL,
    PM_SENT_SOME,   /* the socket takes no more now */
    PM_SENT_FAILED, /* the connection is gone: errno says why */
};

/* Sends what a buffer holds, which is consumed, as far as the socket takes it without blocking. */
enum pm_sent pm_send(int fd, struct pm_buffer *out);

#endif
