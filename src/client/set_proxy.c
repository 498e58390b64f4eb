/* SPDX-License-Identifier: MIT */
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

pymgr_proxy *pymgr_shared_set_iter(pymgr_proxy *set, struct pymgr_error *error)
{
    return pm_take_proxy(set, pymgr_call(set, error, "__iter__", NULL), error);
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
    return pymgr_call(set, error, "__and__", "o", other);
}

pymgr_value *pymgr_shared_set_or(pymgr_proxy *set, pymgr_value *other, struct pymgr_error *error)
{
    return pymgr_call(set, error, "__or__", "o", other);
}

pymgr_value *pymgr_shared_set_sub(pymgr_proxy *set, pymgr_value *other, struct pymgr_error *error)
{
    return pymgr_call(set, error, "__sub__", "o", other);
}

pymgr_value *pymgr_shared_set_xor(pymgr_proxy *set, pymgr_value *other, struct pymgr_error *error)
{
    return pymgr_call(set, error, "__xor__", "o", other);
}

pymgr_value *pymgr_shared_set_rand(pymgr_proxy *set, pymgr_value *other, struct pymgr_error *error)
{
    return pymgr_call(set, error, "__rand__", "o", other);
}

pymgr_value *pymgr_shared_set_ror(pymgr_proxy *set, pymgr_value *other, struct pymgr_error *error)
{
    return pymgr_call(set, error, "__ror__", "o", other);
}

pymgr_value *pymgr_shared_set_rsub(pymgr_proxy *set, pymgr_value *other, struct pymgr_error *error)
{
    return pymgr_call(set, error, "__rsub__", "o", other);
}

pymgr_value *pymgr_shared_set_rxor(pymgr_proxy *set, pymgr_value *other, struct pymgr_error *error)
{
    return pymgr_call(set, error, "__rxor__", "o", other);
}

int pymgr_shared_set_iand(pymgr_proxy *set, pymgr_value *other, struct pymgr_error *error)
{
    return pm_take_nothing(pymgr_call(set, error, "__iand__", "o", other));
}

int pymgr_shared_set_ior(pymgr_proxy *set, pymgr_value *other, struct pymgr_error *error)
{
    return pm_take_nothing(pymgr_call(set, error, "__ior__", "o", other));
}

int pymgr_shared_set_isub(pymgr_proxy *set, pymgr_value *other, struct pymgr_error *error)
{
    return pm_take_truth(pymgr_call(set, error, "__isub__", "o", other));
}

int pymgr_shared_set_ixor(pymgr_proxy *set, pymgr_value *other, struct pymgr_error *error)
{
    return pm_take_nothing(pymgr_call(set, error, "__ixor__", "o", other));
}

int pymgr_shared_set_le(pymgr_proxy *set, pymgr_value *other, struct pymgr_error *error)
{
    return pm_take_truth(pymgr_call(set, error, "__le__", "o", other));
}

int pymgr_shared_set_lt(pymgr_proxy *set, pymgr_value *other, struct pymgr_error *error)
{
    return pm_take_truth(pymgr_call(set, error, "__lt__", "o", other));
}

int pymgr_shared_set_ge(pymgr_proxy *set, pymgr_value *other, struct pymgr_error *error)
{
    return pm_take_truth(pymgr_call(set, error, "__ge__", "o", other));
}

int pymgr_shared_set_gt(pymgr_proxy *set, pymgr_value *other, struct pymgr_error *error)
{
    return pm_take_truth(pymgr_call(set, error, "__gt__", "o", other));
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
