/* SPDX-License-Identifier: MIT */
#include "object/iterate.h"
#include "types/arguments.h"
#include "types/list.h"
#include "value/list.h"

enum pm_outcome pm_list_add(struct pm_call *call)
{
    pymgr_value *other = call->args[0], *sum;
    pymgr_value *const *items = NULL;
    size_t count = pm_items(other, &items);

    if (!pm_is(other, PYMGR_LIST))
        return pm_raise(call, PM_TYPE_ERROR, "can only concatenate list (not \"%s\") to list",
            pm_qualified_type_name(other));
    sum = pm_list_copy(pm_list_self(call)->items);
    if (sum != NULL && pm_list_splice(sum, pymgr_length(sum), 0, items, count) != 0)
        sum = pymgr_unref(sum);
    return pm_return(call, sum);
}

/* The items so many times, as a list: new. */
static pymgr_value *repeat(const pymgr_value *items, size_t times)
{
    size_t length = pymgr_length(items);
    pymgr_value *product = pm_list_sized(length * times);
    pymgr_value **to;

    if (product == NULL)
        return NULL;
    to = PM_CAST(pm_list, product)->items;
    for (; times > 0; times--) {
        for (size_t i = 0; i < length; i++)
            *to++ = pymgr_ref(pymgr_item(items, i));
    }
    return product;
}

/* The list times the first argument: new in *productp. PM_RETURN, or the exception raised. */
static enum pm_outcome multiply(struct pm_call *call, pymgr_value **productp)
{
    const pymgr_value *items = pm_list_self(call)->items;
    size_t length = pymgr_length(items);
    struct pm_error error;
    int64_t times;

    if (pm_ssize_of(call->args[0], "cannot fit 'int' into an index-sized integer", &times, &error) != 0)
        return pm_raise_error(call, &error);
    if (times < 0)
        times = 0;
    if (length > 0 && (uint64_t)times > PM_ITEMS_MAX / length)
        return pm_raise_args(call, PM_MEMORY_ERROR, pymgr_tuple(0));
    *productp = repeat(items, length > 0 ? (size_t)times : 0);
    return *productp == NULL ? PM_NOMEM : PM_RETURN;
}

enum pm_outcome pm_list_mul(struct pm_call *call)
{
    return multiply(call, &call->result);
}

enum pm_outcome pm_list_imul(struct pm_call *call)
{
    struct pm_list_self *self = pm_list_self(call);
    pymgr_value *product;
    enum pm_outcome outcome = multiply(call, &product);

    if (outcome != PM_RETURN)
        return outcome;
    pymgr_unref(self->items);
    self->items = product;
    return pm_return(call, pymgr_ref(product));
}

enum pm_outcome pm_list_reverse(struct pm_call *call)
{
    struct pm_list *list = PM_CAST(pm_list, pm_list_changing(call));

    if (list == NULL)
        return PM_NOMEM;
    for (size_t i = 0; i < list->length / 2; i++) {
        pymgr_value **first = &list->items[i], **last = &list->items[list->length - 1 - i];
        pymgr_value *kept = *first;

        *first = *last;
        *last = kept;
    }
    return pm_return_none(call);
}

/* A list_reverseiterator at its start. CPython pickles its position too; without it any Python, 2 included,
 * rebuilds the same. */
enum pm_outcome pm_list_reversed(struct pm_call *call)
{
    return pm_return(call, pm_instance_new(PM_REDUCE, pymgr_global("builtins", "reversed"),
                               pymgr_tuple_of(1, pymgr_ref(pm_list_self(call)->items))));
}
