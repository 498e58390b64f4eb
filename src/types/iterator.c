/* SPDX-License-Identifier: MIT
 *
 * What iter(dict) gives: a dict_keyiterator. It walks the live dict, as CPython's does, and fails when the
 * dict's size has changed. When the dict's content has become another value (own.h), the place is found again
 * by counting.
 */
#include "base/memory.h"
#include "types/dict.h"
#include "types/types.h"

struct iterator {
    struct pm_object *dict; /* a reference; NULL once at the end */
    size_t length;          /* of the dict at the beginning */
    size_t given;           /* keys, so far */
    size_t cursor;          /* in the content of this generation */
    uint64_t generation;
    bool failed;
};

static struct iterator *iterator_of(const struct pm_call *call)
{
    return call->object->self;
}

static const struct pm_dict_self *dict_of(const struct iterator *self)
{
    return self->dict->self;
}

/* Steps on: the next key, borrowed; NULL at the end. */
static pymgr_value *step(struct iterator *self)
{
    pymgr_value *key, *item;

    return pymgr_dict_next(dict_of(self)->items, &self->cursor, &key, &item) ? key : NULL;
}

static void find_place(struct iterator *self)
{
    if (self->generation == dict_of(self)->generation)
        return;
    self->generation = dict_of(self)->generation;
    self->cursor = 0;
    for (size_t i = 0; i < self->given; i++)
        step(self);
}

/* Once it has failed it fails for ever. */
static int check_size(struct iterator *self, struct pm_error *error)
{
    if (self->length != pymgr_length(dict_of(self)->items))
        self->failed = true;
    if (self->failed)
        return pm_fail(error, PM_ERROR_RUNTIME, "dictionary changed size during iteration");
    return 0;
}

static enum pm_outcome raise_end(struct pm_call *call)
{
    return pm_raise_args(call, PM_STOP_ITERATION, pymgr_tuple(0));
}

static enum pm_outcome iterator_next(struct pm_call *call)
{
    struct iterator *self = iterator_of(call);
    struct pm_error error;
    pymgr_value *key;

    if (self->dict == NULL)
        return raise_end(call);
    if (check_size(self, &error) != 0)
        return pm_raise_error(call, &error);
    find_place(self);
    key = step(self);
    if (key != NULL && self->given < self->length) {
        self->given++;
        return pm_return(call, pymgr_ref(key));
    }
    self->dict = pm_object_unref(self->dict);
    if (key != NULL)
        return pm_raise(call, PM_RUNTIME_ERROR, "dictionary keys changed during iteration");
    return raise_end(call);
}

/* --- the type --- */

struct pm_object *pm_iterator_new(struct pm_object *dict)
{
    struct iterator *self = pm_malloc(sizeof *self);

    if (self == NULL)
        return NULL;
    *self = (struct iterator){ .dict = pm_object_ref(dict) };
    self->length = pymgr_length(dict_of(self)->items);
    self->generation = dict_of(self)->generation;
    return pm_object_create(&pm_type_iterator, self);
}

static enum pm_outcome iterator_construct(struct pm_call *call)
{
    if (pymgr_length(call->args[0]) != 1 || pymgr_length(call->args[1]) != 0)
        return pm_raise(call, PM_VALUE_ERROR, "Without callable, must have one non-keyword argument");
    return pm_raise(call, PM_TYPE_ERROR, "an Iterator is made by iterating over a shared object");
}

static void iterator_destroy(void *instance)
{
    struct iterator *self = instance;

    pm_object_unref(self->dict);
    pm_free(self);
}

static int iterator_repr(const struct pm_object *object, struct pm_buffer *out, struct pm_error *error)
{
    pm_put_text(out, "<dict_keyiterator object at ");
    pm_object_put_address(out, object);
    pm_put_u8(out, '>');
    return pm_buffer_check(out, error);
}

/* The keys that are left, as a new list; NULL: no memory. */
static pymgr_value *rest_of(struct iterator *self)
{
    pymgr_value *list = pymgr_list(), *key;

    if (self->dict == NULL)
        return list;
    find_place(self);
    while (list != NULL && (key = step(self)) != NULL) {
        if (pymgr_list_append(list, pymgr_ref(key)) != 0)
            list = pymgr_unref(list);
    }
    return list;
}

/* iter([key, ...]): what a copy of the iterator would still give. */
static pymgr_value *iterator_get_value(const struct pm_object *object, struct pm_error *error)
{
    struct iterator copy = *(const struct iterator *)object->self;
    pymgr_value *value;

    if (copy.dict != NULL && check_size(&copy, error) != 0)
        return NULL;
    value = pm_instance_new(PM_REDUCE, pymgr_global("builtins", "iter"), pymgr_tuple_of(1, rest_of(&copy)));
    if (value == NULL)
        pm_fail_nomem(error);
    return value;
}

static const struct pm_method methods[] = {
    { .name = "__next__", .handler = iterator_next, .signature = "()", .binding = PM_SLOT },
    /* Python 2.7 */
    { .name = "next", .handler = iterator_next, .signature = "()", .binding = PM_SLOT },
};

const struct pm_type pm_type_iterator = {
    .name = "dict_keyiterator",
    .class_repr = "<class 'dict_keyiterator'>",
    .construct = { .name = "Iterator",
        .handler = iterator_construct,
        .signature = "(*args, **kwds)",
        .binding = PM_C_POSITIONAL },
    .methods = methods,
    .method_count = sizeof methods / sizeof methods[0],
    .destroy = iterator_destroy,
    .repr = iterator_repr,
    .get_value = iterator_get_value,
};
