/* SPDX-License-Identifier: MIT
 *
 * Functions of math. Most are the C library's, with CPython's rules for what is no number.
 */
#include "callables/arithmetic.h"
#include "callables/callable.h"
#include "value/number.h"
#include "value/real.h"

#include <math.h>
#include <string.h>

/* Functions of one number, by name. */
static const struct {
    const char *name;
    double (*function)(double);
    bool overflows; /* for an infinite result of a finite number */
} of_one[] = {
    { "sqrt", sqrt, false },
    { "exp", exp, true },
    { "sin", sin, false },
    { "cos", cos, false },
    { "tan", tan, false },
    { "asin", asin, false },
    { "acos", acos, false },
    { "atan", atan, false },
    { "sinh", sinh, true },
    { "cosh", cosh, true },
    { "tanh", tanh, false },
    { "fabs", fabs, false },
};

/* The argument as a double; false: the outcome is another. */
static bool take_double(struct pm_call *call, size_t index, double *numberp, enum pm_outcome *outcomep)
{
    struct pm_error error;

    if (pm_is(call->args[index], PYMGR_INSTANCE))
        *outcomep = PM_DECLINE;
    else if (pm_double_of(call->args[index], numberp, &error) == 0)
        return true;
    else
        *outcomep = pm_raise_error(call, &error);
    return false;
}

static enum pm_outcome return_checked(struct pm_call *call, double result, bool finite, bool overflows)
{
    if (finite && isnan(result))
        return pm_raise(call, PM_VALUE_ERROR, "math domain error");
    if (finite && isinf(result))
        return overflows ? pm_raise(call, PM_OVERFLOW_ERROR, "math range error")
                         : pm_raise(call, PM_VALUE_ERROR, "math domain error");
    return pm_return(call, pymgr_float(result));
}

static enum pm_outcome do_one(struct pm_call *call)
{
    enum pm_outcome outcome;
    double number, result;
    size_t i = 0;

    if (!take_double(call, 0, &number, &outcome))
        return outcome;
    while (strcmp(of_one[i].name, strchr(call->method->name, '.') + 1) != 0)
        i++;
    result = of_one[i].function(number);
    /* The sine of infinity is an error, that of nan is not. */
    return return_checked(
        call, result, !isnan(number) && (isnan(result) || !isinf(number)), of_one[i].overflows);
}

static enum pm_outcome log_with(struct pm_call *call, double (*function)(double))
{
    enum pm_outcome outcome;
    double number;

    /* The logarithm of an int too large for a double is taken differently. */
    if (pm_is(call->args[0], PYMGR_INT) && (pm_flags(call->args[0]) & PM_BIG))
        return PM_DECLINE;
    if (!take_double(call, 0, &number, &outcome))
        return outcome;
    if (number <= 0)
        return pm_raise(call, PM_VALUE_ERROR, "math domain error");
    return pm_return(call, pymgr_float(function(number)));
}

static enum pm_outcome do_log(struct pm_call *call)
{
    return call->args[1] == NULL ? log_with(call, log) : PM_DECLINE;
}

static enum pm_outcome do_log2(struct pm_call *call)
{
    return log_with(call, log2);
}

static enum pm_outcome do_log10(struct pm_call *call)
{
    return log_with(call, log10);
}

/* The int that a number is once rounded by the function; ints are their own. */
static enum pm_outcome do_whole(struct pm_call *call, double (*function)(double))
{
    double number;

    if (pm_is_integer(call->args[0]))
        return pm_do_pos(call);
    if (!pm_is(call->args[0], PYMGR_FLOAT))
        return PM_DECLINE;
    number = pymgr_float_value(call->args[0]);
    if (isnan(number))
        return pm_raise(call, PM_VALUE_ERROR, "cannot convert float NaN to integer");
    if (isinf(number))
        return pm_raise(call, PM_OVERFLOW_ERROR, "cannot convert float infinity to integer");
    return pm_return(call, pm_int_of_double(function(number)));
}

static enum pm_outcome do_floor(struct pm_call *call)
{
    return do_whole(call, floor);
}

static enum pm_outcome do_ceil(struct pm_call *call)
{
    return do_whole(call, ceil);
}

static enum pm_outcome do_trunc(struct pm_call *call)
{
    return do_whole(call, trunc);
}

static enum pm_outcome do_isnan(struct pm_call *call)
{
    enum pm_outcome outcome;
    double number;

    if (!take_double(call, 0, &number, &outcome))
        return outcome;
    return pm_return(call, pymgr_bool(isnan(number)));
}

static enum pm_outcome do_isinf(struct pm_call *call)
{
    enum pm_outcome outcome;
    double number;

    if (!take_double(call, 0, &number, &outcome))
        return outcome;
    return pm_return(call, pymgr_bool(isinf(number)));
}

static enum pm_outcome do_isfinite(struct pm_call *call)
{
    enum pm_outcome outcome;
    double number;

    if (!take_double(call, 0, &number, &outcome))
        return outcome;
    return pm_return(call, pymgr_bool(isfinite(number)));
}

#define MATH(title, function_handler, text, kind)                                                            \
    {                                                                                                        \
        .module = "math", .name = title, .function = {                                                       \
            .name = "math." title,                                                                           \
            .handler = function_handler,                                                                     \
            .signature = text,                                                                               \
            .binding = kind                                                                                  \
        }                                                                                                    \
    }
#define OF_ONE(title) MATH(title, do_one, "(x, /)", PM_C_ONE)

static const struct pm_callable rows[] = {
    OF_ONE("sqrt"),
    OF_ONE("exp"),
    OF_ONE("sin"),
    OF_ONE("cos"),
    OF_ONE("tan"),
    OF_ONE("asin"),
    OF_ONE("acos"),
    OF_ONE("atan"),
    OF_ONE("sinh"),
    OF_ONE("cosh"),
    OF_ONE("tanh"),
    OF_ONE("fabs"),
    MATH("log", do_log, "(x, base=..., /)", PM_C_POSITIONAL),
    MATH("log2", do_log2, "(x, /)", PM_C_ONE),
    MATH("log10", do_log10, "(x, /)", PM_C_ONE),
    MATH("floor", do_floor, "(x, /)", PM_C_ONE),
    MATH("ceil", do_ceil, "(x, /)", PM_C_ONE),
    MATH("trunc", do_trunc, "(x, /)", PM_C_ONE),
    MATH("isnan", do_isnan, "(x, /)", PM_C_ONE),
    MATH("isinf", do_isinf, "(x, /)", PM_C_ONE),
    MATH("isfinite", do_isfinite, "(x, /)", PM_C_ONE),
};

const struct pm_callable_table pm_callables_math = { rows, sizeof rows / sizeof rows[0] };
