/* SPDX-License-Identifier: MIT
 *
 * The last line of a traceback for any exception, as traceback.format_exception_only writes it. Classes whose
 * __str__ is not BaseException's have a row in a table.
 */
#include "call/exceptions.h"
#include "call/exceptions_shown.h"

typedef int value_printer(struct pm_buffer *, const pymgr_value *, struct pm_error *);

/* Appends str(value) or repr(value); a value that has none leaves a mark, as traceback.py does. */
static void put_value(struct pm_buffer *out, const pymgr_value *value, value_printer *print)
{
    struct pm_buffer text = PM_BUFFER_INIT;
    struct pm_error error;

    if (print(&text, value, &error) != 0)
        pm_put_text(out, "<exception str() failed>");
    else if (pm_buffer_length(&text) > 0)
        pm_put(out, pm_buffer_bytes(&text), pm_buffer_length(&text));
    pm_buffer_free(&text);
}

static void put_key_error(struct pm_buffer *out, const pymgr_value *args)
{
    put_value(out, pymgr_item(args, 0), pm_repr);
}

/* SyntaxError's second argument is the place, which has lines of its own above this one. */
static void put_first(struct pm_buffer *out, const pymgr_value *args)
{
    put_value(out, pymgr_item(args, 0), pm_str_of);
}

/* "[Errno 2] No such file or directory: 'a' -> 'b'" */
static void put_os_error(struct pm_buffer *out, const pymgr_value *args)
{
    const pymgr_value *from = pymgr_item(args, 2), *to = pymgr_item(args, 4);

    pm_put_text(out, "[Errno ");
    put_value(out, pymgr_item(args, 0), pm_str_of);
    pm_put_text(out, "] ");
    put_value(out, pymgr_item(args, 1), pm_str_of);
    if (from != NULL && !pymgr_is_none(from)) {
        pm_put_text(out, ": ");
        put_value(out, from, pm_repr);
    }
    if (to != NULL && !pymgr_is_none(to)) {
        pm_put_text(out, " -> ");
        put_value(out, to, pm_repr);
    }
}

static void put_escaped(struct pm_buffer *out, uint32_t code_point)
{
    const char *format = code_point <= 0xff     ? "character '\\x%02x'"
                         : code_point <= 0xffff ? "character '\\u%04x'"
                                                : "character '\\U%08x'";
    char text[32];

    snprintf(text, sizeof text, format, code_point);
    pm_put_text(out, text);
}

/* What a Unicode error is about: one byte or character of `object`, or several. */
static void put_culprit(struct pm_buffer *out, const pymgr_value *object, int64_t start, int64_t end)
{
    bool bytes = pm_is(object, PYMGR_BYTES);
    size_t size, position = 0;
    const char *text = pymgr_text(object, &size);

    if (end != start + 1 || start < 0 || start >= (int64_t)pymgr_length(object)) {
        pm_put_format(out, "%s in position %lld-%lld: ", bytes ? "bytes" : "characters", (long long)start,
            (long long)end - 1);
        return;
    }
    if (bytes) {
        pm_put_format(out, "byte 0x%02x", (unsigned char)text[start]);
    } else {
        for (int64_t i = 0; i < start; i++)
            pm_utf8_next(text, &position);
        put_escaped(out, pm_utf8_next(text, &position));
    }
    pm_put_format(out, " in position %lld: ", (long long)start);
}

/* (object, start, end, reason) at `first` among the arguments. */
static void put_unicode_tail(struct pm_buffer *out, const pymgr_value *args, size_t first)
{
    const pymgr_value *object = pymgr_item(args, first);
    int64_t start, end;

    if ((pm_is(object, PYMGR_BYTES) || pm_is(object, PYMGR_STR)) &&
        pymgr_int_value(pymgr_item(args, first + 1), &start) &&
        pymgr_int_value(pymgr_item(args, first + 2), &end))
        put_culprit(out, object, start, end);
    put_value(out, pymgr_item(args, first + 3), pm_str_of);
}

/* "'utf-8' codec can't decode byte 0xff in position 0: invalid start byte" */
static void put_decode_error(struct pm_buffer *out, const pymgr_value *args)
{
    pm_put_u8(out, '\'');
    put_first(out, args);
    pm_put_text(out, "' codec can't decode ");
    put_unicode_tail(out, args, 1);
}

static void put_encode_error(struct pm_buffer *out, const pymgr_value *args)
{
    pm_put_u8(out, '\'');
    put_first(out, args);
    pm_put_text(out, "' codec can't encode ");
    put_unicode_tail(out, args, 1);
}

static void put_translate_error(struct pm_buffer *out, const pymgr_value *args)
{
    pm_put_text(out, "can't translate ");
    put_unicode_tail(out, args, 0);
}

/* A class of builtins with its own __str__, for so many arguments. */
struct special {
    const char *name;
    size_t least, most;
    void (*put)(struct pm_buffer *out, const pymgr_value *args);
};

static const struct special specials[] = {
    { "KeyError", 1, 1, put_key_error },
    { "SyntaxError", 2, 2, put_first },
    { "IndentationError", 2, 2, put_first },
    { "TabError", 2, 2, put_first },
    { "UnicodeDecodeError", 5, 5, put_decode_error },
    { "UnicodeEncodeError", 5, 5, put_encode_error },
    { "UnicodeTranslateError", 4, 4, put_translate_error },
    { "OSError", 2, 5, put_os_error },
    { "BlockingIOError", 2, 5, put_os_error },
    { "BrokenPipeError", 2, 5, put_os_error },
    { "ChildProcessError", 2, 5, put_os_error },
    { "ConnectionAbortedError", 2, 5, put_os_error },
    { "ConnectionError", 2, 5, put_os_error },
    { "ConnectionRefusedError", 2, 5, put_os_error },
    { "ConnectionResetError", 2, 5, put_os_error },
    { "FileExistsError", 2, 5, put_os_error },
    { "FileNotFoundError", 2, 5, put_os_error },
    { "InterruptedError", 2, 5, put_os_error },
    { "IsADirectoryError", 2, 5, put_os_error },
    { "NotADirectoryError", 2, 5, put_os_error },
    { "PermissionError", 2, 5, put_os_error },
    { "ProcessLookupError", 2, 5, put_os_error },
    { "TimeoutError", 2, 5, put_os_error },
};

void pm_exception_put_message(struct pm_buffer *out, const pymgr_value *exception)
{
    const struct pm_instance *self = PM_CONST_CAST(pm_instance, exception);
    const pymgr_value *args = self->args;
    size_t count = pymgr_length(args);

    for (size_t i = 0; i < sizeof specials / sizeof specials[0]; i++) {
        const struct special *special = &specials[i];

        if (count >= special->least && count <= special->most &&
            pm_global_is(self->callable, "builtins", special->name)) {
            special->put(out, args);
            return;
        }
    }
    if (count == 1)
        put_first(out, args);
    else if (count > 1)
        put_value(out, args, pm_repr);
}

static void put_text_of(struct pm_buffer *out, const pymgr_value *str)
{
    size_t size;
    const char *text = pymgr_text(str, &size);

    pm_put(out, text, size);
}

/* The class as a traceback names it: with its module, unless that is builtins or __main__. */
void pm_exception_put_class(struct pm_buffer *out, const pymgr_value *callable)
{
    const char *shown = pm_exception_shown(callable);
    const struct pm_global *global = PM_CONST_CAST(pm_global, callable);

    if (shown != NULL || !pm_is(callable, PYMGR_GLOBAL)) {
        pm_put_text(out, shown != NULL ? shown : pymgr_type_name(callable));
        return;
    }
    if (!pm_text_is(global->module, "builtins") && !pm_text_is(global->module, "__main__")) {
        put_text_of(out, global->module);
        pm_put_u8(out, '.');
    }
    put_text_of(out, global->qualname);
}

void pm_exception_put_line(struct pm_buffer *out, const pymgr_value *exception)
{
    const struct pm_instance *self = PM_CONST_CAST(pm_instance, exception = pm_exception_bare(exception));
    size_t before, after;

    if (!pm_is(exception, PYMGR_INSTANCE)) {
        put_value(out, exception, pm_repr);
        return;
    }
    pm_exception_put_class(out, self->callable);
    before = pm_buffer_length(out);
    pm_put_text(out, ": ");
    after = pm_buffer_length(out);
    pm_exception_put_message(out, exception);
    if (!pm_buffer_failed(out) && pm_buffer_length(out) == after)
        pm_buffer_truncate(out, before);
}

pymgr_value *pm_exception_traceback(const pymgr_value *exception, const char *where)
{
    struct pm_buffer text = PM_BUFFER_INIT;
    pymgr_value *traceback = NULL;

    pm_put_format(&text,
        "Traceback (most recent call last):\n  File \"" PM_TRACEBACK_FILE "\", line 0, in %s\n", where);
    pm_exception_put_line(&text, exception);
    pm_put_u8(&text, '\n');
    if (!pm_buffer_failed(&text))
        traceback = pm_str_trusted((const char *)pm_buffer_bytes(&text), pm_buffer_length(&text));
    pm_buffer_free(&text);
    return traceback;
}
