/* SPDX-License-Identifier: MIT
 *
 * What all containers have in common: a walk through their items, `in`, and copies to be changed.
 */
#include "value/dict.h"
#include "value/set.h"

/* --- a walk --- */

static bool next_item(const pymgr_value *sequence, size_t *cursor, pymgr_value **itemp)
{
    pymgr_value *item = pymgr_item(sequence, *cursor);

    if (item == NULL)
        return false;
    *itemp = item;
    ++*cursor;
    return true;
}

static bool next_key(const pymgr_value *dict, size_t *cursor, pymgr_value **itemp)
{
    return pymgr_dict_next(dict, cursor, itemp, NULL);
}

/* --- `in` --- */

static bool is_item(const pymgr_value *sequence, const pymgr_value *item, struct pm_error *error)
{
    pymgr_value *const *items;
    size_t count = pm_items(sequence, &items);
    bool same = false;

    for (size_t i = 0; i < count && !same; i++) {
        if (pm_same(items[i], item, &same, error) < 0)
            return false;
    }
    return same;
}

static bool is_key(const pymgr_value *dict, const pymgr_value *key, struct pm_error *error)
{
    pymgr_value *item;

    return pm_dict_find(dict, key, &item, error) == 0 && item != NULL;
}

static bool is_member(const pymgr_value *set, const pymgr_value *item, struct pm_error *error)
{
    bool found;

    return pm_set_contains(set, item, &found, error) == 0 && found;
}

/* --- copies --- */

static pymgr_value *copy_set(const pymgr_value *set)
{
    return pm_set_copy(set, PYMGR_SET);
}

static const struct row {
    bool (*next)(const pymgr_value *container, size_t *cursor, pymgr_value **itemp);
    bool (*contains)(const pymgr_value *container, const pymgr_value *item, struct pm_error *error);
    pymgr_value *(*copy)(const pymgr_value *container); /* NULL: it is not changed */
} rows[] = {
    [PYMGR_LIST] = { next_item, is_item, pm_list_copy },
    [PYMGR_TUPLE] = { next_item, is_item, NULL },
    [PYMGR_DICT] = { next_key, is_key, pm_dict_copy },
    [PYMGR_SET] = { pymgr_set_next, is_member, copy_set },
    [PYMGR_FROZENSET] = { pymgr_set_next, is_member, NULL },
    [PYMGR_INSTANCE] = { NULL, NULL, NULL }, /* the last kind */
};

bool pymgr_next(const pymgr_value *container, size_t *cursor, pymgr_value **itemp)
{
    return container != NULL && rows[container->kind].next != NULL &&
           rows[container->kind].next(container, cursor, itemp);
}

bool pymgr_contains(const pymgr_value *container, const pymgr_value *item)
{
    struct pm_error error;

    return container != NULL && item != NULL && rows[container->kind].contains != NULL &&
           rows[container->kind].contains(container, item, &error);
}

pymgr_value *pymgr_copy(pymgr_value *value)
{
    return value == NULL || rows[value->kind].copy == NULL ? pm_ref(value) : rows[value->kind].copy(value);
}
