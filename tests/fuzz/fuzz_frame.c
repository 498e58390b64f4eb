/* SPDX-License-Identifier: MIT
 *
 * Input: a stream of frames. What the frame reader says must hold: it never promises more than there is, says
 * the same however the bytes are cut, and reads what the writer writes.
 */
#include "wire/frame.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static void require(bool truth)
{
    if (!truth)
        abort();
}

/* A whole frame must look incomplete at every cut before its end. */
static void check_cuts(const uint8_t *frame, size_t length)
{
    size_t header, size;

    for (size_t cut = 0; cut < length && cut <= PM_FRAME_HEADER_MAX; cut++)
        require(pm_frame_peek(frame, cut, SIZE_MAX, &header, &size) == PM_FRAME_MORE);
    require(pm_frame_peek(frame, length - 1, SIZE_MAX, &header, &size) == PM_FRAME_MORE);
}

static void check_rewritten(const uint8_t *payload, size_t length)
{
    struct pm_buffer out = PM_BUFFER_INIT;
    size_t header, size;

    pm_frame_put(&out, payload, length);
    require(!pm_buffer_failed(&out));
    require(pm_frame_peek(pm_buffer_bytes(&out), pm_buffer_length(&out), length, &header, &size) ==
            PM_FRAME_READY);
    require(size == length && header + size == pm_buffer_length(&out));
    require(length == 0 || memcmp(pm_buffer_bytes(&out) + header, payload, length) == 0);
    pm_buffer_free(&out);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    size_t header, payload;

    while (pm_frame_peek(bytes, size, PM_FRAME_LIMIT_DEFAULT, &header, &payload) == PM_FRAME_READY) {
        require(header + payload <= size);
        check_cuts(bytes, header + payload);
        check_rewritten(bytes + header, payload);
        bytes += header + payload;
        size -= header + payload;
    }
    return 0;
}
