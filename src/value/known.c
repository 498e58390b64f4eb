/* SPDX-License-Identifier: MIT */
#include "value/known.h"

static const struct pm_known classes[] = {
    { "_pickle", "PicklingError", pm_repr_exception, pm_str_exception },
    { "_pickle", "UnpicklingError", pm_repr_exception, pm_str_exception },
    { "_queue", "Empty", pm_repr_exception, pm_str_exception },
    { "collections", "OrderedDict", pm_repr_ordered_dict, pm_repr_ordered_dict },
    { "collections", "defaultdict", pm_repr_default_dict, pm_repr_default_dict },
    { "collections", "deque", pm_repr_deque, pm_repr_deque },
    { "datetime", "date", pm_repr_date, pm_str_date },
    { "datetime", "datetime", pm_repr_datetime, pm_str_datetime },
    { "datetime", "time", pm_repr_time, pm_str_time },
    { "datetime", "timedelta", pm_repr_timedelta, pm_str_timedelta },
    { "datetime", "timezone", pm_repr_timezone, pm_str_timezone },
    { "decimal", "Decimal", pm_repr_decimal, pm_str_decimal },
    { "fractions", "Fraction", pm_repr_fraction, pm_str_fraction },
    { "multiprocessing.context", "AuthenticationError", pm_repr_exception, pm_str_exception },
    { "multiprocessing.context", "BufferTooShort", pm_repr_exception, pm_str_exception },
    { "multiprocessing.context", "ProcessError", pm_repr_exception, pm_str_exception },
    { "multiprocessing.context", "TimeoutError", pm_repr_exception, pm_str_exception },
    { "pickle", "PicklingError", pm_repr_exception, pm_str_exception },
    { "pickle", "UnpicklingError", pm_repr_exception, pm_str_exception },
    { "queue", "Empty", pm_repr_exception, pm_str_exception },
    { "queue", "Full", pm_repr_exception, pm_str_exception },
    { "queue", "ShutDown", pm_repr_exception, pm_str_exception },
    { "struct", "error", pm_repr_exception, pm_str_exception },
    { "threading", "BrokenBarrierError", pm_repr_exception, pm_str_exception },
    { "uuid", "UUID", pm_repr_uuid, pm_str_uuid },
};

/* Those of the builtin exceptions that do not print as most. */
static const struct pm_known exceptions[] = {
    { "builtins", "BaseExceptionGroup", pm_repr_exception, pm_str_exception_group },
    { "builtins", "ExceptionGroup", pm_repr_exception, pm_str_exception_group },
    { "builtins", "KeyError", pm_repr_exception, pm_str_key_error },
    { "builtins", "UnicodeDecodeError", pm_repr_exception, pm_str_decode_error },
    { "builtins", "UnicodeEncodeError", pm_repr_exception, pm_str_encode_error },
};

static const struct pm_known any_exception = { "builtins", NULL, pm_repr_exception, pm_str_exception };
static const struct pm_known os_error = { "builtins", NULL, pm_repr_os_error, pm_str_os_error };

static const struct pm_known proxy = { "multiprocessing.managers", "BaseProxy", pm_repr_proxy,
    pm_repr_proxy };

static const struct pm_known *find(const pymgr_value *class, const struct pm_known *rows, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (pm_global_is(class, rows[i].module, rows[i].name))
            return &rows[i];
    }
    return NULL;
}

static const struct pm_known *find_exception(const pymgr_value *class, const char *name)
{
    const struct pm_known *row;

    if (!pm_is_builtin_exception(name))
        return NULL;
    row = find(class, exceptions, sizeof exceptions / sizeof exceptions[0]);
    if (row != NULL)
        return row;
    return pm_is_os_error(name) ? &os_error : &any_exception;
}

const struct pm_known *pm_known_class(const pymgr_value *instance)
{
    const pymgr_value *class = pymgr_instance_class(instance);

    if (PM_CONST_CAST(pm_instance, instance)->proxy)
        return &proxy;
    if (!pm_is(class, PYMGR_GLOBAL) || !pm_is(PM_CONST_CAST(pm_instance, instance)->args, PYMGR_TUPLE))
        return NULL;
    if (pm_text_is(PM_CONST_CAST(pm_global, class)->module, "builtins"))
        return find_exception(class, pymgr_text(PM_CONST_CAST(pm_global, class)->qualname, NULL));
    return find(class, classes, sizeof classes / sizeof classes[0]);
}
