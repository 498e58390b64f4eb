/* SPDX-License-Identifier: MIT
 *
 * Command lines of the programs: options are rows of tables, each with a handler. --help and --version are
 * options of every program.
 */
#ifndef PM_PROGRAM_OPTIONS_H
#define PM_PROGRAM_OPTIONS_H

#include <stdbool.h>

struct pm_option {
    const char *name;  /* --NAME */
    char letter;       /* -LETTER, too; 0: no */
    bool has_argument; /* else the handler gets NULL */
    /* Stores the argument, which lives as long as the program: NULL, or the text of what is wrong with it. */
    const char *(*store)(void *settings, const char *argument);
};

enum { PM_OPTION_TABLES = 2, PM_OPTIONS_MOST = 40 /* in all tables */ };

struct pm_command_line {
    const char *program;                              /* its name */
    const char *usage;                                /* what --help prints */
    const struct pm_option *tables[PM_OPTION_TABLES]; /* each ended by a row without name; NULL: none */
    void *settings;                                   /* for the handlers */
};

/*
 * Reads the options that follow argv[0], up to the first word that is none, whose index is stored in *nextp.
 * -1: go on; otherwise the exit status: 0 after --help and --version, 2 after a message on standard error.
 */
int pm_read_options(const struct pm_command_line *line, int argc, char **argv, int *nextp);

/* Says on standard error what is wrong with what, and where help is: 2, the exit status of bad usage. */
int pm_refuse(const char *program, const char *what, const char *why);

#endif
