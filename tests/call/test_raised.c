/* SPDX-License-Identifier: MIT */
#include "call/raised.h"

#include "call/exceptions.h"
#include "unit.h"

#include <stdlib.h>

/* module.name(text) as it comes out of a pickle: new. */
static pymgr_value *raised(const char *module, const char *name, const char *text)
{
    return pm_instance_new(PM_REDUCE, pymgr_global(module, name),
        text == NULL ? pymgr_tuple(0) : pymgr_tuple_of(1, pymgr_str(text)));
}

static void an_exception_is_told_as_a_traceback_ends(void)
{
    struct pymgr_error error = PYMGR_ERROR_INIT;
    char *class, *text;

    CU_ASSERT_EQUAL(pm_fault_raised(&error, raised("builtins", "KeyError", "x")), -1);
    CU_ASSERT_EQUAL(error.code, PYMGR_RAISED);
    CU_ASSERT_STRING_EQUAL(error.text, "KeyError: 'x'");
    CU_ASSERT_PTR_NULL(error.traceback);
    class = pymgr_exception_class(error.exception);
    text = pymgr_exception_text(error.exception);
    CU_ASSERT_STRING_EQUAL(class, "KeyError");
    CU_ASSERT_STRING_EQUAL(text, "'x'");
    CU_ASSERT_EQUAL(pymgr_length(pymgr_exception_args(error.exception)), 1);
    free(class);
    free(text);
    pymgr_error_clear(&error);
}

static void classes_are_found_by_name(void)
{
    struct pymgr_error error = PYMGR_ERROR_INIT;

    CU_ASSERT_FALSE(pymgr_error_is(NULL, "KeyError"));
    CU_ASSERT_FALSE(pymgr_error_is(&error, "KeyError"));
    pm_fault_raised(&error, raised("_queue", "Empty", NULL));
    CU_ASSERT_TRUE(pymgr_error_is(&error, "queue.Empty"));
    CU_ASSERT_TRUE(pymgr_error_is(&error, "_queue.Empty"));
    CU_ASSERT_TRUE(pymgr_error_is(&error, "Empty"));
    CU_ASSERT_FALSE(pymgr_error_is(&error, "Full"));
    CU_ASSERT_FALSE(pymgr_error_is(&error, "asyncio.Empty"));
    CU_ASSERT_FALSE(pymgr_error_is(&error, "mpty"));
    pm_fault_raised(&error, raised("queue", "Empty", NULL));
    CU_ASSERT_TRUE(pymgr_error_is(&error, "queue.Empty"));
    pm_fault_raised(&error, raised("my.module", "Oops", "text"));
    CU_ASSERT_STRING_EQUAL(error.text, "my.module.Oops: text");
    CU_ASSERT_TRUE(pymgr_error_is(&error, "my.module.Oops"));
    pymgr_error_clear(&error);
}

/* `raise Empty` pickles as the class in some servers. */
static void a_class_is_an_exception_too(void)
{
    struct pymgr_error error = PYMGR_ERROR_INIT;

    pm_fault_raised(&error, pymgr_global("builtins", "StopIteration"));
    CU_ASSERT_EQUAL(error.code, PYMGR_RAISED);
    CU_ASSERT_STRING_EQUAL(error.text, "StopIteration");
    CU_ASSERT_TRUE(pymgr_error_is(&error, "StopIteration"));
    CU_ASSERT_PTR_NULL(pymgr_exception_args(error.exception));
    pymgr_error_clear(&error);
}

/* What the serializer xmlrpclib of CPython makes of an exception: its attributes. */
static void what_is_no_exception_is_a_remote_error(void)
{
    struct pymgr_error error = PYMGR_ERROR_INIT;

    pm_fault_raised(&error, pymgr_dict());
    CU_ASSERT_EQUAL(error.code, PYMGR_REMOTE);
    CU_ASSERT_PTR_NOT_NULL(strstr(error.text, "cannot carry"));
    CU_ASSERT_PTR_NULL(error.exception);
    CU_ASSERT_PTR_NULL(pymgr_exception_class(NULL));
    CU_ASSERT_PTR_NULL(pymgr_exception_text(NULL));
    CU_ASSERT_PTR_NULL(pymgr_exception_args(NULL));
    pymgr_error_clear(&error);
}

static void a_pools_traceback_comes_along(void)
{
    struct pymgr_error error = PYMGR_ERROR_INIT;

    pm_fault_raised(&error, pm_instance_new(PM_REDUCE, pymgr_global("multiprocessing.pool", "rebuild_exc"),
                                pymgr_tuple_of(2, raised("builtins", "ValueError", "bad"),
                                    pymgr_str("\"\"\"\nTraceback...\n\"\"\""))));
    CU_ASSERT_STRING_EQUAL(error.text, "ValueError: bad");
    CU_ASSERT_TRUE(pymgr_error_is(&error, "ValueError"));
    CU_ASSERT_PTR_NOT_NULL_FATAL(error.traceback);
    CU_ASSERT_PTR_NOT_NULL(strstr(pymgr_text(error.traceback, NULL), "Traceback..."));
    CU_ASSERT_EQUAL(pymgr_length(pymgr_exception_args(error.exception)), 1);
    pymgr_error_clear(&error);
}

static void a_traceback_is_told_by_its_last_line(void)
{
    static const char text[] =
        "Traceback (most recent call last):\n  File ...\nAttributeError: no such method\n\n";
    struct pymgr_error error = PYMGR_ERROR_INIT;

    CU_ASSERT_EQUAL(pm_fault_reply(&error, PM_REPLY_TRACEBACK, pymgr_str(text)), -1);
    CU_ASSERT_EQUAL(error.code, PYMGR_REMOTE);
    CU_ASSERT_STRING_EQUAL(error.text, "AttributeError: no such method");
    CU_ASSERT_STRING_EQUAL(pymgr_text(error.traceback, NULL), text);
    CU_ASSERT_FALSE(pymgr_error_is(&error, "AttributeError"));
    pm_fault_remote(&error, pymgr_str("\n\n"));
    CU_ASSERT_STRING_EQUAL(error.text, "");
    pm_fault_remote(&error, pymgr_int(1));
    CU_ASSERT_PTR_NOT_NULL(strstr(error.text, "did not say"));
    pm_fault_reply(NULL, PM_REPLY_UNSERIALIZABLE, pymgr_str(text));
    pm_fault_reply(NULL, PM_REPLY_ERROR, raised("builtins", "KeyError", "x"));
    pymgr_error_clear(&error);
}

/* By xmlrpclib. What pymgrd writes is read again. */
static void check_described(pymgr_value *exception, const char *class, const char *text, const char *args)
{
    struct pymgr_error error = PYMGR_ERROR_INIT;
    char *shown;

    pm_fault_reply(&error, PM_REPLY_TRACEBACK, pm_exception_traceback(exception, PM_WHERE_RAISED));
    CU_ASSERT_EQUAL(error.code, PYMGR_RAISED);
    CU_ASSERT_TRUE(pymgr_error_is(&error, class));
    CU_ASSERT_STRING_EQUAL(error.text, text);
    CU_ASSERT_PTR_NOT_NULL(error.traceback);
    shown = pymgr_repr(pymgr_exception_args(error.exception));
    CU_ASSERT_STRING_EQUAL(shown, args);
    free(shown);
    pymgr_unref(exception);
    pymgr_error_clear(&error);
}

static void a_described_exception_is_one(void)
{
    check_described(raised("queue", "Empty", NULL), "queue.Empty", "_queue.Empty", "()");
    check_described(raised("builtins", "KeyError", "x"), "KeyError", "KeyError: 'x'", "('x',)");
    check_described(raised("builtins", "IndexError", "pop index out of range"), "IndexError",
        "IndexError: pop index out of range", "('pop index out of range',)");
    check_described(
        raised("my.module", "Oops", "a: b"), "my.module.Oops", "my.module.Oops: a: b", "('a: b',)");
    check_described(raised("_thread", "error", "release unlocked lock"), "RuntimeError",
        "RuntimeError: release unlocked lock", "('release unlocked lock',)");
}

/* A line that does not fit ends with a whole character, and is one line. */
static void long_lines_are_cut(void)
{
    char text[3 * PYMGR_MESSAGE_SIZE + 1];
    struct pymgr_error error = PYMGR_ERROR_INIT;

    for (size_t i = 0; i < PYMGR_MESSAGE_SIZE; i++)
        memcpy(text + 3 * i, "\xe2\x82\xac", 3);
    text[sizeof text - 1] = '\0';
    pm_fault_raised(&error, raised("builtins", "ValueError", text));
    CU_ASSERT_TRUE(pm_utf8_valid(error.text, strlen(error.text)));
    CU_ASSERT_TRUE(strlen(error.text) > PYMGR_MESSAGE_SIZE - 5);
    pm_fault_raised(&error, raised("builtins", "ValueError", "two\nlines"));
    CU_ASSERT_STRING_EQUAL(error.text, "ValueError: two");
    pymgr_error_clear(&error);
}

static const struct pm_test tests[] = {
    { "an exception is told as a traceback ends", an_exception_is_told_as_a_traceback_ends },
    { "classes are found by name", classes_are_found_by_name },
    { "a class is an exception too", a_class_is_an_exception_too },
    { "what is no exception is a remote error", what_is_no_exception_is_a_remote_error },
    { "a pool's traceback comes along", a_pools_traceback_comes_along },
    { "a traceback is told by its last line", a_traceback_is_told_by_its_last_line },
    { "a described exception is one", a_described_exception_is_one },
    { "long lines are cut", long_lines_are_cut },
};

const struct pm_suite pm_suite_raised = { "call/raised", PM_SUITE(tests) };
