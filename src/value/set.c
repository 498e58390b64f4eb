/* SPDX-License-Identifier: MIT */
#include "value/set.h"

#include "value/kind.h"
#include "value/set_table.h"

pymgr_value *pymgr_set(void)
{
    return pm_set_blank(PYMGR_SET, PM_SET_LEAST_SLOTS);
}

pymgr_value *pymgr_frozenset(void)
{
    return pm_set_blank(PYMGR_FROZENSET, PM_SET_LEAST_SLOTS);
}

void pm_set_destroy(pymgr_value *value, struct pm_dead *dead)
{
    struct pm_set *self = PM_CAST(pm_set, value);

    for (size_t i = 0; i <= self->table.mask; i++)
        pm_drop(self->table.slots[i].item, dead);
    pm_set_free(self);
}

pymgr_value **pm_set_slot(pymgr_value *value, size_t *cursor)
{
    struct pm_set *self = PM_CAST(pm_set, value);

    return *cursor <= self->table.mask ? &self->table.slots[(*cursor)++].item : NULL;
}

/* The item is taken on success. */
static int add(struct pm_set *self, pymgr_value *item, struct pm_error *error)
{
    struct pm_comparing comparing = { .error = error };
    struct pm_set_slot *slot;
    uint64_t hash;
    int found;

    if (pm_hash(item, &hash, error) < 0)
        return -1;
    found = pm_set_find(self, &comparing, item, hash, &slot);
    if (found < 0)
        return -1;
    if (found == 0)
        return pm_set_fill(self, slot, item, hash) ? 0 : pm_fail_nomem(error);
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

static bool is_set(const pymgr_value *value)
{
    return pm_is_a(value, PYMGR_SET) || pm_is_a(value, PYMGR_FROZENSET);
}

int pymgr_set_add(pymgr_value *set, pymgr_value *item)
{
    struct pm_error error;

    if (is_set(set))
        return pm_set_insert(set, item, &error);
    pm_unref(item);
    return -1;
}

int pymgr_set_remove(pymgr_value *set, const pymgr_value *item)
{
    struct pm_error error;
    bool found = false;

    if (item == NULL || !is_set(set) || pm_set_discard(set, item, &found, &error) < 0)
        return -1;
    return found ? 0 : -1;
}

int pm_set_contains_in(
    struct pm_comparing *self, const pymgr_value *set, const pymgr_value *item, uint64_t hash)
{
    struct pm_set_slot *slot;

    return pm_set_find(PM_CONST_CAST(pm_set, set), self, item, hash, &slot);
}

/* The item's slot, NULL if it is not there. */
static int find_item(
    const pymgr_value *set, const pymgr_value *item, struct pm_set_slot **slotp, struct pm_error *error)
{
    struct pm_comparing comparing = { .error = error };
    uint64_t hash;
    int found;

    if (pm_hash(item, &hash, error) < 0)
        return -1;
    found = pm_set_find(PM_CONST_CAST(pm_set, set), &comparing, item, hash, slotp);
    if (found == 0)
        *slotp = NULL;
    return found < 0 ? -1 : 0;
}

int pm_set_contains(const pymgr_value *set, const pymgr_value *item, bool *foundp, struct pm_error *error)
{
    struct pm_set_slot *slot;

    if (find_item(set, item, &slot, error) < 0)
        return -1;
    *foundp = slot != NULL;
    return 0;
}

int pm_set_discard(pymgr_value *set, const pymgr_value *item, bool *foundp, struct pm_error *error)
{
    struct pm_set_slot *slot;

    if (find_item(set, item, &slot, error) < 0)
        return -1;
    *foundp = slot != NULL;
    if (slot != NULL)
        pm_unref(pm_set_empty_slot(PM_CAST(pm_set, set), slot));
    return 0;
}

pymgr_value *pm_set_copy(const pymgr_value *set, enum pymgr_kind kind)
{
    pymgr_value *copy = pm_set_blank(kind, PM_SET_LEAST_SLOTS);

    if (copy != NULL && !pm_set_begin(PM_CAST(pm_set, copy), PM_CONST_CAST(pm_set, set)))
        return pymgr_unref(copy);
    return copy;
}

void pm_set_follow(pymgr_value *set, const pymgr_value *other)
{
    PM_CAST(pm_set, set)->finger = PM_CONST_CAST(pm_set, other)->finger;
}

pymgr_value *pm_set_pop(pymgr_value *set)
{
    struct pm_set *self = PM_CAST(pm_set, set);
    size_t at = self->finger & self->table.mask;

    if (self->length == 0)
        return NULL;
    while (self->table.slots[at].item == NULL)
        at = (at + 1) & self->table.mask;
    self->finger = at + 1;
    return pm_set_empty_slot(self, &self->table.slots[at]);
}

size_t pm_set_length(const pymgr_value *set)
{
    return PM_CONST_CAST(pm_set, set)->length;
}

bool pm_set_next_hash(const pymgr_value *set, size_t *cursor, pymgr_value **itemp, uint64_t *hashp)
{
    const struct pm_set *self = PM_CONST_CAST(pm_set, set);

    while (*cursor <= self->table.mask) {
        const struct pm_set_slot *slot = &self->table.slots[(*cursor)++];

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

    return is_set(set) && pm_set_next_hash(set, cursor, itemp, &hash);
}
