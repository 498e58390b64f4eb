/* SPDX-License-Identifier: MIT */
#include "server/trace.h"

#include <stdio.h>

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

void pm_trace_request(const pymgr_server *server, int connection, const struct pm_request *request)
{
    struct pm_buffer line = PM_BUFFER_INIT;

    if (!server->trace)
        return;
    pm_put_format(&line, "[%d] <- ", connection);
    put_value(&line, request->ident);
    pm_put_format(&line, " %s ", pymgr_text(request->method, NULL));
    put_value(&line, request->args);
    if (pymgr_length(request->kwds) > 0) {
        pm_put_u8(&line, ' ');
        put_value(&line, request->kwds);
    }
    print(&line);
}

void pm_trace_answer(const pymgr_server *server, int connection, const struct pm_answer *answer)
{
    struct pm_buffer line = PM_BUFFER_INIT;

    if (!server->trace)
        return;
    pm_put_format(&line, "[%d] -> %s ", connection, pm_reply_kind_name(answer->kind));
    put_value(&line, answer->value);
    print(&line);
}
