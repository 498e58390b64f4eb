/* SPDX-License-Identifier: MIT
 *
 * Managers: their options, connecting, what a server is asked without any object, and creating and finding
 * objects.
 */
#include "client/manager.h"

#include "base/memory.h"
#include "call/exceptions.h"
#include "client/errand.h"
#include "client/lane.h"
#include "client/proxy.h"
#include "client/typed.h"
#include "types/types.h"
#include "value/pack.h"
#include "value/token.h"

#include <stdlib.h>

struct pymgr_manager {
    struct pm_endpoint *endpoint;
    struct pm_started *started; /* or NULL */
};

/* --- options -------------------------------------------------------------------------------------------- */

enum { CONNECT_TIMEOUT = 10 }; /* seconds */

static const struct pm_codec *codec_of(const char *serializer)
{
    static const struct pm_codec *const codecs[] = { &pm_codec_pickle, &pm_codec_xmlrpc };

    for (size_t i = 0; i < sizeof codecs / sizeof codecs[0]; i++) {
        if (serializer == NULL || strcmp(serializer, codecs[i]->name) == 0)
            return codecs[i];
    }
    return NULL;
}

/* Seconds as the options have them; 0 then means for ever. */
static double timeout_of(double seconds, double by_default)
{
    if (seconds > 0)
        return seconds;
    return seconds < 0 ? 0 : by_default;
}

struct pymgr_options pymgr_options_from_environment(void)
{
    const char *key = getenv("PYMGR_AUTHKEY");

    return (struct pymgr_options){
        .address = getenv("PYMGR_ADDRESS"),
        .authkey = key,
        .authkey_size = key == NULL ? 0 : strlen(key),
        .serializer = getenv("PYMGR_SERIALIZER"),
    };
}

/* Reads what can be wrong in the options. */
static int read_options(const struct pymgr_options *options, const char *address,
    struct pm_endpoint_options *read, struct pymgr_error *error)
{
    struct pm_error problem;

    if (address == NULL)
        return pm_fault(error, PYMGR_INVALID, "no address");
    if (pm_address_parse(address, &read->address, &problem) != 0)
        return pm_fault_from(error, PYMGR_INVALID, &problem);
    if (options->authkey == NULL || options->authkey_size == 0)
        return pm_fault(error, PYMGR_INVALID, "no authkey, or an empty one");
    read->codec = codec_of(options->serializer);
    if (read->codec == NULL)
        return pm_fault(
            error, PYMGR_INVALID, "no serializer %s: there are pickle and xmlrpclib", options->serializer);
    if (options->min_digest != NULL && !pm_digest_parse(options->min_digest, &read->min_digest))
        return pm_fault(error, PYMGR_INVALID, "no digest %s", options->min_digest);
    return 0;
}

struct pm_endpoint *pm_endpoint_of_options(
    const struct pymgr_options *options, const char *address, struct pymgr_error *error)
{
    struct pm_endpoint_options read = {
        .key = options->authkey,
        .key_size = options->authkey_size,
        .min_digest = PM_DIGEST_MD5,
        .connect_timeout = timeout_of(options->connect_timeout, CONNECT_TIMEOUT),
        .call_timeout = timeout_of(options->call_timeout, 0),
        .max_reply = options->max_reply,
    };

    if (read_options(options, address == NULL ? options->address : address, &read, error) != 0)
        return NULL;
    return pm_endpoint_find(&read, error);
}

/* --- managers ------------------------------------------------------------------------------------------- */

struct pm_endpoint *pm_manager_endpoint(const pymgr_manager *manager)
{
    return manager->endpoint;
}

pymgr_manager *pm_manager_new(
    struct pm_endpoint *endpoint, struct pm_started *started, struct pymgr_error *error)
{
    pymgr_manager *manager = pm_malloc(sizeof *manager);

    if (manager == NULL) {
        pm_fault_nomem(error);
        pm_endpoint_unref(endpoint);
        return NULL;
    }
    *manager = (pymgr_manager){ endpoint, started };
    return manager;
}

/*
 * By xmlrpclib a server of Python's takes for a dict what pymgrd knows to be a proxy or a slice. Which of
 * them it is shows in a traceback, as of a function that there is not. 0, or -1: it did not answer.
 */
static int learn_dialect(struct pm_endpoint *endpoint, struct pymgr_error *error)
{
    struct pymgr_error answer = PYMGR_ERROR_INIT;
    const char *traceback;

    if (endpoint->options.codec != &pm_codec_xmlrpc)
        return 0;
    pymgr_unref(pm_endpoint_ask(endpoint, endpoint->options.call_timeout, "pymgr_info", NULL, NULL, &answer));
    traceback = pymgr_text(answer.traceback, NULL);
    atomic_store(&endpoint->plain, traceback != NULL && strstr(traceback, PM_TRACEBACK_FILE) == NULL);
    if (answer.code != PYMGR_REMOTE)
        pm_fault(error, answer.code, "%s", answer.text);
    pymgr_error_clear(&answer);
    return traceback == NULL ? -1 : 0;
}

pymgr_manager *pymgr_connect(const struct pymgr_options *options, struct pymgr_error *error)
{
    struct pm_endpoint *endpoint = pm_endpoint_of_options(options, NULL, error);
    pymgr_manager *manager = endpoint == NULL ? NULL : pm_manager_new(endpoint, NULL, error);

    if (manager != NULL && (pymgr_ping(manager, error) != 0 || learn_dialect(endpoint, error) != 0))
        manager = pymgr_close(manager);
    return manager;
}

pymgr_manager *pymgr_close(pymgr_manager *manager)
{
    if (manager == NULL)
        return NULL;
    if (manager->started != NULL)
        pm_started_end(manager->started, manager->endpoint);
    pm_endpoint_unref(manager->endpoint);
    pm_free(manager);
    return NULL;
}

const char *pymgr_address(const pymgr_manager *manager)
{
    return manager->endpoint->text;
}

int pymgr_server_pid(const pymgr_manager *manager)
{
    return manager->started == NULL ? 0 : pm_started_pid(manager->started);
}

void pymgr_cancel(pymgr_manager *manager)
{
    pm_client_lock();
    pm_lanes_cancel(manager->endpoint);
    pm_errands_cancel(manager->endpoint);
    pm_client_unlock();
}

int pymgr_after_fork(pymgr_manager *manager, struct pymgr_error *error)
{
    return pm_lane_take(manager->endpoint, error) == NULL ? -1 : 0;
}

/* --- what the server is asked --------------------------------------------------------------------------- */

pymgr_value *pymgr_server_call(pymgr_manager *manager, const char *function, pymgr_value *args,
    pymgr_value *kwds, struct pymgr_error *error)
{
    const struct pm_endpoint *endpoint = manager->endpoint;

    return pm_endpoint_ask(endpoint, endpoint->options.call_timeout, function, args, kwds, error);
}

/* A function whose answer says nothing. */
static int command(pymgr_manager *manager, const char *function, struct pymgr_error *error)
{
    pymgr_value *done = pymgr_server_call(manager, function, NULL, NULL, error);

    if (done == NULL)
        return -1;
    pymgr_unref(done);
    return 0;
}

int pymgr_ping(pymgr_manager *manager, struct pymgr_error *error)
{
    return command(manager, "dummy", error);
}

int pymgr_shutdown(pymgr_manager *manager, struct pymgr_error *error)
{
    return command(manager, "shutdown", error);
}

int64_t pymgr_number_of_objects(pymgr_manager *manager, struct pymgr_error *error)
{
    return pm_take_count(pymgr_server_call(manager, "number_of_objects", NULL, NULL, error), error);
}

char *pymgr_debug_info(pymgr_manager *manager, struct pymgr_error *error)
{
    pymgr_value *answer = pymgr_server_call(manager, "debug_info", NULL, NULL, error);

    return pm_take_text(answer, error);
}

/* --- proxies -------------------------------------------------------------------------------------------- */

/* create's own arguments: the typeid, then the object's: new. */
static pymgr_value *with_typeid(const char *typeid, const pymgr_value *args)
{
    size_t count = args == NULL ? 0 : pymgr_length(args);
    pymgr_value *first = pymgr_str(typeid), *all = first == NULL ? NULL : pymgr_tuple(1 + count);

    if (all == NULL)
        return pymgr_unref(first);
    pymgr_tuple_put(all, 0, first);
    for (size_t i = 0; i < count; i++)
        pymgr_tuple_put(all, i + 1, pymgr_ref(pymgr_item(args, i)));
    return all;
}

pymgr_proxy *pymgr_create_with(pymgr_manager *manager, const char *typeid, pymgr_value *args,
    pymgr_value *kwds, struct pymgr_error *error)
{
    pymgr_value *all = with_typeid(typeid, args), *created, *ident, *exposed;

    if (all == NULL) {
        if (pm_utf8_valid(typeid, strlen(typeid)))
            pm_fault_nomem(error);
        else
            pm_fault(error, PYMGR_INVALID, "the typeid is not UTF-8");
        return NULL;
    }
    created = pymgr_server_call(manager, "create", all, kwds, error);
    pymgr_unref(all);
    if (pm_parse_created(created, &ident, &exposed, error) != 0)
        return NULL;
    return pm_proxy_make(&(struct pm_proxy_parts){ manager->endpoint, pymgr_str(typeid),
                             pymgr_ref(manager->endpoint->address), ident, exposed, NULL },
        false, error);
}

pymgr_proxy *pymgr_create(
    pymgr_manager *manager, struct pymgr_error *error, const char *typeid, const char *format, ...)
{
    pymgr_value *args, *kwds;
    pymgr_proxy *proxy;
    va_list list;
    int packed;

    va_start(list, format);
    packed = pm_pack_call(format, list, &args, &kwds, error);
    va_end(list);
    if (packed != 0)
        return NULL;
    proxy = pymgr_create_with(manager, typeid, args, kwds, error);
    pymgr_unref(args);
    pymgr_unref(kwds);
    return proxy;
}

pymgr_proxy *pymgr_get(pymgr_manager *manager, const char *name, struct pymgr_error *error)
{
    pymgr_proxy *proxy = pymgr_create_with(manager, name, NULL, NULL, error);

    if (proxy != NULL)
        proxy->named = true;
    return proxy;
}

/* The names that an object exposes, as AutoProxy asks for them: new. */
static pymgr_value *ask_methods(
    const struct pm_endpoint *endpoint, const char *typeid, const char *ident, struct pymgr_error *error)
{
    pymgr_value *token = pm_token_new(pymgr_str(typeid), pymgr_ref(endpoint->address), pymgr_str(ident));

    return pm_endpoint_ask_one(endpoint, endpoint->options.call_timeout, "get_methods", token, error);
}

pymgr_proxy *pymgr_attach(
    pymgr_manager *manager, const char *typeid, const char *ident, struct pymgr_error *error)
{
    struct pm_endpoint *endpoint = manager->endpoint;
    pymgr_value *exposed = NULL;

    if (pm_typeid_find(typeid) == NULL) {
        exposed = ask_methods(endpoint, typeid, ident, error);
        if (exposed == NULL)
            return NULL;
    }
    return pm_proxy_make(&(struct pm_proxy_parts){ endpoint, pymgr_str(typeid), pymgr_ref(endpoint->address),
                             pymgr_str(ident), exposed, NULL },
        true, error);
}
