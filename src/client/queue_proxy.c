/* SPDX-License-Identifier: MIT
 *
 * manager.Queue and JoinableQueue.
 */
#include "client/typed.h"

pymgr_proxy *pymgr_queue_new(pymgr_manager *manager, int maxsize, struct pymgr_error *error)
{
    return pymgr_create(manager, error, "Queue", "i", maxsize);
}

pymgr_proxy *pymgr_joinable_queue_new(pymgr_manager *manager, int maxsize, struct pymgr_error *error)
{
    return pymgr_create(manager, error, "JoinableQueue", "i", maxsize);
}

int pymgr_queue_put(pymgr_proxy *queue, pymgr_value *item, double timeout, struct pymgr_error *error)
{
    return pm_take_nothing(pm_call_waiting(
        queue, timeout, error, "put", timeout < 0 ? "o" : "obf", item, timeout != 0, timeout));
}

pymgr_value *pymgr_queue_get(pymgr_proxy *queue, double timeout, struct pymgr_error *error)
{
    return pm_call_waiting(queue, timeout, error, "get", timeout < 0 ? "" : "bf", timeout != 0, timeout);
}

int pymgr_queue_put_nowait(pymgr_proxy *queue, pymgr_value *item, struct pymgr_error *error)
{
    return pm_take_nothing(pymgr_call(queue, error, "put_nowait", "o", item));
}

pymgr_value *pymgr_queue_get_nowait(pymgr_proxy *queue, struct pymgr_error *error)
{
    return pymgr_call(queue, error, "get_nowait", NULL);
}

int64_t pymgr_queue_qsize(pymgr_proxy *queue, struct pymgr_error *error)
{
    return pm_take_count(pymgr_call(queue, error, "qsize", NULL), error);
}

int pymgr_queue_empty(pymgr_proxy *queue, struct pymgr_error *error)
{
    return pm_take_truth(pymgr_call(queue, error, "empty", NULL));
}

int pymgr_queue_full(pymgr_proxy *queue, struct pymgr_error *error)
{
    return pm_take_truth(pymgr_call(queue, error, "full", NULL));
}

int pymgr_queue_task_done(pymgr_proxy *queue, struct pymgr_error *error)
{
    return pm_take_nothing(pymgr_call(queue, error, "task_done", NULL));
}

int pymgr_queue_join(pymgr_proxy *queue, struct pymgr_error *error)
{
    return pm_take_nothing(pm_call_waiting(queue, PM_FOR_EVER, error, "join", NULL));
}

int pymgr_queue_shutdown(pymgr_proxy *queue, bool immediate, struct pymgr_error *error)
{
    return pm_take_nothing(pymgr_call(queue, error, "shutdown", "b", immediate));
}
