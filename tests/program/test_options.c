/* SPDX-License-Identifier: MIT */
#include "program/options.h"

#include "unit.h"
#include "value/build.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { WORDS = 7 };

/* What the handlers have stored, in order: "name=argument;". */
struct stored {
    char text[200];
};

static const char *note(void *settings, const char *name, const char *argument)
{
    struct stored *stored = settings;
    size_t length = strlen(stored->text);

    snprintf(stored->text + length, sizeof stored->text - length, "%s=%s;", name,
        argument == NULL ? "" : argument);
    return NULL;
}

static const char *store_file(void *settings, const char *argument)
{
    return strcmp(argument, "bad") == 0 ? "not a good one" : note(settings, "file", argument);
}

static const char *store_quiet(void *settings, const char *argument)
{
    return note(settings, "quiet", argument);
}

static const char *store_count(void *settings, const char *argument)
{
    return note(settings, "count", argument);
}

static const struct pm_option first[] = {
    { .name = "file", .letter = 'f', .has_argument = true, .store = store_file },
    { .name = "quiet", .letter = 'q', .store = store_quiet },
    { 0 },
};

static const struct pm_option second[] = {
    { .name = "count", .has_argument = true, .store = store_count },
    { 0 },
};

struct options_case {
    const char *words[WORDS + 1]; /* ended by NULL */
    const char *stored;
    int status, next;
    const char *said; /* on either stream */
};

/* Lets the function write to a file instead of standard output and error: what it wrote, borrowed until the
 * next. */
static const char *captured(int (*run)(void *context), void *context, int *resultp)
{
    static char text[1000];
    int out, err;
    FILE *file = tmpfile();
    size_t size;

    fflush(stdout);
    out = dup(STDOUT_FILENO);
    err = dup(STDERR_FILENO);
    dup2(fileno(file), STDOUT_FILENO);
    dup2(fileno(file), STDERR_FILENO);
    *resultp = run(context);
    fflush(stdout);
    dup2(out, STDOUT_FILENO);
    dup2(err, STDERR_FILENO);
    close(out);
    close(err);
    rewind(file);
    size = fread(text, 1, sizeof text - 1, file);
    text[size] = '\0';
    fclose(file);
    return text;
}

struct reading {
    const struct options_case *wanted;
    struct stored stored;
    int next;
};

static int read_case(void *context)
{
    struct reading *reading = context;
    const struct pm_command_line line = { "program", "usage: program\n", { first, second },
        &reading->stored };
    char *const *words = (char *const *)(uintptr_t)reading->wanted->words;
    char *argv[WORDS + 1];
    int argc = 0;

    while (words[argc] != NULL) {
        argv[argc] = words[argc];
        argc++;
    }
    argv[argc] = NULL;
    return pm_read_options(&line, argc, argv, &reading->next);
}

static void options_are_read(void)
{
    static const struct options_case cases[] = {
        { { "x" }, "", -1, 1, "" },
        { { "x", "--file", "a", "-q", "word" }, "file=a;quiet=;", -1, 4, "" },
        { { "x", "--file=a", "-qf", "b", "--count", "3" }, "file=a;quiet=;file=b;count=3;", -1, 6, "" },
        { { "x", "-fb", "word", "-q" }, "file=b;", -1, 2, "" },
        { { "x", "-q", "--", "-q" }, "quiet=;", -1, 3, "" },
        { { "x", "--fi", "a", "-" }, "file=a;", -1, 3, "" },
        { { "x", "--help", "--nonsense" }, "", 0, 2, "usage: program\n" },
        { { "x", "-q", "--nonsense" }, "quiet=;", 2, 3,
            "program: --nonsense: no such option\nTry 'program --help'.\n" },
        { { "x", "-z" }, "", 2, 2, "program: -z: no such option\nTry 'program --help'.\n" },
        { { "x", "--file" }, "", 2, 2, "program: --file: needs an argument\nTry 'program --help'.\n" },
        { { "x", "-f" }, "", 2, 2, "program: -f: needs an argument\nTry 'program --help'.\n" },
        { { "x", "-f", "bad" }, "", 2, 3, "program: --file: not a good one\nTry 'program --help'.\n" },
        { { "x", "--quiet=1" }, "", 2, 2, "program: --quiet=1: no such option\nTry 'program --help'.\n" },
    };

    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct reading reading = { .wanted = &cases[i] };
        int status;
        const char *said = captured(read_case, &reading, &status);

        pm_check_text("said", said, cases[i].said);
        pm_check_text("stored", reading.stored.text, cases[i].stored);
        CU_ASSERT_EQUAL(status, cases[i].status);
        CU_ASSERT_EQUAL(reading.next, cases[i].next);
    }
}

static const struct pm_test tests[] = {
    { "options are read", options_are_read },
};

const struct pm_suite pm_suite_program_options = { "program/options", PM_SUITE(tests) };
