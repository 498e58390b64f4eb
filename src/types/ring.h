/* SPDX-License-Identifier: MIT
 *
 * A first-in first-out store of values in a circular array. Zeroed memory is an empty one.
 */
#ifndef PM_TYPES_RING_H
#define PM_TYPES_RING_H

#include "object/type.h"

struct pm_ring {
    pymgr_value **items;
    size_t capacity; /* 0 or a power of two */
    size_t first, count;
};

/* Adds a reference to the item at the end. False: no memory; cannot happen when one was just popped. */
bool pm_ring_push(struct pm_ring *ring, pymgr_value *item);
/* Takes the first item out: new. The ring must not be empty. */
pymgr_value *pm_ring_pop(struct pm_ring *ring);
/* Calls `meet` with each item. */
void pm_ring_visit(const struct pm_ring *ring, pm_meet *meet, void *context);
/* Drops all items and the memory. */
void pm_ring_free(struct pm_ring *ring);

#endif
