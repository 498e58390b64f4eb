/* SPDX-License-Identifier: MIT
 *
 * An open-addressed table that grows and probes as CPython 3.12's does: a few neighbours at a time, then a
 * jump that mixes in the higher bits of the hash. With CPython's hash of numbers that gives CPython's order.
 * An unused slot has no item and the hash 0; a removed one has the hash -1, which no item ever has.
 */
#include "value/set_table.h"

#include "base/memory.h"
#include "value/kind.h"

enum {
    NEIGHBOURS = 9,    /* looked at after each slot that the probing jumps to */
    PERTURB_SHIFT = 5, /* bits of the hash that each jump takes in */
    LARGE = 50000,     /* items, from which on the table grows by two instead of by four */
};

/* The slots that a hash leads to, one after another. */
struct probe {
    size_t mask;
    size_t at;
    size_t neighbours; /* still to come before the next jump */
    uint64_t perturb;
    size_t jumped; /* where the last jump led */
};

static size_t neighbours_of(size_t at, size_t mask)
{
    return at + NEIGHBOURS <= mask ? NEIGHBOURS : 0;
}

static struct probe probe_start(size_t mask, uint64_t hash)
{
    size_t at = (size_t)hash & mask;

    return (struct probe){ mask, at, neighbours_of(at, mask), hash, at };
}

static void probe_next(struct probe *probe)
{
    if (probe->neighbours > 0) {
        probe->neighbours--;
        probe->at++;
        return;
    }
    probe->perturb >>= PERTURB_SHIFT;
    probe->jumped = (size_t)(probe->jumped * 5 + 1 + probe->perturb) & probe->mask;
    probe->at = probe->jumped;
    probe->neighbours = neighbours_of(probe->at, probe->mask);
}

/* --- tables --- */

static size_t table_size(size_t mask)
{
    return (mask + 1) * sizeof(struct pm_set_slot);
}

static bool table_init(struct pm_set_table *table, size_t slots)
{
    if (slots > SIZE_MAX / 2 / sizeof(struct pm_set_slot))
        return false;
    table->mask = slots - 1;
    table->slots = pm_block_new(table_size(table->mask));
    if (table->slots == NULL)
        return false;
    memset(table->slots, 0, table_size(table->mask));
    return true;
}

static void table_free(struct pm_set_table *table)
{
    pm_block_free(table->slots, table_size(table->mask));
}

/* Puts an item that is not in the table, which has no removed ones, into its first free slot. */
static void table_put(struct pm_set_table *table, pymgr_value *item, uint64_t hash)
{
    struct probe probe = probe_start(table->mask, hash);

    while (table->slots[probe.at].item != NULL)
        probe_next(&probe);
    table->slots[probe.at] = (struct pm_set_slot){ hash, item };
}

static size_t slots_for(size_t length)
{
    size_t slots = PM_SET_LEAST_SLOTS;

    while (slots <= length)
        slots *= 2;
    return slots;
}

static void table_move(struct pm_set_table *to, const struct pm_set_table *from)
{
    for (size_t i = 0; i <= from->mask; i++) {
        if (from->slots[i].item != NULL)
            table_put(to, from->slots[i].item, from->slots[i].hash);
    }
}

pymgr_value *pm_set_blank(enum pymgr_kind kind, size_t slots)
{
    struct pm_set *self = pm_block_new(sizeof *self);

    if (self == NULL)
        return NULL;
    pm_container_init(&self->base, kind);
    self->length = self->filled = self->finger = 0;
    if (table_init(&self->table, slots))
        return &self->base.head;
    pm_block_free(self, sizeof *self);
    return NULL;
}

void pm_set_free(struct pm_set *self)
{
    table_free(&self->table);
    pm_block_free(self, sizeof *self);
}

int pm_set_find(const struct pm_set *self, struct pm_comparing *comparing, const pymgr_value *item,
    uint64_t hash, struct pm_set_slot **slotp)
{
    struct probe probe = probe_start(self->table.mask, hash);
    struct pm_set_slot *removed = NULL;

    for (;; probe_next(&probe)) {
        struct pm_set_slot *slot = &self->table.slots[probe.at];
        int same = 0;

        *slotp = slot;
        if (slot->item == NULL && slot->hash == 0)
            break;
        if (slot->item == NULL)
            removed = slot;
        else if (slot->hash == hash)
            same = slot->item == item ? 1 : pm_same_in(comparing, slot->item, item);
        if (same != 0)
            return same;
    }
    if (removed != NULL)
        *slotp = removed;
    return 0;
}

bool pm_set_resize(struct pm_set *self, size_t length)
{
    struct pm_set_table table;

    if (!table_init(&table, slots_for(length)))
        return false;
    table_move(&table, &self->table);
    table_free(&self->table);
    self->table = table;
    self->filled = self->length;
    return true;
}

size_t pm_set_grown(size_t length)
{
    return length > LARGE ? length * 2 : length * 4;
}

/* Fills an unused slot. When that makes the table too full, it grows. */
static bool fill_unused(struct pm_set *self, struct pm_set_slot *slot, pymgr_value *item, uint64_t hash)
{
    *slot = (struct pm_set_slot){ hash, item };
    self->length++;
    self->filled++;
    if (self->filled * 5 < self->table.mask * 3 || pm_set_resize(self, pm_set_grown(self->length)))
        return true;
    *slot = (struct pm_set_slot){ 0, NULL };
    self->length--;
    self->filled--;
    return false;
}

bool pm_set_fill(struct pm_set *self, struct pm_set_slot *slot, pymgr_value *item, uint64_t hash)
{
    if (slot->hash != PM_SET_REMOVED)
        return fill_unused(self, slot, item, hash);
    *slot = (struct pm_set_slot){ hash, item };
    self->length++;
    return true;
}

pymgr_value *pm_set_empty_slot(struct pm_set *self, struct pm_set_slot *slot)
{
    pymgr_value *item = slot->item;

    *slot = (struct pm_set_slot){ PM_SET_REMOVED, NULL };
    self->length--;
    return item;
}

/* Whether a set's slots can be copied as they stand. */
static bool slots_alike(const struct pm_set *to, const struct pm_set *from)
{
    return to->filled == 0 && to->table.mask == from->table.mask && from->filled == from->length;
}

bool pm_set_reserve(struct pm_set *self, size_t more)
{
    if ((self->filled + more) * 5 < self->table.mask * 3)
        return true;
    return pm_set_resize(self, (self->length + more) * 2);
}

bool pm_set_begin(struct pm_set *to, const struct pm_set *from)
{
    if (!pm_set_reserve(to, from->length))
        return false;
    if (slots_alike(to, from))
        memcpy(to->table.slots, from->table.slots, table_size(from->table.mask));
    else
        table_move(&to->table, &from->table);
    to->length = to->filled = from->length;
    for (size_t i = 0; i <= to->table.mask; i++)
        pm_ref(to->table.slots[i].item);
    return true;
}

pymgr_value *pm_set_clone(const pymgr_value *set)
{
    const struct pm_set *self = PM_CONST_CAST(pm_set, set);
    pymgr_value *clone = pm_set_blank((enum pymgr_kind)set->kind, self->table.mask + 1);
    struct pm_set *to = PM_CAST(pm_set, clone);

    if (clone == NULL)
        return NULL;
    memcpy(to->table.slots, self->table.slots, table_size(self->table.mask));
    to->length = self->length;
    to->filled = self->filled;
    to->finger = self->finger;
    for (size_t i = 0; i <= to->table.mask; i++)
        pm_ref(to->table.slots[i].item);
    return clone;
}
