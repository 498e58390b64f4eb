/* SPDX-License-Identifier: MIT */
#include "types/dict.h"

#include "base/memory.h"
#include "types/own.h"
#include "types/types.h"
#include "value/dict.h"

pymgr_value *pm_dict_changing(const struct pm_call *call)
{
    struct pm_dict_self *self = pm_dict_self(call);
    const pymgr_value *before = self->items;

    if (!pm_own(&self->items, pm_dict_copy))
        return NULL;
    if (self->items != before)
        self->generation++;
    return self->items;
}

static enum pm_outcome raise_key(struct pm_call *call)
{
    return pm_raise_args(call, PM_KEY_ERROR, pymgr_tuple_of(1, pymgr_ref(call->args[0])));
}

/* --- looking --- */

static enum pm_outcome dict_contains(struct pm_call *call)
{
    struct pm_error error;
    pymgr_value *item;

    if (pm_dict_find(pm_dict_self(call)->items, call->args[0], &item, &error) != 0)
        return pm_raise_error(call, &error);
    return pm_return(call, pymgr_bool(item != NULL));
}

static enum pm_outcome dict_getitem(struct pm_call *call)
{
    struct pm_error error;
    pymgr_value *item;

    if (pm_dict_find(pm_dict_self(call)->items, call->args[0], &item, &error) != 0)
        return pm_raise_error(call, &error);
    return item == NULL ? raise_key(call) : pm_return(call, pymgr_ref(item));
}

static enum pm_outcome dict_get(struct pm_call *call)
{
    struct pm_error error;
    pymgr_value *item;

    if (pm_dict_find(pm_dict_self(call)->items, call->args[0], &item, &error) != 0)
        return pm_raise_error(call, &error);
    return pm_return(call, pymgr_ref(item == NULL ? call->args[1] : item));
}

static enum pm_outcome dict_len(struct pm_call *call)
{
    return pm_return(call, pymgr_int((int64_t)pymgr_length(pm_dict_self(call)->items)));
}

static enum pm_outcome dict_copy(struct pm_call *call)
{
    return pm_return(call, pymgr_ref(pm_dict_self(call)->items));
}

static enum pm_outcome dict_iter(struct pm_call *call)
{
    return pm_return_object(call, pm_iterator_new(call->object));
}

/* The views travel as lists. Each makes one entry's item: new. */
typedef pymgr_value *viewer(pymgr_value *key, pymgr_value *item);

static pymgr_value *view_key(pymgr_value *key, pymgr_value *item)
{
    (void)item;
    return pymgr_ref(key);
}

static pymgr_value *view_value(pymgr_value *key, pymgr_value *item)
{
    (void)key;
    return pymgr_ref(item);
}

static pymgr_value *view_both(pymgr_value *key, pymgr_value *item)
{
    return pymgr_tuple_of(2, pymgr_ref(key), pymgr_ref(item));
}

static pymgr_value *view(const pymgr_value *dict, viewer *look)
{
    pymgr_value *list = pymgr_list(), *key, *item;
    size_t cursor = 0;

    while (list != NULL && pymgr_dict_next(dict, &cursor, &key, &item)) {
        if (pymgr_list_append(list, look(key, item)) != 0)
            list = pymgr_unref(list);
    }
    return list;
}

static enum pm_outcome dict_keys(struct pm_call *call)
{
    return pm_return(call, view(pm_dict_self(call)->items, view_key));
}

static enum pm_outcome dict_values(struct pm_call *call)
{
    return pm_return(call, view(pm_dict_self(call)->items, view_value));
}

static enum pm_outcome dict_items(struct pm_call *call)
{
    return pm_return(call, view(pm_dict_self(call)->items, view_both));
}

/* A dict_reversekeyiterator, which pickles as iter([key, ...]). */
static enum pm_outcome dict_reversed(struct pm_call *call)
{
    const pymgr_value *items = pm_dict_self(call)->items;
    pymgr_value *keys = pymgr_list(), *key, *item;
    size_t cursor = SIZE_MAX;

    while (keys != NULL && pm_dict_previous(items, &cursor, &key, &item)) {
        if (pymgr_list_append(keys, pymgr_ref(key)) != 0)
            keys = pymgr_unref(keys);
    }
    return pm_return(
        call, pm_instance_new(PM_REDUCE, pymgr_global("builtins", "iter"), pymgr_tuple_of(1, keys)));
}

/* --- changing --- */

static enum pm_outcome dict_setitem(struct pm_call *call)
{
    pymgr_value *items = pm_dict_changing(call);
    struct pm_error error;

    if (items == NULL)
        return PM_NOMEM;
    if (pm_dict_store(items, pymgr_ref(call->args[0]), pymgr_ref(call->args[1]), &error) != 0)
        return pm_raise_error(call, &error);
    return pm_return_none(call);
}

/* Takes the first argument's entry out: its value is new in *itemp, NULL when missing. PM_RETURN, or the
 * exception raised. */
static enum pm_outcome take(struct pm_call *call, pymgr_value **itemp)
{
    pymgr_value *items = pm_dict_changing(call);
    struct pm_error error;

    if (items == NULL)
        return PM_NOMEM;
    if (pm_dict_remove(items, call->args[0], itemp, &error) != 0)
        return pm_raise_error(call, &error);
    return PM_RETURN;
}

static enum pm_outcome dict_delitem(struct pm_call *call)
{
    pymgr_value *item;
    enum pm_outcome outcome = take(call, &item);

    if (outcome != PM_RETURN)
        return outcome;
    if (item == NULL)
        return raise_key(call);
    pymgr_unref(item);
    return pm_return_none(call);
}

static enum pm_outcome dict_pop(struct pm_call *call)
{
    pymgr_value *item = NULL;
    enum pm_outcome outcome = PM_RETURN;

    /* An empty dict does not even ask for the key's hash. */
    if (pymgr_length(pm_dict_self(call)->items) > 0)
        outcome = take(call, &item);
    if (outcome != PM_RETURN)
        return outcome;
    if (item == NULL)
        item = pymgr_ref(call->args[1]);
    return item == NULL ? raise_key(call) : pm_return(call, item);
}

static enum pm_outcome dict_popitem(struct pm_call *call)
{
    pymgr_value *items, *pair, *key, *item;

    if (pymgr_length(pm_dict_self(call)->items) == 0)
        return pm_raise(call, PM_KEY_ERROR, "popitem(): dictionary is empty");
    items = pm_dict_changing(call);
    pair = items == NULL ? NULL : pymgr_tuple(2);
    if (pair == NULL)
        return PM_NOMEM;
    pm_dict_pop_last(items, &key, &item);
    pymgr_tuple_put(pair, 0, key);
    pymgr_tuple_put(pair, 1, item);
    return pm_return(call, pair);
}

static enum pm_outcome dict_setdefault(struct pm_call *call)
{
    struct pm_error error;
    enum pm_outcome outcome;
    pymgr_value *item;

    if (pm_dict_find(pm_dict_self(call)->items, call->args[0], &item, &error) != 0)
        return pm_raise_error(call, &error);
    if (item != NULL)
        return pm_return(call, pymgr_ref(item));
    outcome = dict_setitem(call);
    return outcome == PM_RETURN ? pm_return(call, pymgr_ref(call->args[1])) : outcome;
}

static enum pm_outcome dict_clear(struct pm_call *call)
{
    struct pm_dict_self *self = pm_dict_self(call);
    pymgr_value *empty = pymgr_dict();

    if (empty == NULL)
        return PM_NOMEM;
    pymgr_unref(self->items);
    self->items = empty;
    self->generation++;
    return pm_return_none(call);
}

/* --- the type --- */

/* Takes items. */
static struct pm_dict_self *dict_new(pymgr_value *items)
{
    struct pm_dict_self *self = pm_calloc(1, sizeof *self);

    if (self != NULL)
        self->items = items;
    else
        pymgr_unref(items);
    return self;
}

static enum pm_outcome dict_construct(struct pm_call *call)
{
    pymgr_value *items = pymgr_dict();
    struct pm_error error;

    if (items == NULL)
        return PM_NOMEM;
    if ((call->args[0] != NULL && pm_dict_merge(items, call->args[0], &error) != 0) ||
        pm_dict_merge(items, call->args[1], &error) != 0) {
        pymgr_unref(items);
        return pm_raise_error(call, &error);
    }
    return pm_return_object(call, pm_object_create(&pm_type_dict, dict_new(items)));
}

static void dict_destroy(void *instance)
{
    struct pm_dict_self *self = instance;

    pymgr_unref(self->items);
    pm_free(self);
}

static void dict_visit(void *instance, pm_meet *meet, void *context)
{
    const struct pm_dict_self *self = instance;

    meet(self->items, context);
}

static int dict_repr(const struct pm_object *object, struct pm_buffer *out, struct pm_error *error)
{
    const struct pm_dict_self *self = object->self;

    return pm_repr(out, self->items, error);
}

static pymgr_value *dict_get_value(const struct pm_object *object, struct pm_error *error)
{
    const struct pm_dict_self *self = object->self;

    (void)error;
    return pymgr_ref(self->items);
}

static const struct pm_method methods[] = {
    { .name = "__contains__", .handler = dict_contains, .signature = "(key, /)", .binding = PM_C_ONE },
    { .name = "__delitem__", .handler = dict_delitem, .signature = "(key, /)", .binding = PM_SLOT },
    { .name = "__getitem__", .handler = dict_getitem, .signature = "(key, /)", .binding = PM_C_ONE },
    { .name = "__iter__",
        .handler = dict_iter,
        .signature = "()",
        .binding = PM_SLOT,
        .result_typeid = "Iterator" },
    { .name = "__len__", .handler = dict_len, .signature = "()", .binding = PM_SLOT },
    { .name = "__setitem__",
        .handler = dict_setitem,
        .signature = "(key, value, /)",
        .binding = PM_SLOT_TUPLE },
    { .name = "clear", .handler = dict_clear, .signature = "()", .binding = PM_C_NOARGS },
    { .name = "copy", .handler = dict_copy, .signature = "()", .binding = PM_C_NOARGS },
    { .name = "get", .handler = dict_get, .signature = "(key, default=None, /)", .binding = PM_C_POSITIONAL },
    { .name = "items", .handler = dict_items, .signature = "()", .binding = PM_C_NOARGS },
    { .name = "keys", .handler = dict_keys, .signature = "()", .binding = PM_C_NOARGS },
    { .name = "pop", .handler = dict_pop, .signature = "(key, default=..., /)", .binding = PM_C_POSITIONAL },
    { .name = "popitem", .handler = dict_popitem, .signature = "()", .binding = PM_C_NOARGS },
    { .name = "setdefault",
        .handler = dict_setdefault,
        .signature = "(key, default=None, /)",
        .binding = PM_C_POSITIONAL },
    { .name = "update",
        .handler = pm_dict_update,
        .signature = "(other=..., /, **kwds)",
        .binding = PM_C_POSITIONAL },
    { .name = "values", .handler = dict_values, .signature = "()", .binding = PM_C_NOARGS },
    /* Python 3.14 */
    { .name = "__or__", .handler = pm_dict_or, .signature = "(value, /)", .binding = PM_SLOT },
    { .name = "__ror__", .handler = pm_dict_ror, .signature = "(value, /)", .binding = PM_SLOT },
    { .name = "__ior__", .handler = pm_dict_ior, .signature = "(value, /)", .binding = PM_SLOT },
    { .name = "__reversed__", .handler = dict_reversed, .signature = "()", .binding = PM_C_NOARGS },
    { .name = "fromkeys",
        .handler = pm_dict_fromkeys,
        .signature = "(iterable, value=None, /)",
        .binding = PM_C_POSITIONAL },
    /* Python 2.7 */
    { .name = "has_key", .handler = dict_contains, .signature = "(key, /)", .binding = PM_C_ONE },
};

const struct pm_type pm_type_dict = {
    .name = "dict",
    .class_repr = "<class 'dict'>",
    .construct = { .name = "dict",
        .handler = dict_construct,
        .signature = "(iterable=..., /, **kwds)",
        .binding = PM_C_POSITIONAL },
    .methods = methods,
    .method_count = sizeof methods / sizeof methods[0],
    .destroy = dict_destroy,
    .repr = dict_repr,
    .visit = dict_visit,
    .get_value = dict_get_value,
};
