/* SPDX-License-Identifier: MIT
 *
 * The proxies that a loader has made, kept so that whoever loaded the message need not search it for them.
 */
#ifndef PM_CODEC_PROXIES_H
#define PM_CODEC_PROXIES_H

#include "base/error.h"
#include "value/value.h"

struct pm_proxies {
    pymgr_value **values; /* each a reference */
    size_t count, capacity;
};

/* Whether instances that this makes are proxies. */
bool pm_makes_proxies(const pymgr_value *callable);
/* Marks an instance as a proxy and adds a reference to it. 0, or -1: no memory. */
int pm_proxies_add(struct pm_proxies *proxies, pymgr_value *instance, struct pm_error *error);
/* Drops the references. */
void pm_proxies_clear(struct pm_proxies *proxies);

#endif
