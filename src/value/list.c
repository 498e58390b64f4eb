/* SPDX-License-Identifier: MIT */
#include "value/list.h"

#include "base/memory.h"
#include "value/kind.h"

enum { FIRST_CAPACITY = 4 };

static size_t items_size(size_t capacity)
{
    return capacity * sizeof(pymgr_value *);
}

pymgr_value *pymgr_list(void)
{
    struct pm_list *self = pm_block_new(sizeof *self);

    if (self == NULL)
        return NULL;
    pm_container_init(&self->base, PYMGR_LIST);
    self->length = self->capacity = 0;
    self->items = NULL;
    return &self->base.head;
}

pymgr_value *pm_list_sized(size_t length)
{
    pymgr_value *value = length > SIZE_MAX / 2 / sizeof(pymgr_value *) ? NULL : pymgr_list();
    struct pm_list *self = PM_CAST(pm_list, value);

    if (value == NULL || length == 0)
        return value;
    self->items = pm_block_new(items_size(length));
    if (self->items == NULL)
        return pm_unref(value);
    memset(self->items, 0, items_size(length));
    self->length = self->capacity = length;
    return value;
}

void pm_list_destroy(pymgr_value *value, struct pm_dead *dead)
{
    struct pm_list *self = PM_CAST(pm_list, value);

    for (size_t i = 0; i < self->length; i++)
        pm_drop(self->items[i], dead);
    pm_block_free(self->items, items_size(self->capacity));
    pm_block_free(self, sizeof *self);
}

pymgr_value **pm_list_slot(pymgr_value *value, size_t *cursor)
{
    struct pm_list *self = PM_CAST(pm_list, value);

    return *cursor < self->length ? &self->items[(*cursor)++] : NULL;
}

/* The items live in a cached block or in malloc's, so growing is a copy: each item is copied twice at most.
 */
bool pm_list_reserve(pymgr_value *list, size_t length)
{
    struct pm_list *self = PM_CAST(pm_list, list);
    size_t capacity = self->capacity == 0 ? FIRST_CAPACITY : self->capacity * 2;
    pymgr_value **items;

    if (length <= self->capacity)
        return true;
    if (capacity < length)
        capacity = length;
    if (capacity > SIZE_MAX / 2 / sizeof *items)
        return false;
    items = pm_block_new(items_size(capacity));
    if (items == NULL)
        return false;
    if (self->length > 0)
        memcpy(items, self->items, items_size(self->length));
    pm_block_free(self->items, items_size(self->capacity));
    self->items = items;
    self->capacity = capacity;
    return true;
}

int pymgr_list_append(pymgr_value *list, pymgr_value *item)
{
    struct pm_list *self = PM_CAST(pm_list, list);

    if (item == NULL || !pm_is_a(list, PYMGR_LIST) ||
        (self->length == self->capacity && !pm_list_reserve(list, self->length + 1))) {
        pm_unref(item);
        return -1;
    }
    self->items[self->length++] = item;
    return 0;
}

int pymgr_list_set(pymgr_value *list, size_t index, pymgr_value *item)
{
    struct pm_list *self = PM_CAST(pm_list, list);

    if (item == NULL || !pm_is_a(list, PYMGR_LIST) || index >= self->length) {
        pm_unref(item);
        return -1;
    }
    pm_unref(self->items[index]);
    self->items[index] = item;
    return 0;
}

pymgr_value *pm_list_copy(const pymgr_value *list)
{
    const struct pm_list *self = PM_CONST_CAST(pm_list, list);
    pymgr_value *copy = pm_list_sized(self->length);

    if (copy == NULL)
        return NULL;
    for (size_t i = 0; i < self->length; i++)
        PM_CAST(pm_list, copy)->items[i] = pm_ref(self->items[i]);
    return copy;
}
