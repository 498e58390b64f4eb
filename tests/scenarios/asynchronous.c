/* SPDX-License-Identifier: MIT
 *
 * Calls that are submitted and answered through callbacks.
 */
#include "scenarios/scenarios.h"

#include <poll.h>
#include <string.h>

enum {
    CALLS = 10000,
    RAISING = 100, /* each so many calls there is one that raises */
    LARGE = 300,   /* calls of so many bytes each, which together are far more than all buffers hold */
    LARGE_SIZE = 60000,
    PATIENCE = 60, /* seconds */
};

/* With xmlrpclib, which is slow, a tenth of the calls is made. */
static const struct step by_xml[] = {
    { "answers", "1000" },
    { "results", "990" },
    { "exceptions", "10" },
    { "the list's length", "990" },
    { "large ones put", "30" },
    { "large ones got", "30" },
    { NULL, NULL },
};

/* What came of one call, or of many. */
struct outcome {
    int called, right, raised;
    pymgr_value *last;
    struct pymgr_error error; /* of the last one that failed: its code and text */
};

static void keep(void *closure, pymgr_value *result, const struct pymgr_error *error)
{
    struct outcome *outcome = closure;

    outcome->called++;
    if (result == NULL) {
        outcome->error.code = error->code;
        memcpy(outcome->error.text, error->text, sizeof error->text);
        outcome->raised += strstr(error->text, "pop index out of range") != NULL;
        return;
    }
    outcome->right++;
    pymgr_unref(outcome->last);
    outcome->last = pymgr_ref(result);
}

static pymgr_async *new_async(struct stage *on)
{
    pymgr_async *async = pymgr_async_new(on->manager, &on->error);

    must(on, async != NULL, "a pymgr_async");
    return async;
}

static int64_t submitted(struct stage *on, int64_t number)
{
    must(on, number > 0, "a call to submit");
    return number;
}

/* A call without arguments that has so many seconds; 0: as the manager has it. */
static int64_t submit(struct stage *on, pymgr_async *async, pymgr_proxy *proxy, const char *method,
    double seconds, struct outcome *outcome)
{
    struct pymgr_async_call call = {
        .proxy = proxy, .method = method, .seconds = seconds, .done = keep, .closure = outcome
    };

    return submitted(on, pymgr_async_submit(async, &call, &on->error));
}

/* Until no call is pending: a loop that does nothing else. */
static void loop(struct stage *on, pymgr_async *async)
{
    struct pollfd watched = { .fd = pymgr_async_fd(async), .events = POLLIN };
    int pending;

    while ((pending = pymgr_async_step(async, &on->error)) > 0)
        must(on, poll(&watched, 1, PATIENCE * 1000) == 1, "something to do");
    must(on, pending == 0, "a step");
}

static void say_last(struct stage *on, const char *call, struct outcome *outcome, const char *expected)
{
    if (outcome->last != NULL)
        say(on, call, outcome->last, expected);
    else
        say_error(on, call, &outcome->error, expected);
    *outcome = (struct outcome){ .called = 0 };
}

/* Many calls at once. */
static void play_many(struct stage *on, pymgr_async *async, pymgr_proxy *list)
{
    struct outcome many = { .called = 0 }, length = many;

    for (int i = 0; i < (on->xml ? CALLS / 10 : CALLS); i++) {
        if (i % RAISING == RAISING - 1)
            submitted(on, pymgr_async_call(async, list, keep, &many, &on->error, "pop", "i", 10 * CALLS));
        else
            submitted(on, pymgr_async_call(async, list, keep, &many, &on->error, "append", "i", i));
    }
    submit(on, async, list, "__len__", 0, &length);
    loop(on, async);
    say_number(on, "answers", many.called, "10000");
    say_number(on, "results", many.right, "9900");
    say_number(on, "exceptions", many.raised, "100");
    pymgr_unref(many.last);
    say_last(on, "the list's length", &length, "9900");
}

/* Neither side can wait for the other to read. */
static void play_large_ones(struct stage *on, pymgr_async *async, pymgr_proxy *queue)
{
    static char text[LARGE_SIZE];
    struct outcome put = { .called = 0 }, got = put;

    memset(text, 'x', sizeof text);
    for (int i = 0; i < (on->xml ? LARGE / 10 : LARGE); i++) {
        submitted(on, pymgr_async_call(async, queue, keep, &put, &on->error, "put", "s%", text, sizeof text));
        submit(on, async, queue, "get", 0, &got);
    }
    loop(on, async);
    say_number(on, "large ones put", put.right, "300");
    say_number(on, "large ones got", got.right, "300");
    say_number(on, "the size of the last", (int64_t)pymgr_length(got.last), "60000");
    pymgr_unref(put.last);
    pymgr_unref(got.last);
}

/* Calls that are given up: after each the connection is another one, and the name is found again. */
static void play_given_up(struct stage *on, pymgr_async *async, pymgr_proxy *queue, pymgr_proxy *named)
{
    struct outcome first = { .called = 0 }, second = first;
    int64_t number;

    submit(on, async, queue, "get", 0.1, &first);
    submit(on, async, queue, "qsize", 0, &second);
    loop(on, async);
    say_last(on, "get(), which takes too long", &first, "timed out: timed out");
    say_last(on, "qsize() behind it", &second, "lost: connection lost: another call was given up");
    submit(on, async, named, "__len__", 0, &first);
    loop(on, async);
    say_last(on, "len(shared)", &first, "0");
    number = submit(on, async, queue, "get", 0, &first);
    must(on, pymgr_async_wait(async, 0.1, &on->error) == 1, "a call that waits");
    must(on, pymgr_async_cancel(async, number) == 0, "cancelling");
    loop(on, async);
    say_last(on, "get(), which is cancelled", &first, "cancelled: cancelled");
    submit(on, async, named, "__len__", 0, &first);
    loop(on, async);
    say_last(on, "len(shared) once more", &first, "0");
}

void play_asynchronous(struct stage *on)
{
    pymgr_proxy *list = made(on, "list()"), *queue = made(on, "Queue()"), *abandoned = made(on, "Queue()"),
                *named = pymgr_get(on->manager, "shared", &on->error);
    pymgr_async *async = new_async(on);

    must(on, named != NULL, "shared");
    on->by_xml = by_xml;
    play_many(on, async, list);
    play_large_ones(on, async, queue);
    play_given_up(on, async, abandoned, named);
    pymgr_async_free(async);
    say_number(on, "references to shared", references(on, named), "1");
    pymgr_proxy_unref(list);
    pymgr_proxy_unref(queue);
    pymgr_proxy_unref(abandoned);
    pymgr_proxy_unref(named);
}
