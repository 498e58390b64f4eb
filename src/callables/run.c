/* SPDX-License-Identifier: MIT
 *
 * Running a job: in C what C can do, the rest by Python workers.
 */
#include "base/memory.h"
#include "callables/callable.h"
#include "object/bind.h"
#include "object/iterate.h"
#include "object/mapping.h"

#include <stdio.h>
#include <string.h>

/* Calls that a job makes under the server's lock, some milliseconds; what is more is for Python, if there is
 * any. */
enum { CALLS_AT_ONCE = 65536 };

static const struct pm_callable_table *const tables[] = {
    &pm_callables_builtins,
    &pm_callables_operator,
    &pm_callables_math,
};

bool pm_is_callable(const pymgr_value *value)
{
    return pm_is(value, PYMGR_GLOBAL) || pm_is(value, PYMGR_INSTANCE);
}

static const struct pm_callable *find(const char *module, const char *name, bool made)
{
    /* What operator has from C is pickled by that name. */
    if (strcmp(module, "_operator") == 0)
        module = "operator";
    for (size_t i = 0; i < sizeof tables / sizeof tables[0]; i++) {
        for (size_t j = 0; j < tables[i]->count; j++) {
            const struct pm_callable *row = &tables[i]->rows[j];

            if (row->made == made && strcmp(row->module, module) == 0 && strcmp(row->name, name) == 0)
                return row;
        }
    }
    return NULL;
}

static const struct pm_callable *find_global(const pymgr_value *value, const char *attribute, bool made)
{
    const struct pm_global *global = PM_CONST_CAST(pm_global, value);
    char name[64];
    int length;

    if (value == NULL || !pm_is(value, PYMGR_GLOBAL))
        return NULL;
    length = snprintf(name, sizeof name, "%s%s%s", pymgr_text(global->qualname, NULL),
        attribute == NULL ? "" : ".", attribute == NULL ? "" : attribute);
    return length < (int)sizeof name ? find(pymgr_text(global->module, NULL), name, made) : NULL;
}

const struct pm_callable *pm_callable_find(const pymgr_value *function)
{
    const struct pm_instance *self = PM_CONST_CAST(pm_instance, function);
    const pymgr_value *attribute;

    if (!pm_is(function, PYMGR_INSTANCE))
        return find_global(function, NULL, false);
    if (!pm_global_is(self->callable, "builtins", "getattr"))
        return find_global(self->callable, NULL, true);
    /* A class's method is pickled as getattr(str, 'lower'). */
    attribute = pymgr_item(self->args, 1);
    if (attribute == NULL || !pm_is(attribute, PYMGR_STR))
        return NULL;
    return find_global(pymgr_item(self->args, 0), pymgr_text(attribute, NULL), false);
}

/* --- arguments --- */

static enum pm_outcome decline_type_errors(struct pm_call *call, const struct pm_error *error)
{
    return error->kind == PM_ERROR_TYPE ? PM_DECLINE : pm_raise_error(call, error);
}

enum pm_outcome pm_task_arguments(
    struct pm_call *call, const struct pm_task *task, pymgr_value **argsp, pymgr_value **kwdsp)
{
    struct pm_error error;

    if (pm_mapping_of(task->kwds, kwdsp, &error) != 0)
        return decline_type_errors(call, &error);
    if (*kwdsp == NULL)
        return PM_DECLINE;
    *argsp = pm_sequence_of(task->args, &error);
    if (*argsp != NULL)
        return PM_RETURN;
    *kwdsp = pymgr_unref(*kwdsp);
    return decline_type_errors(call, &error);
}

/* --- C callables --- */

/* What the row's function is bound to: for an instance its arguments come first. New. */
static pymgr_value *with_made(const struct pm_callable *row, const pymgr_value *function, pymgr_value *args)
{
    size_t count = pymgr_length(args);
    pymgr_value *all;

    if (!row->made)
        return pymgr_ref(args);
    all = pymgr_tuple(count + 1);
    if (all == NULL)
        return NULL;
    pymgr_tuple_put(all, 0, pymgr_ref(PM_CONST_CAST(pm_instance, function)->args));
    for (size_t i = 0; i < count; i++)
        pymgr_tuple_put(all, i + 1, pymgr_ref(pymgr_item(args, i)));
    return all;
}

/* Calls with arguments that are a tuple or list and a dict; the outcome's value is then in call->result. */
static enum pm_outcome call_row(const struct pm_callable *row, const pymgr_value *function,
    struct pm_call *call, pymgr_value *args, const pymgr_value *kwds)
{
    const struct pm_method *method = &row->function;
    pymgr_value *all = with_made(row, function, args);
    struct pm_error error;
    enum pm_outcome outcome;

    if (all == NULL)
        return PM_NOMEM;
    call->method = method;
    if (pm_bind(method, method->name, all, kwds, &call->args, &call->arg_count, &error) == 0)
        outcome = method->handler(call);
    else
        outcome = pm_raise_error(call, &error);
    pymgr_unref(all);
    return outcome;
}

static enum pm_outcome call_once(
    const struct pm_callable *row, struct pm_call *call, const struct pm_task *task)
{
    pymgr_value *args, *kwds;
    enum pm_outcome outcome = pm_task_arguments(call, task, &args, &kwds);

    if (outcome != PM_RETURN)
        return outcome;
    outcome = call_row(row, task->function, call, args, kwds);
    pymgr_unref(args);
    pymgr_unref(kwds);
    return outcome;
}

/* One item of a map: its outcome's value goes to the end of the list. */
static enum pm_outcome call_item(const struct pm_callable *row, struct pm_call *call,
    const struct pm_task *task, size_t index, pymgr_value *list)
{
    pymgr_value *item = pymgr_item(task->args, index);
    struct pm_task one = { .shape = PM_SHAPE_CALL, .function = task->function, .args = pymgr_ref(item) };
    enum pm_outcome outcome = PM_NOMEM;

    if (task->shape == PM_SHAPE_MAP) {
        pymgr_unref(one.args);
        one.args = pymgr_tuple_of(1, pymgr_ref(item));
    }
    one.kwds = pymgr_dict();
    if (one.args != NULL && one.kwds != NULL)
        outcome = call_once(row, call, &one);
    pymgr_unref(one.args);
    pymgr_unref(one.kwds);
    if (outcome == PM_RETURN) {
        if (pymgr_list_append(list, pymgr_ref(call->result)) != 0)
            outcome = PM_NOMEM;
        pm_call_clear(call);
    }
    return outcome;
}

/* A whole chunk of items; the first exception is all that comes of it. */
static enum pm_outcome call_each(
    const struct pm_callable *row, struct pm_call *call, const struct pm_task *task)
{
    pymgr_value *list = pymgr_list();
    enum pm_outcome outcome = list == NULL ? PM_NOMEM : PM_RETURN;

    for (size_t i = 0; outcome == PM_RETURN && i < pymgr_length(task->args); i++)
        outcome = call_item(row, call, task, i, list);
    if (outcome == PM_RETURN)
        return pm_return(call, list);
    pymgr_unref(list);
    return outcome;
}

/* Whether the task was done, or at least begun, in C. */
static bool run_in_c(
    struct pm_executor *executor, struct pm_job *job, size_t index, const struct pm_task *task)
{
    const struct pm_callable *row = pm_callable_find(task->function);
    struct pm_inner_session inner;
    struct pm_call call = { .session = &inner.session };
    enum pm_outcome outcome;

    if (row == NULL)
        return pm_method_call_begin(executor, job, index, task);
    pm_inner_session_init(&inner, executor);
    outcome = task->shape == PM_SHAPE_CALL ? call_once(row, &call, task) : call_each(row, &call, task);
    if (outcome != PM_DECLINE)
        pm_job_finish(job, index, outcome == PM_RETURN, outcome == PM_NOMEM ? NULL : pymgr_ref(call.result));
    pm_call_clear(&call);
    return outcome != PM_DECLINE;
}

/* --- jobs --- */

pymgr_value *pm_no_python(const pymgr_value *function)
{
    const struct pm_global *global = PM_CONST_CAST(pm_global, function);

    if (!pm_is_callable(function))
        return pm_exception_text(
            PM_TYPE_ERROR, "'%s' object is not callable", pm_qualified_type_name(function));
    if (!pm_is(function, PYMGR_GLOBAL))
        return pm_exception_text(PM_ATTRIBUTE_ERROR,
            "calling a '%s' object takes Python, which pymgrd runs only if started with --python PYTHON",
            pm_qualified_type_name(function));
    return pm_exception_text(PM_ATTRIBUTE_ERROR,
        "calling '%s.%s' takes Python, which pymgrd runs only if started with --python PYTHON",
        pymgr_text(global->module, NULL), pymgr_text(global->qualname, NULL));
}

/* What cannot be done in C. */
static void run_in_python(
    struct pm_executor *executor, struct pm_crew *crew, struct pm_job *job, const struct pm_task *task)
{
    pymgr_value *exception = NULL;

    if (pm_executor_has_python(executor) && crew == NULL)
        crew = executor->ops->common(executor);
    if (crew != NULL) {
        executor->ops->submit(crew, job);
        return;
    }
    if (!pm_executor_has_python(executor))
        exception = pm_no_python(task->function);
    pm_job_fail(job, exception);
    pymgr_unref(exception);
}

/* Takes off the budget what a task costs. False: it is used up, and there is somebody else to run the task.
 */
static bool afford(struct pm_executor *executor, const struct pm_task *task, size_t *budgetp)
{
    size_t cost = task->shape == PM_SHAPE_CALL ? 1 : pymgr_length(task->args);

    *budgetp = cost < *budgetp ? *budgetp - cost : 0;
    return *budgetp > 0 || !pm_executor_has_python(executor);
}

void pm_job_run(struct pm_executor *executor, struct pm_crew *crew, struct pm_job *job)
{
    size_t budget = CALLS_AT_ONCE;
    struct pm_task task;
    bool done = true;

    job->running++; /* so that it is not over before the last line */
    while (done && !pm_job_is_begun(job)) {
        size_t index = job->next;

        if (!pm_job_begin(job, &task))
            continue;
        done = afford(executor, &task, &budget) && run_in_c(executor, job, index, &task);
        if (!done) {
            job->next = index;
            job->running--;
            run_in_python(executor, crew, job, &task);
        }
        pm_task_clear(&task);
    }
    pm_job_lose(job);
}
