/* SPDX-License-Identifier: MIT */
#include "server/receiver.h"

#include "value/token.h"

#define MANAGERS "multiprocessing.managers"

/* Proxy classes that not every Python has: the others get an AutoProxy. */
static const struct {
    const char *name;
    int protocol; /* the lowest that a Python with this class speaks */
} newer[] = {
    { "BarrierProxy", 3 },
    { "SetProxy", 5 },
};

static bool lacks(const struct pm_dialect *dialect, const struct pm_receiver *self, const pymgr_value *class)
{
    for (size_t i = 0; i < sizeof newer / sizeof newer[0]; i++) {
        if (pm_global_is(class, MANAGERS, newer[i].name))
            return self->serializer == pm_codec_pickle.name && dialect->protocol < newer[i].protocol;
    }
    return false;
}

/* The names that an object exposes: new; NULL: it is not known any more, or no memory. */
static pymgr_value *exposed_by(pymgr_server *server, const pymgr_value *ident)
{
    const struct pm_entry *entry;
    pymgr_value *exposed;

    pm_server_lock(server);
    entry = pm_registry_find(server->registry, ident);
    exposed = entry == NULL ? NULL : pymgr_ref(pm_registered_exposed(entry->registered));
    pm_server_unlock(server);
    return exposed;
}

/* {'exposed': ..., 'authkey': ...}, each if there is one. `exposed` may be NULL. New; NULL: no memory. */
static pymgr_value *kwds_of(const struct pm_receiver *self, pymgr_value *exposed)
{
    const pymgr_server *server = self->server;
    pymgr_value *kwds = pymgr_dict();

    if (kwds != NULL && exposed != NULL && pymgr_dict_set_text(kwds, "exposed", pymgr_ref(exposed)) != 0)
        return pymgr_unref(kwds);
    if (kwds != NULL && server->proxy_authkey && !self->knows_key &&
        pymgr_dict_set_text(
            kwds, "authkey", pymgr_bytes((const char *)server->key, server->policy.key_size)) != 0)
        return pymgr_unref(kwds);
    return kwds;
}

static pymgr_value *proxy_for(struct pm_receiver *self, const struct pm_dialect *dialect,
    const struct pm_proxy *parts, pymgr_value *address)
{
    bool automatic = lacks(dialect, self, parts->class);
    pymgr_value *exposed = automatic ? exposed_by(self->server, parts->token.ident)
                                     : pymgr_ref(pymgr_dict_get_text(parts->kwds, "exposed"));
    pymgr_value *class = automatic ? pymgr_global(MANAGERS, "AutoProxy") : pymgr_ref(parts->class);
    pymgr_value *proxy = pm_proxy_new(class,
        pm_token_new(pymgr_ref(parts->token.typeid), pymgr_ref(address), pymgr_ref(parts->token.ident)),
        pymgr_str(self->serializer), kwds_of(self, exposed));

    pymgr_unref(exposed);
    return proxy;
}

/* A copy of what the object holds: new; NULL: it has no value, or no memory for it. */
static pymgr_value *value_for(pymgr_server *server, const pymgr_value *proxy)
{
    const struct pm_object *object = pm_anchored_object(proxy);
    struct pm_error error;
    pymgr_value *value;

    pm_server_lock(server);
    value = object->type->get_value(object, &error);
    pm_server_unlock(server);
    return value;
}

static pymgr_value *form(const struct pm_proxy_form *form, const struct pm_dialect *dialect,
    const pymgr_value *proxy, struct pm_error *error)
{
    struct pm_receiver *self = (struct pm_receiver *)(uintptr_t)form;
    pymgr_value *made = dialect->python2 ? value_for(self->server, proxy) : NULL, *address;
    struct pm_proxy parts;

    if (made != NULL)
        return made;
    pm_registry_sent(proxy);
    address = pm_receiver_address(self);
    if (address != NULL && pm_proxy_parse(proxy, &parts)) /* it was parsed to be anchored */
        made = proxy_for(self, dialect, &parts, address);
    if (made == NULL)
        pm_fail_nomem(error);
    return made;
}

void pm_receiver_init(struct pm_receiver *receiver, pymgr_server *server)
{
    *receiver =
        (struct pm_receiver){ .form = { form }, .server = server, .serializer = pm_codec_pickle.name };
}

void pm_receiver_clear(struct pm_receiver *receiver)
{
    receiver->address = pymgr_unref(receiver->address);
}

pymgr_value *pm_receiver_address(struct pm_receiver *receiver)
{
    if (receiver->address == NULL)
        receiver->address = receiver->find_address(receiver);
    return receiver->address;
}

bool pm_anchor_loaded(pymgr_server *server, struct pm_scratch *scratch)
{
    pymgr_value *const *proxies;
    size_t count = pm_scratch_proxies(scratch, &proxies);
    bool any = false;

    if (count == 0)
        return false;
    for (size_t i = 0; i < count; i++)
        any |= pm_registry_anchor(server->registry, proxies[i]);
    pm_scratch_forget_proxies(scratch);
    return any;
}
