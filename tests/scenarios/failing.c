/* SPDX-License-Identifier: MIT
 *
 * What becomes of calls when the server, the network or this process fails. A script does the harm, and says
 * when.
 */
#include "scenarios/scenarios.h"

#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

enum {
    MOST_THREADS = 16,
    IN_BATCH = 200, /* calls */
};

static pymgr_proxy *connected(struct stage *on, const char *creation)
{
    must(on, stage_connect(on), "connect");
    return made(on, creation);
}

/* `connect`: nothing else. */
void play_connect(struct stage *on)
{
    say_done(on, "connect", stage_connect(on), NULL);
}

/* --- every sort of call, to a server that goes wrong in one of them
 * ------------------------------------------- */

static const struct step object_steps[] = {
    { "append(1)", "None" },
    { "#GETVALUE()", "[1]" },
    { "__iter__()", "<IteratorProxy object, typeid 'Iterator' at 0x>" },
    { "__getitem__(0)", "<ListProxy object, typeid 'list' at 0x>" },
    { NULL, NULL },
};

static void play_batch_of_three(struct stage *on, pymgr_proxy *list)
{
    static const char *const calls[] = { "batch 0", "batch 1", "batch 2" };
    pymgr_batch *batch = pymgr_batch_new(on->manager, &on->error);

    for (size_t i = 0; i < 3; i++)
        must(on, pymgr_batch_call(batch, list, &on->error, "add", "i", 1) >= 0, "a call");
    say_done(on, "batch", pymgr_batch_run(batch, &on->error) == 0, "done");
    for (size_t i = 0; i < 3; i++)
        say(on, calls[i], pymgr_batch_result(batch, i, &on->error), "None");
    pymgr_batch_free(batch);
}

static void play_with_list(struct stage *on, pymgr_proxy *list)
{
    pymgr_proxy *copy = pymgr_proxy_copy(list, &on->error);
    pymgr_value *exposed = pymgr_proxy_exposed(list, &on->error);

    take_steps(on, list, object_steps);
    say_number(on, "len", pymgr_shared_list_len(list, &on->error), "3");
    say_text(on, "str", pymgr_proxy_str(list, &on->error), "[1]");
    say_done(on, "copy", copy != NULL, "done");
    say_done(on, "exposed", exposed != NULL, "done");
    play_batch_of_three(on, list);
    say(on, "afterwards", pymgr_call(list, &on->error, "afterwards", NULL), "'well'");
    pymgr_unref(exposed);
    pymgr_proxy_unref(copy);
    pymgr_proxy_unref(list);
}

/* `probe` */
void play_probe(struct stage *on)
{
    bool is_connected = stage_connect(on);
    pymgr_proxy *proxy;

    say_done(on, "connect", is_connected, "done");
    if (!is_connected)
        return;
    proxy = pymgr_create(on->manager, &on->error, "list", NULL);
    say_done(on, "create", proxy != NULL, "done");
    if (proxy != NULL)
        play_with_list(on, proxy);
    say_number(on, "number_of_objects", pymgr_number_of_objects(on->manager, &on->error), "5");
    say_text(on, "debug_info", pymgr_debug_info(on->manager, &on->error), "information");
    proxy = pymgr_attach(on->manager, "Custom", "c0ffee", &on->error);
    say_done(on, "attach", proxy != NULL, "done");
    pymgr_proxy_unref(proxy);
    proxy = pymgr_get(on->manager, "named", &on->error);
    say_done(on, "get", proxy != NULL, "done");
    pymgr_proxy_unref(proxy);
}

/* --- threads that call until the server is gone
 * --------------------------------------------------------------- */

struct caller {
    struct stage *on;
    pymgr_proxy *list;
    bool (*call)(struct caller *caller); /* false: it failed */
    size_t answered;
    bool well; /* what was answered, was so in order, and everything else failed in the same way */
    struct pymgr_error error, again;
    pthread_t thread;
};

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t changed = PTHREAD_COND_INITIALIZER;
static size_t busy; /* callers that have had an answer */

static void is_answered(struct caller *caller)
{
    if (caller->answered++ > 0)
        return;
    pthread_mutex_lock(&lock);
    busy++;
    pthread_cond_signal(&changed);
    pthread_mutex_unlock(&lock);
}

static bool call_once(struct caller *caller)
{
    pymgr_value *value = pymgr_call(caller->list, &caller->error, "__len__", NULL);

    pymgr_unref(value);
    return value != NULL;
}

/* The answered ones are the first, and all others failed as the run did. */
static bool is_batch_well(struct caller *caller, pymgr_batch *batch)
{
    struct pymgr_error error = PYMGR_ERROR_INIT;
    bool well = true, failing = false;

    for (size_t i = 0; i < IN_BATCH; i++) {
        pymgr_value *value = pymgr_batch_result(batch, i, &error);

        failing = failing || value == NULL;
        well = well && (failing ? value == NULL && error.code == caller->error.code : pymgr_is_none(value));
        pymgr_unref(value);
    }
    pymgr_error_clear(&error);
    return well;
}

static bool run_batch(struct caller *caller)
{
    pymgr_batch *batch = pymgr_batch_new(caller->on->manager, &caller->error);
    bool done;

    for (size_t i = 0; i < IN_BATCH; i++)
        pymgr_batch_call(batch, caller->list, &caller->error, "append", "i", (int)i);
    done = pymgr_batch_run(batch, &caller->error) == 0;
    if (!done)
        caller->well = is_batch_well(caller, batch);
    pymgr_batch_free(batch);
    return done;
}

struct counts {
    size_t answered, failed;
    bool well;
    enum pymgr_code code;
};

static void count(void *closure, pymgr_value *result, const struct pymgr_error *error)
{
    struct counts *counts = closure;

    counts->well = counts->well && (counts->failed == 0 || (result == NULL && error->code == counts->code));
    counts->code = error->code;
    *(result == NULL ? &counts->failed : &counts->answered) += 1;
}

/* Asynchronous calls. The answered ones are the first, and all others failed in the same way. */
static bool run_async(struct caller *caller)
{
    pymgr_async *async = pymgr_async_new(caller->on->manager, &caller->error);
    struct counts counts = { .well = true };

    for (size_t i = 0; i < IN_BATCH; i++)
        pymgr_async_call(async, caller->list, count, &counts, &caller->error, "append", "i", (int)i);
    pymgr_async_wait(async, -1, &caller->error);
    caller->well = counts.well && counts.answered + counts.failed == IN_BATCH;
    caller->error.code = counts.code;
    pymgr_async_free(async);
    return counts.failed == 0;
}

static const struct {
    const char *name;
    bool (*call)(struct caller *caller);
} ways[] = { { "calls", call_once }, { "batches", run_batch }, { "async", run_async } };

static void *call_until_failure(void *argument)
{
    struct caller *caller = argument;

    while (caller->call(caller))
        is_answered(caller);
    pymgr_unref(pymgr_call(caller->list, &caller->again, "__len__", NULL));
    return NULL;
}

static void wait_until_busy(size_t count)
{
    pthread_mutex_lock(&lock);
    while (busy < count)
        pthread_cond_wait(&changed, &lock);
    pthread_mutex_unlock(&lock);
}

static void say_end(struct stage *on, struct caller *caller)
{
    pthread_join(caller->thread, NULL);
    say_error(on, "call", &caller->error, NULL);
    say_error(on, "again", &caller->again, NULL);
    say_true(on, "in order", caller->well);
    pymgr_error_clear(&caller->error);
    pymgr_error_clear(&caller->again);
}

/* `busy THREADS WAY`: says `busy` when every thread is. */
void play_busy(struct stage *on)
{
    size_t count = next_number(on), way = 0;
    const char *name = next_word(on);
    pymgr_proxy *list = connected(on, "list()");
    struct caller callers[MOST_THREADS];

    must(on, count <= MOST_THREADS, "so many threads");
    while (strcmp(ways[way].name, name) != 0)
        must(on, ++way < sizeof ways / sizeof ways[0], name);
    for (size_t i = 0; i < count; i++) {
        callers[i] = (struct caller){ .on = on, .list = list, .call = ways[way].call, .well = true };
        must(on, pthread_create(&callers[i].thread, NULL, call_until_failure, &callers[i]) == 0, "a thread");
    }
    wait_until_busy(count);
    tell("busy");
    for (size_t i = 0; i < count; i++)
        say_end(on, &callers[i]);
    pymgr_proxy_unref(list);
}

/* --- a call that waits in the server
 * -------------------------------------------------------------------------- */

struct waiter {
    pymgr_proxy *condition;
    int acquired, woken;
    struct pymgr_error error;
    pthread_t thread;
};

static void *wait_in_server(void *argument)
{
    struct waiter *waiter = argument;

    waiter->acquired = pymgr_condition_acquire(waiter->condition, -1, &waiter->error);
    pthread_mutex_lock(&lock);
    busy = 1;
    pthread_cond_signal(&changed);
    pthread_mutex_unlock(&lock);
    waiter->woken = pymgr_condition_wait(waiter->condition, -1, &waiter->error);
    return NULL;
}

/* Starts a thread, and returns when its call waits in the server: then the condition can be acquired. */
static void start_waiter(struct stage *on, struct waiter *waiter)
{
    *waiter = (struct waiter){ .condition = connected(on, "Condition()"), .error = PYMGR_ERROR_INIT };
    must(on, pthread_create(&waiter->thread, NULL, wait_in_server, waiter) == 0, "a thread");
    wait_until_busy(1);
    must(on, pymgr_condition_acquire(waiter->condition, -1, &on->error) == 1, "acquire");
    must(on, pymgr_condition_release(waiter->condition, &on->error) == 0, "release");
}

static void say_waiter(struct stage *on, struct waiter *waiter)
{
    pthread_join(waiter->thread, NULL);
    say_error(on, "wait", &waiter->error, NULL);
    pymgr_error_clear(&waiter->error);
}

/* `waiting`: says `waiting` when a call does; the script ends the server. */
void play_waiting(struct stage *on)
{
    struct waiter waiter;

    start_waiter(on, &waiter);
    tell("waiting");
    say_waiter(on, &waiter);
    pymgr_proxy_unref(waiter.condition);
}

/* `cancel`: ends such a call itself; everything goes on then. */
void play_cancel(struct stage *on)
{
    struct waiter waiter;

    start_waiter(on, &waiter);
    pymgr_cancel(on->manager);
    say_waiter(on, &waiter);
    say_number(on, "acquire", pymgr_condition_acquire(waiter.condition, -1, &on->error), "1");
    say_done(on, "notify", pymgr_condition_notify(waiter.condition, 1, &on->error) == 0, "done");
    pymgr_proxy_unref(waiter.condition);
}

struct outsider {
    struct stage *on;
    const char *what;
    pymgr_proxy *list;
    bool done;
    struct pymgr_error error;
    pthread_t thread;
};

static void *do_something(void *argument)
{
    struct outsider *outsider = argument;
    pymgr_value *value = NULL;
    pymgr_proxy *proxy = NULL;

    if (outsider->list != NULL)
        value = pymgr_call(outsider->list, &outsider->error, "append", "i", 1);
    else
        proxy = pymgr_create(outsider->on->manager, &outsider->error, "list", NULL);
    outsider->done = value != NULL || proxy != NULL;
    pymgr_unref(value);
    pymgr_proxy_unref(proxy);
    return NULL;
}

/* `cancel_early WHAT`: a thread creates an object, or makes its first call; at a word that is cancelled. */
void play_cancel_early(struct stage *on)
{
    struct outsider outsider = { .on = on, .what = next_word(on), .error = PYMGR_ERROR_INIT };

    must(on, stage_connect(on), "connect");
    if (strcmp(outsider.what, "call") == 0)
        outsider.list = made(on, "list()");
    must(on, pthread_create(&outsider.thread, NULL, do_something, &outsider) == 0, "a thread");
    wait_for_word();
    pymgr_cancel(on->manager);
    tell("told");
    pthread_join(outsider.thread, NULL);
    say_true(on, "not done", !outsider.done);
    say_error(on, outsider.what, &outsider.error, NULL);
    pymgr_error_clear(&outsider.error);
    pymgr_proxy_unref(outsider.list);
}

/* --- a server that stops for a while, or is started anew
 * ------------------------------------------------------ */

/* `stopped`: says `ready`; at a word each function must end in time; at the next one everything goes on. */
void play_stopped(struct stage *on)
{
    pymgr_proxy *list = connected(on, "list(['a', 'b'])"), *none;
    pymgr_manager *other;

    tell("ready");
    wait_for_word();
    say(on, "a call on a connection", pymgr_call(list, &on->error, "__getitem__", "i", 0), NULL);
    say(on, "a call on a new one", pymgr_call(list, &on->error, "__getitem__", "i", 0), NULL);
    say_done(on, "ping", pymgr_ping(on->manager, &on->error) == 0, NULL);
    other = pymgr_connect(&on->options, &on->error);
    say_done(on, "connect", other != NULL, NULL);
    none = pymgr_create(on->manager, &on->error, "list", NULL);
    say_done(on, "create", none != NULL, NULL);
    tell("late");
    wait_for_word();
    say(on, "no late answer", pymgr_call(list, &on->error, "__getitem__", "i", 1), "'b'");
    pymgr_proxy_unref(list);
}

/* `restarted`: says `ready`, and at a word uses what the new server shares by name, and what only the old one
 * knew. */
void play_restarted(struct stage *on)
{
    pymgr_proxy *list = connected(on, "list()"), *named = pymgr_get(on->manager, "shared", &on->error);

    must(on, named != NULL, "shared");
    say(on, "append() to the old one", pymgr_call(named, &on->error, "append", "s", "old"), "None");
    tell("ready");
    wait_for_word();
    say(on, "append() to the new one", pymgr_call(named, &on->error, "append", "s", "new"), "None");
    say(on, "what is there by name", pymgr_getvalue(named, &on->error), "['new']");
    say(on, "what is not", pymgr_getvalue(list, &on->error), NULL);
    say_number(on, "its references", references(on, named), "1");
    pymgr_proxy_unref(list);
    pymgr_proxy_unref(named);
}

/* --- this process
 * -------------------------------------------------------------------------------------------- */

/* `no_descriptors`: a process that may open no more files keeps the connections that it has. */
void play_no_descriptors(struct stage *on)
{
    pymgr_proxy *list = connected(on, "list([1])"), *none;
    struct rlimit before, low;

    say(on, "a call", pymgr_getvalue(list, &on->error), "[1]");
    must(on, getrlimit(RLIMIT_NOFILE, &before) == 0, "getrlimit");
    low = (struct rlimit){ 3, before.rlim_max };
    must(on, setrlimit(RLIMIT_NOFILE, &low) == 0, "setrlimit");
    say(on, "a call on the connection", pymgr_getvalue(list, &on->error), "[1]");
    none = pymgr_create(on->manager, &on->error, "list", NULL);
    say_done(on, "create", none != NULL, NULL);
    none = pymgr_proxy_copy(list, &on->error);
    say_done(on, "copy", none != NULL, NULL);
    on->manager = pymgr_close(on->manager);
    on->manager = pymgr_start(&on->options, NULL, &on->error);
    say_done(on, "start", on->manager != NULL, NULL);
    must(on, setrlimit(RLIMIT_NOFILE, &before) == 0, "setrlimit");
    pymgr_proxy_unref(list);
}

/* `limit`: with a max_reply that one answer exceeds. */
void play_limit(struct stage *on)
{
    static const char bytes[2000];
    pymgr_proxy *list = connected(on, "list()");

    say(on, "append(bytes)", pymgr_call(list, &on->error, "append", "y", bytes, sizeof bytes), "None");
    say(on, "getvalue", pymgr_getvalue(list, &on->error), NULL);
    say_number(on, "afterwards", pymgr_shared_list_len(list, &on->error), "1");
    pymgr_proxy_unref(list);
}

/* --- servers that are started
 * -------------------------------------------------------------------------------- */

/* A key with NULs in it, at an address of its own. */
static const char strange_key[] = "a\0b\0\0c";

/* `start PROGRAM TENTHS [SIGNAL]`: starts it, in so many tenths of a second, or 0 for the usual time; uses
 * it, perhaps sends it a signal, and closes it. */
void play_start(struct stage *on)
{
    struct pymgr_options options = { .authkey = strange_key, .authkey_size = sizeof strange_key };
    struct pymgr_start_options start = { .program = next_word(on), .shutdown_timeout = 0.2 };
    pymgr_proxy *list;

    start.start_timeout = (double)next_number(on) / 10;
    on->manager = pymgr_start(&options, &start, &on->error);
    say_done(on, "start", on->manager != NULL, NULL);
    if (on->manager == NULL)
        return;
    tell("pid %d", pymgr_server_pid(on->manager));
    list = pymgr_create(on->manager, &on->error, "list", "[i]", 1);
    say(on, "list([1])", list == NULL ? NULL : pymgr_getvalue(list, &on->error), "[1]");
    pymgr_proxy_unref(list);
    if (*on->words != NULL)
        must(on, kill(pymgr_server_pid(on->manager), (int)next_number(on)) == 0, "kill");
}
