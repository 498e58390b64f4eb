/* SPDX-License-Identifier: MIT
 *
 * An exception is an instance value: REDUCE of the class's global with the exception's arguments. One table
 * says under which name each class is pickled and how a traceback names it.
 *
 * Names are pickled as the oldest Python 3 knows them, and the codec gives Python 2 its own: queue.Empty is
 * Queue.Empty there, and _thread.error is thread.error (in Python 3 another name of RuntimeError).
 */
#include "call/exceptions.h"

#include "base/memory.h"
#include "call/exceptions_shown.h"

#include <stdio.h>

struct exception_class {
    const char *module, *name; /* for pickles */
    const char *shown;         /* in a traceback's last line */
};

static const struct exception_class classes[PM_EXCEPTION_COUNT] = {
    [PM_TYPE_ERROR] = { "builtins", "TypeError", "TypeError" },
    [PM_VALUE_ERROR] = { "builtins", "ValueError", "ValueError" },
    [PM_INDEX_ERROR] = { "builtins", "IndexError", "IndexError" },
    [PM_KEY_ERROR] = { "builtins", "KeyError", "KeyError" },
    [PM_ATTRIBUTE_ERROR] = { "builtins", "AttributeError", "AttributeError" },
    [PM_OVERFLOW_ERROR] = { "builtins", "OverflowError", "OverflowError" },
    [PM_RUNTIME_ERROR] = { "builtins", "RuntimeError", "RuntimeError" },
    [PM_RECURSION_ERROR] = { "builtins", "RecursionError", "RecursionError" },
    [PM_MEMORY_ERROR] = { "builtins", "MemoryError", "MemoryError" },
    [PM_ASSERTION_ERROR] = { "builtins", "AssertionError", "AssertionError" },
    [PM_STOP_ITERATION] = { "builtins", "StopIteration", "StopIteration" },
    [PM_OS_ERROR] = { "builtins", "OSError", "OSError" },
    [PM_UNPICKLING_ERROR] = { "_pickle", "UnpicklingError", "_pickle.UnpicklingError" },
    [PM_PICKLING_ERROR] = { "_pickle", "PicklingError", "_pickle.PicklingError" },
    [PM_QUEUE_EMPTY] = { "queue", "Empty", "_queue.Empty" },
    [PM_QUEUE_FULL] = { "queue", "Full", "queue.Full" },
    [PM_QUEUE_SHUT_DOWN] = { "queue", "ShutDown", "queue.ShutDown" },
    [PM_LOCK_ERROR] = { "_thread", "error", "RuntimeError" },
    [PM_BROKEN_BARRIER] = { "threading", "BrokenBarrierError", "threading.BrokenBarrierError" },
    [PM_ZERO_DIVISION_ERROR] = { "builtins", "ZeroDivisionError", "ZeroDivisionError" },
    [PM_NOT_IMPLEMENTED_ERROR] = { "builtins", "NotImplementedError", "NotImplementedError" },
    [PM_TIMEOUT_ERROR] = { "multiprocessing.context", "TimeoutError",
        "multiprocessing.context.TimeoutError" },
    [PM_PROCESS_ERROR] = { "multiprocessing.context", "ProcessError",
        "multiprocessing.context.ProcessError" },
};

pymgr_value *pm_exception_new(enum pm_exception class, pymgr_value *args)
{
    const struct exception_class *row = &classes[class];

    return pm_instance_new(PM_REDUCE, pymgr_global(row->module, row->name), args);
}

/* The text as a str; what was cut short within a character loses that character. */
static pymgr_value *text_of(const char *text)
{
    size_t size = strlen(text);

    while (size > 0 && !pm_utf8_valid(text, size))
        size--;
    return pm_str_trusted(text, size);
}

pymgr_value *pm_exception_textv(enum pm_exception class, const char *format, va_list args)
{
    pymgr_value *exception;
    va_list again;
    char *text;
    int length;

    va_copy(again, args);
    length = vsnprintf(NULL, 0, format, again);
    va_end(again);
    text = length < 0 ? NULL : pm_malloc((size_t)length + 1);
    if (text == NULL)
        return NULL;
    vsnprintf(text, (size_t)length + 1, format, args);
    exception = pm_exception_new(class, pymgr_tuple_of(1, text_of(text)));
    pm_free(text);
    return exception;
}

pymgr_value *pm_exception_text(enum pm_exception class, const char *format, ...)
{
    va_list args;
    pymgr_value *exception;

    va_start(args, format);
    exception = pm_exception_textv(class, format, args);
    va_end(args);
    return exception;
}

pymgr_value *pm_exception_from_error(const struct pm_error *error)
{
    static const enum pm_exception by_kind[] = {
        [PM_ERROR_NOMEM] = PM_MEMORY_ERROR,
        [PM_ERROR_MALFORMED] = PM_UNPICKLING_ERROR,
        [PM_ERROR_LIMIT] = PM_MEMORY_ERROR,
        [PM_ERROR_UNSERIALIZABLE] = PM_TYPE_ERROR,
        [PM_ERROR_TYPE] = PM_TYPE_ERROR,
        [PM_ERROR_VALUE] = PM_VALUE_ERROR,
        [PM_ERROR_OVERFLOW] = PM_OVERFLOW_ERROR,
        [PM_ERROR_RUNTIME] = PM_RUNTIME_ERROR,
        [PM_ERROR_RECURSION] = PM_RECURSION_ERROR,
        [PM_ERROR_SYSTEM] = PM_OS_ERROR,
        [PM_ERROR_NOT_IMPLEMENTED] = PM_NOT_IMPLEMENTED_ERROR,
    };

    if (error->kind == PM_ERROR_NOMEM)
        return pm_exception_new(PM_MEMORY_ERROR, pymgr_tuple(0));
    return pm_exception_new(by_kind[error->kind], pymgr_tuple_of(1, text_of(error->text)));
}

pymgr_value *pm_exception_bare(const pymgr_value *exception)
{
    const struct pm_instance *self = PM_CONST_CAST(pm_instance, exception);

    if (pm_is(exception, PYMGR_INSTANCE) && pymgr_length(self->args) == 2 &&
        pm_global_is(self->callable, "multiprocessing.pool", "rebuild_exc"))
        return pymgr_item(self->args, 0);
    return (pymgr_value *)exception;
}

const char *pm_exception_shown(const pymgr_value *callable)
{
    for (size_t i = 0; i < PM_EXCEPTION_COUNT; i++) {
        if (pm_global_is(callable, classes[i].module, classes[i].name))
            return classes[i].shown;
    }
    return NULL;
}
