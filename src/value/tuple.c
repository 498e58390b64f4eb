/* SPDX-License-Identifier: MIT */
#include "base/memory.h"
#include "value/kind.h"

#include <stdarg.h>

static struct pm_tuple empty = { .base = { .head = { 1, PYMGR_TUPLE, PM_STATIC } } };

static size_t block_size(size_t count)
{
    return sizeof(struct pm_tuple) + count * sizeof(pymgr_value *);
}

/* With items that are still to be set; of some. */
static pymgr_value *blank(size_t count)
{
    struct pm_tuple *self;

    if (count > SIZE_MAX / 2 / sizeof(pymgr_value *))
        return NULL;
    self = pm_block_new(block_size(count));
    if (self == NULL)
        return NULL;
    pm_container_init(&self->base, PYMGR_TUPLE);
    atomic_init(&self->hash, 0);
    self->length = count;
    return &self->base.head;
}

pymgr_value *pymgr_tuple(size_t count)
{
    pymgr_value *value = count == 0 ? &empty.base.head : blank(count);

    for (size_t i = 0; value != NULL && i < count; i++)
        pm_tuple_items(value)[i] = pymgr_none();
    return value;
}

pymgr_value *pm_tuple_moved(pymgr_value *const *items, size_t count)
{
    pymgr_value *value = count == 0 ? &empty.base.head : blank(count);

    if (value != NULL && count > 0)
        memcpy(pm_tuple_items(value), items, count * sizeof *items);
    return value;
}

void pm_tuple_destroy(pymgr_value *value, struct pm_dead *dead)
{
    struct pm_tuple *self = PM_CAST(pm_tuple, value);

    for (size_t i = 0; i < self->length; i++)
        pm_drop(self->items[i], dead);
    pm_block_free(self, block_size(self->length));
}

pymgr_value **pm_tuple_slot(pymgr_value *value, size_t *cursor)
{
    struct pm_tuple *self = PM_CAST(pm_tuple, value);

    return *cursor < self->length ? &self->items[(*cursor)++] : NULL;
}

pymgr_value *pm_tuple_of_items(const pymgr_value *sequence)
{
    pymgr_value *const *items;
    size_t count = pm_items(sequence, &items);
    pymgr_value *tuple = pymgr_tuple(count);

    for (size_t i = 0; tuple != NULL && i < count; i++)
        PM_CAST(pm_tuple, tuple)->items[i] = pm_ref(items[i]);
    return tuple;
}

int pymgr_tuple_put(pymgr_value *tuple, size_t index, pymgr_value *item)
{
    struct pm_tuple *self = PM_CAST(pm_tuple, tuple);

    if (item == NULL || !pm_is_a(tuple, PYMGR_TUPLE) || index >= self->length) {
        pm_unref(item);
        return -1;
    }
    pm_unref(self->items[index]);
    self->items[index] = item;
    return 0;
}

pymgr_value *pymgr_tuple_of(size_t count, ...)
{
    pymgr_value *value = pymgr_tuple(count);
    bool complete = value != NULL;
    va_list items;

    va_start(items, count);
    for (size_t i = 0; i < count; i++) {
        pymgr_value *item = va_arg(items, pymgr_value *);

        complete = pymgr_tuple_put(value, i, item) == 0 && complete;
    }
    va_end(items);
    return complete ? value : pm_unref(value);
}
