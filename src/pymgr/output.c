/* SPDX-License-Identifier: MIT
 *
 * Widths are those of wcwidth, in the user's locale; where that knows no character beyond ASCII each counts
 * as one.
 */
#include "pymgr/output.h"

#include "pymgr/json.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>
#include <wchar.h>

/* --- terminals ------------------------------------------------------------------------------------------ */

bool pm_is_terminal(FILE *file)
{
    return isatty(fileno(file)) == 1;
}

static bool has_colours(FILE *file)
{
    const char *none = getenv("NO_COLOR"), *terminal = getenv("TERM");

    return pm_is_terminal(file) && (none == NULL || none[0] == '\0') && terminal != NULL &&
           terminal[0] != '\0' && strcmp(terminal, "dumb") != 0;
}

void pm_put_colour(FILE *file, enum pm_colour colour)
{
    static const char *const sequences[] = {
        [PM_PLAIN] = "\033[0m",
        [PM_BOLD] = "\033[1m",
        [PM_RED] = "\033[31m",
        [PM_GREEN] = "\033[32m",
        [PM_CYAN] = "\033[36m",
    };

    if (has_colours(file))
        fputs(sequences[colour], file);
}

size_t pm_terminal_columns(void)
{
    struct winsize size;

    return ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 ? size.ws_col : 0;
}

/* --- text ----------------------------------------------------------------------------------------------- */

static const wchar_t not_utf8 = 0xfffd;

/* The next character's code point, past which *textp is moved. */
static wchar_t next_character(const char **textp)
{
    const unsigned char *text = (const unsigned char *)*textp;
    int more = text[0] >= 0xf0 ? 3 : text[0] >= 0xe0 ? 2 : text[0] >= 0xc0 ? 1 : 0, got = 0;
    wchar_t character = more == 0 ? text[0] : text[0] & (0x3f >> more);

    while (got < more && (text[1 + got] & 0xc0) == 0x80)
        character = (wchar_t)(character << 6 | (text[1 + got++] & 0x3f));
    *textp += 1 + got;
    return got < more || text[0] > 0xf7 ? not_utf8 : character;
}

static bool is_control(wchar_t character)
{
    return character < ' ' || (character >= 0x7f && character < 0xa0);
}

static void put_escaped(FILE *file, const char *text, char allowed)
{
    while (*text != '\0') {
        const char *start = text;
        wchar_t character = next_character(&text);

        if (!is_control(character) || character == allowed)
            fwrite(start, 1, (size_t)(text - start), file);
        else if (character == '\n')
            fputs("\\n", file);
        else
            fprintf(file, "\\x%02x", (unsigned)character);
    }
}

void pm_put_safely(FILE *file, const char *text)
{
    put_escaped(file, text, '\n');
}

char *pm_one_line(const char *text)
{
    char *line = NULL;
    size_t size;
    FILE *file = open_memstream(&line, &size);

    if (file == NULL)
        return NULL;
    put_escaped(file, text, ' ');
    if (fclose(file) == 0)
        return line;
    free(line);
    return NULL;
}

static size_t columns_of_character(wchar_t character)
{
    int columns = wcwidth(character);

    return columns < 0 ? 1 : (size_t)columns;
}

size_t pm_columns_of(const char *text)
{
    size_t columns = 0;

    while (*text != '\0')
        columns += columns_of_character(next_character(&text));
    return columns;
}

size_t pm_bytes_that_fit(const char *text, size_t columns)
{
    const char *end = text;

    while (*end != '\0') {
        const char *next = end;
        size_t needed = columns_of_character(next_character(&next));

        if (needed > columns)
            break;
        columns -= needed;
        end = next;
    }
    return (size_t)(end - text);
}

/* --- results -------------------------------------------------------------------------------------------- */

/* The value as text: new, to free(). */
static char *text_of(const struct pm_tool *tool, const pymgr_value *value)
{
    return tool->json ? pm_json(value) : pymgr_repr(value);
}

enum pm_exit pm_show(const struct pm_tool *tool, pymgr_value *value, struct pymgr_error *error)
{
    char *text = value == NULL ? NULL : text_of(tool, value);
    enum pm_exit status = PM_EXIT_FINE;

    if (text != NULL)
        puts(text);
    else if (value != NULL)
        status = pm_tool_complain(
            PM_EXIT_FAILED, "the result", "cannot be shown: too large, or nested too deeply");
    else
        status = pm_tool_fail(tool, error);
    free(text);
    pymgr_unref(value);
    return status;
}

enum pm_exit pm_finish_output(void)
{
    bool failed = ferror(stdout) != 0;

    errno = 0;
    if (fclose(stdout) != 0)
        failed = true;
    if (!failed)
        return PM_EXIT_FINE;
    return pm_tool_complain(
        PM_EXIT_FAILED, "standard output", errno == 0 ? "could not be written" : strerror(errno));
}
