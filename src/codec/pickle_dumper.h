/* SPDX-License-Identifier: MIT
 *
 * The machine that writes a pickle, byte for byte as CPython 3.12's C pickler does: the window into the
 * output buffer with protocol 4's frames, and the memo. The savers of each kind (pickle_dump_*.c) work on it.
 *
 * Every saver returns 0, or -1 with the dumper's error filled.
 */
#ifndef PM_CODEC_PICKLE_DUMPER_H
#define PM_CODEC_PICKLE_DUMPER_H

#include "codec/codec.h"
#include "codec/pickle_names.h"
#include "codec/pickle_opcodes.h"

/* Memo entries kept from one message to the next. */
enum { PM_PICKLE_MEMO_KEPT = 1 << 14 };

/* An open-addressed table of what the memo holds. Entries of another generation than the table's are free. */
struct pm_memo_entry {
    const void *key;
    uint32_t number;
    uint32_t generation;
};

/* The same for globals and texts that are known by their content: `qualname` is NULL for a text. */
struct pm_name_entry {
    struct pm_pickle_name name;
    uint64_t hash;
    uint32_t number;
    uint32_t generation;
};

struct pm_pickle_dumper {
    struct pm_buffer *out;
    struct pm_error *error;
    int protocol;
    bool python2;
    bool framing; /* whether what is written next belongs into a frame */
    bool in_frame;
    unsigned depth;

    /* The room in `out` that is being filled; what stands from `window` to `at` is not added to it yet. */
    unsigned char *window, *at, *end;
    size_t window_offset; /* in out */
    unsigned char
        *frame_full;     /* from where on the present frame is long enough; above `end`: not in this window */
    size_t frame_offset; /* in out: where the present frame's header stands */

    size_t memo_count;
    uint32_t generation;
    struct pm_memo_entry *entries;
    size_t entry_count, entry_capacity; /* a power of two, or 0 */
    struct pm_name_entry *names;
    size_t name_count, name_capacity;

    struct pm_buffer number; /* an int on its way out */

    const struct pm_dialect *dialect;
    pymgr_value *forms; /* a list of what was written in the place of proxies; NULL: nothing yet */
};

/* --- output (pickle_dump_output.c) --- */

unsigned char *pm_dump_more_room(struct pm_pickle_dumper *dumper, size_t size);

/* Room for `size` bytes at dumper->at, which the caller advances past what it has written; NULL, having
 * failed.
 */
static inline unsigned char *pm_dump_room(struct pm_pickle_dumper *dumper, size_t size)
{
    if ((size_t)(dumper->end - dumper->at) >= size)
        return dumper->at;
    return pm_dump_more_room(dumper, size);
}

static inline int pm_dump_opcode(struct pm_pickle_dumper *dumper, enum pm_opcode_code code)
{
    unsigned char *room = pm_dump_room(dumper, 1);

    if (room == NULL)
        return -1;
    *room = (unsigned char)code;
    dumper->at = room + 1;
    return 0;
}

int pm_dump_bytes(struct pm_pickle_dumper *dumper, const void *bytes, size_t size);
/*
 * A code, a count of `width` bytes and as many bytes; large ones stand outside of frames. They are referred
 * to where the output takes that, if there is an owner: a value that they are part of. Else it is NULL.
 */
int pm_dump_counted(struct pm_pickle_dumper *dumper, enum pm_opcode_code code, unsigned width,
    const pymgr_value *owner, const void *bytes, size_t size);
/* Writes a number as `width` little-endian bytes; the place behind them. */
unsigned char *pm_put_le(unsigned char *place, uint64_t number, unsigned width);
/* Begins a message of the dumper's protocol. */
int pm_dump_output_begin(struct pm_pickle_dumper *dumper, struct pm_buffer *out);
/* Ends the present frame, if there is one. */
void pm_dump_frame_end(struct pm_pickle_dumper *dumper);
/* Adds what the window holds to the buffer. */
void pm_dump_flush(struct pm_pickle_dumper *dumper);

/* --- memo (pickle_dump_memo.c) --- */

/* Whether anything but the one place it was found in may refer to the value. If not it cannot be met again,
 * so the memo need not know it, though it is numbered. */
static inline bool pm_dump_is_shared(const pymgr_value *value)
{
    return atomic_load_explicit(&value->refs, memory_order_relaxed) != 1 ||
           (pm_flags(value) & (PM_STATIC | PM_IN_CYCLE));
}

/* What the memo holds by this address; NULL: nothing. */
const struct pm_memo_entry *pm_dump_find(const struct pm_pickle_dumper *dumper, const void *key);
/* What the memo holds of a value whose content has been written: not NULL if it contains itself. */
static inline const struct pm_memo_entry *pm_dump_find_within(
    const struct pm_pickle_dumper *dumper, const pymgr_value *value)
{
    return pm_flags(value) & PM_IN_CYCLE ? pm_dump_find(dumper, value) : NULL;
}

/* Numbers what was just written with its MEMOIZE, and lets it be found by `key` if that is not NULL. */
int pm_dump_number(struct pm_pickle_dumper *dumper, const void *key);

/* MEMOIZE and BINGET, or the opcodes that older protocols and larger numbers need. */
int pm_dump_memoise_slowly(struct pm_pickle_dumper *dumper, const void *key);
int pm_dump_get_slowly(struct pm_pickle_dumper *dumper, uint32_t number);

/* Fetches an entry from the memo. */
static inline int pm_dump_get(struct pm_pickle_dumper *dumper, uint32_t number)
{
    if (number > UINT8_MAX || dumper->end - dumper->at < 2)
        return pm_dump_get_slowly(dumper, number);
    dumper->at[0] = PM_OP_BINGET;
    dumper->at[1] = (unsigned char)number;
    dumper->at += 2;
    return 0;
}

/* Numbers what was just written, and lets it be found by `key` if that is not NULL. */
static inline int pm_dump_memoise(struct pm_pickle_dumper *dumper, const void *key)
{
    if (dumper->protocol < 4 || dumper->at == dumper->end)
        return pm_dump_memoise_slowly(dumper, key);
    *dumper->at++ = PM_OP_MEMOIZE;
    if (key != NULL)
        return pm_dump_number(dumper, key);
    dumper->memo_count++;
    return 0;
}

/* The same for a value. */
static inline int pm_dump_memoise_value(struct pm_pickle_dumper *dumper, const pymgr_value *value)
{
    return pm_dump_memoise(dumper, pm_dump_is_shared(value) ? value : NULL);
}
/* Like pm_dump_find and pm_dump_memoise, by content; the name's texts are borrowed to the end of the message.
 */
const struct pm_name_entry *pm_dump_find_name(
    const struct pm_pickle_dumper *dumper, const struct pm_pickle_name *name);
int pm_dump_memoise_name(struct pm_pickle_dumper *dumper, const struct pm_pickle_name *name);
void pm_dump_memo_begin(struct pm_pickle_dumper *dumper);
void pm_dump_memo_end(struct pm_pickle_dumper *dumper);

/* --- values --- */

/* Writes any value, or fetches it from the memo. */
int pm_dump_value(struct pm_pickle_dumper *dumper, const pymgr_value *value);

int pm_dump_none(struct pm_pickle_dumper *dumper, const pymgr_value *value);
int pm_dump_bool(struct pm_pickle_dumper *dumper, const pymgr_value *value);
int pm_dump_int(struct pm_pickle_dumper *dumper, const pymgr_value *value);
int pm_dump_float(struct pm_pickle_dumper *dumper, const pymgr_value *value);
int pm_dump_complex(struct pm_pickle_dumper *dumper, const pymgr_value *value);
int pm_dump_str(struct pm_pickle_dumper *dumper, const pymgr_value *value);
int pm_dump_binary(struct pm_pickle_dumper *dumper, const pymgr_value *value);
int pm_dump_bytearray(struct pm_pickle_dumper *dumper, const pymgr_value *value);
int pm_dump_list(struct pm_pickle_dumper *dumper, const pymgr_value *value);
int pm_dump_tuple(struct pm_pickle_dumper *dumper, const pymgr_value *value);
int pm_dump_dict(struct pm_pickle_dumper *dumper, const pymgr_value *value);
int pm_dump_set(struct pm_pickle_dumper *dumper, const pymgr_value *value);
int pm_dump_frozenset(struct pm_pickle_dumper *dumper, const pymgr_value *value);
int pm_dump_slice(struct pm_pickle_dumper *dumper, const pymgr_value *value);
int pm_dump_range(struct pm_pickle_dumper *dumper, const pymgr_value *value);
int pm_dump_array(struct pm_pickle_dumper *dumper, const pymgr_value *value);
int pm_dump_global(struct pm_pickle_dumper *dumper, const pymgr_value *value);
int pm_dump_instance(struct pm_pickle_dumper *dumper, const pymgr_value *value);

/* --- parts that several kinds share --- */

/* One level deeper, which the caller takes back from dumper->depth: 0, or -1 if that is too deep. */
int pm_dump_enter(struct pm_pickle_dumper *dumper);

int pm_dump_double(struct pm_pickle_dumper *dumper, double number);
/* A text that is not one of the message's values; memoised, but not to be found. */
int pm_dump_text(struct pm_pickle_dumper *dumper, const char *utf8, size_t size);
/* A text that CPython has only one object of, such as a module's name: written once. It is borrowed to the
 * end of the message. */
int pm_dump_constant(struct pm_pickle_dumper *dumper, const char *utf8, size_t size);
/* Bytes that are not one of the message's values. */
int pm_dump_plain_bytes(
    struct pm_pickle_dumper *dumper, const pymgr_value *owner, const char *bytes, size_t size);
/* A global by its Python 3 names, NUL-terminated constants. */
int pm_dump_named(struct pm_pickle_dumper *dumper, const char *module, const char *qualname);
/* Makes a tuple of the last `count` values, memoised; of more than three they stand behind a MARK. */
int pm_dump_end_tuple(struct pm_pickle_dumper *dumper, size_t count);
/* REDUCE, memoised as `value`, or fetched from the memo if its own arguments held it. */
int pm_dump_end_reduce(struct pm_pickle_dumper *dumper, const pymgr_value *value);
/* The items of a list or the alternating keys and items of one, in batches, as put into an instance. */
int pm_dump_items(struct pm_pickle_dumper *dumper, const pymgr_value *list);
int pm_dump_pairs(struct pm_pickle_dumper *dumper, const pymgr_value *list);

#endif
