/* SPDX-License-Identifier: MIT
 *
 * `bench_call ADDRESS SERVER_PID SECONDS WAY`: how many times a second a C program
 *
 *     get         gets the value of one of the manager's Values
 *     item        gets an item of a dict: a short text by its key, a text, too
 *     pipelined   the same, a thousand requests at a time
 *     megabyte    puts a megabyte into a queue and gets it back
 */
#include "bench.h"

#include <stdio.h>
#include <stdlib.h>

enum { PIPELINED = 1000 };

struct caller {
    struct pm_connection *channel;
    pymgr_value *ident;
    pymgr_value *args; /* of put */
};

static pymgr_value *key_argument(void)
{
    return pymgr_tuple_of(1, pymgr_str(BENCH_KEY));
}

static void check_item(pymgr_value *value)
{
    const char *text = pymgr_text(value, NULL);

    bench_must(text != NULL && strcmp(text, BENCH_VALUE) == 0, "not the item's value");
    pymgr_unref(value);
}

/* --- get --- */

static void make_value(struct caller *caller, const struct pm_address *address)
{
    caller->ident =
        bench_create(address, pymgr_tuple_of(3, pymgr_str("Value"), pymgr_str("i"), pymgr_int(7)));
}

static void get(void *context)
{
    const struct caller *caller = context;

    pymgr_unref(bench_call(caller->channel, caller->ident, "get", NULL));
}

/* --- item, pipelined --- */

static void make_dict(struct caller *caller, const struct pm_address *address)
{
    pymgr_value *items = pymgr_dict();

    bench_must(
        items != NULL && pymgr_dict_set_text(items, BENCH_KEY, pymgr_str(BENCH_VALUE)) == 0, "no memory");
    caller->ident = bench_create(address, pymgr_tuple_of(2, pymgr_str("dict"), items));
}

static void item(void *context)
{
    const struct caller *caller = context;
    pymgr_value *args = key_argument();

    check_item(bench_call(caller->channel, caller->ident, "__getitem__", args));
    pymgr_unref(args);
}

static void submit_item(const struct caller *caller)
{
    pymgr_value *args = key_argument();
    struct pm_error error;

    bench_must(pm_connection_submit(caller->channel, caller->ident, "__getitem__", args, NULL, &error) ==
                   PM_CONNECTION_OK,
        error.text);
    pymgr_unref(args);
}

static void receive_item(const struct caller *caller)
{
    enum pm_reply_kind kind;
    pymgr_value *value;
    struct pm_error error;

    bench_must(pm_connection_receive(caller->channel, &kind, &value, &error) == PM_CONNECTION_OK, error.text);
    bench_must(kind == PM_REPLY_RETURN, "a call raised an exception");
    check_item(value);
}

static void pipelined(void *context)
{
    const struct caller *caller = context;
    struct pm_error error;

    for (int i = 0; i < PIPELINED; i++)
        submit_item(caller);
    bench_must(pm_connection_flush(caller->channel, &error) == PM_CONNECTION_OK, error.text);
    for (int i = 0; i < PIPELINED; i++)
        receive_item(caller);
}

/* --- megabyte --- */

static void make_queue(struct caller *caller, const struct pm_address *address)
{
    char *bytes = calloc(1, BENCH_MEGABYTE);

    bench_must(bytes != NULL, "no memory");
    caller->args = pymgr_tuple_of(1, pymgr_bytes(bytes, BENCH_MEGABYTE));
    bench_must(caller->args != NULL, "no memory");
    free(bytes);
    caller->ident = bench_create(address, pymgr_tuple_of(1, pymgr_str("Queue")));
}

static void megabyte(void *context)
{
    const struct caller *caller = context;
    pymgr_value *value;

    pymgr_unref(bench_call(caller->channel, caller->ident, "put", caller->args));
    value = bench_call(caller->channel, caller->ident, "get", NULL);
    bench_must(pymgr_length(value) == BENCH_MEGABYTE, "not all came back");
    pymgr_unref(value);
}

static const struct way {
    const char *name;
    void (*make)(struct caller *caller, const struct pm_address *address);
    void (*run)(void *context);
    int calls; /* that one run counts for */
} ways[] = {
    { "get", make_value, get, 1 },
    { "item", make_dict, item, 1 },
    { "pipelined", make_dict, pipelined, PIPELINED },
    { "megabyte", make_queue, megabyte, 1 },
};

static const struct way *find_way(const char *name)
{
    for (size_t i = 0; i < sizeof ways / sizeof ways[0]; i++) {
        if (strcmp(ways[i].name, name) == 0)
            return &ways[i];
    }
    bench_must(false, "no such way");
    return NULL;
}

int main(int argc, char **argv)
{
    struct caller caller = { 0 };
    struct pm_address address;
    const struct way *way;

    bench_must(argc == 5, "expected ADDRESS SERVER_PID SECONDS WAY");
    way = find_way(argv[4]);
    address = bench_address(argv[1]);
    way->make(&caller, &address);
    caller.channel = bench_channel(&address);
    printf("%.0f\n",
        way->calls * bench_rate(way->run, &caller, bench_seconds(argv[3]), bench_clock_of(argv[2])));
    pymgr_unref(caller.ident);
    pymgr_unref(caller.args);
    pm_connection_close(caller.channel);
    return 0;
}
