/* SPDX-License-Identifier: MIT */
#include "call/trace.h"

#include <stdio.h>
#include <stdlib.h>

enum { VALUE_TEXT = 300 }; /* bytes of a value's repr that are shown */

static void put_value(struct pm_buffer *line, const pymgr_value *value)
{
    struct pm_buffer text = PM_BUFFER_INIT;
    struct pm_error error;
    size_t length;

    if (pm_repr(&text, value, &error) != 0) {
        pm_put_format(line, "<%s>", error.text);
    } else {
        length = pm_buffer_length(&text);
        pm_put(line, pm_buffer_bytes(&text), length < VALUE_TEXT ? length : VALUE_TEXT);
        if (length > VALUE_TEXT)
            pm_put_text(line, "...");
    }
    pm_buffer_free(&text);
}

static void print(struct pm_buffer *line)
{
    pm_put_u8(line, '\n');
    if (!pm_buffer_failed(line))
        fwrite(pm_buffer_bytes(line), 1, pm_buffer_length(line), stderr);
    pm_buffer_free(line);
}

bool pm_trace_wanted(void)
{
    const char *debug = getenv("PYMGR_DEBUG");

    return debug != NULL && debug[0] != '\0' && strcmp(debug, "0") != 0;
}

static void put_origin(struct pm_buffer *line, int connection, enum pm_direction direction)
{
    pm_put_format(line, "[%d] %s ", connection, direction == PM_INCOMING ? "<-" : "->");
}

void pm_trace_request(int connection, enum pm_direction direction, const pymgr_value *ident,
    const pymgr_value *method, const pymgr_value *args, const pymgr_value *kwds)
{
    struct pm_buffer line = PM_BUFFER_INIT;

    put_origin(&line, connection, direction);
    put_value(&line, ident);
    pm_put_format(&line, " %s ", pymgr_text(method, NULL));
    put_value(&line, args);
    if (pymgr_length(kwds) > 0) {
        pm_put_u8(&line, ' ');
        put_value(&line, kwds);
    }
    print(&line);
}

void pm_trace_reply(
    int connection, enum pm_direction direction, enum pm_reply_kind kind, const pymgr_value *value)
{
    struct pm_buffer line = PM_BUFFER_INIT;

    put_origin(&line, connection, direction);
    pm_put_format(&line, "%s ", pm_reply_kind_name(kind));
    put_value(&line, value);
    print(&line);
}
