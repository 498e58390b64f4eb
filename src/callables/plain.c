/* SPDX-License-Identifier: MIT */
#include "callables/plain.h"

enum {
    DEPTH = 100
}; /* of nesting that is looked into; what is deeper, or contains itself, is left to Python */

static bool is_plain(const pymgr_value *value, unsigned depth);

static bool are_items_plain(const pymgr_value *sequence, unsigned depth)
{
    pymgr_value *const *items;
    size_t count = pm_items(sequence, &items);

    for (size_t i = 0; i < count; i++) {
        if (!is_plain(items[i], depth))
            return false;
    }
    return true;
}

static bool are_pairs_plain(const pymgr_value *dict, unsigned depth)
{
    pymgr_value *key, *item;
    size_t cursor = 0;

    while (pymgr_dict_next(dict, &cursor, &key, &item)) {
        if (!is_plain(key, depth) || !is_plain(item, depth))
            return false;
    }
    return true;
}

static bool are_members_plain(const pymgr_value *set, unsigned depth)
{
    pymgr_value *item;
    size_t cursor = 0;

    while (pymgr_set_next(set, &cursor, &item)) {
        if (!is_plain(item, depth))
            return false;
    }
    return true;
}

static bool is_plain(const pymgr_value *value, unsigned depth)
{
    if (depth == 0)
        return false;
    switch (pymgr_kind(value)) {
    case PYMGR_GLOBAL:
    case PYMGR_INSTANCE:
    case PYMGR_SLICE:
        return false;
    case PYMGR_LIST:
    case PYMGR_TUPLE:
        return are_items_plain(value, depth - 1);
    case PYMGR_DICT:
        return are_pairs_plain(value, depth - 1);
    case PYMGR_SET:
    case PYMGR_FROZENSET:
        return are_members_plain(value, depth - 1);
    default:
        return true;
    }
}

bool pm_is_plain(const pymgr_value *value)
{
    return is_plain(value, DEPTH);
}
