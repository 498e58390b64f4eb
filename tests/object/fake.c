/* SPDX-License-Identifier: MIT */
#include "object/fake.h"

#include "base/memory.h"
#include "object/bind.h"
#include "object/live.h"
#include "types/types.h"
#include "unit.h"
#include "value/literal.h"
#include "value/token.h"

#include <stdio.h>
#include <stdlib.h>

static char *text_of(struct pm_buffer *buffer)
{
    char *text;

    pm_put_u8(buffer, '\0');
    text = strdup(pm_buffer_failed(buffer) ? "failed buffer" : (const char *)pm_buffer_bytes(buffer));
    pm_buffer_free(buffer);
    return text;
}

/* A set as the client has it, who puts the items that he reads into an empty one. */
static void put_rebuilt(struct pm_buffer *out, const pymgr_value *set)
{
    pymgr_value *rebuilt = pm_is(set, PYMGR_SET) ? pymgr_set() : pymgr_frozenset(), *item;
    size_t cursor = 0;
    struct pm_error error;

    while (pymgr_set_next(set, &cursor, &item))
        pymgr_set_add(rebuilt, pymgr_ref(item));
    pm_repr(out, rebuilt, &error);
    pymgr_unref(rebuilt);
}

/* repr() of a result; instances as the call that they are made from, globals by their names. */
static void put_value(struct pm_buffer *out, const pymgr_value *value)
{
    struct pm_error error;

    if (pm_global_is(value, "_thread", "error")) {
        pm_put_text(out, "RuntimeError"); /* what it is in Python 3 */
    } else if (pm_is(value, PYMGR_GLOBAL)) {
        pm_put_text(out, pymgr_text(PM_CONST_CAST(pm_global, value)->qualname, NULL));
    } else if (pm_is(value, PYMGR_INSTANCE)) {
        const struct pm_instance *self = PM_CONST_CAST(pm_instance, value);

        put_value(out, self->callable);
        pm_repr(out, self->args, &error);
        /* (1,) is for tuples */
        if (pymgr_length(self->args) == 1) {
            pm_buffer_truncate(out, pm_buffer_length(out) - 2);
            pm_put_u8(out, ')');
        }
    } else if (pm_is(value, PYMGR_SET) || pm_is(value, PYMGR_FROZENSET)) {
        put_rebuilt(out, value);
    } else if (pm_repr(out, value, &error) != 0) {
        pm_put_text(out, error.text);
    }
}

static char *outcome_text(const struct pm_call *call, enum pm_outcome outcome)
{
    struct pm_buffer text = PM_BUFFER_INIT;

    if (outcome == PM_NOMEM)
        pm_put_text(&text, "no memory");
    else if (outcome == PM_WAIT)
        pm_put_text(&text, "waits");
    else
        pm_put_text(&text, outcome == PM_RAISE ? "!! " : "-> ");
    if (outcome == PM_RAISE || (outcome == PM_RETURN && call->created == NULL))
        put_value(&text, call->result);
    else if (outcome == PM_RETURN)
        pm_put_text(&text, "an object");
    return text_of(&text);
}

static void finished(struct pm_call *call, enum pm_outcome outcome)
{
    struct fake_call *self = (struct fake_call *)call;

    CU_ASSERT_PTR_NULL(call->queue);
    CU_ASSERT_NOT_EQUAL(outcome, PM_WAIT);
    pm_memory_fail_at(0); /* the text is not to be without memory */
    free(self->text);
    self->text = outcome_text(call, outcome);
}

static bool alive(struct pm_session *session)
{
    return !((struct fake_session *)session)->gone;
}

static void set_timer(struct pm_call *call, double seconds)
{
    ((struct fake_call *)call)->timer = seconds;
}

static struct pm_executor *executor(struct pm_session *session)
{
    return ((struct fake_session *)session)->executor;
}

static const struct pm_session_ops ops = {
    .finished = finished, .alive = alive, .set_timer = set_timer, .executor = executor
};

void fake_session_init(struct fake_session *session)
{
    *session = (struct fake_session){ .session.ops = &ops };
    fake_executor_init(&session->own, false);
    session->executor = &session->own.executor;
}

size_t fake_session_end(struct fake_session *session)
{
    session->gone = true;
    return pm_session_abandon(&session->session);
}

static const struct pm_method *find(const struct pm_object *object, const char *name, const char **ownerp)
{
    const struct pm_typeid *row = object == NULL ? pm_typeid_find(name) : NULL;

    if (object == NULL) {
        *ownerp = row == NULL ? NULL : row->type->name;
        return row == NULL ? NULL : &row->type->construct;
    }
    *ownerp = object->type->name;
    for (size_t i = 0; i < object->type->method_count; i++) {
        if (strcmp(object->type->methods[i].name, name) == 0)
            return &object->type->methods[i];
    }
    return NULL;
}

static enum pm_outcome run(
    struct fake_call *self, const char *owner, const pymgr_value *args, const pymgr_value *kwds)
{
    const struct fake_session *session = (const struct fake_session *)self->call.session;
    struct pm_call *call = &self->call;
    struct pm_error error;
    enum pm_outcome outcome;

    pm_memory_fail_at(session->fail_at);
    if (pm_bind(call->method, owner, args, kwds, &call->args, &call->arg_count, &error) == 0)
        outcome = call->method->handler(call);
    else
        outcome = pm_raise_error(call, &error);
    pm_memory_fail_at(0);
    return outcome;
}

static bool stands_for_given(const struct fake_session *session, const pymgr_value *argument)
{
    return session->given != NULL && pm_is(argument, PYMGR_STR) && pm_text_is(argument, "@");
}

static void put_given(const struct fake_session *session, pymgr_value *args, pymgr_value *kwds)
{
    pymgr_value *key, *item;
    size_t cursor = 0;

    for (size_t i = 0; i < pymgr_length(args); i++) {
        pymgr_value **place = &PM_CAST(pm_tuple, args)->items[i];

        if (stands_for_given(session, *place)) {
            pymgr_unref(*place);
            *place = pymgr_ref(session->given);
        }
    }
    while (pymgr_dict_next(kwds, &cursor, &key, &item)) {
        if (stands_for_given(session, item))
            pymgr_dict_set(kwds, pymgr_ref(key), pymgr_ref(session->given));
    }
}

struct fake_call *fake_begin(struct fake_session *session, struct pm_object *object, const char *text)
{
    struct fake_call *self = calloc(1, sizeof *self);
    pymgr_value *name = NULL, *args = NULL, *kwds = NULL;
    const char *owner = NULL;
    struct pm_error error;

    if (pm_literal_call(text, strlen(text), &name, &args, &kwds, &error) == 0)
        self->call.method = find(object, pymgr_text(name, NULL), &owner);
    if (self->call.method != NULL) {
        self->call.session = &session->session;
        self->call.object = pm_object_ref(object);
        put_given(session, args, kwds);
        self->text = outcome_text(&self->call, run(self, owner, args, kwds));
    }
    pymgr_unref(name);
    pymgr_unref(args);
    pymgr_unref(kwds);
    if (self->call.method != NULL)
        return self;
    free(self);
    return NULL;
}

void fake_end(struct fake_call *call)
{
    pm_call_cancel(&call->call);
    pm_call_clear(&call->call);
    pm_object_unref(call->call.object);
    free(call->text);
    free(call);
}

const char *fake_say(struct fake_session *session, struct pm_object *object, const char *text)
{
    static char kept[4096];
    struct fake_call *call = fake_begin(session, object, text);

    snprintf(kept, sizeof kept, "%s", call == NULL ? "not a call" : call->text);
    if (call != NULL)
        fake_end(call);
    return kept;
}

void fake_expect(struct fake_session *session, struct pm_object *object, const char *const (*pairs)[2])
{
    for (; (*pairs)[0] != NULL; pairs++) {
        const char *text = fake_say(session, object, (*pairs)[0]);

        if (strcmp(text, (*pairs)[1]) != 0)
            fprintf(stderr, "%s\n    expected %s\n    got      %s\n", (*pairs)[0], (*pairs)[1], text);
        CU_ASSERT_STRING_EQUAL(text, (*pairs)[1]);
    }
}

struct pm_object *fake_new(struct fake_session *session, const char *text)
{
    struct fake_call *call = fake_begin(session, NULL, text);
    struct pm_object *object;

    CU_ASSERT_PTR_NOT_NULL_FATAL(call);
    object = pm_object_ref(call->call.created);
    fake_end(call);
    return object;
}

static void drop_live(struct pm_anchor *anchor)
{
    struct pm_live *live = pm_live_of(anchor);

    pm_object_unref(live->entry.object);
    free(live);
}

pymgr_value *fake_proxy(struct pm_object *object)
{
    struct pm_live *live = calloc(1, sizeof *live);
    pymgr_value *proxy = pm_proxy_new(pymgr_global("multiprocessing.managers", "AutoProxy"),
        pm_token_new(pymgr_str("x"), pymgr_str("/x"), pymgr_str("1")), pymgr_str("pickle"), pymgr_dict());

    live->entry.object = pm_object_ref(object);
    live->anchor.release = drop_live;
    PM_CAST(pm_instance, proxy)->anchor = &live->anchor;
    return proxy;
}

const char *fake_say_of(
    struct fake_session *session, struct pm_object *object, const char *text, struct pm_object *given)
{
    const char *said;

    session->given = fake_proxy(given);
    said = fake_say(session, object, text);
    session->given = pymgr_unref(session->given);
    return said;
}

char *fake_state(const struct pm_object *object)
{
    struct pm_buffer text = PM_BUFFER_INIT;
    struct pm_error error;

    if (object->type->repr(object, &text, &error) != 0)
        pm_put_text(&text, error.text);
    return text_of(&text);
}

/* Replaces what follows `before`, as far as it consists of these characters. */
static void anonymise(char *text, const char *before, const char *characters, const char *name)
{
    for (char *at = text; (at = strstr(at, before)) != NULL;) {
        const char *rest;

        at += strlen(before);
        rest = at + strspn(at, characters);
        memmove(at + strlen(name), rest, strlen(rest) + 1);
        memcpy(at, name, strlen(name));
    }
}

char *fake_anonymous_state(const struct pm_object *object)
{
    char *state = fake_state(object);

    anonymise(state, " at 0x", "0123456789abcdef", "");
    if (strstr(state, "owner=0") == NULL)
        anonymise(state, "owner=", "0123456789", "1");
    return state;
}
