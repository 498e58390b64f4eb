/* SPDX-License-Identifier: MIT
 *
 * Proxies that a C program leaves in a shared dict for a Python program, and the other way round.
 */
#include "scenarios/scenarios.h"

#include <stdio.h>
#include <string.h>

enum { NAME_SIZE = 40 };

/* What is left by `store`, and what becomes of each when the Python program has used it. */
static const struct {
    const char *creation;
    struct step step; /* afterwards */
} left[] = {
    { "list(['C'])", { "#GETVALUE()", "['C', 'Python']" } },
    { "dict(**{'C': 1})", { "pop('Python')", "1" } },
    { "Queue()", { "get()", "'Python'" } },
    { "JoinableQueue()", { "qsize()", "0" } },
    { "Lock()", { "acquire(False)", "True" } },
    { "RLock()", { "acquire(False)", "True" } },
    { "Semaphore()", { "acquire(False)", "False" } },
    { "BoundedSemaphore()", { "acquire(False)", "False" } },
    { "Condition()", { "acquire(False)", "True" } },
    { "Event()", { "is_set()", "True" } },
    { "Barrier(1)", { "__getattribute__('broken')", "True" } },
    { "Value('i', 1)", { "get()", "'Python'" } },
    { "Array('i', [1, 2])", { "__getitem__(0)", "7" } },
    { "Namespace(**{'x': 1})", { "__getattribute__('y')", "'Python'" } },
    { "Pool(1)", { "close()", "None" } },
};

/* The typeid of a creation. */
static const char *type_of(const char *creation, char name[NAME_SIZE])
{
    snprintf(name, NAME_SIZE, "%.*s", (int)strcspn(creation, "("), creation);
    return name;
}

/* Whether a type is among the scenario's remaining arguments: those that the server cannot have in a dict. */
static bool is_left_out(const struct stage *on, const char *type)
{
    for (char **word = on->words; *word != NULL; word++) {
        if (strcmp(*word, type) == 0)
            return true;
    }
    return false;
}

/* `store [TYPE...]`: leaves one of each other type in the shared dict, which alone holds them then. */
void play_store(struct stage *on)
{
    pymgr_proxy *table;
    char name[NAME_SIZE];

    must(on, stage_connect(on), "connect");
    table = pymgr_get(on->manager, "table", &on->error);
    must(on, table != NULL, "table");
    for (size_t i = 0; i < sizeof left / sizeof left[0]; i++) {
        pymgr_proxy *proxy;

        if (is_left_out(on, type_of(left[i].creation, name)))
            continue;
        proxy = made(on, left[i].creation);
        say_done(on, left[i].creation,
            pymgr_shared_dict_set(table, pymgr_str(name), pymgr_proxy_value(proxy), &on->error) == 0, "done");
        pymgr_proxy_unref(proxy);
    }
    pymgr_proxy_unref(table);
}

static pymgr_proxy *fetched(struct stage *on, pymgr_proxy *table, const char *name)
{
    pymgr_value *value = pymgr_shared_dict_get(table, pymgr_str(name), &on->error);
    pymgr_proxy *proxy = value == NULL ? NULL : pymgr_value_proxy(on->manager, value, &on->error);

    must(on, proxy != NULL, name);
    pymgr_unref(value);
    return proxy;
}

/* `fetch PREFIX`: uses what is there under the names with that prefix, in which the types' names are the
 * rest. */
void play_fetch(struct stage *on)
{
    const char *prefix = next_word(on);
    pymgr_proxy *table;

    must(on, stage_connect(on), "connect");
    table = pymgr_get(on->manager, "table", &on->error);
    must(on, table != NULL, "table");
    for (size_t i = 0; i < sizeof left / sizeof left[0]; i++) {
        struct step steps[] = { left[i].step, { NULL, NULL } };
        char type[NAME_SIZE], name[2 * NAME_SIZE];
        pymgr_proxy *proxy;

        if (is_left_out(on, type_of(left[i].creation, type)))
            continue;
        snprintf(name, sizeof name, "%s%s", prefix, type);
        proxy = fetched(on, table, name);
        take_steps(on, proxy, steps);
        pymgr_proxy_unref(proxy);
    }
    pymgr_proxy_unref(table);
}
