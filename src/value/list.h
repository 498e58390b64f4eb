/* SPDX-License-Identifier: MIT
 *
 * How lists change: by append (pymgr/value.h), or by putting other items in the place of a run of them.
 */
#ifndef PM_VALUE_LIST_H
#define PM_VALUE_LIST_H

#include "value/value.h"

/* Room for `length` items in all. False: no memory. */
bool pm_list_reserve(pymgr_value *list, size_t length);

/*
 * list[at : at + removed] = items. The items are borrowed and must not be the list's own. -1: no memory, the
 * list is as it was; replacing by no more items than are removed never fails.
 */
int pm_list_splice(pymgr_value *list, size_t at, size_t removed, pymgr_value *const *items, size_t added);

#endif
