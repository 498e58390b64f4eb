/* SPDX-License-Identifier: MIT
 *
 * Classes whose instances print as in Python, although here they are only what they were pickled from.
 */
#ifndef PM_VALUE_KNOWN_H
#define PM_VALUE_KNOWN_H

#include "value/repr.h"

struct pm_known {
    const char *module, *name;
    pm_writer *repr, *str;
};

/* The row of an instance's class, NULL: not known. */
const struct pm_known *pm_known_class(const pymgr_value *instance);

bool pm_is_builtin_constant(const char *name);
bool pm_is_builtin_function(const char *name);
bool pm_is_builtin_exception(const char *name);
bool pm_is_os_error(const char *name); /* OSError or a class derived from it */

/* known_exception.c */
pm_writer pm_repr_exception, pm_str_exception;
pm_writer pm_str_key_error;
pm_writer pm_repr_os_error, pm_str_os_error;
pm_writer pm_str_decode_error, pm_str_encode_error;
pm_writer pm_str_exception_group;
/* known_datetime.c */
pm_writer pm_repr_date, pm_str_date;
pm_writer pm_repr_time, pm_str_time;
pm_writer pm_repr_datetime, pm_str_datetime;
pm_writer pm_repr_timedelta, pm_str_timedelta;
pm_writer pm_repr_timezone, pm_str_timezone;
/* known_collection.c */
pm_writer pm_repr_ordered_dict, pm_repr_default_dict, pm_repr_deque;
/* known_proxy.c */
pm_writer pm_repr_proxy;
/* known_scalar.c */
pm_writer pm_repr_decimal, pm_str_decimal;
pm_writer pm_repr_fraction, pm_str_fraction;
pm_writer pm_repr_uuid, pm_str_uuid;

#endif
