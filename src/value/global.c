/* SPDX-License-Identifier: MIT */
#include "base/memory.h"
#include "value/kind.h"

pymgr_value *pm_global_new(pymgr_value *module, pymgr_value *qualname)
{
    struct pm_global *self = NULL;

    if (module != NULL && qualname != NULL)
        self = pm_block_new(sizeof *self);
    if (self == NULL) {
        pm_unref(module);
        pm_unref(qualname);
        return NULL;
    }
    pm_head_init(&self->head, PYMGR_GLOBAL);
    self->module = module;
    self->qualname = qualname;
    self->module2 = self->qualname2 = NULL;
    return &self->head;
}

pymgr_value *pymgr_global(const char *module, const char *qualname)
{
    return pm_global_new(pymgr_str(module), pymgr_str(qualname));
}

void pm_global_destroy(pymgr_value *value, struct pm_dead *dead)
{
    struct pm_global *self = PM_CAST(pm_global, value);

    pm_drop(self->module, dead);
    pm_drop(self->qualname, dead);
    pm_drop(self->module2, dead);
    pm_drop(self->qualname2, dead);
    pm_block_free(self, sizeof *self);
}

bool pm_global_is(const pymgr_value *value, const char *module, const char *qualname)
{
    const struct pm_global *self = PM_CONST_CAST(pm_global, value);

    return pm_is(value, PYMGR_GLOBAL) && pm_text_is(self->qualname, qualname) &&
           pm_text_is(self->module, module);
}

pymgr_value *pm_global_from_name(const char *name, size_t size)
{
    const char *point = memrchr(name, '.', size);
    size_t module = (size_t)(point - name);

    return pm_global_new(pm_str_trusted(name, module), pm_str_trusted(point + 1, size - module - 1));
}

bool pymgr_global_names(const pymgr_value *global, const char **modulep, const char **qualnamep)
{
    if (!pm_is_a(global, PYMGR_GLOBAL))
        return false;
    *modulep = pymgr_text(PM_CONST_CAST(pm_global, global)->module, NULL);
    *qualnamep = pymgr_text(PM_CONST_CAST(pm_global, global)->qualname, NULL);
    return true;
}
