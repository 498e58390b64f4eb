/* SPDX-License-Identifier: MIT
 *
 * Proxies as values. The value is what Python pickles of a proxy, RebuildProxy(class, token, serializer,
 * kwds); its anchor is the proxy itself, so that the object lives as long as the value.
 */
#include "base/memory.h"
#include "client/manager.h"
#include "client/proxy.h"
#include "types/types.h"
#include "value/token.h"

#define MANAGERS "multiprocessing.managers"

struct anchor {
    struct pm_anchor base;
    pymgr_proxy *proxy;
};

static void release(struct pm_anchor *base)
{
    struct anchor *anchor = (struct anchor *)base;

    pymgr_proxy_unref(anchor->proxy);
    pm_free(anchor);
}

/* Gives a value its proxy, taken. -1: no memory. */
static int anchor(pymgr_value *value, pymgr_proxy *proxy)
{
    struct anchor *made = pm_malloc(sizeof *made);

    if (made == NULL) {
        pymgr_proxy_unref(proxy);
        return -1;
    }
    *made = (struct anchor){ { release }, proxy };
    PM_CAST(pm_instance, value)->anchor = &made->base;
    return 0;
}

/* The proxy that anchors a value: borrowed; NULL: none. */
static pymgr_proxy *anchored(const pymgr_value *value)
{
    const struct pm_anchor *base =
        pm_is(value, PYMGR_INSTANCE) ? PM_CONST_CAST(pm_instance, value)->anchor : NULL;

    return base != NULL && base->release == release ? ((const struct anchor *)base)->proxy : NULL;
}

/* --- out ------------------------------------------------------------------------------------------------ */

/* Python's class for proxies of a typeid: new. */
static pymgr_value *class_of(const pymgr_proxy *proxy)
{
    const struct pm_typeid *row = pm_typeid_find(pymgr_text(proxy->typeid, NULL));

    if (proxy->class != NULL)
        return pymgr_ref(proxy->class);
    return pymgr_global(MANAGERS, row == NULL ? "AutoProxy" : row->proxytype);
}

/* Only AutoProxy has to be told what is exposed: new. */
static pymgr_value *kwds_of(const pymgr_proxy *proxy, const pymgr_value *class)
{
    pymgr_value *kwds = pymgr_dict();

    if (kwds == NULL || proxy->exposed == NULL || !pm_global_is(class, MANAGERS, "AutoProxy"))
        return kwds;
    return pymgr_dict_set_text(kwds, "exposed", pymgr_ref(proxy->exposed)) == 0 ? kwds : pymgr_unref(kwds);
}

static pymgr_value *rebuild(pymgr_proxy *proxy, pymgr_value *ident)
{
    pymgr_value *class = class_of(proxy);

    if (class == NULL) {
        pymgr_unref(ident);
        return NULL;
    }
    return pm_proxy_new(class, pm_token_new(pymgr_ref(proxy->typeid), pymgr_ref(proxy->address), ident),
        pymgr_str(proxy->endpoint->options.codec->name), kwds_of(proxy, class));
}

pymgr_value *pymgr_proxy_value(pymgr_proxy *proxy)
{
    pymgr_value *value = rebuild(proxy, pm_proxy_known_ident(proxy));

    if (value != NULL && anchor(value, pymgr_proxy_ref(proxy)) != 0)
        return pymgr_unref(value);
    return value;
}

/* --- in ------------------------------------------------------------------------------------------------- */

bool pymgr_is_proxy(const pymgr_value *value)
{
    struct pm_proxy parts;

    return value != NULL && pm_proxy_parse(value, &parts);
}

/* A proxy of what a value stands for, with a reference of its own at the server: new. */
static pymgr_proxy *proxy_of(
    const struct pm_endpoint *endpoint, const struct pm_proxy *parts, struct pymgr_error *error)
{
    struct pm_endpoint *home = pm_endpoint_beside(
        endpoint, parts->token.address, pymgr_dict_get_text(parts->kwds, "authkey"), error);
    pymgr_value *exposed = pymgr_dict_get_text(parts->kwds, "exposed");
    pymgr_proxy *proxy;

    if (home == NULL)
        return NULL;
    proxy = pm_proxy_make(
        &(struct pm_proxy_parts){ home, pymgr_ref(parts->token.typeid), pymgr_ref(parts->token.address),
            pymgr_ref(parts->token.ident), pymgr_ref(exposed), pymgr_ref(parts->class) },
        true, error);
    pm_endpoint_unref(home);
    return proxy;
}

void pm_adopt_proxy(const struct pm_adopter *adopter, pymgr_value *value)
{
    const struct pm_endpoint *endpoint = (const struct pm_endpoint *)(const void *)adopter;
    struct pm_proxy parts;
    pymgr_proxy *proxy = NULL;

    if (PM_CONST_CAST(pm_instance, value)->anchor == NULL && pm_proxy_parse(value, &parts))
        proxy = proxy_of(endpoint, &parts, NULL);
    if (proxy != NULL)
        anchor(value, proxy);
}

pymgr_proxy *pm_value_proxy(
    const struct pm_endpoint *endpoint, const pymgr_value *value, struct pymgr_error *error)
{
    struct pm_proxy parts;

    if (anchored(value) != NULL)
        return pymgr_proxy_ref(anchored(value));
    return pm_proxy_parse(value, &parts) ? proxy_of(endpoint, &parts, error) : NULL;
}

pymgr_proxy *pymgr_value_proxy(pymgr_manager *manager, pymgr_value *value, struct pymgr_error *error)
{
    if (pymgr_is_proxy(value))
        return pm_value_proxy(pm_manager_endpoint(manager), value, error);
    pm_fault(
        error, PYMGR_INVALID, "not a proxy, but of type %s", value == NULL ? "NULL" : pymgr_type_name(value));
    return NULL;
}
