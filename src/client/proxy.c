/* SPDX-License-Identifier: MIT
 *
 * Each proxy is in its endpoint's list, from which a child takes what it must count for itself. A proxy that
 * was found by name knows after how many lost connections it was; after another it asks for the name anew,
 * since the server may be another one by now.
 */
#include "client/proxy.h"

#include "base/memory.h"
#include "client/lane.h"

/* --- references at the server --------------------------------------------------------------------------- */

static int count(
    const struct pm_endpoint *endpoint, const char *function, pymgr_value *ident, struct pymgr_error *error)
{
    pymgr_value *done =
        pm_endpoint_ask_one(endpoint, endpoint->options.connect_timeout, function, pymgr_ref(ident), error);

    if (done == NULL)
        return -1;
    pymgr_unref(done);
    return 0;
}

static int increase(const struct pm_endpoint *endpoint, pymgr_value *ident, struct pymgr_error *error)
{
    return count(endpoint, "incref", ident, error);
}

/* Failure is ignored: the server, or the object, is gone. */
static void decrease(const struct pm_endpoint *endpoint, pymgr_value *ident)
{
    count(endpoint, "decref", ident, NULL);
}

/* --- making --------------------------------------------------------------------------------------------- */

static void link_proxy(pymgr_proxy *proxy)
{
    struct pm_endpoint *endpoint = proxy->endpoint;

    pm_client_lock();
    proxy->losses = endpoint->losses;
    proxy->generation = pm_client_generation();
    proxy->next = endpoint->proxies;
    endpoint->proxies = proxy;
    pm_client_unlock();
}

/* Under the lock. With the last proxy of a server every thread's connection to it goes. */
static void unlink_proxy(pymgr_proxy *proxy)
{
    pymgr_proxy **link = &proxy->endpoint->proxies;

    while (*link != proxy)
        link = &(*link)->next;
    *link = proxy->next;
    if (proxy->endpoint->proxies == NULL)
        pm_lanes_close(proxy->endpoint);
}

static void drop_parts(const struct pm_proxy_parts *parts)
{
    pymgr_unref(parts->typeid);
    pymgr_unref(parts->address);
    pymgr_unref(parts->ident);
    pymgr_unref(parts->exposed);
    pymgr_unref(parts->class);
}

/* Whether a value is a list or tuple of texts; NULL will do. */
static bool are_names(const pymgr_value *exposed)
{
    if (exposed == NULL)
        return true;
    if (pymgr_kind(exposed) != PYMGR_LIST && pymgr_kind(exposed) != PYMGR_TUPLE)
        return false;
    for (size_t i = 0; i < pymgr_length(exposed); i++) {
        if (pymgr_kind(pymgr_item(exposed, i)) != PYMGR_STR)
            return false;
    }
    return true;
}

/* Whether the parts are what a proxy can be made of, and its reference is there. */
static int check_parts(const struct pm_proxy_parts *parts, bool increased, struct pymgr_error *error)
{
    if (parts->typeid == NULL || parts->ident == NULL)
        return pm_fault_nomem(error);
    if (pymgr_kind(parts->typeid) != PYMGR_STR || pymgr_kind(parts->ident) != PYMGR_STR)
        return pm_fault(error, PYMGR_PROTOCOL, "a token whose typeid or ident is no text");
    if (!are_names(parts->exposed))
        return pm_fault(error, PYMGR_PROTOCOL, "what an object exposes are not the names of methods");
    return increased ? increase(parts->endpoint, parts->ident, error) : 0;
}

pymgr_proxy *pm_proxy_make(const struct pm_proxy_parts *parts, bool increased, struct pymgr_error *error)
{
    pymgr_proxy *proxy = pm_calloc(1, sizeof *proxy);

    if (proxy == NULL)
        pm_fault_nomem(error);
    if (proxy == NULL || check_parts(parts, increased, error) != 0) {
        if (!increased && parts->ident != NULL)
            decrease(parts->endpoint, parts->ident);
        drop_parts(parts);
        pm_free(proxy);
        return NULL;
    }
    proxy->refs = 1;
    proxy->endpoint = pm_endpoint_ref(parts->endpoint);
    proxy->typeid = parts->typeid;
    proxy->address = parts->address;
    proxy->ident = parts->ident;
    proxy->exposed = parts->exposed;
    proxy->class = parts->class;
    link_proxy(proxy);
    return proxy;
}

pymgr_proxy *pymgr_proxy_ref(pymgr_proxy *proxy)
{
    if (proxy == NULL)
        return NULL;
    pm_client_lock();
    proxy->refs++;
    pm_client_unlock();
    return proxy;
}

static void free_proxy(pymgr_proxy *proxy)
{
    pymgr_unref(proxy->typeid);
    pymgr_unref(proxy->address);
    pymgr_unref(proxy->ident);
    pymgr_unref(proxy->exposed);
    pymgr_unref(proxy->class);
    pm_endpoint_unref(proxy->endpoint);
    pm_free(proxy);
}

pymgr_proxy *pymgr_proxy_unref(pymgr_proxy *proxy)
{
    bool last, held;

    if (proxy == NULL)
        return NULL;
    pm_client_lock();
    last = --proxy->refs == 0;
    held = proxy->generation == pm_client_generation();
    if (last)
        unlink_proxy(proxy);
    pm_client_unlock();
    if (last && held)
        decrease(proxy->endpoint, proxy->ident);
    if (last)
        free_proxy(proxy);
    return NULL;
}

/* Counts for the object as it is now, found again if need be. */
static int count_now(pymgr_proxy *proxy, const char *function, struct pymgr_error *error)
{
    pymgr_value *ident = pm_proxy_ident(proxy, error);
    int result = ident == NULL ? -1 : count(proxy->endpoint, function, ident, error);

    pymgr_unref(ident);
    return result;
}

int pymgr_proxy_incref(pymgr_proxy *proxy, struct pymgr_error *error)
{
    return count_now(proxy, "incref", error);
}

int pymgr_proxy_decref(pymgr_proxy *proxy, struct pymgr_error *error)
{
    return count_now(proxy, "decref", error);
}

pymgr_proxy *pymgr_proxy_copy(pymgr_proxy *proxy, struct pymgr_error *error)
{
    pymgr_value *ident = pm_proxy_ident(proxy, error);
    pymgr_proxy *copy;

    if (ident == NULL)
        return NULL;
    copy = pm_proxy_make(
        &(struct pm_proxy_parts){ proxy->endpoint, pymgr_ref(proxy->typeid), pymgr_ref(proxy->address), ident,
            pymgr_ref(proxy->exposed), pymgr_ref(proxy->class) },
        true, error);
    if (copy != NULL)
        copy->named = proxy->named;
    return copy;
}

/* --- forks ---------------------------------------------------------------------------------------------- */

/* A proxy of the endpoint for which this process holds no reference: new; it is then taken to hold one. */
static pymgr_proxy *next_to_inherit(struct pm_endpoint *endpoint)
{
    pymgr_proxy *proxy;

    pm_client_lock();
    endpoint->generation = pm_client_generation();
    for (proxy = endpoint->proxies; proxy != NULL; proxy = proxy->next) {
        if (proxy->generation != 0 && proxy->generation != endpoint->generation)
            break;
    }
    if (proxy != NULL) {
        proxy->generation = endpoint->generation;
        proxy->refs++;
    }
    pm_client_unlock();
    return proxy;
}

pymgr_value *pm_proxy_known_ident(pymgr_proxy *proxy)
{
    pymgr_value *ident;

    pm_client_lock();
    ident = pymgr_ref(proxy->ident);
    pm_client_unlock();
    return ident;
}

/* As in Python, a proxy whose object is gone is left as it is. */
void pm_proxies_inherit(struct pm_endpoint *endpoint)
{
    pymgr_proxy *proxy;

    while ((proxy = next_to_inherit(endpoint)) != NULL) {
        pymgr_value *ident = pm_proxy_known_ident(proxy);

        if (increase(endpoint, ident, NULL) != 0) {
            pm_client_lock();
            proxy->generation = 0;
            pm_client_unlock();
        }
        pymgr_unref(ident);
        pymgr_proxy_unref(proxy);
    }
}

/* --- found by name -------------------------------------------------------------------------------------- */

int pm_parse_created(
    pymgr_value *created, pymgr_value **identp, pymgr_value **exposedp, struct pymgr_error *error)
{
    pymgr_value *ident, *exposed;

    if (created == NULL)
        return -1;
    ident = pymgr_item(created, 0);
    exposed = pymgr_item(created, 1);
    if (ident == NULL || exposed == NULL || pymgr_kind(ident) != PYMGR_STR) {
        pymgr_unref(created);
        return pm_fault(
            error, PYMGR_PROTOCOL, "the server's answer to create is no pair of an ident and names");
    }
    *identp = pymgr_ref(ident);
    *exposedp = pymgr_ref(exposed);
    pymgr_unref(created);
    return 0;
}

/* Takes over the ident (taken) that the name has now, with its reference at the server; the one from before:
 * new. Under the lock. */
static pymgr_value *replace_ident(pymgr_proxy *proxy, pymgr_value *ident, unsigned losses)
{
    pymgr_value *old = proxy->ident;

    proxy->ident = ident;
    proxy->losses = losses;
    proxy->generation = pm_client_generation();
    return old;
}

int pm_proxy_found(pymgr_proxy *proxy, pymgr_value *created, unsigned losses, pymgr_value **surplusp,
    struct pymgr_error *error)
{
    pymgr_value *ident, *exposed, *old;
    bool same;

    *surplusp = NULL;
    if (pm_parse_created(created, &ident, &exposed, error) != 0)
        return -1;
    pymgr_unref(exposed);
    pm_client_lock();
    old = replace_ident(proxy, pymgr_ref(ident), losses);
    pm_client_unlock();
    same = pymgr_equal(old, ident);
    pymgr_unref(ident);
    *surplusp = same ? old : pymgr_unref(old);
    return 0;
}

/* Asks for the name again. */
static int find_again(pymgr_proxy *proxy, unsigned losses, struct pymgr_error *error)
{
    const struct pm_endpoint *endpoint = proxy->endpoint;
    pymgr_value *created = pm_endpoint_ask_one(
        endpoint, endpoint->options.connect_timeout, "create", pymgr_ref(proxy->typeid), error);
    pymgr_value *surplus;

    if (pm_proxy_found(proxy, created, losses, &surplus, error) != 0)
        return -1;
    if (surplus != NULL)
        decrease(endpoint, surplus);
    pymgr_unref(surplus);
    return 0;
}

pymgr_value *pm_proxy_ready_ident(pymgr_proxy *proxy, unsigned *lossesp)
{
    pymgr_value *ident = NULL;

    *lossesp = 0;
    if (!proxy->named)
        return pymgr_ref(proxy->ident); /* it never changes */
    pm_client_lock();
    *lossesp = proxy->endpoint->losses;
    if (proxy->losses == *lossesp)
        ident = pymgr_ref(proxy->ident);
    pm_client_unlock();
    return ident;
}

pymgr_value *pm_proxy_ident(pymgr_proxy *proxy, struct pymgr_error *error)
{
    unsigned losses;
    pymgr_value *ident = pm_proxy_ready_ident(proxy, &losses);

    if (ident != NULL)
        return ident;
    return find_again(proxy, losses, error) == 0 ? pm_proxy_known_ident(proxy) : NULL;
}
