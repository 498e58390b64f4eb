/* SPDX-License-Identifier: MIT
 *
 * Threads, each of which is a client of its own to the server, and children of this process.
 */
#include "scenarios/scenarios.h"

#include <pthread.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

enum { THREADS = 4, CALLS = 50 };

/* A call in a thread of its own, which ends after it. */
struct other {
    struct stage *on;
    pymgr_proxy *proxy;
    const char *method;
    pymgr_value *result;
    struct pymgr_error error;
};

static void *call_once(void *argument)
{
    struct other *other = argument;

    other->result = pymgr_call(other->proxy, &other->error, other->method, NULL);
    return NULL;
}

static pthread_t start(struct stage *on, void *(*run)(void *), void *argument)
{
    pthread_t thread;

    must(on, pthread_create(&thread, NULL, run, argument) == 0, "a thread");
    return thread;
}

static void say_elsewhere(
    struct stage *on, const char *call, pymgr_proxy *proxy, const char *method, const char *expected)
{
    struct other other = { on, proxy, method, NULL, PYMGR_ERROR_INIT };

    pthread_join(start(on, call_once, &other), NULL);
    if (other.result != NULL)
        say(on, call, other.result, expected);
    else
        say_error(on, call, &other.error, expected);
    pymgr_error_clear(&other.error);
}

/* What a thread has locked only it can release. */
static void play_owner(struct stage *on)
{
    pymgr_proxy *lock = made(on, "RLock()");

    say(on, "acquire()", pymgr_call(lock, &on->error, "acquire", NULL), "True");
    say(on, "acquire() again", pymgr_call(lock, &on->error, "acquire", NULL), "True");
    say_elsewhere(on, "release() by another thread", lock, "release",
        "raised: RuntimeError: cannot release un-acquired lock");
    say(on, "release()", pymgr_call(lock, &on->error, "release", NULL), "None");
    say(on, "release() again", pymgr_call(lock, &on->error, "release", NULL), "None");
    say_elsewhere(on, "acquire() by another thread", lock, "acquire", "True");
    pymgr_proxy_unref(lock);
}

struct pair {
    struct stage *on;
    pymgr_proxy *condition, *list;
    bool done;
};

/* Comes in when the other thread waits, and wakes it. */
static void *notify(void *argument)
{
    struct pair *pair = argument;
    struct pymgr_error error = PYMGR_ERROR_INIT;
    pymgr_value *results[] = {
        pymgr_call(pair->condition, &error, "acquire", NULL),
        pymgr_call(pair->list, &error, "append", "s", "notified"),
        pymgr_call(pair->condition, &error, "notify", NULL),
        pymgr_call(pair->condition, &error, "release", NULL),
    };

    pair->done = true;
    for (size_t i = 0; i < sizeof results / sizeof results[0]; i++) {
        pair->done = pair->done && results[i] != NULL;
        pymgr_unref(results[i]);
    }
    pymgr_error_clear(&error);
    return NULL;
}

static void play_condition(struct stage *on)
{
    struct pair pair = { on, made(on, "Condition()"), made(on, "list()"), false };
    pthread_t thread;

    say(on, "condition.acquire()", pymgr_call(pair.condition, &on->error, "acquire", NULL), "True");
    thread = start(on, notify, &pair);
    say(on, "condition.wait()", pymgr_call(pair.condition, &on->error, "wait", NULL), "True");
    say(on, "what the other has done", pymgr_getvalue(pair.list, &on->error), "['notified']");
    say(on, "condition.release()", pymgr_call(pair.condition, &on->error, "release", NULL), "None");
    pthread_join(thread, NULL);
    say_true(on, "the other's calls", pair.done);
    pymgr_proxy_unref(pair.condition);
    pymgr_proxy_unref(pair.list);
}

static void *append_many(void *argument)
{
    struct pair *pair = argument;
    struct pymgr_error error = PYMGR_ERROR_INIT;

    pair->done = true;
    for (int i = 0; i < CALLS; i++) {
        pymgr_value *done = pymgr_call(pair->list, &error, "append", "i", i);

        pair->done = pair->done && done != NULL;
        pymgr_unref(done);
    }
    pymgr_error_clear(&error);
    return NULL;
}

static void play_crowd(struct stage *on)
{
    pymgr_proxy *list = made(on, "list()");
    struct pair pairs[THREADS];
    pthread_t threads[THREADS];

    for (size_t i = 0; i < THREADS; i++) {
        pairs[i] = (struct pair){ on, NULL, list, false };
        threads[i] = start(on, append_many, &pairs[i]);
    }
    for (size_t i = 0; i < THREADS; i++) {
        pthread_join(threads[i], NULL);
        say_true(on, "all calls of a thread", pairs[i].done);
    }
    say_number(on, "the list's length", number(on, list, "__len__", NULL), "200");
    say_number(on, "references", references(on, list), "1");
    pymgr_proxy_unref(list);
}

void play_threads(struct stage *on)
{
    size_t descriptors;

    play_owner(on);
    descriptors = open_descriptors();
    play_condition(on);
    play_crowd(on);
    say_true(on, "connections end with their threads", open_descriptors() == descriptors);
}

/* --- children ------------------------------------------------------------------------------------------- */

/* Runs a function in a child, which lets go of all that it has and leaves by exit or _exit. */
static void in_child(struct stage *on, void (*play)(struct stage *, pymgr_proxy *), pymgr_proxy *proxy,
    void (*leave)(int status))
{
    pid_t child = fork();
    int status;

    must(on, child >= 0, "a child");
    if (child == 0) {
        on->differing = 0;
        play(on, proxy);
        pymgr_proxy_unref(proxy);
        stage_close(on);
        leave(on->differing > 0);
    }
    must(on, waitpid(child, &status, 0) == child, "the child's end");
    say_true(on, "the child ended well", status == 0);
}

static void use_in_child(struct stage *on, pymgr_proxy *list)
{
    say(on, "append() in the child", pymgr_call(list, &on->error, "append", "s", "child"), "None");
    say_number(on, "references with a child", references(on, list), "2");
}

static void count_in_child(struct stage *on, pymgr_proxy *list)
{
    say_done(on, "after_fork", pymgr_after_fork(on->manager, &on->error) == 0, "done");
    say_number(on, "references after after_fork", references(on, list), "2");
}

static void do_nothing(struct stage *on, pymgr_proxy *list)
{
    (void)on;
    (void)list;
}

struct bystander {
    struct pair pair;
    pthread_barrier_t called, end;
};

/* Has a connection of its own all the time. */
static void *stand_by(void *argument)
{
    struct bystander *bystander = argument;

    append_many(&bystander->pair);
    pthread_barrier_wait(&bystander->called);
    pthread_barrier_wait(&bystander->end);
    append_many(&bystander->pair);
    return NULL;
}

/* A child of a process with several threads has one, and uses nothing of what the others had. Their memory,
 * OpenSSL's among it, nobody can release, of which _exit does not complain. */
static void play_fork_of_threads(struct stage *on)
{
    struct bystander bystander = { .pair = { on, NULL, made(on, "list()"), false } };
    pthread_t thread;

    pthread_barrier_init(&bystander.called, NULL, 2);
    pthread_barrier_init(&bystander.end, NULL, 2);
    thread = start(on, stand_by, &bystander);
    pthread_barrier_wait(&bystander.called);
    in_child(on, use_in_child, bystander.pair.list, _exit);
    pthread_barrier_wait(&bystander.end);
    pthread_join(thread, NULL);
    say_true(on, "all calls of the parent's other thread", bystander.pair.done);
    say_number(on, "all items", pymgr_shared_list_len(bystander.pair.list, &on->error), "101");
    pymgr_proxy_unref(bystander.pair.list);
    pthread_barrier_destroy(&bystander.called);
    pthread_barrier_destroy(&bystander.end);
}

void play_forks(struct stage *on)
{
    pymgr_proxy *list = made(on, "list()");

    say(on, "append()", pymgr_call(list, &on->error, "append", "s", "parent"), "None");
    in_child(on, use_in_child, list, exit);
    say_number(on, "references after the child", references(on, list), "1");
    in_child(on, count_in_child, list, exit);
    in_child(on, do_nothing, list, exit);
    say_number(on, "references after all children", references(on, list), "1");
    say(on, "the list", pymgr_getvalue(list, &on->error), "['parent', 'child']");
    pymgr_proxy_unref(list);
    play_fork_of_threads(on);
    say_number(on, "objects in the end", pymgr_number_of_objects(on->manager, &on->error), "0");
}
