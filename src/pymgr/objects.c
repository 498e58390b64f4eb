/* SPDX-License-Identifier: MIT */
#include "pymgr/objects.h"

#include "pymgr/tool.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* --- types ---------------------------------------------------------------------------------------------- */

static size_t name_length(const char *text)
{
    static const char local[] = "<locals>";
    size_t length = 0;

    for (;;) {
        if (strncmp(text + length, local, sizeof local - 1) == 0)
            length += sizeof local - 1;
        else if (isalnum((unsigned char)text[length]) ||
                 (text[length] != '\0' && strchr("_.-", text[length]) != NULL))
            length++;
        else
            return length;
    }
}

/* "<unlocked _thread.lock object at 0x7f...>": what stands behind the bracket and the state, if there is one.
 */
static size_t type_in_brackets(const char *text, const char **typep)
{
    static const char *const states[] = { "locked ", "unlocked " };

    text++;
    for (size_t i = 0; i < sizeof states / sizeof states[0]; i++) {
        if (strncmp(text, states[i], strlen(states[i])) == 0)
            text += strlen(states[i]);
    }
    *typep = text;
    return name_length(text);
}

/* The end of a quoted text that begins here, or of all. */
static const char *skip_quoted(const char *text)
{
    char quote = *text++;

    while (*text != '\0' && *text != quote)
        text += *text == '\\' && text[1] != '\0' ? 2 : 1;
    return text;
}

/* Whether a text in braces is a set's: its first item ends before a colon. An empty or a cut one is a dict's.
 */
static bool is_set(const char *text)
{
    int depth = 0;

    for (; *text != '\0'; text++) {
        if (*text == '\'' || *text == '"')
            text = skip_quoted(text);
        if (*text == '\0' || (depth == 1 && *text == ':'))
            return false;
        if (depth == 1 && (*text == ',' || *text == '}'))
            return true;
        depth += strchr("([{", *text) != NULL;
        depth -= strchr(")]}", *text) != NULL;
    }
    return false;
}

static size_t named(const char *name, const char **typep)
{
    *typep = name;
    return strlen(name);
}

size_t pm_type_of(const char *text, const char **typep)
{
    size_t length = name_length(text);

    if (text[0] == '<')
        return type_in_brackets(text, typep);
    if (text[0] == '[')
        return named("list", typep);
    if (text[0] == '(')
        return named("tuple", typep);
    if (text[0] == '{')
        return named(strncmp(text, "{}", 2) != 0 && is_set(text) ? "set" : "dict", typep);
    *typep = text;
    return text[length] == '(' ? length : 0; /* Namespace(x=1) */
}

/* --- entries -------------------------------------------------------------------------------------------- */

enum { IDENT_SIZE = 64 };

struct heading {
    char ident[IDENT_SIZE];
    unsigned long long refcount;
};

/* What follows `expected` in a text; NULL: it begins otherwise, or there is no text. */
static const char *behind(const char *text, const char *expected)
{
    size_t length = strlen(expected);

    return text != NULL && strncmp(text, expected, length) == 0 ? text + length : NULL;
}

/* Reads "  IDENT:       refcount=N\n    ": where the object's text begins; NULL: that is not what is there.
 */
static const char *read_heading(const char *line, struct heading *heading)
{
    const char *ident = behind(line, "  "), *end = ident, *count;
    char *rest = NULL;

    while (end != NULL && isalnum((unsigned char)*end))
        end++;
    count = behind(end, ":       refcount=");
    if (count == NULL || end - ident >= IDENT_SIZE || !isdigit((unsigned char)*count))
        return NULL;
    snprintf(heading->ident, IDENT_SIZE, "%.*s", (int)(end - ident), ident);
    heading->refcount = strtoull(count, &rest, 10);
    return behind(rest, "\n    ");
}

/* The end of an object's text: where a line follows that begins another entry, or the end of all. */
static const char *end_of_text(const char *text)
{
    struct heading heading;
    const char *newline;

    while ((newline = strchr(text, '\n')) != NULL) {
        if (read_heading(newline + 1, &heading) != NULL)
            return newline;
        text = newline + 1;
    }
    return text + strlen(text);
}

/* New; NULL with the error filled. The entry's text follows the heading, up to `end`. */
static pymgr_value *make_entry(
    const struct heading *heading, const char *text, const char *end, struct pymgr_error *error)
{
    const char *type;
    size_t length = pm_type_of(text, &type);

    return pymgr_pack(error, "{ident=s, type=s%?, refcount=U, object=s%}", heading->ident,
        length == 0 ? NULL : type, length, heading->refcount, text, (size_t)(end - text));
}

static int add_entries(pymgr_value *list, const char *info, struct pymgr_error *error)
{
    while (*info != '\0') {
        struct heading heading;
        const char *text = read_heading(info, &heading), *end;
        pymgr_value *entry;

        if (text == NULL)
            return pm_tool_fault(
                error, PYMGR_PROTOCOL, "the server's debug_info has another form than Python's");
        end = end_of_text(text);
        entry = make_entry(&heading, text, end, error);
        if (entry == NULL)
            return -1;
        if (pymgr_list_append(list, entry) != 0)
            return pm_tool_fault(error, PYMGR_NO_MEMORY, "out of memory");
        info = *end == '\0' ? end : end + 1;
    }
    return 0;
}

pymgr_value *pm_objects(const char *debug_info, struct pymgr_error *error)
{
    pymgr_value *list = pymgr_pack(error, "[]");

    return list == NULL || add_entries(list, debug_info, error) == 0 ? list : pymgr_unref(list);
}
