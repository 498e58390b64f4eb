/* SPDX-License-Identifier: MIT
 *
 * The shared list, for the files that make it up: list.c (the table and what changes or looks at single
 * items), list_subscript.c (indexes and slices), list_operators.c (sums, products) and list_sort.c.
 */
#ifndef PM_TYPES_LIST_H
#define PM_TYPES_LIST_H

#include "object/call.h"
#include "types/own.h"

struct pm_list_self {
    pymgr_value *items;           /* a list value; see own.h */
    struct pm_wait_queue sorters; /* calls whose key function runs */
};

static inline struct pm_list_self *pm_list_self(const struct pm_call *call)
{
    return call->object->self;
}

/* The items, fit to be changed; NULL: no memory. */
static inline pymgr_value *pm_list_changing(const struct pm_call *call)
{
    struct pm_list_self *self = pm_list_self(call);

    return pm_own(&self->items, pm_list_copy) ? self->items : NULL;
}

pm_handler pm_list_getitem, pm_list_setitem, pm_list_delitem;
pm_handler pm_list_getslice, pm_list_setslice, pm_list_delslice;
pm_handler pm_list_add, pm_list_mul, pm_list_imul, pm_list_reversed, pm_list_reverse;
pm_handler pm_list_sort_items;

#endif
