/* SPDX-License-Identifier: MIT
 *
 * What a Barrier's __getattribute__ knows.
 */
#include "types/attribute.h"
#include "types/barrier.h"

static pymgr_value *get_parties(const struct pm_barrier_self *self)
{
    return pymgr_ref(self->parties);
}

static pymgr_value *get_waiting(const struct pm_barrier_self *self)
{
    return pymgr_int((int64_t)self->count + self->acting);
}

static pymgr_value *get_broken(const struct pm_barrier_self *self)
{
    return pymgr_bool(self->broken);
}

static pymgr_value *get_state(const struct pm_barrier_self *self)
{
    return pymgr_int(self->broken ? -2 : 0);
}

static pymgr_value *get_action(const struct pm_barrier_self *self)
{
    return pymgr_ref(self->action);
}

static pymgr_value *get_timeout(const struct pm_barrier_self *self)
{
    return pymgr_ref(self->timeout);
}

static pymgr_value *get_class(const struct pm_barrier_self *self)
{
    (void)self;
    return pymgr_global("threading", "Barrier");
}

static pymgr_value *get_module(const struct pm_barrier_self *self)
{
    (void)self;
    return pymgr_str("threading");
}

static pymgr_value *get_none(const struct pm_barrier_self *self)
{
    (void)self;
    return pymgr_none();
}

/* What has a value that travels; methods, say, have none. */
static const struct {
    const char *name;
    pymgr_value *(*get)(const struct pm_barrier_self *self);
} attributes[] = {
    { "parties", get_parties },
    { "n_waiting", get_waiting },
    { "broken", get_broken },
    { "_parties", get_parties },
    { "_count", get_waiting },
    { "_state", get_state },
    { "_action", get_action },
    { "_timeout", get_timeout },
    { "__class__", get_class },
    { "__module__", get_module },
    { "__weakref__", get_none },
};

enum pm_outcome pm_barrier_getattribute(struct pm_call *call)
{
    const pymgr_value *name = call->args[0];

    if (!pm_is(name, PYMGR_STR))
        return pm_raise_no_name(call, name);
    for (size_t i = 0; i < sizeof attributes / sizeof attributes[0]; i++) {
        if (pm_text_is(name, attributes[i].name))
            return pm_return(call, attributes[i].get(call->object->self));
    }
    return pm_raise_attribute(call, "'Barrier' object has no attribute '", name, "'");
}
