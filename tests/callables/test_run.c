/* SPDX-License-Identifier: MIT
 *
 * Functions in C against what CPython says, and where jobs go.
 */
#include "callables/callable.h"

#include "base/memory.h"
#include "object/fake.h"
#include "unit.h"
#include "value/literal.h"

#include <stdio.h>
#include <stdlib.h>

/* A job of one task, and what came of it. */
struct one {
    struct pm_job job;
    struct pm_task task;
    bool done, succeeded, ended;
    pymgr_value *result;
};

static bool make_task(struct pm_job *job, size_t index, struct pm_task *task)
{
    const struct one *self = (const struct one *)job;

    (void)index;
    *task = self->task;
    pymgr_ref(task->function);
    pymgr_ref(task->args);
    pymgr_ref(task->kwds);
    return true;
}

static void task_done(struct pm_job *job, size_t index, bool succeeded, pymgr_value *result)
{
    struct one *self = (struct one *)job;

    (void)index;
    self->done = true;
    self->succeeded = succeeded;
    self->result = result;
}

static void job_ended(struct pm_job *job)
{
    ((struct one *)job)->ended = true;
}

static const struct pm_job_ops ops = { .task = make_task, .done = task_done, .ended = job_ended };

/* Values taken. To be released with clear. */
static void run(struct one *one, struct pm_executor *executor, enum pm_shape shape, pymgr_value *function,
    pymgr_value *args, pymgr_value *kwds)
{
    *one = (struct one){ .job = { .ops = &ops, .count = 1 } };
    one->task = (struct pm_task){ .shape = shape, .function = function, .args = args, .kwds = kwds };
    pm_job_run(executor, NULL, &one->job);
}

static void clear(struct one *one)
{
    pm_task_clear(&one->task);
    pymgr_unref(one->result);
}

/* What a case says of it: repr(result), or `!` and repr(exception); to free(). */
static char *text_of(const struct one *one)
{
    struct pm_buffer text = PM_BUFFER_INIT;
    struct pm_error error;
    char *copy;

    if (!one->succeeded)
        pm_put_u8(&text, '!');
    if (one->result == NULL || pm_repr(&text, one->result, &error) != 0)
        pm_put_text(&text, "no memory");
    pm_put_u8(&text, '\0');
    copy = strdup((const char *)pm_buffer_bytes(&text));
    pm_buffer_free(&text);
    return copy;
}

/* `operator`, or `operator.itemgetter(1)`: the function of that name, or the instance. */
static pymgr_value *function_of(const char *module, const char *name)
{
    const char *bracket = strchr(module, '(');
    pymgr_value *made, *args, *kwds;
    struct pm_error error;

    if (bracket == NULL)
        return pymgr_global(strcmp(module, "operator") == 0 ? "_operator" : module, name);
    if (pm_literal_call(
            strchr(module, '.') + 1, strlen(strchr(module, '.') + 1), &made, &args, &kwds, &error) != 0)
        return NULL;
    pymgr_unref(made);
    pymgr_unref(kwds);
    return pm_instance_new(PM_REDUCE, pymgr_global("operator", name), args);
}

static size_t declined;

static void run_case(const char *kind, const char *module, const char *call, const char *expected)
{
    struct fake_executor fake;
    struct one one;
    pymgr_value *name, *args, *kwds;
    struct pm_error error;
    char *text;

    fake_executor_init(&fake, true);
    CU_ASSERT_EQUAL_FATAL(pm_literal_call(call, strlen(call), &name, &args, &kwds, &error), 0);
    run(&one, &fake.executor, PM_SHAPE_CALL, function_of(module, pymgr_text(name, NULL)), args, kwds);
    text = one.done ? text_of(&one) : strdup("declined");
    declined += !one.done;
    if (strcmp(text, expected) != 0 && (one.done || strcmp(kind, "must") == 0)) {
        fprintf(stderr, "%s %s\n    expected %s\n    got      %s\n", module, call, expected, text);
        CU_FAIL("a case");
    }
    fake_executor_drop(&fake);
    CU_ASSERT(one.ended);
    free(text);
    clear(&one);
    pymgr_unref(name);
}

static void cpython_says_the_same(void)
{
    FILE *file = fopen(pm_test_path("callables/cases.txt"), "r");
    char line[4096];
    size_t cases = 0;

    CU_ASSERT_PTR_NOT_NULL_FATAL(file);
    for (; fgets(line, sizeof line, file) != NULL; cases += line[0] != '#') {
        char *rest = line, *fields[4];

        line[strcspn(line, "\n")] = '\0';
        if (line[0] == '#')
            continue;
        for (size_t i = 0; i < 4; i++)
            fields[i] = strsep(&rest, "\t");
        run_case(fields[0], fields[1], fields[2], fields[3]);
    }
    fclose(file);
    CU_ASSERT(cases > 300);
    CU_ASSERT(declined < cases / 2);
}

/* --- where jobs go --- */

static pymgr_value *numbers(int64_t count)
{
    pymgr_value *list = pymgr_list();

    for (int64_t i = 0; i < count; i++)
        pymgr_list_append(list, pymgr_int(i - 1));
    return list;
}

static void expect(struct one *one, const char *expected)
{
    char *text = one->done ? text_of(one) : strdup("not done");

    CU_ASSERT_STRING_EQUAL(text, expected);
    CU_ASSERT_EQUAL(one->ended, one->done);
    free(text);
    clear(one);
}

static void chunks_are_mapped(void)
{
    struct fake_executor fake;
    struct one one;

    fake_executor_init(&fake, false);
    run(&one, &fake.executor, PM_SHAPE_MAP, pymgr_global("builtins", "abs"), numbers(4), NULL);
    expect(&one, "[1, 0, 1, 2]");
    run(&one, &fake.executor, PM_SHAPE_STARMAP, pymgr_global("_operator", "add"),
        pymgr_tuple_of(2, numbers(2), pymgr_tuple_of(2, pymgr_int(5), pymgr_int(6))), NULL);
    expect(&one, "[-1, 11]");
    run(&one, &fake.executor, PM_SHAPE_MAP, pymgr_global("math", "sqrt"), numbers(3), NULL);
    expect(&one, "!ValueError('math domain error')");
}

static void without_python_the_error_says_how(void)
{
    struct fake_executor fake;
    struct one one;

    fake_executor_init(&fake, false);
    run(&one, &fake.executor, PM_SHAPE_CALL, pymgr_global("os", "getpid"), pymgr_tuple(0), pymgr_dict());
    expect(&one, "!AttributeError(\"calling 'os.getpid' takes Python, which pymgrd runs only if started with "
                 "--python PYTHON\")");
    run(&one, &fake.executor, PM_SHAPE_CALL, pymgr_int(5), pymgr_tuple(0), pymgr_dict());
    expect(&one, "!TypeError(\"'int' object is not callable\")");
    run(&one, &fake.executor, PM_SHAPE_CALL,
        pm_instance_new(PM_REDUCE, pymgr_global("functools", "partial"), pymgr_tuple(0)), pymgr_tuple(0),
        pymgr_dict());
    expect(&one,
        "!AttributeError(\"calling a 'partial' object takes Python, which pymgrd runs only if started "
        "with --python PYTHON\")");
}

static void python_gets_the_rest(void)
{
    struct fake_executor fake;
    struct fake_task task;
    struct one one = { .job = { .ops = &ops, .count = 1 } };

    fake_executor_init(&fake, true);
    one.task = (struct pm_task){
        .function = pymgr_global("os", "getpid"), .args = pymgr_tuple(0), .kwds = pymgr_dict()
    };
    pm_job_run(&fake.executor, NULL, &one.job);
    CU_ASSERT_FALSE(one.done);
    task = fake_take(&fake.common);
    CU_ASSERT_PTR_EQUAL_FATAL(task.job, &one.job);
    CU_ASSERT(pm_global_is(task.task.function, "os", "getpid"));
    fake_finish(&task, true, pymgr_int(7));
    expect(&one, "7");
}

static void no_failing_allocation_harms(void)
{
    struct fake_executor fake;
    bool failed = true;

    fake_executor_init(&fake, false);
    for (size_t n = 1; failed && n < 100; n++) {
        struct one one = { .job = { .ops = &ops, .count = 1 } };

        one.task = (struct pm_task){
            .shape = PM_SHAPE_MAP, .function = pymgr_global("builtins", "str"), .args = numbers(3)
        };
        pm_memory_fail_at(n);
        pm_job_run(&fake.executor, NULL, &one.job);
        pm_memory_fail_at(0);
        CU_ASSERT(one.ended);
        failed = one.result == NULL;
        if (!failed)
            expect(&one, "['-1', '0', '1']");
        else
            clear(&one);
    }
    CU_ASSERT_FALSE(failed);
}

static const struct pm_test tests[] = {
    { "CPython says the same", cpython_says_the_same },
    { "chunks are mapped", chunks_are_mapped },
    { "without Python the error says how to allow it", without_python_the_error_says_how },
    { "Python gets the rest", python_gets_the_rest },
    { "no failing allocation harms", no_failing_allocation_harms },
};

const struct pm_suite pm_suite_callables = { "callables/run", PM_SUITE(tests) };
