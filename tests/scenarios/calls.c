/* SPDX-License-Identifier: MIT
 *
 * Every sort of call on an object of every type, in the words of CPython 3.12.
 */
#include "scenarios/scenarios.h"

/* XML-RPC has lists, and nothing else of the sort. */
static const struct step by_xml[] = {
    { "dict.items()", "[['a', 5], ['b', 4]]" },
    { "dict.popitem()", "['a', 5]" },
    { "Array.#GETVALUE()", "[1.0, 0.5, 3.0]" },
    { "set.union([4])", "[2, 3, 4]" },
    { NULL, NULL },
};

/* --- containers ----------------------------------------------------------------------------------------- */

static const struct step list_steps[] = {
    { "append(2.5)", "None" },
    { "append(u'zw\\u00f6lf')", "None" },
    { "__len__()", "4" },
    { "__getitem__(-1)", "'zw\u00f6lf'" },
    { "pop()", "'zw\u00f6lf'" },
    { "pop(7)", "raised: IndexError: pop index out of range" },
    { "insert(0, None)", "None" },
    { "extend([3, 4])", "None" },
    { "__getitem__(slice(1, None, 2))", "[1, 2.5, 4]" },
    { "count(3)", "1" },
    { "index(3)", "4" },
    { "index(99)", "raised: ValueError: 99 is not in list" },
    { "remove('two')", "None" },
    { "__contains__(4)", "True" },
    { "__setitem__(0, -1)", "None" },
    { "__delitem__(-1)", "None" },
    { "__add__([9])", "[-1, 1, 2.5, 3, 9]" },
    { "__mul__(2)", "[-1, 1, 2.5, 3, -1, 1, 2.5, 3]" },
    { "sort(**{'reverse': True})", "None" },
    { "reverse()", "None" },
    { "#GETVALUE()", "[-1, 1, 2.5, 3]" },
    { "__str__()", "'[-1, 1, 2.5, 3]'" },
    { "__iter__()", "remote error: KeyError: '__iter__'" },
    { "no_such_method()", "remote error: KeyError: 'no_such_method'" },
    { NULL, NULL },
};

static const struct step dict_steps[] = {
    { "__setitem__('b', 2)", "None" },
    { "__getitem__('b')", "2" },
    { "__getitem__('z')", "raised: KeyError: 'z'" },
    { "get('z')", "None" },
    { "get('z', 0)", "0" },
    { "setdefault('b', [1])", "2" },
    { "update({'b': 4})", "None" },
    { "update(**{'a': 5})", "None" },
    { "__len__()", "2" },
    { "__contains__('b')", "True" },
    { "keys()", "['a', 'b']" },
    { "values()", "[5, 4]" },
    { "items()", "[('a', 5), ('b', 4)]" },
    { "copy()", "{'a': 5, 'b': 4}" },
    { "__repr__()", "\"{'a': 5, 'b': 4}\"" },
    { "pop('b')", "4" },
    { "pop('b')", "raised: KeyError: 'b'" },
    { "pop('b', None)", "None" },
    { "popitem()", "('a', 5)" },
    { "setdefault('c', [1])", "[1]" },
    { "__delitem__('c')", "None" },
    { "__setitem__([], 1)", "raised: TypeError: unhashable type: 'list'" },
    { "clear()", "None" },
    { "#GETVALUE()", "{}" },
    { NULL, NULL },
};

static const struct step queue_steps[] = {
    { "put('one')", "None" },
    { "put(2, True, 0.01)", "None" },
    { "full()", "True" },
    { "put(3, False)", "raised: queue.Full" },
    { "put(3, **{'timeout': 0.01})", "raised: queue.Full" },
    { "put_nowait(3)", "raised: queue.Full" },
    { "qsize()", "2" },
    { "get()", "'one'" },
    { "get(**{'block': False})", "2" },
    { "get_nowait()", "raised: _queue.Empty" },
    { "get(True, 0.01)", "raised: _queue.Empty" },
    { "empty()", "True" },
    { "task_done()", "None" },
    { "task_done()", "None" },
    { "task_done()", "raised: ValueError: task_done() called too many times" },
    { "join()", "None" },
    { NULL, NULL },
};

/* --- synchronisation ------------------------------------------------------------------------------------ */

static const struct step lock_steps[] = {
    { "acquire()", "True" },
    { "acquire(False)", "False" },
    { "acquire(True, 0.01)", "False" },
    { "release()", "None" },
    { "release()", "raised: RuntimeError: release unlocked lock" },
    { NULL, NULL },
};

static const struct step rlock_steps[] = {
    { "acquire()", "True" },
    { "acquire(False)", "True" },
    { "release()", "None" },
    { "release()", "None" },
    { "release()", "raised: RuntimeError: cannot release un-acquired lock" },
    { NULL, NULL },
};

static const struct step semaphore_steps[] = {
    { "acquire()", "True" },
    { "acquire(False)", "False" },
    { "release()", "None" },
    { "acquire()", "True" },
    { "release()", "None" },
    { NULL, NULL },
};

static const struct step bounded_steps[] = {
    { "release()", "raised: ValueError: Semaphore released too many times" },
    { "acquire(False)", "True" },
    { "acquire(False)", "False" },
    { "release()", "None" },
    { NULL, NULL },
};

static const struct step condition_steps[] = {
    { "notify()", "raised: RuntimeError: cannot notify on un-acquired lock" },
    { "acquire()", "True" },
    { "wait(0.01)", "False" },
    { "notify()", "None" },
    { "notify_all()", "None" },
    { "release()", "None" },
    { "wait(0.01)", "raised: RuntimeError: cannot wait on un-acquired lock" },
    { NULL, NULL },
};

static const struct step event_steps[] = {
    { "is_set()", "False" },
    { "wait(0.01)", "False" },
    { "set()", "None" },
    { "wait()", "True" },
    { "is_set()", "True" },
    { "clear()", "None" },
    { "is_set()", "False" },
    { NULL, NULL },
};

static const struct step barrier_steps[] = {
    { "__getattribute__('parties')", "1" },
    { "__getattribute__('n_waiting')", "0" },
    { "wait()", "0" },
    { "abort()", "None" },
    { "__getattribute__('broken')", "True" },
    { "wait()", "raised: threading.BrokenBarrierError" },
    { "reset()", "None" },
    { "wait()", "0" },
    { NULL, NULL },
};

/* --- values --------------------------------------------------------------------------------------------- */

static const struct step value_steps[] = {
    { "get()", "7" },
    { "set('anything')", "None" },
    { "get()", "'anything'" },
    { "__repr__()", "\"Value('i', 'anything')\"" },
    { NULL, NULL },
};

static const struct step array_steps[] = {
    { "__len__()", "3" },
    { "__getitem__(1)", "2.0" },
    { "__setitem__(1, 0.5)", "None" },
    { "__getitem__(1)", "0.5" },
    { "__getitem__(3)", "raised: IndexError: array index out of range" },
    { "__setitem__(0, 'x')", "raised: TypeError: must be real number, not str" },
    { "#GETVALUE()", "array('d', [1.0, 0.5, 3.0])" },
    { NULL, NULL },
};

static const struct step namespace_steps[] = {
    { "__setattr__('x', 10)", "None" },
    { "__getattribute__('x')", "10" },
    { "__getattribute__('y')", "raised: AttributeError: 'Namespace' object has no attribute 'y'" },
    { "__repr__()", "'Namespace(x=10)'" },
    { "__delattr__('x')", "None" },
    { NULL, NULL },
};

static const struct step set_steps[] = {
    { "add(3)", "None" },
    { "__len__()", "3" },
    { "__contains__(3)", "True" },
    { "remove(9)", "raised: KeyError: 9" },
    { "discard(1)", "None" },
    { "union([4])", "{2, 3, 4}" },
    { "__repr__()", "'{2, 3}'" },
    { NULL, NULL },
};

/* --- the scenarios -------------------------------------------------------------------------------------- */

static const struct {
    const char *creation;
    const struct step *steps;
} played[] = {
    { "list([1, 'two'])", list_steps },
    { "dict({'a': 1})", dict_steps },
    { "Queue(2)", queue_steps },
    { "JoinableQueue(2)", queue_steps },
    { "Lock()", lock_steps },
    { "RLock()", rlock_steps },
    { "Semaphore()", semaphore_steps },
    { "BoundedSemaphore()", bounded_steps },
    { "Condition()", condition_steps },
    { "Event()", event_steps },
    { "Barrier(1)", barrier_steps },
    { "Value('i', 7)", value_steps },
    { "Array('d', [1, 2, 3])", array_steps },
    { "Namespace()", namespace_steps },
    { "set([1, 2])", set_steps },
};

void play_calls(struct stage *on)
{
    on->by_xml = by_xml;
    for (size_t i = 0; i < sizeof played / sizeof played[0]; i++) {
        pymgr_proxy *proxy = make(on, played[i].creation);

        say_done(on, played[i].creation, proxy != NULL, "done");
        if (proxy != NULL)
            take_steps(on, proxy, played[i].steps);
        pymgr_proxy_unref(proxy);
    }
}

/* Positional arguments, keywords, both, wrong ones. */
static const struct step creations[] = {
    { "list()", "[]" },
    { "list('abc')", "['a', 'b', 'c']" },
    { "dict(**{'a': 1})", "{'a': 1}" },
    { "dict([['a', 2]], **{'b': 3})", "{'a': 2, 'b': 3}" },
    { "list(5)", "remote error: TypeError: 'int' object is not iterable" },
    { "Semaphore(-1)", "remote error: ValueError: semaphore initial value must be >= 0" },
    { "no_such_type()", "remote error: KeyError: 'no_such_type'" },
};

void play_create(struct stage *on)
{
    for (size_t i = 0; i < sizeof creations / sizeof creations[0]; i++) {
        pymgr_proxy *proxy = make(on, creations[i].call);

        say(on, creations[i].call, proxy == NULL ? NULL : pymgr_getvalue(proxy, &on->error),
            creations[i].expected);
        pymgr_proxy_unref(proxy);
    }
}
