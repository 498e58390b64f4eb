/* SPDX-License-Identifier: MIT
 *
 * An exception comes as an instance, or as its class alone (`raise Empty` in a server of Python 2, or a
 * pickle of an exception without arguments by its class). One that a pool's worker raised is wrapped together
 * with its traceback. The serializer xmlrpclib loses classes when the server is CPython's: what came then is
 * no exception at all, but its attributes.
 */
#include "call/raised.h"

#include "base/memory.h"
#include "call/exceptions.h"

#include <stdio.h>

/* The class of an exception: a global, or whatever was called; NULL when it is none. */
static const pymgr_value *class_of(const pymgr_value *exception)
{
    const pymgr_value *bare = exception == NULL ? NULL : pm_exception_bare(exception);

    if (bare == NULL || pm_is(bare, PYMGR_GLOBAL))
        return bare;
    return pymgr_instance_class(bare);
}

/* A buffer's text, for free(); NULL: no memory. The buffer is released. */
static char *to_text(struct pm_buffer *text)
{
    char *copy = NULL;

    pm_put_u8(text, '\0');
    if (!pm_buffer_failed(text))
        copy = pm_strdup((const char *)pm_buffer_bytes(text));
    pm_buffer_free(text);
    return copy;
}

char *pymgr_exception_class(const pymgr_value *exception)
{
    const pymgr_value *class = class_of(exception);
    struct pm_buffer text = PM_BUFFER_INIT;

    if (class == NULL)
        return NULL;
    pm_exception_put_class(&text, class);
    return to_text(&text);
}

pymgr_value *pymgr_exception_args(const pymgr_value *exception)
{
    const pymgr_value *bare = exception == NULL ? NULL : pm_exception_bare(exception);

    if (bare == NULL || !pm_is(bare, PYMGR_INSTANCE) || PM_CONST_CAST(pm_instance, bare)->how != PM_REDUCE)
        return NULL;
    return PM_CONST_CAST(pm_instance, bare)->args;
}

char *pymgr_exception_text(const pymgr_value *exception)
{
    const pymgr_value *bare = exception == NULL ? NULL : pm_exception_bare(exception);
    struct pm_buffer text = PM_BUFFER_INIT;

    if (class_of(exception) == NULL)
        return NULL;
    if (pm_is(bare, PYMGR_INSTANCE))
        pm_exception_put_message(&text, bare);
    return to_text(&text);
}

/* queue.Empty is defined in _queue, and decimal.InvalidOperation in _decimal: an accident of implementation.
 */
static const char *without_underscore(const char *name)
{
    return name[0] == '_' ? name + 1 : name;
}

/* Whether `full`, a name with its module, is `name`, which may leave the module out. */
static bool names_class(const char *full, const char *name)
{
    const char *last = strrchr(full, '.');

    return strcmp(without_underscore(full), without_underscore(name)) == 0 ||
           (last != NULL && strcmp(last + 1, name) == 0);
}

bool pymgr_error_is(const struct pymgr_error *error, const char *class_name)
{
    struct pm_buffer text = PM_BUFFER_INIT;
    const pymgr_value *class = error == NULL ? NULL : class_of(error->exception);
    bool is;

    if (class == NULL)
        return false;
    pm_exception_put_class(&text, class);
    pm_put_u8(&text, '\0');
    is = !pm_buffer_failed(&text) && names_class((const char *)pm_buffer_bytes(&text), class_name);
    pm_buffer_free(&text);
    return is;
}

/* --- filling errors --- */

/* One line of what is in the buffer, cut at the end of a character. */
static void take_line(struct pymgr_error *error, const struct pm_buffer *line)
{
    const char *text = (const char *)pm_buffer_bytes(line);
    size_t size = pm_utf8_fit(text, pm_buffer_length(line), sizeof error->text - 1);

    memcpy(error->text, text, size);
    error->text[size] = '\0';
    error->text[strcspn(error->text, "\n")] = '\0';
}

/* The second part of multiprocessing.pool's (exception, traceback): new, or NULL. */
static pymgr_value *carried_traceback(pymgr_value *exception)
{
    pymgr_value *traceback;

    if (pm_exception_bare(exception) == exception)
        return NULL;
    traceback = pymgr_item(PM_CAST(pm_instance, exception)->args, 1);
    return pm_is(traceback, PYMGR_STR) ? pymgr_ref(traceback) : NULL;
}

int pm_fault_raised(struct pymgr_error *error, pymgr_value *exception)
{
    struct pm_buffer line = PM_BUFFER_INIT;

    if (class_of(exception) == NULL) {
        pymgr_unref(exception);
        return pm_fault(
            error, PYMGR_REMOTE, "the server raised an exception that its serializer cannot carry");
    }
    if (error == NULL) {
        pymgr_unref(exception);
        return -1;
    }
    if (pm_is(pm_exception_bare(exception), PYMGR_INSTANCE))
        pm_exception_put_line(&line, exception);
    else
        pm_exception_put_class(&line, exception);
    pm_fault(error, PYMGR_RAISED, "%s", "");
    if (!pm_buffer_failed(&line))
        take_line(error, &line);
    pm_buffer_free(&line);
    error->traceback = carried_traceback(exception);
    error->exception = exception;
    return -1;
}

/* The last line of a text that is not empty: its offset, and its length in *sizep. */
static size_t last_line(const char *text, size_t size, size_t *sizep)
{
    size_t start;

    while (size > 0 && (text[size - 1] == '\n' || text[size - 1] == ' '))
        size--;
    for (start = size; start > 0 && text[start - 1] != '\n';)
        start--;
    *sizep = size - start;
    return start;
}

int pm_fault_remote(struct pymgr_error *error, pymgr_value *traceback)
{
    struct pm_buffer line = PM_BUFFER_INIT;
    size_t size, start;
    const char *text;

    if (error == NULL || traceback == NULL || !pm_is(traceback, PYMGR_STR)) {
        pymgr_unref(traceback);
        return pm_fault(error, PYMGR_REMOTE, "the server failed, and did not say how");
    }
    text = pymgr_text(traceback, &size);
    start = last_line(text, size, &size);
    pm_put(&line, text + start, size);
    pm_fault(error, PYMGR_REMOTE, "%s", "");
    if (!pm_buffer_failed(&line))
        take_line(error, &line);
    pm_buffer_free(&line);
    error->traceback = traceback;
    return -1;
}

/* What a method has raised, told by its traceback, taken, because the serializer cannot carry it. */
static int fault_described(struct pymgr_error *error, pymgr_value *exception, pymgr_value *traceback)
{
    pm_fault_raised(error, exception);
    if (error != NULL)
        error->traceback = pymgr_ref(traceback);
    pymgr_unref(traceback);
    return -1;
}

int pm_fault_reply(struct pymgr_error *error, enum pm_reply_kind kind, pymgr_value *value)
{
    pymgr_value *described;

    if (kind == PM_REPLY_ERROR)
        return pm_fault_raised(error, value);
    described = kind == PM_REPLY_TRACEBACK ? pm_exception_from_traceback(value) : NULL;
    return described == NULL ? pm_fault_remote(error, value) : fault_described(error, described, value);
}
