/* SPDX-License-Identifier: MIT
 *
 * manager.Event: EventProxy's methods.
 */
#include "client/typed.h"

pymgr_proxy *pymgr_event_new(pymgr_manager *manager, struct pymgr_error *error)
{
    return pymgr_create(manager, error, "Event", NULL);
}

int pymgr_event_is_set(pymgr_proxy *event, struct pymgr_error *error)
{
    return pm_take_truth(pymgr_call(event, error, "is_set", NULL));
}

int pymgr_event_set(pymgr_proxy *event, struct pymgr_error *error)
{
    return pm_take_nothing(pymgr_call(event, error, "set", NULL));
}

int pymgr_event_clear(pymgr_proxy *event, struct pymgr_error *error)
{
    return pm_take_nothing(pymgr_call(event, error, "clear", NULL));
}

int pymgr_event_wait(pymgr_proxy *event, double timeout, struct pymgr_error *error)
{
    return pm_take_truth(pm_call_waiting(event, timeout, error, "wait", timeout < 0 ? "" : "f", timeout));
}
