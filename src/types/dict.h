/* SPDX-License-Identifier: MIT
 *
 * The shared dict, for the files that make it up: dict.c (the table and most methods), dict_update.c (what
 * merges others into it) and iterator.c (what walks it).
 */
#ifndef PM_TYPES_DICT_H
#define PM_TYPES_DICT_H

#include "object/call.h"

struct pm_dict_self {
    pymgr_value *items;  /* a dict value; see own.h */
    uint64_t generation; /* goes up when `items` becomes another value, whose cursors differ */
};

static inline struct pm_dict_self *pm_dict_self(const struct pm_call *call)
{
    return call->object->self;
}

/* The items, fit to be changed; NULL: no memory. */
pymgr_value *pm_dict_changing(const struct pm_call *call);

/* dict.update(other): what was merged before an error stays. 0, or -1 with *error filled. */
int pm_dict_merge(pymgr_value *dict, pymgr_value *other, struct pm_error *error);

pm_handler pm_dict_update, pm_dict_or, pm_dict_ror, pm_dict_ior, pm_dict_fromkeys;

/* An iterator over the keys of a shared dict, which it keeps alive: new; NULL: no memory. */
struct pm_object *pm_iterator_new(struct pm_object *dict);

#endif
