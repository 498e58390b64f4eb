/* SPDX-License-Identifier: MIT */
#include "object/mapping.h"

#include "value/dict.h"

/* What fills a new dict: 0, or -1 with *error filled. */
typedef int filler(pymgr_value *dict, const pymgr_value *from, struct pm_error *error);

static int add(pymgr_value *dict, const pymgr_value *from, size_t key, size_t item, struct pm_error *error)
{
    return pm_dict_store(dict, pymgr_ref(pymgr_item(from, key)), pymgr_ref(pymgr_item(from, item)), error);
}

/* [key, value, key, value ...] */
static int fill_alternating(pymgr_value *dict, const pymgr_value *from, struct pm_error *error)
{
    for (size_t i = 0; i + 1 < pymgr_length(from); i += 2) {
        if (add(dict, from, i, i + 1, error) != 0)
            return -1;
    }
    return 0;
}

/* [[key, value], ...]: how Python 2 pickles an OrderedDict. */
static int fill_pairs(pymgr_value *dict, const pymgr_value *from, struct pm_error *error)
{
    for (size_t i = 0; i < pymgr_length(from); i++) {
        const pymgr_value *pair = pymgr_item(from, i);

        if (pymgr_length(pair) == 2 && (pm_is(pair, PYMGR_LIST) || pm_is(pair, PYMGR_TUPLE)) &&
            add(dict, pair, 0, 1, error) != 0)
            return -1;
    }
    return 0;
}

/* {key: value, ...}: how a Counter is pickled. */
static int fill_dict(pymgr_value *dict, const pymgr_value *from, struct pm_error *error)
{
    pymgr_value *key, *item;
    size_t cursor = 0;

    while (pymgr_dict_next(from, &cursor, &key, &item)) {
        if (pm_dict_store(dict, pymgr_ref(key), pymgr_ref(item), error) != 0)
            return -1;
    }
    return 0;
}

/* `from` may be NULL: then the dict stays empty. */
static int make(filler *fill, const pymgr_value *from, pymgr_value **dictp, struct pm_error *error)
{
    pymgr_value *dict = pymgr_dict();

    if (dict == NULL)
        return pm_fail_nomem(error);
    if (from != NULL && fill(dict, from, error) != 0) {
        pymgr_unref(dict);
        return -1;
    }
    *dictp = dict;
    return 0;
}

static int instance_as_dict(const struct pm_instance *self, pymgr_value **dictp, struct pm_error *error)
{
    const pymgr_value *argument = pymgr_item(self->args, 0);

    if (self->pairs != NULL)
        return make(fill_alternating, self->pairs, dictp, error);
    if (pm_global_is(self->callable, "collections", "OrderedDict"))
        return make(fill_pairs, argument, dictp, error);
    if (pm_global_is(self->callable, "collections", "Counter"))
        return make(
            fill_dict, argument == NULL || !pm_is(argument, PYMGR_DICT) ? NULL : argument, dictp, error);
    if (pm_global_is(self->callable, "collections", "defaultdict"))
        return make(fill_dict, NULL, dictp, error);
    return 0;
}

int pm_mapping_of(pymgr_value *value, pymgr_value **dictp, struct pm_error *error)
{
    *dictp = NULL;
    if (pm_is(value, PYMGR_DICT))
        *dictp = pymgr_ref(value);
    else if (pm_is(value, PYMGR_INSTANCE))
        return instance_as_dict(PM_CONST_CAST(pm_instance, value), dictp, error);
    return 0;
}
