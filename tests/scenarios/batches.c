/* SPDX-License-Identifier: MIT
 *
 * Many calls in one go.
 */
#include "scenarios/scenarios.h"

#include <stdio.h>
#include <string.h>

enum {
    TOO_DEEP = 100000, /* lists within lists, for any serializer */
    CALLS = 1000,
    RAISING = 100,       /* each so many calls there is one that raises */
    FLOOD = 10000,       /* calls: far more than all buffers between two processes hold */
    FLOOD_BY_XML = 2000, /* the same, where they are larger and slower */
    FLOOD_SIZE = 1000,   /* bytes in each, and in each answer */
};

static pymgr_batch *new_batch(struct stage *on)
{
    pymgr_batch *batch = pymgr_batch_new(on->manager, &on->error);

    must(on, batch != NULL, "a batch");
    return batch;
}

static void add(struct stage *on, int number)
{
    must(on, number >= 0, "a call for the batch");
}

/* How many of the results of play_batch are right. */
static size_t right_results(struct stage *on, pymgr_batch *batch)
{
    size_t right = 0;

    for (size_t i = 0; i < pymgr_batch_length(batch); i++) {
        pymgr_value *value = pymgr_batch_result(batch, i, &on->error);

        if (i % RAISING == RAISING - 1)
            right += value == NULL && strstr(on->error.text, "pop index out of range") != NULL;
        else
            right += pymgr_is_none(value);
        pymgr_unref(value);
    }
    return right;
}

void play_batch(struct stage *on)
{
    pymgr_proxy *list = made(on, "list()");
    pymgr_batch *batch = new_batch(on);

    for (int i = 0; i < CALLS; i++) {
        if (i % RAISING == RAISING - 1)
            add(on, pymgr_batch_call(batch, list, &on->error, "pop", "i", 10 * CALLS));
        else
            add(on, pymgr_batch_call(batch, list, &on->error, "append", "i", i));
    }
    say(on, "a result before the run", pymgr_batch_result(batch, 0, &on->error),
        "invalid: the batch has not been run since call 0 was added");
    for (int run = 1; run <= 2; run++) {
        say_done(on, "the run", pymgr_batch_run(batch, &on->error) == 0, "done");
        say_number(on, "right results", (int64_t)right_results(on, batch), "1000");
    }
    say_number(on, "the list's length", number(on, list, "__len__", NULL), "1980");
    pymgr_batch_clear(batch);
    say_done(on, "an empty run", pymgr_batch_run(batch, &on->error) == 0, "done");
    pymgr_batch_free(batch);
    pymgr_proxy_unref(list);
}

/* Calls of several objects, one of which cannot be sent. */
static const struct step by_xml[] = {
    { "append([[...]])", "unserializable: maximum recursion depth exceeded" },
    { NULL, NULL },
};

void play_mixed_batch(struct stage *on)
{
    pymgr_proxy *list = made(on, "list([0])"), *dict = made(on, "dict(**{'a': 1})");
    pymgr_value *deep = pymgr_list();
    pymgr_batch *batch = new_batch(on);

    on->by_xml = by_xml;
    for (size_t i = 0; i < TOO_DEEP; i++)
        deep = pymgr_pack(&on->error, "[o]", deep);
    add(on, pymgr_batch_call(batch, list, &on->error, "append", "i", 1));
    add(on, pymgr_batch_call(batch, list, &on->error, "append", "o", deep));
    add(on, pymgr_batch_call(batch, dict, &on->error, "get", "s", "a"));
    add(on, pymgr_batch_call(batch, list, &on->error, "#GETVALUE", NULL));
    say_done(on, "the run", pymgr_batch_run(batch, &on->error) == 0, "done");
    say(on, "append(1)", pymgr_batch_result(batch, 0, &on->error), "None");
    say(on, "append([[...]])", pymgr_batch_result(batch, 1, &on->error),
        "unserializable: maximum recursion depth exceeded while pickling an object");
    say(on, "get('a')", pymgr_batch_result(batch, 2, &on->error), "1");
    say(on, "the list", pymgr_batch_result(batch, 3, &on->error), "[0, 1]");
    pymgr_batch_free(batch);
    pymgr_proxy_unref(list);
    pymgr_proxy_unref(dict);
}

/* Neither side can wait for the other to read. */
void play_flood(struct stage *on)
{
    pymgr_proxy *dict = made(on, "dict()");
    pymgr_batch *batch = new_batch(on);
    char text[FLOOD_SIZE];
    int count = on->xml ? FLOOD_BY_XML : FLOOD, right = 0;

    memset(text, 'x', sizeof text);
    for (int i = 0; i < count; i++)
        add(on, pymgr_batch_call(batch, dict, &on->error, "get", "i s%", i, text, sizeof text));
    say_done(on, "the run", pymgr_batch_run(batch, &on->error) == 0, "done");
    for (int i = 0; i < count; i++) {
        pymgr_value *value = pymgr_batch_result(batch, (size_t)i, &on->error);

        right += pymgr_length(value) == FLOOD_SIZE;
        pymgr_unref(value);
    }
    say_true(on, "all results are right", right == count);
    pymgr_batch_free(batch);
    pymgr_proxy_unref(dict);
}
