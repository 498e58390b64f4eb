/* SPDX-License-Identifier: MIT
 *
 * What a Pool's methods promise: an ApplyResult or MapResult, which some task will set.
 */
#ifndef PM_TYPES_ASYNC_RESULT_H
#define PM_TYPES_ASYNC_RESULT_H

#include "object/executor.h"

struct pm_async_result;

/* Callbacks may be None; they are run by the executor before the result is ready. New; NULL: no memory. */
struct pm_object *pm_apply_result_new(
    struct pm_executor *executor, pymgr_value *callback, pymgr_value *error_callback);
/* For `length` items in chunks of `chunk`; with none of either it is ready. */
struct pm_object *pm_map_result_new(struct pm_executor *executor, pymgr_value *callback,
    pymgr_value *error_callback, size_t length, size_t chunk);

/* The result or exception of the task that an ApplyResult waits for. Taken; NULL: no memory. */
void pm_apply_result_set(struct pm_object *object, size_t index, bool succeeded, pymgr_value *value);
/* The list of a MapResult's chunk, or the exception that it raised. Likewise. */
void pm_map_result_set(struct pm_object *object, size_t index, bool succeeded, pymgr_value *value);

/* AsyncResult.get() for a call of another object: the outcome, or PM_WAIT in that object's queue. */
enum pm_outcome pm_async_result_await(
    struct pm_object *object, struct pm_call *call, struct pm_wait_queue *queue);

#endif
