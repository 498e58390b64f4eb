/* SPDX-License-Identifier: MIT */
#include "value/list.h"

static void move_tail(struct pm_list *self, size_t from, size_t to)
{
    if (from != to && self->length > from)
        memmove(self->items + to, self->items + from, (self->length - from) * sizeof *self->items);
}

int pm_list_splice(pymgr_value *list, size_t at, size_t removed, pymgr_value *const *items, size_t added)
{
    struct pm_list *self = PM_CAST(pm_list, list);
    size_t length = self->length - removed + added;

    if (length > self->length && !pm_list_reserve(list, length))
        return -1;
    for (size_t i = 0; i < removed; i++)
        pm_unref(self->items[at + i]);
    move_tail(self, at + removed, at + added);
    for (size_t i = 0; i < added; i++)
        self->items[at + i] = pm_ref(items[i]);
    self->length = length;
    return 0;
}

int pymgr_list_insert(pymgr_value *list, size_t index, pymgr_value *item)
{
    int result = -1;

    if (item != NULL && pm_is_a(list, PYMGR_LIST) && index <= PM_CAST(pm_list, list)->length)
        result = pm_list_splice(list, index, 0, &item, 1);
    pm_unref(item);
    return result;
}

int pymgr_list_remove(pymgr_value *list, size_t index)
{
    if (!pm_is_a(list, PYMGR_LIST) || index >= PM_CAST(pm_list, list)->length)
        return -1;
    return pm_list_splice(list, index, 1, NULL, 0);
}
