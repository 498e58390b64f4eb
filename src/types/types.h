/* SPDX-License-Identifier: MIT
 *
 * The shared types, in the order in which SyncManager registers them.
 */
#ifndef PM_TYPES_TYPES_H
#define PM_TYPES_TYPES_H

#include "object/type.h"

extern const struct pm_type pm_type_queue;
extern const struct pm_type pm_type_event;
extern const struct pm_type pm_type_lock;
extern const struct pm_type pm_type_rlock;
extern const struct pm_type pm_type_semaphore;
extern const struct pm_type pm_type_bounded_semaphore;
extern const struct pm_type pm_type_condition;
extern const struct pm_type pm_type_barrier;
extern const struct pm_type pm_type_list;
extern const struct pm_type pm_type_dict;
extern const struct pm_type pm_type_set;
extern const struct pm_type pm_type_value;
extern const struct pm_type pm_type_array;
extern const struct pm_type pm_type_namespace;
extern const struct pm_type pm_type_iterator;
extern const struct pm_type pm_type_pool;
extern const struct pm_type pm_type_apply_result;
extern const struct pm_type pm_type_map_result;
extern const struct pm_type pm_type_imap_iterator;
extern const struct pm_type pm_type_imap_unordered_iterator;
extern const struct pm_type pm_type_pool_generator;

/* Every typeid, ended by a row whose typeid is NULL. */
extern const struct pm_typeid pm_typeids[];
const struct pm_typeid *pm_typeid_find(const char *typeid); /* NULL: none */

#endif
