/* SPDX-License-Identifier: MIT
 *
 * manager.Value: ValueProxy's methods.
 */
#include "client/typed.h"

pymgr_proxy *pymgr_shared_value_new(
    pymgr_manager *manager, const char *typecode, pymgr_value *value, struct pymgr_error *error)
{
    return pymgr_create(manager, error, "Value", "so", typecode, value);
}

pymgr_value *pymgr_shared_value_get(pymgr_proxy *value, struct pymgr_error *error)
{
    return pymgr_call(value, error, "get", NULL);
}

int pymgr_shared_value_set(pymgr_proxy *value, pymgr_value *content, struct pymgr_error *error)
{
    return pm_take_nothing(pymgr_call(value, error, "set", "o", content));
}
