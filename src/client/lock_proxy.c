/* SPDX-License-Identifier: MIT
 *
 * What is acquired and released: locks and semaphores, and conditions, which do it in condition_proxy.c.
 */
#include "client/typed.h"

/* --- Lock and RLock ------------------------------------------------------------------------------------- */

pymgr_proxy *pymgr_lock_new(pymgr_manager *manager, struct pymgr_error *error)
{
    return pymgr_create(manager, error, "Lock", NULL);
}

pymgr_proxy *pymgr_rlock_new(pymgr_manager *manager, struct pymgr_error *error)
{
    return pymgr_create(manager, error, "RLock", NULL);
}

/* Without waiting, no timeout may be given. */
int pymgr_lock_acquire(pymgr_proxy *lock, double timeout, struct pymgr_error *error)
{
    const char *format = timeout < 0 ? "" : timeout == 0 ? "b" : "bf";

    return pm_take_truth(pm_call_waiting(lock, timeout, error, "acquire", format, timeout != 0, timeout));
}

int pymgr_lock_release(pymgr_proxy *lock, struct pymgr_error *error)
{
    return pm_take_nothing(pymgr_call(lock, error, "release", NULL));
}

int pymgr_lock_locked(pymgr_proxy *lock, struct pymgr_error *error)
{
    return pm_take_truth(pymgr_call(lock, error, "locked", NULL));
}

/* --- Semaphore and BoundedSemaphore --------------------------------------------------------------------- */

pymgr_proxy *pymgr_semaphore_new(pymgr_manager *manager, int value, struct pymgr_error *error)
{
    return pymgr_create(manager, error, "Semaphore", "i", value);
}

pymgr_proxy *pymgr_bounded_semaphore_new(pymgr_manager *manager, int value, struct pymgr_error *error)
{
    return pymgr_create(manager, error, "BoundedSemaphore", "i", value);
}

int pymgr_semaphore_acquire(pymgr_proxy *semaphore, double timeout, struct pymgr_error *error)
{
    return pymgr_lock_acquire(semaphore, timeout, error);
}

/* Servers before 3.9 release one at a time, and take no number. */
int pymgr_semaphore_release(pymgr_proxy *semaphore, int n, struct pymgr_error *error)
{
    return pm_take_nothing(pymgr_call(semaphore, error, "release", n == 1 ? "" : "i", n));
}

int pymgr_semaphore_locked(pymgr_proxy *semaphore, struct pymgr_error *error)
{
    return pymgr_lock_locked(semaphore, error);
}
