/* SPDX-License-Identifier: MIT
 *
 * Endpoints are few: a list of them is searched. After a fork the child finds the lock free, since whoever
 * forks holds it meanwhile; its generation is one higher, by which everything that was made by the parent's
 * threads is known (lane.c, proxy.c).
 */
#include "client/endpoint.h"

#include "base/memory.h"
#include "client/async.h"
#include "client/errand.h"
#include "client/lane.h"
#include "client/proxy.h"

#include <pthread.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_once_t once = PTHREAD_ONCE_INIT;
static struct pm_endpoint *endpoints;
static unsigned generation = 1;

/* --- the lock, and forks -------------------------------------------------------------------------------- */

void pm_client_lock(void)
{
    pthread_mutex_lock(&lock);
}

void pm_client_unlock(void)
{
    pthread_mutex_unlock(&lock);
}

unsigned pm_client_generation(void)
{
    return generation;
}

/* The child owns the lock that its only thread took before the fork. */
static void begin_child(void)
{
    generation++;
    pm_errands_abandon();
    for (struct pm_endpoint *endpoint = endpoints; endpoint != NULL; endpoint = endpoint->next) {
        pm_lanes_abandon(endpoint);
        pm_asyncs_abandon(endpoint);
    }
    pthread_mutex_unlock(&lock);
}

static void watch_forks(void)
{
    pthread_atfork(pm_client_lock, pm_client_unlock, begin_child);
}

/* --- finding -------------------------------------------------------------------------------------------- */

static bool same_address(const struct pm_address *a, const struct pm_address *b)
{
    return a->kind == b->kind && a->port == b->port && strcmp(a->host, b->host) == 0 &&
           strcmp(a->path, b->path) == 0;
}

static bool same_options(const struct pm_endpoint_options *a, const struct pm_endpoint_options *b)
{
    return same_address(&a->address, &b->address) && a->codec == b->codec && a->key_size == b->key_size &&
           memcmp(a->key, b->key, a->key_size) == 0 && a->min_digest == b->min_digest &&
           a->max_reply == b->max_reply && !(a->connect_timeout < b->connect_timeout) &&
           !(a->connect_timeout > b->connect_timeout) && !(a->call_timeout < b->call_timeout) &&
           !(a->call_timeout > b->call_timeout);
}

static struct pm_endpoint *find(const struct pm_endpoint_options *options)
{
    struct pm_endpoint *endpoint = endpoints;

    while (endpoint != NULL && !same_options(&endpoint->options, options))
        endpoint = endpoint->next;
    return endpoint;
}

static struct pm_endpoint *free_endpoint(struct pm_endpoint *endpoint)
{
    pymgr_unref(endpoint->address);
    pm_free((void *)(uintptr_t)endpoint->options.key);
    pm_free(endpoint);
    return NULL;
}

static struct pm_endpoint *new_endpoint(const struct pm_endpoint_options *options)
{
    struct pm_endpoint *endpoint = pm_calloc(1, sizeof *endpoint);
    unsigned char *key = pm_malloc(options->key_size);

    if (endpoint == NULL || key == NULL) {
        pm_free(key);
        pm_free(endpoint);
        return NULL;
    }
    memcpy(key, options->key, options->key_size);
    endpoint->options = *options;
    endpoint->options.key = key;
    endpoint->adopter.adopt = pm_adopt_proxy;
    endpoint->generation = generation;
    pm_address_format(&options->address, endpoint->text, sizeof endpoint->text);
    endpoint->address = pm_address_to_value(&options->address);
    return endpoint->address == NULL ? free_endpoint(endpoint) : endpoint;
}

/* Under the lock. */
static struct pm_endpoint *find_or_add(const struct pm_endpoint_options *options)
{
    struct pm_endpoint *endpoint = find(options);

    if (endpoint == NULL) {
        endpoint = new_endpoint(options);
        if (endpoint == NULL)
            return NULL;
        endpoint->next = endpoints;
        endpoints = endpoint;
    }
    endpoint->refs++;
    return endpoint;
}

struct pm_endpoint *pm_endpoint_find(const struct pm_endpoint_options *options, struct pymgr_error *error)
{
    struct pm_endpoint *endpoint;

    pthread_once(&once, watch_forks);
    pm_client_lock();
    endpoint = find_or_add(options);
    pm_client_unlock();
    if (endpoint == NULL)
        pm_fault_nomem(error);
    return endpoint;
}

/* Whether a server calls itself by the address at which it listens on every network. */
static bool is_everywhere(const struct pm_address *address)
{
    return address->kind == PM_ADDRESS_TCP &&
           (strcmp(address->host, "0.0.0.0") == 0 || strcmp(address->host, "::") == 0);
}

struct pm_endpoint *pm_endpoint_beside(const struct pm_endpoint *endpoint, const pymgr_value *address,
    const pymgr_value *key, struct pymgr_error *error)
{
    struct pm_endpoint_options options = endpoint->options;
    struct pm_error problem;

    if (pm_address_from_value(address, &options.address, &problem) != 0) {
        pm_fault_from(error, PYMGR_INVALID, &problem);
        return NULL;
    }
    if (is_everywhere(&options.address))
        memcpy(options.address.host, endpoint->options.address.host, sizeof options.address.host);
    if (key != NULL && pymgr_kind(key) == PYMGR_BYTES && pymgr_length(key) > 0)
        options.key = (const unsigned char *)pymgr_text(key, &options.key_size);
    return pm_endpoint_find(&options, error);
}

struct pm_endpoint *pm_endpoint_ref(struct pm_endpoint *endpoint)
{
    pm_client_lock();
    endpoint->refs++;
    pm_client_unlock();
    return endpoint;
}

void pm_endpoint_lose(struct pm_endpoint *endpoint)
{
    pm_client_lock();
    endpoint->losses++;
    pm_client_unlock();
}

/* Under the lock: whether that was the last reference; the endpoint is then found no more. */
static bool let_go(struct pm_endpoint *endpoint)
{
    struct pm_endpoint **link = &endpoints;

    if (--endpoint->refs > 0)
        return false;
    while (*link != endpoint)
        link = &(*link)->next;
    *link = endpoint->next;
    return true;
}

struct pm_endpoint *pm_endpoint_unref(struct pm_endpoint *endpoint)
{
    bool last;

    if (endpoint == NULL)
        return NULL;
    pm_client_lock();
    last = let_go(endpoint);
    if (last)
        pm_lanes_close(endpoint);
    pm_client_unlock();
    return last ? free_endpoint(endpoint) : NULL;
}

/* --- asking --------------------------------------------------------------------------------------------- */

static enum pymgr_code code_of(enum pm_connection_status status, const struct pm_error *from)
{
    static const enum pymgr_code codes[] = {
        [PM_CONNECTION_OK] = PYMGR_OK,
        [PM_CONNECTION_ERROR] = PYMGR_PROTOCOL,
        [PM_CONNECTION_UNREACHABLE] = PYMGR_UNREACHABLE,
        [PM_CONNECTION_SYSTEM] = PYMGR_SYSTEM,
        [PM_CONNECTION_REFUSED] = PYMGR_REFUSED,
        [PM_CONNECTION_TIMED_OUT] = PYMGR_TIMED_OUT,
        [PM_CONNECTION_CANCELLED] = PYMGR_CANCELLED,
        [PM_CONNECTION_PROTOCOL] = PYMGR_PROTOCOL,
        [PM_CONNECTION_TOO_BIG] = PYMGR_LIMIT,
        [PM_CONNECTION_LOST] = PYMGR_LOST,
    };

    if (status == PM_CONNECTION_ERROR && from->kind == PM_ERROR_VALUE)
        return PYMGR_INVALID;
    if (status == PM_CONNECTION_ERROR &&
        (from->kind == PM_ERROR_UNSERIALIZABLE || from->kind == PM_ERROR_RECURSION))
        return PYMGR_UNSERIALIZABLE;
    return codes[status];
}

int pm_fault_connection(
    struct pymgr_error *error, enum pm_connection_status status, const struct pm_error *from)
{
    return pm_fault_from(error, code_of(status, from), from);
}

pymgr_value *pm_endpoint_ask(const struct pm_endpoint *endpoint, double seconds, const char *function,
    pymgr_value *args, pymgr_value *kwds, struct pymgr_error *error)
{
    struct pm_errand errand;
    pymgr_value *value;

    if (pm_errand_begin(&errand, endpoint, endpoint->options.connect_timeout, error) != 0)
        return NULL;
    value = pm_errand_ask(&errand, seconds, function, args, kwds, error);
    pm_errand_end(&errand);
    return value;
}

pymgr_value *pm_endpoint_ask_one(const struct pm_endpoint *endpoint, double seconds, const char *function,
    pymgr_value *argument, struct pymgr_error *error)
{
    pymgr_value *args = pymgr_tuple_of(1, argument), *value = NULL;

    if (args == NULL)
        pm_fault_nomem(error);
    else
        value = pm_endpoint_ask(endpoint, seconds, function, args, NULL, error);
    pymgr_unref(args);
    return value;
}
