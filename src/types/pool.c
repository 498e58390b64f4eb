/* SPDX-License-Identifier: MIT
 *
 * multiprocessing.pool.Pool. Functions that there are in C are called at once; the others by the Pool's own
 * crew of Python workers, if pymgrd may run Python.
 *
 * A job keeps its Pool alive, as a pending result does in Python: so what was asked of a Pool is done
 * although nobody has a proxy of it any more. After that it is gone, and so are its workers.
 */
#include "types/pool.h"

#include "base/memory.h"
#include "callables/callables.h"
#include "types/arguments.h"
#include "types/types.h"

#include <unistd.h>

/* --- the end --- */

static bool has_ended(const struct pm_pool_self *self)
{
    if (self->crew != NULL && !self->executor->ops->ended(self->crew))
        return false;
    return self->state == PM_POOL_TERMINATE || (self->state == PM_POOL_CLOSE && self->jobs == 0);
}

void pm_pool_check_end(struct pm_pool_self *self)
{
    struct pm_call *joiner;

    while (has_ended(self) && (joiner = pm_wait_first(&self->joiners)) != NULL)
        pm_finish_return(joiner, pymgr_none());
}

static enum pm_outcome pool_close(struct pm_call *call)
{
    struct pm_pool_self *self = pm_pool_self(call);

    if (self->state != PM_POOL_RUN)
        return pm_return_none(call);
    self->state = PM_POOL_CLOSE;
    if (self->crew != NULL)
        self->executor->ops->close(self->crew);
    pm_pool_check_end(self);
    return pm_return_none(call);
}

static enum pm_outcome wait_for_end(struct pm_call *call)
{
    struct pm_pool_self *self = pm_pool_self(call);

    return has_ended(self) ? pm_return_none(call) : pm_wait(call, &self->joiners, -1, NULL);
}

static enum pm_outcome pool_terminate(struct pm_call *call)
{
    struct pm_pool_self *self = pm_pool_self(call);

    self->state = PM_POOL_TERMINATE;
    if (self->crew != NULL)
        self->executor->ops->terminate(self->crew);
    pm_pool_check_end(self);
    return wait_for_end(call);
}

static enum pm_outcome pool_join(struct pm_call *call)
{
    if (pm_pool_self(call)->state == PM_POOL_RUN)
        return pm_raise(call, PM_VALUE_ERROR, "Pool is still running");
    return wait_for_end(call);
}

/* --- the beginning --- */

static void crew_ended(void *pool)
{
    pm_pool_check_end(pool);
}

/* The number of processes, which are as many as processors by default. */
static enum pm_outcome read_processes(struct pm_call *call, struct pm_crew_terms *terms)
{
    const pymgr_value *asked = call->args[0];
    struct pm_error error;
    int64_t number = sysconf(_SC_NPROCESSORS_ONLN);
    bool none;

    if (pymgr_is_none(asked)) {
        terms->size = number < 1 ? 1 : (size_t)number;
        return PM_RETURN;
    }
    if (pm_compare(asked, pymgr_int(1), PM_LT, &none, &error) != 0)
        return pm_raise_error(call, &error);
    if (none)
        return pm_raise(call, PM_VALUE_ERROR, "Number of processes must be at least 1");
    if (pm_ssize_of(asked, NULL, &number, &error) != 0)
        return pm_raise_error(call, &error);
    if (number > PM_CREW_MAX)
        return pm_raise(call, PM_VALUE_ERROR, "a Pool of pymgrd has at most %d processes", PM_CREW_MAX);
    terms->size = (size_t)number;
    return PM_RETURN;
}

static enum pm_outcome read_terms(struct pm_call *call, struct pm_crew_terms *terms)
{
    const pymgr_value *most = call->args[3];
    enum pm_outcome outcome = read_processes(call, terms);
    int64_t number = 0;

    if (outcome != PM_RETURN)
        return outcome;
    if (!pymgr_is_none(most) && (!pymgr_int_value(most, &number) || number <= 0))
        return pm_raise(call, PM_VALUE_ERROR, "maxtasksperchild must be a positive int or None");
    terms->tasks_per_worker = (uint64_t)number;
    terms->initializer = call->args[1];
    terms->initargs = call->args[2];
    if (!pymgr_is_none(terms->initializer) && !pm_is_callable(terms->initializer))
        return pm_raise(call, PM_TYPE_ERROR, "initializer must be a callable");
    return PM_RETURN;
}

/* Hires the workers. Without Python there are none, and nothing that an initializer could prepare. */
static enum pm_outcome hire(struct pm_call *call, struct pm_pool_self *self, struct pm_crew_terms *terms)
{
    struct pm_error error;

    self->size = terms->size;
    if (pm_executor_has_python(self->executor)) {
        terms->on_end = crew_ended;
        terms->owner = self;
        self->crew = self->executor->ops->hire(self->executor, terms, &error);
        return self->crew == NULL ? pm_raise_error(call, &error) : PM_RETURN;
    }
    if (pymgr_is_none(terms->initializer))
        return PM_RETURN;
    call->result = pm_no_python(terms->initializer);
    return call->result == NULL ? PM_NOMEM : PM_RAISE;
}

static enum pm_outcome pool_construct(struct pm_call *call)
{
    struct pm_crew_terms terms = { 0 };
    enum pm_outcome outcome = read_terms(call, &terms);
    struct pm_pool_self *self;

    if (outcome != PM_RETURN)
        return outcome;
    self = pm_calloc(1, sizeof *self);
    if (self == NULL)
        return PM_NOMEM;
    TAILQ_INIT(&self->joiners);
    TAILQ_INIT(&self->callers);
    self->executor = pm_executor_of(call);
    outcome = hire(call, self, &terms);
    if (outcome == PM_RETURN)
        return pm_return_object(call, pm_object_create(&pm_type_pool, self));
    pm_free(self);
    return outcome;
}

/* --- the type --- */

static void pool_destroy(void *instance)
{
    struct pm_pool_self *self = instance;

    if (self->crew != NULL)
        self->executor->ops->dismiss(self->crew);
    pm_free(self);
}

static int pool_repr(const struct pm_object *object, struct pm_buffer *out, struct pm_error *error)
{
    static const char *const states[] = { "RUN", "CLOSE", "TERMINATE" };
    const struct pm_pool_self *self = object->self;

    pm_put_format(out, "<multiprocessing.pool.Pool state=%s pool_size=%zu>", states[self->state], self->size);
    return pm_buffer_check(out, error);
}

static pymgr_value *pool_get_value(const struct pm_object *object, struct pm_error *error)
{
    (void)object;
    pm_fail(error, PM_ERROR_NOT_IMPLEMENTED, "pool objects cannot be passed between processes or pickled");
    return NULL;
}

static const struct pm_method methods[] = {
    { .name = "apply", .handler = pm_pool_apply, .signature = "(func, args=(), kwds={})" },
    { .name = "apply_async",
        .handler = pm_pool_apply_async,
        .signature = "(func, args=(), kwds={}, callback=None, error_callback=None)",
        .result_typeid = "AsyncResult" },
    { .name = "close", .handler = pool_close, .signature = "()" },
    { .name = "imap",
        .handler = pm_pool_imap,
        .signature = "(func, iterable, chunksize=1)",
        .result_typeid = "Iterator" },
    { .name = "imap_unordered",
        .handler = pm_pool_imap_unordered,
        .signature = "(func, iterable, chunksize=1)",
        .result_typeid = "Iterator" },
    { .name = "join", .handler = pool_join, .signature = "()" },
    { .name = "map", .handler = pm_pool_map, .signature = "(func, iterable, chunksize=None)" },
    { .name = "map_async",
        .handler = pm_pool_map_async,
        .signature = "(func, iterable, chunksize=None, callback=None, error_callback=None)",
        .result_typeid = "AsyncResult" },
    { .name = "starmap", .handler = pm_pool_starmap, .signature = "(func, iterable, chunksize=None)" },
    { .name = "starmap_async",
        .handler = pm_pool_starmap_async,
        .signature = "(func, iterable, chunksize=None, callback=None, error_callback=None)",
        .result_typeid = "AsyncResult" },
    { .name = "terminate", .handler = pool_terminate, .signature = "()" },
};

const struct pm_type pm_type_pool = {
    .name = "Pool",
    .class_repr = "<class 'multiprocessing.pool.Pool'>",
    .construct = { .name = "__init__",
        .handler = pool_construct,
        .signature = "(processes=None, initializer=None, initargs=(), maxtasksperchild=None, context=None)" },
    .methods = methods,
    .method_count = sizeof methods / sizeof methods[0],
    .destroy = pool_destroy,
    .repr = pool_repr,
    .get_value = pool_get_value,
};
