/* SPDX-License-Identifier: MIT
 *
 * dict: insertion-ordered, as CPython's. Compact entries in order of insertion; removed ones leave a hole
 * until the next growth.
 */
#ifndef PM_VALUE_DICT_H
#define PM_VALUE_DICT_H

#include "value/value.h"

size_t pm_dict_length(const pymgr_value *dict);

/* The value of a key: borrowed in *itemp, NULL when missing. 0, or -1 (unhashable key, ...). */
int pm_dict_find(
    const pymgr_value *dict, const pymgr_value *key, pymgr_value **itemp, struct pm_error *error);
/* d[key] = item; both taken. An existing key keeps its place and its key object. */
int pm_dict_store(pymgr_value *dict, pymgr_value *key, pymgr_value *item, struct pm_error *error);
/* Removes a key; its value is new in *itemp, NULL when missing. */
int pm_dict_remove(pymgr_value *dict, const pymgr_value *key, pymgr_value **itemp, struct pm_error *error);
/* Removes the last entry: both new. False when empty. */
bool pm_dict_pop_last(pymgr_value *dict, pymgr_value **keyp, pymgr_value **itemp);
void pm_dict_clear(pymgr_value *dict);
pymgr_value *pm_dict_copy(const pymgr_value *dict); /* shallow: new */
/* Walks backwards: start with *cursor SIZE_MAX. Otherwise as pymgr_dict_next. */
bool pm_dict_previous(const pymgr_value *dict, size_t *cursor, pymgr_value **keyp, pymgr_value **itemp);

#endif
