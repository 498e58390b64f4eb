/* SPDX-License-Identifier: MIT
 *
 * manager.Namespace: NamespaceProxy's attributes.
 */
#include "client/typed.h"

#include <pymgr/pack.h>

pymgr_proxy *pymgr_namespace_new(pymgr_manager *manager, struct pymgr_error *error)
{
    return pymgr_create(manager, error, "Namespace", NULL);
}

/* The attributes are keyword arguments. */
pymgr_proxy *pymgr_namespace_from(pymgr_manager *manager, pymgr_value *attributes, struct pymgr_error *error)
{
    pymgr_proxy *space = NULL;

    if (pymgr_unpack(attributes, error, "{*}") == 0)
        space = pymgr_create_with(manager, "Namespace", NULL, attributes, error);
    pymgr_unref(attributes);
    return space;
}

pymgr_value *pymgr_namespace_get(pymgr_proxy *space, const char *name, struct pymgr_error *error)
{
    return pymgr_call(space, error, "__getattribute__", "s", name);
}

int pymgr_namespace_set(pymgr_proxy *space, const char *name, pymgr_value *value, struct pymgr_error *error)
{
    return pm_take_nothing(pymgr_call(space, error, "__setattr__", "so", name, value));
}

int pymgr_namespace_del(pymgr_proxy *space, const char *name, struct pymgr_error *error)
{
    return pm_take_nothing(pymgr_call(space, error, "__delattr__", "s", name));
}
