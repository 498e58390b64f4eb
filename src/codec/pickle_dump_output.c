/* SPDX-License-Identifier: MIT
 *
 * Output. Savers write through a window, so that most opcodes cost one comparison and a store.
 *
 * From protocol 4 on, opcodes stand in frames of about 64 KiB. A frame is opened by the first write after the
 * last one's end, its header's length filled in when it ends; one too short to be worth it loses its header
 * again. Large texts and bytes stand between frames. To have a frame opened, the window is closed.
 */
#include "codec/pickle_dumper.h"

#include <endian.h>

enum {
    WINDOW = 512,
    PROTO_SIZE = 2,
    FRAME_HEADER = 9,
    FRAME_LEAST = 4,
    FRAME_TARGET = 64 * 1024,
};

/* No window reaches this far. */
#define NOWHERE ((unsigned char *)UINTPTR_MAX)

void pm_dump_flush(struct pm_pickle_dumper *dumper)
{
    size_t size = (size_t)(dumper->at - dumper->window);

    pm_buffer_added(dumper->out, size);
    dumper->window_offset += size;
    dumper->window = dumper->at;
}

/* As much room as is of use, but no more than the buffer's limit allows unless it is needed. */
static size_t worthwhile(const struct pm_buffer *out, size_t needed)
{
    size_t left = out->limit == 0 ? SIZE_MAX : out->limit - pm_buffer_length(out);
    size_t wanted = needed < WINDOW ? WINDOW : needed;

    return wanted <= left ? wanted : needed > left ? needed : left;
}

static int open_window(struct pm_pickle_dumper *dumper, size_t size)
{
    size_t room = worthwhile(dumper->out, size);

    dumper->window = dumper->at = pm_buffer_room(dumper->out, room);
    if (dumper->window == NULL) {
        dumper->end = NULL;
        return pm_buffer_check(dumper->out, dumper->error);
    }
    dumper->end = dumper->window + room;
    return 0;
}

/* Where in the window the present frame becomes long enough. */
static unsigned char *frame_full(const struct pm_pickle_dumper *dumper)
{
    size_t target = dumper->frame_offset + FRAME_HEADER + FRAME_TARGET;

    if (!dumper->in_frame || target > dumper->window_offset + (size_t)(dumper->end - dumper->window))
        return NOWHERE;
    return target < dumper->window_offset ? dumper->window
                                          : dumper->window + (target - dumper->window_offset);
}

static void frame_begin(struct pm_pickle_dumper *dumper)
{
    dumper->in_frame = true;
    dumper->frame_offset = dumper->window_offset + (size_t)(dumper->at - dumper->window);
    dumper->at += FRAME_HEADER;
    dumper->frame_full = frame_full(dumper);
}

int pm_dump_output_begin(struct pm_pickle_dumper *dumper, struct pm_buffer *out)
{
    dumper->out = out;
    dumper->framing = dumper->protocol >= 4;
    dumper->in_frame = false;
    dumper->window_offset = pm_buffer_length(out);
    dumper->frame_full = NOWHERE;
    if (open_window(dumper, PROTO_SIZE + FRAME_HEADER) != 0)
        return -1;
    dumper->at[0] = PM_OP_PROTO;
    dumper->at[1] = (unsigned char)dumper->protocol;
    dumper->at += PROTO_SIZE;
    if (dumper->framing)
        frame_begin(dumper);
    return 0;
}

unsigned char *pm_dump_more_room(struct pm_pickle_dumper *dumper, size_t size)
{
    bool opens = dumper->framing && !dumper->in_frame;

    pm_dump_flush(dumper);
    if (open_window(dumper, opens ? FRAME_HEADER + size : size) != 0)
        return NULL;
    if (opens)
        frame_begin(dumper);
    else
        dumper->frame_full = frame_full(dumper);
    return dumper->at;
}

unsigned char *pm_put_le(unsigned char *place, uint64_t number, unsigned width)
{
    for (unsigned i = 0; i < width; i++, number >>= 8)
        *place++ = (unsigned char)number;
    return place;
}

/* Closes the window, so that the next write finds no room and comes by pm_dump_more_room. */
static void close_window(struct pm_pickle_dumper *dumper)
{
    pm_dump_flush(dumper);
    dumper->window = dumper->at = dumper->end = NULL;
}

/* What is written from now on stands in frames. */
static void start_framing(struct pm_pickle_dumper *dumper)
{
    dumper->framing = true;
    close_window(dumper);
}

void pm_dump_frame_end(struct pm_pickle_dumper *dumper)
{
    unsigned char *header;
    uint64_t size;

    if (!dumper->in_frame)
        return;
    close_window(dumper);
    dumper->in_frame = false;
    dumper->frame_full = NOWHERE;
    header = pm_buffer_bytes(dumper->out) + dumper->frame_offset;
    size = dumper->window_offset - dumper->frame_offset - FRAME_HEADER;
    if (size >= FRAME_LEAST) {
        *header = PM_OP_FRAME;
        size = htole64(size);
        memcpy(header + 1, &size, sizeof size);
    } else {
        memmove(header, header + FRAME_HEADER, size);
        dumper->window_offset = dumper->frame_offset + size;
        pm_buffer_truncate(dumper->out, dumper->window_offset);
    }
}

int pm_dump_bytes(struct pm_pickle_dumper *dumper, const void *bytes, size_t size)
{
    unsigned char *room;

    if (size == 0)
        return 0;
    room = pm_dump_room(dumper, size);
    if (room == NULL)
        return -1;
    memcpy(room, bytes, size);
    dumper->at = room + size;
    return 0;
}

static int put_counted(
    struct pm_pickle_dumper *dumper, enum pm_opcode_code code, unsigned width, const void *bytes, size_t size)
{
    unsigned char *room = pm_dump_room(dumper, 1 + width + size);

    if (room == NULL)
        return -1;
    *room = (unsigned char)code;
    room = pm_put_le(room + 1, size, width);
    memcpy(room, bytes, size);
    dumper->at = room + size;
    return 0;
}

static void release(void *owner)
{
    pm_unref(owner);
}

/* The same without copying the bytes. */
static int put_reference(struct pm_pickle_dumper *dumper, enum pm_opcode_code code, unsigned width,
    const pymgr_value *owner, const void *bytes, size_t size)
{
    unsigned char *room = pm_dump_room(dumper, 1 + width);

    if (room == NULL)
        return -1;
    *room = (unsigned char)code;
    dumper->at = pm_put_le(room + 1, size, width);
    close_window(dumper);
    pm_put_reference(dumper->out, bytes, size, pm_ref((pymgr_value *)(uintptr_t)owner), release);
    return pm_buffer_check(dumper->out, dumper->error);
}

static int put_large(struct pm_pickle_dumper *dumper, enum pm_opcode_code code, unsigned width,
    const pymgr_value *owner, const void *bytes, size_t size)
{
    if (owner == NULL || !dumper->out->refers)
        return put_counted(dumper, code, width, bytes, size);
    return put_reference(dumper, code, width, owner, bytes, size);
}

int pm_dump_counted(struct pm_pickle_dumper *dumper, enum pm_opcode_code code, unsigned width,
    const pymgr_value *owner, const void *bytes, size_t size)
{
    int status;

    if (size < FRAME_TARGET)
        return put_counted(dumper, code, width, bytes, size);
    if (!dumper->framing)
        return put_large(dumper, code, width, owner, bytes, size);
    pm_dump_frame_end(dumper);
    dumper->framing = false;
    status = put_large(dumper, code, width, owner, bytes, size);
    start_framing(dumper);
    return status;
}
