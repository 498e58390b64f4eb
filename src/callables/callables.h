/* SPDX-License-Identifier: MIT
 *
 * Python functions that clients want called (DESIGN: decision 9): where each is run. A function comes as a
 * pickled reference, `module.qualname`. Those that have a row in one of the tables here are run at once, in
 * C; a method of one of the server's own objects (`getattr(proxy, 'append')`) is called like a client's
 * request; all others, and the former with arguments that they decline, are for Python workers.
 */
#ifndef PM_CALLABLES_CALLABLES_H
#define PM_CALLABLES_CALLABLES_H

#include "object/executor.h"

/* callable(value), as far as one can tell: classes, functions, and instances of classes that only Python
 * knows. */
bool pm_is_callable(const pymgr_value *value);

/*
 * Runs a job. What C can do is over when this returns; the rest goes to the crew, or, if that is NULL, to the
 * executor's common one. Without Python its tasks raise an AttributeError that says how to allow it. The job
 * may be gone afterwards.
 */
void pm_job_run(struct pm_executor *executor, struct pm_crew *crew, struct pm_job *job);

/* What such tasks raise: new. */
pymgr_value *pm_no_python(const pymgr_value *function);

/* The end of the server: forgets the methods' calls that still wait. */
void pm_method_calls_forget(struct pm_executor *executor);

/* A session for calls that the server makes itself: they may wait. */
struct pm_inner_session {
    struct pm_session session;
    struct pm_executor *executor;
};

void pm_inner_session_init(struct pm_inner_session *session, struct pm_executor *executor);

#endif
