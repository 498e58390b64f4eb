/* SPDX-License-Identifier: MIT
 *
 * A C program that uses a manager server as the scenarios have it: `tool_scenarios [NAME...]` plays those
 * named, or all; `tool_scenarios PART ARGUMENT...` plays a part in a test that a script arranges. Where the
 * server is and what is printed: see scenarios/stage.h. The last line of scenarios is `N passed, N failed`,
 * of lines.
 */
#include "scenarios/scenarios.h"

#include <stdio.h>
#include <string.h>

static const struct scenario scenarios[] = {
    { "calls", play_calls },
    { "create", play_create },
    { "values", play_values },
    { "large", play_large },
    { "references", play_references },
    { "named", play_named },
    { "errors", play_errors },
    { "nested", play_nested },
    { "pool", play_pool },
    { "batch", play_batch },
    { "mixed_batch", play_mixed_batch },
    { "flood", play_flood },
    { "asynchronous", play_asynchronous },
    { "threads", play_threads },
    { "forks", play_forks },
    { "iterator", play_iterator },
    { "typed", play_typed },
    { "typed_pool", play_typed_pool },
    { NULL, NULL },
};

static const struct scenario parts[] = {
    { "store", play_store },
    { "fetch", play_fetch },
    { "connect", play_connect },
    { "probe", play_probe },
    { "busy", play_busy },
    { "waiting", play_waiting },
    { "cancel", play_cancel },
    { "cancel_early", play_cancel_early },
    { "stopped", play_stopped },
    { "restarted", play_restarted },
    { "no_descriptors", play_no_descriptors },
    { "limit", play_limit },
    { "start", play_start },
    { "mix", play_mix },
    { "mixed", play_mixed },
    { NULL, NULL },
};

static const struct scenario *find(const struct scenario *rows, const char *name)
{
    for (; rows->name != NULL; rows++) {
        if (strcmp(rows->name, name) == 0)
            return rows;
    }
    return NULL;
}

static void play(struct stage *on, const struct scenario *scenario)
{
    on->scenario = scenario->name;
    on->by_xml = NULL;
    scenario->play(on);
}

static void play_scenarios(struct stage *on, char **names)
{
    on->scenario = "connect";
    must(on, stage_connect(on), on->options.address);
    if (*names == NULL) {
        for (const struct scenario *row = scenarios; row->name != NULL; row++)
            play(on, row);
    }
    for (; *names != NULL; names++) {
        const struct scenario *row = find(scenarios, *names);

        must(on, row != NULL, *names);
        play(on, row);
    }
}

int main(int argc, char **argv)
{
    const struct scenario *part = argc < 2 ? NULL : find(parts, argv[1]);
    size_t descriptors = open_descriptors();
    struct stage on;

    stage_open(&on);
    on.words = argv + 2;
    if (part != NULL)
        play(&on, part);
    else
        play_scenarios(&on, argv + 1);
    stage_close(&on);
    must(&on, open_descriptors() == descriptors, "descriptors are left open");
    if (part == NULL)
        printf("%zu passed, %zu failed\n", on.said - on.differing, on.differing);
    return part == NULL && on.differing > 0;
}
