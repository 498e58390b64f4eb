/* SPDX-License-Identifier: MIT
 *
 * One call and its answer. A request that could not be handed to the system whole was not executed by
 * anybody, so it is sent again, once, on a new connection.
 */
#include "base/memory.h"
#include "call/raised.h"
#include "client/lane.h"
#include "client/proxy.h"
#include "value/pack.h"
#include "value/token.h"

/* --- replies -------------------------------------------------------------------------------------------- */

/* A Token's parts: CPython's xmlrpclib serializer sends its attributes. */
static bool read_token(const pymgr_value *value, struct pm_token *token)
{
    if (pm_token_parse(value, token))
        return true;
    token->typeid = pymgr_dict_get_text(value, "typeid");
    token->address = pymgr_dict_get_text(value, "address");
    token->ident = pymgr_dict_get_text(value, "id");
    return token->typeid != NULL && token->address != NULL && token->ident != NULL;
}

/* A proxy of an object that a method has created: the address by which we reach the server is better than the
 * one that it knows itself by. `answer` is (exposed, token). */
static pymgr_proxy *created_by(pymgr_proxy *proxy, const pymgr_value *answer, struct pymgr_error *error)
{
    pymgr_value *exposed = pymgr_item(answer, 0), *made = pymgr_item(answer, 1);
    struct pm_token token;

    if (made == NULL || !read_token(made, &token)) {
        pm_fault(error, PYMGR_PROTOCOL, "the server's answer has no token");
        return NULL;
    }
    return pm_proxy_make(&(struct pm_proxy_parts){ proxy->endpoint, pymgr_ref(token.typeid),
                             pymgr_ref(proxy->address), pymgr_ref(token.ident), pymgr_ref(exposed), NULL },
        false, error);
}

static pymgr_value *created_value(pymgr_proxy *proxy, pymgr_value *answer, struct pymgr_error *error)
{
    pymgr_proxy *made = created_by(proxy, answer, error);
    pymgr_value *value = NULL;

    pymgr_unref(answer);
    if (made == NULL)
        return NULL;
    value = pymgr_proxy_value(made);
    pymgr_proxy_unref(made);
    if (value == NULL)
        pm_fault_nomem(error);
    return value;
}

pymgr_value *pm_reply_result(
    pymgr_proxy *proxy, enum pm_reply_kind kind, pymgr_value *value, struct pymgr_error *error)
{
    if (kind == PM_REPLY_RETURN)
        return value;
    if (kind == PM_REPLY_PROXY)
        return created_value(proxy, value, error);
    pm_fault_reply(error, kind, value);
    return NULL;
}

/* --- calls ---------------------------------------------------------------------------------------------- */

struct call {
    pymgr_proxy *proxy;
    double seconds;
    const char *method;
    pymgr_value *args, *kwds;
    pymgr_value *result; /* new, once it is done */
};

enum attempt { DONE, FAILED, NOT_SENT };

static enum attempt attempt(struct call *call, struct pymgr_error *error)
{
    struct pm_lane *lane = pm_lane_take(call->proxy->endpoint, error);
    pymgr_value *ident = lane == NULL ? NULL : pm_proxy_ident(call->proxy, error);
    enum pm_connection_status status;
    enum pm_reply_kind kind;
    pymgr_value *value;
    struct pm_error problem;
    bool sent;

    if (ident == NULL)
        return FAILED;
    pm_connection_set_timeout(lane->connection, call->seconds);
    status = pm_connection_call(
        lane->connection, ident, call->method, call->args, call->kwds, &kind, &value, &problem);
    pymgr_unref(ident);
    if (status == PM_CONNECTION_OK) {
        call->result = pm_reply_result(call->proxy, kind, value, error);
        return call->result == NULL ? FAILED : DONE;
    }
    sent = pm_connection_unsent(lane->connection) == 0;
    if (status != PM_CONNECTION_ERROR)
        pm_lane_drop(lane);
    pm_fault_connection(error, status, &problem);
    return status == PM_CONNECTION_LOST && !sent ? NOT_SENT : FAILED;
}

pymgr_value *pm_proxy_call(pymgr_proxy *proxy, double seconds, const char *method, pymgr_value *args,
    pymgr_value *kwds, struct pymgr_error *error)
{
    struct call call = { .proxy = proxy, .seconds = seconds, .method = method, .args = args, .kwds = kwds };

    if (attempt(&call, error) == NOT_SENT)
        attempt(&call, error);
    return call.result;
}

pymgr_value *pm_proxy_vcall(pymgr_proxy *proxy, double seconds, const char *method, const char *format,
    va_list list, struct pymgr_error *error)
{
    pymgr_value *args, *kwds, *result;

    if (pm_pack_call(format, list, &args, &kwds, error) != 0)
        return NULL;
    result = pm_proxy_call(proxy, seconds, method, args, kwds, error);
    pymgr_unref(args);
    pymgr_unref(kwds);
    return result;
}

pymgr_value *pymgr_call_with(
    pymgr_proxy *proxy, const char *method, pymgr_value *args, pymgr_value *kwds, struct pymgr_error *error)
{
    return pm_proxy_call(proxy, proxy->endpoint->options.call_timeout, method, args, kwds, error);
}

pymgr_value *pymgr_call_within(pymgr_proxy *proxy, double seconds, const char *method, pymgr_value *args,
    pymgr_value *kwds, struct pymgr_error *error)
{
    return pm_proxy_call(proxy, seconds, method, args, kwds, error);
}

pymgr_value *pymgr_call(
    pymgr_proxy *proxy, struct pymgr_error *error, const char *method, const char *format, ...)
{
    pymgr_value *result;
    va_list args;

    va_start(args, format);
    result = pm_proxy_vcall(proxy, proxy->endpoint->options.call_timeout, method, format, args, error);
    va_end(args);
    return result;
}

/* --- what every proxy can do ---------------------------------------------------------------------------- */

pymgr_value *pymgr_getvalue(pymgr_proxy *proxy, struct pymgr_error *error)
{
    return pymgr_call_with(proxy, "#GETVALUE", NULL, NULL, error);
}

char *pm_take_text(pymgr_value *text, struct pymgr_error *error)
{
    char *copy = NULL;

    if (text == NULL)
        return NULL;
    if (pymgr_kind(text) != PYMGR_STR)
        pm_fault(error, PYMGR_PROTOCOL, "the server's answer is no text");
    else if ((copy = pm_strdup(pymgr_text(text, NULL))) == NULL)
        pm_fault_nomem(error);
    pymgr_unref(text);
    return copy;
}

/* As in Python: what the server has no repr of is shown as a proxy. */
char *pymgr_proxy_str(pymgr_proxy *proxy, struct pymgr_error *error)
{
    return pm_take_text(pymgr_call_with(proxy, "__repr__", NULL, NULL, error), error);
}

char *pymgr_proxy_repr(pymgr_proxy *proxy)
{
    pymgr_value *value = pymgr_proxy_value(proxy);
    char *text = value == NULL ? NULL : pymgr_repr(value);

    pymgr_unref(value);
    return text;
}

const char *pymgr_proxy_typeid(const pymgr_proxy *proxy)
{
    return pymgr_text(proxy->typeid, NULL);
}

const char *pymgr_proxy_address(const pymgr_proxy *proxy)
{
    return proxy->endpoint->text;
}

char *pymgr_proxy_ident(pymgr_proxy *proxy)
{
    return pm_take_text(pm_proxy_known_ident(proxy), NULL);
}

/* Only the server that has made an object says right away what it exposes. */
pymgr_value *pymgr_proxy_exposed(pymgr_proxy *proxy, struct pymgr_error *error)
{
    const struct pm_endpoint *endpoint = proxy->endpoint;
    pymgr_value *ident;

    if (proxy->exposed != NULL)
        return pymgr_ref(proxy->exposed);
    ident = pm_proxy_ident(proxy, error);
    if (ident == NULL)
        return NULL;
    return pm_endpoint_ask_one(endpoint, endpoint->options.call_timeout, "get_methods",
        pm_token_new(pymgr_ref(proxy->typeid), pymgr_ref(proxy->address), ident), error);
}
