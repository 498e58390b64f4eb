/* SPDX-License-Identifier: MIT
 *
 * A Pool's AsyncResult.
 */
#include "client/typed.h"

pymgr_value *pymgr_result_get(pymgr_proxy *result, double timeout, struct pymgr_error *error)
{
    return pm_call_waiting(result, timeout, error, "get", timeout < 0 ? "" : "f", timeout);
}

int pymgr_result_wait(pymgr_proxy *result, double timeout, struct pymgr_error *error)
{
    return pm_take_nothing(pm_call_waiting(result, timeout, error, "wait", timeout < 0 ? "" : "f", timeout));
}

int pymgr_result_ready(pymgr_proxy *result, struct pymgr_error *error)
{
    return pm_take_truth(pymgr_call(result, error, "ready", NULL));
}

int pymgr_result_successful(pymgr_proxy *result, struct pymgr_error *error)
{
    return pm_take_truth(pymgr_call(result, error, "successful", NULL));
}
