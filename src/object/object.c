/* SPDX-License-Identifier: MIT */
#include "object/object.h"

#include "base/memory.h"

struct pm_object *pm_object_create(const struct pm_type *type, void *self)
{
    struct pm_object *object;

    if (self == NULL)
        return NULL;
    object = pm_malloc(sizeof *object);
    if (object == NULL) {
        type->destroy(self);
        return NULL;
    }
    *object = (struct pm_object){ .type = type, .self = self, .refs = 1 };
    return object;
}

struct pm_object *pm_object_ref(struct pm_object *object)
{
    if (object != NULL)
        object->refs++;
    return object;
}

struct pm_object *pm_object_unref(struct pm_object *object)
{
    if (object == NULL || --object->refs > 0)
        return NULL;
    object->type->destroy(object->self);
    pm_free(object);
    return NULL;
}

void pm_object_put_address(struct pm_buffer *out, const struct pm_object *object)
{
    pm_put_format(out, "0x%012llx", (unsigned long long)(uintptr_t)object);
}
