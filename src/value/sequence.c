/* SPDX-License-Identifier: MIT
 *
 * What lists and tuples have in common, and len().
 */
#include "value/dict.h"
#include "value/set.h"

size_t pm_items(const pymgr_value *sequence, pymgr_value *const **itemsp)
{
    if (pm_is(sequence, PYMGR_LIST)) {
        *itemsp = PM_CONST_CAST(pm_list, sequence)->items;
        return PM_CONST_CAST(pm_list, sequence)->length;
    }
    if (pm_is(sequence, PYMGR_TUPLE)) {
        *itemsp = PM_CONST_CAST(pm_tuple, sequence)->items;
        return PM_CONST_CAST(pm_tuple, sequence)->length;
    }
    return 0;
}

pymgr_value *pymgr_item(const pymgr_value *sequence, size_t index)
{
    pymgr_value *const *items;

    return sequence != NULL && index < pm_items(sequence, &items) ? items[index] : NULL;
}

static size_t str_length(const pymgr_value *value)
{
    const struct pm_text *self = PM_CONST_CAST(pm_text, value);

    return pm_utf8_count(self->bytes, self->size);
}

static size_t bytes_length(const pymgr_value *value)
{
    return PM_CONST_CAST(pm_text, value)->size;
}

static size_t items_length(const pymgr_value *value)
{
    pymgr_value *const *items;

    return pm_items(value, &items);
}

static size_t array_length(const pymgr_value *value)
{
    const struct pm_array *self = PM_CONST_CAST(pm_array, value);

    return self->size / pm_array_itemsize(self->typecode);
}

size_t pymgr_length(const pymgr_value *value)
{
    static size_t (*const lengths[])(const pymgr_value *value) = {
        [PYMGR_STR] = str_length,
        [PYMGR_BYTES] = bytes_length,
        [PYMGR_BYTEARRAY] = bytes_length,
        [PYMGR_LIST] = items_length,
        [PYMGR_TUPLE] = items_length,
        [PYMGR_DICT] = pm_dict_length,
        [PYMGR_SET] = pm_set_length,
        [PYMGR_FROZENSET] = pm_set_length,
        [PYMGR_ARRAY] = array_length,
        [PYMGR_INSTANCE] = NULL, /* the last kind */
    };

    return value == NULL || lengths[value->kind] == NULL ? 0 : lengths[value->kind](value);
}
