/* SPDX-License-Identifier: MIT
 *
 * Sorting by keys: those of functions in C, and those that a Python worker, here the test, says.
 */
#include "object/fake.h"
#include "unit.h"
#include "value/literal.h"

#include <stdlib.h>

static struct fake_session session;
static struct fake_executor executor;
static struct pm_object *list;

static void begin(const char *text, const char *module, const char *function)
{
    fake_session_init(&session);
    fake_executor_init(&executor, true);
    session.executor = &executor.executor;
    session.given = pymgr_global(module, function);
    list = fake_new(&session, text);
}

static void end(void)
{
    fake_executor_drop(&executor);
    pymgr_unref(session.given);
    pm_object_unref(list);
}

static void expect_list(const char *expected)
{
    char *state = fake_state(list);

    CU_ASSERT_STRING_EQUAL(state, expected);
    free(state);
}

static struct fake_call *sort(const char *text)
{
    struct fake_call *call = fake_begin(&session, list, text);

    CU_ASSERT_PTR_NOT_NULL_FATAL(call);
    return call;
}

static void answer(bool succeeded, const char *literal)
{
    struct fake_task task = fake_take(&executor.common);
    struct pm_error error;

    CU_ASSERT_PTR_NOT_NULL_FATAL(task.job);
    CU_ASSERT_EQUAL(task.task.shape, PM_SHAPE_MAP);
    fake_finish(&task, succeeded, pm_literal(literal, strlen(literal), &error));
}

static void keys_in_c_are_there_at_once(void)
{
    begin("list([-3, 1, 2, -1])", "builtins", "abs");
    fake_end(sort("sort(key='@')"));
    expect_list("[1, -1, 2, -3]");
    fake_end(sort("sort(key='@', reverse=True)"));
    expect_list("[-3, 2, 1, -1]");
    end();
}

static void keys_of_python_are_awaited(void)
{
    struct fake_call *call;

    begin("list([1, 2, 3])", "os.path", "basename");
    call = sort("sort(key='@')");
    CU_ASSERT_STRING_EQUAL(call->text, "waits");
    answer(true, "[5, 4, 4]");
    CU_ASSERT_STRING_EQUAL(call->text, "-> None");
    fake_end(call);
    expect_list("[2, 3, 1]");
    end();
}

static void exceptions_leave_the_list(void)
{
    struct fake_call *call;

    begin("list([1, 2])", "os.path", "basename");
    call = sort("sort(key='@')");
    answer(false, "'an exception'");
    CU_ASSERT_STRING_EQUAL(call->text, "!! 'an exception'");
    fake_end(call);
    call = sort("sort(key='@')");
    answer(true, "[1, 'a']");
    CU_ASSERT_STRING_EQUAL(
        call->text, "!! TypeError(\"'<' not supported between instances of 'str' and 'int'\")");
    fake_end(call);
    call = sort("sort(key='@')");
    answer(true, "[1]");
    CU_ASSERT_STRING_EQUAL(call->text, "!! RuntimeError('a worker process gave no key for each item')");
    fake_end(call);
    expect_list("[1, 2]");
    end();
}

static void changes_meanwhile_are_an_error(void)
{
    struct fake_call *call;

    begin("list([1, 2])", "os.path", "basename");
    call = sort("sort(key='@')");
    CU_ASSERT_STRING_EQUAL(fake_say(&session, list, "append(0)"), "-> None");
    answer(true, "[2, 1]");
    CU_ASSERT_STRING_EQUAL(call->text, "!! ValueError('list modified during sort')");
    fake_end(call);
    expect_list("[1, 2, 0]");
    end();
}

static void nobody_waits_for_the_keys_of_who_has_gone(void)
{
    begin("list([1, 2])", "os.path", "basename");
    fake_end(sort("sort(key='@')"));
    answer(true, "[2, 1]");
    expect_list("[1, 2]");
    fake_end(sort("sort(key='@')"));
    end();
}

static void what_cannot_be_called_is_refused(void)
{
    begin("list([1, 2])", "os.path", "basename");
    CU_ASSERT_STRING_EQUAL(
        fake_say(&session, list, "sort(key=5)"), "!! TypeError(\"'int' object is not callable\")");
    end();
}

static const struct pm_test tests[] = {
    { "keys in C are there at once", keys_in_c_are_there_at_once },
    { "keys of Python are awaited", keys_of_python_are_awaited },
    { "exceptions leave the list", exceptions_leave_the_list },
    { "changes meanwhile are an error", changes_meanwhile_are_an_error },
    { "nobody waits for the keys of who has gone", nobody_waits_for_the_keys_of_who_has_gone },
    { "what cannot be called is refused", what_cannot_be_called_is_refused },
};

const struct pm_suite pm_suite_list_sort = { "types/list_sort", PM_SUITE(tests) };
