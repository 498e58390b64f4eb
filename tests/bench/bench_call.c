/* SPDX-License-Identifier: MIT
 *
 * `bench_call ADDRESS SERVER_PID SECONDS WAY`: how many times a second a C program
 *
 *     get         gets the value of one of the manager's Values
 *     item        gets an item of a dict: a short text by its key, a text, too
 *     pipelined   the same, in batches of a thousand
 *     megabyte    puts a megabyte into a queue and gets it back
 */
#include "bench.h"

#include <pymgr/pymgr.h>
#include <stdio.h>
#include <stdlib.h>

enum { PIPELINED = 1000 };

struct caller {
    pymgr_manager *manager;
    pymgr_proxy *proxy;
    pymgr_batch *batch;
    pymgr_value *megabyte;
    struct pymgr_error error;
};

/* A result, which must be there. */
static pymgr_value *must_be(const struct caller *caller, pymgr_value *result)
{
    bench_must(result != NULL, caller->error.text);
    return result;
}

/* --- get --- */

static void make_value(struct caller *caller)
{
    caller->proxy = pymgr_shared_value_new(caller->manager, "i", pymgr_int(7), &caller->error);
}

static void get(void *context)
{
    struct caller *caller = context;

    pymgr_unref(must_be(caller, pymgr_shared_value_get(caller->proxy, &caller->error)));
}

/* --- item, pipelined --- */

static void make_dict(struct caller *caller)
{
    caller->proxy = pymgr_shared_dict_new(caller->manager, &caller->error);
    bench_must(caller->proxy != NULL && pymgr_shared_dict_set(caller->proxy, pymgr_str(BENCH_KEY),
                                            pymgr_str(BENCH_VALUE), &caller->error) == 0,
        caller->error.text);
    caller->batch = pymgr_batch_new(caller->manager, &caller->error);
    bench_must(caller->batch != NULL, caller->error.text);
}

static void check_item(pymgr_value *value)
{
    const char *text = pymgr_text(value, NULL);

    bench_must(text != NULL && strcmp(text, BENCH_VALUE) == 0, "not the item's value");
    pymgr_unref(value);
}

static void item(void *context)
{
    struct caller *caller = context;

    check_item(must_be(caller, pymgr_shared_dict_get(caller->proxy, pymgr_str(BENCH_KEY), &caller->error)));
}

static void pipelined(void *context)
{
    struct caller *caller = context;

    for (int i = 0; i < PIPELINED; i++)
        bench_must(pymgr_batch_call(
                       caller->batch, caller->proxy, &caller->error, "__getitem__", "s", BENCH_KEY) == i,
            caller->error.text);
    bench_must(pymgr_batch_run(caller->batch, &caller->error) == 0, caller->error.text);
    for (size_t i = 0; i < PIPELINED; i++)
        check_item(must_be(caller, pymgr_batch_result(caller->batch, i, &caller->error)));
    pymgr_batch_clear(caller->batch);
}

/* --- megabyte --- */

static void make_queue(struct caller *caller)
{
    char *bytes = calloc(1, BENCH_MEGABYTE);

    bench_must(bytes != NULL, "no memory");
    caller->megabyte = pymgr_bytes(bytes, BENCH_MEGABYTE);
    free(bytes);
    caller->proxy = pymgr_queue_new(caller->manager, 0, &caller->error);
}

static void megabyte(void *context)
{
    struct caller *caller = context;
    pymgr_value *value;

    bench_must(pymgr_queue_put(caller->proxy, pymgr_ref(caller->megabyte), -1, &caller->error) == 0,
        caller->error.text);
    value = must_be(caller, pymgr_queue_get(caller->proxy, -1, &caller->error));
    bench_must(pymgr_length(value) == BENCH_MEGABYTE, "not all came back");
    pymgr_unref(value);
}

static const struct way {
    const char *name;
    void (*make)(struct caller *caller);
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

static void connect_to(struct caller *caller, const char *address)
{
    const char *key = bench_key();
    struct pymgr_options options = { .address = address, .authkey = key, .authkey_size = strlen(key) };

    caller->manager = pymgr_connect(&options, &caller->error);
    bench_must(caller->manager != NULL, caller->error.text);
}

int main(int argc, char **argv)
{
    struct caller caller = { .error = PYMGR_ERROR_INIT };
    const struct way *way;
    double rate;

    bench_must(argc == 5, "expected ADDRESS SERVER_PID SECONDS WAY");
    way = find_way(argv[4]);
    connect_to(&caller, argv[1]);
    way->make(&caller);
    bench_must(caller.proxy != NULL, caller.error.text);
    rate = bench_rate(way->run, &caller, bench_seconds(argv[3]), bench_clock_of(argv[2]));
    printf("%.0f\n", way->calls * rate);
    pymgr_batch_free(caller.batch);
    pymgr_unref(caller.megabyte);
    pymgr_proxy_unref(caller.proxy);
    pymgr_close(caller.manager);
    return 0;
}
