/* SPDX-License-Identifier: MIT
 *
 * list.sort(). A key function is called for all items by one task of a job. If that takes a Python worker the
 * call waits; the list stays as it is meanwhile, and if it is not afterwards what the keys belong to, that is
 * an error, as in Python.
 */
#include "base/memory.h"
#include "callables/callables.h"
#include "callables/one_call.h"
#include "types/list.h"

struct sort_job {
    struct pm_one_call keys; /* first, so that a call of ours is its sort_job */
    struct pm_call *call;    /* that waits; NULL: not yet, or no more */
};

static enum pm_outcome sort_items(struct pm_call *call, const pymgr_value *keys)
{
    pymgr_value *items = pm_list_changing(call);
    bool reversed = pm_truth(call->args[1]);
    struct pm_error error;
    int failed;

    if (items == NULL)
        return PM_NOMEM;
    failed =
        keys == NULL ? pm_list_sort(items, reversed, &error) : pm_list_sort_by(items, keys, reversed, &error);
    return failed != 0 ? pm_raise_error(call, &error) : pm_return_none(call);
}

/* What the call comes to, now that the keys are there. */
static enum pm_outcome use_keys(struct pm_one_call *keys, struct pm_call *call)
{
    bool changed = keys->args != pm_list_self(call)->items;
    size_t length = pymgr_length(keys->args);

    keys->args = pymgr_unref(keys->args); /* so that the list need not be copied */
    if (keys->result == NULL)
        return PM_NOMEM;
    if (!keys->succeeded) {
        call->result = pymgr_ref(keys->result);
        return PM_RAISE;
    }
    if (changed)
        return pm_raise(call, PM_VALUE_ERROR, "list modified during sort");
    if (!pm_is(keys->result, PYMGR_LIST) || pymgr_length(keys->result) != length)
        return pm_raise(call, PM_RUNTIME_ERROR, "a worker process gave no key for each item");
    return sort_items(call, keys->result);
}

static void keys_over(struct pm_one_call *keys)
{
    struct sort_job *self = (struct sort_job *)keys;

    if (self->call != NULL && keys->done)
        pm_finish(self->call, use_keys(keys, self->call));
    else if (self->call != NULL)
        self->call->note = 0;
    pm_one_call_clear(keys);
    pm_free(self);
}

static void caller_gone(struct pm_call *call)
{
    struct sort_job *self = (struct sort_job *)call->note;

    if (self != NULL)
        self->call = NULL;
}

static enum pm_outcome await_keys(struct sort_job *self, struct pm_call *call)
{
    self->call = call;
    call->note = (uintptr_t)self;
    call->on_cancel = caller_gone;
    return pm_wait(call, &pm_list_self(call)->sorters, -1, NULL);
}

static enum pm_outcome sort_by(struct pm_call *call, pymgr_value *key)
{
    struct sort_job *self = pm_calloc(1, sizeof *self);
    enum pm_outcome outcome;

    if (self == NULL)
        return PM_NOMEM;
    self->keys.shape = PM_SHAPE_MAP;
    self->keys.function = pymgr_ref(key);
    self->keys.args = pymgr_ref(pm_list_self(call)->items);
    self->keys.over = keys_over;
    pm_one_call_hold(&self->keys);
    pm_one_call_run(pm_executor_of(call), &self->keys);
    outcome = self->keys.done ? use_keys(&self->keys, call) : await_keys(self, call);
    pm_one_call_release(&self->keys);
    return outcome;
}

enum pm_outcome pm_list_sort_items(struct pm_call *call)
{
    pymgr_value *key = call->args[0];

    if (pymgr_is_none(key) || pymgr_length(pm_list_self(call)->items) == 0)
        return sort_items(call, NULL);
    if (!pm_is_callable(key))
        return pm_raise(call, PM_TYPE_ERROR, "'%s' object is not callable", pm_qualified_type_name(key));
    return sort_by(call, key);
}
