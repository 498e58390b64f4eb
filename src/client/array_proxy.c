/* SPDX-License-Identifier: MIT
 *
 * An array is asked like a list, but has fewer methods.
 */
#include "client/typed.h"

pymgr_proxy *pymgr_shared_array_new(
    pymgr_manager *manager, const char *typecode, pymgr_value *items, struct pymgr_error *error)
{
    return pymgr_create(manager, error, "Array", "so", typecode, items);
}

int64_t pymgr_shared_array_len(pymgr_proxy *array, struct pymgr_error *error)
{
    return pymgr_shared_list_len(array, error);
}

pymgr_value *pymgr_shared_array_get(pymgr_proxy *array, int64_t index, struct pymgr_error *error)
{
    return pymgr_shared_list_get(array, index, error);
}

int pymgr_shared_array_set(pymgr_proxy *array, int64_t index, pymgr_value *item, struct pymgr_error *error)
{
    return pymgr_shared_list_set(array, index, item, error);
}

pymgr_value *pymgr_shared_array_get_slice(
    pymgr_proxy *array, int64_t start, int64_t stop, struct pymgr_error *error)
{
    return pymgr_shared_list_get_slice(array, start, stop, error);
}

int pymgr_shared_array_set_slice(
    pymgr_proxy *array, int64_t start, int64_t stop, pymgr_value *items, struct pymgr_error *error)
{
    return pymgr_shared_list_set_slice(array, start, stop, items, error);
}
