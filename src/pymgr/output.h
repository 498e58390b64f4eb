/* SPDX-License-Identifier: MIT
 *
 * What is written: results to standard output, in colours where that is a terminal, and complaints to
 * standard error.
 */
#ifndef PM_PYMGR_OUTPUT_H
#define PM_PYMGR_OUTPUT_H

#include "pymgr/tool.h"

#include <stdio.h>

enum pm_colour { PM_PLAIN, PM_BOLD, PM_RED, PM_GREEN, PM_CYAN };

/* Turns a colour on, or all off with PM_PLAIN: on a terminal that has colours, unless NO_COLOR is set. */
void pm_put_colour(FILE *file, enum pm_colour colour);
bool pm_is_terminal(FILE *file);
/* Columns of the terminal that standard output is; 0: it is none. */
size_t pm_terminal_columns(void);

/* Text that a server sent: control characters but newlines are shown as \x1b, so that they do nothing to a
 * terminal. */
void pm_put_safely(FILE *file, const char *text);

/* The text on one line: newlines are shown too. New, to free(). */
char *pm_one_line(const char *text);
/* How many columns a text takes, and how many of its bytes fit into so many columns. */
size_t pm_columns_of(const char *text);
size_t pm_bytes_that_fit(const char *text, size_t columns);

/* A line of standard output with the value (taken), as JSON or as its repr. NULL: `error` says why there is
 * none. */
enum pm_exit pm_show(const struct pm_tool *tool, pymgr_value *value, struct pymgr_error *error);
/* At the end: whether everything could be written to standard output. */
enum pm_exit pm_finish_output(void);

#endif
