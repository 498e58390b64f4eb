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
