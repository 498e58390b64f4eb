/* SPDX-License-Identifier: MIT
 *
 * The shared set of Python 3.14, for the files that make it up: set.c (the table and what concerns single
 * items), set_operators.c (what it makes of other sets and iterables).
 */
#ifndef PM_TYPES_SET_H
#define PM_TYPES_SET_H

#include "object/call.h"
#include "types/own.h"
#include "value/set.h"

struct pm_set_self {
    pymgr_value *items; /* a set value; see own.h */
};

static inline struct pm_set_self *pm_set_self(const struct pm_call *call)
{
    return call->object->self;
}

/* The items, fit to be changed; NULL: no memory. */
static inline pymgr_value *pm_set_changing(const struct pm_call *call)
{
    struct pm_set_self *self = pm_set_self(call);

    return pm_own(&self->items, pm_set_clone) ? self->items : NULL;
}

/* Other items in the place of those before; taken. */
static inline void pm_set_replace(const struct pm_call *call, pymgr_value *items)
{
    struct pm_set_self *self = pm_set_self(call);

    pm_set_follow(items, self->items);
    pymgr_unref(self->items);
    self->items = items;
}

/* What an argument is to value/set_algebra.h: itself, or the list of an iterable's items. New, or NULL with
 * *error filled. */
pymgr_value *pm_set_operand(pymgr_value *argument, struct pm_error *error);

pm_handler pm_set_and, pm_set_or, pm_set_sub, pm_set_xor;
pm_handler pm_set_rand, pm_set_ror, pm_set_rsub, pm_set_rxor;
pm_handler pm_set_iand, pm_set_ior, pm_set_isub, pm_set_ixor;
pm_handler pm_set_ge, pm_set_gt, pm_set_le, pm_set_lt;
pm_handler pm_set_unite, pm_set_intersect, pm_set_subtract, pm_set_differ;
pm_handler pm_set_unite_update, pm_set_intersect_update, pm_set_subtract_update, pm_set_differ_update;
pm_handler pm_set_isdisjoint, pm_set_issubset, pm_set_issuperset;

#endif
