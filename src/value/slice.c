/* SPDX-License-Identifier: MIT */
#include "base/memory.h"
#include "value/kind.h"

pymgr_value *pymgr_slice(pymgr_value *start, pymgr_value *stop, pymgr_value *step)
{
    struct pm_slice *self = NULL;

    if (start != NULL && stop != NULL && step != NULL)
        self = pm_block_new(sizeof *self);
    if (self == NULL) {
        pm_unref(start);
        pm_unref(stop);
        pm_unref(step);
        return NULL;
    }
    pm_container_init(&self->base, PYMGR_SLICE);
    atomic_init(&self->hash, 0);
    self->start = start;
    self->stop = stop;
    self->step = step;
    return &self->base.head;
}

void pm_slice_destroy(pymgr_value *value, struct pm_dead *dead)
{
    struct pm_slice *self = PM_CAST(pm_slice, value);

    pm_drop(self->start, dead);
    pm_drop(self->stop, dead);
    pm_drop(self->step, dead);
    pm_block_free(self, sizeof *self);
}

pymgr_value **pm_slice_slot(pymgr_value *value, size_t *cursor)
{
    struct pm_slice *self = PM_CAST(pm_slice, value);
    pymgr_value **slots[] = { &self->start, &self->stop, &self->step };

    return *cursor < sizeof slots / sizeof slots[0] ? slots[(*cursor)++] : NULL;
}

bool pymgr_parts(const pymgr_value *value, pymgr_value **startp, pymgr_value **stopp, pymgr_value **stepp)
{
    const struct pm_slice *slice = PM_CONST_CAST(pm_slice, value);
    const struct pm_range *range = PM_CONST_CAST(pm_range, value);
    bool is_slice = pm_is_a(value, PYMGR_SLICE);

    if (!is_slice && !pm_is_a(value, PYMGR_RANGE))
        return false;
    *startp = is_slice ? slice->start : range->start;
    *stopp = is_slice ? slice->stop : range->stop;
    *stepp = is_slice ? slice->step : range->step;
    return true;
}
