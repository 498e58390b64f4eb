/* SPDX-License-Identifier: MIT
 *
 * list[index], list[slice] and what can be done to them, and the three slice methods that Python 2 proxies
 * call for slices without a step.
 */
#include "object/iterate.h"
#include "types/arguments.h"
#include "types/list.h"
#include "value/list.h"

/* Where an index points. PM_RETURN, or the exception raised. */
static enum pm_outcome locate(
    struct pm_call *call, const pymgr_value *index, const char *out_of_range, size_t *atp)
{
    if (!pm_is_index(index))
        return pm_raise(call, PM_TYPE_ERROR, "list indices must be integers or slices, not %s",
            pm_qualified_type_name(index));
    return pm_locate(call, index, pymgr_length(pm_list_self(call)->items), out_of_range, atp);
}

/* The items that a span means, as a list: new. */
static pymgr_value *items_in(const pymgr_value *items, const struct pm_span *span)
{
    pymgr_value *part = pm_list_sized((size_t)span->count);

    for (int64_t i = 0; part != NULL && i < span->count; i++)
        PM_CAST(pm_list, part)->items[i] =
            pymgr_ref(pymgr_item(items, (size_t)(span->start + i * span->step)));
    return part;
}

enum pm_outcome pm_list_getitem(struct pm_call *call)
{
    const pymgr_value *items = pm_list_self(call)->items, *key = call->args[0];
    struct pm_span span;
    struct pm_error error;
    enum pm_outcome outcome;
    size_t at;

    if (!pm_is(key, PYMGR_SLICE)) {
        outcome = locate(call, key, "list index out of range", &at);
        return outcome == PM_RETURN ? pm_return(call, pymgr_ref(pymgr_item(items, at))) : outcome;
    }
    if (pm_span_of(key, pymgr_length(items), &span, &error) != 0)
        return pm_raise_error(call, &error);
    return pm_return(call, items_in(items, &span));
}

/* items[start:stop] = sequence, borrowed; NULL deletes. */
static enum pm_outcome replace_run(
    struct pm_call *call, int64_t start, int64_t stop, const pymgr_value *sequence)
{
    pymgr_value *items = pm_list_changing(call);
    pymgr_value *const *added = NULL;
    size_t count = sequence == NULL ? 0 : pm_items(sequence, &added);

    if (items == NULL)
        return PM_NOMEM;
    if (stop < start)
        stop = start;
    if (pm_list_splice(items, (size_t)start, (size_t)(stop - start), added, count) != 0)
        return PM_NOMEM;
    return pm_return_none(call);
}

/* Items at equal distances are replaced one by one. */
static enum pm_outcome replace_each(
    struct pm_call *call, const struct pm_span *span, const pymgr_value *sequence)
{
    size_t count = pymgr_length(sequence);
    pymgr_value *items;

    if (count != (size_t)span->count)
        return pm_raise(call, PM_VALUE_ERROR,
            "attempt to assign sequence of size %zu to extended slice of size %lld", count,
            (long long)span->count);
    items = pm_list_changing(call);
    if (items == NULL)
        return PM_NOMEM;
    for (size_t i = 0; i < count; i++) {
        pymgr_value **place = &PM_CAST(pm_list, items)->items[span->start + (int64_t)i * span->step];

        pymgr_unref(*place);
        *place = pymgr_ref(pymgr_item(sequence, i));
    }
    return pm_return_none(call);
}

static enum pm_outcome set_slice(struct pm_call *call, const pymgr_value *slice, pymgr_value *iterable)
{
    struct pm_span span;
    struct pm_error error;
    enum pm_outcome outcome;
    pymgr_value *sequence;

    if (pm_span_of(slice, pymgr_length(pm_list_self(call)->items), &span, &error) != 0)
        return pm_raise_error(call, &error);
    sequence = pm_sequence_of(iterable, &error);
    if (sequence == NULL)
        return pm_raise_reworded(call, &error,
            span.step == 1 ? "can only assign an iterable" : "must assign iterable to extended slice");
    if (span.step == 1)
        outcome = replace_run(call, span.start, span.stop, sequence);
    else
        outcome = replace_each(call, &span, sequence);
    pymgr_unref(sequence);
    return outcome;
}

enum pm_outcome pm_list_setitem(struct pm_call *call)
{
    pymgr_value *key = call->args[0], *item = call->args[1], *items;
    enum pm_outcome outcome;
    size_t at;

    if (pm_is(key, PYMGR_SLICE))
        return set_slice(call, key, item);
    outcome = locate(call, key, "list assignment index out of range", &at);
    if (outcome != PM_RETURN)
        return outcome;
    items = pm_list_changing(call);
    if (items == NULL)
        return PM_NOMEM;
    pm_list_splice(items, at, 1, &item, 1);
    return pm_return_none(call);
}

/* Keeps the items between those that the span (upwards) means, moving each once. */
static void delete_each(pymgr_value *items, const struct pm_span *span)
{
    struct pm_list *list = PM_CAST(pm_list, items);
    size_t next = (size_t)span->start, to = next, deleted = 0;

    for (size_t from = to; from < list->length; from++) {
        if (from == next && deleted < (size_t)span->count) {
            pymgr_unref(list->items[from]);
            deleted++;
            next += (size_t)span->step;
        } else {
            list->items[to++] = list->items[from];
        }
    }
    list->length = to;
}

static enum pm_outcome delete_slice(struct pm_call *call, const pymgr_value *slice)
{
    struct pm_span span;
    struct pm_error error;
    pymgr_value *items;

    if (pm_span_of(slice, pymgr_length(pm_list_self(call)->items), &span, &error) != 0)
        return pm_raise_error(call, &error);
    if (span.count == 0)
        return pm_return_none(call);
    items = pm_list_changing(call);
    if (items == NULL)
        return PM_NOMEM;
    if (span.step < 0) {
        span.start += (span.count - 1) * span.step;
        span.step = -span.step;
    }
    delete_each(items, &span);
    return pm_return_none(call);
}

enum pm_outcome pm_list_delitem(struct pm_call *call)
{
    enum pm_outcome outcome;
    pymgr_value *items;
    size_t at;

    if (pm_is(call->args[0], PYMGR_SLICE))
        return delete_slice(call, call->args[0]);
    outcome = locate(call, call->args[0], "list assignment index out of range", &at);
    if (outcome != PM_RETURN)
        return outcome;
    items = pm_list_changing(call);
    if (items == NULL)
        return PM_NOMEM;
    pm_list_splice(items, at, 1, NULL, 0);
    return pm_return_none(call);
}

/* --- Python 2's methods --- */

enum pm_outcome pm_list_getslice(struct pm_call *call)
{
    struct pm_span span;
    struct pm_error error;

    if (pm_span_of_two(call->args, pymgr_length(pm_list_self(call)->items), &span, &error) != 0)
        return pm_raise_error(call, &error);
    return pm_return(call, items_in(pm_list_self(call)->items, &span));
}

enum pm_outcome pm_list_setslice(struct pm_call *call)
{
    struct pm_span span;
    struct pm_error error;
    enum pm_outcome outcome;
    pymgr_value *sequence;

    if (pm_span_of_two(call->args, pymgr_length(pm_list_self(call)->items), &span, &error) != 0)
        return pm_raise_error(call, &error);
    sequence = pm_sequence_of(call->args[2], &error);
    if (sequence == NULL)
        return pm_raise_reworded(call, &error, "can only assign an iterable");
    outcome = replace_run(call, span.start, span.stop, sequence);
    pymgr_unref(sequence);
    return outcome;
}

enum pm_outcome pm_list_delslice(struct pm_call *call)
{
    struct pm_span span;
    struct pm_error error;

    if (pm_span_of_two(call->args, pymgr_length(pm_list_self(call)->items), &span, &error) != 0)
        return pm_raise_error(call, &error);
    return replace_run(call, span.start, span.stop, NULL);
}
