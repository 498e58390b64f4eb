/* SPDX-License-Identifier: MIT
 *
 * threading.Barrier. Who waits leaves all at once: when the last of them has come, or when the barrier is
 * broken or reset. So Python's states of draining and resetting, in which newcomers wait for the others to
 * leave, are none here.
 *
 * A waiter that vanishes leaves its place to another. What each returns is its place among those who are
 * there in the end.
 *
 * The action is called when the last has come, before anybody leaves. Meanwhile whatever else is asked of the
 * barrier is put behind it, as Python's lock does, and nobody's time runs out.
 */
#include "types/barrier.h"
#include "base/memory.h"
#include "callables/one_call.h"
#include "types/pickled.h"
#include "types/timeout.h"
#include "types/types.h"

/* A call of the action. */
struct action {
    struct pm_one_call call; /* first, so that a call of ours is its action */
    struct pm_object *barrier;
};

static struct pm_barrier_self *barrier_of(const struct pm_call *call)
{
    return call->object->self;
}

/* --- leaving --- */

static enum pm_outcome raise_broken(struct pm_call *call)
{
    return pm_raise_args(call, PM_BROKEN_BARRIER, pymgr_tuple(0));
}

static enum pm_outcome return_place(struct pm_call *call, size_t place)
{
    return pm_return(call, pymgr_int((int64_t)place));
}

/* Who waits goes on, each with its place. */
static void let_go(struct pm_barrier_self *self)
{
    struct pm_call *waiter;
    size_t place = 0;

    for (; (waiter = TAILQ_FIRST(&self->waiters)) != NULL; place++)
        pm_finish(waiter, return_place(waiter, place));
    self->count = 0;
}

/* Who waits has waited in vain. */
static void send_away(struct pm_barrier_self *self)
{
    struct pm_call *waiter;

    while ((waiter = TAILQ_FIRST(&self->waiters)) != NULL)
        pm_finish(waiter, raise_broken(waiter));
    self->count = 0;
}

static void break_down(struct pm_barrier_self *self)
{
    self->broken = true;
    send_away(self);
}

/* --- coming --- */

static int is_last(const struct pm_barrier_self *self, bool *lastp, struct pm_error *error)
{
    pymgr_value *place = pymgr_int((int64_t)self->count + 1);
    int failed = place == NULL ? pm_fail_nomem(error) : pm_equal(place, self->parties, lastp, error);

    pymgr_unref(place);
    return failed;
}

/* Whether all the others are there. */
static int completes(struct pm_barrier_self *self, bool *completep, struct pm_error *error)
{
    if (is_last(self, completep, error) != 0)
        return -1;
    if (!*completep)
        return 0;
    pm_wait_count(&self->waiters, SIZE_MAX); /* of whom some may have vanished */
    return is_last(self, completep, error);
}

/* The last goes on, and all others with it. */
static enum pm_outcome open_gate(struct pm_call *last)
{
    struct pm_barrier_self *self = barrier_of(last);
    enum pm_outcome outcome = return_place(last, self->count);

    if (outcome == PM_RETURN)
        let_go(self);
    return outcome;
}

/* --- the action --- */

/* What the last gets of it. */
static enum pm_outcome use_action(const struct pm_one_call *action, struct pm_call *last)
{
    if (action->succeeded)
        return open_gate(last);
    break_down(barrier_of(last));
    last->result = pymgr_ref(action->result);
    return last->result == NULL ? PM_NOMEM : PM_RAISE;
}

/* What the others get, if the last has vanished. */
static void end_action(struct pm_barrier_self *self, const struct pm_one_call *action)
{
    struct pm_call *last = TAILQ_FIRST(&self->last);

    self->acting = false;
    if (last != NULL)
        pm_finish(last, use_action(action, last));
    else if (action->succeeded)
        let_go(self);
    else
        break_down(self);
}

static void action_over(struct pm_one_call *call)
{
    struct action *action = (struct action *)call;
    struct pm_object *barrier = action->barrier;
    struct pm_barrier_self *self = barrier->self;
    struct pm_call *next;

    if (call->done && self->acting)
        end_action(self, call);
    while (call->done && !self->acting && (next = pm_wait_first(&self->behind)) != NULL)
        pm_retry(next);
    pm_one_call_clear(call);
    pm_free(action);
    pm_object_unref(barrier);
}

/* Calls the action; the last waits for its end. */
static enum pm_outcome act(struct pm_call *last)
{
    struct pm_barrier_self *self = barrier_of(last);
    struct action *action = pm_calloc(1, sizeof *action);
    pymgr_value *args = pymgr_tuple(0);
    enum pm_outcome outcome;

    if (action == NULL || args == NULL) {
        pymgr_unref(args);
        pm_free(action);
        return PM_NOMEM;
    }
    action->call.function = pymgr_ref(self->action);
    action->call.args = args;
    action->call.over = action_over;
    action->barrier = pm_object_ref(last->object);
    self->acting = true;
    pm_one_call_hold(&action->call);
    pm_one_call_run(pm_executor_of(last), &action->call);
    self->acting = !action->call.done;
    outcome = self->acting ? pm_wait(last, &self->last, -1, NULL) : use_action(&action->call, last);
    pm_one_call_release(&action->call);
    return outcome;
}

/* The last has come. */
static enum pm_outcome trip(struct pm_call *last)
{
    return pm_truth(barrier_of(last)->action) ? act(last) : open_gate(last);
}

static enum pm_outcome come_behind(struct pm_call *call)
{
    call->on_cancel = NULL;
    return pm_wait(call, &barrier_of(call)->behind, -1, NULL);
}

static void leave(struct pm_call *vanished)
{
    barrier_of(vanished)->count--;
}

static enum pm_outcome wait_in_vain(struct pm_call *call)
{
    struct pm_barrier_self *self = barrier_of(call);
    enum pm_outcome outcome;

    if (self->acting)
        return pm_wait(call, &self->waiters, -1, NULL);
    outcome = raise_broken(call);
    self->count--;
    if (outcome != PM_NOMEM)
        break_down(self);
    return outcome;
}

static enum pm_outcome barrier_wait(struct pm_call *call)
{
    struct pm_barrier_self *self = barrier_of(call);
    const pymgr_value *timeout = pymgr_is_none(call->args[0]) ? self->timeout : call->args[0];
    struct pm_error error;
    double seconds;
    bool complete;

    if (self->acting)
        return come_behind(call);
    if (self->broken)
        return raise_broken(call);
    if (completes(self, &complete, &error) != 0)
        return pm_raise_error(call, &error);
    if (complete)
        return trip(call);
    if (pm_deadline_seconds(timeout, &seconds, &error) != 0)
        return pm_raise_error(call, &error);
    self->count++;
    call->on_cancel = leave;
    return pm_wait(call, &self->waiters, seconds, wait_in_vain);
}

static enum pm_outcome barrier_reset(struct pm_call *call)
{
    struct pm_barrier_self *self = barrier_of(call);

    if (self->acting)
        return come_behind(call);
    self->broken = false;
    send_away(self);
    return pm_return_none(call);
}

static enum pm_outcome barrier_abort(struct pm_call *call)
{
    if (barrier_of(call)->acting)
        return come_behind(call);
    break_down(barrier_of(call));
    return pm_return_none(call);
}

/* --- the type --- */

static enum pm_outcome barrier_construct(struct pm_call *call)
{
    struct pm_barrier_self *self = pm_calloc(1, sizeof *self);

    if (self == NULL)
        return PM_NOMEM;
    self->parties = pymgr_ref(call->args[0]);
    self->action = pymgr_ref(call->args[1]);
    self->timeout = pymgr_ref(call->args[2]);
    TAILQ_INIT(&self->waiters);
    TAILQ_INIT(&self->last);
    TAILQ_INIT(&self->behind);
    return pm_return_object(call, pm_object_create(&pm_type_barrier, self));
}

static void barrier_destroy(void *instance)
{
    struct pm_barrier_self *self = instance;

    pymgr_unref(self->parties);
    pymgr_unref(self->action);
    pymgr_unref(self->timeout);
    pm_free(self);
}

static void barrier_visit(void *instance, pm_meet *meet, void *context)
{
    const struct pm_barrier_self *self = instance;

    meet(self->parties, context);
    meet(self->action, context);
    meet(self->timeout, context);
}

static int barrier_repr(const struct pm_object *object, struct pm_buffer *out, struct pm_error *error)
{
    const struct pm_barrier_self *self = object->self;

    pm_put_text(out, "<threading.Barrier at ");
    pm_object_put_address(out, object);
    if (self->broken) {
        pm_put_text(out, ": broken>");
        return pm_buffer_check(out, error);
    }
    pm_put_format(out, ": waiters=%zu/", self->count);
    if (pm_str_of(out, self->parties, error) != 0)
        return -1;
    pm_put_u8(out, '>');
    return pm_buffer_check(out, error);
}

static const struct pm_method methods[] = {
    { .name = "__getattribute__",
        .handler = pm_barrier_getattribute,
        .signature = "(name, /)",
        .binding = PM_SLOT },
    { .name = "wait", .handler = barrier_wait, .signature = "(timeout=None)" },
    { .name = "abort", .handler = barrier_abort, .signature = "()" },
    { .name = "reset", .handler = barrier_reset, .signature = "()" },
};

const struct pm_type pm_type_barrier = {
    .name = "Barrier",
    .class_repr = "<class 'threading.Barrier'>",
    .construct = { .name = "__init__",
        .handler = barrier_construct,
        .signature = "(parties, action=None, timeout=None)" },
    .methods = methods,
    .method_count = sizeof methods / sizeof methods[0],
    .destroy = barrier_destroy,
    .repr = barrier_repr,
    .visit = barrier_visit,
    .get_value = pm_pickle_meets_lock,
};
