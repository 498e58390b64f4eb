/* SPDX-License-Identifier: MIT */
#include "server/server.h"

#include "base/clock.h"
#include "base/log.h"
#include "base/memory.h"
#include "call/trace.h"
#include "callables/callables.h"
#include "object/bind.h"
#include "object/call.h"
#include "server/crew.h"
#include "server/listener.h"
#include "server/loop.h"
#include "server/methods.h"
#include "types/types.h"
#include "value/literal.h"
#include "wire/frame.h"

#include <stdio.h>
#include <stdlib.h>

enum {
    MAX_THREADS = 64,
    MAX_PENDING_DEFAULT = 1024,
    HANDSHAKE_SECONDS_DEFAULT = 5,
    SECONDS_MAX = 86400, /* of handshakes and of grace */
    GRACE_SECONDS_DEFAULT = 5,
};

/* Copies what went wrong to the caller's room; returns -1. */
static int tell(char *message, const char *text)
{
    if (message != NULL)
        snprintf(message, PYMGR_MESSAGE_SIZE, "%s", text);
    return -1;
}

/* --- the lock --- */

void pm_server_lock(pymgr_server *server)
{
    uv_mutex_lock(&server->lock);
}

void pm_server_unlock(pymgr_server *server)
{
    bool sweep;

    if (pm_registry_unsettled(server->registry))
        pm_registry_settle(server->registry);
    sweep = pm_registry_wants_sweep(server->registry);
    uv_mutex_unlock(&server->lock);
    if (!sweep)
        return;
    atomic_store(&server->sweep_wanted, true);
    pm_loop_wake(server->loops[0]);
}

void pm_server_settle(pymgr_server *server)
{
    if (!pm_registry_unsettled(server->registry))
        return;
    pm_server_lock(server);
    pm_server_unlock(server);
}

uint64_t pm_server_sweep(pymgr_server *server)
{
    uint64_t next;

    pm_server_lock(server);
    next = pm_registry_sweep(server->registry);
    pm_server_unlock(server);
    return next;
}

/* --- making --- */

static int take_key(pymgr_server *server, const struct pymgr_server_options *options, struct pm_error *error)
{
    if (options->authkey == NULL || options->authkey_size == 0)
        return pm_fail(error, PM_ERROR_VALUE, "no authentication key: anybody could connect");
    server->key = pm_malloc(options->authkey_size);
    if (server->key == NULL)
        return pm_fail_nomem(error);
    memcpy(server->key, options->authkey, options->authkey_size);
    server->policy.key = server->key;
    server->policy.key_size = options->authkey_size;
    if (options->min_digest != NULL && !pm_digest_parse(options->min_digest, &server->policy.min_digest))
        return pm_fail(error, PM_ERROR_VALUE, "unknown digest '%.64s'", options->min_digest);
    return 0;
}

static int take_limits(
    pymgr_server *server, const struct pymgr_server_options *options, struct pm_error *error)
{
    double seconds = options->handshake_timeout == 0 ? HANDSHAKE_SECONDS_DEFAULT : options->handshake_timeout;

    if (!(seconds > 0 && seconds <= SECONDS_MAX))
        return pm_fail(error, PM_ERROR_VALUE,
            "the handshake timeout must be more than 0 and at most %d seconds", SECONDS_MAX);
    if (!(options->grace <= SECONDS_MAX))
        return pm_fail(error, PM_ERROR_VALUE, "the grace must be at most %d seconds", SECONDS_MAX);
    if (options->threads > MAX_THREADS)
        return pm_fail(error, PM_ERROR_VALUE, "at most %d threads", MAX_THREADS);
    server->handshake_timeout = (uint64_t)(seconds * 1000);
    server->max_message = options->max_message == 0 ? PM_FRAME_LIMIT_DEFAULT : options->max_message;
    server->max_pending = options->max_pending == 0 ? MAX_PENDING_DEFAULT : options->max_pending;
    server->loop_count = options->threads == 0 ? 1 : options->threads;
    return 0;
}

static uint64_t grace_of(const struct pymgr_server_options *options)
{
    double seconds = options->grace == 0 ? GRACE_SECONDS_DEFAULT : options->grace;

    return seconds < 0 ? 0 : (uint64_t)(seconds * 1000);
}

static int make_objects(
    pymgr_server *server, const struct pymgr_server_options *options, struct pm_error *error)
{
    server->registry = pm_registry_new(pm_typeids);
    server->self = pm_object_create(&pm_type_server, server);
    server->crews = pm_crews_new(server, options->python);
    server->out_of_memory = pymgr_str("Traceback (most recent call last):\nMemoryError\n");
    if (server->registry == NULL || server->self == NULL || server->crews == NULL ||
        server->out_of_memory == NULL)
        return pm_fail_nomem(error);
    pm_registry_set_grace(server->registry, grace_of(options), pm_clock);
    server->proxy_authkey = options->proxy_authkey;
    return 0;
}

static int make_loops(pymgr_server *server, struct pm_error *error)
{
    server->loops = pm_calloc(server->loop_count, sizeof(struct pm_loop *));
    if (server->loops == NULL)
        return pm_fail_nomem(error);
    for (size_t i = 0; i < server->loop_count; i++) {
        server->loops[i] = pm_loop_new(server, error);
        if (server->loops[i] == NULL)
            return -1;
    }
    return 0;
}

pymgr_server *pymgr_server_new(const struct pymgr_server_options *options, char *message)
{
    pymgr_server *server = pm_calloc(1, sizeof *server);
    struct pm_error error;

    if (server == NULL) {
        tell(message, "out of memory");
        return NULL;
    }
    uv_mutex_init(&server->lock);
    server->trace = pm_trace_wanted();
    if (take_key(server, options, &error) != 0 || take_limits(server, options, &error) != 0 ||
        make_objects(server, options, &error) != 0 || make_loops(server, &error) != 0) {
        tell(message, error.text);
        return pymgr_server_free(server);
    }
    return server;
}

pymgr_server *pymgr_server_free(pymgr_server *server)
{
    if (server == NULL)
        return NULL;
    pm_listeners_free(server);
    for (size_t i = 0; server->loops != NULL && i < server->loop_count; i++)
        pm_loop_free(server->loops[i]);
    pm_free(server->loops);
    pm_registry_free(server->registry);
    pm_crews_free(server->crews);
    pm_object_unref(server->self);
    pymgr_unref(server->out_of_memory);
    pm_free(server->key);
    uv_mutex_destroy(&server->lock);
    pm_free(server);
    pm_blocks_drop();
    return NULL;
}

/* --- shared objects --- */

/* The text of an exception that a constructor raised. */
static int fail_exception(struct pm_error *error, const pymgr_value *exception)
{
    struct pm_buffer line = PM_BUFFER_INIT;

    pm_exception_put_line(&line, exception);
    pm_fail(error, PM_ERROR_VALUE, "%.*s", (int)pm_buffer_length(&line),
        pm_buffer_length(&line) == 0 ? "" : (const char *)pm_buffer_bytes(&line));
    pm_buffer_free(&line);
    return -1;
}

static struct pm_object *construct(pymgr_server *server, const struct pm_type *type, const pymgr_value *args,
    const pymgr_value *kwds, struct pm_error *error)
{
    struct pm_inner_session inner;
    struct pm_call call = { .method = &type->construct, .session = &inner.session };
    struct pm_object *object = NULL;

    pm_inner_session_init(&inner, pm_crews_executor(server->crews));
    if (pm_bind(&type->construct, type->name, args, kwds, &call.args, &call.arg_count, error) != 0)
        return NULL;
    switch (type->construct.handler(&call)) {
    case PM_RETURN:
        object = pm_object_ref(call.created);
        break;
    case PM_RAISE:
        fail_exception(error, call.result);
        break;
    case PM_WAIT:
    case PM_DECLINE:
    case PM_NOMEM:
        pm_fail_nomem(error);
        break;
    }
    pm_call_clear(&call);
    return object;
}

/* The object that `TYPE(ARGUMENTS)` makes: new; its row in *rowp. NULL with *error filled. */
static struct pm_object *create(
    pymgr_server *server, const char *creation, const struct pm_typeid **rowp, struct pm_error *error)
{
    pymgr_value *typeid, *args, *kwds;
    struct pm_object *object = NULL;

    if (pm_literal_call(creation, strlen(creation), &typeid, &args, &kwds, error) != 0)
        return NULL;
    *rowp = pm_typeid_find(pymgr_text(typeid, NULL));
    if (*rowp == NULL)
        pm_fail(error, PM_ERROR_VALUE, "there is no type '%s'", pymgr_text(typeid, NULL));
    else
        object = construct(server, (*rowp)->type, args, kwds, error);
    pymgr_unref(typeid);
    pymgr_unref(args);
    pymgr_unref(kwds);
    return object;
}

static int share(pymgr_server *server, const char *name, const char *creation, struct pm_error *error)
{
    const struct pm_typeid *row;
    struct pm_object *object = create(server, creation, &row, error);

    if (object == NULL)
        return -1;
    if (pm_registry_share(server->registry, name, row, object, error) == 0)
        return 0;
    pm_object_unref(object);
    return -1;
}

int pymgr_server_share(pymgr_server *server, const char *definition, char *message)
{
    const char *equals = strchr(definition, '=');
    char name[PM_TYPEID_LIMIT + 1];
    struct pm_error error;

    if (equals == NULL)
        return tell(message, "a shared object is written NAME=TYPE or NAME=TYPE(ARGUMENTS)");
    if ((size_t)(equals - definition) >= sizeof name)
        return tell(message, "the name is too long");
    snprintf(name, sizeof name, "%.*s", (int)(equals - definition), definition);
    if (share(server, name, equals + 1, &error) != 0)
        return tell(message, error.text);
    return 0;
}

/* --- running --- */

int pymgr_server_listen(pymgr_server *server, const char *address, char *bound, char *message)
{
    struct pm_address parsed;
    struct pm_error error;

    if (pm_address_parse(address, &parsed, &error) != 0 || pm_listener_open(server, &parsed, &error) != 0)
        return tell(message, error.text);
    if (bound != NULL)
        pm_address_format(&parsed, bound, PYMGR_MESSAGE_SIZE);
    return 0;
}

static void run_loop(void *loop)
{
    pm_loop_run(loop);
}

/* Starts the threads of all loops but the first; returns how many run. */
static size_t start_threads(pymgr_server *server)
{
    size_t started = 0;

    while (started + 1 < server->loop_count) {
        struct pm_loop *loop = server->loops[started + 1];

        if (uv_thread_create(&loop->thread, run_loop, loop) != 0)
            break;
        started++;
    }
    return started;
}

static int start_listeners(pymgr_server *server)
{
    int status = 0;

    for (struct pm_listener *each = server->listeners; each != NULL && status == 0;
         each = pm_listener_next(each))
        status = pm_listener_start(each, &server->loops[0]->uv);
    return status;
}

int pymgr_server_run(pymgr_server *server, char *message)
{
    size_t started = start_threads(server);
    int result = 0;

    if (started + 1 < server->loop_count || start_listeners(server) != 0) {
        result = tell(message, "cannot start the event loops");
        pymgr_server_stop(server);
    }
    pm_loop_run(server->loops[0]);
    for (size_t i = 1; i <= started; i++)
        uv_thread_join(&server->loops[i]->thread);
    return result;
}

void pymgr_server_stop(pymgr_server *server)
{
    atomic_store(&server->stopping, true);
    pm_loop_wake(server->loops[0]);
}
