/* SPDX-License-Identifier: MIT */
#include "wire/frame.h"

#include <endian.h>

enum { SHORT_HEADER = 4 };

static const uint32_t longest_short = 0x7fffffff;
static const uint32_t long_mark = 0xffffffff; /* -1 where the short length would be */

static uint32_t read_be32(const unsigned char *bytes)
{
    uint32_t number;

    memcpy(&number, bytes, sizeof number);
    return be32toh(number);
}

static uint64_t read_be64(const unsigned char *bytes)
{
    uint64_t number;

    memcpy(&number, bytes, sizeof number);
    return be64toh(number);
}

enum pm_frame_state pm_frame_peek(
    const unsigned char *bytes, size_t available, size_t limit, size_t *headerp, size_t *sizep)
{
    uint32_t length;
    bool is_long;

    *headerp = *sizep = 0;
    if (available < SHORT_HEADER)
        return PM_FRAME_MORE;
    length = read_be32(bytes);
    is_long = length == long_mark;
    if (length > longest_short && !is_long)
        return PM_FRAME_BAD;
    if (is_long && available < PM_FRAME_HEADER_MAX)
        return PM_FRAME_MORE;
    *headerp = is_long ? PM_FRAME_HEADER_MAX : SHORT_HEADER;
    *sizep = is_long ? read_be64(bytes + SHORT_HEADER) : length;
    if (*sizep > limit)
        return PM_FRAME_TOO_BIG;
    return available - *headerp < *sizep ? PM_FRAME_MORE : PM_FRAME_READY;
}

size_t pm_frame_header(size_t size, unsigned char header[PM_FRAME_HEADER_MAX])
{
    uint32_t first = htobe32(size > longest_short ? long_mark : (uint32_t)size);
    uint64_t second = htobe64(size);

    memcpy(header, &first, sizeof first);
    if (size <= longest_short)
        return SHORT_HEADER;
    memcpy(header + SHORT_HEADER, &second, sizeof second);
    return PM_FRAME_HEADER_MAX;
}

size_t pm_frame_begin(struct pm_buffer *out)
{
    size_t offset = pm_buffer_length(out);

    pm_put_be32(out, 0);
    return offset;
}

void pm_frame_end(struct pm_buffer *out, size_t offset)
{
    unsigned char header[PM_FRAME_HEADER_MAX];
    size_t size, header_size;

    if (pm_buffer_failed(out))
        return;
    size = out->references == NULL ? pm_buffer_length(out) - offset - SHORT_HEADER
                                   : pm_buffer_size_from(out, offset + SHORT_HEADER);
    header_size = pm_frame_header(size, header);
    if (header_size > SHORT_HEADER)
        pm_buffer_insert(out, offset + SHORT_HEADER, header_size - SHORT_HEADER);
    pm_buffer_patch(out, offset, header, header_size);
}

void pm_frame_put(struct pm_buffer *out, const void *payload, size_t size)
{
    unsigned char header[PM_FRAME_HEADER_MAX];

    pm_put(out, header, pm_frame_header(size, header));
    pm_put(out, payload, size);
}
