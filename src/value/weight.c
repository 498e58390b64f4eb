/* SPDX-License-Identifier: MIT */
#include "value/weight.h"

#include "value/kind.h"

enum { ITEM = 8 /* bytes that a value takes, at the least or in the middle */ };

static size_t own_weight(const pymgr_value *value)
{
    switch (pymgr_kind(value)) {
    case PYMGR_STR:
    case PYMGR_BYTES:
    case PYMGR_BYTEARRAY:
        return ITEM + PM_CONST_CAST(pm_text, value)->size;
    case PYMGR_ARRAY:
        return ITEM + PM_CONST_CAST(pm_array, value)->size;
    default:
        return ITEM;
    }
}

static size_t weigh(pymgr_value *value, size_t most, unsigned depth)
{
    size_t weight;
    pymgr_value **slot;

    if (value == NULL || depth == 0 || (pm_flags(value) & PM_IN_CYCLE))
        return 0;
    weight = own_weight(value);
    if (pm_kinds[value->kind].slot == NULL)
        return weight;
    for (size_t cursor = 0; weight < most && (slot = pm_kinds[value->kind].slot(value, &cursor)) != NULL;)
        weight += weigh(*slot, most - weight, depth - 1);
    return weight;
}

size_t pm_weight(pymgr_value *value, size_t most)
{
    return weigh(value, most, PM_VALUE_DEPTH);
}
