/* SPDX-License-Identifier: MIT
 *
 * A growable byte buffer that is written at its end and read at its start. It owns every bounds check: codecs
 * write with the pm_put_ functions and never touch memory themselves.
 *
 * A write that fails for lack of memory, or because it would pass `limit`, marks the buffer as failed; later
 * writes do nothing. So a codec writes without checking, and asks pm_buffer_failed() once at the end.
 */
#ifndef PM_BASE_BUFFER_H
#define PM_BASE_BUFFER_H

#include "base/error.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

struct pm_buffer {
    unsigned char *data;
    size_t start; /* of the bytes not yet consumed */
    size_t end;   /* of the bytes written */
    size_t capacity;
    size_t limit; /* of end - start; 0: none */
    bool nomem;
    bool over_limit;
};

#define PM_BUFFER_INIT                                                                                       \
    {                                                                                                        \
        0                                                                                                    \
    }

void pm_buffer_free(struct pm_buffer *buffer);  /* releases the memory; the buffer is then empty and usable */
void pm_buffer_clear(struct pm_buffer *buffer); /* forgets the bytes and any failure, keeps the memory */

static inline size_t pm_buffer_length(const struct pm_buffer *buffer)
{
    return buffer->end - buffer->start;
}

static inline unsigned char *pm_buffer_bytes(const struct pm_buffer *buffer)
{
    return buffer->start == 0 ? buffer->data : buffer->data + buffer->start; /* no arithmetic on NULL */
}

static inline bool pm_buffer_failed(const struct pm_buffer *buffer)
{
    return buffer->nomem || buffer->over_limit;
}

/* 0, or -1 with *error filled (no memory, or over the limit) when a write has failed. */
int pm_buffer_check(const struct pm_buffer *buffer, struct pm_error *error);

/* Room for `size` more bytes at the end, or NULL (the buffer is then failed). Bytes count once
 * pm_buffer_added. */
unsigned char *pm_buffer_grow(struct pm_buffer *buffer, size_t size);

static inline unsigned char *pm_buffer_room(struct pm_buffer *buffer, size_t size)
{
    if (buffer->limit == 0 && !buffer->nomem && buffer->capacity - buffer->end > size)
        return buffer->data + buffer->end;
    return pm_buffer_grow(buffer, size);
}

static inline void pm_buffer_added(struct pm_buffer *buffer, size_t size)
{
    buffer->end += size;
}

void pm_buffer_consume(struct pm_buffer *buffer, size_t size);    /* drops bytes at the start */
void pm_buffer_truncate(struct pm_buffer *buffer, size_t length); /* drops bytes at the end */

static inline void pm_put(struct pm_buffer *buffer, const void *bytes, size_t size)
{
    unsigned char *room = pm_buffer_room(buffer, size);

    if (room == NULL || size == 0)
        return;
    memcpy(room, bytes, size);
    buffer->end += size;
}

static inline void pm_put_u8(struct pm_buffer *buffer, unsigned byte)
{
    unsigned char *room = pm_buffer_room(buffer, 1);

    if (room == NULL)
        return;
    *room = (unsigned char)byte;
    buffer->end += 1;
}

void pm_put_text(struct pm_buffer *buffer, const char *text); /* without its NUL */
void pm_put_le16(struct pm_buffer *buffer, uint16_t number);
void pm_put_le32(struct pm_buffer *buffer, uint32_t number);
void pm_put_le64(struct pm_buffer *buffer, uint64_t number);
void pm_put_be32(struct pm_buffer *buffer, uint32_t number);
void pm_put_be64(struct pm_buffer *buffer, uint64_t number);
void pm_put_format(struct pm_buffer *buffer, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Overwrites bytes already written, at an offset from the start: for length prefixes. */
void pm_buffer_patch(struct pm_buffer *buffer, size_t offset, const void *bytes, size_t size);
/* Opens a gap of `size` zero bytes at an offset from the start: for a prefix whose need shows late. */
void pm_buffer_insert(struct pm_buffer *buffer, size_t offset, size_t size);

#endif
