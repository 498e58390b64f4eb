/* SPDX-License-Identifier: MIT
 *
 * set and frozenset: CPython's table and probing, so that sets of numbers iterate and print in CPython's
 * order.
 */
#ifndef PM_VALUE_SET_H
#define PM_VALUE_SET_H

#include "value/value.h"

size_t pm_set_length(const pymgr_value *set);

/* Adds an item (taken); an equal one that is there already stays. */
int pm_set_insert(pymgr_value *set, pymgr_value *item, struct pm_error *error);
int pm_set_contains(const pymgr_value *set, const pymgr_value *item, bool *foundp, struct pm_error *error);
/* Removes an item; *foundp says whether it was there. */
int pm_set_discard(pymgr_value *set, const pymgr_value *item, bool *foundp, struct pm_error *error);
pymgr_value *pm_set_copy(const pymgr_value *set, enum pymgr_kind kind); /* as set or frozenset: new */
/* A copy that goes on exactly as the set itself would, removed slots and all: for copying on write. New. */
pymgr_value *pm_set_clone(const pymgr_value *set);
/* Lets set.pop() look first where another set would. */
void pm_set_follow(pymgr_value *set, const pymgr_value *other);
/* Removes an item, the one that set.pop() would: the caller's now. NULL: the set is empty. */
pymgr_value *pm_set_pop(pymgr_value *set);

#endif
