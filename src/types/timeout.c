/* SPDX-License-Identifier: MIT */
#include "types/timeout.h"

#include "value/number.h"
#include "value/real.h"

#include <math.h>

#define FOR_EVER (-1.0)
#define CLOCK_MAX 9223372036.854775 /* seconds whose nanoseconds fit 64 bits */
#define TIMEOUT_MAX 9223372036.0    /* threading.TIMEOUT_MAX */

static int clock_of_int(const pymgr_value *timeout, double *secondsp, struct pm_error *error)
{
    int64_t seconds;

    if (!pymgr_int_value(timeout, &seconds) || (double)seconds > CLOCK_MAX || (double)seconds < -CLOCK_MAX)
        return pm_fail(error, PM_ERROR_OVERFLOW, "timestamp too large to convert to C _PyTime_t");
    *secondsp = (double)seconds;
    return 0;
}

static int clock_of_float(double seconds, double *secondsp, struct pm_error *error)
{
    if (isnan(seconds))
        return pm_fail(error, PM_ERROR_VALUE, "Invalid value NaN (not a number)");
    if (fabs(seconds) > CLOCK_MAX)
        return pm_fail(error, PM_ERROR_OVERFLOW, "timestamp out of range for platform time_t");
    *secondsp = seconds;
    return 0;
}

int pm_clock_seconds(const pymgr_value *timeout, double *secondsp, struct pm_error *error)
{
    if (pm_is(timeout, PYMGR_FLOAT))
        return clock_of_float(pymgr_float_value(timeout), secondsp, error);
    if (pm_is(timeout, PYMGR_INT) || pm_is(timeout, PYMGR_BOOL))
        return clock_of_int(timeout, secondsp, error);
    return pm_fail(error, PM_ERROR_TYPE, "'%s' object cannot be interpreted as an integer",
        pm_qualified_type_name(timeout));
}

int pm_check_seconds(double seconds, struct pm_error *error)
{
    double checked;

    if (seconds < 0)
        return 0;
    if (clock_of_float(seconds, &checked, error) != 0)
        return -1;
    if (seconds > TIMEOUT_MAX)
        return pm_fail(error, PM_ERROR_OVERFLOW, "timeout value is too large");
    return 0;
}

int pm_wait_seconds(const pymgr_value *timeout, double *secondsp, struct pm_error *error)
{
    bool above;

    *secondsp = FOR_EVER;
    if (pymgr_is_none(timeout))
        return 0;
    if (pm_compare(timeout, pymgr_int(0), PM_GT, &above, error) != 0)
        return -1;
    *secondsp = 0;
    if (!above)
        return 0;
    if (pm_clock_seconds(timeout, secondsp, error) != 0)
        return -1;
    return pm_check_seconds(*secondsp, error);
}

int pm_deadline_seconds(const pymgr_value *timeout, double *secondsp, struct pm_error *error)
{
    bool number = pm_is_integer(timeout) || pm_is(timeout, PYMGR_FLOAT);
    double seconds;

    if (number && pm_double_of(timeout, &seconds, error) != 0)
        return -1;
    /* A complex number can be added, but then is not to be compared with 0. */
    if (!number && !pymgr_is_none(timeout) && !pm_is(timeout, PYMGR_COMPLEX))
        return pm_fail(error, PM_ERROR_TYPE, "unsupported operand type(s) for +: 'float' and '%s'",
            pm_qualified_type_name(timeout));
    if (number && isnan(seconds)) {
        *secondsp = FOR_EVER;
        return 0;
    }
    return pm_wait_seconds(timeout, secondsp, error);
}

int pm_queue_seconds(const pymgr_value *timeout, double *secondsp, struct pm_error *error)
{
    bool below;

    *secondsp = FOR_EVER;
    if (pymgr_is_none(timeout))
        return 0;
    if (pm_compare(timeout, pymgr_int(0), PM_LT, &below, error) != 0)
        return -1;
    if (below)
        return pm_fail(error, PM_ERROR_VALUE, "'timeout' must be a non-negative number");
    if (pm_double_of(timeout, secondsp, error) != 0)
        return -1;
    /* Time that is nan never runs out in queue.py's loop. */
    if (isnan(*secondsp))
        *secondsp = FOR_EVER;
    return 0;
}
