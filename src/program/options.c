/* SPDX-License-Identifier: MIT
 *
 * getopt_long finds the options; what it cannot make sense of is told here, in one form for all programs.
 */
#ifdef HAVE_CONFIG_H
#include "config.h"
#endif

#include "program/options.h"

#include <getopt.h>
#include <stdio.h>

enum { HELP = 1000, VERSION, BUILT_IN = 2 };

/* What getopt_long is told, made of the tables. */
struct known {
    const struct pm_option *rows[PM_OPTIONS_MOST];
    struct option names[PM_OPTIONS_MOST + BUILT_IN + 1];
    char letters[2 + 2 * PM_OPTIONS_MOST + 1];
    int count, letter_count;
};

static void add(struct known *known, const struct pm_option *row)
{
    known->names[known->count] = (struct option){ row->name,
        row->has_argument ? required_argument : no_argument, NULL, HELP + BUILT_IN + known->count };
    known->rows[known->count++] = row;
    if (row->letter == 0)
        return;
    known->letters[known->letter_count++] = row->letter;
    if (row->has_argument)
        known->letters[known->letter_count++] = ':';
}

static void add_all(struct known *known, const struct pm_command_line *line)
{
    *known = (struct known){ .letters = "+:", .letter_count = 2 };
    for (int i = 0; i < PM_OPTION_TABLES && line->tables[i] != NULL; i++) {
        for (const struct pm_option *row = line->tables[i];
             row->name != NULL && known->count < PM_OPTIONS_MOST; row++)
            add(known, row);
    }
    known->names[known->count] = (struct option){ "help", no_argument, NULL, HELP };
    known->names[known->count + 1] = (struct option){ "version", no_argument, NULL, VERSION };
}

/* The row of what getopt_long has found, by its letter or else by its number. NULL: none. */
static const struct pm_option *find_row(const struct known *known, int found)
{
    for (int i = 0; i < known->count; i++) {
        if (found == HELP + BUILT_IN + i || (known->rows[i]->letter != 0 && found == known->rows[i]->letter))
            return known->rows[i];
    }
    return NULL;
}

int pm_refuse(const char *program, const char *what, const char *why)
{
    fprintf(stderr, "%s: %s: %s\nTry '%s --help'.\n", program, what, why, program);
    return 2;
}

/* `word` is where the option stands, unless it is one of several letters in a word. */
static int refuse_option(const struct pm_command_line *line, const char *word, int found)
{
    const char letter[] = { '-', (char)optopt, '\0' };
    bool is_letter = optopt > 0 && optopt < HELP && word[1] != '-';

    return pm_refuse(
        line->program, is_letter ? letter : word, found == ':' ? "needs an argument" : "no such option");
}

static int store(const struct pm_command_line *line, const struct pm_option *row)
{
    const char *problem = row->store(line->settings, optarg);
    char name[32];

    if (problem == NULL)
        return -1;
    snprintf(name, sizeof name, "--%s", row->name);
    return pm_refuse(line->program, name, problem);
}

/* One option that getopt_long has found; -1: go on. */
static int handle(const struct pm_command_line *line, const struct known *known, const char *word, int found)
{
    if (found == HELP) {
        fputs(line->usage, stdout);
        return 0;
    }
    if (found == VERSION) {
        printf("%s %s\n", line->program, PACKAGE_VERSION);
        return 0;
    }
    return found == '?' || found == ':' ? refuse_option(line, word, found)
                                        : store(line, find_row(known, found));
}

int pm_read_options(const struct pm_command_line *line, int argc, char **argv, int *nextp)
{
    struct known known;
    int found, status = -1;

    add_all(&known, line);
    opterr = 0;
    optind = 0; /* so that a second call begins anew */
    while (status < 0 && (found = getopt_long(argc, argv, known.letters, known.names, NULL)) != -1)
        status = handle(line, &known, argv[optind - 1], found);
    *nextp = optind;
    return status;
}
