/* SPDX-License-Identifier: MIT
 *
 * manager.set, of Python 3.14: SetProxy's methods and operators.
 */
#include "client/typed.h"

pymgr_proxy *pymgr_shared_set_new(pymgr_manager *manager, struct pymgr_error *error)
{
    return pymgr_create(manager, error, "set", NULL);
}

pymgr_proxy *pymgr_shared_set_from(pymgr_manager *manager, pymgr_value *items, struct pymgr_error *error)
{
    return pymgr_create(manager, error, "set", "o", items);
}

/* --- items ---------------------------------------------------------------------------------------------- */

int64_t pymgr_shared_set_len(pymgr_proxy *set, struct pymgr_error *error)
{
    return pm_take_count(pymgr_call(set, error, "__len__", NULL), error);
}

int pymgr_shared_set_contains(pymgr_proxy *set, pymgr_value *item, struct pymgr_error *error)
{
    return pm_take_truth(pymgr_call(set, error, "__contains__", "o", item));
}

/* Python's sets, other than dicts, are not iterated over in the server. */
pymgr_value *pymgr_shared_set_iter(pymgr_proxy *set, struct pymgr_error *error)
{
    return pm_take_items(pymgr_call(set, error, "__iter__", NULL), error);
}

int pymgr_shared_set_add(pymgr_proxy *set, pymgr_value *item, struct pymgr_error *error)
{
    return pm_take_nothing(pymgr_call(set, error, "add", "o", item));
}

int pymgr_shared_set_remove(pymgr_proxy *set, pymgr_value *item, struct pymgr_error *error)
{
    return pm_take_nothing(pymgr_call(set, error, "remove", "o", item));
}

int pymgr_shared_set_discard(pymgr_proxy *set, pymgr_value *item, struct pymgr_error *error)
{
    return pm_take_nothing(pymgr_call(set, error, "discard", "o", item));
}

pymgr_value *pymgr_shared_set_pop(pymgr_proxy *set, struct pymgr_error *error)
{
    return pymgr_call(set, error, "pop", NULL);
}

int pymgr_shared_set_clear(pymgr_proxy *set, struct pymgr_error *error)
{
    return pm_take_nothing(pymgr_call(set, error, "clear", NULL));
}

pymgr_value *pymgr_shared_set_copy(pymgr_proxy *set, struct pymgr_error *error)
{
    return pymgr_call(set, error, "copy", NULL);
}

/* --- operators, with other sets ------------------------------------------------------------------------- */

pymgr_value *pymgr_shared_set_and(pymgr_proxy *set, pymgr_value *other, struct pymgr_error *error)
{
    return pm_operate(set, "__and__", other, error);
}

pymgr_value *pymgr_shared_set_or(pymgr_proxy *set, pymgr_value *other, struct pymgr_error *error)
{
    return pm_operate(set, "__or__", other, error);
}

pymgr_value *pymgr_shared_set_sub(pymgr_proxy *set, pymgr_value *other, struct pymgr_error *error)
{
    return pm_operate(set, "__sub__", other, error);
}

pymgr_value *pymgr_shared_set_xor(pymgr_proxy *set, pymgr_value *other, struct pymgr_error *error)
{
    return pm_operate(set, "__xor__", other, error);
}

pymgr_value *pymgr_shared_set_rand(pymgr_proxy *set, pymgr_value *other, struct pymgr_error *error)
{
    return pm_operate(set, "__rand__", other, error);
}

pymgr_value *pymgr_shared_set_ror(pymgr_proxy *set, pymgr_value *other, struct pymgr_error *error)
{
    return pm_operate(set, "__ror__", other, error);
}

pymgr_value *pymgr_shared_set_rsub(pymgr_proxy *set, pymgr_value *other, struct pymgr_error *error)
{
    return pm_operate(set, "__rsub__", other, error);
}

pymgr_value *pymgr_shared_set_rxor(pymgr_proxy *set, pymgr_value *other, struct pymgr_error *error)
{
    return pm_operate(set, "__rxor__", other, error);
}

int pymgr_shared_set_iand(pymgr_proxy *set, pymgr_value *other, struct pymgr_error *error)
{
    return pm_take_nothing(pm_operate(set, "__iand__", other, error));
}

int pymgr_shared_set_ior(pymgr_proxy *set, pymgr_value *other, struct pymgr_error *error)
{
    return pm_take_nothing(pm_operate(set, "__ior__", other, error));
}

int pymgr_shared_set_isub(pymgr_proxy *set, pymgr_value *other, struct pymgr_error *error)
{
    return pm_take_nothing(pm_operate(set, "__isub__", other, error));
}

int pymgr_shared_set_ixor(pymgr_proxy *set, pymgr_value *other, struct pymgr_error *error)
{
    return pm_take_nothing(pm_operate(set, "__ixor__", other, error));
}

int pymgr_shared_set_le(pymgr_proxy *set, pymgr_value *other, struct pymgr_error *error)
{
    return pm_take_truth(pm_operate(set, "__le__", other, error));
}

int pymgr_shared_set_lt(pymgr_proxy *set, pymgr_value *other, struct pymgr_error *error)
{
    return pm_take_truth(pm_operate(set, "__lt__", other, error));
}

int pymgr_shared_set_ge(pymgr_proxy *set, pymgr_value *other, struct pymgr_error *error)
{
    return pm_take_truth(pm_operate(set, "__ge__", other, error));
}

int pymgr_shared_set_gt(pymgr_proxy *set, pymgr_value *other, struct pymgr_error *error)
{
    return pm_take_truth(pm_operate(set, "__gt__", other, error));
}

/* --- methods, with anything that can be iterated over --------------------------------------------------- */

pymgr_value *pymgr_shared_set_intersection(pymgr_proxy *set, pymgr_value *items, struct pymgr_error *error)
{
    return pymgr_call(set, error, "intersection", "o", items);
}

pymgr_value *pymgr_shared_set_union(pymgr_proxy *set, pymgr_value *items, struct pymgr_error *error)
{
    return pymgr_call(set, error, "union", "o", items);
}

pymgr_value *pymgr_shared_set_difference(pymgr_proxy *set, pymgr_value *items, struct pymgr_error *error)
{
    return pymgr_call(set, error, "difference", "o", items);
}

pymgr_value *pymgr_shared_set_symmetric_difference(
    pymgr_proxy *set, pymgr_value *items, struct pymgr_error *error)
{
    return pymgr_call(set, error, "symmetric_difference", "o", items);
}

int pymgr_shared_set_intersection_update(pymgr_proxy *set, pymgr_value *items, struct pymgr_error *error)
{
    return pm_take_nothing(pymgr_call(set, error, "intersection_update", "o", items));
}

int pymgr_shared_set_update(pymgr_proxy *set, pymgr_value *items, struct pymgr_error *error)
{
    return pm_take_nothing(pymgr_call(set, error, "update", "o", items));
}

int pymgr_shared_set_difference_update(pymgr_proxy *set, pymgr_value *items, struct pymgr_error *error)
{
    return pm_take_nothing(pymgr_call(set, error, "difference_update", "o", items));
}

int pymgr_shared_set_symmetric_difference_update(
    pymgr_proxy *set, pymgr_value *items, struct pymgr_error *error)
{
    return pm_take_nothing(pymgr_call(set, error, "symmetric_difference_update", "o", items));
}

int pymgr_shared_set_isdisjoint(pymgr_proxy *set, pymgr_value *items, struct pymgr_error *error)
{
    return pm_take_truth(pymgr_call(set, error, "isdisjoint", "o", items));
}

int pymgr_shared_set_issubset(pymgr_proxy *set, pymgr_value *items, struct pymgr_error *error)
{
    return pm_take_truth(pymgr_call(set, error, "issubset", "o", items));
}

int pymgr_shared_set_issuperset(pymgr_proxy *set, pymgr_value *items, struct pymgr_error *error)
{
    return pm_take_truth(pymgr_call(set, error, "issuperset", "o", items));
}
