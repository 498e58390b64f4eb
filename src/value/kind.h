/* SPDX-License-Identifier: MIT
 *
 * What value.c and cycle.c must know of each kind: how its values are taken apart. One row for each kind, in
 * kind.c; the functions live in the kind's own file.
 */
#ifndef PM_VALUE_KIND_H
#define PM_VALUE_KIND_H

#include "base/memory.h"
#include "value/value.h"

/*
 * Containers whose last reference is gone, chained through their `cycle` members, so that freeing a deep
 * value neither recurses nor needs memory.
 */
struct pm_dead {
    struct pm_container *first;
};

struct pm_kind {
    const char *name; /* type(value).__name__ */
    /* Drops what the value holds (pm_drop) and releases its memory. */
    void (*destroy)(pymgr_value *value, struct pm_dead *dead);
    /*
     * The next place where the value holds a reference that could be part of a cycle: start with *cursor 0;
     * NULL at the end. The place may hold NULL. NULL for kinds that cannot be part of one.
     */
    pymgr_value **(*slot)(pymgr_value *value, size_t *cursor);
};

extern const struct pm_kind pm_kinds[];

/* Frees a value whose last reference is gone, or chains it to the dead. */
void pm_bury(pymgr_value *value, struct pm_dead *dead);
/* The same for all members of the group that a value in a cycle belongs to. */
void pm_cycle_bury(pymgr_value *member, struct pm_dead *dead);

/* Whether the value can be part of a cycle that is not sealed yet. */
static inline bool pm_can_cycle(const pymgr_value *value)
{
    return pm_kinds[value->kind].slot != NULL && !(pm_flags(value) & (PM_STATIC | PM_IN_CYCLE));
}

static inline void pm_drop(pymgr_value *value, struct pm_dead *dead)
{
    if (value != NULL && pm_count_down(value))
        pm_bury(value, dead);
}

/* The size of the block that a str, bytes or bytearray of so many bytes takes. */
static inline size_t pm_text_block(size_t size)
{
    return sizeof(struct pm_text) + size + 1;
}

static inline void pm_head_init(pymgr_value *value, enum pymgr_kind kind)
{
    atomic_init(&value->refs, 1);
    value->kind = (uint8_t)kind;
    atomic_init(&value->flags, 0);
}

/* A str, bytes or bytearray to be filled, as pm_text_blank: new. */
static inline struct pm_text *pm_text_make(enum pymgr_kind kind, size_t size)
{
    struct pm_text *self = size > SIZE_MAX / 2 ? NULL : pm_block_new(pm_text_block(size));

    if (self == NULL)
        return NULL;
    pm_head_init(&self->head, kind);
    self->size = size;
    atomic_init(&self->hash, 0);
    self->bytes[size] = 0;
    return self;
}

static inline void pm_container_init(struct pm_container *container, enum pymgr_kind kind)
{
    pm_head_init(&container->head, kind);
    container->cycle = NULL;
}

void pm_int_destroy(pymgr_value *value, struct pm_dead *dead);
void pm_float_destroy(pymgr_value *value, struct pm_dead *dead);
void pm_complex_destroy(pymgr_value *value, struct pm_dead *dead);
void pm_text_destroy(pymgr_value *value, struct pm_dead *dead);
void pm_list_destroy(pymgr_value *value, struct pm_dead *dead);
void pm_tuple_destroy(pymgr_value *value, struct pm_dead *dead);
void pm_dict_destroy(pymgr_value *value, struct pm_dead *dead);
void pm_set_destroy(pymgr_value *value, struct pm_dead *dead);
void pm_slice_destroy(pymgr_value *value, struct pm_dead *dead);
void pm_range_destroy(pymgr_value *value, struct pm_dead *dead);
void pm_array_destroy(pymgr_value *value, struct pm_dead *dead);
void pm_global_destroy(pymgr_value *value, struct pm_dead *dead);
void pm_instance_destroy(pymgr_value *value, struct pm_dead *dead);

pymgr_value **pm_list_slot(pymgr_value *value, size_t *cursor);
pymgr_value **pm_tuple_slot(pymgr_value *value, size_t *cursor);
pymgr_value **pm_dict_slot(pymgr_value *value, size_t *cursor);
pymgr_value **pm_set_slot(pymgr_value *value, size_t *cursor);
pymgr_value **pm_slice_slot(pymgr_value *value, size_t *cursor);
pymgr_value **pm_instance_slot(pymgr_value *value, size_t *cursor);

#endif
