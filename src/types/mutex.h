/* SPDX-License-Identifier: MIT
 *
 * What a Lock and an RLock are, and what a Condition uses of either: a lock with a queue. Whoever lets it go
 * hands it to the first who waits: it is never free while somebody waits.
 *
 * A reentrant one is owned by the session that acquired it, as often as it did; when the session goes away it
 * is let go. Any other has no owner, and whoever likes may release it.
 */
#ifndef PM_TYPES_MUTEX_H
#define PM_TYPES_MUTEX_H

#include "object/call.h"

struct pm_mutex {
    struct pm_holding owner; /* of a reentrant one */
    bool reentrant;
    uintptr_t depth; /* how often it was acquired; 0: it is free */
    struct pm_wait_queue waiters;
};

/* NULL: no memory. */
struct pm_mutex *pm_mutex_new(bool reentrant);
void pm_mutex_free(void *mutex); /* nobody waits any more */

/* acquire(blocking=True, timeout=-1) and locked() of an object whose instance is a mutex. */
enum pm_outcome pm_mutex_acquire(struct pm_call *call);
enum pm_outcome pm_mutex_locked(struct pm_call *call);

/* Whether the session has it; without an owner, whether anybody has. */
bool pm_mutex_is_held(const struct pm_mutex *mutex, const struct pm_session *session);
/* One release less to go; the last one hands it on. It is held. */
void pm_mutex_release(struct pm_mutex *mutex);
/* Hands it on, however often it was acquired: how often that was. With that the mutex may be gone, if nobody
 * holds a reference to its object. */
uintptr_t pm_mutex_release_all(struct pm_mutex *mutex);

/* What a call returns once it has it. */
enum pm_granted { PM_GRANTED_FALSE, PM_GRANTED_TRUE, PM_GRANTED_NONE };

/* Acquires it to that depth, and then returns `result`; on_cancel is the caller's. */
enum pm_outcome pm_mutex_restore(
    struct pm_call *call, struct pm_mutex *mutex, uintptr_t depth, enum pm_granted result);
/* The same for a call that waits elsewhere, while the mutex is held. */
void pm_mutex_restore_waiting(
    struct pm_call *call, struct pm_mutex *mutex, uintptr_t depth, enum pm_granted result);

#endif
