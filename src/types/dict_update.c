/* SPDX-License-Identifier: MIT */
#include "object/iterate.h"
#include "object/mapping.h"
#include "types/arguments.h"
#include "types/dict.h"
#include "value/dict.h"

static int merge_dict(pymgr_value *dict, const pymgr_value *other, struct pm_error *error)
{
    pymgr_value *key, *item;
    size_t cursor = 0;

    while (pymgr_dict_next(other, &cursor, &key, &item)) {
        if (pm_dict_store(dict, pymgr_ref(key), pymgr_ref(item), error) != 0)
            return -1;
    }
    return 0;
}

/* One element of an update sequence, as a list or tuple. */
static int merge_pair(pymgr_value *dict, const pymgr_value *pair, size_t number, struct pm_error *error)
{
    size_t length = pymgr_length(pair);

    if (length != 2)
        return pm_fail(error, PM_ERROR_VALUE,
            "dictionary update sequence element #%zu has length %zu; 2 is required", number, length);
    return pm_dict_store(dict, pymgr_ref(pymgr_item(pair, 0)), pymgr_ref(pymgr_item(pair, 1)), error);
}

static int merge_pairs(pymgr_value *dict, const pymgr_value *pairs, struct pm_error *error)
{
    int failed = 0;

    for (size_t i = 0; failed == 0 && i < pymgr_length(pairs); i++) {
        pymgr_value *pair = pm_sequence_of(pymgr_item(pairs, i), error);

        if (pair != NULL)
            failed = merge_pair(dict, pair, i, error);
        else if (error->kind != PM_ERROR_TYPE)
            failed = -1;
        else
            failed = pm_fail(error, PM_ERROR_TYPE,
                "cannot convert dictionary update sequence element #%zu to a sequence", i);
        pymgr_unref(pair);
    }
    return failed;
}

int pm_dict_merge(pymgr_value *dict, pymgr_value *other, struct pm_error *error)
{
    pymgr_value *referent = pm_referent_of(other, error), *mapping = NULL, *pairs;
    int failed = -1;

    if (referent == NULL || pm_mapping_of(referent, &mapping, error) != 0) {
        pymgr_unref(referent);
        return -1;
    }
    if (mapping != NULL) {
        failed = merge_dict(dict, mapping, error);
    } else if ((pairs = pm_sequence_of(referent, error)) != NULL) {
        failed = merge_pairs(dict, pairs, error);
        pymgr_unref(pairs);
    }
    pymgr_unref(mapping);
    pymgr_unref(referent);
    return failed;
}

/* update(other=..., /, **kwds) */
enum pm_outcome pm_dict_update(struct pm_call *call)
{
    pymgr_value *items = pm_dict_changing(call);
    struct pm_error error;

    if (items == NULL)
        return PM_NOMEM;
    if ((call->args[0] != NULL && pm_dict_merge(items, call->args[0], &error) != 0) ||
        merge_dict(items, call->args[1], &error) != 0)
        return pm_raise_error(call, &error);
    return pm_return_none(call);
}

/* A copy of `first` with `second` merged into it. */
static enum pm_outcome return_merged(
    struct pm_call *call, const pymgr_value *first, const pymgr_value *second)
{
    pymgr_value *merged = pm_dict_copy(first);
    struct pm_error error;

    if (merged == NULL || merge_dict(merged, second, &error) == 0)
        return pm_return(call, merged);
    pymgr_unref(merged);
    return pm_raise_error(call, &error);
}

/* dict | other, or other | dict: NotImplemented unless both are dicts. */
static enum pm_outcome join(struct pm_call *call, bool reflected)
{
    const pymgr_value *items = pm_dict_self(call)->items;
    struct pm_error error;
    pymgr_value *other;
    enum pm_outcome outcome;

    if (pm_mapping_of(call->args[0], &other, &error) != 0)
        return pm_raise_error(call, &error);
    if (other == NULL)
        return pm_return(call, pymgr_global("builtins", "NotImplemented"));
    outcome = reflected ? return_merged(call, other, items) : return_merged(call, items, other);
    pymgr_unref(other);
    return outcome;
}

enum pm_outcome pm_dict_or(struct pm_call *call)
{
    return join(call, false);
}

enum pm_outcome pm_dict_ror(struct pm_call *call)
{
    return join(call, true);
}

enum pm_outcome pm_dict_ior(struct pm_call *call)
{
    pymgr_value *items = pm_dict_changing(call);
    struct pm_error error;

    if (items == NULL)
        return PM_NOMEM;
    if (pm_dict_merge(items, call->args[0], &error) != 0)
        return pm_raise_error(call, &error);
    return pm_return(call, pymgr_ref(items));
}

/* fromkeys(iterable, value=None, /): a new dict, whatever this one holds. */
enum pm_outcome pm_dict_fromkeys(struct pm_call *call)
{
    struct pm_error error;
    pymgr_value *keys = pm_sequence_of(call->args[0], &error), *dict;
    int failed;

    if (keys == NULL)
        return pm_raise_error(call, &error);
    dict = pymgr_dict();
    failed = dict == NULL ? pm_fail_nomem(&error) : 0;
    for (size_t i = 0; failed == 0 && i < pymgr_length(keys); i++)
        failed = pm_dict_store(dict, pymgr_ref(pymgr_item(keys, i)), pymgr_ref(call->args[1]), &error);
    pymgr_unref(keys);
    if (failed == 0)
        return pm_return(call, dict);
    pymgr_unref(dict);
    return pm_raise_error(call, &error);
}
