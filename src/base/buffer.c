/* SPDX-License-Identifier: MIT */
#include "base/buffer.h"

#include "base/memory.h"

#include <endian.h>
#include <stdarg.h>
#include <stdio.h>

enum { FIRST_CAPACITY = 256 };

void pm_buffer_free(struct pm_buffer *buffer)
{
    size_t limit = buffer->limit;

    pm_free(buffer->data);
    *buffer = (struct pm_buffer){ .limit = limit };
}

void pm_buffer_clear(struct pm_buffer *buffer)
{
    buffer->start = buffer->end = 0;
    buffer->nomem = buffer->over_limit = false;
}

int pm_buffer_check(const struct pm_buffer *buffer, struct pm_error *error)
{
    if (buffer->nomem)
        return pm_fail_nomem(error);
    if (buffer->over_limit)
        return pm_fail(error, PM_ERROR_LIMIT, "message of more than %zu bytes", buffer->limit);
    return 0;
}

/* Moves the unread bytes to the front, so that consumed room is used before more is asked for. */
static void compact(struct pm_buffer *buffer)
{
    size_t length = pm_buffer_length(buffer);

    if (buffer->start == 0)
        return;
    if (length > 0)
        memmove(buffer->data, buffer->data + buffer->start, length);
    buffer->start = 0;
    buffer->end = length;
}

static size_t larger_capacity(const struct pm_buffer *buffer, size_t needed)
{
    size_t capacity = buffer->capacity < FIRST_CAPACITY ? FIRST_CAPACITY : buffer->capacity;

    while (capacity < needed) {
        if (capacity > SIZE_MAX / 2)
            return needed;
        capacity *= 2;
    }
    return capacity;
}

unsigned char *pm_buffer_grow(struct pm_buffer *buffer, size_t size)
{
    size_t length = pm_buffer_length(buffer);
    size_t capacity;
    unsigned char *data;

    if (pm_buffer_failed(buffer))
        return NULL;
    if (size > SIZE_MAX - length || (buffer->limit != 0 && length + size > buffer->limit)) {
        buffer->over_limit = true;
        return NULL;
    }
    if (buffer->capacity - buffer->end >= size && buffer->data != NULL)
        return buffer->data + buffer->end;
    /* Amortised: bytes are moved only when at least as many have been consumed. */
    if (buffer->start >= length)
        compact(buffer);
    if (buffer->data != NULL && buffer->capacity - buffer->end >= size)
        return buffer->data + buffer->end;
    capacity = larger_capacity(buffer, buffer->end + size);
    data = pm_realloc(buffer->data, capacity);
    if (data == NULL) {
        buffer->nomem = true;
        return NULL;
    }
    buffer->data = data;
    buffer->capacity = capacity;
    return buffer->data + buffer->end;
}

void pm_buffer_consume(struct pm_buffer *buffer, size_t size)
{
    buffer->start += size;
    if (buffer->start == buffer->end)
        buffer->start = buffer->end = 0;
}

void pm_buffer_truncate(struct pm_buffer *buffer, size_t length)
{
    buffer->end = buffer->start + length;
}

void pm_put_text(struct pm_buffer *buffer, const char *text)
{
    pm_put(buffer, text, strlen(text));
}

void pm_put_le16(struct pm_buffer *buffer, uint16_t number)
{
    number = htole16(number);
    pm_put(buffer, &number, sizeof number);
}

void pm_put_le32(struct pm_buffer *buffer, uint32_t number)
{
    number = htole32(number);
    pm_put(buffer, &number, sizeof number);
}

void pm_put_le64(struct pm_buffer *buffer, uint64_t number)
{
    number = htole64(number);
    pm_put(buffer, &number, sizeof number);
}

void pm_put_be32(struct pm_buffer *buffer, uint32_t number)
{
    number = htobe32(number);
    pm_put(buffer, &number, sizeof number);
}

void pm_put_be64(struct pm_buffer *buffer, uint64_t number)
{
    number = htobe64(number);
    pm_put(buffer, &number, sizeof number);
}

void pm_put_format(struct pm_buffer *buffer, const char *format, ...)
{
    va_list args, again;
    int length;
    unsigned char *room;

    va_start(args, format);
    va_copy(again, args);
    length = vsnprintf(NULL, 0, format, again);
    va_end(again);
    room = length < 0 ? NULL : pm_buffer_room(buffer, (size_t)length + 1);
    if (room != NULL) {
        vsnprintf((char *)room, (size_t)length + 1, format, args);
        buffer->end += (size_t)length;
    }
    va_end(args);
}

void pm_buffer_patch(struct pm_buffer *buffer, size_t offset, const void *bytes, size_t size)
{
    if (pm_buffer_failed(buffer))
        return;
    memcpy(buffer->data + buffer->start + offset, bytes, size);
}

void pm_buffer_insert(struct pm_buffer *buffer, size_t offset, size_t size)
{
    unsigned char *gap;

    if (pm_buffer_room(buffer, size) == NULL)
        return;
    gap = buffer->data + buffer->start + offset;
    memmove(gap + size, gap, pm_buffer_length(buffer) - offset);
    memset(gap, 0, size);
    buffer->end += size;
}
