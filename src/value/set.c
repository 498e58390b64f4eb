/* SPDX-License-Identifier: MIT
 *
 * An open-addressed table that grows and probes as CPython 3.12's does: a few neighbours at a time, then a
 * jump that mixes in the higher bits of the hash. With CPython's hash of numbers that gives CPython's order.
 * An unused slot has no item and the hash 0; a removed one has the hash -1, which no item ever has.
 */
#include "value/set.h"

#include "base/memory.h"
#include "value/compare.h"
#include "value/kind.h"

enum {
    LEAST_SLOTS = 8,
    NEIGHBOURS = 9,    /* looked at after each slot that the probing jumps to */
    PERTURB_SHIFT = 5, /* bits of the hash that each jump takes in */
    LARGE = 50000,     /* items, from which on the table grows by two instead of by four */
};

static const uint64_t REMOVED = UINT64_MAX;

struct slot {
    uint64_t hash;
    pymgr_value *item;
};

struct table {
    size_t mask; /* slots - 1 */
    struct slot *slots;
};

struct pm_set {
    struct pm_container base;
    size_t length;
    size_t filled; /* slots that are or were used */
    struct table table;
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
    return (mask + 1) * sizeof(struct slot);
}

static bool table_init(struct table *table, size_t slots)
{
    if (slots > SIZE_MAX / 2 / sizeof(struct slot))
        return false;
    table->mask = slots - 1;
    table->slots = pm_block_new(table_size(table->mask));
    if (table->slots == NULL)
        return false;
    memset(table->slots, 0, table_size(table->mask));
    return true;
}

static void table_free(struct table *table)
{
    pm_block_free(table->slots, table_size(table->mask));
}

/* Puts an item that is not in the table, which has no removed ones, into its first free slot. */
static void table_put(struct table *table, pymgr_value *item, uint64_t hash)
{
    struct probe probe = probe_start(table->mask, hash);

    while (table->slots[probe.at].item != NULL)
        probe_next(&probe);
    table->slots[probe.at] = (struct slot){ hash, item };
}

static size_t slots_for(size_t length)
{
    size_t slots = LEAST_SLOTS;

    while (slots <= length)
        slots *= 2;
    return slots;
}

static void table_move(struct table *to, const struct table *from)
{
    for (size_t i = 0; i <= from->mask; i++) {
        if (from->slots[i].item != NULL)
            table_put(to, from->slots[i].item, from->slots[i].hash);
    }
}

/* --- sets --- */

static pymgr_value *set_new(enum pymgr_kind kind, size_t slots)
{
    struct pm_set *self = pm_block_new(sizeof *self);

    if (self == NULL)
        return NULL;
    pm_container_init(&self->base, kind);
    self->length = self->filled = 0;
    if (table_init(&self->table, slots))
        return &self->base.head;
    pm_block_free(self, sizeof *self);
    return NULL;
}

pymgr_value *pymgr_set(void)
{
    return set_new(PYMGR_SET, LEAST_SLOTS);
}

pymgr_value *pymgr_frozenset(void)
{
    return set_new(PYMGR_FROZENSET, LEAST_SLOTS);
}

void pm_set_destroy(pymgr_value *value, struct pm_dead *dead)
{
    struct pm_set *self = PM_CAST(pm_set, value);

    for (size_t i = 0; i <= self->table.mask; i++)
        pm_drop(self->table.slots[i].item, dead);
    table_free(&self->table);
    pm_block_free(self, sizeof *self);
}

pymgr_value **pm_set_slot(pymgr_value *value, size_t *cursor)
{
    struct pm_set *self = PM_CAST(pm_set, value);

    return *cursor <= self->table.mask ? &self->table.slots[(*cursor)++].item : NULL;
}

/* 1: the item's slot; 0: where it would go, the last removed slot on the way or the unused one at its end;
 * -1. */
static int find(const struct pm_set *self, struct pm_comparing *comparing, const pymgr_value *item,
    uint64_t hash, struct slot **slotp)
{
    struct probe probe = probe_start(self->table.mask, hash);
    struct slot *removed = NULL;

    for (;; probe_next(&probe)) {
        struct slot *slot = &self->table.slots[probe.at];
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

/* Fills an unused slot; the item is taken on success. When that makes the table too full, it grows. */
static bool fill_unused(struct pm_set *self, struct slot *slot, pymgr_value *item, uint64_t hash)
{
    struct table larger;
    size_t length = self->length + 1;
    bool grows = (self->filled + 1) * 5 >= self->table.mask * 3;

    if (grows && !table_init(&larger, slots_for(length > LARGE ? length * 2 : length * 4)))
        return false;
    *slot = (struct slot){ hash, item };
    self->length = length;
    self->filled++;
    if (grows) {
        table_move(&larger, &self->table);
        table_free(&self->table);
        self->table = larger;
        self->filled = length;
    }
    return true;
}

/* The item is taken on success. */
static bool fill(struct pm_set *self, struct slot *slot, pymgr_value *item, uint64_t hash)
{
    if (slot->hash != REMOVED)
        return fill_unused(self, slot, item, hash);
    *slot = (struct slot){ hash, item };
    self->length++;
    return true;
}

/* The item is taken on success. */
static int add(struct pm_set *self, pymgr_value *item, struct pm_error *error)
{
    struct pm_comparing comparing = { .error = error };
    struct slot *slot;
    uint64_t hash;
    int found;

    if (pm_hash(item, &hash, error) < 0)
        return -1;
    found = find(self, &comparing, item, hash, &slot);
    if (found < 0)
        return -1;
    if (found == 0)
        return fill(self, slot, item, hash) ? 0 : pm_fail_nomem(error);
    pm_unref(item);
    return 0;
}

int pm_set_insert(pymgr_value *set, pymgr_value *item, struct pm_error *error)
{
    int result = item == NULL ? pm_fail_nomem(error) : add(PM_CAST(pm_set, set), item, error);

    if (result < 0)
        pm_unref(item);
    return result;
}

int pymgr_set_add(pymgr_value *set, pymgr_value *item)
{
    struct pm_error error;

    return pm_set_insert(set, item, &error);
}

int pm_set_contains_in(
    struct pm_comparing *self, const pymgr_value *set, const pymgr_value *item, uint64_t hash)
{
    struct slot *slot;

    return find(PM_CONST_CAST(pm_set, set), self, item, hash, &slot);
}

/* The item's slot, NULL if it is not there. */
static int find_item(
    const pymgr_value *set, const pymgr_value *item, struct slot **slotp, struct pm_error *error)
{
    struct pm_comparing comparing = { .error = error };
    uint64_t hash;
    int found;

    if (pm_hash(item, &hash, error) < 0)
        return -1;
    found = find(PM_CONST_CAST(pm_set, set), &comparing, item, hash, slotp);
    if (found == 0)
        *slotp = NULL;
    return found < 0 ? -1 : 0;
}

int pm_set_contains(const pymgr_value *set, const pymgr_value *item, bool *foundp, struct pm_error *error)
{
    struct slot *slot;

    if (find_item(set, item, &slot, error) < 0)
        return -1;
    *foundp = slot != NULL;
    return 0;
}

int pm_set_discard(pymgr_value *set, const pymgr_value *item, bool *foundp, struct pm_error *error)
{
    struct slot *slot;
    pymgr_value *removed;

    if (find_item(set, item, &slot, error) < 0)
        return -1;
    *foundp = slot != NULL;
    if (slot == NULL)
        return 0;
    removed = slot->item;
    *slot = (struct slot){ REMOVED, NULL };
    PM_CAST(pm_set, set)->length--;
    pm_unref(removed);
    return 0;
}

/* As CPython copies: slot by slot if the tables can be alike, else in order into one that is large enough. */
pymgr_value *pm_set_copy(const pymgr_value *set, enum pymgr_kind kind)
{
    const struct pm_set *self = PM_CONST_CAST(pm_set, set);
    size_t least = LEAST_SLOTS - 1;
    bool grows = self->length * 5 >= least * 3;
    pymgr_value *copy = set_new(kind, grows ? slots_for(self->length * 2) : LEAST_SLOTS);
    struct pm_set *to = PM_CAST(pm_set, copy);

    if (copy == NULL)
        return NULL;
    if (to->table.mask == self->table.mask && self->filled == self->length)
        memcpy(to->table.slots, self->table.slots, table_size(self->table.mask));
    else
        table_move(&to->table, &self->table);
    to->length = to->filled = self->length;
    for (size_t i = 0; i <= to->table.mask; i++)
        pm_ref(to->table.slots[i].item);
    return copy;
}

size_t pm_set_length(const pymgr_value *set)
{
    return PM_CONST_CAST(pm_set, set)->length;
}

bool pm_set_next_hash(const pymgr_value *set, size_t *cursor, pymgr_value **itemp, uint64_t *hashp)
{
    const struct pm_set *self = PM_CONST_CAST(pm_set, set);

    while (*cursor <= self->table.mask) {
        const struct slot *slot = &self->table.slots[(*cursor)++];

        if (slot->item == NULL)
            continue;
        *itemp = slot->item;
        *hashp = slot->hash;
        return true;
    }
    return false;
}

bool pymgr_set_next(const pymgr_value *set, size_t *cursor, pymgr_value **itemp)
{
    uint64_t hash;

    return pm_set_next_hash(set, cursor, itemp, &hash);
}
