/* SPDX-License-Identifier: MIT
 *
 * `pymgr list`: the server's objects, as a table or as JSON.
 */
#include "pymgr/commands.h"
#include "pymgr/objects.h"
#include "pymgr/output.h"

#include <stdlib.h>
#include <string.h>

enum {
    GAP = 2,
    COUNT_SIZE = 24,
    LEAST_TEXT = 20 /* columns that the last column gets however narrow it is */
};

/* One line, all borrowed. */
struct row {
    const char *ident, *type, *object;
    char refcount[COUNT_SIZE];
};

/* Widths of the columns; that of the last: 0, as wide as it needs to be. */
struct widths {
    size_t ident, type, refcount, object;
};

static const struct row heading = { "IDENT", "TYPE", "OBJECT", "REFS" };

static struct row row_of(const pymgr_value *entry)
{
    struct row row = { pymgr_text(pymgr_dict_get_text(entry, "ident"), NULL),
        pymgr_text(pymgr_dict_get_text(entry, "type"), NULL),
        pymgr_text(pymgr_dict_get_text(entry, "object"), NULL), "" };
    uint64_t refcount = 0;

    pymgr_uint_value(pymgr_dict_get_text(entry, "refcount"), &refcount);
    snprintf(row.refcount, sizeof row.refcount, "%llu", (unsigned long long)refcount);
    if (row.type == NULL)
        row.type = "?";
    return row;
}

static void widen(size_t *width, const char *text)
{
    size_t needed = pm_columns_of(text);

    if (needed > *width)
        *width = needed;
}

static void widen_all(struct widths *widths, const struct row *row)
{
    widen(&widths->ident, row->ident);
    widen(&widths->type, row->type);
    widen(&widths->refcount, row->refcount);
}

static struct widths measure(const pymgr_value *entries)
{
    size_t columns = pm_terminal_columns(), used;
    struct widths widths = { 0 };

    widen_all(&widths, &heading);
    for (size_t i = 0; i < pymgr_length(entries); i++) {
        struct row row = row_of(pymgr_item(entries, i));

        widen_all(&widths, &row);
    }
    used = widths.ident + widths.type + widths.refcount + 3 * GAP;
    if (columns > 0)
        widths.object = columns < used + LEAST_TEXT ? LEAST_TEXT : columns - used;
    return widths;
}

static void put_cell(const char *text, size_t width, enum pm_colour colour)
{
    size_t columns = pm_columns_of(text);

    pm_put_colour(stdout, colour);
    fputs(text, stdout);
    pm_put_colour(stdout, PM_PLAIN);
    printf("%*s", (int)(width - columns) + GAP, "");
}

/* The last cell: what is too long for the terminal ends in dots. */
static void put_last(const char *text, size_t width, enum pm_colour colour)
{
    static const char dots[] = "...";
    bool cut = width > 0 && pm_columns_of(text) > width;
    size_t size = cut ? pm_bytes_that_fit(text, width - (sizeof dots - 1)) : strlen(text);

    pm_put_colour(stdout, colour);
    printf("%.*s%s", (int)size, text, cut ? dots : "");
    pm_put_colour(stdout, PM_PLAIN);
    putchar('\n');
}

static void put_row(
    const struct row *row, const struct widths *widths, enum pm_colour colour, enum pm_colour type)
{
    char *object = pm_one_line(row->object);

    put_cell(row->ident, widths->ident, colour);
    put_cell(row->type, widths->type, type);
    printf("%*s", (int)(widths->refcount - strlen(row->refcount)), "");
    put_cell(row->refcount, strlen(row->refcount), colour);
    put_last(object == NULL ? "?" : object, widths->object, colour);
    free(object);
}

static void put_table(const pymgr_value *entries)
{
    struct widths widths = measure(entries);

    put_row(&heading, &widths, PM_BOLD, PM_BOLD);
    for (size_t i = 0; i < pymgr_length(entries); i++) {
        struct row row = row_of(pymgr_item(entries, i));

        put_row(&row, &widths, PM_PLAIN, PM_CYAN);
    }
}

/* New. */
static pymgr_value *ask(const struct pm_tool *tool, struct pymgr_error *error)
{
    pymgr_manager *manager = pm_tool_connect(tool, error);
    char *info = manager == NULL ? NULL : pymgr_debug_info(manager, error);
    pymgr_value *entries = info == NULL ? NULL : pm_objects(info, error);

    free(info);
    pymgr_close(manager);
    return entries;
}

static enum pm_exit run(const struct pm_tool *tool, int count, char **words)
{
    struct pymgr_error error = PYMGR_ERROR_INIT;
    pymgr_value *entries = ask(tool, &error);

    (void)count;
    (void)words;
    if (entries == NULL || tool->json)
        return pm_show(tool, entries, &error);
    put_table(entries);
    pymgr_unref(entries);
    return PM_EXIT_FINE;
}

const struct pm_command pm_command_list = { .name = "list", .words = "", .run = run };
