/* SPDX-License-Identifier: MIT
 *
 * An exception from the traceback that pymgrd sends in its place where the serializer carries none,
 * xmlrpclib: its class is that of the last line, its only argument the line's text. (A KeyError's is the repr
 * of its own.)
 */
#include "call/exceptions.h"
#include "value/literal.h"

static const char beginning[] =
    "Traceback (most recent call last):\n  File \"" PM_TRACEBACK_FILE "\", line 0, in " PM_WHERE_RAISED "\n";

/* What stands before and after the last point of a class's name: new. */
static pymgr_value *read_class(const char *name, size_t size)
{
    const char *point = memrchr(name, '.', size);
    size_t before = point == NULL ? 0 : (size_t)(point - name);

    if (point == NULL)
        return pm_global_new(pymgr_str("builtins"), pymgr_str_n(name, size));
    return pm_global_new(pymgr_str_n(name, before), pymgr_str_n(point + 1, size - before - 1));
}

static pymgr_value *read_argument(const char *text, size_t size, const pymgr_value *class)
{
    struct pm_error error;
    pymgr_value *argument = NULL;

    if (pm_global_is(class, "builtins", "KeyError"))
        argument = pm_literal(text, size, &error);
    return argument == NULL ? pymgr_str_n(text, size) : argument;
}

/* "CLASS" or "CLASS: TEXT": new. */
static pymgr_value *read_line(const char *line, size_t size)
{
    const char *colon = memmem(line, size, ": ", 2);
    size_t name = colon == NULL ? size : (size_t)(colon - line);
    pymgr_value *class = read_class(line, name), *args = NULL;

    if (class != NULL)
        args = colon == NULL ? pymgr_tuple(0)
                             : pymgr_tuple_of(1, read_argument(colon + 2, size - name - 2, class));
    return pm_instance_new(PM_REDUCE, class, args);
}

pymgr_value *pm_exception_from_traceback(const pymgr_value *traceback)
{
    const size_t skipped = sizeof beginning - 1;
    size_t size;
    const char *text = pymgr_text(traceback, &size);

    if (text == NULL || size <= skipped + 1 || memcmp(text, beginning, skipped) != 0)
        return NULL;
    return read_line(text + skipped, size - skipped - 1);
}
