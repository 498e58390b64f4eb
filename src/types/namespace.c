/* SPDX-License-Identifier: MIT
 *
 * multiprocessing.managers.Namespace: an object with nothing but attributes.
 *
 * Its proxy calls __getattribute__ and its like with any name, so object's own attributes can be asked for.
 * Those with a value that travels have a row in a table; its methods are no attributes here, since a bound
 * method is of no use to a client.
 */
#include "base/memory.h"
#include "object/call.h"
#include "types/attribute.h"
#include "types/own.h"
#include "types/pickled.h"
#include "types/types.h"
#include "value/dict.h"

#define MODULE "multiprocessing.managers"

struct namespace
{
    pymgr_value *attributes; /* a dict value; see own.h */
};

static struct namespace *namespace_of(const struct pm_call *call)
{
    return call->object->self;
}

/* --- errors --- */

static enum pm_outcome raise_missing(struct pm_call *call, const pymgr_value *name)
{
    return pm_raise_attribute(call, "'Namespace' object has no attribute '", name, "'");
}

static enum pm_outcome raise_read_only(struct pm_call *call, const pymgr_value *name)
{
    return pm_raise_attribute(call, "attribute '", name, "' of 'Namespace' objects is not writable");
}

/* --- attributes that every object has --- */

static pymgr_value *get_class(const struct namespace *self)
{
    (void)self;
    return pymgr_global(MODULE, "Namespace");
}

static pymgr_value *get_dict(const struct namespace *self)
{
    return pymgr_ref(self->attributes);
}

static pymgr_value *get_none(const struct namespace *self)
{
    (void)self;
    return pymgr_none();
}

static pymgr_value *get_module(const struct namespace *self)
{
    (void)self;
    return pymgr_str(MODULE);
}

static enum pm_outcome set_class(struct pm_call *call, const pymgr_value *name, pymgr_value *value)
{
    (void)name;
    if (value == NULL)
        return pm_raise(call, PM_TYPE_ERROR, "can't delete __class__ attribute");
    return pm_raise(call, PM_TYPE_ERROR, "__class__ must be set to a class, not '%s' object",
        pm_qualified_type_name(value));
}

static enum pm_outcome set_dict(struct pm_call *call, const pymgr_value *name, pymgr_value *value)
{
    struct namespace *self = namespace_of(call);
    pymgr_value *attributes = value == NULL ? pymgr_dict() : pymgr_ref(value);

    (void)name;
    if (attributes == NULL)
        return PM_NOMEM;
    if (!pm_is(attributes, PYMGR_DICT)) {
        pymgr_unref(attributes);
        return pm_raise(call, PM_TYPE_ERROR, "__dict__ must be set to a dictionary, not a '%s'",
            pm_qualified_type_name(value));
    }
    pymgr_unref(self->attributes);
    self->attributes = attributes;
    return pm_return_none(call);
}

static enum pm_outcome set_read_only(struct pm_call *call, const pymgr_value *name, pymgr_value *value)
{
    (void)value;
    return raise_read_only(call, name);
}

struct special {
    const char *name;
    pymgr_value *(*get)(const struct namespace *self);
    /* Sets, or with NULL deletes; itself NULL where instances may have an attribute of that name. */
    enum pm_outcome (*set)(struct pm_call *call, const pymgr_value *name, pymgr_value *value);
};

static const struct special specials[] = {
    { .name = "__class__", .get = get_class, .set = set_class },
    { .name = "__dict__", .get = get_dict, .set = set_dict },
    { .name = "__weakref__", .get = get_none, .set = set_read_only },
    { .name = "__doc__", .get = get_none },
    { .name = "__module__", .get = get_module },
};

static const struct special *special_of(const pymgr_value *name)
{
    for (size_t i = 0; i < sizeof specials / sizeof specials[0]; i++) {
        if (pm_text_is(name, specials[i].name))
            return &specials[i];
    }
    return NULL;
}

/* --- the methods --- */

static enum pm_outcome namespace_getattribute(struct pm_call *call)
{
    const struct namespace *self = namespace_of(call);
    const pymgr_value *name = call->args[0];
    const struct special *special;
    pymgr_value *value;

    if (!pm_is(name, PYMGR_STR))
        return pm_raise_no_name(call, name);
    special = special_of(name);
    value = pymgr_dict_get(self->attributes, name);
    if (special != NULL && (special->set != NULL || value == NULL))
        return pm_return(call, special->get(self));
    return value == NULL ? raise_missing(call, name) : pm_return(call, pymgr_ref(value));
}

static enum pm_outcome namespace_setattr(struct pm_call *call)
{
    struct namespace *self = namespace_of(call);
    pymgr_value *name = call->args[0], *value = call->args[1];
    const struct special *special;
    struct pm_error error;

    if (!pm_is(name, PYMGR_STR))
        return pm_raise_no_name(call, name);
    special = special_of(name);
    if (special != NULL && special->set != NULL)
        return special->set(call, name, value);
    if (!pm_own(&self->attributes, pm_dict_copy))
        return PM_NOMEM;
    if (pm_dict_store(self->attributes, pymgr_ref(name), pymgr_ref(value), &error) != 0)
        return pm_raise_error(call, &error);
    return pm_return_none(call);
}

static enum pm_outcome namespace_delattr(struct pm_call *call)
{
    struct namespace *self = namespace_of(call);
    const pymgr_value *name = call->args[0];
    const struct special *special;
    struct pm_error error;
    pymgr_value *value;

    if (!pm_is(name, PYMGR_STR))
        return pm_raise_no_name(call, name);
    special = special_of(name);
    if (special != NULL && special->set != NULL)
        return special->set(call, name, NULL);
    if (!pm_own(&self->attributes, pm_dict_copy))
        return PM_NOMEM;
    if (pm_dict_remove(self->attributes, name, &value, &error) != 0)
        return pm_raise_error(call, &error);
    if (value == NULL)
        return raise_missing(call, name);
    pymgr_unref(value);
    return pm_return_none(call);
}

/* --- the type --- */

static enum pm_outcome namespace_construct(struct pm_call *call)
{
    struct namespace *self = pm_calloc(1, sizeof *self);

    if (self == NULL)
        return PM_NOMEM;
    self->attributes = pymgr_ref(call->args[0]);
    return pm_return_object(call, pm_object_create(&pm_type_namespace, self));
}

static void namespace_destroy(void *instance)
{
    struct namespace *self = instance;

    pymgr_unref(self->attributes);
    pm_free(self);
}

static void namespace_visit(void *instance, pm_meet *meet, void *context)
{
    const struct namespace *self = instance;

    meet(self->attributes, context);
}

/* `name=value` as a str: new. */
static pymgr_value *assignment(const pymgr_value *name, const pymgr_value *value, struct pm_error *error)
{
    struct pm_buffer text = PM_BUFFER_INIT;
    pymgr_value *str = NULL;
    int failed = pm_str_of(&text, name, error);

    pm_put_u8(&text, '=');
    if (failed == 0)
        failed = pm_repr(&text, value, error);
    if (failed == 0)
        failed = pm_buffer_check(&text, error);
    if (failed == 0)
        str = pm_str_trusted((const char *)pm_buffer_bytes(&text), pm_buffer_length(&text));
    if (failed == 0 && str == NULL)
        pm_fail_nomem(error);
    pm_buffer_free(&text);
    return str;
}

/* The assignments of the public attributes, sorted as texts: a new list. */
static pymgr_value *assignments(const struct namespace *self, struct pm_error *error)
{
    pymgr_value *list = pymgr_list(), *name, *value, *text;
    size_t cursor = 0;

    if (list == NULL)
        pm_fail_nomem(error);
    while (list != NULL && pymgr_dict_next(self->attributes, &cursor, &name, &value)) {
        if (pm_is(name, PYMGR_STR) && pymgr_text(name, NULL)[0] == '_')
            continue;
        text = assignment(name, value, error);
        if (text == NULL)
            return pymgr_unref(list);
        if (pymgr_list_append(list, text) != 0) {
            pm_fail_nomem(error);
            list = pymgr_unref(list);
        }
    }
    if (list != NULL && pm_list_sort(list, false, error) != 0)
        list = pymgr_unref(list);
    return list;
}

static int namespace_repr(const struct pm_object *object, struct pm_buffer *out, struct pm_error *error)
{
    pymgr_value *list = assignments(object->self, error);
    size_t size;

    if (list == NULL)
        return -1;
    pm_put_text(out, "Namespace(");
    for (size_t i = 0; i < pymgr_length(list); i++) {
        const char *text = pymgr_text(pymgr_item(list, i), &size);

        pm_put_text(out, i == 0 ? "" : ", ");
        pm_put(out, text, size);
    }
    pm_put_u8(out, ')');
    pymgr_unref(list);
    return pm_buffer_check(out, error);
}

static pymgr_value *namespace_get_value(const struct pm_object *object, struct pm_error *error)
{
    const struct namespace *self = object->self;

    return pm_pickled("Namespace", pymgr_ref(self->attributes), error);
}

static const struct pm_method methods[] = {
    { .name = "__getattribute__",
        .handler = namespace_getattribute,
        .signature = "(name, /)",
        .binding = PM_SLOT },
    { .name = "__setattr__",
        .handler = namespace_setattr,
        .signature = "(name, value, /)",
        .binding = PM_SLOT_TUPLE },
    { .name = "__delattr__", .handler = namespace_delattr, .signature = "(name, /)", .binding = PM_SLOT },
};

const struct pm_type pm_type_namespace = {
    .name = "Namespace",
    .class_repr = "<class 'multiprocessing.managers.Namespace'>",
    .construct = { .name = "__init__", .handler = namespace_construct, .signature = "(/, **kwds)" },
    .methods = methods,
    .method_count = sizeof methods / sizeof methods[0],
    .destroy = namespace_destroy,
    .visit = namespace_visit,
    .repr = namespace_repr,
    .get_value = namespace_get_value,
};
