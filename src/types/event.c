/* SPDX-License-Identifier: MIT */
#include "base/memory.h"
#include "object/call.h"
#include "types/pickled.h"
#include "types/timeout.h"
#include "types/types.h"

struct event {
    bool set;
    struct pm_wait_queue waiters;
};

static struct event *event_of(const struct pm_call *call)
{
    return call->object->self;
}

static enum pm_outcome event_is_set(struct pm_call *call)
{
    return pm_return(call, pymgr_bool(event_of(call)->set));
}

static enum pm_outcome event_set(struct pm_call *call)
{
    struct event *self = event_of(call);
    struct pm_call *waiter;

    self->set = true;
    while ((waiter = pm_wait_first(&self->waiters)) != NULL)
        pm_finish_return(waiter, pymgr_bool(true));
    return pm_return_none(call);
}

static enum pm_outcome event_clear(struct pm_call *call)
{
    event_of(call)->set = false;
    return pm_return_none(call);
}

static enum pm_outcome wait_in_vain(struct pm_call *call)
{
    return pm_return(call, pymgr_bool(false));
}

static enum pm_outcome event_wait(struct pm_call *call)
{
    struct event *self = event_of(call);
    struct pm_error error;
    double seconds;

    if (self->set)
        return pm_return(call, pymgr_bool(true));
    if (pm_wait_seconds(call->args[0], &seconds, &error) != 0)
        return pm_raise_error(call, &error);
    return pm_wait(call, &self->waiters, seconds, wait_in_vain);
}

static enum pm_outcome event_construct(struct pm_call *call)
{
    struct event *self = pm_calloc(1, sizeof *self);

    if (self != NULL)
        TAILQ_INIT(&self->waiters);
    return pm_return_object(call, pm_object_create(&pm_type_event, self));
}

static int event_repr(const struct pm_object *object, struct pm_buffer *out, struct pm_error *error)
{
    const struct event *self = object->self;

    pm_put_text(out, "<threading.Event at ");
    pm_object_put_address(out, object);
    pm_put_format(out, ": %s>", self->set ? "set" : "unset");
    return pm_buffer_check(out, error);
}

static const struct pm_method methods[] = {
    { .name = "is_set", .handler = event_is_set, .signature = "()" },
    { .name = "set", .handler = event_set, .signature = "()" },
    { .name = "clear", .handler = event_clear, .signature = "()" },
    { .name = "wait", .handler = event_wait, .signature = "(timeout=None)" },
};

const struct pm_type pm_type_event = {
    .name = "Event",
    .class_repr = "<class 'threading.Event'>",
    .construct = { .name = "__init__", .handler = event_construct, .signature = "()" },
    .methods = methods,
    .method_count = sizeof methods / sizeof methods[0],
    .destroy = pm_free,
    .repr = event_repr,
    .get_value = pm_pickle_meets_lock,
};
