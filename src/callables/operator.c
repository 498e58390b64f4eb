/* SPDX-License-Identifier: MIT
 *
 * Functions of operator. Those of the module _operator, as they are pickled, are found here too.
 */
#include "callables/arithmetic.h"
#include "callables/callable.h"
#include "callables/plain.h"

static enum pm_outcome compare(struct pm_call *call, enum pm_order order)
{
    struct pm_error error;
    bool result;

    if (!pm_is_plain(call->args[0]) || !pm_is_plain(call->args[1]))
        return PM_DECLINE;
    if (pm_compare(call->args[0], call->args[1], order, &result, &error) != 0)
        return pm_raise_error(call, &error);
    return pm_return(call, pymgr_bool(result));
}

static enum pm_outcome do_lt(struct pm_call *call)
{
    return compare(call, PM_LT);
}

static enum pm_outcome do_le(struct pm_call *call)
{
    return compare(call, PM_LE);
}

static enum pm_outcome do_gt(struct pm_call *call)
{
    return compare(call, PM_GT);
}

static enum pm_outcome do_ge(struct pm_call *call)
{
    return compare(call, PM_GE);
}

static enum pm_outcome compare_equal(struct pm_call *call, bool wanted)
{
    struct pm_error error;
    bool equal;

    if (!pm_is_plain(call->args[0]) || !pm_is_plain(call->args[1]))
        return PM_DECLINE;
    if (pm_equal(call->args[0], call->args[1], &equal, &error) != 0)
        return pm_raise_error(call, &error);
    return pm_return(call, pymgr_bool(equal == wanted));
}

static enum pm_outcome do_eq(struct pm_call *call)
{
    return compare_equal(call, true);
}

static enum pm_outcome do_ne(struct pm_call *call)
{
    return compare_equal(call, false);
}

static enum pm_outcome do_truth(struct pm_call *call)
{
    if (!pm_is_plain(call->args[0]))
        return PM_DECLINE;
    return pm_return(call, pymgr_bool(pm_truth(call->args[0])));
}

static enum pm_outcome do_not(struct pm_call *call)
{
    if (!pm_is_plain(call->args[0]))
        return PM_DECLINE;
    return pm_return(call, pymgr_bool(!pm_truth(call->args[0])));
}

/* --- items --- */

static enum pm_outcome item_of_dict(struct pm_call *call, pymgr_value *dict, pymgr_value *key)
{
    struct pm_error error;
    pymgr_value *item;
    uint64_t hash;

    if (!pm_is_plain(key))
        return PM_DECLINE;
    if (pm_hash(key, &hash, &error) != 0)
        return pm_raise_error(call, &error);
    item = pymgr_dict_get(dict, key);
    if (item == NULL)
        return pm_raise_args(call, PM_KEY_ERROR, pymgr_tuple_of(1, pymgr_ref(key)));
    return pm_return(call, pymgr_ref(item));
}

static pymgr_value *item_of_sequence(const pymgr_value *sequence, size_t at)
{
    return pymgr_ref(pymgr_item(sequence, at));
}

static pymgr_value *character_of(const pymgr_value *str, size_t at)
{
    size_t size, start, end = 0;
    const char *text = pymgr_text(str, &size);

    do {
        start = end;
        pm_utf8_next(text, &end);
    } while (at-- > 0);
    return pm_str_trusted(text + start, end - start);
}

static pymgr_value *byte_of(const pymgr_value *bytes, size_t at)
{
    size_t size;

    return pymgr_int((unsigned char)pymgr_text(bytes, &size)[at]);
}

/* What an index finds in each kind of sequence, and how Python says that there is nothing. */
static const struct {
    pymgr_value *(*item)(const pymgr_value *sequence, size_t at); /* new; NULL: no memory */
    const char *out_of_range;
} sequences[] = {
    [PYMGR_STR] = { character_of, "string index out of range" },
    [PYMGR_BYTES] = { byte_of, "index out of range" },
    [PYMGR_BYTEARRAY] = { byte_of, "bytearray index out of range" },
    [PYMGR_LIST] = { item_of_sequence, "list index out of range" },
    [PYMGR_TUPLE] = { item_of_sequence, "tuple index out of range" },
};

/* container[key]: of a dict or a sequence. */
static enum pm_outcome item_of(struct pm_call *call, pymgr_value *container, pymgr_value *key)
{
    size_t kind = pymgr_kind(container);
    int64_t at, length;

    if (kind == PYMGR_DICT)
        return item_of_dict(call, container, key);
    if (kind >= sizeof sequences / sizeof sequences[0] || sequences[kind].item == NULL ||
        !pymgr_int_value(key, &at))
        return PM_DECLINE;
    length = (int64_t)pymgr_length(container);
    if (at < 0)
        at += length;
    if (at < 0 || at >= length)
        return pm_raise(call, PM_INDEX_ERROR, "%s", sequences[kind].out_of_range);
    return pm_return(call, sequences[kind].item(container, (size_t)at));
}

static enum pm_outcome do_getitem(struct pm_call *call)
{
    return item_of(call, call->args[0], call->args[1]);
}

/* itemgetter(key)(container); with several keys a tuple. */
static enum pm_outcome do_itemgetter(struct pm_call *call)
{
    pymgr_value *keys = call->args[0], *items;
    size_t count = pymgr_length(keys);
    enum pm_outcome outcome = PM_RETURN;

    if (count == 1)
        return item_of(call, call->args[1], pymgr_item(keys, 0));
    items = pymgr_tuple(count);
    if (items == NULL)
        return PM_NOMEM;
    for (size_t i = 0; i < count && outcome == PM_RETURN; i++) {
        outcome = item_of(call, call->args[1], pymgr_item(keys, i));
        if (outcome == PM_RETURN) {
            pymgr_tuple_put(items, i, call->result);
            call->result = NULL;
        }
    }
    if (outcome == PM_RETURN && count > 0)
        return pm_return(call, items);
    pymgr_unref(items);
    return count == 0 ? PM_DECLINE : outcome;
}

#define OPERATOR(title, shown, function_handler, text, kind)                                                 \
    {                                                                                                        \
        .module = "operator", .name = title, .function = {                                                   \
            .name = shown,                                                                                   \
            .handler = function_handler,                                                                     \
            .signature = text,                                                                               \
            .binding = kind                                                                                  \
        }                                                                                                    \
    }
#define OF_TWO(title, handler) OPERATOR(title, title, handler, "(a, b, /)", PM_C_POSITIONAL)
#define OF_ONE(title, handler) OPERATOR(title, "_operator." title, handler, "(a, /)", PM_C_ONE)

static const struct pm_callable rows[] = {
    OF_TWO("add", pm_do_add),
    OF_TWO("sub", pm_do_sub),
    OF_TWO("mul", pm_do_mul),
    OF_TWO("truediv", pm_do_truediv),
    OF_TWO("floordiv", pm_do_floordiv),
    OF_TWO("mod", pm_do_mod),
    OF_TWO("pow", pm_do_pow),
    OF_ONE("neg", pm_do_neg),
    OF_ONE("pos", pm_do_pos),
    OF_ONE("abs", pm_do_abs),
    OF_TWO("lt", do_lt),
    OF_TWO("le", do_le),
    OF_TWO("gt", do_gt),
    OF_TWO("ge", do_ge),
    OF_TWO("eq", do_eq),
    OF_TWO("ne", do_ne),
    OF_ONE("truth", do_truth),
    OF_ONE("not_", do_not),
    OF_TWO("getitem", do_getitem),
    { .module = "operator",
        .name = "itemgetter",
        .made = true,
        .function = { .name = "itemgetter",
            .handler = do_itemgetter,
            .signature = "(items, obj, /)",
            .binding = PM_C_POSITIONAL } },
};

const struct pm_callable_table pm_callables_operator = { rows, sizeof rows / sizeof rows[0] };
