/* SPDX-License-Identifier: MIT */
#include "types/set.h"

#include "base/memory.h"
#include "types/types.h"
#include "value/set_algebra.h"

/* A set as an item to look for stands for the frozenset of its items. New; NULL: no memory. */
static pymgr_value *item_of(pymgr_value *argument)
{
    return pm_is(argument, PYMGR_SET) ? pm_set_copy(argument, PYMGR_FROZENSET) : pymgr_ref(argument);
}

static enum pm_outcome set_contains(struct pm_call *call)
{
    pymgr_value *item = item_of(call->args[0]);
    struct pm_error error;
    bool found = false;
    int failed;

    if (item == NULL)
        return PM_NOMEM;
    failed = pm_set_contains(pm_set_self(call)->items, item, &found, &error);
    pymgr_unref(item);
    return failed == 0 ? pm_return(call, pymgr_bool(found)) : pm_raise_error(call, &error);
}

static enum pm_outcome set_len(struct pm_call *call)
{
    return pm_return(call, pymgr_int((int64_t)pm_set_length(pm_set_self(call)->items)));
}

/* A set_iterator, which pickles as iter([item, ...]). */
static enum pm_outcome set_iter(struct pm_call *call)
{
    const pymgr_value *items = pm_set_self(call)->items;
    pymgr_value *list = pymgr_list(), *item;
    size_t cursor = 0;

    while (list != NULL && pymgr_set_next(items, &cursor, &item)) {
        if (pymgr_list_append(list, pymgr_ref(item)) != 0)
            list = pymgr_unref(list);
    }
    return pm_return(
        call, pm_instance_new(PM_REDUCE, pymgr_global("builtins", "iter"), pymgr_tuple_of(1, list)));
}

static enum pm_outcome set_copy(struct pm_call *call)
{
    return pm_return(call, pm_set_copy(pm_set_self(call)->items, PYMGR_SET));
}

/* set[object]: types.GenericAlias(set, (object,)). */
static enum pm_outcome set_class_getitem(struct pm_call *call)
{
    pymgr_value *object = pymgr_ref(call->args[0]);
    pymgr_value *arguments = pm_is(object, PYMGR_TUPLE) ? object : pymgr_tuple_of(1, object);

    return pm_return(call, pm_instance_new(PM_REDUCE, pymgr_global("types", "GenericAlias"),
                               pymgr_tuple_of(2, pymgr_global("builtins", "set"), arguments)));
}

/* --- changing --- */

static enum pm_outcome set_add(struct pm_call *call)
{
    pymgr_value *items = pm_set_changing(call);
    struct pm_error error;

    if (items == NULL)
        return PM_NOMEM;
    if (pm_set_insert(items, pymgr_ref(call->args[0]), &error) != 0)
        return pm_raise_error(call, &error);
    return pm_return_none(call);
}

static enum pm_outcome set_clear(struct pm_call *call)
{
    pymgr_value *empty = pymgr_set();

    if (empty == NULL)
        return PM_NOMEM;
    pm_set_replace(call, empty);
    return pm_return_none(call);
}

/* Takes the first argument out; *foundp says whether it was there. PM_RETURN, or the exception raised. */
static enum pm_outcome take(struct pm_call *call, bool *foundp)
{
    pymgr_value *item = item_of(call->args[0]), *items = pm_set_changing(call);
    struct pm_error error;
    int failed;

    if (item == NULL || items == NULL)
        failed = pm_fail_nomem(&error);
    else
        failed = pm_set_discard(items, item, foundp, &error);
    pymgr_unref(item);
    return failed == 0 ? PM_RETURN : pm_raise_error(call, &error);
}

static enum pm_outcome set_discard(struct pm_call *call)
{
    bool found;
    enum pm_outcome outcome = take(call, &found);

    return outcome == PM_RETURN ? pm_return_none(call) : outcome;
}

static enum pm_outcome set_remove(struct pm_call *call)
{
    bool found = false;
    enum pm_outcome outcome = take(call, &found);

    if (outcome != PM_RETURN)
        return outcome;
    if (!found)
        return pm_raise_args(call, PM_KEY_ERROR, pymgr_tuple_of(1, pymgr_ref(call->args[0])));
    return pm_return_none(call);
}

static enum pm_outcome set_pop(struct pm_call *call)
{
    pymgr_value *items;

    if (pm_set_length(pm_set_self(call)->items) == 0)
        return pm_raise(call, PM_KEY_ERROR, "pop from an empty set");
    items = pm_set_changing(call);
    return items == NULL ? PM_NOMEM : pm_return(call, pm_set_pop(items));
}

/* --- the type --- */

/* Takes items. */
static struct pm_set_self *set_new(pymgr_value *items)
{
    struct pm_set_self *self = items == NULL ? NULL : pm_malloc(sizeof *self);

    if (self == NULL) {
        pymgr_unref(items);
        return NULL;
    }
    self->items = items;
    return self;
}

/* set(iterable): 0, or -1 with *error filled. */
static int fill(pymgr_value *set, pymgr_value *iterable, struct pm_error *error)
{
    pymgr_value *other = pm_set_operand(iterable, error);
    int failed = other == NULL ? -1 : pm_set_update(set, other, error);

    pymgr_unref(other);
    return failed;
}

static enum pm_outcome set_construct(struct pm_call *call)
{
    pymgr_value *items = pymgr_set();
    struct pm_error error;

    if (items == NULL)
        return PM_NOMEM;
    if (call->args[0] != NULL && fill(items, call->args[0], &error) != 0) {
        pymgr_unref(items);
        return pm_raise_error(call, &error);
    }
    return pm_return_object(call, pm_object_create(&pm_type_set, set_new(items)));
}

static void set_destroy(void *instance)
{
    struct pm_set_self *self = instance;

    pymgr_unref(self->items);
    pm_free(self);
}

static void set_visit(void *instance, pm_meet *meet, void *context)
{
    const struct pm_set_self *self = instance;

    meet(self->items, context);
}

static int set_repr(const struct pm_object *object, struct pm_buffer *out, struct pm_error *error)
{
    const struct pm_set_self *self = object->self;

    return pm_repr(out, self->items, error);
}

static pymgr_value *set_get_value(const struct pm_object *object, struct pm_error *error)
{
    const struct pm_set_self *self = object->self;

    (void)error;
    return pymgr_ref(self->items);
}

static const struct pm_method methods[] = {
    { .name = "__and__", .handler = pm_set_and, .signature = "(value, /)", .binding = PM_SLOT },
    { .name = "__class_getitem__",
        .handler = set_class_getitem,
        .signature = "(object, /)",
        .binding = PM_C_ONE },
    { .name = "__contains__", .handler = set_contains, .signature = "(object, /)", .binding = PM_C_ONE },
    { .name = "__iand__", .handler = pm_set_iand, .signature = "(value, /)", .binding = PM_SLOT },
    { .name = "__ior__", .handler = pm_set_ior, .signature = "(value, /)", .binding = PM_SLOT },
    { .name = "__isub__", .handler = pm_set_isub, .signature = "(value, /)", .binding = PM_SLOT },
    { .name = "__iter__", .handler = set_iter, .signature = "()", .binding = PM_SLOT },
    { .name = "__ixor__", .handler = pm_set_ixor, .signature = "(value, /)", .binding = PM_SLOT },
    { .name = "__len__", .handler = set_len, .signature = "()", .binding = PM_SLOT },
    { .name = "__or__", .handler = pm_set_or, .signature = "(value, /)", .binding = PM_SLOT },
    { .name = "__rand__", .handler = pm_set_rand, .signature = "(value, /)", .binding = PM_SLOT },
    { .name = "__ror__", .handler = pm_set_ror, .signature = "(value, /)", .binding = PM_SLOT },
    { .name = "__rsub__", .handler = pm_set_rsub, .signature = "(value, /)", .binding = PM_SLOT },
    { .name = "__rxor__", .handler = pm_set_rxor, .signature = "(value, /)", .binding = PM_SLOT },
    { .name = "__sub__", .handler = pm_set_sub, .signature = "(value, /)", .binding = PM_SLOT },
    { .name = "__xor__", .handler = pm_set_xor, .signature = "(value, /)", .binding = PM_SLOT },
    { .name = "__ge__", .handler = pm_set_ge, .signature = "(value, /)", .binding = PM_SLOT },
    { .name = "__gt__", .handler = pm_set_gt, .signature = "(value, /)", .binding = PM_SLOT },
    { .name = "__le__", .handler = pm_set_le, .signature = "(value, /)", .binding = PM_SLOT },
    { .name = "__lt__", .handler = pm_set_lt, .signature = "(value, /)", .binding = PM_SLOT },
    { .name = "add", .handler = set_add, .signature = "(object, /)", .binding = PM_C_ONE },
    { .name = "clear", .handler = set_clear, .signature = "()", .binding = PM_C_NOARGS },
    { .name = "copy", .handler = set_copy, .signature = "()", .binding = PM_C_NOARGS },
    { .name = "difference", .handler = pm_set_subtract, .signature = "(*others)", .binding = PM_C_VARARGS },
    { .name = "difference_update",
        .handler = pm_set_subtract_update,
        .signature = "(*others)",
        .binding = PM_C_VARARGS },
    { .name = "discard", .handler = set_discard, .signature = "(object, /)", .binding = PM_C_ONE },
    { .name = "intersection",
        .handler = pm_set_intersect,
        .signature = "(*others)",
        .binding = PM_C_VARARGS },
    { .name = "intersection_update",
        .handler = pm_set_intersect_update,
        .signature = "(*others)",
        .binding = PM_C_VARARGS },
    { .name = "isdisjoint", .handler = pm_set_isdisjoint, .signature = "(other, /)", .binding = PM_C_ONE },
    { .name = "issubset", .handler = pm_set_issubset, .signature = "(other, /)", .binding = PM_C_ONE },
    { .name = "issuperset", .handler = pm_set_issuperset, .signature = "(other, /)", .binding = PM_C_ONE },
    { .name = "pop", .handler = set_pop, .signature = "()", .binding = PM_C_NOARGS },
    { .name = "remove", .handler = set_remove, .signature = "(object, /)", .binding = PM_C_ONE },
    { .name = "symmetric_difference",
        .handler = pm_set_differ,
        .signature = "(other, /)",
        .binding = PM_C_ONE },
    { .name = "symmetric_difference_update",
        .handler = pm_set_differ_update,
        .signature = "(other, /)",
        .binding = PM_C_ONE },
    { .name = "union", .handler = pm_set_unite, .signature = "(*others)", .binding = PM_C_VARARGS },
    { .name = "update", .handler = pm_set_unite_update, .signature = "(*others)", .binding = PM_C_VARARGS },
};

const struct pm_type pm_type_set = {
    .name = "set",
    .class_repr = "<class 'set'>",
    .construct = { .name = "set",
        .handler = set_construct,
        .signature = "(iterable=..., /)",
        .binding = PM_C_POSITIONAL },
    .methods = methods,
    .method_count = sizeof methods / sizeof methods[0],
    .destroy = set_destroy,
    .repr = set_repr,
    .visit = set_visit,
    .get_value = set_get_value,
};
