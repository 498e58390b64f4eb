/* SPDX-License-Identifier: MIT */
#include "types/list.h"

#include "base/memory.h"
#include "object/iterate.h"
#include "types/arguments.h"
#include "types/types.h"
#include "value/list.h"

/* Where an equal item is, from `start` to before `stop`: its index, or `stop` when there is none. -1 with
 * *error filled. */
static int find(const pymgr_value *items, const pymgr_value *wanted, size_t start, size_t stop,
    size_t *indexp, struct pm_error *error)
{
    bool same = false;

    for (*indexp = start; *indexp < stop; (*indexp)++) {
        if (pm_same(pymgr_item(items, *indexp), wanted, &same, error) != 0)
            return -1;
        if (same)
            return 0;
    }
    return 0;
}

static enum pm_outcome list_append(struct pm_call *call)
{
    pymgr_value *items = pm_list_changing(call);

    if (items == NULL || pymgr_list_append(items, pymgr_ref(call->args[0])) != 0)
        return PM_NOMEM;
    return pm_return_none(call);
}

static enum pm_outcome list_clear(struct pm_call *call)
{
    struct pm_list_self *self = pm_list_self(call);
    pymgr_value *empty = pymgr_list();

    if (empty == NULL)
        return PM_NOMEM;
    pymgr_unref(self->items);
    self->items = empty;
    return pm_return_none(call);
}

static enum pm_outcome list_contains(struct pm_call *call)
{
    const pymgr_value *items = pm_list_self(call)->items;
    size_t length = pymgr_length(items), index;
    struct pm_error error;

    if (find(items, call->args[0], 0, length, &index, &error) != 0)
        return pm_raise_error(call, &error);
    return pm_return(call, pymgr_bool(index < length));
}

static enum pm_outcome list_copy(struct pm_call *call)
{
    return pm_return(call, pymgr_ref(pm_list_self(call)->items));
}

static enum pm_outcome list_count(struct pm_call *call)
{
    const pymgr_value *items = pm_list_self(call)->items;
    size_t length = pymgr_length(items), index;
    struct pm_error error;
    int64_t count = 0;

    for (size_t start = 0; start < length; start = index + 1) {
        if (find(items, call->args[0], start, length, &index, &error) != 0)
            return pm_raise_error(call, &error);
        count += index < length;
    }
    return pm_return(call, pymgr_int(count));
}

static enum pm_outcome list_extend(struct pm_call *call)
{
    struct pm_error error;
    pymgr_value *added = pm_sequence_of(call->args[0], &error), *items;
    pymgr_value *const *first = NULL;
    size_t count;
    int failed;

    if (added == NULL)
        return pm_raise_error(call, &error);
    items = pm_list_changing(call);
    count = pm_items(added, &first);
    failed = items == NULL ? -1 : pm_list_splice(items, pymgr_length(items), 0, first, count);
    pymgr_unref(added);
    return failed == 0 ? pm_return_none(call) : PM_NOMEM;
}

/* A bound of list.index(): counted from the end if negative, and kept within the list. */
static size_t clamp(int64_t bound, size_t length)
{
    if (bound < 0)
        bound += (int64_t)length;
    if (bound < 0)
        return 0;
    return (uint64_t)bound < length ? (size_t)bound : length;
}

static enum pm_outcome raise_not_in_list(struct pm_call *call)
{
    struct pm_buffer text = PM_BUFFER_INIT;
    struct pm_error error;
    pymgr_value *message = NULL;

    if (pm_repr(&text, call->args[0], &error) != 0) {
        pm_buffer_free(&text);
        return pm_raise_error(call, &error);
    }
    pm_put_text(&text, " is not in list");
    if (!pm_buffer_failed(&text))
        message = pm_str_trusted((const char *)pm_buffer_bytes(&text), pm_buffer_length(&text));
    pm_buffer_free(&text);
    return pm_raise_args(call, PM_VALUE_ERROR, pymgr_tuple_of(1, message));
}

static enum pm_outcome list_index(struct pm_call *call)
{
    static const char expected[] = "have an __index__ method";
    const pymgr_value *items = pm_list_self(call)->items;
    size_t length = pymgr_length(items), index, end;
    struct pm_error error;
    int64_t start, stop;

    if (pm_bound_of(call->args[1], expected, &start, &error) != 0 ||
        pm_bound_of(call->args[2], expected, &stop, &error) != 0)
        return pm_raise_error(call, &error);
    end = clamp(stop, length);
    if (find(items, call->args[0], clamp(start, length), end, &index, &error) != 0)
        return pm_raise_error(call, &error);
    return index < end ? pm_return(call, pymgr_int((int64_t)index)) : raise_not_in_list(call);
}

static enum pm_outcome list_insert(struct pm_call *call)
{
    struct pm_error error;
    pymgr_value *items;
    int64_t at;

    if (pm_ssize_of(call->args[0], NULL, &at, &error) != 0)
        return pm_raise_error(call, &error);
    items = pm_list_changing(call);
    if (items == NULL || pm_list_splice(items, clamp(at, pymgr_length(items)), 0, &call->args[1], 1) != 0)
        return PM_NOMEM;
    return pm_return_none(call);
}

static enum pm_outcome list_len(struct pm_call *call)
{
    return pm_return(call, pymgr_int((int64_t)pymgr_length(pm_list_self(call)->items)));
}

static enum pm_outcome list_pop(struct pm_call *call)
{
    size_t length = pymgr_length(pm_list_self(call)->items);
    struct pm_error error;
    pymgr_value *items;
    int64_t at;

    if (pm_ssize_of(call->args[0], NULL, &at, &error) != 0)
        return pm_raise_error(call, &error);
    if (length == 0)
        return pm_raise(call, PM_INDEX_ERROR, "pop from empty list");
    if (at < 0)
        at += (int64_t)length;
    if (at < 0 || (uint64_t)at >= length)
        return pm_raise(call, PM_INDEX_ERROR, "pop index out of range");
    items = pm_list_changing(call);
    if (items == NULL)
        return PM_NOMEM;
    call->result = pymgr_ref(pymgr_item(items, (size_t)at));
    pm_list_splice(items, (size_t)at, 1, NULL, 0);
    return PM_RETURN;
}

static enum pm_outcome list_remove(struct pm_call *call)
{
    pymgr_value *items = pm_list_self(call)->items;
    size_t length = pymgr_length(items), index;
    struct pm_error error;

    if (find(items, call->args[0], 0, length, &index, &error) != 0)
        return pm_raise_error(call, &error);
    if (index == length)
        return pm_raise(call, PM_VALUE_ERROR, "list.remove(x): x not in list");
    items = pm_list_changing(call);
    if (items == NULL)
        return PM_NOMEM;
    pm_list_splice(items, index, 1, NULL, 0);
    return pm_return_none(call);
}

/* --- the type --- */

/* Takes items. */
static struct pm_list_self *list_new(pymgr_value *items)
{
    struct pm_list_self *self = items == NULL ? NULL : pm_malloc(sizeof *self);

    if (self == NULL) {
        pymgr_unref(items);
        return NULL;
    }
    self->items = items;
    TAILQ_INIT(&self->sorters);
    return self;
}

/* A tuple's items as a list; a list may be kept as it is, for content is copied on write. */
static pymgr_value *list_of(pymgr_value *sequence)
{
    pymgr_value *list;
    pymgr_value *const *items = NULL;
    size_t count = pm_items(sequence, &items);

    if (pm_is(sequence, PYMGR_LIST))
        return pymgr_ref(sequence);
    list = pymgr_list();
    if (list != NULL && pm_list_splice(list, 0, 0, items, count) != 0)
        return pymgr_unref(list);
    return list;
}

static enum pm_outcome list_construct(struct pm_call *call)
{
    struct pm_error error;
    pymgr_value *sequence, *items;

    if (call->args[0] == NULL)
        return pm_return_object(call, pm_object_create(&pm_type_list, list_new(pymgr_list())));
    sequence = pm_sequence_of(call->args[0], &error);
    if (sequence == NULL)
        return pm_raise_error(call, &error);
    items = list_of(sequence);
    pymgr_unref(sequence);
    return pm_return_object(call, pm_object_create(&pm_type_list, list_new(items)));
}

static void list_destroy(void *instance)
{
    struct pm_list_self *self = instance;

    pymgr_unref(self->items);
    pm_free(self);
}

static void list_visit(void *instance, pm_meet *meet, void *context)
{
    const struct pm_list_self *self = instance;

    meet(self->items, context);
}

static int list_repr(const struct pm_object *object, struct pm_buffer *out, struct pm_error *error)
{
    const struct pm_list_self *self = object->self;

    return pm_repr(out, self->items, error);
}

static pymgr_value *list_get_value(const struct pm_object *object, struct pm_error *error)
{
    const struct pm_list_self *self = object->self;

    (void)error;
    return pymgr_ref(self->items);
}

static const struct pm_method methods[] = {
    { .name = "__add__", .handler = pm_list_add, .signature = "(value, /)", .binding = PM_SLOT },
    { .name = "__contains__", .handler = list_contains, .signature = "(key, /)", .binding = PM_SLOT },
    { .name = "__delitem__", .handler = pm_list_delitem, .signature = "(key, /)", .binding = PM_SLOT },
    { .name = "__getitem__", .handler = pm_list_getitem, .signature = "(index, /)", .binding = PM_C_ONE },
    { .name = "__len__", .handler = list_len, .signature = "()", .binding = PM_SLOT },
    { .name = "__mul__", .handler = pm_list_mul, .signature = "(value, /)", .binding = PM_SLOT_TUPLE },
    { .name = "__reversed__", .handler = pm_list_reversed, .signature = "()", .binding = PM_C_NOARGS },
    { .name = "__rmul__", .handler = pm_list_mul, .signature = "(value, /)", .binding = PM_SLOT_TUPLE },
    { .name = "__setitem__",
        .handler = pm_list_setitem,
        .signature = "(key, value, /)",
        .binding = PM_SLOT_TUPLE },
    { .name = "append", .handler = list_append, .signature = "(object, /)", .binding = PM_C_ONE },
    { .name = "count", .handler = list_count, .signature = "(value, /)", .binding = PM_C_ONE },
    { .name = "extend", .handler = list_extend, .signature = "(iterable, /)", .binding = PM_C_ONE },
    { .name = "index",
        .handler = list_index,
        .signature = "(value, start=0, stop=9223372036854775807, /)",
        .binding = PM_C_POSITIONAL },
    { .name = "insert",
        .handler = list_insert,
        .signature = "(index, object, /)",
        .binding = PM_C_POSITIONAL },
    { .name = "pop", .handler = list_pop, .signature = "(index=-1, /)", .binding = PM_C_POSITIONAL },
    { .name = "remove", .handler = list_remove, .signature = "(value, /)", .binding = PM_C_ONE },
    { .name = "reverse", .handler = pm_list_reverse, .signature = "()", .binding = PM_C_NOARGS },
    { .name = "sort",
        .handler = pm_list_sort_items,
        .signature = "(*, key=None, reverse=False)",
        .binding = PM_C_KEYWORDS },
    { .name = "__imul__", .handler = pm_list_imul, .signature = "(value, /)", .binding = PM_SLOT_TUPLE },
    /* Python 3.14 */
    { .name = "clear", .handler = list_clear, .signature = "()", .binding = PM_C_NOARGS },
    { .name = "copy", .handler = list_copy, .signature = "()", .binding = PM_C_NOARGS },
    /* Python 2.7 */
    { .name = "__getslice__",
        .handler = pm_list_getslice,
        .signature = "(i, j, /)",
        .binding = PM_SLOT_TUPLE },
    { .name = "__setslice__",
        .handler = pm_list_setslice,
        .signature = "(i, j, sequence, /)",
        .binding = PM_SLOT_TUPLE },
    { .name = "__delslice__",
        .handler = pm_list_delslice,
        .signature = "(i, j, /)",
        .binding = PM_SLOT_TUPLE },
};

const struct pm_type pm_type_list = {
    .name = "list",
    .class_repr = "<class 'list'>",
    .construct = { .name = "list",
        .handler = list_construct,
        .signature = "(iterable=..., /)",
        .binding = PM_C_POSITIONAL },
    .methods = methods,
    .method_count = sizeof methods / sizeof methods[0],
    .destroy = list_destroy,
    .repr = list_repr,
    .visit = list_visit,
    .get_value = list_get_value,
};
