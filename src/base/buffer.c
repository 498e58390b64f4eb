/* SPDX-License-Identifier: MIT */
#include "base/buffer.h"

#include "base/memory.h"

#include <endian.h>
#include <stdarg.h>
#include <stdio.h>

enum { FIRST_CAPACITY = 256, FIRST_REFERENCES = 4 };

struct reference {
    size_t place; /* in the buffer's data: it comes before the byte there */
    const char *bytes;
    size_t size;
    void *owner;
    void (*release)(void *owner);
};

struct pm_references {
    size_t first, end, capacity; /* of the list: those from `first` to `end` are still to be read */
    struct reference list[];
};

static void drop_references(struct pm_buffer *buffer);

void pm_buffer_free(struct pm_buffer *buffer)
{
    struct pm_buffer empty = { .limit = buffer->limit, .refers = buffer->refers };

    drop_references(buffer);
    pm_free(buffer->data);
    *buffer = empty;
}

void pm_buffer_clear(struct pm_buffer *buffer)
{
    drop_references(buffer);
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

/* --- references ----------------------------------------------------------------------------------------- */

static void drop_references(struct pm_buffer *buffer)
{
    struct pm_references *self = buffer->references;

    if (self == NULL)
        return;
    for (size_t i = self->first; i < self->end; i++)
        self->list[i].release(self->list[i].owner);
    pm_free(self);
    buffer->references = NULL;
}

/* Adds to the places of the references from a place on. */
static void move_places(struct pm_buffer *buffer, size_t from, size_t distance)
{
    struct pm_references *self = buffer->references;

    for (size_t i = self == NULL ? 0 : self->first; self != NULL && i < self->end; i++) {
        if (self->list[i].place >= from)
            self->list[i].place += distance;
    }
}

size_t pm_buffer_consume_references(struct pm_buffer *buffer, size_t size)
{
    struct pm_references *self = buffer->references;

    while (self->first < self->end) {
        struct reference *next = &self->list[self->first];
        size_t before = next->place - buffer->start;

        if (size < before)
            return size;
        buffer->start = next->place;
        size -= before;
        if (size < next->size) {
            next->bytes += size;
            next->size -= size;
            return 0;
        }
        size -= next->size;
        next->release(next->owner);
        self->first++;
    }
    drop_references(buffer);
    return size;
}

/* Those that come before the last byte are kept. */
static void truncate_references(struct pm_buffer *buffer)
{
    struct pm_references *self = buffer->references;

    while (self->end > self->first && self->list[self->end - 1].place > buffer->end) {
        self->end--;
        self->list[self->end].release(self->list[self->end].owner);
    }
    if (self->end == self->first)
        drop_references(buffer);
}

/* --- bytes ---------------------------------------------------------------------------------------------- */

/* Moves the unread bytes to the front, so that consumed room is used before more is asked for. */
static void compact(struct pm_buffer *buffer)
{
    size_t length = pm_buffer_length(buffer);

    if (buffer->start == 0)
        return;
    move_places(buffer, 0, 0 - buffer->start);
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

void pm_buffer_truncate(struct pm_buffer *buffer, size_t length)
{
    buffer->end = buffer->start + length;
    if (buffer->references != NULL)
        truncate_references(buffer);
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

void pm_buffer_insert(struct pm_buffer *buffer, size_t offset, size_t size)
{
    unsigned char *gap;

    if (pm_buffer_room(buffer, size) == NULL)
        return;
    gap = buffer->data + buffer->start + offset;
    memmove(gap + size, gap, pm_buffer_length(buffer) - offset);
    memset(gap, 0, size);
    move_places(buffer, buffer->start + offset, size);
    buffer->end += size;
}

/* Room for one more reference; false: no memory, and the buffer is failed. */
static bool reserve_reference(struct pm_buffer *buffer)
{
    struct pm_references *self = buffer->references;
    size_t capacity = self == NULL ? FIRST_REFERENCES : 2 * self->capacity;

    if (self != NULL && self->end < self->capacity)
        return true;
    self = pm_realloc(self, sizeof *self + capacity * sizeof self->list[0]);
    if (self == NULL) {
        buffer->nomem = true;
        return false;
    }
    if (buffer->references == NULL)
        self->first = self->end = 0;
    self->capacity = capacity;
    buffer->references = self;
    return true;
}

void pm_put_reference(
    struct pm_buffer *buffer, const void *bytes, size_t size, void *owner, void (*release)(void *owner))
{
    struct reference made = { buffer->end, bytes, size, owner, release };

    if (pm_buffer_failed(buffer) || !reserve_reference(buffer))
        release(owner);
    else
        buffer->references->list[buffer->references->end++] = made;
}

size_t pm_buffer_size_from(const struct pm_buffer *buffer, size_t offset)
{
    const struct pm_references *self = buffer->references;
    size_t size = pm_buffer_length(buffer) - offset;

    for (size_t i = self == NULL ? 0 : self->end; i > 0 && i > self->first; i--) {
        if (self->list[i - 1].place < buffer->start + offset)
            break;
        size += self->list[i - 1].size;
    }
    return size;
}

/* The bytes between two places of the data, as a piece; returns 0 if there are none. */
static size_t own_piece(const struct pm_buffer *buffer, size_t from, size_t to, struct iovec *piece)
{
    if (to == from)
        return 0;
    *piece = (struct iovec){ buffer->data + from, to - from };
    return 1;
}

size_t pm_buffer_pieces(const struct pm_buffer *buffer, struct iovec *pieces, size_t most)
{
    const struct pm_references *self = buffer->references;
    size_t count = 0, at = buffer->start;

    for (size_t i = self == NULL ? 0 : self->first; self != NULL && i < self->end; i++) {
        const struct reference *next = &self->list[i];

        if (count + 2 > most)
            return count;
        count += own_piece(buffer, at, next->place, &pieces[count]);
        pieces[count++] = (struct iovec){ (void *)(uintptr_t)next->bytes, next->size };
        at = next->place;
    }
    if (count < most)
        count += own_piece(buffer, at, buffer->end, &pieces[count]);
    return count;
}

void pm_buffer_move(struct pm_buffer *to, struct pm_buffer *from)
{
    struct pm_references *self = from->references;

    for (; self != NULL && self->first < self->end; self->first++) {
        const struct reference *next = &self->list[self->first];

        pm_put(to, pm_buffer_bytes(from), next->place - from->start);
        pm_put_reference(to, next->bytes, next->size, next->owner, next->release);
        from->start = next->place;
    }
    pm_put(to, pm_buffer_bytes(from), pm_buffer_length(from));
    pm_buffer_clear(from);
}
