/* SPDX-License-Identifier: MIT
 *
 * multiprocessing.pool.ApplyResult and MapResult, with typeid AsyncResult. A result is set once. Then its
 * callback is run, and when that is over the result is ready, as in Python. If the Pool is terminated before,
 * it never is.
 */
#include "types/async_result.h"

#include "base/memory.h"
#include "callables/one_call.h"
#include "types/timeout.h"
#include "types/types.h"

struct pm_async_result {
    struct pm_executor *executor;
    pymgr_value *callback, *error_callback;
    bool ready, succeeded;
    pymgr_value *value; /* the result or the exception; NULL when ready: there was no memory for it */
    struct pm_wait_queue waiters;
    struct pm_call *caller; /* of Pool.apply and the like, in a queue of the Pool's */

    /* Of a MapResult: */
    size_t chunk, chunks_left;
};

/* A callback on its way. */
struct callback {
    struct pm_one_call call; /* first, so that a call of ours is its callback */
    struct pm_object *result;
};

static struct pm_async_result *result_of(const struct pm_call *call)
{
    return call->object->self;
}

/* --- being ready --- */

static enum pm_outcome outcome_of(const struct pm_async_result *self, struct pm_call *call)
{
    call->result = pymgr_ref(self->value);
    if (self->value == NULL)
        return PM_NOMEM;
    return self->succeeded ? PM_RETURN : PM_RAISE;
}

/* What a waiter gets: of get() the result, of wait() nothing. */
static enum pm_outcome end_wait(const struct pm_async_result *self, struct pm_call *call)
{
    return call->note != 0 ? outcome_of(self, call) : pm_return_none(call);
}

static void become_ready(struct pm_async_result *self)
{
    struct pm_call *waiter;

    self->ready = true;
    while ((waiter = pm_wait_first(&self->waiters)) != NULL)
        pm_finish(waiter, end_wait(self, waiter));
    waiter = self->caller;
    self->caller = NULL;
    if (waiter != NULL)
        pm_finish(waiter, outcome_of(self, waiter));
}

/* --- callbacks --- */

/* What a callback returns or raises is nobody's business. */
static void callback_over(struct pm_one_call *call)
{
    struct callback *self = (struct callback *)call;
    struct pm_object *result = self->result;

    pm_one_call_clear(call);
    pm_free(self);
    become_ready(result->self);
    pm_object_unref(result);
}

/* New; NULL: no memory. */
static struct callback *callback_new(struct pm_object *result, pymgr_value *function, pymgr_value *value)
{
    struct callback *self = pm_calloc(1, sizeof *self);

    if (self == NULL)
        return NULL;
    self->call.args = pymgr_tuple_of(1, pymgr_ref(value));
    if (self->call.args == NULL) {
        pm_free(self);
        return NULL;
    }
    self->call.over = callback_over;
    self->call.function = pymgr_ref(function);
    self->result = pm_object_ref(result);
    return self;
}

/* The result is set. */
static void complete(struct pm_object *object)
{
    struct pm_async_result *self = object->self;
    pymgr_value *function = self->succeeded ? self->callback : self->error_callback;
    struct callback *callback = NULL;

    if (self->value != NULL && pm_truth(function))
        callback = callback_new(object, function, self->value);
    if (callback == NULL)
        become_ready(self);
    else
        pm_one_call_run(self->executor, &callback->call);
}

/* --- being set --- */

static void set_value(struct pm_async_result *self, bool succeeded, pymgr_value *value)
{
    pymgr_unref(self->value);
    self->succeeded = succeeded && value != NULL;
    self->value = value;
}

void pm_apply_result_set(struct pm_object *object, size_t index, bool succeeded, pymgr_value *value)
{
    (void)index;
    set_value(object->self, succeeded, value);
    complete(object);
}

/* Puts a chunk's items in their places, as far as there are any. */
static void put_chunk(struct pm_async_result *self, size_t index, const pymgr_value *value)
{
    struct pm_list *list = PM_CAST(pm_list, self->value);
    pymgr_value *const *items;
    size_t count = pm_items(value, &items), start = index * self->chunk;

    for (size_t i = 0; i < count && i < self->chunk && start + i < list->length; i++) {
        pymgr_unref(list->items[start + i]);
        list->items[start + i] = pymgr_ref(items[i]);
    }
}

void pm_map_result_set(struct pm_object *object, size_t index, bool succeeded, pymgr_value *value)
{
    struct pm_async_result *self = object->self;

    /* Only the first exception is kept, and only when all chunks are done is it told. */
    if (self->succeeded && succeeded && value != NULL) {
        put_chunk(self, index, value);
        pymgr_unref(value);
    } else if (self->succeeded) {
        set_value(self, false, value);
    } else {
        pymgr_unref(value);
    }
    if (--self->chunks_left == 0)
        complete(object);
}

/* --- awaiting --- */

static void caller_gone(struct pm_call *call)
{
    struct pm_async_result *self = (struct pm_async_result *)call->note;

    if (self != NULL)
        self->caller = NULL;
}

enum pm_outcome pm_async_result_await(
    struct pm_object *object, struct pm_call *call, struct pm_wait_queue *queue)
{
    struct pm_async_result *self = object->self;

    if (self->ready)
        return outcome_of(self, call);
    self->caller = call;
    call->note = (uintptr_t)self;
    call->on_cancel = caller_gone;
    return pm_wait(call, queue, -1, NULL);
}

static enum pm_outcome get_in_vain(struct pm_call *call)
{
    return pm_raise_args(call, PM_TIMEOUT_ERROR, pymgr_tuple(0));
}

static enum pm_outcome wait_until_ready(struct pm_call *call, bool get, pm_handler *in_vain)
{
    struct pm_async_result *self = result_of(call);
    struct pm_error error;
    double seconds;

    call->note = get;
    if (self->ready)
        return end_wait(self, call);
    if (pm_wait_seconds(call->args[0], &seconds, &error) != 0)
        return pm_raise_error(call, &error);
    return pm_wait(call, &self->waiters, seconds, in_vain);
}

static enum pm_outcome result_get(struct pm_call *call)
{
    return wait_until_ready(call, true, get_in_vain);
}

static enum pm_outcome result_wait(struct pm_call *call)
{
    return wait_until_ready(call, false, pm_return_none);
}

static enum pm_outcome result_ready(struct pm_call *call)
{
    return pm_return(call, pymgr_bool(result_of(call)->ready));
}

static enum pm_outcome result_successful(struct pm_call *call)
{
    const struct pm_async_result *self = result_of(call);

    if (!self->ready)
        return pm_raise(call, PM_VALUE_ERROR, "<multiprocessing.pool.%s object at 0x%012llx> not ready",
            call->object->type->name, (unsigned long long)(uintptr_t)call->object);
    return pm_return(call, pymgr_bool(self->succeeded));
}

/* --- the types --- */

static struct pm_async_result *result_new(
    struct pm_executor *executor, pymgr_value *callback, pymgr_value *error_callback)
{
    struct pm_async_result *self = pm_calloc(1, sizeof *self);

    if (self == NULL)
        return NULL;
    self->executor = executor;
    self->callback = pymgr_ref(callback);
    self->error_callback = pymgr_ref(error_callback);
    TAILQ_INIT(&self->waiters);
    return self;
}

struct pm_object *pm_apply_result_new(
    struct pm_executor *executor, pymgr_value *callback, pymgr_value *error_callback)
{
    return pm_object_create(&pm_type_apply_result, result_new(executor, callback, error_callback));
}

static pymgr_value *nones(size_t length)
{
    pymgr_value *list = pm_list_sized(length);

    for (size_t i = 0; list != NULL && i < length; i++)
        PM_CAST(pm_list, list)->items[i] = pymgr_none();
    return list;
}

struct pm_object *pm_map_result_new(struct pm_executor *executor, pymgr_value *callback,
    pymgr_value *error_callback, size_t length, size_t chunk)
{
    struct pm_object *object =
        pm_object_create(&pm_type_map_result, result_new(executor, callback, error_callback));
    struct pm_async_result *self;

    if (object == NULL)
        return NULL;
    self = object->self;
    self->succeeded = true;
    self->value = nones(length);
    if (self->value == NULL)
        return pm_object_unref(object);
    self->chunk = chunk;
    self->chunks_left = chunk == 0 ? 0 : length / chunk + (length % chunk != 0);
    self->ready = self->chunks_left == 0;
    return object;
}

static enum pm_outcome result_construct(struct pm_call *call)
{
    if (pymgr_length(call->args[0]) != 1 || pymgr_length(call->args[1]) != 0)
        return pm_raise(call, PM_VALUE_ERROR, "Without callable, must have one non-keyword argument");
    return pm_raise(call, PM_TYPE_ERROR, "an AsyncResult is made by a Pool");
}

static void result_destroy(void *instance)
{
    struct pm_async_result *self = instance;

    if (self->caller != NULL)
        self->caller->note = 0;
    pymgr_unref(self->callback);
    pymgr_unref(self->error_callback);
    pymgr_unref(self->value);
    pm_free(self);
}

static void result_visit(void *instance, pm_meet *meet, void *context)
{
    struct pm_async_result *self = instance;

    meet(self->callback, context);
    meet(self->error_callback, context);
    meet(self->value, context);
}

static int result_repr(const struct pm_object *object, struct pm_buffer *out, struct pm_error *error)
{
    pm_put_format(out, "<multiprocessing.pool.%s object at ", object->type->name);
    pm_object_put_address(out, object);
    pm_put_u8(out, '>');
    return pm_buffer_check(out, error);
}

static pymgr_value *result_get_value(const struct pm_object *object, struct pm_error *error)
{
    const struct pm_async_result *self = object->self;

    /* What pickle meets first: the Pool, until the result is there; then a lock. */
    if (self->ready)
        pm_fail(error, PM_ERROR_UNSERIALIZABLE, "cannot pickle '_thread.lock' object");
    else
        pm_fail(
            error, PM_ERROR_NOT_IMPLEMENTED, "pool objects cannot be passed between processes or pickled");
    return NULL;
}

/* A MapResult has them from its base class. */
static const struct pm_method methods[] = {
    { .name = "get", .handler = result_get, .signature = "(timeout=None)", .owner = "ApplyResult" },
    { .name = "ready", .handler = result_ready, .signature = "()", .owner = "ApplyResult" },
    { .name = "successful", .handler = result_successful, .signature = "()", .owner = "ApplyResult" },
    { .name = "wait", .handler = result_wait, .signature = "(timeout=None)", .owner = "ApplyResult" },
};

#define RESULT_TYPE(class)                                                                                   \
    {                                                                                                        \
        .name = class, .class_repr = "<class 'multiprocessing.pool." class "'>",                             \
        .construct = { .name = "AsyncResult", .handler = result_construct, .signature = "(*args, **kwds)" }, \
        .methods = methods, .method_count = sizeof methods / sizeof methods[0], .destroy = result_destroy,   \
        .repr = result_repr, .visit = result_visit, .get_value = result_get_value,                           \
    }

const struct pm_type pm_type_apply_result = RESULT_TYPE("ApplyResult");
const struct pm_type pm_type_map_result = RESULT_TYPE("MapResult");
