/* SPDX-License-Identifier: MIT
 *
 * The machine that reads a pickle: the message, the stack with its marks, and the memo. The opcodes' handlers
 * (pickle_load_*.c) work on it through the functions here, which own every check of bounds.
 *
 * Ownership: the stack and the memo each hold a reference to what is in them. A value is taken when pushed,
 * also when that fails.
 */
#ifndef PM_CODEC_PICKLE_LOADER_H
#define PM_CODEC_PICKLE_LOADER_H

#include "codec/codec.h"
#include "codec/pickle_opcodes.h"
#include "codec/proxies.h"

#include <endian.h>

/* What a handler returns besides 0 and -1: the value is finished. */
enum { PM_PICKLE_DONE = 1 };

enum {
    /* Stack slots, marks and memo entries (of 8 bytes each) kept from one message to the next. */
    PM_PICKLE_KEPT = 1 << 15,
    /* References to one value that one message may make; counts have 32 bits. */
    PM_PICKLE_REFS = 1 << 30,
    /* Characters of a number written in decimal, as CPython's sys.int_info.default_max_str_digits: reading
       them takes quadratic time. */
    PM_PICKLE_DIGITS = 4300,
    /* Bytes of the name of a module, class or function. Dumping one of many dots takes time for each dot and
       all of the name. */
    PM_PICKLE_NAME = 4096,
    /* Characters of a FLOAT; the longest that repr(float) writes has 24. */
    PM_PICKLE_FLOAT = 400,
};

struct pm_pickle_loader {
    const unsigned char *bytes; /* the message */
    const unsigned char *opcode;
    const unsigned char *at; /* what is read next */
    const unsigned char *end;
    const unsigned char *frame_end; /* of the last FRAME */
    struct pm_error *error;
    int protocol;

    pymgr_value **stack;
    pymgr_value **top;   /* one past the last value */
    pymgr_value **fence; /* the place of the last mark: what lies below cannot be popped */
    pymgr_value **stack_end;

    size_t *marks; /* stack depths */
    size_t mark_count, mark_capacity;

    pymgr_value **memo;                /* NULL: no such entry */
    size_t memo_length, memo_capacity; /* entries from memo_length on were never filled */
    size_t memo_used;                  /* entries that are not NULL */

    /* Containers that may be part of a cycle (see pm_pickle_changing), and those that a memo entry named
       before it was overwritten. */
    pymgr_value **suspects;
    size_t suspect_count, suspect_capacity;

    struct pm_proxies *proxies; /* the scratch's */
};

/* --- failing: all return -1 --- */

/* Malformed, at the present opcode. */
int pm_pickle_bad(struct pm_pickle_loader *loader, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
/* The name of the present opcode, for messages. */
const char *pm_pickle_opcode_name(const struct pm_pickle_loader *loader);
int pm_pickle_truncated(struct pm_pickle_loader *loader);
int pm_pickle_underflow(struct pm_pickle_loader *loader);
/* Tells of an operator's failure, already in *error, as of malformed input; no memory stays no memory. */
int pm_pickle_refused(struct pm_pickle_loader *loader);

/* --- reading --- */

/* The next `size` bytes, which are consumed; NULL, having failed, if there are fewer. */
static inline const unsigned char *pm_pickle_take(struct pm_pickle_loader *loader, size_t size)
{
    const unsigned char *bytes = loader->at;

    if ((size_t)(loader->end - bytes) < size) {
        pm_pickle_truncated(loader);
        return NULL;
    }
    loader->at = bytes + size;
    return bytes;
}

/* Bytes whose count stands before them as a little-endian number of `width` bytes: 0 or -1. */
int pm_pickle_take_counted(
    struct pm_pickle_loader *loader, size_t width, const unsigned char **bytesp, size_t *sizep);
/* A line without its newline: 0 or -1. */
int pm_pickle_take_line(struct pm_pickle_loader *loader, const char **linep, size_t *sizep);
uint64_t pm_pickle_le(const unsigned char *bytes, size_t width); /* width: at most 8 */

static inline uint64_t pm_pickle_le64(const unsigned char *bytes)
{
    uint64_t number;

    memcpy(&number, bytes, sizeof number);
    return le64toh(number);
}

/* --- the stack --- */

int pm_pickle_stack_grow(struct pm_pickle_loader *loader);
int pm_pickle_push_slowly(struct pm_pickle_loader *loader, pymgr_value *value);

/* Pushes a new value, which is taken; NULL: no memory. */
static inline int pm_pickle_push(struct pm_pickle_loader *loader, pymgr_value *value)
{
    if (value == NULL || loader->top == loader->stack_end)
        return pm_pickle_push_slowly(loader, value);
    *loader->top++ = value;
    return 0;
}

/* Whether `count` values lie above the last mark; fails if not. */
static inline bool pm_pickle_has(struct pm_pickle_loader *loader, size_t count)
{
    if ((size_t)(loader->top - loader->fence) >= count)
        return true;
    pm_pickle_underflow(loader);
    return false;
}

/* Puts a new value (taken; NULL: no memory) in the place of the topmost `count`, which are dropped. */
int pm_pickle_replace(struct pm_pickle_loader *loader, size_t count, pymgr_value *value);
/* Drops all values from `first` on. */
void pm_pickle_drop(struct pm_pickle_loader *loader, pymgr_value **first);
/* Moves the topmost value below the `count` under it; its new place. */
pymgr_value **pm_pickle_sink(struct pm_pickle_loader *loader, size_t count);

int pm_pickle_mark_push(struct pm_pickle_loader *loader);
/* Takes the last mark away; its place, the first of the values above it, or NULL, having failed. */
pymgr_value **pm_pickle_mark_pop(struct pm_pickle_loader *loader);

/* --- references --- */

pymgr_value *pm_pickle_shared_too_much(struct pm_pickle_loader *loader);

/* Another reference to a value of this message: new; NULL, having failed, if it has too many. No other thread
 * sees the value yet, so the count needs no locked instruction. */
static inline pymgr_value *pm_pickle_share(struct pm_pickle_loader *loader, pymgr_value *value)
{
    unsigned refs = atomic_load_explicit(&value->refs, memory_order_relaxed);

    if (pm_flags(value) & PM_STATIC)
        return value;
    if (refs >= PM_PICKLE_REFS)
        return pm_pickle_shared_too_much(loader);
    atomic_store_explicit(&value->refs, refs + 1, memory_order_relaxed);
    return value;
}

/*
 * Pushes a new value (taken; NULL: no memory) that no further content is given. Picklers have most of these
 * memoised at once: if that is so, and nothing about it is unusual, it is done here.
 */
static inline int pm_pickle_push_finished(struct pm_pickle_loader *loader, pymgr_value *value)
{
    size_t index = loader->memo_used;

    if (pm_pickle_push(loader, value) != 0)
        return -1;
    if (loader->at == loader->end || *loader->at != PM_OP_MEMOIZE || index != loader->memo_length ||
        index >= loader->memo_capacity || (pm_flags(value) & PM_STATIC))
        return 0;
    loader->at++;
    atomic_store_explicit(&value->refs, 2, memory_order_relaxed); /* nobody has seen it before */
    loader->memo[index] = value;
    loader->memo_used = loader->memo_length = index + 1;
    return 0;
}

int pm_pickle_suspect(struct pm_pickle_loader *loader, pymgr_value *container);

/*
 * To be asked before a container that lies on the stack is given more content. A cycle comes into being only
 * when something that already refers to the container is put into it; so if nothing but its place on the
 * stack and in the memo refers to it there can be none, else it is noted down.
 */
static inline int pm_pickle_changing(struct pm_pickle_loader *loader, pymgr_value *container)
{
    unsigned refs = atomic_load_explicit(&container->refs, memory_order_relaxed);
    unsigned expected = pm_flags(container) & PM_MEMOISED ? 2 : 1;

    return refs > expected ? pm_pickle_suspect(loader, container) : 0;
}

/* --- handlers --- */

int pm_load_proto(struct pm_pickle_loader *loader);
int pm_load_frame(struct pm_pickle_loader *loader);
int pm_load_stop(struct pm_pickle_loader *loader);
int pm_load_refuse_persistent_id(struct pm_pickle_loader *loader);
int pm_load_refuse_extension(struct pm_pickle_loader *loader);
int pm_load_refuse_buffer(struct pm_pickle_loader *loader);

int pm_load_mark(struct pm_pickle_loader *loader);
int pm_load_pop(struct pm_pickle_loader *loader);
int pm_load_pop_mark(struct pm_pickle_loader *loader);
int pm_load_dup(struct pm_pickle_loader *loader);

int pm_load_get(struct pm_pickle_loader *loader);
int pm_load_binget(struct pm_pickle_loader *loader);
int pm_load_long_binget(struct pm_pickle_loader *loader);
int pm_load_put(struct pm_pickle_loader *loader);
int pm_load_binput(struct pm_pickle_loader *loader);
int pm_load_long_binput(struct pm_pickle_loader *loader);
int pm_load_memoize(struct pm_pickle_loader *loader);

int pm_load_none(struct pm_pickle_loader *loader);
int pm_load_newtrue(struct pm_pickle_loader *loader);
int pm_load_newfalse(struct pm_pickle_loader *loader);
int pm_load_int(struct pm_pickle_loader *loader);
int pm_load_binint(struct pm_pickle_loader *loader);
int pm_load_binint1(struct pm_pickle_loader *loader);
int pm_load_binint2(struct pm_pickle_loader *loader);
int pm_load_long(struct pm_pickle_loader *loader);
int pm_load_long1(struct pm_pickle_loader *loader);
int pm_load_long4(struct pm_pickle_loader *loader);
int pm_load_float(struct pm_pickle_loader *loader);
int pm_load_binfloat(struct pm_pickle_loader *loader);

int pm_load_string(struct pm_pickle_loader *loader);
int pm_load_binstring(struct pm_pickle_loader *loader);
int pm_load_short_binstring(struct pm_pickle_loader *loader);
int pm_load_unicode(struct pm_pickle_loader *loader);
int pm_load_binunicode(struct pm_pickle_loader *loader);
int pm_load_short_binunicode(struct pm_pickle_loader *loader);
int pm_load_binunicode8(struct pm_pickle_loader *loader);
int pm_load_binbytes(struct pm_pickle_loader *loader);
int pm_load_short_binbytes(struct pm_pickle_loader *loader);
int pm_load_binbytes8(struct pm_pickle_loader *loader);
int pm_load_bytearray8(struct pm_pickle_loader *loader);

int pm_load_empty_list(struct pm_pickle_loader *loader);
int pm_load_list(struct pm_pickle_loader *loader);
int pm_load_append(struct pm_pickle_loader *loader);
int pm_load_appends(struct pm_pickle_loader *loader);
int pm_load_empty_tuple(struct pm_pickle_loader *loader);
int pm_load_tuple(struct pm_pickle_loader *loader);
int pm_load_tuple1(struct pm_pickle_loader *loader);
int pm_load_tuple2(struct pm_pickle_loader *loader);
int pm_load_tuple3(struct pm_pickle_loader *loader);
int pm_load_empty_dict(struct pm_pickle_loader *loader);
int pm_load_dict(struct pm_pickle_loader *loader);
int pm_load_setitem(struct pm_pickle_loader *loader);
int pm_load_setitems(struct pm_pickle_loader *loader);
int pm_load_empty_set(struct pm_pickle_loader *loader);
int pm_load_additems(struct pm_pickle_loader *loader);
int pm_load_frozenset(struct pm_pickle_loader *loader);

int pm_load_global(struct pm_pickle_loader *loader);
int pm_load_stack_global(struct pm_pickle_loader *loader);
int pm_load_reduce(struct pm_pickle_loader *loader);
int pm_load_newobj(struct pm_pickle_loader *loader);
int pm_load_newobj_ex(struct pm_pickle_loader *loader);
int pm_load_build(struct pm_pickle_loader *loader);
int pm_load_inst(struct pm_pickle_loader *loader);
int pm_load_obj(struct pm_pickle_loader *loader);

#endif
