/* SPDX-License-Identifier: MIT
 *
 * Threads that use the same shared objects as others do, in C and in Python, in an order that a seed decides.
 * Each does its part of every game and says what it got; whether that is right altogether the script checks.
 *
 * Who has still to give and to take never waits, since all the others might do the same; who has only one of
 * both left waits until it is its turn.
 */
#include "scenarios/scenarios.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    MOST_THREADS = 8,
    ITEMS = 40,     /* that each gives and takes by way of a queue, and of a list with a condition */
    CAPACITY = 3,   /* of that list */
    ADDITIONS = 15, /* of each to each counter */
    ROUNDS = 5,     /* at the barrier */
    LINES = 50,     /* of each in the log */
    FILLER = 3000,  /* bytes at most */
};

static const double soon = 0.002, ever = -1;

struct objects {
    pymgr_proxy *jobs, *buffer, *condition, *counters, *lock, *rlock, *gate, *log;
    pymgr_proxy *barrier; /* NULL: the server has none */
};

struct player {
    struct stage *on;
    const struct objects *objects;
    char name[24];
    unsigned seed;
    int given; /* so far */
    pymgr_value *by_queue, *by_buffer, *places;
    struct pymgr_error error;
    pthread_t thread;
};

static int at_random(struct player *player, int below)
{
    return rand_r(&player->seed) % below;
}

static void expect(struct player *player, bool right, const char *what)
{
    if (right)
        return;
    fprintf(stderr, "%s: %s: %s: %s\n", player->name, what, pymgr_code_name(player->error.code),
        player->error.text);
    exit(2);
}

/* "NAME:NUMBER", the next in order, with something behind it: new. */
static pymgr_value *next_item(struct player *player)
{
    char name[sizeof player->name + 12], filler[FILLER];

    snprintf(name, sizeof name, "%s:%d", player->name, player->given);
    memset(filler, 'x', sizeof filler);
    return pymgr_pack(&player->error, "[s s%]", name, filler, (size_t)at_random(player, FILLER));
}

/* Keeps the name of an item, which is taken. */
static void keep(struct player *player, pymgr_value *got, pymgr_value *item)
{
    expect(player, pymgr_list_append(got, pymgr_ref(pymgr_item(item, 0))) == 0, "an item");
    pymgr_unref(item);
}

/* Whether a call did what it should, or else raised that. */
static bool done(struct player *player, bool is_done, const char *unless)
{
    expect(player, is_done || pymgr_error_is(&player->error, unless), unless);
    return is_done;
}

/* --- the games ------------------------------------------------------------------------------------------ */

static void play_queue(struct player *player)
{
    pymgr_proxy *jobs = player->objects->jobs;
    int give = ITEMS, take = ITEMS;

    player->given = 0;
    while (give + take > 0) {
        bool both = give > 0 && take > 0;
        double timeout = both ? soon * at_random(player, 2) : ever;
        pymgr_value *item = NULL;

        if (give > 0 && (take == 0 || at_random(player, 2))) {
            if (!done(player, pymgr_queue_put(jobs, next_item(player), timeout, &player->error) == 0,
                    "queue.Full"))
                continue;
            give--;
            player->given++;
        } else if (done(player, (item = pymgr_queue_get(jobs, timeout, &player->error)) != NULL,
                       "queue.Empty")) {
            take--;
            keep(player, player->by_queue, item);
        }
    }
}

/* A bounded buffer that is made of a list and a condition. */
static void play_buffer(struct player *player)
{
    pymgr_proxy *buffer = player->objects->buffer, *condition = player->objects->condition;
    struct pymgr_error *e = &player->error;
    int give = ITEMS, take = ITEMS;

    player->given = 0;
    while (give + take > 0) {
        int64_t length;

        expect(player, pymgr_condition_acquire(condition, ever, e) == 1, "acquire");
        while (length = pymgr_shared_list_len(buffer, e),
            (take == 0 && length >= CAPACITY) || (give == 0 && length == 0))
            expect(player, pymgr_condition_wait(condition, ever, e) >= 0, "wait");
        if (give > 0 && length < CAPACITY && (take == 0 || length == 0 || at_random(player, 2))) {
            expect(player, pymgr_shared_list_append(buffer, next_item(player), e) == 0, "append");
            give--;
            player->given++;
        } else {
            keep(player, player->by_buffer, pymgr_shared_list_pop(buffer, 0, e));
            take--;
        }
        expect(player, pymgr_condition_notify_all(condition, e) == 0, "notify_all");
        expect(player, pymgr_condition_release(condition, e) == 0, "release");
    }
}

/* counters[name] += number; what it is then. */
static int64_t add(struct player *player, const char *name, int64_t number)
{
    pymgr_proxy *counters = player->objects->counters;
    pymgr_value *value =
        pymgr_shared_dict_get_default(counters, pymgr_str(name), pymgr_int(0), &player->error);
    int64_t now = 0;

    expect(player, pymgr_int_value(value, &now), name);
    pymgr_unref(value);
    now += number;
    expect(
        player, pymgr_shared_dict_set(counters, pymgr_str(name), pymgr_int(now), &player->error) == 0, name);
    return now;
}

/* The same under a lock, which is acquired some times. */
static int64_t add_alone(
    struct player *player, pymgr_proxy *lock, int times, const char *name, int64_t number)
{
    int64_t now;

    for (int i = 0; i < times; i++)
        expect(player, pymgr_lock_acquire(lock, ever, &player->error) == 1, "acquire");
    now = add(player, name, number);
    for (int i = 0; i < times; i++)
        expect(player, pymgr_lock_release(lock, &player->error) == 0, "release");
    return now;
}

static void play_counters(struct player *player)
{
    const struct objects *objects = player->objects;

    for (int i = 0; i < ADDITIONS; i++) {
        add_alone(player, objects->lock, 1, "lock", 1);
        add_alone(player, objects->rlock, 1 + at_random(player, 2), "rlock", 1);
    }
}

/* No more than two are behind the gate at once. */
static void play_gate(struct player *player)
{
    const struct objects *objects = player->objects;

    for (int i = 0; i < ADDITIONS; i++) {
        expect(player, pymgr_semaphore_acquire(objects->gate, ever, &player->error) == 1, "gate");
        expect(player, add_alone(player, objects->lock, 1, "inside", 1) <= 2, "too many are inside");
        add_alone(player, objects->lock, 1, "inside", -1);
        expect(player, pymgr_semaphore_release(objects->gate, 1, &player->error) == 0, "gate");
    }
}

/* Lines in batches of all sizes. */
static void play_log(struct player *player)
{
    pymgr_batch *batch = pymgr_batch_new(player->on->manager, &player->error);
    int line = 0;

    expect(player, batch != NULL, "a batch");
    while (line < LINES) {
        int last = line + 1 + at_random(player, LINES - line);

        pymgr_batch_clear(batch);
        for (; line < last; line++) {
            char text[sizeof player->name + 12];

            snprintf(text, sizeof text, "%s:%d", player->name, line);
            expect(player,
                pymgr_batch_call(batch, player->objects->log, &player->error, "append", "s", text) >= 0,
                "a line");
        }
        expect(player, pymgr_batch_run(batch, &player->error) == 0, "a batch");
    }
    pymgr_batch_free(batch);
}

static void play_barrier(struct player *player)
{
    for (int i = 0; player->objects->barrier != NULL && i < ROUNDS; i++) {
        int64_t place = pymgr_barrier_wait(player->objects->barrier, ever, &player->error);

        expect(player, place >= 0, "barrier");
        expect(player, pymgr_list_append(player->places, pymgr_int(place)) == 0, "a place");
    }
}

/* --- the players ---------------------------------------------------------------------------------------- */

static void *play_all(void *argument)
{
    static void (*const games[])(
        struct player *) = { play_barrier, play_queue, play_buffer, play_counters, play_gate, play_log };

    for (size_t i = 0; i < sizeof games / sizeof games[0]; i++)
        games[i](argument);
    return NULL;
}

static void begin(
    struct stage *on, const struct objects *objects, const char *name, size_t number, struct player *player)
{
    *player = (struct player){ .on = on,
        .objects = objects,
        .by_queue = pymgr_list(),
        .by_buffer = pymgr_list(),
        .places = pymgr_list(),
        .error = PYMGR_ERROR_INIT };
    snprintf(player->name, sizeof player->name, "%s%zu", name, number);
    for (const char *at = player->name; *at != '\0'; at++)
        player->seed = player->seed * 31 + (unsigned char)*at;
    must(on, pthread_create(&player->thread, NULL, play_all, player) == 0, "a thread");
}

/* The value is taken. */
static void tell_value(const char *what, pymgr_value *value)
{
    char *text = pymgr_repr(value);

    tell("%s%s", what, text == NULL ? "no repr" : text);
    free(text);
    pymgr_unref(value);
}

static void tell_list(const char *game, const char *name, pymgr_value *list)
{
    char what[64];

    snprintf(what, sizeof what, "%s %s ", game, name);
    tell_value(what, list);
}

static void end(struct player *player)
{
    pthread_join(player->thread, NULL);
    tell_list("queue", player->name, player->by_queue);
    tell_list("buffer", player->name, player->by_buffer);
    tell_list("barrier", player->name, player->places);
    pymgr_error_clear(&player->error);
}

static void find(struct stage *on, struct objects *objects, bool has_barrier)
{
    const struct {
        const char *name;
        pymgr_proxy **proxyp;
    } named[] = {
        { "jobs", &objects->jobs },
        { "buffer", &objects->buffer },
        { "condition", &objects->condition },
        { "counters", &objects->counters },
        { "lock", &objects->lock },
        { "rlock", &objects->rlock },
        { "gate", &objects->gate },
        { "log", &objects->log },
        { "barrier", &objects->barrier },
    };

    objects->barrier = NULL;
    for (size_t i = 0; i < sizeof named / sizeof named[0] - !has_barrier; i++) {
        *named[i].proxyp = pymgr_get(on->manager, named[i].name, &on->error);
        must(on, *named[i].proxyp != NULL, named[i].name);
    }
}

static void forget(struct objects *objects)
{
    pymgr_proxy *all[] = { objects->jobs, objects->buffer, objects->condition, objects->counters,
        objects->lock, objects->rlock, objects->gate, objects->log, objects->barrier };

    for (size_t i = 0; i < sizeof all / sizeof all[0]; i++)
        pymgr_proxy_unref(all[i]);
}

/* `mix NAME THREADS BARRIERS`: the names of its threads are the seeds. */
void play_mix(struct stage *on)
{
    const char *name = next_word(on);
    size_t threads = next_number(on);
    bool has_barrier = next_number(on) > 0;
    struct player players[MOST_THREADS];
    struct objects objects;

    must(on, threads <= MOST_THREADS && stage_connect(on), "connect");
    find(on, &objects, has_barrier);
    for (size_t i = 0; i < threads; i++)
        begin(on, &objects, name, i, &players[i]);
    for (size_t i = 0; i < threads; i++)
        end(&players[i]);
    forget(&objects);
}

/* `mixed`: what they have left. */
void play_mixed(struct stage *on)
{
    struct objects objects;
    pymgr_value *values[4];

    must(on, stage_connect(on), "connect");
    find(on, &objects, false);
    values[0] = pymgr_int(pymgr_queue_qsize(objects.jobs, &on->error));
    values[1] = pymgr_getvalue(objects.buffer, &on->error);
    values[2] = pymgr_getvalue(objects.counters, &on->error);
    values[3] = pymgr_getvalue(objects.log, &on->error);
    for (size_t i = 0; i < sizeof values / sizeof values[0]; i++)
        tell_value("", values[i]);
    forget(&objects);
}
