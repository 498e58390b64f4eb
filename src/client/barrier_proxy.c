/* SPDX-License-Identifier: MIT
 *
 * manager.Barrier: BarrierProxy's methods and attributes.
 */
#include "client/typed.h"

pymgr_proxy *pymgr_barrier_new(pymgr_manager *manager, int parties, double timeout, struct pymgr_error *error)
{
    return pymgr_create(manager, error, "Barrier", timeout < 0 ? "i" : "i, timeout=f", parties, timeout);
}

int64_t pymgr_barrier_wait(pymgr_proxy *barrier, double timeout, struct pymgr_error *error)
{
    return pm_take_count(
        pm_call_waiting(barrier, timeout, error, "wait", timeout < 0 ? "" : "f", timeout), error);
}

int pymgr_barrier_abort(pymgr_proxy *barrier, struct pymgr_error *error)
{
    return pm_take_nothing(pymgr_call(barrier, error, "abort", NULL));
}

int pymgr_barrier_reset(pymgr_proxy *barrier, struct pymgr_error *error)
{
    return pm_take_nothing(pymgr_call(barrier, error, "reset", NULL));
}

static pymgr_value *attribute(pymgr_proxy *barrier, const char *name, struct pymgr_error *error)
{
    return pymgr_call(barrier, error, "__getattribute__", "s", name);
}

int64_t pymgr_barrier_parties(pymgr_proxy *barrier, struct pymgr_error *error)
{
    return pm_take_count(attribute(barrier, "parties", error), error);
}

int64_t pymgr_barrier_n_waiting(pymgr_proxy *barrier, struct pymgr_error *error)
{
    return pm_take_count(attribute(barrier, "n_waiting", error), error);
}

int pymgr_barrier_broken(pymgr_proxy *barrier, struct pymgr_error *error)
{
    return pm_take_truth(attribute(barrier, "broken", error));
}
