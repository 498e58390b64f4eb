/* SPDX-License-Identifier: MIT
 *
 * The nine public functions, and the fallbacks, with the signatures that Python's Server has: `c`, `conn`,
 * `ident` and `obj` are what Python passes besides self, and arrive as None.
 */
#include "server/methods.h"

#include "object/bind.h"
#include "object/call.h"
#include "server/peer.h"
#include "server/server.h"
#include "value/token.h"

enum { DEBUG_INFO_TEXT = 75 }; /* code points of str(object) that debug_info shows */

static pymgr_server *server_of(const struct pm_call *call)
{
    return call->object->self;
}

static pymgr_value *text_value(const struct pm_buffer *text)
{
    if (pm_buffer_failed(text))
        return NULL;
    return pm_str_trusted((const char *)pm_buffer_bytes(text), pm_buffer_length(text));
}

/* What looking for a key in vain raises: KeyError, or TypeError when Python could not even look for it. */
static enum pm_outcome raise_key(struct pm_call *call, pymgr_value *key)
{
    struct pm_error error;
    uint64_t hash;

    if (pm_hash(key, &hash, &error) != 0)
        return pm_raise_error(call, &error);
    return pm_raise_args(call, PM_KEY_ERROR, pymgr_tuple_of(1, pymgr_ref(key)));
}

static int object_str(const struct pm_object *object, struct pm_buffer *out, struct pm_error *error)
{
    const struct pm_type *type = object->type;

    return type->str != NULL ? type->str(object, out, error) : type->repr(object, out, error);
}

/* --- the public functions --- */

static enum pm_outcome do_dummy(struct pm_call *call)
{
    return pm_return_none(call);
}

static enum pm_outcome do_number_of_objects(struct pm_call *call)
{
    return pm_return(call, pymgr_int((int64_t)pm_registry_count(server_of(call)->registry)));
}

/* Where the first `most` code points of a text end. */
static size_t cut(const char *text, size_t size, size_t most)
{
    size_t position = 0;

    while (most-- > 0 && position < size)
        pm_utf8_next(text, &position);
    return position;
}

static int put_info(const struct pm_entry *entry, void *context)
{
    struct pm_buffer *out = context;
    struct pm_buffer text = PM_BUFFER_INIT;
    char ident[PM_IDENT_SIZE];
    struct pm_error error;

    if (object_str(entry->object, &text, &error) != 0) {
        pm_buffer_clear(&text);
        pm_put_format(&text, "<%s>", error.text);
    }
    pm_ident_format(entry->object->ident, ident);
    pm_put_format(out, "%s  %s:       refcount=%llu\n    ", pm_buffer_length(out) == 0 ? "" : "\n", ident,
        (unsigned long long)entry->refcount);
    if (!pm_buffer_failed(&text))
        pm_put(out, pm_buffer_bytes(&text),
            cut((const char *)pm_buffer_bytes(&text), pm_buffer_length(&text), DEBUG_INFO_TEXT));
    pm_buffer_free(&text);
    return 0;
}

static enum pm_outcome do_debug_info(struct pm_call *call)
{
    struct pm_buffer text = PM_BUFFER_INIT;
    pymgr_value *result = NULL;

    if (pm_registry_each(server_of(call)->registry, put_info, &text) == 0)
        result = text_value(&text);
    pm_buffer_free(&text);
    return pm_return(call, result);
}

static enum pm_outcome do_shutdown(struct pm_call *call)
{
    /* Python's server sends the reply itself, and then once more as it does for every function. */
    pm_peer_answer_twice(call->session);
    pymgr_server_stop(server_of(call));
    return pm_return_none(call);
}

static enum pm_outcome do_accept_connection(struct pm_call *call)
{
    pm_peer_serve_objects(call->session);
    return pm_return_none(call);
}

/* Runs a type's constructor as a call of its own; on PM_RETURN the object is new in *objectp. */
static enum pm_outcome construct(struct pm_call *call, const struct pm_type *type, const pymgr_value *args,
    const pymgr_value *kwds, struct pm_object **objectp)
{
    struct pm_call inner = { .session = call->session, .method = &type->construct };
    enum pm_outcome outcome;
    struct pm_error error;

    if (pm_bind(&type->construct, type->name, args, kwds, &inner.args, &inner.arg_count, &error) != 0)
        return pm_raise_error(call, &error);
    outcome = type->construct.handler(&inner);
    *objectp = inner.created;
    inner.created = NULL;
    if (outcome == PM_RAISE) {
        call->result = inner.result;
        inner.result = NULL;
    }
    pm_call_clear(&inner);
    return outcome;
}

/* The object that a creation gives, new in *objectp: the shared one, or one made for this call. */
static enum pm_outcome created_object(struct pm_call *call, const struct pm_registered *registered,
    const pymgr_value *args, const pymgr_value *kwds, struct pm_object **objectp)
{
    struct pm_object *shared = pm_registered_object(registered);

    if (shared == NULL)
        return construct(call, pm_registered_row(registered)->type, args, kwds, objectp);
    if (pymgr_length(args) + pymgr_length(kwds) > 0)
        return pm_raise(call, PM_TYPE_ERROR, "%s() takes no arguments: it gives a shared object",
            pm_registered_name(registered));
    *objectp = pm_object_ref(shared);
    return PM_RETURN;
}

static pymgr_value *ident_and_exposed(const struct pm_object *object, const struct pm_registered *registered)
{
    char ident[PM_IDENT_SIZE];

    pm_ident_format(object->ident, ident);
    return pymgr_tuple_of(2, pymgr_str(ident), pymgr_ref(pm_registered_exposed(registered)));
}

static enum pm_outcome do_create(struct pm_call *call)
{
    struct pm_registry *registry = server_of(call)->registry;
    pymgr_value *typeid = call->args[1];
    const struct pm_registered *registered = NULL;
    struct pm_object *object = NULL;
    struct pm_entry *entry;
    enum pm_outcome outcome;
    size_t size;
    const char *name;

    if (pm_is(typeid, PYMGR_STR)) {
        name = pymgr_text(typeid, &size);
        registered = pm_registry_typeid(registry, name, size);
    }
    if (registered == NULL)
        return raise_key(call, typeid);
    outcome = created_object(call, registered, call->args[2], call->args[3], &object);
    if (outcome != PM_RETURN)
        return outcome;
    object->holds_proxies |= call->brings_proxies;
    entry = pm_registry_add(registry, object, registered);
    pm_object_unref(object);
    if (entry == NULL)
        return PM_NOMEM;
    outcome = pm_return(call, ident_and_exposed(entry->object, registered));
    if (outcome != PM_RETURN)
        pm_registry_decref(registry, entry);
    return outcome;
}

static enum pm_outcome do_get_methods(struct pm_call *call)
{
    struct pm_token token;
    struct pm_entry *entry;

    if (!pm_token_parse(call->args[1], &token))
        return pm_raise(
            call, PM_ATTRIBUTE_ERROR, "'%s' object has no attribute 'id'", pymgr_type_name(call->args[1]));
    entry = pm_registry_find(server_of(call)->registry, token.ident);
    if (entry == NULL)
        return raise_key(call, token.ident);
    return pm_return(call, pymgr_ref(pm_registered_exposed(entry->registered)));
}

static enum pm_outcome do_incref(struct pm_call *call)
{
    struct pm_entry *entry = pm_registry_find(server_of(call)->registry, call->args[1]);

    if (entry == NULL)
        return raise_key(call, call->args[1]);
    pm_registry_incref(entry);
    return pm_return_none(call);
}

static enum pm_outcome do_decref(struct pm_call *call)
{
    struct pm_entry *entry = pm_registry_find(server_of(call)->registry, call->args[1]);

    if (entry == NULL)
        return raise_key(call, call->args[1]);
    pm_registry_decref(server_of(call)->registry, entry);
    return pm_return_none(call);
}

/* The object does not own the server: it is part of it. */
static void leave_server(void *self)
{
    (void)self;
}

static const struct pm_method server_methods[] = {
    { .name = "shutdown", .handler = do_shutdown, .signature = "(c)", .binding = PM_DEF },
    { .name = "create",
        .handler = do_create,
        .signature = "(c, typeid, /, *args, **kwds)",
        .binding = PM_DEF },
    { .name = "accept_connection",
        .handler = do_accept_connection,
        .signature = "(c, name)",
        .binding = PM_DEF },
    { .name = "get_methods", .handler = do_get_methods, .signature = "(c, token)", .binding = PM_DEF },
    { .name = "debug_info", .handler = do_debug_info, .signature = "(c)", .binding = PM_DEF },
    { .name = "number_of_objects", .handler = do_number_of_objects, .signature = "(c)", .binding = PM_DEF },
    { .name = "dummy", .handler = do_dummy, .signature = "(c)", .binding = PM_DEF },
    { .name = "incref", .handler = do_incref, .signature = "(c, ident)", .binding = PM_DEF },
    { .name = "decref", .handler = do_decref, .signature = "(c, ident)", .binding = PM_DEF },
};

const struct pm_type pm_type_server = {
    .name = "Server",
    .class_repr = "<class 'multiprocessing.managers.Server'>",
    .destroy = leave_server,
    .methods = server_methods,
    .method_count = sizeof server_methods / sizeof server_methods[0],
};

/* --- the fallbacks: here call->object is the object that the proxy stands for --- */

static enum pm_outcome return_text(
    struct pm_call *call, int (*put)(const struct pm_object *, struct pm_buffer *, struct pm_error *))
{
    struct pm_buffer text = PM_BUFFER_INIT;
    struct pm_error error;
    enum pm_outcome outcome;

    if (put(call->object, &text, &error) != 0)
        outcome = pm_raise_error(call, &error);
    else
        outcome = pm_return(call, text_value(&text));
    pm_buffer_free(&text);
    return outcome;
}

static enum pm_outcome do_str(struct pm_call *call)
{
    return return_text(call, object_str);
}

static enum pm_outcome do_repr(struct pm_call *call)
{
    return return_text(call, call->object->type->repr);
}

static enum pm_outcome do_get_value(struct pm_call *call)
{
    struct pm_error error;
    pymgr_value *value = call->object->type->get_value(call->object, &error);

    return value == NULL ? pm_raise_error(call, &error) : pm_return(call, value);
}

/* Proxies ask for them by one name, errors call them by another. */
static const struct {
    const char *asked;
    struct pm_method method;
} fallbacks[] = {
    { "__str__",
        { .name = "fallback_str", .handler = do_str, .signature = "(conn, ident, obj)", .binding = PM_DEF } },
    { "__repr__", { .name = "fallback_repr",
                      .handler = do_repr,
                      .signature = "(conn, ident, obj)",
                      .binding = PM_DEF } },
    { "#GETVALUE", { .name = "fallback_getvalue",
                       .handler = do_get_value,
                       .signature = "(conn, ident, obj)",
                       .binding = PM_DEF } },
};

const struct pm_method *pm_fallback_method(const pymgr_value *name)
{
    for (size_t i = 0; i < sizeof fallbacks / sizeof fallbacks[0]; i++) {
        if (pm_text_is(name, fallbacks[i].asked))
            return &fallbacks[i].method;
    }
    return NULL;
}

const struct pm_method *pm_server_method(const pymgr_value *name)
{
    for (size_t i = 0; i < pm_type_server.method_count; i++) {
        if (pm_text_is(name, pm_type_server.methods[i].name))
            return &pm_type_server.methods[i];
    }
    return NULL;
}
