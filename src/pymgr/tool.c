/* SPDX-License-Identifier: MIT */
#include "pymgr/tool.h"

#include "pymgr/output.h"

#include <math.h>
#include <signal.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

pymgr_manager *pm_tool_connect(const struct pm_tool *tool, struct pymgr_error *error)
{
    return pymgr_connect(&tool->server, error);
}

/* --- failures ------------------------------------------------------------------------------------------- */

static const enum pm_exit exits[] = {
    [PYMGR_OK] = PM_EXIT_FINE,
    [PYMGR_RAISED] = PM_EXIT_RAISED,
    [PYMGR_REMOTE] = PM_EXIT_RAISED,
    [PYMGR_REFUSED] = PM_EXIT_REFUSED,
    [PYMGR_UNREACHABLE] = PM_EXIT_UNREACHABLE,
    [PYMGR_TIMED_OUT] = PM_EXIT_TIMED_OUT,
    [PYMGR_CANCELLED] = PM_EXIT_FAILED,
    [PYMGR_LOST] = PM_EXIT_UNREACHABLE,
    [PYMGR_PROTOCOL] = PM_EXIT_UNREACHABLE,
    [PYMGR_LIMIT] = PM_EXIT_UNREACHABLE,
    [PYMGR_UNSERIALIZABLE] = PM_EXIT_USAGE,
    [PYMGR_INVALID] = PM_EXIT_USAGE,
    [PYMGR_SYSTEM] = PM_EXIT_FAILED,
    [PYMGR_NO_MEMORY] = PM_EXIT_FAILED,
};

enum pm_exit pm_tool_complain(enum pm_exit status, const char *what, const char *why)
{
    fputs("pymgr: ", stderr);
    if (what != NULL)
        fprintf(stderr, "%s: ", what);
    pm_put_colour(stderr, PM_RED);
    pm_put_safely(stderr, why);
    pm_put_colour(stderr, PM_PLAIN);
    fputc('\n', stderr);
    return status;
}

/* An exception as tracebacks end, whole: the error's own text may be cut short. */
static void show_exception(const struct pymgr_error *error)
{
    char *name = error->exception == NULL ? NULL : pymgr_exception_class(error->exception);
    char *text = name == NULL ? NULL : pymgr_exception_text(error->exception);

    pm_put_colour(stderr, PM_RED);
    pm_put_safely(stderr, text == NULL ? error->text : name);
    if (text != NULL && text[0] != '\0') {
        fputs(": ", stderr);
        pm_put_safely(stderr, text);
    }
    pm_put_colour(stderr, PM_PLAIN);
    fputc('\n', stderr);
    free(name);
    free(text);
}

enum pm_exit pm_tool_fail(const struct pm_tool *tool, struct pymgr_error *error)
{
    enum pm_exit status = exits[error->code];
    const char *address = tool->server.address;

    if (status != PM_EXIT_RAISED) {
        pm_tool_complain(status, strstr(error->text, address) == NULL ? address : NULL, error->text);
    } else {
        if (tool->traceback && error->traceback != NULL)
            pm_put_safely(stderr, pymgr_text(error->traceback, NULL));
        show_exception(error);
    }
    pymgr_error_clear(error);
    return status;
}

int pm_tool_fault(struct pymgr_error *error, enum pymgr_code code, const char *format, ...)
{
    va_list args;

    pymgr_error_clear(error);
    error->code = code;
    va_start(args, format);
    vsnprintf(error->text, sizeof error->text, format, args);
    va_end(args);
    return -1;
}

/* --- time ----------------------------------------------------------------------------------------------- */

double pm_tool_now(void)
{
    struct timespec time;

    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

void pm_tool_pause(double seconds)
{
    struct timespec delay = { (time_t)seconds, (long)((seconds - floor(seconds)) * 1e9) };

    if (seconds > 0)
        nanosleep(&delay, NULL);
}

double pm_tool_milliseconds(double seconds)
{
    return round(seconds * 1e9) / 1e6;
}

static atomic_bool interrupted;

static void on_interrupt(int number)
{
    (void)number;
    atomic_store(&interrupted, true);
}

void pm_tool_catch_interrupt(void)
{
    struct sigaction action = { .sa_handler = on_interrupt, .sa_flags = (int)SA_RESETHAND };

    sigaction(SIGINT, &action, NULL);
}

bool pm_tool_interrupted(void)
{
    return atomic_load(&interrupted);
}
