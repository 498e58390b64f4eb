/* SPDX-License-Identifier: MIT
 *
 * collections: the items arrive beside the arguments, as APPENDS and SETITEMS gave them.
 */
#include "value/known.h"

static const struct pm_instance *instance_of(const pymgr_value *value)
{
    return PM_CONST_CAST(pm_instance, value);
}

/* "{key: value, ...}"; no pairs: "{}" */
static int write_pairs(struct pm_writing *self, const pymgr_value *pairs)
{
    pymgr_value *const *items;
    size_t count = pairs == NULL ? 0 : pm_items(pairs, &items);

    pm_put_u8(self->out, '{');
    for (size_t i = 0; i + 1 < count; i += 2) {
        if (i > 0)
            pm_put(self->out, ", ", 2);
        if (pm_write_repr(self, items[i]) < 0)
            return -1;
        pm_put(self->out, ": ", 2);
        if (pm_write_repr(self, items[i + 1]) < 0)
            return -1;
    }
    pm_put_u8(self->out, '}');
    return 0;
}

int pm_repr_ordered_dict(struct pm_writing *self, const pymgr_value *value)
{
    const struct pm_instance *instance = instance_of(value);

    if (pymgr_length(instance->args) > 0)
        return pm_write_object(self, value);
    pm_put_text(self->out, "OrderedDict(");
    if (instance->pairs != NULL && pymgr_length(instance->pairs) > 0 &&
        write_pairs(self, instance->pairs) < 0)
        return -1;
    pm_put_u8(self->out, ')');
    return 0;
}

int pm_repr_default_dict(struct pm_writing *self, const pymgr_value *value)
{
    const struct pm_instance *instance = instance_of(value);
    const pymgr_value *factory = pymgr_item(instance->args, 0);

    if (pymgr_length(instance->args) > 1)
        return pm_write_object(self, value);
    pm_put_text(self->out, "defaultdict(");
    if (pm_write_repr(self, factory == NULL ? pymgr_none() : factory) < 0)
        return -1;
    pm_put(self->out, ", ", 2);
    if (write_pairs(self, instance->pairs) < 0)
        return -1;
    pm_put_u8(self->out, ')');
    return 0;
}

/* Pickled as deque() or deque((), maxlen), and appended to. */
int pm_repr_deque(struct pm_writing *self, const pymgr_value *value)
{
    const struct pm_instance *instance = instance_of(value);
    const pymgr_value *first = pymgr_item(instance->args, 0), *most = pymgr_item(instance->args, 1);
    pymgr_value *const *items = NULL;
    size_t count = instance->items == NULL ? 0 : pm_items(instance->items, &items);

    if (pymgr_length(instance->args) > 2 || (first != NULL && pymgr_length(first) > 0))
        return pm_write_object(self, value);
    pm_put_text(self->out, "deque([");
    if (pm_write_items(self, items, count) < 0)
        return -1;
    pm_put_u8(self->out, ']');
    if (most != NULL && !pymgr_is_none(most)) {
        pm_put_text(self->out, ", maxlen=");
        if (pm_write_repr(self, most) < 0)
            return -1;
    }
    pm_put_u8(self->out, ')');
    return 0;
}
