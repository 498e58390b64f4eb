/* SPDX-License-Identifier: MIT */
#include "callables/builtins.h"

#include "callables/arithmetic.h"
#include "callables/callable.h"
#include "callables/plain.h"
#include "object/iterate.h"
#include "value/number.h"

/* The items of what is to be iterated over; NULL: the outcome is another. */
static pymgr_value *take_items(struct pm_call *call, pymgr_value *iterable, enum pm_outcome *outcomep)
{
    struct pm_error error;
    pymgr_value *items = pm_sequence_of(iterable, &error);

    if (items != NULL && pm_is_plain(items))
        return items;
    *outcomep = PM_DECLINE;
    if (items == NULL && (error.kind != PM_ERROR_TYPE || pm_is_plain(iterable)))
        *outcomep = pm_raise_error(call, &error);
    return pymgr_unref(items);
}

static enum pm_outcome do_len(struct pm_call *call)
{
    const pymgr_value *value = call->args[0];

    switch (pymgr_kind(value)) {
    case PYMGR_GLOBAL:
    case PYMGR_INSTANCE:
    case PYMGR_RANGE:
        return PM_DECLINE;
    case PYMGR_STR:
    case PYMGR_BYTES:
    case PYMGR_BYTEARRAY:
    case PYMGR_LIST:
    case PYMGR_TUPLE:
    case PYMGR_DICT:
    case PYMGR_SET:
    case PYMGR_FROZENSET:
    case PYMGR_ARRAY:
        return pm_return(call, pymgr_int((int64_t)pymgr_length(value)));
    default:
        return pm_raise(call, PM_TYPE_ERROR, "object of type '%s' has no len()", pymgr_type_name(value));
    }
}

/* Whether any item has this truth. */
static enum pm_outcome look_for(struct pm_call *call, bool truth, bool found)
{
    enum pm_outcome outcome = PM_RETURN;
    pymgr_value *items = take_items(call, call->args[0], &outcome);
    size_t i = 0;

    if (items == NULL)
        return outcome;
    while (i < pymgr_length(items) && pm_truth(pymgr_item(items, i)) != truth)
        i++;
    outcome = pm_return(call, pymgr_bool((i < pymgr_length(items)) == found));
    pymgr_unref(items);
    return outcome;
}

static enum pm_outcome do_all(struct pm_call *call)
{
    return look_for(call, false, false);
}

static enum pm_outcome do_any(struct pm_call *call)
{
    return look_for(call, true, true);
}

/* The sum of ints; floats are added in other ways by different Pythons. */
static enum pm_outcome sum_items(const pymgr_value *items, pymgr_value **sump)
{
    enum pm_outcome outcome = PM_RETURN;

    for (size_t i = 0; outcome == PM_RETURN && i < pymgr_length(items); i++) {
        pymgr_value *before = *sump;

        if (!pm_is_integer(pymgr_item(items, i)))
            return PM_DECLINE;
        outcome = pm_int_add(before, pymgr_item(items, i), sump);
        if (outcome == PM_RETURN)
            pymgr_unref(before);
    }
    return outcome;
}

static enum pm_outcome do_sum(struct pm_call *call)
{
    enum pm_outcome outcome = PM_RETURN;
    pymgr_value *sum, *items;

    if (!pm_is_integer(call->args[1]))
        return PM_DECLINE;
    items = take_items(call, call->args[0], &outcome);
    if (items == NULL)
        return outcome;
    sum = pymgr_ref(call->args[1]);
    outcome = sum_items(items, &sum);
    pymgr_unref(items);
    if (outcome == PM_RETURN)
        return pm_return(call, sum);
    pymgr_unref(sum);
    return outcome;
}

/* The first of the items before which, in this order, no other comes. */
static enum pm_outcome best_of(struct pm_call *call, const pymgr_value *items, enum pm_order order)
{
    pymgr_value *best = pymgr_item(items, 0);
    struct pm_error error;
    bool better;

    for (size_t i = 1; i < pymgr_length(items); i++) {
        if (pm_compare(pymgr_item(items, i), best, order, &better, &error) != 0)
            return pm_raise_error(call, &error);
        if (better)
            best = pymgr_item(items, i);
    }
    return pm_return(call, pymgr_ref(best));
}

/* max and min of several arguments, or of the items of one. */
static enum pm_outcome find_best(struct pm_call *call, enum pm_order order)
{
    size_t count = pymgr_length(call->args[0]);
    enum pm_outcome outcome = PM_RETURN;
    pymgr_value *items;

    if (!pymgr_is_none(call->args[1]) || call->args[2] != NULL || count == 0)
        return PM_DECLINE;
    items = take_items(call, count > 1 ? call->args[0] : pymgr_item(call->args[0], 0), &outcome);
    if (items == NULL)
        return outcome;
    if (pymgr_length(items) == 0)
        outcome = pm_raise(call, PM_VALUE_ERROR, "%s() iterable argument is empty", call->method->name);
    else
        outcome = best_of(call, items, order);
    pymgr_unref(items);
    return outcome;
}

static enum pm_outcome do_max(struct pm_call *call)
{
    return find_best(call, PM_GT);
}

static enum pm_outcome do_min(struct pm_call *call)
{
    return find_best(call, PM_LT);
}

static enum pm_outcome do_sorted(struct pm_call *call)
{
    enum pm_outcome outcome = PM_RETURN;
    size_t given = pymgr_length(call->args[0]);
    pymgr_value *items, *sorted;
    struct pm_error error;

    if (given != 1)
        return pm_raise(call, PM_TYPE_ERROR, "sorted expected 1 argument, got %zu", given);
    if (!pymgr_is_none(call->args[1]))
        return PM_DECLINE;
    items = take_items(call, pymgr_item(call->args[0], 0), &outcome);
    if (items == NULL)
        return outcome;
    sorted = pm_list_from(items);
    pymgr_unref(items);
    if (sorted == NULL || pm_list_sort(sorted, pm_truth(call->args[2]), &error) == 0)
        return pm_return(call, sorted);
    pymgr_unref(sorted);
    return pm_raise_error(call, &error);
}

static enum pm_outcome do_pow(struct pm_call *call)
{
    return pymgr_is_none(call->args[2]) ? pm_do_pow(call) : PM_DECLINE;
}

#define BUILTIN(title, function_handler, text, kind)                                                         \
    {                                                                                                        \
        .module = "builtins", .name = title, .function = {                                                   \
            .name = title,                                                                                   \
            .handler = function_handler,                                                                     \
            .signature = text,                                                                               \
            .binding = kind                                                                                  \
        }                                                                                                    \
    }
#define OF_ONE(title, handler) BUILTIN(title, handler, "(x, /)", PM_C_ONE)

static const struct pm_callable rows[] = {
    OF_ONE("abs", pm_do_abs),
    OF_ONE("all", do_all),
    OF_ONE("any", do_any),
    OF_ONE("bin", pm_do_bin),
    BUILTIN("bool", pm_do_bool, "(x=False, /)", PM_C_POSITIONAL),
    OF_ONE("chr", pm_do_chr),
    BUILTIN("divmod", pm_do_divmod, "(x, y, /)", PM_C_POSITIONAL),
    BUILTIN("float", pm_do_float, "(x=0, /)", PM_C_POSITIONAL),
    BUILTIN("frozenset", pm_do_frozenset, "(iterable=(), /)", PM_C_POSITIONAL),
    OF_ONE("hex", pm_do_hex),
    BUILTIN("int", pm_do_int, "(x=0, /, base=...)", PM_C_KEYWORDS),
    OF_ONE("len", do_len),
    BUILTIN("list", pm_do_list, "(iterable=(), /)", PM_C_POSITIONAL),
    BUILTIN("max", do_max, "(*args, key=None, default=...)", PM_DEF),
    BUILTIN("min", do_min, "(*args, key=None, default=...)", PM_DEF),
    OF_ONE("oct", pm_do_oct),
    OF_ONE("ord", pm_do_ord),
    BUILTIN("pow", do_pow, "(base, exp, mod=None)", PM_C_KEYWORDS),
    OF_ONE("repr", pm_do_repr),
    BUILTIN("round", pm_do_round, "(number, ndigits=None)", PM_C_KEYWORDS),
    BUILTIN("set", pm_do_set, "(iterable=(), /)", PM_C_POSITIONAL),
    BUILTIN("sorted", do_sorted, "(*args, key=None, reverse=False)", PM_DEF),
    BUILTIN("str", pm_do_str, "(object='', encoding=..., errors=...)", PM_C_KEYWORDS),
    BUILTIN("str.casefold", pm_do_str_lower, "(str, /)", PM_C_ONE),
    BUILTIN("str.lower", pm_do_str_lower, "(str, /)", PM_C_ONE),
    BUILTIN("str.upper", pm_do_str_upper, "(str, /)", PM_C_ONE),
    BUILTIN("sum", do_sum, "(iterable, /, start=0)", PM_C_KEYWORDS),
    BUILTIN("tuple", pm_do_tuple, "(iterable=(), /)", PM_C_POSITIONAL),
};

const struct pm_callable_table pm_callables_builtins = { rows, sizeof rows / sizeof rows[0] };
