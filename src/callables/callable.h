/* SPDX-License-Identifier: MIT
 *
 * One row for each function that is run in C, and what the files here share.
 */
#ifndef PM_CALLABLES_CALLABLE_H
#define PM_CALLABLES_CALLABLE_H

#include "callables/callables.h"

/*
 * A function by the name under which the oldest Python 3 pickles it. Its handler gets the bound arguments and
 * returns, raises or declines; it never waits and has no effects, so that a task half done in C may be done
 * again by Python.
 */
struct pm_callable {
    const char *module, *name; /* qualified */
    struct pm_method function; /* its name is that in messages */
    bool made; /* an instance of the class is what is called: its arguments are the first parameter */
};

struct pm_callable_table {
    const struct pm_callable *rows;
    size_t count;
};

extern const struct pm_callable_table pm_callables_builtins, pm_callables_operator, pm_callables_math;

/* The row of a function, or of an instance like operator.itemgetter(1): NULL, none. */
const struct pm_callable *pm_callable_find(const pymgr_value *function);

/* method.c: whether the task calls a method of a shared object, which is then begun; its end will finish the
 * job's task. False: it does not, or that is one for Python. */
bool pm_method_call_begin(
    struct pm_executor *executor, struct pm_job *job, size_t index, const struct pm_task *task);

/* What a task's `args` and `kwds` are as a tuple or list and a dict, both new. PM_DECLINE: a mapping or
 * iterable that only Python can iterate over. */
enum pm_outcome pm_task_arguments(
    struct pm_call *call, const struct pm_task *task, pymgr_value **argsp, pymgr_value **kwdsp);

#endif
