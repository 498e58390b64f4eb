/* SPDX-License-Identifier: MIT
 *
 * What waits for functions to run waits as long as they take.
 */
#include "client/typed.h"
#include "value/pack.h"

pymgr_proxy *pymgr_pool_new(pymgr_manager *manager, int processes, struct pymgr_error *error)
{
    return pymgr_create(manager, error, "Pool", processes == 0 ? "" : "i", processes);
}

/* --- apply ---------------------------------------------------------------------------------------------- */

static pymgr_value *apply(pymgr_proxy *pool, double timeout, const char *method, pymgr_value *function,
    pymgr_value *args, pymgr_value *kwds, struct pymgr_error *error)
{
    return pm_call_waiting(pool, timeout, error, method, "ooo", function,
        args == NULL ? pymgr_tuple(0) : pymgr_ref(args), kwds == NULL ? pymgr_dict() : pymgr_ref(kwds));
}

static pymgr_value *apply_packed(pymgr_proxy *pool, double timeout, const char *method, pymgr_value *function,
    const char *format, va_list list, struct pymgr_error *error)
{
    pymgr_value *args, *kwds, *result;

    if (pm_pack_call(format, list, &args, &kwds, error) != 0)
        return pymgr_unref(function);
    result = apply(pool, timeout, method, function, args, kwds, error);
    pymgr_unref(args);
    pymgr_unref(kwds);
    return result;
}

pymgr_value *pymgr_pool_apply(
    pymgr_proxy *pool, struct pymgr_error *error, pymgr_value *function, const char *format, ...)
{
    pymgr_value *result;
    va_list list;

    va_start(list, format);
    result = apply_packed(pool, PM_FOR_EVER, "apply", function, format, list, error);
    va_end(list);
    return result;
}

pymgr_proxy *pymgr_pool_apply_async(
    pymgr_proxy *pool, struct pymgr_error *error, pymgr_value *function, const char *format, ...)
{
    pymgr_value *result;
    va_list list;

    va_start(list, format);
    result = apply_packed(pool, 0, "apply_async", function, format, list, error);
    va_end(list);
    return pm_take_proxy(pool, result, error);
}

pymgr_value *pymgr_pool_apply_with(
    pymgr_proxy *pool, pymgr_value *function, pymgr_value *args, pymgr_value *kwds, struct pymgr_error *error)
{
    return apply(pool, PM_FOR_EVER, "apply", function, args, kwds, error);
}

pymgr_proxy *pymgr_pool_apply_async_with(
    pymgr_proxy *pool, pymgr_value *function, pymgr_value *args, pymgr_value *kwds, struct pymgr_error *error)
{
    return pm_take_proxy(pool, apply(pool, 0, "apply_async", function, args, kwds, error), error);
}

/* --- map and its kin ------------------------------------------------------------------------------------ */

static pymgr_value *map(pymgr_proxy *pool, double timeout, const char *method, pymgr_value *function,
    pymgr_value *items, int chunksize, struct pymgr_error *error)
{
    return pm_call_waiting(
        pool, timeout, error, method, chunksize == 0 ? "oo" : "ooi", function, items, chunksize);
}

static pymgr_proxy *map_later(pymgr_proxy *pool, const char *method, pymgr_value *function,
    pymgr_value *items, int chunksize, struct pymgr_error *error)
{
    return pm_take_proxy(pool, map(pool, 0, method, function, items, chunksize, error), error);
}

pymgr_value *pymgr_pool_map(
    pymgr_proxy *pool, pymgr_value *function, pymgr_value *items, int chunksize, struct pymgr_error *error)
{
    return map(pool, PM_FOR_EVER, "map", function, items, chunksize, error);
}

pymgr_value *pymgr_pool_starmap(
    pymgr_proxy *pool, pymgr_value *function, pymgr_value *items, int chunksize, struct pymgr_error *error)
{
    return map(pool, PM_FOR_EVER, "starmap", function, items, chunksize, error);
}

pymgr_proxy *pymgr_pool_map_async(
    pymgr_proxy *pool, pymgr_value *function, pymgr_value *items, int chunksize, struct pymgr_error *error)
{
    return map_later(pool, "map_async", function, items, chunksize, error);
}

pymgr_proxy *pymgr_pool_starmap_async(
    pymgr_proxy *pool, pymgr_value *function, pymgr_value *items, int chunksize, struct pymgr_error *error)
{
    return map_later(pool, "starmap_async", function, items, chunksize, error);
}

pymgr_proxy *pymgr_pool_imap(
    pymgr_proxy *pool, pymgr_value *function, pymgr_value *items, int chunksize, struct pymgr_error *error)
{
    return map_later(pool, "imap", function, items, chunksize, error);
}

pymgr_proxy *pymgr_pool_imap_unordered(
    pymgr_proxy *pool, pymgr_value *function, pymgr_value *items, int chunksize, struct pymgr_error *error)
{
    return map_later(pool, "imap_unordered", function, items, chunksize, error);
}

/* --- the end -------------------------------------------------------------------------------------------- */

int pymgr_pool_close(pymgr_proxy *pool, struct pymgr_error *error)
{
    return pm_take_nothing(pymgr_call(pool, error, "close", NULL));
}

int pymgr_pool_terminate(pymgr_proxy *pool, struct pymgr_error *error)
{
    return pm_take_nothing(pm_call_waiting(pool, PM_FOR_EVER, error, "terminate", NULL));
}

int pymgr_pool_join(pymgr_proxy *pool, struct pymgr_error *error)
{
    return pm_take_nothing(pm_call_waiting(pool, PM_FOR_EVER, error, "join", NULL));
}
