/* SPDX-License-Identifier: MIT */
#include "types/ring.h"

#include "base/memory.h"

enum { FIRST_CAPACITY = 8 };

static size_t place(const struct pm_ring *ring, size_t index)
{
    return (ring->first + index) & (ring->capacity - 1);
}

/* The items move to an array of another capacity, in order from its start. */
static bool resize(struct pm_ring *ring, size_t capacity)
{
    pymgr_value **items = pm_calloc(capacity, sizeof *items);

    if (items == NULL)
        return false;
    for (size_t i = 0; i < ring->count; i++)
        items[i] = ring->items[place(ring, i)];
    pm_free(ring->items);
    ring->items = items;
    ring->capacity = capacity;
    ring->first = 0;
    return true;
}

bool pm_ring_push(struct pm_ring *ring, pymgr_value *item)
{
    size_t larger = ring->capacity == 0 ? FIRST_CAPACITY : ring->capacity * 2;

    if (ring->count == ring->capacity && !resize(ring, larger))
        return false;
    ring->items[place(ring, ring->count)] = pymgr_ref(item);
    ring->count++;
    return true;
}

/* A ring less than a quarter full gives half of its memory back. */
pymgr_value *pm_ring_pop(struct pm_ring *ring)
{
    pymgr_value *item = ring->items[ring->first];

    ring->first = place(ring, 1);
    ring->count--;
    if (ring->capacity > FIRST_CAPACITY && ring->count < ring->capacity / 4)
        resize(ring, ring->capacity / 2); /* without memory it stays as it is */
    return item;
}

void pm_ring_visit(const struct pm_ring *ring, pm_meet *meet, void *context)
{
    for (size_t i = 0; i < ring->count; i++)
        meet(ring->items[place(ring, i)], context);
}

void pm_ring_free(struct pm_ring *ring)
{
    while (ring->count > 0)
        pymgr_unref(pm_ring_pop(ring));
    pm_free(ring->items);
    *ring = (struct pm_ring){ 0 };
}
