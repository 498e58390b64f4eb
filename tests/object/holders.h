/* SPDX-License-Identifier: MIT
 *
 * A registry of objects that hold one value each, and a clock that goes when the test says.
 */
#ifndef PM_TESTS_HOLDERS_H
#define PM_TESTS_HOLDERS_H

#include "object/registry.h"

extern const struct pm_typeid pm_holder_typeids[]; /* "Holder" */
extern uint64_t pm_holder_time;                    /* milliseconds */
extern int pm_holders;                             /* alive */

/* With so many milliseconds of grace, at time 1000. */
struct pm_registry *pm_holder_registry(uint64_t grace);
/* A new object that holds a value (taken), as created by a peer: borrowed, one proxy. NULL: no memory. */
struct pm_entry *pm_holder_new(struct pm_registry *registry, pymgr_value *value);
/* Puts a value (taken) into an object, as a call with proxies among its arguments does. */
void pm_holder_set(struct pm_entry *entry, pymgr_value *value);
/* An anchored proxy of an object: new. NULL: no memory. */
pymgr_value *pm_proxy_of(struct pm_registry *registry, const struct pm_entry *entry);

#endif
