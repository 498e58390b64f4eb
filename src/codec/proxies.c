/* SPDX-License-Identifier: MIT */
#include "codec/proxies.h"

#include "base/memory.h"
#include "codec/scratch.h"

enum { FIRST_CAPACITY = 16, KEPT = 1024 /* places kept from one message to the next */ };

bool pm_makes_proxies(const pymgr_value *callable)
{
    return pm_global_is(callable, "multiprocessing.managers", "RebuildProxy");
}

static bool grow(struct pm_proxies *proxies)
{
    size_t capacity = proxies->capacity == 0 ? FIRST_CAPACITY : proxies->capacity * 2;
    pymgr_value **values = pm_realloc(proxies->values, capacity * sizeof *values);

    if (values == NULL)
        return false;
    proxies->values = values;
    proxies->capacity = capacity;
    return true;
}

int pm_proxies_add(struct pm_proxies *proxies, pymgr_value *instance, struct pm_error *error)
{
    if (proxies->count == proxies->capacity && !grow(proxies))
        return pm_fail_nomem(error);
    PM_CAST(pm_instance, instance)->proxy = true;
    proxies->values[proxies->count++] = pm_ref(instance);
    return 0;
}

void pm_proxies_clear(struct pm_proxies *proxies)
{
    for (size_t i = 0; i < proxies->count; i++)
        pm_unref(proxies->values[i]);
    proxies->count = 0;
    if (proxies->capacity <= KEPT)
        return;
    pm_free(proxies->values);
    *proxies = (struct pm_proxies){ 0 };
}

size_t pm_scratch_proxies(const struct pm_scratch *scratch, pymgr_value *const **proxiesp)
{
    *proxiesp = scratch->proxies.values;
    return scratch->proxies.count;
}

void pm_scratch_forget_proxies(struct pm_scratch *scratch)
{
    pm_proxies_clear(&scratch->proxies);
}
