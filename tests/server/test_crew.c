/* SPDX-License-Identifier: MIT
 *
 * Pools of real processes: of the system's python3, and of programs that are none.
 */
#include "server/crew.h"

#include "server/rig.h"
#include "unit.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

static struct pm_rig rig;
static char ident[PM_IDENT_SIZE], kind[32];
static int channel;

static pymgr_value *function(const char *module, const char *name)
{
    return pymgr_global(module, name);
}

/* A Pool with these arguments (after its typeid; taken) of processes of that program. */
static void begin(const char *python, pymgr_value *args)
{
    pm_rig_open_with(&rig, &(struct pymgr_server_options){ .python = python });
    pm_rig_create_with(&rig, args, ident);
    channel = pm_rig_channel(&rig);
}

static void end(void)
{
    close(channel);
    pm_rig_close(&rig);
    /* All processes are gone, and waited for. */
    CU_ASSERT_EQUAL(waitpid(-1, NULL, WNOHANG), -1);
    CU_ASSERT_EQUAL(errno, ECHILD);
}

static pymgr_value *pool_of(int64_t size)
{
    return pymgr_tuple_of(2, pymgr_str("Pool"), pymgr_int(size));
}

static pymgr_value *call(const char *method, pymgr_value *args)
{
    return pm_rig_call(&rig, channel, ident, method, args, kind);
}

static pymgr_value *apply(pymgr_value *called, pymgr_value *args)
{
    return call("apply", pymgr_tuple_of(2, called, args));
}

/* Asserts what came, and frees it. */
static void expect(pymgr_value *value, const char *expected_kind, const char *expected)
{
    char *text = value == NULL ? strdup("nothing") : pymgr_repr(value);

    CU_ASSERT_STRING_EQUAL(kind, expected_kind);
    CU_ASSERT_STRING_EQUAL(text, expected);
    if (strcmp(text, expected) != 0)
        fprintf(stderr, "expected %s\ngot      %s\n", expected, text);
    free(text);
    pymgr_unref(value);
}

static int64_t number(pymgr_value *value)
{
    int64_t result = -1;

    CU_ASSERT_PTR_NOT_NULL_FATAL(value);
    CU_ASSERT_STRING_EQUAL(kind, "#RETURN");
    pymgr_int_value(value, &result);
    pymgr_unref(value);
    return result;
}

static int64_t pid_of_worker(void)
{
    return number(apply(function("os", "getpid"), pymgr_tuple(0)));
}

static void close_and_join(void)
{
    expect(call("close", pymgr_tuple(0)), "#RETURN", "None");
    expect(call("join", pymgr_tuple(0)), "#RETURN", "None");
}

static void another_process_runs_it(void)
{
    begin("python3", pool_of(1));
    CU_ASSERT_NOT_EQUAL(pid_of_worker(), getpid());
    CU_ASSERT_EQUAL(number(apply(function("os", "getppid"), pymgr_tuple(0))), getpid());
    close_and_join();
    end();
}

static void exceptions_bring_their_traceback(void)
{
    const struct pm_instance *rebuilt;
    pymgr_value *value;

    begin("python3", pool_of(1));
    value = apply(function("os", "listdir"), pymgr_tuple_of(1, pymgr_float(0.5)));
    CU_ASSERT_STRING_EQUAL(kind, "#ERROR");
    rebuilt = PM_CONST_CAST(pm_instance, value);
    CU_ASSERT_FATAL(pm_is(value, PYMGR_INSTANCE));
    CU_ASSERT(pm_global_is(rebuilt->callable, "multiprocessing.pool", "rebuild_exc"));
    CU_ASSERT_PTR_NOT_NULL(strstr(pymgr_text(pymgr_item(rebuilt->args, 1), NULL), "Traceback"));
    pymgr_unref(value);
    end();
}

static void a_crash_fails_its_task_alone(void)
{
    begin("python3", pool_of(1));
    expect(apply(function("os", "_exit"), pymgr_tuple_of(1, pymgr_int(3))), "#ERROR",
        "ProcessError(\"the worker process that ran 'os._exit' ended with exit status 3\")");
    expect(apply(function("os", "abort"), pymgr_tuple(0)), "#ERROR",
        "ProcessError(\"the worker process that ran 'os.abort' ended with signal 6 (Aborted)\")");
    CU_ASSERT(pid_of_worker() > 0);
    end();
}

static void what_cannot_be_imported_fails(void)
{
    begin("python3", pool_of(1));
    pymgr_unref(apply(function("no_such_module", "f"), pymgr_tuple(0)));
    CU_ASSERT_STRING_EQUAL(kind, "#ERROR");
    CU_ASSERT(pid_of_worker() > 0);
    end();
}

static void workers_are_replaced_in_time(void)
{
    int64_t first;

    begin("python3",
        pymgr_tuple_of(5, pymgr_str("Pool"), pymgr_int(1), pymgr_none(), pymgr_tuple(0), pymgr_int(2)));
    first = pid_of_worker();
    CU_ASSERT_EQUAL(pid_of_worker(), first);
    CU_ASSERT_NOT_EQUAL(pid_of_worker(), first);
    end();
}

static void an_initializer_runs_in_each(void)
{
    begin("python3", pymgr_tuple_of(4, pymgr_str("Pool"), pymgr_int(1), function("os", "chdir"),
                         pymgr_tuple_of(1, pymgr_str("/"))));
    expect(apply(function("os", "getcwd"), pymgr_tuple(0)), "#RETURN", "'/'");
    end();
}

static void a_failing_initializer_fails_tasks(void)
{
    begin("python3", pymgr_tuple_of(4, pymgr_str("Pool"), pymgr_int(2), function("os", "chdir"),
                         pymgr_tuple_of(1, pymgr_str("/no/such"))));
    for (int i = 0; i < 3; i++)
        expect(apply(function("os", "getcwd"), pymgr_tuple(0)), "#ERROR",
            "ProcessError(\"the initializer of a worker process raised FileNotFoundError: [Errno 2] No such "
            "file or directory: '/no/such'\")");
    end();
}

static void a_terminated_pool_kills(void)
{
    struct pm_buffer out = PM_BUFFER_INIT;

    begin("python3", pool_of(2));
    CU_ASSERT(pid_of_worker() > 0);
    pm_rig_put(&rig, &out, &pm_codec_pickle, ident, "apply",
        pymgr_tuple_of(2, function("time", "sleep"), pymgr_tuple_of(1, pymgr_int(600))));
    pm_rig_write(&rig, channel, &out);
    close(channel);
    channel = pm_rig_channel(&rig);
    expect(call("terminate", pymgr_tuple(0)), "#RETURN", "None");
    expect(call("join", pymgr_tuple(0)), "#RETURN", "None");
    end();
}

static void the_end_of_the_server_kills(void)
{
    struct pm_buffer out = PM_BUFFER_INIT;

    begin("python3", pool_of(1));
    CU_ASSERT(pid_of_worker() > 0);
    pm_rig_put(&rig, &out, &pm_codec_pickle, ident, "apply",
        pymgr_tuple_of(2, function("time", "sleep"), pymgr_tuple_of(1, pymgr_int(600))));
    pm_rig_write(&rig, channel, &out);
    end();
}

static void no_interpreter_is_told(void)
{
    begin("/no/such/python", pool_of(3));
    expect(apply(function("os", "getpid"), pymgr_tuple(0)), "#ERROR",
        "ProcessError('a worker process cannot be started: /no/such/python: no such file or directory')");
    close_and_join();
    end();
}

static void what_ends_at_once_is_told(void)
{
    begin("false", pool_of(2));
    for (int i = 0; i < 3; i++)
        expect(apply(function("os", "getpid"), pymgr_tuple(0)), "#ERROR",
            "ProcessError('a worker process, false, ended at its start with exit status 1')");
    end();
}

/* A program that breaks the rules is killed. */
static void expect_killed(const char *program)
{
    pymgr_value *value;
    char *text;

    begin(pm_test_path(program), pool_of(1));
    value = apply(function("os", "getpid"), pymgr_tuple(0));
    CU_ASSERT_PTR_NOT_NULL_FATAL(value);
    CU_ASSERT_STRING_EQUAL(kind, "#ERROR");
    text = pymgr_repr(value);
    CU_ASSERT_PTR_NOT_NULL(strstr(text, "ended"));
    CU_ASSERT_PTR_NOT_NULL(strstr(text, "signal 15 (Terminated)"));
    free(text);
    pymgr_unref(value);
    end();
}

static void garbage_is_not_believed(void)
{
    expect_killed("server/workers/garbage");
    expect_killed("server/workers/liar");
}

static void crews_are_limited(void)
{
    begin("/no/such/python", pool_of(PM_CREW_MAX));
    for (int i = 1; i < PM_WORKERS_MAX / PM_CREW_MAX; i++)
        pm_rig_create_with(&rig, pool_of(PM_CREW_MAX), ident);
    close(channel);
    channel = pm_rig_admitted(&rig);
    pymgr_unref(pm_rig_call(&rig, channel, NULL, "create", pool_of(1), kind));
    CU_ASSERT_STRING_EQUAL(kind, "#TRACEBACK");
    end();
}

static const struct pm_test tests[] = {
    { "another process runs it", another_process_runs_it },
    { "exceptions bring their traceback", exceptions_bring_their_traceback },
    { "a crash fails its task alone", a_crash_fails_its_task_alone },
    { "what cannot be imported fails", what_cannot_be_imported_fails },
    { "workers are replaced in time", workers_are_replaced_in_time },
    { "an initializer runs in each", an_initializer_runs_in_each },
    { "a failing initializer fails tasks", a_failing_initializer_fails_tasks },
    { "a terminated Pool kills", a_terminated_pool_kills },
    { "the end of the server kills", the_end_of_the_server_kills },
    { "no interpreter is told", no_interpreter_is_told },
    { "what ends at once is told", what_ends_at_once_is_told },
    { "garbage is not believed", garbage_is_not_believed },
    { "crews are limited", crews_are_limited },
};

const struct pm_suite pm_suite_crew = { "server/crew", PM_SUITE(tests) };
