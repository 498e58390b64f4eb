/* SPDX-License-Identifier: MIT
 *
 * Python exceptions as values: what pickle would make of an instance, REDUCE of a global with the arguments.
 */
#ifndef PM_CALL_EXCEPTIONS_H
#define PM_CALL_EXCEPTIONS_H

#include "base/error.h"
#include "value/value.h"

#include <stdarg.h>

enum pm_exception {
    PM_TYPE_ERROR,
    PM_VALUE_ERROR,
    PM_INDEX_ERROR,
    PM_KEY_ERROR,
    PM_ATTRIBUTE_ERROR,
    PM_OVERFLOW_ERROR,
    PM_RUNTIME_ERROR,
    PM_RECURSION_ERROR,
    PM_MEMORY_ERROR,
    PM_ASSERTION_ERROR,
    PM_STOP_ITERATION,
    PM_OS_ERROR,
    PM_UNPICKLING_ERROR, /* _pickle.UnpicklingError */
    PM_PICKLING_ERROR,   /* _pickle.PicklingError */
    PM_QUEUE_EMPTY,      /* sent as queue.Empty, which Python 2 knows as Queue.Empty */
    PM_QUEUE_FULL,
    PM_QUEUE_SHUT_DOWN,
    PM_LOCK_ERROR, /* _thread.error: RuntimeError in Python 3, thread.error in Python 2 */
    PM_BROKEN_BARRIER,
    PM_ZERO_DIVISION_ERROR,
    PM_NOT_IMPLEMENTED_ERROR,
    PM_TIMEOUT_ERROR, /* multiprocessing.TimeoutError */
    PM_PROCESS_ERROR, /* multiprocessing.ProcessError */
    PM_EXCEPTION_COUNT
};

/* An exception with the given arguments (a tuple, taken): new. */
pymgr_value *pm_exception_new(enum pm_exception class, pymgr_value *args);
/* With one str argument: new. */
pymgr_value *pm_exception_text(enum pm_exception class, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
pymgr_value *pm_exception_textv(enum pm_exception class, const char *format, va_list args);
/* What a pm_error is in Python: new. */
pymgr_value *pm_exception_from_error(const struct pm_error *error);

/* The exception itself of one that came from a Python worker with its traceback: rebuild_exc(exception,
 * traceback) of multiprocessing.pool. Borrowed; any other value is given back. */
pymgr_value *pm_exception_bare(const pymgr_value *exception);

/* The last line of its traceback, `KeyError: 'x'`, appended: for logs, #TRACEBACK and the xmlrpclib
 * serializer. */
void pm_exception_put_line(struct pm_buffer *out, const pymgr_value *exception);
/* Its parts, appended: the class as a traceback names it, and str(exception). */
void pm_exception_put_class(struct pm_buffer *out, const pymgr_value *class);
void pm_exception_put_message(struct pm_buffer *out, const pymgr_value *exception);
/* `where` for what a method has raised, if the serializer cannot carry exceptions: by it a client tells this
 * from what went wrong elsewhere. */
#define PM_WHERE_RAISED "method"
/* The file that its lines name. */
#define PM_TRACEBACK_FILE "<pymgr>"
/* Text in the form of traceback.format_exc(), ending in that line: new str. `where` names the failing step.
 */
pymgr_value *pm_exception_traceback(const pymgr_value *exception, const char *where);
/* The reverse, for a text of which that was `where`: new. NULL: it is none, or no memory. */
pymgr_value *pm_exception_from_traceback(const pymgr_value *traceback);

#endif
