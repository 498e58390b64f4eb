/* SPDX-License-Identifier: MIT
 *
 * manager.list: ListProxy's methods.
 */
#include "client/typed.h"

pymgr_proxy *pymgr_shared_list_new(pymgr_manager *manager, struct pymgr_error *error)
{
    return pymgr_create(manager, error, "list", NULL);
}

pymgr_proxy *pymgr_shared_list_from(pymgr_manager *manager, pymgr_value *items, struct pymgr_error *error)
{
    return pymgr_create(manager, error, "list", "o", items);
}

/* --- items ---------------------------------------------------------------------------------------------- */

int64_t pymgr_shared_list_len(pymgr_proxy *list, struct pymgr_error *error)
{
    return pm_take_count(pymgr_call(list, error, "__len__", NULL), error);
}

int pymgr_shared_list_contains(pymgr_proxy *list, pymgr_value *item, struct pymgr_error *error)
{
    return pm_take_truth(pymgr_call(list, error, "__contains__", "o", item));
}

pymgr_value *pymgr_shared_list_get(pymgr_proxy *list, int64_t index, struct pymgr_error *error)
{
    return pymgr_call(list, error, "__getitem__", "I", index);
}

int pymgr_shared_list_set(pymgr_proxy *list, int64_t index, pymgr_value *item, struct pymgr_error *error)
{
    return pm_take_nothing(pymgr_call(list, error, "__setitem__", "Io", index, item));
}

int pymgr_shared_list_del(pymgr_proxy *list, int64_t index, struct pymgr_error *error)
{
    return pm_take_nothing(pymgr_call(list, error, "__delitem__", "I", index));
}

pymgr_value *pymgr_shared_list_get_slice(
    pymgr_proxy *list, int64_t start, int64_t stop, struct pymgr_error *error)
{
    return pymgr_call(list, error, "__getitem__", "o", pm_slice_of(start, stop));
}

int pymgr_shared_list_set_slice(
    pymgr_proxy *list, int64_t start, int64_t stop, pymgr_value *items, struct pymgr_error *error)
{
    return pm_take_nothing(pymgr_call(list, error, "__setitem__", "oo", pm_slice_of(start, stop), items));
}

int pymgr_shared_list_del_slice(pymgr_proxy *list, int64_t start, int64_t stop, struct pymgr_error *error)
{
    return pm_take_nothing(pymgr_call(list, error, "__delitem__", "o", pm_slice_of(start, stop)));
}

/* --- in and out ----------------------------------------------------------------------------------------- */

int pymgr_shared_list_append(pymgr_proxy *list, pymgr_value *item, struct pymgr_error *error)
{
    return pm_take_nothing(pymgr_call(list, error, "append", "o", item));
}

int pymgr_shared_list_insert(pymgr_proxy *list, int64_t index, pymgr_value *item, struct pymgr_error *error)
{
    return pm_take_nothing(pymgr_call(list, error, "insert", "Io", index, item));
}

int pymgr_shared_list_extend(pymgr_proxy *list, pymgr_value *items, struct pymgr_error *error)
{
    return pm_take_nothing(pymgr_call(list, error, "extend", "o", items));
}

pymgr_value *pymgr_shared_list_pop(pymgr_proxy *list, int64_t index, struct pymgr_error *error)
{
    return pymgr_call(list, error, "pop", "I", index);
}

int pymgr_shared_list_remove(pymgr_proxy *list, pymgr_value *item, struct pymgr_error *error)
{
    return pm_take_nothing(pymgr_call(list, error, "remove", "o", item));
}

int pymgr_shared_list_clear(pymgr_proxy *list, struct pymgr_error *error)
{
    return pm_take_nothing(pymgr_call(list, error, "clear", NULL));
}

/* --- searching and sorting ------------------------------------------------------------------------------ */

int64_t pymgr_shared_list_index(pymgr_proxy *list, pymgr_value *item, struct pymgr_error *error)
{
    return pm_take_count(pymgr_call(list, error, "index", "o", item), error);
}

int64_t pymgr_shared_list_index_within(
    pymgr_proxy *list, pymgr_value *item, int64_t start, int64_t stop, struct pymgr_error *error)
{
    return pm_take_count(pymgr_call(list, error, "index", "oII", item, start, stop), error);
}

int64_t pymgr_shared_list_count(pymgr_proxy *list, pymgr_value *item, struct pymgr_error *error)
{
    return pm_take_count(pymgr_call(list, error, "count", "o", item), error);
}

int pymgr_shared_list_reverse(pymgr_proxy *list, struct pymgr_error *error)
{
    return pm_take_nothing(pymgr_call(list, error, "reverse", NULL));
}

pymgr_value *pymgr_shared_list_reversed(pymgr_proxy *list, struct pymgr_error *error)
{
    return pm_take_items(pymgr_call(list, error, "__reversed__", NULL), error);
}

int pymgr_shared_list_sort(pymgr_proxy *list, bool reverse, struct pymgr_error *error)
{
    return pm_take_nothing(pymgr_call(list, error, "sort", "reverse=b", reverse));
}

int pymgr_shared_list_sort_by(pymgr_proxy *list, pymgr_value *key, bool reverse, struct pymgr_error *error)
{
    return pm_take_nothing(pymgr_call(list, error, "sort", "key=o, reverse=b", key, reverse));
}

/* --- operators ------------------------------------------------------------------------------------------ */

pymgr_value *pymgr_shared_list_add(pymgr_proxy *list, pymgr_value *items, struct pymgr_error *error)
{
    return pymgr_call(list, error, "__add__", "o", items);
}

pymgr_value *pymgr_shared_list_mul(pymgr_proxy *list, int64_t count, struct pymgr_error *error)
{
    return pymgr_call(list, error, "__mul__", "I", count);
}

int pymgr_shared_list_imul(pymgr_proxy *list, int64_t count, struct pymgr_error *error)
{
    return pm_take_nothing(pymgr_call(list, error, "__imul__", "I", count));
}

pymgr_value *pymgr_shared_list_copy(pymgr_proxy *list, struct pymgr_error *error)
{
    return pymgr_call(list, error, "copy", NULL);
}
