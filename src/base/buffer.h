/* SPDX-License-Identifier: MIT
 *
 * A growable byte buffer that is written at its end and read at its start. It owns every bounds check: codecs
 * write with the pm_put_ functions and never touch memory themselves.
 *
 * A write that fails for lack of memory, or because it would pass `limit`, marks the buffer as failed; later
 * writes do nothing. So a codec writes without checking, and asks pm_buffer_failed() once at the end.
 *
 * Large stretches of bytes that exist already need not be copied on their way out: a buffer that `refers` has
 * references to them between its own bytes. Offsets and pm_buffer_length count its own bytes only.
 */
#ifndef PM_BASE_BUFFER_H
#define PM_BASE_BUFFER_H

#include "base/error.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/uio.h>

struct pm_references;

struct pm_buffer {
    unsigned char *data;
    size_t start; /* of the bytes not yet consumed */
    size_t end;   /* of the bytes written */
    size_t capacity;
    size_t limit; /* of end - start; 0: none */
    bool nomem;
    bool over_limit;
    bool refers; /* takes references (pm_put_reference): whoever reads it knows about them */
    struct pm_references *references; /* among the bytes; NULL: none */
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

/* Of a buffer that has references: up to the end of the last at most; how much of its own bytes is left to be
 * consumed. */
size_t pm_buffer_consume_references(struct pm_buffer *buffer, size_t size);

/* Drops bytes at the start, of references too. */
static inline void pm_buffer_consume(struct pm_buffer *buffer, size_t size)
{
    if (buffer->references != NULL)
        size = pm_buffer_consume_references(buffer, size);
    buffer->start += size;
    if (buffer->start == buffer->end && buffer->references == NULL)
        buffer->start = buffer->end = 0;
}

void pm_buffer_truncate(struct pm_buffer *buffer, size_t length); /* drops what follows `length` own bytes */

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
static inline void pm_buffer_patch(struct pm_buffer *buffer, size_t offset, const void *bytes, size_t size)
{
    if (!pm_buffer_failed(buffer))
        memcpy(buffer->data + buffer->start + offset, bytes, size);
}

/* Opens a gap of `size` zero bytes at an offset from the start: for a prefix whose need shows late. */
void pm_buffer_insert(struct pm_buffer *buffer, size_t offset, size_t size);

/* --- references --- */

/*
 * Appends bytes, without copying them, to a buffer that `refers`. The owner keeps them as they are until it
 * is released: as soon as they are consumed or dropped, and at once if there is no memory.
 */
void pm_put_reference(
    struct pm_buffer *buffer, const void *bytes, size_t size, void *owner, void (*release)(void *owner));
/* How many bytes follow an offset from the start, those referred to included. */
size_t pm_buffer_size_from(const struct pm_buffer *buffer, size_t offset);

/* All that is to be read. */
static inline size_t pm_buffer_size(const struct pm_buffer *buffer)
{
    return buffer->references == NULL ? pm_buffer_length(buffer) : pm_buffer_size_from(buffer, 0);
}

/* Where the bytes stand, in order, as far as `most` pieces go; returns how many pieces. */
size_t pm_buffer_pieces(const struct pm_buffer *buffer, struct iovec *pieces, size_t most);
/* Moves all that is in one buffer to the end of another, which refers too. Failure shows in `to`. */
void pm_buffer_move(struct pm_buffer *to, struct pm_buffer *from);

#endif
