/* SPDX-License-Identifier: MIT
 *
 * manager.dict: DictProxy's methods.
 */
#include "client/typed.h"

pymgr_proxy *pymgr_shared_dict_new(pymgr_manager *manager, struct pymgr_error *error)
{
    return pymgr_create(manager, error, "dict", NULL);
}

pymgr_proxy *pymgr_shared_dict_from(pymgr_manager *manager, pymgr_value *items, struct pymgr_error *error)
{
    return pymgr_create(manager, error, "dict", "o", items);
}

/* --- items ---------------------------------------------------------------------------------------------- */

int64_t pymgr_shared_dict_len(pymgr_proxy *dict, struct pymgr_error *error)
{
    return pm_take_count(pymgr_call(dict, error, "__len__", NULL), error);
}

int pymgr_shared_dict_contains(pymgr_proxy *dict, pymgr_value *key, struct pymgr_error *error)
{
    return pm_take_truth(pymgr_call(dict, error, "__contains__", "o", key));
}

pymgr_value *pymgr_shared_dict_get(pymgr_proxy *dict, pymgr_value *key, struct pymgr_error *error)
{
    return pymgr_call(dict, error, "__getitem__", "o", key);
}

int pymgr_shared_dict_set(pymgr_proxy *dict, pymgr_value *key, pymgr_value *item, struct pymgr_error *error)
{
    return pm_take_nothing(pymgr_call(dict, error, "__setitem__", "oo", key, item));
}

int pymgr_shared_dict_del(pymgr_proxy *dict, pymgr_value *key, struct pymgr_error *error)
{
    return pm_take_nothing(pymgr_call(dict, error, "__delitem__", "o", key));
}

pymgr_value *pymgr_shared_dict_get_default(
    pymgr_proxy *dict, pymgr_value *key, pymgr_value *fallback, struct pymgr_error *error)
{
    return pymgr_call(dict, error, "get", "oo", key, fallback);
}

pymgr_value *pymgr_shared_dict_setdefault(
    pymgr_proxy *dict, pymgr_value *key, pymgr_value *fallback, struct pymgr_error *error)
{
    return pymgr_call(dict, error, "setdefault", "oo", key, fallback);
}

pymgr_value *pymgr_shared_dict_pop(pymgr_proxy *dict, pymgr_value *key, struct pymgr_error *error)
{
    return pymgr_call(dict, error, "pop", "o", key);
}

pymgr_value *pymgr_shared_dict_pop_default(
    pymgr_proxy *dict, pymgr_value *key, pymgr_value *fallback, struct pymgr_error *error)
{
    return pymgr_call(dict, error, "pop", "oo", key, fallback);
}

pymgr_value *pymgr_shared_dict_popitem(pymgr_proxy *dict, struct pymgr_error *error)
{
    return pymgr_call(dict, error, "popitem", NULL);
}

/* --- all of them ---------------------------------------------------------------------------------------- */

int pymgr_shared_dict_update(pymgr_proxy *dict, pymgr_value *items, struct pymgr_error *error)
{
    return pm_take_nothing(pymgr_call(dict, error, "update", "o", items));
}

int pymgr_shared_dict_ior(pymgr_proxy *dict, pymgr_value *items, struct pymgr_error *error)
{
    return pm_take_nothing(pm_operate(dict, "__ior__", items, error));
}

pymgr_value *pymgr_shared_dict_or(pymgr_proxy *dict, pymgr_value *items, struct pymgr_error *error)
{
    return pm_operate(dict, "__or__", items, error);
}

pymgr_value *pymgr_shared_dict_ror(pymgr_proxy *dict, pymgr_value *items, struct pymgr_error *error)
{
    return pm_operate(dict, "__ror__", items, error);
}

pymgr_value *pymgr_shared_dict_fromkeys(
    pymgr_proxy *dict, pymgr_value *keys, pymgr_value *item, struct pymgr_error *error)
{
    return pymgr_call(dict, error, "fromkeys", "oo", keys, item);
}

pymgr_value *pymgr_shared_dict_keys(pymgr_proxy *dict, struct pymgr_error *error)
{
    return pymgr_call(dict, error, "keys", NULL);
}

pymgr_value *pymgr_shared_dict_values(pymgr_proxy *dict, struct pymgr_error *error)
{
    return pymgr_call(dict, error, "values", NULL);
}

pymgr_value *pymgr_shared_dict_items(pymgr_proxy *dict, struct pymgr_error *error)
{
    return pymgr_call(dict, error, "items", NULL);
}

pymgr_value *pymgr_shared_dict_reversed(pymgr_proxy *dict, struct pymgr_error *error)
{
    return pm_take_items(pymgr_call(dict, error, "__reversed__", NULL), error);
}

pymgr_proxy *pymgr_shared_dict_iter(pymgr_proxy *dict, struct pymgr_error *error)
{
    return pm_take_proxy(dict, pymgr_call(dict, error, "__iter__", NULL), error);
}

pymgr_value *pymgr_shared_dict_copy(pymgr_proxy *dict, struct pymgr_error *error)
{
    return pymgr_call(dict, error, "copy", NULL);
}

int pymgr_shared_dict_clear(pymgr_proxy *dict, struct pymgr_error *error)
{
    return pm_take_nothing(pymgr_call(dict, error, "clear", NULL));
}
