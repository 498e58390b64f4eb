/* SPDX-License-Identifier: MIT
 *
 * Frames, as multiprocessing.connection's Connection sends them: a signed 32-bit big-endian length and that
 * many bytes; or, beyond 0x7fffffff, -1 and an unsigned 64-bit length. Bytes in, bytes out: no descriptor
 * here.
 */
#ifndef PM_WIRE_FRAME_H
#define PM_WIRE_FRAME_H

#include "base/buffer.h"

enum {
    PM_FRAME_BEFORE_AUTH = 256, /* CPython's own limit for handshake messages */
    PM_FRAME_HEADER_MAX = 12,
};

/* What a peer may send in one message once admitted: room for the largest arrays, yet one peer cannot take
 * all memory. */
#define PM_FRAME_LIMIT_DEFAULT ((size_t)1 << 30)

enum pm_frame_state {
    PM_FRAME_MORE, /* the frame is not complete; *header + *size says how long it will be, if known (else both
                      0) */
    PM_FRAME_READY,   /* header bytes to skip and payload size are set */
    PM_FRAME_BAD,     /* a length that no CPython sends: negative, not -1 */
    PM_FRAME_TOO_BIG, /* over `limit`; *sizep is what was announced */
};

/* Looks at the frame that begins at `bytes`. */
enum pm_frame_state pm_frame_peek(
    const unsigned char *bytes, size_t available, size_t limit, size_t *headerp, size_t *sizep);

/* Writes the header of a payload of `size` bytes; returns the header's own size: 4, or 12 in the long form.
 */
size_t pm_frame_header(size_t size, unsigned char header[PM_FRAME_HEADER_MAX]);

/* Opens a frame at the end of out; returns its offset (from the start of the unread bytes) for pm_frame_end.
 */
size_t pm_frame_begin(struct pm_buffer *out);
/* Closes it: its length is written, in the long form if it must be. Failure shows in the buffer. */
void pm_frame_end(struct pm_buffer *out, size_t offset);
/* A whole frame at once. */
void pm_frame_put(struct pm_buffer *out, const void *payload, size_t size);

#endif
