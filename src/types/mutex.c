/* SPDX-License-Identifier: MIT
 *
 * A call in the queue carries as its note what it will be granted: the depth, and in the lowest two bits what
 * it then returns.
 */
#include "types/mutex.h"

#include "base/memory.h"
#include "types/timeout.h"

/* --- from hand to hand --- */

static void take(struct pm_mutex *self, struct pm_session *session, uintptr_t depth)
{
    self->depth = depth;
    if (self->reentrant)
        pm_hold(session, &self->owner);
}

static uintptr_t note_of(uintptr_t depth, enum pm_granted result)
{
    return depth << 2 | result;
}

static pymgr_value *granted_value(enum pm_granted result)
{
    return result == PM_GRANTED_NONE ? pymgr_none() : pymgr_bool(result == PM_GRANTED_TRUE);
}

static void grant(struct pm_mutex *self, struct pm_call *call)
{
    take(self, call->session, call->note >> 2);
    /* Last, since the call's may be the last reference to the object. */
    pm_finish_return(call, granted_value(call->note & 3));
}

/* Nobody owns it now: so somebody else does, or it is free. */
static void hand_on(struct pm_mutex *self)
{
    struct pm_call *next = pm_wait_first(&self->waiters);

    self->depth = 0;
    if (next != NULL)
        grant(self, next);
}

uintptr_t pm_mutex_release_all(struct pm_mutex *self)
{
    uintptr_t depth = self->depth;

    pm_let_go(&self->owner);
    hand_on(self);
    return depth;
}

void pm_mutex_release(struct pm_mutex *self)
{
    if (self->depth > 1)
        self->depth--;
    else
        pm_mutex_release_all(self);
}

static void abandoned(struct pm_holding *owner)
{
    hand_on((struct pm_mutex *)owner);
}

bool pm_mutex_is_held(const struct pm_mutex *self, const struct pm_session *session)
{
    return self->reentrant ? self->owner.holder == session : self->depth > 0;
}

/* --- waiting for it --- */

enum pm_outcome pm_mutex_restore(
    struct pm_call *call, struct pm_mutex *self, uintptr_t depth, enum pm_granted result)
{
    call->note = note_of(depth, result);
    if (self->depth > 0)
        return pm_wait(call, &self->waiters, -1, NULL);
    take(self, call->session, depth);
    return pm_return(call, granted_value(result));
}

void pm_mutex_restore_waiting(
    struct pm_call *call, struct pm_mutex *self, uintptr_t depth, enum pm_granted result)
{
    call->note = note_of(depth, result);
    pm_wait_move(call, &self->waiters);
}

static enum pm_outcome acquire_in_vain(struct pm_call *call)
{
    return pm_return(call, pymgr_bool(false));
}

/* How long acquire(blocking, timeout) may wait. */
static int read_arguments(const struct pm_call *call, double *secondsp, struct pm_error *error)
{
    static const double not_given = -1;
    bool blocking = pm_truth(call->args[0]);

    if (pm_clock_seconds(call->args[1], secondsp, error) != 0)
        return -1;
    if (!blocking && *secondsp != not_given)
        return pm_fail(error, PM_ERROR_VALUE, "can't specify a timeout for a non-blocking call");
    if (*secondsp < 0 && *secondsp != not_given)
        return pm_fail(error, PM_ERROR_VALUE, "timeout value must be positive");
    if (!blocking)
        *secondsp = 0;
    return pm_check_seconds(*secondsp, error);
}

enum pm_outcome pm_mutex_acquire(struct pm_call *call)
{
    struct pm_mutex *self = call->object->self;
    struct pm_error error;
    double seconds;

    if (read_arguments(call, &seconds, &error) != 0)
        return pm_raise_error(call, &error);
    call->note = note_of(1, PM_GRANTED_TRUE);
    if (self->depth == 0)
        take(self, call->session, 1);
    else if (self->reentrant && self->owner.holder == call->session)
        self->depth++;
    else
        return pm_wait(call, &self->waiters, seconds, acquire_in_vain);
    return pm_return(call, pymgr_bool(true));
}

/* --- the rest --- */

enum pm_outcome pm_mutex_locked(struct pm_call *call)
{
    const struct pm_mutex *self = call->object->self;

    return pm_return(call, pymgr_bool(self->depth > 0));
}

struct pm_mutex *pm_mutex_new(bool reentrant)
{
    struct pm_mutex *self = pm_calloc(1, sizeof *self);

    if (self == NULL)
        return NULL;
    self->owner.abandoned = abandoned;
    self->reentrant = reentrant;
    TAILQ_INIT(&self->waiters);
    return self;
}

void pm_mutex_free(void *mutex)
{
    struct pm_mutex *self = mutex;

    pm_let_go(&self->owner);
    pm_free(self);
}
