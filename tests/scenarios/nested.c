/* SPDX-License-Identifier: MIT
 *
 * Proxies as arguments, in containers and out of them again; and those that methods return.
 */
#include "scenarios/scenarios.h"

/* The proxy that a result is, which is said: new; NULL: it is none, or its object is gone. The result is
 * taken. */
static pymgr_proxy *taken_out(struct stage *on, const char *call, pymgr_value *result, const char *expected)
{
    pymgr_proxy *proxy = result == NULL ? NULL : pymgr_value_proxy(on->manager, result, &on->error);

    pymgr_unref(result);
    say_text(on, call, proxy == NULL ? NULL : pymgr_proxy_repr(proxy), expected);
    return proxy;
}

#define A_LIST "<ListProxy object, typeid 'list' at 0x>"

static void say_stored(
    struct stage *on, const char *call, pymgr_proxy *container, const char *method, pymgr_proxy *proxy)
{
    say(on, call, pymgr_call(container, &on->error, method, "o", pymgr_proxy_value(proxy)), "None");
}

/* Appends to what was taken out, if it was. */
static void use(struct stage *on, pymgr_proxy *proxy, const char *expected)
{
    if (proxy == NULL)
        return;
    say(on, "append() to what was taken out", pymgr_call(proxy, &on->error, "append", "i", 2), "None");
    say(on, "its value", pymgr_getvalue(proxy, &on->error), expected);
    pymgr_proxy_unref(proxy);
}

/* One in a list, in a dict and in a queue, and used after all these have gone. */
static void play_containers(struct stage *on)
{
    pymgr_proxy *inner = made(on, "list([1])"), *list = made(on, "list()"), *dict = made(on, "dict()"),
                *queue = made(on, "Queue()"), *found[3];
    pymgr_value *pair;

    say_stored(on, "list.append(proxy)", list, "append", inner);
    say_stored(on, "queue.put(proxy)", queue, "put", inner);
    say(on, "dict['x'] = [proxy]",
        pymgr_call(dict, &on->error, "__setitem__", "s [o]", "x", pymgr_proxy_value(inner)), "None");
    pymgr_proxy_unref(inner);
    say_text(on, "str(list)", pymgr_proxy_str(list, &on->error), "[" A_LIST "]");
    pair = pymgr_call(dict, &on->error, "pop", "s", "x");
    found[0] = taken_out(on, "list.pop()", pymgr_call(list, &on->error, "pop", NULL), A_LIST);
    found[1] = taken_out(on, "queue.get()", pymgr_call(queue, &on->error, "get_nowait", NULL), A_LIST);
    found[2] = taken_out(on, "dict.pop('x')[0]", pymgr_ref(pymgr_item(pair, 0)), A_LIST);
    pymgr_unref(pair);
    pymgr_proxy_unref(list);
    pymgr_proxy_unref(dict);
    pymgr_proxy_unref(queue);
    use(on, found[0], "[1, 2]");
    use(on, found[1], "[1, 2, 2]");
    use(on, found[2], "[1, 2, 2, 2]");
}

/* The server uses them itself. */
static void play_arguments(struct stage *on)
{
    pymgr_proxy *list = made(on, "list([1])"), *other = made(on, "list([2, 3])"),
                *dict = made(on, "dict(**{'a': 1})"), *copy;

    say_stored(on, "list.extend(proxy)", list, "extend", other);
    say(on, "list after that", pymgr_getvalue(list, &on->error), "[1, 2, 3]");
    copy = pymgr_create(on->manager, &on->error, "list", "o", pymgr_proxy_value(list));
    say(on, "list(proxy)", copy == NULL ? NULL : pymgr_getvalue(copy, &on->error), "[1, 2, 3]");
    pymgr_proxy_unref(copy);
    copy = pymgr_create(on->manager, &on->error, "dict", "o", pymgr_proxy_value(dict));
    say(on, "dict(proxy)", copy == NULL ? NULL : pymgr_getvalue(copy, &on->error), "{'a': 1}");
    pymgr_proxy_unref(copy);
    pymgr_proxy_unref(list);
    pymgr_proxy_unref(other);
    pymgr_proxy_unref(dict);
}

static void play_shared_lock(struct stage *on)
{
    pymgr_proxy *lock = made(on, "Lock()");
    pymgr_proxy *condition = pymgr_create(on->manager, &on->error, "Condition", "o", pymgr_proxy_value(lock));

    say_done(on, "Condition(lock)", condition != NULL, "done");
    if (condition != NULL) {
        say(on, "condition.acquire()", pymgr_call(condition, &on->error, "acquire", NULL), "True");
        say(on, "lock.acquire(False)", pymgr_call(lock, &on->error, "acquire", "b", 0), "False");
        say(on, "lock.release()", pymgr_call(lock, &on->error, "release", NULL), "None");
    }
    pymgr_proxy_unref(condition);
    pymgr_proxy_unref(lock);
}

static void play_end(struct stage *on)
{
    say_number(on, "objects that are left", pymgr_number_of_objects(on->manager, &on->error), "0");
}

void play_nested(struct stage *on)
{
    play_containers(on);
    play_arguments(on);
    play_shared_lock(on);
    play_end(on);
}

/* --- what methods create -------------------------------------------------------------------------------- */

static const struct step iterator_steps[] = {
    { "__next__()", "'a'" },
    { "__next__()", "'b'" },
    { "__next__()", "raised: StopIteration" },
    { NULL, NULL },
};

void play_iterator(struct stage *on)
{
    pymgr_proxy *dict = made(on, "dict([['a', 1], ['b', 2]])");
    pymgr_proxy *iterator = taken_out(on, "dict.__iter__()", pymgr_call(dict, &on->error, "__iter__", NULL),
        "<IteratorProxy object, typeid 'Iterator' at 0x>");

    pymgr_proxy_unref(dict);
    if (iterator != NULL)
        take_steps(on, iterator, iterator_steps);
    pymgr_proxy_unref(iterator);
    play_end(on);
}

static const struct step result_steps[] = {
    { "get(30)", "5" },
    { "ready()", "True" },
    { "successful()", "True" },
    { NULL, NULL },
};

static const struct step imap_steps[] = {
    { "__next__()", "1" },
    { "__next__()", "2" },
    { "__next__()", "raised: StopIteration" },
    { NULL, NULL },
};

/* XML-RPC carries no functions. */
#define NO_FUNCTION "unserializable: cannot marshal <class 'builtin_function_or_method'> objects"
static const struct step pool_by_xml[] = {
    { "apply(abs, (-3,))", NO_FUNCTION },
    { "map(abs, [-1, 2])", NO_FUNCTION },
    { "apply(truediv, (1, 0))", "unserializable: cannot marshal <class 'type'> objects" },
    { "apply_async(abs, (-5,))", NO_FUNCTION },
    { "imap(abs, [-1, 2])", NO_FUNCTION },
    { NULL, NULL },
};

static pymgr_value *absolute(void)
{
    return pymgr_global("builtins", "abs");
}

static void play_made(struct stage *on, const char *call, pymgr_value *made, const struct step *steps)
{
    pymgr_proxy *proxy = taken_out(on, call, made, NULL);

    if (proxy != NULL)
        take_steps(on, proxy, steps);
    pymgr_proxy_unref(proxy);
}

void play_pool(struct stage *on)
{
    pymgr_proxy *pool = made(on, "Pool(1)");

    on->by_xml = pool_by_xml;
    say(on, "apply(abs, (-3,))", pymgr_call(pool, &on->error, "apply", "o (i)", absolute(), -3), "3");
    say(on, "map(abs, [-1, 2])", pymgr_call(pool, &on->error, "map", "o [i i]", absolute(), -1, 2), "[1, 2]");
    say(on, "apply(truediv, (1, 0))",
        pymgr_call(pool, &on->error, "apply", "o (i i)", pymgr_global("operator", "truediv"), 1, 0),
        "raised: ZeroDivisionError: division by zero");
    play_made(on, "apply_async(abs, (-5,))",
        pymgr_call(pool, &on->error, "apply_async", "o (i)", absolute(), -5), result_steps);
    play_made(on, "imap(abs, [-1, 2])", pymgr_call(pool, &on->error, "imap", "o [i i]", absolute(), -1, 2),
        imap_steps);
    say(on, "terminate()", pymgr_call(pool, &on->error, "terminate", NULL), "None");
    pymgr_proxy_unref(pool);
    play_end(on);
}
