/* SPDX-License-Identifier: MIT
 *
 * manager.Condition: ConditionProxy's methods; its lock is used as any lock.
 */
#include "client/deadline.h"
#include "client/typed.h"

pymgr_proxy *pymgr_condition_new(pymgr_manager *manager, pymgr_proxy *lock, struct pymgr_error *error)
{
    if (lock == NULL)
        return pymgr_create(manager, error, "Condition", NULL);
    return pymgr_create(manager, error, "Condition", "o", pymgr_proxy_value(lock));
}

/* --- its lock ------------------------------------------------------------------------------------------- */

int pymgr_condition_acquire(pymgr_proxy *condition, double timeout, struct pymgr_error *error)
{
    return pymgr_lock_acquire(condition, timeout, error);
}

int pymgr_condition_release(pymgr_proxy *condition, struct pymgr_error *error)
{
    return pymgr_lock_release(condition, error);
}

int pymgr_condition_locked(pymgr_proxy *condition, struct pymgr_error *error)
{
    return pymgr_lock_locked(condition, error);
}

/* --- waiting -------------------------------------------------------------------------------------------- */

/* Python 2 does not say whether it was notified; who waits for ever was. */
int pymgr_condition_wait(pymgr_proxy *condition, double timeout, struct pymgr_error *error)
{
    int notified =
        pm_take_truth(pm_call_waiting(condition, timeout, error, "wait", timeout < 0 ? "" : "f", timeout));

    return notified == 0 && timeout < 0 ? 1 : notified;
}

static double seconds_now(void)
{
    return (double)pm_now() / 1e9;
}

int pymgr_condition_wait_for(pymgr_proxy *condition, bool (*predicate)(void *closure), void *closure,
    double timeout, struct pymgr_error *error)
{
    double start = seconds_now(), left = timeout;

    while (!predicate(closure)) {
        if (timeout >= 0)
            left = start + timeout - seconds_now();
        if (timeout >= 0 && left <= 0)
            return 0;
        if (pymgr_condition_wait(condition, left, error) < 0)
            return -1;
    }
    return 1;
}

/* --- notifying ------------------------------------------------------------------------------------------ */

int pymgr_condition_notify(pymgr_proxy *condition, int n, struct pymgr_error *error)
{
    return pm_take_nothing(pymgr_call(condition, error, "notify", "i", n));
}

int pymgr_condition_notify_all(pymgr_proxy *condition, struct pymgr_error *error)
{
    return pm_take_nothing(pymgr_call(condition, error, "notify_all", NULL));
}
