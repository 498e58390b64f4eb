/* SPDX-License-Identifier: MIT
 *
 * multiprocessing.managers.Value: a typecode, which is only kept, and a value of any kind.
 */
#include "base/memory.h"
#include "object/call.h"
#include "types/pickled.h"
#include "types/types.h"

struct value {
    pymgr_value *typecode, *value;
};

static struct value *value_of(const struct pm_call *call)
{
    return call->object->self;
}

static enum pm_outcome value_get(struct pm_call *call)
{
    return pm_return(call, pymgr_ref(value_of(call)->value));
}

static enum pm_outcome value_set(struct pm_call *call)
{
    struct value *self = value_of(call);

    pymgr_unref(self->value);
    self->value = pymgr_ref(call->args[0]);
    return pm_return_none(call);
}

static enum pm_outcome value_construct(struct pm_call *call)
{
    struct value *self = pm_calloc(1, sizeof *self);

    if (self == NULL)
        return PM_NOMEM;
    self->typecode = pymgr_ref(call->args[0]);
    self->value = pymgr_ref(call->args[1]);
    return pm_return_object(call, pm_object_create(&pm_type_value, self));
}

static void value_destroy(void *instance)
{
    struct value *self = instance;

    pymgr_unref(self->typecode);
    pymgr_unref(self->value);
    pm_free(self);
}

static void value_visit(void *instance, pm_meet *meet, void *context)
{
    const struct value *self = instance;

    meet(self->typecode, context);
    meet(self->value, context);
}

static int value_repr(const struct pm_object *object, struct pm_buffer *out, struct pm_error *error)
{
    const struct value *self = object->self;

    pm_put_text(out, "Value(");
    if (pm_repr(out, self->typecode, error) != 0)
        return -1;
    pm_put_text(out, ", ");
    if (pm_repr(out, self->value, error) != 0)
        return -1;
    pm_put_u8(out, ')');
    return pm_buffer_check(out, error);
}

static pymgr_value *value_get_value(const struct pm_object *object, struct pm_error *error)
{
    const struct value *self = object->self;
    pymgr_value *state = pymgr_dict();

    if (state == NULL || pymgr_dict_set_text(state, "_typecode", pymgr_ref(self->typecode)) != 0 ||
        pymgr_dict_set_text(state, "_value", pymgr_ref(self->value)) != 0)
        state = pymgr_unref(state);
    return pm_pickled("Value", state, error);
}

static const struct pm_method methods[] = {
    { .name = "get", .handler = value_get, .signature = "()" },
    { .name = "set", .handler = value_set, .signature = "(value)" },
};

const struct pm_type pm_type_value = {
    .name = "Value",
    .class_repr = "<class 'multiprocessing.managers.Value'>",
    .construct = { .name = "__init__",
        .handler = value_construct,
        .signature = "(typecode, value, lock=True)" },
    .methods = methods,
    .method_count = sizeof methods / sizeof methods[0],
    .destroy = value_destroy,
    .repr = value_repr,
    .visit = value_visit,
    .get_value = value_get_value,
};
