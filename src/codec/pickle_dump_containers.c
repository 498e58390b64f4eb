/* SPDX-License-Identifier: MIT
 *
 * Lists, tuples, dicts and sets.
 *
 * Items are put into a container in batches. CPython has two ways to cut them, which differ at the edges: a
 * list of its own is counted, a dict or set is walked until a batch is not full (so one of exactly 1000 ends
 * with an empty batch), and the items of anything else are looked ahead for by one.
 *
 * A tuple or frozenset is memoised only after its items. If it is in the memo by then, it contains itself:
 * what was written is popped and the value fetched.
 */
#include "codec/pickle_dumper.h"

enum { BATCH = 1000 };

static int put_opcodes(struct pm_pickle_dumper *dumper, enum pm_opcode_code code, size_t count)
{
    while (count-- > 0) {
        if (pm_dump_opcode(dumper, code) != 0)
            return -1;
    }
    return 0;
}

/* Items one after another, of a list or a set. */
struct walk {
    const pymgr_value *container;
    size_t cursor;
};

static const pymgr_value *next_of_list(struct walk *walk)
{
    return PM_CONST_CAST(pm_list, walk->container)->items[walk->cursor++];
}

static const pymgr_value *next_of_set(struct walk *walk)
{
    pymgr_value *item = NULL;

    pymgr_set_next(walk->container, &walk->cursor, &item);
    return item;
}

typedef const pymgr_value *next_item(struct walk *walk);

static inline int put_batch(struct pm_pickle_dumper *dumper, struct walk *walk, next_item *next, size_t count)
{
    for (; count > 0; count--) {
        if (pm_dump_value(dumper, next(walk)) != 0)
            return -1;
    }
    return 0;
}

/* --- lists --- */

/* All `length` items, as CPython appends those of a list. */
static inline int append_counted(
    struct pm_pickle_dumper *dumper, struct walk *walk, next_item *next, size_t length)
{
    if (length == 1)
        return put_batch(dumper, walk, next, 1) == 0 ? pm_dump_opcode(dumper, PM_OP_APPEND) : -1;
    while (length > 0) {
        size_t count = length < BATCH ? length : BATCH;

        if (pm_dump_opcode(dumper, PM_OP_MARK) != 0 || put_batch(dumper, walk, next, count) != 0 ||
            pm_dump_opcode(dumper, PM_OP_APPENDS) != 0)
            return -1;
        length -= count;
    }
    return 0;
}

int pm_dump_list(struct pm_pickle_dumper *dumper, const pymgr_value *value)
{
    struct walk walk = { value, 0 };

    if (pm_dump_opcode(dumper, PM_OP_EMPTY_LIST) != 0 || pm_dump_memoise_value(dumper, value) != 0)
        return -1;
    return append_counted(dumper, &walk, next_of_list, PM_CONST_CAST(pm_list, value)->length);
}

/* --- tuples --- */

static int put_tuple_end(struct pm_pickle_dumper *dumper, size_t count)
{
    static const enum pm_opcode_code codes[] = { PM_OP_EMPTY_TUPLE, PM_OP_TUPLE1, PM_OP_TUPLE2,
        PM_OP_TUPLE3 };

    return pm_dump_opcode(dumper, count <= 3 ? codes[count] : PM_OP_TUPLE);
}

int pm_dump_end_tuple(struct pm_pickle_dumper *dumper, size_t count)
{

    return put_tuple_end(dumper, count) == 0 ? pm_dump_memoise(dumper, NULL) : -1;
}

static int put_tuple_items(struct pm_pickle_dumper *dumper, const struct pm_tuple *tuple)
{
    for (size_t i = 0; i < tuple->length; i++) {
        if (pm_dump_value(dumper, tuple->items[i]) != 0)
            return -1;
    }
    return 0;
}

/* Short tuples need no mark. */
static int pop_tuple_items(struct pm_pickle_dumper *dumper, size_t count)
{
    return count <= 3 ? put_opcodes(dumper, PM_OP_POP, count) : pm_dump_opcode(dumper, PM_OP_POP_MARK);
}

int pm_dump_tuple(struct pm_pickle_dumper *dumper, const pymgr_value *value)
{
    const struct pm_tuple *tuple = PM_CONST_CAST(pm_tuple, value);
    const struct pm_memo_entry *own;

    if (tuple->length == 0)
        return pm_dump_opcode(dumper, PM_OP_EMPTY_TUPLE);
    if (tuple->length > 3 && pm_dump_opcode(dumper, PM_OP_MARK) != 0)
        return -1;
    if (put_tuple_items(dumper, tuple) != 0)
        return -1;
    own = pm_dump_find_within(dumper, value);
    if (own != NULL)
        return pop_tuple_items(dumper, tuple->length) == 0 ? pm_dump_get(dumper, own->number) : -1;
    return put_tuple_end(dumper, tuple->length) == 0 ? pm_dump_memoise_value(dumper, value) : -1;
}

/* --- dicts --- */

/* Writes up to BATCH pairs; how many, or -1. */
static int put_pair_batch(struct pm_pickle_dumper *dumper, const pymgr_value *dict, size_t *cursor)
{
    pymgr_value *key, *item;
    int count = 0;

    while (count < BATCH && pymgr_dict_next(dict, cursor, &key, &item)) {
        if (pm_dump_value(dumper, key) != 0 || pm_dump_value(dumper, item) != 0)
            return -1;
        count++;
    }
    return count;
}

static int set_counted(struct pm_pickle_dumper *dumper, const pymgr_value *dict, size_t length)
{
    size_t cursor = 0;
    int count;

    if (length == 1)
        return put_pair_batch(dumper, dict, &cursor) == 1 ? pm_dump_opcode(dumper, PM_OP_SETITEM) : -1;
    do {
        if (pm_dump_opcode(dumper, PM_OP_MARK) != 0)
            return -1;
        count = put_pair_batch(dumper, dict, &cursor);
        if (count < 0 || pm_dump_opcode(dumper, PM_OP_SETITEMS) != 0)
            return -1;
    } while (count == BATCH);
    return 0;
}

int pm_dump_dict(struct pm_pickle_dumper *dumper, const pymgr_value *value)
{
    size_t length = pymgr_length(value);

    if (pm_dump_opcode(dumper, PM_OP_EMPTY_DICT) != 0 || pm_dump_memoise_value(dumper, value) != 0)
        return -1;
    return length == 0 ? 0 : set_counted(dumper, value, length);
}

/* --- sets --- */

static int add_counted(struct pm_pickle_dumper *dumper, struct walk *walk, size_t length)
{
    size_t count;

    do {
        count = length < BATCH ? length : BATCH;
        if (pm_dump_opcode(dumper, PM_OP_MARK) != 0 || put_batch(dumper, walk, next_of_set, count) != 0 ||
            pm_dump_opcode(dumper, PM_OP_ADDITEMS) != 0)
            return -1;
        length -= count;
    } while (count == BATCH);
    return 0;
}

/* Protocols below 4 have no sets: name([...]). */
static int put_set_call(struct pm_pickle_dumper *dumper, const pymgr_value *value, const char *name)
{
    struct walk walk = { value, 0 };

    if (pm_dump_named(dumper, "builtins", name) != 0 || pm_dump_opcode(dumper, PM_OP_EMPTY_LIST) != 0 ||
        pm_dump_memoise(dumper, NULL) != 0)
        return -1;
    if (append_counted(dumper, &walk, next_of_set, pymgr_length(value)) != 0 ||
        pm_dump_end_tuple(dumper, 1) != 0)
        return -1;
    return pm_dump_end_reduce(dumper, value);
}

int pm_dump_set(struct pm_pickle_dumper *dumper, const pymgr_value *value)
{
    struct walk walk = { value, 0 };
    size_t length = pymgr_length(value);

    if (dumper->protocol < 4)
        return put_set_call(dumper, value, "set");
    if (pm_dump_opcode(dumper, PM_OP_EMPTY_SET) != 0 || pm_dump_memoise_value(dumper, value) != 0)
        return -1;
    return length == 0 ? 0 : add_counted(dumper, &walk, length);
}

int pm_dump_frozenset(struct pm_pickle_dumper *dumper, const pymgr_value *value)
{
    struct walk walk = { value, 0 };
    const struct pm_memo_entry *own;

    if (dumper->protocol < 4)
        return put_set_call(dumper, value, "frozenset");
    if (pm_dump_opcode(dumper, PM_OP_MARK) != 0 ||
        put_batch(dumper, &walk, next_of_set, pymgr_length(value)) != 0)
        return -1;
    own = pm_dump_find_within(dumper, value);
    if (own != NULL)
        return pm_dump_opcode(dumper, PM_OP_POP_MARK) == 0 ? pm_dump_get(dumper, own->number) : -1;
    if (pm_dump_opcode(dumper, PM_OP_FROZENSET) != 0)
        return -1;
    return pm_dump_memoise_value(dumper, value);
}

/* --- what was put into an instance --- */

/* How one kind of content is put: `stride` values make one item. */
struct putting {
    size_t stride;
    enum pm_opcode_code one, many;
};

static const struct putting appending = { 1, PM_OP_APPEND, PM_OP_APPENDS };
static const struct putting setting = { 2, PM_OP_SETITEM, PM_OP_SETITEMS };

/* Walks all items; a batch of one is put without a mark, but only as the last. */
static int put_looking_ahead(
    struct pm_pickle_dumper *dumper, const struct putting *putting, const pymgr_value *list)
{
    struct walk walk = { list, 0 };
    size_t left = PM_CONST_CAST(pm_list, list)->length / putting->stride;

    while (left > 0) {
        size_t count = left < BATCH ? left : BATCH;

        if (count > 1 && pm_dump_opcode(dumper, PM_OP_MARK) != 0)
            return -1;
        if (put_batch(dumper, &walk, next_of_list, count * putting->stride) != 0 ||
            pm_dump_opcode(dumper, count > 1 ? putting->many : putting->one) != 0)
            return -1;
        left -= count;
    }
    return 0;
}

int pm_dump_items(struct pm_pickle_dumper *dumper, const pymgr_value *list)
{
    return put_looking_ahead(dumper, &appending, list);
}

int pm_dump_pairs(struct pm_pickle_dumper *dumper, const pymgr_value *list)
{
    return put_looking_ahead(dumper, &setting, list);
}
