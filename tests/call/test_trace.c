/* SPDX-License-Identifier: MIT */
#include "call/trace.h"

#include "base/memory.h"
#include "server/rig.h"
#include "unit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* What `run` prints on standard error: new text. */
static char *printed(void (*run)(void))
{
    char *text = calloc(1, 4096);
    int kept = dup(STDERR_FILENO), ends[2];

    CU_ASSERT_EQUAL_FATAL(pipe(ends), 0);
    dup2(ends[1], STDERR_FILENO);
    run();
    dup2(kept, STDERR_FILENO);
    close(ends[1]);
    CU_ASSERT(read(ends[0], text, 4095) >= 0);
    close(ends[0]);
    close(kept);
    return text;
}

static void check_printed(void (*run)(void), const char *expected)
{
    char *text = printed(run);

    CU_ASSERT_STRING_EQUAL(text, expected);
    free(text);
}

static void trace_both(void)
{
    pymgr_value *ident = pymgr_str("2a"), *method = pymgr_str("get");
    pymgr_value *args = pymgr_tuple_of(1, pymgr_int(1)), *kwds = pymgr_dict();

    pm_trace_request(7, PM_OUTGOING, ident, method, args, kwds);
    pymgr_dict_set_text(kwds, "timeout", pymgr_float(0.5));
    pm_trace_request(7, PM_INCOMING, ident, method, args, kwds);
    pm_trace_reply(7, PM_INCOMING, PM_REPLY_RETURN, args);
    pymgr_unref(ident);
    pymgr_unref(method);
    pymgr_unref(args);
    pymgr_unref(kwds);
}

static void requests_and_replies_are_shown(void)
{
    check_printed(trace_both, "[7] -> '2a' get (1,)\n"
                              "[7] <- '2a' get (1,) {'timeout': 0.5}\n"
                              "[7] <- #RETURN (1,)\n");
}

static void trace_long(void)
{
    char text[1001];
    pymgr_value *value;

    memset(text, 'x', sizeof text - 1);
    text[sizeof text - 1] = '\0';
    value = pymgr_str(text);
    pm_trace_reply(7, PM_OUTGOING, PM_REPLY_RETURN, value);
    pymgr_unref(value);
}

static void long_values_are_cut(void)
{
    char *text = printed(trace_long);

    CU_ASSERT_TRUE(strlen(text) < 400);
    CU_ASSERT_PTR_NOT_NULL(strstr(text, "xxx...\n"));
    free(text);
}

static void trace_without_memory(void)
{
    pm_memory_fail_at(1);
    pm_trace_reply(7, PM_OUTGOING, PM_REPLY_RETURN, pymgr_none());
    pm_memory_fail_at(0);
}

static void without_memory_nothing_is_shown(void)
{
    check_printed(trace_without_memory, "");
}

static void the_environment_decides(void)
{
    const char *debug = getenv("PYMGR_DEBUG");
    char *kept = debug == NULL ? NULL : strdup(debug);

    unsetenv("PYMGR_DEBUG");
    CU_ASSERT_FALSE(pm_trace_wanted());
    setenv("PYMGR_DEBUG", "0", 1);
    CU_ASSERT_FALSE(pm_trace_wanted());
    setenv("PYMGR_DEBUG", "", 1);
    CU_ASSERT_FALSE(pm_trace_wanted());
    setenv("PYMGR_DEBUG", "1", 1);
    CU_ASSERT_TRUE(pm_trace_wanted());
    if (kept == NULL)
        unsetenv("PYMGR_DEBUG");
    else
        setenv("PYMGR_DEBUG", kept, 1);
    free(kept);
}

/* --- a server's --- */

static void call_server(bool trace)
{
    struct pm_rig rig;
    char kind[32];
    int fd;

    pm_rig_open(&rig);
    rig.server->trace = trace;
    fd = pm_rig_admitted(&rig);
    pymgr_unref(pm_rig_call(&rig, fd, NULL, "number_of_objects", pymgr_tuple(0), kind));
    close(fd);
    pm_rig_close(&rig);
}

static void call_tracing_server(void)
{
    call_server(true);
}

static void call_silent_server(void)
{
    call_server(false);
}

static void a_server_shows_what_it_is_asked(void)
{
    char *text = printed(call_tracing_server);

    CU_ASSERT_PTR_NOT_NULL(strstr(text, "] <- None number_of_objects ()\n"));
    CU_ASSERT_PTR_NOT_NULL(strstr(text, "] -> #RETURN 0\n"));
    free(text);
    check_printed(call_silent_server, "");
}

static const struct pm_test tests[] = {
    { "requests and replies are shown", requests_and_replies_are_shown },
    { "long values are cut", long_values_are_cut },
    { "without memory nothing is shown", without_memory_nothing_is_shown },
    { "the environment decides", the_environment_decides },
    { "a server shows what it is asked", a_server_shows_what_it_is_asked },
};

const struct pm_suite pm_suite_trace = { "call/trace", PM_SUITE(tests) };
