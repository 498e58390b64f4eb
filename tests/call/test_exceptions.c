/* SPDX-License-Identifier: MIT */
#include "call/exceptions.h"

#include "base/memory.h"
#include "unit.h"
#include "value/literal.h"

#include <stdlib.h>

/* The last line of the traceback of MODULE.NAME(*args); args is Python text. */
static void expect_line(const char *module, const char *name, const char *args, const char *expected)
{
    struct pm_error error;
    pymgr_value *exception =
        pm_instance_new(PM_REDUCE, pymgr_global(module, name), pm_literal(args, strlen(args), &error));
    struct pm_buffer line = PM_BUFFER_INIT;

    pm_exception_put_line(&line, exception);
    pm_put_u8(&line, '\0');
    CU_ASSERT_STRING_EQUAL((char *)pm_buffer_bytes(&line), expected);
    pm_buffer_free(&line);
    pymgr_unref(exception);
}

/* Each is what traceback.format_exception_only gives in CPython 3.12. */
static void lines_are_cpythons(void)
{
    static const struct {
        const char *module, *name, *args, *line;
    } cases[] = {
        { "builtins", "ValueError", "()", "ValueError" },
        { "builtins", "ValueError", "('',)", "ValueError" },
        { "builtins", "ValueError", "('a\\nb',)", "ValueError: a\nb" },
        { "builtins", "ValueError", "(1, 'x')", "ValueError: (1, 'x')" },
        { "builtins", "ValueError", "(None,)", "ValueError: None" },
        { "builtins", "ValueError", "(b'x',)", "ValueError: b'x'" },
        { "builtins", "KeyError", "('x',)", "KeyError: 'x'" },
        { "builtins", "KeyError", "()", "KeyError" },
        { "builtins", "KeyError", "(1, 2)", "KeyError: (1, 2)" },
        { "builtins", "StopIteration", "()", "StopIteration" },
        { "__main__", "Mine", "('x',)", "Mine: x" },
        { "shop.errors", "Outer.Sold", "('x',)", "shop.errors.Outer.Sold: x" },
        { "queue", "Empty", "()", "_queue.Empty" },
        { "_queue", "Empty", "()", "_queue.Empty" },
        { "queue", "Full", "()", "queue.Full" },
        { "queue", "ShutDown", "()", "queue.ShutDown" },
        { "_thread", "error", "('release unlocked lock',)", "RuntimeError: release unlocked lock" },
        { "_pickle", "PicklingError", "('a',)", "_pickle.PicklingError: a" },
        { "builtins", "OSError", "('a',)", "OSError: a" },
        { "builtins", "OSError", "(2, 'No such')", "OSError: [Errno 2] No such" },
        { "builtins", "FileNotFoundError", "(2, 'No such', 'f')",
            "FileNotFoundError: [Errno 2] No such: 'f'" },
        { "builtins", "FileNotFoundError", "(2, 'no', 'f', None, 'g')",
            "FileNotFoundError: [Errno 2] no: 'f' -> 'g'" },
        { "builtins", "OSError", "(1, 2, 3, 4, 5, 6)", "OSError: (1, 2, 3, 4, 5, 6)" },
        { "builtins", "SyntaxError", "('bad', ('f', 1, 2, 'text', 1, 3))", "SyntaxError: bad" },
        { "builtins", "UnicodeDecodeError", "('utf-8', b'abc', 1, 2, 'bad')",
            "UnicodeDecodeError: 'utf-8' codec can't decode byte 0x62 in position 1: bad" },
        { "builtins", "UnicodeDecodeError", "('utf-8', b'abc', 1, 3, 'bad')",
            "UnicodeDecodeError: 'utf-8' codec can't decode bytes in position 1-2: bad" },
        { "builtins", "UnicodeEncodeError", "('ascii', 'ab\\xe9', 2, 3, 'bad')",
            "UnicodeEncodeError: 'ascii' codec can't encode character '\\xe9' in position 2: bad" },
        { "builtins", "UnicodeEncodeError", "('utf-8', 'a\\ud800c', 1, 2, 'bad')",
            "UnicodeEncodeError: 'utf-8' codec can't encode character '\\ud800' in position 1: bad" },
        { "builtins", "UnicodeEncodeError", "('utf-8', 'abc', 0, 3, 'bad')",
            "UnicodeEncodeError: 'utf-8' codec can't encode characters in position 0-2: bad" },
        { "builtins", "UnicodeTranslateError", "('a\\U0001f600', 1, 2, 'bad')",
            "UnicodeTranslateError: can't translate character '\\U0001f600' in position 1: bad" },
        { "builtins", "UnicodeDecodeError", "(1, 2, 3, 4, 5)",
            "UnicodeDecodeError: '1' codec can't decode 5" },
    };

    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        expect_line(cases[i].module, cases[i].name, cases[i].args, cases[i].line);
}

static void any_value_has_a_line(void)
{
    struct pm_buffer line = PM_BUFFER_INIT;
    pymgr_value *text = pymgr_str("x");

    pm_exception_put_line(&line, text);
    pm_put_u8(&line, '\0');
    CU_ASSERT_STRING_EQUAL((char *)pm_buffer_bytes(&line), "'x'");
    pm_buffer_free(&line);
    pymgr_unref(text);
}

static void expect_class(pymgr_value *exception, const char *module, const char *name, const char *args)
{
    const struct pm_instance *self = PM_CONST_CAST(pm_instance, exception);
    char *repr;

    CU_ASSERT_PTR_NOT_NULL_FATAL(exception);
    CU_ASSERT_TRUE(pm_global_is(self->callable, module, name));
    repr = pymgr_repr(self->args);
    CU_ASSERT_STRING_EQUAL(repr, args);
    free(repr);
    pymgr_unref(exception);
}

static void they_are_pickled_under_these_names(void)
{
    expect_class(pm_exception_text(PM_TYPE_ERROR, "a %d", 5), "builtins", "TypeError", "('a 5',)");
    expect_class(pm_exception_new(PM_QUEUE_EMPTY, pymgr_tuple(0)), "queue", "Empty", "()");
    expect_class(pm_exception_text(PM_LOCK_ERROR, "x"), "_thread", "error", "('x',)");
    expect_class(
        pm_exception_new(PM_KEY_ERROR, pymgr_tuple_of(1, pymgr_int(7))), "builtins", "KeyError", "(7,)");
}

static void errors_become_exceptions(void)
{
    static const struct {
        enum pm_error_kind kind;
        const char *module, *name;
    } cases[] = {
        { PM_ERROR_MALFORMED, "_pickle", "UnpicklingError" },
        { PM_ERROR_LIMIT, "builtins", "MemoryError" },
        { PM_ERROR_UNSERIALIZABLE, "builtins", "TypeError" },
        { PM_ERROR_TYPE, "builtins", "TypeError" },
        { PM_ERROR_VALUE, "builtins", "ValueError" },
        { PM_ERROR_OVERFLOW, "builtins", "OverflowError" },
        { PM_ERROR_RUNTIME, "builtins", "RuntimeError" },
        { PM_ERROR_RECURSION, "builtins", "RecursionError" },
        { PM_ERROR_SYSTEM, "builtins", "OSError" },
        { PM_ERROR_NOT_IMPLEMENTED, "builtins", "NotImplementedError" },
    };
    struct pm_error error;

    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        pm_fail(&error, cases[i].kind, "what");
        expect_class(pm_exception_from_error(&error), cases[i].module, cases[i].name, "('what',)");
    }
    pm_fail_nomem(&error);
    expect_class(pm_exception_from_error(&error), "builtins", "MemoryError", "()");
    /* Cut within a character: the character goes. */
    pm_fail(&error, PM_ERROR_VALUE, "a\xc3");
    expect_class(pm_exception_from_error(&error), "builtins", "ValueError", "('a',)");
}

static void tracebacks_end_in_the_line(void)
{
    pymgr_value *exception = pm_exception_text(PM_VALUE_ERROR, "no"), *text;

    text = pm_exception_traceback(exception, "create");
    CU_ASSERT_STRING_EQUAL(pymgr_text(text, NULL),
        "Traceback (most recent call last):\n  File \"<pymgr>\", line 0, in create\nValueError: no\n");
    pymgr_unref(text);
    pymgr_unref(exception);
}

static void those_of_workers_show_what_was_raised(void)
{
    pymgr_value *exception = pm_exception_text(PM_VALUE_ERROR, "no");
    pymgr_value *rebuilt = pm_instance_new(PM_REDUCE, pymgr_global("multiprocessing.pool", "rebuild_exc"),
        pymgr_tuple_of(2, pymgr_ref(exception), pymgr_str("traceback")));
    struct pm_buffer line = PM_BUFFER_INIT;

    CU_ASSERT_PTR_EQUAL(pm_exception_bare(rebuilt), exception);
    CU_ASSERT_PTR_EQUAL(pm_exception_bare(exception), exception);
    pm_exception_put_line(&line, rebuilt);
    pm_put_u8(&line, '\0');
    CU_ASSERT_STRING_EQUAL((const char *)pm_buffer_bytes(&line), "ValueError: no");
    pm_buffer_free(&line);
    pymgr_unref(rebuilt);
    pymgr_unref(exception);
}

static void without_memory_there_is_none(void)
{
    pymgr_value *exception = NULL;

    for (size_t n = 1; exception == NULL; n++) {
        pm_memory_fail_at(n);
        exception = pm_exception_text(PM_VALUE_ERROR, "no %s", "memory");
        pm_memory_fail_at(0);
    }
    expect_class(exception, "builtins", "ValueError", "('no memory',)");
}

static const struct pm_test tests[] = {
    { "lines are CPython's", lines_are_cpythons },
    { "any value has a line", any_value_has_a_line },
    { "they are pickled under these names", they_are_pickled_under_these_names },
    { "errors become exceptions", errors_become_exceptions },
    { "tracebacks end in the line", tracebacks_end_in_the_line },
    { "those of workers show what was raised", those_of_workers_show_what_was_raised },
    { "without memory there is none", without_memory_there_is_none },
};

const struct pm_suite pm_suite_exceptions = { "call/exceptions", PM_SUITE(tests) };
