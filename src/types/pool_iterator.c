/* SPDX-License-Identifier: MIT
 *
 * What Pool.imap and imap_unordered give, with typeid Iterator: a multiprocessing.pool.IMapIterator over the
 * outcomes of tasks; or, when a task is a chunk of items, a generator over the items of these.
 */
#include "base/memory.h"
#include "types/pool.h"
#include "types/timeout.h"
#include "types/types.h"

struct outcome {
    bool there, succeeded;
    pymgr_value *value; /* NULL: not there, given away, or there was no memory for it */
};

struct iterator {
    size_t count, arrived, next; /* outcomes in all, come so far, and the one that is given next */
    struct outcome *outcomes;
    bool ordered;
    struct pm_wait_queue waiters;

    /* Of a generator: */
    pymgr_value *chunk; /* of which items are given now; or NULL */
    size_t chunk_next;
    bool begun;
    bool over; /* closed, or an exception has left it */
};

static struct iterator *iterator_of(const struct pm_call *call)
{
    return call->object->self;
}

static enum pm_outcome raise_end(struct pm_call *call)
{
    return pm_raise_args(call, PM_STOP_ITERATION, pymgr_tuple(0));
}

/* --- outcomes --- */

/* Whether the next outcome, or the end, is there. */
static bool is_there(const struct iterator *self)
{
    return self->next == self->count || self->outcomes[self->next].there;
}

/* The next outcome, which is there. */
static enum pm_outcome take(struct iterator *self, struct pm_call *call)
{
    struct outcome *outcome;

    if (self->next == self->count)
        return raise_end(call);
    outcome = &self->outcomes[self->next++];
    call->result = outcome->value;
    outcome->value = NULL;
    if (call->result == NULL)
        return PM_NOMEM;
    return outcome->succeeded ? PM_RETURN : PM_RAISE;
}

static bool is_generator(const struct pm_call *call)
{
    return call->object->type == &pm_type_pool_generator;
}

/* The generator's next item, PM_WAIT if it is not there. */
static enum pm_outcome generate(struct iterator *self, struct pm_call *call)
{
    enum pm_outcome outcome = PM_RETURN;

    self->begun = true;
    while (!self->over && (self->chunk == NULL || self->chunk_next == pymgr_length(self->chunk))) {
        if (!is_there(self))
            return PM_WAIT;
        self->chunk = pymgr_unref(self->chunk);
        outcome = take(self, call);
        self->over = outcome != PM_RETURN;
        if (self->over)
            return outcome;
        self->chunk = call->result;
        self->chunk_next = 0;
        call->result = NULL;
    }
    if (self->over)
        return raise_end(call);
    return pm_return(call, pymgr_ref(pymgr_item(self->chunk, self->chunk_next++)));
}

/* What `next` comes to now: PM_WAIT, it cannot be told yet. */
static enum pm_outcome step(struct pm_call *call)
{
    struct iterator *self = iterator_of(call);

    if (is_generator(call))
        return generate(self, call);
    return is_there(self) ? take(self, call) : PM_WAIT;
}

void pm_pool_iterator_set(struct pm_object *object, size_t index, bool succeeded, pymgr_value *value)
{
    struct iterator *self = object->self;
    struct outcome *outcome = &self->outcomes[self->ordered ? index : self->arrived];
    struct pm_call *waiter;

    self->arrived++;
    *outcome = (struct outcome){ .there = true, .succeeded = succeeded, .value = value };
    while ((waiter = pm_wait_first(&self->waiters)) != NULL) {
        enum pm_outcome stepped = step(waiter);

        if (stepped == PM_WAIT)
            return;
        pm_finish(waiter, stepped);
    }
}

/* --- methods --- */

static enum pm_outcome next_in_vain(struct pm_call *call)
{
    return pm_raise_args(call, PM_TIMEOUT_ERROR, pymgr_tuple(0));
}

static enum pm_outcome iterator_next(struct pm_call *call)
{
    enum pm_outcome outcome = step(call);
    struct pm_error error;
    double seconds = -1;

    if (outcome != PM_WAIT)
        return outcome;
    if (call->arg_count > 0 && pm_wait_seconds(call->args[0], &seconds, &error) != 0)
        return pm_raise_error(call, &error);
    return pm_wait(call, &iterator_of(call)->waiters, seconds, next_in_vain);
}

static enum pm_outcome generator_next(struct pm_call *call)
{
    enum pm_outcome outcome = step(call);

    return outcome == PM_WAIT ? pm_wait(call, &iterator_of(call)->waiters, -1, NULL) : outcome;
}

static enum pm_outcome generator_send(struct pm_call *call)
{
    if (!iterator_of(call)->begun && !pymgr_is_none(call->args[0]))
        return pm_raise(call, PM_TYPE_ERROR, "can't send non-None value to a just-started generator");
    return generator_next(call);
}

/* Ends the generator; who waits for an item finds the end. */
static void end_generator(struct iterator *self)
{
    struct pm_call *waiter;

    self->over = true;
    self->chunk = pymgr_unref(self->chunk);
    while ((waiter = pm_wait_first(&self->waiters)) != NULL)
        pm_finish(waiter, raise_end(waiter));
}

static enum pm_outcome generator_close(struct pm_call *call)
{
    end_generator(iterator_of(call));
    return pm_return_none(call);
}

/* The exception that throw(type, value, traceback) raises: an instance, or what a class makes of the value.
 */
static pymgr_value *thrown(struct pm_call *call)
{
    pymgr_value *type = call->args[0], *value = call->args[1];

    if (pm_is(type, PYMGR_INSTANCE))
        return pymgr_ref(type);
    if (value != NULL && pm_is(value, PYMGR_INSTANCE))
        return pymgr_ref(value);
    return pm_instance_new(PM_REDUCE, pymgr_ref(type),
        value == NULL || pymgr_is_none(value) ? pymgr_tuple(0) : pymgr_tuple_of(1, pymgr_ref(value)));
}

static enum pm_outcome generator_throw(struct pm_call *call)
{
    if (!pm_is(call->args[0], PYMGR_INSTANCE) && !pm_is(call->args[0], PYMGR_GLOBAL))
        return pm_raise(call, PM_TYPE_ERROR,
            "exceptions must be classes or instances deriving from BaseException, not %s",
            pm_qualified_type_name(call->args[0]));
    end_generator(iterator_of(call));
    call->result = thrown(call);
    return call->result == NULL ? PM_NOMEM : PM_RAISE;
}

/* --- the types --- */

struct pm_object *pm_pool_iterator_new(size_t count, bool ordered, bool chunked)
{
    const struct pm_type *type = chunked   ? &pm_type_pool_generator
                                 : ordered ? &pm_type_imap_iterator
                                           : &pm_type_imap_unordered_iterator;
    struct iterator *self = pm_calloc(1, sizeof *self);

    if (self == NULL)
        return NULL;
    self->count = count;
    self->ordered = ordered;
    TAILQ_INIT(&self->waiters);
    self->outcomes = pm_calloc(count + 1, sizeof *self->outcomes);
    if (self->outcomes == NULL) {
        pm_free(self);
        return NULL;
    }
    return pm_object_create(type, self);
}

static enum pm_outcome iterator_construct(struct pm_call *call)
{
    return pm_raise(call, PM_TYPE_ERROR, "such an Iterator is made by a Pool");
}

static void iterator_destroy(void *instance)
{
    struct iterator *self = instance;

    for (size_t i = self->next; i < self->count; i++)
        pymgr_unref(self->outcomes[i].value);
    pm_free(self->outcomes);
    pymgr_unref(self->chunk);
    pm_free(self);
}

static void iterator_visit(void *instance, pm_meet *meet, void *context)
{
    struct iterator *self = instance;

    meet(self->chunk, context);
    for (size_t i = self->next; i < self->count; i++)
        meet(self->outcomes[i].value, context);
}

static int iterator_repr(const struct pm_object *object, struct pm_buffer *out, struct pm_error *error)
{
    pm_put_format(out, "<multiprocessing.pool.%s object at ", object->type->name);
    pm_object_put_address(out, object);
    pm_put_u8(out, '>');
    return pm_buffer_check(out, error);
}

static pymgr_value *iterator_get_value(const struct pm_object *object, struct pm_error *error)
{
    const struct iterator *self = object->self;

    /* What pickle meets first: the Pool, until all outcomes are there; then a lock. */
    if (self->arrived == self->count)
        pm_fail(error, PM_ERROR_UNSERIALIZABLE, "cannot pickle '_thread.lock' object");
    else
        pm_fail(
            error, PM_ERROR_NOT_IMPLEMENTED, "pool objects cannot be passed between processes or pickled");
    return NULL;
}

static int generator_repr(const struct pm_object *object, struct pm_buffer *out, struct pm_error *error)
{
    const struct iterator *self = object->self;

    pm_put_format(
        out, "<generator object Pool.%s.<locals>.<genexpr> at ", self->ordered ? "imap" : "imap_unordered");
    pm_object_put_address(out, object);
    pm_put_u8(out, '>');
    return pm_buffer_check(out, error);
}

static pymgr_value *generator_get_value(const struct pm_object *object, struct pm_error *error)
{
    (void)object;
    pm_fail(error, PM_ERROR_UNSERIALIZABLE, "cannot pickle 'generator' object");
    return NULL;
}

static const struct pm_method iterator_methods[] = {
    { .name = "__next__",
        .handler = iterator_next,
        .signature = "(timeout=None)",
        .owner = "IMapIterator",
        .called = "next" },
    { .name = "next", .handler = iterator_next, .signature = "(timeout=None)", .owner = "IMapIterator" },
};

static const struct pm_method generator_methods[] = {
    { .name = "__next__", .handler = generator_next, .signature = "()", .binding = PM_SLOT },
    { .name = "send", .handler = generator_send, .signature = "(arg, /)", .binding = PM_C_ONE },
    { .name = "throw",
        .handler = generator_throw,
        .signature = "(type, value=..., traceback=..., /)",
        .binding = PM_C_POSITIONAL },
    { .name = "close", .handler = generator_close, .signature = "()", .binding = PM_C_NOARGS },
    /* Python 2.7 */
    { .name = "next", .handler = generator_next, .signature = "()", .binding = PM_SLOT },
};

#define ITERATOR_TYPE(class)                                                                                 \
    {                                                                                                        \
        .name = class, .class_repr = "<class 'multiprocessing.pool." class "'>",                             \
        .construct = { .name = "Iterator", .handler = iterator_construct, .signature = "(*args, **kwds)" },  \
        .methods = iterator_methods, .method_count = sizeof iterator_methods / sizeof iterator_methods[0],   \
        .destroy = iterator_destroy, .repr = iterator_repr, .visit = iterator_visit,                         \
        .get_value = iterator_get_value,                                                                     \
    }

const struct pm_type pm_type_imap_iterator = ITERATOR_TYPE("IMapIterator");
const struct pm_type pm_type_imap_unordered_iterator = ITERATOR_TYPE("IMapUnorderedIterator");

const struct pm_type pm_type_pool_generator = {
    .name = "generator",
    .class_repr = "<class 'generator'>",
    .construct = { .name = "Iterator", .handler = iterator_construct, .signature = "(*args, **kwds)" },
    .methods = generator_methods,
    .method_count = sizeof generator_methods / sizeof generator_methods[0],
    .destroy = iterator_destroy,
    .repr = generator_repr,
    .visit = iterator_visit,
    .get_value = generator_get_value,
};
