/* SPDX-License-Identifier: MIT
 *
 * pymgr: what a command is, and what all of them need. Everything here and in the commands is built on
 * <pymgr/pymgr.h> alone, as any program's use of the library could be.
 */
#ifndef PM_PYMGR_TOOL_H
#define PM_PYMGR_TOOL_H

#include "program/arguments.h"
#include "program/options.h"

#include <pymgr/pymgr.h>

/* How the program ends: pymgr(1) promises these. */
enum pm_exit {
    PM_EXIT_FINE,
    PM_EXIT_RAISED,      /* the call, or what the server was asked for, raised an exception */
    PM_EXIT_USAGE,       /* the command line is wrong */
    PM_EXIT_UNREACHABLE, /* no connection, or it was lost, or the server speaks something else */
    PM_EXIT_REFUSED,     /* the key, or the digest */
    PM_EXIT_TIMED_OUT,
    PM_EXIT_FAILED, /* on this side: output could not be written, no memory */
};

struct pm_tool {
    struct pymgr_options server;
    struct pm_key key;
    bool json;      /* results as JSON */
    bool traceback; /* show the server's tracebacks */
};

struct pm_command {
    const char *name;
    const char *words;               /* what follows it, for messages; "" for nothing */
    int least, most;                 /* words that follow it */
    const struct pm_option *options; /* its own, ended by a row without name; NULL: none */
    enum pm_exit (*run)(const struct pm_tool *tool, int count, char **words);
};

/* A manager for the server of the command line: new. NULL: the error says why. */
pymgr_manager *pm_tool_connect(const struct pm_tool *tool, struct pymgr_error *error);

/* Says on standard error what went wrong, and clears the error: the exit status for it. */
enum pm_exit pm_tool_fail(const struct pm_tool *tool, struct pymgr_error *error);
/* The same for what the tool itself has found; what may be NULL. */
enum pm_exit pm_tool_complain(enum pm_exit status, const char *what, const char *why);

/* Fills the error with what the tool itself has found: always -1. */
int pm_tool_fault(struct pymgr_error *error, enum pymgr_code code, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* Seconds, of a clock that only runs forward. */
double pm_tool_now(void);
/* Waits for so many seconds, or until a signal comes. */
void pm_tool_pause(double seconds);
/* For output: no digits beyond nanoseconds. */
double pm_tool_milliseconds(double seconds);

/* From now on the first SIGINT ends no process but is remembered, for a command that then ends in order. */
void pm_tool_catch_interrupt(void);
bool pm_tool_interrupted(void);

#endif
