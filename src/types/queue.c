/* SPDX-License-Identifier: MIT
 *
 * queue.Queue: also JoinableQueue, which is the same class.
 *
 * Items go from hand to hand. A put gives its item to the first waiting get; a get from a full queue lets the
 * first waiting put in. So nobody waits while what they wait for is there, those who wait are served in the
 * order in which they came, and a newcomer never overtakes them.
 *
 * maxsize may be any object in Python: what is no number makes put() and full() fail when they compare it.
 */
#include "base/memory.h"
#include "object/call.h"
#include "types/pickled.h"
#include "types/ring.h"
#include "types/timeout.h"
#include "types/types.h"

struct queue {
    pymgr_value *maxsize;
    struct pm_ring items;
    int64_t unfinished;
    bool shut_down;
    struct pm_wait_queue getters, putters, joiners;
};

static struct queue *queue_of(const struct pm_call *call)
{
    return call->object->self;
}

static enum pm_outcome raise_plain(struct pm_call *call, enum pm_exception class)
{
    return pm_raise_args(call, class, pymgr_tuple(0));
}

static enum pm_outcome raise_empty(struct pm_call *call)
{
    return raise_plain(call, PM_QUEUE_EMPTY);
}

static enum pm_outcome raise_full(struct pm_call *call)
{
    return raise_plain(call, PM_QUEUE_FULL);
}

static bool has_items(const struct queue *self)
{
    return self->items.count > 0;
}

/* --- how full it is --- */

/* maxsize > 0, as put() asks. */
static int is_bounded(const struct queue *self, bool *boundedp, struct pm_error *error)
{
    return pm_compare(self->maxsize, pymgr_int(0), PM_GT, boundedp, error);
}

/* qsize() >= maxsize, once is_bounded. */
static int is_full(const struct queue *self, bool *fullp, struct pm_error *error)
{
    pymgr_value *size = pymgr_int((int64_t)self->items.count);
    int failed = size == NULL ? pm_fail_nomem(error) : pm_compare(size, self->maxsize, PM_GE, fullp, error);

    pymgr_unref(size);
    return failed;
}

static enum pm_outcome queue_qsize(struct pm_call *call)
{
    return pm_return(call, pymgr_int((int64_t)queue_of(call)->items.count));
}

static enum pm_outcome queue_empty(struct pm_call *call)
{
    return pm_return(call, pymgr_bool(!has_items(queue_of(call))));
}

static enum pm_outcome queue_full(struct pm_call *call)
{
    const struct queue *self = queue_of(call);
    struct pm_error error;
    bool full;

    if (pm_compare(pymgr_int(0), self->maxsize, PM_LT, &full, &error) != 0 ||
        (full && is_full(self, &full, &error) != 0))
        return pm_raise_error(call, &error);
    return pm_return(call, pymgr_bool(full));
}

/* --- put --- */

/* Gives the item (borrowed) to who waits for one, or keeps it. False: no memory. */
static bool deliver(struct queue *self, pymgr_value *item)
{
    struct pm_call *getter = pm_wait_first(&self->getters);

    if (getter == NULL && !pm_ring_push(&self->items, item))
        return false;
    self->unfinished++;
    if (getter != NULL)
        pm_finish_return(getter, pymgr_ref(item));
    return true;
}

static enum pm_outcome put_when_room(struct pm_call *call, double seconds)
{
    struct queue *self = queue_of(call);
    struct pm_error error;
    bool full;

    if (is_full(self, &full, &error) != 0 || (full && pm_check_seconds(seconds, &error) != 0))
        return pm_raise_error(call, &error);
    if (full)
        return pm_wait(call, &self->putters, seconds, raise_full);
    return deliver(self, call->args[0]) ? pm_return_none(call) : PM_NOMEM;
}

static enum pm_outcome put(struct pm_call *call, bool block, const pymgr_value *timeout)
{
    struct queue *self = queue_of(call);
    struct pm_error error;
    double seconds = 0;
    bool bounded;

    if (self->shut_down)
        return raise_plain(call, PM_QUEUE_SHUT_DOWN);
    if (is_bounded(self, &bounded, &error) != 0)
        return pm_raise_error(call, &error);
    if (!bounded)
        return deliver(self, call->args[0]) ? pm_return_none(call) : PM_NOMEM;
    if (block && pm_queue_seconds(timeout, &seconds, &error) != 0)
        return pm_raise_error(call, &error);
    return put_when_room(call, seconds);
}

static enum pm_outcome queue_put(struct pm_call *call)
{
    return put(call, pm_truth(call->args[1]), call->args[2]);
}

static enum pm_outcome queue_put_nowait(struct pm_call *call)
{
    return put(call, false, NULL);
}

/* --- get --- */

/* The first item; the first waiting put takes its place. */
static enum pm_outcome take(struct pm_call *call)
{
    struct queue *self = queue_of(call);
    pymgr_value *item = pm_ring_pop(&self->items);
    struct pm_call *putter = pm_wait_first(&self->putters);

    if (putter != NULL) {
        pm_ring_push(&self->items, putter->args[0]); /* there is room: one was taken out */
        self->unfinished++;
        pm_finish_return(putter, pymgr_none());
    }
    return pm_return(call, item);
}

static enum pm_outcome get(struct pm_call *call, bool block, const pymgr_value *timeout)
{
    struct queue *self = queue_of(call);
    struct pm_error error;
    double seconds = 0;

    if (self->shut_down && !has_items(self))
        return raise_plain(call, PM_QUEUE_SHUT_DOWN);
    if (block && pm_queue_seconds(timeout, &seconds, &error) != 0)
        return pm_raise_error(call, &error);
    if (has_items(self))
        return take(call);
    if (pm_check_seconds(seconds, &error) != 0)
        return pm_raise_error(call, &error);
    return pm_wait(call, &self->getters, seconds, raise_empty);
}

static enum pm_outcome queue_get(struct pm_call *call)
{
    return get(call, pm_truth(call->args[0]), call->args[1]);
}

static enum pm_outcome queue_get_nowait(struct pm_call *call)
{
    return get(call, false, NULL);
}

/* --- tasks, and the end --- */

static void finish_joiners(struct queue *self)
{
    struct pm_call *joiner;

    while (self->unfinished == 0 && (joiner = pm_wait_first(&self->joiners)) != NULL)
        pm_finish_return(joiner, pymgr_none());
}

static enum pm_outcome queue_task_done(struct pm_call *call)
{
    struct queue *self = queue_of(call);

    if (self->unfinished == 0)
        return pm_raise(call, PM_VALUE_ERROR, "task_done() called too many times");
    self->unfinished--;
    finish_joiners(self);
    return pm_return_none(call);
}

static enum pm_outcome queue_join(struct pm_call *call)
{
    struct queue *self = queue_of(call);

    if (self->unfinished == 0)
        return pm_return_none(call);
    return pm_wait(call, &self->joiners, -1, NULL);
}

static void finish_shut_down(struct pm_wait_queue *queue)
{
    struct pm_call *waiter;

    while ((waiter = pm_wait_first(queue)) != NULL)
        pm_finish(waiter, raise_plain(waiter, PM_QUEUE_SHUT_DOWN));
}

static enum pm_outcome queue_shutdown(struct pm_call *call)
{
    struct queue *self = queue_of(call);

    self->shut_down = true;
    while (pm_truth(call->args[0]) && has_items(self)) {
        pymgr_unref(pm_ring_pop(&self->items));
        if (self->unfinished > 0)
            self->unfinished--;
    }
    finish_joiners(self);
    finish_shut_down(&self->getters);
    finish_shut_down(&self->putters);
    return pm_return_none(call);
}

/* --- the type --- */

static enum pm_outcome queue_construct(struct pm_call *call)
{
    struct queue *self = pm_calloc(1, sizeof *self);

    if (self == NULL)
        return PM_NOMEM;
    self->maxsize = pymgr_ref(call->args[0]);
    TAILQ_INIT(&self->getters);
    TAILQ_INIT(&self->putters);
    TAILQ_INIT(&self->joiners);
    return pm_return_object(call, pm_object_create(&pm_type_queue, self));
}

static void queue_destroy(void *instance)
{
    struct queue *self = instance;

    pm_ring_free(&self->items);
    pymgr_unref(self->maxsize);
    pm_free(self);
}

static void queue_visit(void *instance, pm_meet *meet, void *context)
{
    const struct queue *self = instance;

    pm_ring_visit(&self->items, meet, context);
    meet(self->maxsize, context);
}

static int queue_repr(const struct pm_object *object, struct pm_buffer *out, struct pm_error *error)
{
    pm_put_text(out, "<queue.Queue object at ");
    pm_object_put_address(out, object);
    pm_put_u8(out, '>');
    return pm_buffer_check(out, error);
}

static const struct pm_method methods[] = {
    { .name = "empty", .handler = queue_empty, .signature = "()" },
    { .name = "full", .handler = queue_full, .signature = "()" },
    { .name = "get", .handler = queue_get, .signature = "(block=True, timeout=None)" },
    { .name = "get_nowait", .handler = queue_get_nowait, .signature = "()" },
    { .name = "join", .handler = queue_join, .signature = "()" },
    { .name = "put", .handler = queue_put, .signature = "(item, block=True, timeout=None)" },
    { .name = "put_nowait", .handler = queue_put_nowait, .signature = "(item)" },
    { .name = "qsize", .handler = queue_qsize, .signature = "()" },
    { .name = "task_done", .handler = queue_task_done, .signature = "()" },
    /* Python 3.13 */
    { .name = "shutdown", .handler = queue_shutdown, .signature = "(immediate=False)" },
};

const struct pm_type pm_type_queue = {
    .name = "Queue",
    .class_repr = "<class 'queue.Queue'>",
    .construct = { .name = "__init__", .handler = queue_construct, .signature = "(maxsize=0)" },
    .methods = methods,
    .method_count = sizeof methods / sizeof methods[0],
    .destroy = queue_destroy,
    .repr = queue_repr,
    .visit = queue_visit,
    .get_value = pm_pickle_meets_lock,
};
