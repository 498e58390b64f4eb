/* SPDX-License-Identifier: MIT
 *
 * The functions of builtins that make containers and numbers.
 */
#include "callables/arithmetic.h"
#include "callables/builtins.h"
#include "callables/plain.h"
#include "object/iterate.h"
#include "value/number.h"
#include "value/real.h"

#include <math.h>
#include <string.h>

/* --- numbers --- */

enum pm_outcome pm_do_bool(struct pm_call *call)
{
    if (!pm_is_plain(call->args[0]))
        return PM_DECLINE;
    return pm_return(call, pymgr_bool(pm_truth(call->args[0])));
}

static enum pm_outcome int_of_float(struct pm_call *call, double number)
{
    if (isnan(number))
        return pm_raise(call, PM_VALUE_ERROR, "cannot convert float NaN to integer");
    if (isinf(number))
        return pm_raise(call, PM_OVERFLOW_ERROR, "cannot convert float infinity to integer");
    return pm_return(call, pm_int_of_double(trunc(number)));
}

static bool is_blank(char c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}

/* An ASCII text without the blanks at its ends; false: it is not ASCII. */
static bool strip(const pymgr_value *str, const char **textp, size_t *sizep)
{
    size_t size;
    const char *text = pymgr_text(str, &size);

    if (!pm_ascii(text, size))
        return false;
    for (; size > 0 && is_blank(text[0]); size--)
        text++;
    while (size > 0 && is_blank(text[size - 1]))
        size--;
    *textp = text;
    *sizep = size;
    return true;
}

static bool has_only(const char *text, size_t size, const char *wanted)
{
    for (size_t i = 0; i < size; i++) {
        if (text[i] == '\0' || strchr(wanted, text[i]) == NULL)
            return false;
    }
    return true;
}

static enum pm_outcome int_of_text(struct pm_call *call, const pymgr_value *str)
{
    struct pm_buffer repr = PM_BUFFER_INIT;
    struct pm_error error;
    const char *text;
    size_t size;

    /* Other scripts have digits too, and underscores may stand between them. */
    if (!strip(str, &text, &size) || memchr(text, '_', size) != NULL)
        return PM_DECLINE;
    call->result = pm_int_from_decimal(text, size, &error);
    if (call->result != NULL)
        return PM_RETURN;
    if (error.kind == PM_ERROR_NOMEM)
        return PM_NOMEM;
    if (error.kind == PM_ERROR_LIMIT || pm_repr(&repr, str, &error) != 0) {
        pm_buffer_free(&repr);
        return PM_DECLINE;
    }
    pm_put_u8(&repr, '\0');
    if (!pm_buffer_failed(&repr))
        pm_raise(call, PM_VALUE_ERROR, "invalid literal for int() with base 10: %s",
            (const char *)pm_buffer_bytes(&repr));
    pm_buffer_free(&repr);
    return call->result == NULL ? PM_NOMEM : PM_RAISE;
}

enum pm_outcome pm_do_int(struct pm_call *call)
{
    const pymgr_value *value = call->args[0];

    if (call->args[1] != NULL)
        return PM_DECLINE;
    if (pm_is(value, PYMGR_FLOAT))
        return int_of_float(call, pymgr_float_value(value));
    if (pm_is(value, PYMGR_STR))
        return int_of_text(call, value);
    return pm_is_integer(value) ? pm_int_add(value, pymgr_int(0), &call->result) : PM_DECLINE;
}

enum pm_outcome pm_do_float(struct pm_call *call)
{
    struct pm_error error;
    double number;
    const char *text;
    char copy[64];
    size_t size;

    if (pm_is_integer(call->args[0]) || pm_is(call->args[0], PYMGR_FLOAT)) {
        if (pm_double_of(call->args[0], &number, &error) != 0)
            return pm_raise_error(call, &error);
        return pm_return(call, pymgr_float(number));
    }
    /* Other texts may mean numbers too, or are errors. */
    if (!pm_is(call->args[0], PYMGR_STR) || !strip(call->args[0], &text, &size) || size >= sizeof copy ||
        !has_only(text, size, "0123456789+-.eE"))
        return PM_DECLINE;
    memcpy(copy, text, size);
    copy[size] = '\0';
    return pm_double_from_text(copy, size, &number) ? pm_return(call, pymgr_float(number)) : PM_DECLINE;
}

enum pm_outcome pm_do_round(struct pm_call *call)
{
    double number;

    if (!pymgr_is_none(call->args[1]))
        return PM_DECLINE;
    if (pm_is_integer(call->args[0]))
        return pm_do_pos(call);
    if (!pm_is(call->args[0], PYMGR_FLOAT))
        return PM_DECLINE;
    number = pymgr_float_value(call->args[0]);
    return int_of_float(call, isfinite(number) ? rint(number) : number);
}

/* --- containers --- */

/* The items of the one argument; NULL: the outcome is another. */
static pymgr_value *take_items(struct pm_call *call, enum pm_outcome *outcomep)
{
    struct pm_error error;
    pymgr_value *items = pm_sequence_of(call->args[0], &error);

    if (items != NULL)
        return items;
    *outcomep = PM_DECLINE;
    if (error.kind != PM_ERROR_TYPE || pm_is_plain(call->args[0]))
        *outcomep = pm_raise_error(call, &error);
    return NULL;
}

pymgr_value *pm_list_from(const pymgr_value *items)
{
    size_t count = pymgr_length(items);
    pymgr_value *list = pm_list_sized(count);

    for (size_t i = 0; list != NULL && i < count; i++)
        PM_CAST(pm_list, list)->items[i] = pymgr_ref(pymgr_item(items, i));
    return list;
}

static pymgr_value *tuple_from(const pymgr_value *items)
{
    size_t count = pymgr_length(items);
    pymgr_value *tuple = pymgr_tuple(count);

    for (size_t i = 0; tuple != NULL && i < count; i++)
        pymgr_tuple_put(tuple, i, pymgr_ref(pymgr_item(items, i)));
    return tuple;
}

static enum pm_outcome make(struct pm_call *call, pymgr_value *(*from)(const pymgr_value *))
{
    enum pm_outcome outcome = PM_RETURN;
    pymgr_value *items = take_items(call, &outcome);

    if (items == NULL)
        return outcome;
    outcome = pm_return(call, from(items));
    pymgr_unref(items);
    return outcome;
}

enum pm_outcome pm_do_list(struct pm_call *call)
{
    return make(call, pm_list_from);
}

enum pm_outcome pm_do_tuple(struct pm_call *call)
{
    return make(call, tuple_from);
}

/* Adds the items to a set (taken). */
static enum pm_outcome fill_set(struct pm_call *call, pymgr_value *set, const pymgr_value *items)
{
    enum pm_outcome outcome = set == NULL ? PM_NOMEM : PM_RETURN;
    struct pm_error error;
    uint64_t hash;

    for (size_t i = 0; outcome == PM_RETURN && i < pymgr_length(items); i++) {
        pymgr_value *item = pymgr_item(items, i);

        if (pm_hash(item, &hash, &error) != 0)
            outcome = pm_raise_error(call, &error);
        else if (pymgr_set_add(set, pymgr_ref(item)) != 0)
            outcome = PM_NOMEM;
    }
    if (outcome == PM_RETURN)
        return pm_return(call, set);
    pymgr_unref(set);
    return outcome;
}

static enum pm_outcome make_set(struct pm_call *call, pymgr_value *(*make_empty)(void))
{
    enum pm_outcome outcome = PM_RETURN;
    pymgr_value *items = take_items(call, &outcome);

    if (items == NULL)
        return outcome;
    outcome = pm_is_plain(items) ? fill_set(call, make_empty(), items) : PM_DECLINE;
    pymgr_unref(items);
    return outcome;
}

enum pm_outcome pm_do_set(struct pm_call *call)
{
    return make_set(call, pymgr_set);
}

enum pm_outcome pm_do_frozenset(struct pm_call *call)
{
    return make_set(call, pymgr_frozenset);
}
