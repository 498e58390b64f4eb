/* SPDX-License-Identifier: MIT */
#include "base/memory.h"
#include "value/kind.h"

pymgr_value *pm_instance_new(enum pm_instance_how how, pymgr_value *callable, pymgr_value *args)
{
    struct pm_instance *self = NULL;

    if (callable != NULL && args != NULL)
        self = pm_block_new(sizeof *self);
    if (self == NULL) {
        pm_unref(callable);
        pm_unref(args);
        return NULL;
    }
    memset(self, 0, sizeof *self);
    pm_container_init(&self->base, PYMGR_INSTANCE);
    self->how = (uint8_t)how;
    self->callable = callable;
    self->args = args;
    return &self->base.head;
}

pymgr_value **pm_instance_slot(pymgr_value *value, size_t *cursor)
{
    struct pm_instance *self = PM_CAST(pm_instance, value);
    pymgr_value **slots[] = { &self->callable, &self->args, &self->kwargs, &self->items, &self->pairs,
        &self->state, &self->setter };

    return *cursor < sizeof slots / sizeof slots[0] ? slots[(*cursor)++] : NULL;
}

void pm_instance_destroy(pymgr_value *value, struct pm_dead *dead)
{
    struct pm_anchor *anchor = PM_CAST(pm_instance, value)->anchor;
    pymgr_value **slot;

    if (anchor != NULL)
        anchor->release(anchor);
    for (size_t cursor = 0; (slot = pm_instance_slot(value, &cursor)) != NULL;)
        pm_drop(*slot, dead);
    pm_block_free(value, sizeof(struct pm_instance));
}

/* --- what instances show --- */

pymgr_value *pymgr_instance(pymgr_value *callable, pymgr_value *args)
{
    if (args == NULL || pm_is(args, PYMGR_TUPLE))
        return pm_instance_new(PM_REDUCE, callable, args);
    pm_unref(callable);
    return pm_unref(args);
}

pymgr_value *pymgr_instance_class(const pymgr_value *instance)
{
    const struct pm_instance *self = PM_CONST_CAST(pm_instance, instance);
    pymgr_value *first;

    if (!pm_is_a(instance, PYMGR_INSTANCE))
        return NULL;
    first = pymgr_item(self->args, 0);
    if (first != NULL && (self->proxy || pm_global_is(self->callable, "copyreg", "_reconstructor")))
        return first;
    return self->callable;
}

pymgr_value *pymgr_instance_args(const pymgr_value *instance)
{
    return pm_is_a(instance, PYMGR_INSTANCE) ? PM_CONST_CAST(pm_instance, instance)->args : NULL;
}

pymgr_value *pymgr_instance_items(const pymgr_value *instance)
{
    return pm_is_a(instance, PYMGR_INSTANCE) ? PM_CONST_CAST(pm_instance, instance)->items : NULL;
}

pymgr_value *pymgr_instance_pairs(const pymgr_value *instance)
{
    return pm_is_a(instance, PYMGR_INSTANCE) ? PM_CONST_CAST(pm_instance, instance)->pairs : NULL;
}

/* A state is the dict of attributes, or the pair of that, or None, and a dict of those that are slots. */
pymgr_value *pymgr_attribute(const pymgr_value *instance, const char *name)
{
    const struct pm_instance *self = PM_CONST_CAST(pm_instance, instance);
    pymgr_value *attribute;

    if (!pm_is_a(instance, PYMGR_INSTANCE))
        return NULL;
    attribute = pymgr_dict_get_text(self->state, name);
    for (size_t i = 0; attribute == NULL && pm_is_a(self->state, PYMGR_TUPLE) && i < 2; i++)
        attribute = pymgr_dict_get_text(pymgr_item(self->state, i), name);
    return attribute;
}
