/* SPDX-License-Identifier: MIT
 *
 * The table inside a set, for the files that make sets up.
 */
#ifndef PM_VALUE_SET_TABLE_H
#define PM_VALUE_SET_TABLE_H

#include "value/compare.h"
#include "value/set.h"

enum { PM_SET_LEAST_SLOTS = 8 };

/* The hash of a removed slot, which no item ever has. An unused one has the hash 0; neither has an item. */
#define PM_SET_REMOVED UINT64_MAX

struct pm_set_slot {
    uint64_t hash;
    pymgr_value *item;
};

struct pm_set_table {
    size_t mask; /* slots - 1 */
    struct pm_set_slot *slots;
};

struct pm_set {
    struct pm_container base;
    size_t length;
    size_t filled; /* slots that are or were used */
    size_t finger; /* where pop() looks first */
    struct pm_set_table table;
};

/* An empty set of a power of two of slots: new. */
pymgr_value *pm_set_blank(enum pymgr_kind kind, size_t slots);
/* Releases the memory; the items are gone already. */
void pm_set_free(struct pm_set *self);

/* 1: the item's slot; 0: where it would go, the last removed slot on the way or the unused one at its end; -1
 * with the comparison's error filled. */
int pm_set_find(const struct pm_set *self, struct pm_comparing *comparing, const pymgr_value *item,
    uint64_t hash, struct pm_set_slot **slotp);
/* Fills a slot that pm_set_find has given with 0; the item is taken on success. False: no memory, nothing is
 * changed. */
bool pm_set_fill(struct pm_set *self, struct pm_set_slot *slot, pymgr_value *item, uint64_t hash);
/* Makes a filled slot a removed one; its item is the caller's now. */
pymgr_value *pm_set_empty_slot(struct pm_set *self, struct pm_set_slot *slot);

/* Moves the items to a table of more than `length` slots, which forgets removed ones. False: no memory. */
bool pm_set_resize(struct pm_set *self, size_t length);
/* What a set of that length grows to. */
size_t pm_set_grown(size_t length);
/* Makes room for so many more items at once, if they could need it. False: no memory. */
bool pm_set_reserve(struct pm_set *self, size_t more);
/* Makes an empty set, nothing ever removed from it, a copy of another. False: no memory. */
bool pm_set_begin(struct pm_set *to, const struct pm_set *from);

#endif
