/* SPDX-License-Identifier: MIT */
#include "object/holders.h"

#include "base/memory.h"
#include "value/token.h"

struct holder {
    pymgr_value *value;
};

uint64_t pm_holder_time;
int pm_holders;

static uint64_t holder_time(void)
{
    return pm_holder_time;
}

static void holder_destroy(void *instance)
{
    struct holder *self = instance;

    pymgr_unref(self->value);
    pm_free(self);
    pm_holders--;
}

static void holder_visit(void *instance, pm_meet *meet, void *context)
{
    const struct holder *self = instance;

    meet(self->value, context);
}

static const struct pm_type holder = {
    .name = "Holder",
    .class_repr = "<class 'Holder'>",
    .destroy = holder_destroy,
    .visit = holder_visit,
};

static const char *const no_names[] = { NULL };

const struct pm_typeid pm_holder_typeids[] = {
    { .typeid = "Holder", .type = &holder, .proxytype = "AutoProxy", .exposed = no_names },
    { .typeid = NULL },
};

struct pm_registry *pm_holder_registry(uint64_t grace)
{
    struct pm_registry *registry = pm_registry_new(pm_holder_typeids);

    pm_holder_time = 1000;
    pm_holders = 0;
    if (registry != NULL)
        pm_registry_set_grace(registry, grace, holder_time);
    return registry;
}

struct pm_entry *pm_holder_new(struct pm_registry *registry, pymgr_value *value)
{
    struct holder *self = pm_malloc(sizeof *self);
    struct pm_object *object;
    struct pm_entry *entry;

    if (self == NULL) {
        pymgr_unref(value);
        return NULL;
    }
    self->value = value;
    pm_holders++;
    object = pm_object_create(&holder, self);
    if (object == NULL)
        return NULL;
    object->holds_proxies = true;
    entry = pm_registry_add(registry, object, pm_registry_typeid(registry, "Holder", 6));
    pm_object_unref(object);
    return entry;
}

void pm_holder_set(struct pm_entry *entry, pymgr_value *value)
{
    struct holder *self = entry->object->self;

    pymgr_unref(self->value);
    self->value = value;
}

pymgr_value *pm_proxy_of(struct pm_registry *registry, const struct pm_entry *entry)
{
    char ident[PM_IDENT_SIZE];
    pymgr_value *proxy;

    pm_ident_format(entry->object->ident, ident);
    proxy = pm_proxy_new(pymgr_global("multiprocessing.managers", "AutoProxy"),
        pm_token_new(pymgr_str("Holder"), pymgr_str("/elsewhere"), pymgr_str(ident)), pymgr_str("pickle"),
        pymgr_dict());
    if (proxy != NULL)
        pm_registry_anchor(registry, proxy);
    return proxy;
}
