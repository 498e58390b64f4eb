/* SPDX-License-Identifier: MIT
 *
 * This is multiprocessing.managers' Server._handle_request and Server.serve_client without their threads.
 * Which exception goes back as what is theirs: what a method raises is an #ERROR for the peer to raise; what
 * goes wrong around it is a #TRACEBACK, a text; and a method that is not exposed, or that the object lacks,
 * is looked for among the fallbacks, so that the traceback ends in the KeyError of that second search.
 */
#include "server/dispatch.h"

#include "call/exceptions.h"
#include "object/bind.h"
#include "server/methods.h"
#include "value/token.h"

/* What Python passes to its own functions besides self: the connection; for a fallback also the ident and the
 * object. */
enum { SERVER_PREFIX = 1, FALLBACK_PREFIX = 3 };

static bool answer_with(struct pm_answer *answer, enum pm_reply_kind kind, pymgr_value *value)
{
    answer->kind = kind;
    answer->value = value;
    return true;
}

/* exception taken. */
static bool answer_traceback(struct pm_answer *answer, pymgr_value *exception, const char *where)
{
    pymgr_value *text = exception == NULL ? NULL : pm_exception_traceback(exception, where);

    pymgr_unref(exception);
    return answer_with(answer, PM_REPLY_TRACEBACK, text);
}

void pm_answer_error(struct pm_answer *answer, const struct pm_error *error, const char *where)
{
    answer_traceback(answer, pm_exception_from_error(error), where);
}

/* The result of a row with a result typeid: (exposed, token) of the object that the handler made. */
static pymgr_value *proxy_result(pymgr_server *server, struct pm_call *call)
{
    const char *typeid = call->method->result_typeid;
    const struct pm_registered *registered = pm_registry_typeid(server->registry, typeid, strlen(typeid));
    struct pm_entry *entry = pm_registry_add(server->registry, call->created, registered);
    char ident[PM_IDENT_SIZE];
    pymgr_value *pair;

    if (entry == NULL)
        return NULL;
    /* What it holds comes to it otherwise than by calls: a Pool's results. */
    call->created->holds_proxies = call->created->type->visit != NULL;
    pm_ident_format(entry->object->ident, ident);
    pair = pymgr_tuple_of(2, pymgr_ref(pm_registered_exposed(registered)),
        pm_token_new(pymgr_str(typeid), call->session->ops->address(call->session), pymgr_str(ident)));
    if (pair == NULL)
        pm_registry_decref(server->registry, entry);
    return pair;
}

void pm_dispatch_finish(
    pymgr_server *server, struct pm_call *call, enum pm_outcome outcome, struct pm_answer *answer)
{
    if (outcome == PM_RAISE)
        answer_with(answer, PM_REPLY_ERROR, call->result);
    else if (outcome == PM_NOMEM)
        answer_with(answer, PM_REPLY_TRACEBACK, NULL);
    else if (call->created != NULL)
        answer_with(answer, PM_REPLY_PROXY, proxy_result(server, call));
    else
        answer_with(answer, PM_REPLY_RETURN, call->result);
    if (outcome != PM_NOMEM && call->created == NULL)
        call->result = NULL; /* the answer has it */
    pm_object_unref(call->object);
    pm_call_clear(call);
}

/*
 * Binds and runs; false: binding failed, *error says why. The call then holds a reference to its object.
 * `owner` is the class that the method belongs to, for messages.
 */
static bool run(struct pm_call *call, const char *owner, struct pm_object *object,
    const struct pm_method *method, const pymgr_value *args, const pymgr_value *kwds,
    enum pm_outcome *outcomep, struct pm_error *error)
{
    if (pm_bind(method, owner, args, kwds, &call->args, &call->arg_count, error) != 0)
        return false;
    call->object = pm_object_ref(object);
    call->method = method;
    *outcomep = method->handler(call);
    return true;
}

/* `count` times None and then args: what Python passes before them (self apart). New; NULL: no memory. */
static pymgr_value *prefixed(const pymgr_value *args, size_t count)
{
    size_t given = pymgr_length(args);
    pymgr_value *all = pymgr_tuple(count + given);

    if (all == NULL)
        return NULL;
    for (size_t i = 0; i < count; i++)
        pymgr_tuple_put(all, i, pymgr_none());
    for (size_t i = 0; i < given; i++)
        pymgr_tuple_put(all, count + i, pymgr_ref(pymgr_item(args, i)));
    return all;
}

/*
 * Runs a method of the server itself, which Python calls with `prefix` arguments of its own first. True: it
 * has run. False: it could not be bound, and the answer says why.
 */
static bool run_own(struct pm_call *call, struct pm_object *object, const struct pm_method *method,
    const struct pm_request *request, size_t prefix, enum pm_outcome *outcomep, struct pm_answer *answer)
{
    pymgr_value *args = prefixed(request->args, prefix);
    struct pm_error error;
    bool ran;

    if (args == NULL)
        return !answer_with(answer, PM_REPLY_TRACEBACK, NULL);
    ran = run(call, pm_type_server.name, object, method, args, request->kwds, outcomep, &error);
    pymgr_unref(args);
    if (!ran)
        pm_answer_error(answer, &error, method->name);
    return ran;
}

/* An exception with a text that was put together: new. The text is freed. */
static pymgr_value *exception_of(enum pm_exception class, struct pm_buffer *text)
{
    pymgr_value *exception = NULL;

    if (!pm_buffer_failed(text))
        exception = pm_exception_new(class,
            pymgr_tuple_of(1, pm_str_trusted((const char *)pm_buffer_bytes(text), pm_buffer_length(text))));
    pm_buffer_free(text);
    return exception;
}

static pymgr_value *unrecognized(const pymgr_value *name)
{
    struct pm_buffer text = PM_BUFFER_INIT;
    size_t size;
    const char *utf8 = pymgr_text(name, &size);

    pm_put_str_repr(&text, utf8, size);
    pm_put_text(&text, " unrecognized");
    return exception_of(PM_ASSERTION_ERROR, &text);
}

bool pm_dispatch_server(
    pymgr_server *server, const struct pm_request *request, struct pm_call *call, struct pm_answer *answer)
{
    const struct pm_method *method = pm_server_method(request->method);
    enum pm_outcome outcome;

    if (method == NULL)
        return answer_traceback(answer, unrecognized(request->method), "_handle_request");
    if (!run_own(call, server->self, method, request, SERVER_PREFIX, &outcome, answer))
        return true;
    pm_dispatch_finish(server, call, outcome, answer);
    if (answer->kind == PM_REPLY_ERROR)
        answer_traceback(answer, answer->value, method->name);
    return true;
}

/* The repr of a tuple of names, as a set's: 'in exposed={...}'. */
static void put_names(struct pm_buffer *out, const pymgr_value *names)
{
    pm_put_u8(out, '{');
    for (size_t i = 0; i < pymgr_length(names); i++)
        pm_put_format(out, "%s'%s'", i == 0 ? "" : ", ", pymgr_text(pymgr_item(names, i), NULL));
    pm_put_u8(out, '}');
}

static pymgr_value *missing_attribute(
    const struct pm_entry *entry, const struct pm_request *request, bool exposed)
{
    const struct pm_type *type = entry->object->type;
    struct pm_buffer text = PM_BUFFER_INIT;
    size_t size;
    const char *name = pymgr_text(request->method, &size);

    if (exposed) {
        pm_put_format(&text, "'%s' object has no attribute ", type->name);
        pm_put_str_repr(&text, name, size);
    } else {
        pm_put_text(&text, "method ");
        pm_put_str_repr(&text, name, size);
        pm_put_format(&text, " of %s object is not in exposed=", type->class_repr);
        put_names(&text, pm_registered_exposed(entry->registered));
    }
    return exception_of(PM_ATTRIBUTE_ERROR, &text);
}

/* The traceback of an exception that was met while handling another. Both taken. */
static bool answer_chained(struct pm_answer *answer, pymgr_value *first, pymgr_value *second)
{
    pymgr_value *before = first == NULL ? NULL : pm_exception_traceback(first, "serve_client");
    pymgr_value *after = second == NULL ? NULL : pm_exception_traceback(second, "serve_client");
    pymgr_value *text = NULL;

    if (before != NULL && after != NULL)
        text = pm_str_format("%s\nDuring handling of the above exception, another exception occurred:\n\n%s",
            pymgr_text(before, NULL), pymgr_text(after, NULL));
    pymgr_unref(before);
    pymgr_unref(after);
    pymgr_unref(first);
    pymgr_unref(second);
    return answer_with(answer, PM_REPLY_TRACEBACK, text);
}

static bool dispatch_fallback(pymgr_server *server, const struct pm_request *request,
    const struct pm_entry *entry, bool exposed, struct pm_call *call, struct pm_answer *answer)
{
    const struct pm_method *method = pm_fallback_method(request->method);
    enum pm_outcome outcome;

    if (method == NULL)
        return answer_chained(answer, missing_attribute(entry, request, exposed),
            pm_exception_new(PM_KEY_ERROR, pymgr_tuple_of(1, pymgr_ref(request->method))));
    if (!run_own(call, entry->object, method, request, FALLBACK_PREFIX, &outcome, answer))
        return true;
    pm_dispatch_finish(server, call, outcome, answer);
    if (answer->kind != PM_REPLY_ERROR)
        return true;
    answer_traceback(answer, answer->value, method->name);
    /* An object that cannot be pickled fails only when Python sends it. */
    if (pm_text_is(request->method, "#GETVALUE"))
        answer->kind = PM_REPLY_UNSERIALIZABLE;
    return true;
}

static bool dispatch_method(pymgr_server *server, const struct pm_request *request,
    const struct pm_entry *entry, const struct pm_method *method, struct pm_call *call,
    struct pm_answer *answer)
{
    enum pm_outcome outcome;
    struct pm_error error;

    entry->object->holds_proxies |= call->brings_proxies;
    if (!run(call, entry->object->type->name, entry->object, method, request->args, request->kwds, &outcome,
            &error))
        return answer_with(answer, PM_REPLY_ERROR, pm_exception_from_error(&error));
    if (outcome == PM_WAIT)
        return false;
    pm_dispatch_finish(server, call, outcome, answer);
    return true;
}

bool pm_dispatch_object(
    pymgr_server *server, const struct pm_request *request, struct pm_call *call, struct pm_answer *answer)
{
    const struct pm_method *method = NULL;
    struct pm_entry *entry;
    size_t size;
    const char *name;
    bool exposed;

    entry = pm_registry_find(server->registry, request->ident);
    if (entry == NULL)
        return answer_traceback(answer,
            pm_exception_new(PM_KEY_ERROR, pymgr_tuple_of(1, pymgr_ref(request->ident))), "serve_client");
    name = pymgr_text(request->method, &size);
    exposed = pm_registered_method(entry->registered, entry->object->type, name, size, &method);
    if (method == NULL)
        return dispatch_fallback(server, request, entry, exposed, call, answer);
    return dispatch_method(server, request, entry, method, call, answer);
}

void pm_answer_undo(pymgr_server *server, const struct pm_answer *answer)
{
    struct pm_token token;
    struct pm_entry *entry;

    if (answer->kind != PM_REPLY_PROXY || answer->value == NULL ||
        !pm_token_parse(pymgr_item(answer->value, 1), &token))
        return;
    entry = pm_registry_find(server->registry, token.ident);
    if (entry != NULL)
        pm_registry_decref(server->registry, entry);
}
