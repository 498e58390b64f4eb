/* SPDX-License-Identifier: MIT
 *
 * The functions of <pymgr/proxies.h>, each at least once; what a line says is the C that was called.
 */
#include "scenarios/scenarios.h"

#define DONE(call, expected) say_done(on, #call, (call) == 0, expected)
#define NUMBER(call, expected) say_number(on, #call, call, expected)
#define VALUE(call, expected) say(on, #call, call, expected)

static const double soon = 0.01, ever = -1;

static pymgr_value *text(const char *characters)
{
    return pymgr_str(characters);
}

static pymgr_value *some(struct stage *on, const char *literal)
{
    pymgr_value *value = pymgr_literal(literal, &on->error);

    must(on, value != NULL, literal);
    return value;
}

static void play_list(struct stage *on, struct pymgr_error *e)
{
    pymgr_proxy *list = pymgr_shared_list_from(on->manager, some(on, "[3, 1, 2]"), e);

    NUMBER(pymgr_shared_list_len(list, e), "3");
    NUMBER(pymgr_shared_list_contains(list, pymgr_int(1), e), "1");
    NUMBER(pymgr_shared_list_contains(list, pymgr_int(7), e), "0");
    VALUE(pymgr_shared_list_get(list, -1, e), "2");
    VALUE(pymgr_shared_list_get(list, 3, e), "raised: IndexError: list index out of range");
    DONE(pymgr_shared_list_set(list, 0, text("x"), e), "done");
    DONE(pymgr_shared_list_append(list, pymgr_none(), e), "done");
    DONE(pymgr_shared_list_insert(list, 1, pymgr_float(0.5), e), "done");
    DONE(pymgr_shared_list_extend(list, some(on, "[1, 1]"), e), "done");
    VALUE(pymgr_getvalue(list, e), "['x', 0.5, 1, 2, None, 1, 1]");
    NUMBER(pymgr_shared_list_count(list, pymgr_int(1), e), "3");
    NUMBER(pymgr_shared_list_index(list, pymgr_int(1), e), "2");
    NUMBER(pymgr_shared_list_index_within(list, pymgr_int(1), 3, PYMGR_END, e), "5");
    NUMBER(pymgr_shared_list_index(list, pymgr_int(9), e), "raised: ValueError: 9 is not in list");
    DONE(pymgr_shared_list_remove(list, text("x"), e), "done");
    DONE(pymgr_shared_list_del(list, 3, e), "done");
    VALUE(pymgr_shared_list_pop(list, 0, e), "0.5");
    DONE(pymgr_shared_list_reverse(list, e), "done");
    DONE(pymgr_shared_list_sort(list, true, e), "done");
    VALUE(pymgr_shared_list_add(list, some(on, "['y']"), e), "[2, 1, 1, 1, 'y']");
    VALUE(pymgr_shared_list_mul(list, 0, e), "[]");
    pymgr_proxy_unref(list);
}

static void play_slices(struct stage *on, struct pymgr_error *e)
{
    pymgr_proxy *list = pymgr_shared_list_from(on->manager, some(on, "['ccc', 'a', 'bb']"), e);

    VALUE(pymgr_shared_list_get_slice(list, 1, PYMGR_END, e), "['a', 'bb']");
    DONE(pymgr_shared_list_set_slice(list, 0, 1, some(on, "['dddd', 'e']"), e), "done");
    DONE(pymgr_shared_list_del_slice(list, -1, PYMGR_END, e), "done");
    VALUE(pymgr_getvalue(list, e), "['dddd', 'e', 'a']");
    DONE(pymgr_shared_list_sort_by(list, pymgr_global("builtins", "len"), true, e), "done");
    DONE(pymgr_shared_list_imul(list, 2, e), "done");
    VALUE(pymgr_shared_list_copy(list, e), "['dddd', 'e', 'a', 'dddd', 'e', 'a']");
    DONE(pymgr_shared_list_clear(list, e), "done");
    pymgr_proxy_unref(list);
}

static void play_dict(struct stage *on, struct pymgr_error *e)
{
    pymgr_proxy *dict = pymgr_shared_dict_from(on->manager, some(on, "{'a': 1}"), e);

    NUMBER(pymgr_shared_dict_len(dict, e), "1");
    NUMBER(pymgr_shared_dict_contains(dict, text("a"), e), "1");
    VALUE(pymgr_shared_dict_get(dict, text("a"), e), "1");
    VALUE(pymgr_shared_dict_get(dict, text("z"), e), "raised: KeyError: 'z'");
    DONE(pymgr_shared_dict_set(dict, text("b"), pymgr_int(2), e), "done");
    DONE(pymgr_shared_dict_del(dict, text("a"), e), "done");
    VALUE(pymgr_shared_dict_get_default(dict, text("a"), pymgr_int(0), e), "0");
    VALUE(pymgr_shared_dict_setdefault(dict, text("b"), pymgr_int(0), e), "2");
    VALUE(pymgr_shared_dict_pop_default(dict, text("c"), pymgr_none(), e), "None");
    VALUE(pymgr_shared_dict_pop(dict, text("c"), e), "raised: KeyError: 'c'");
    DONE(pymgr_shared_dict_update(dict, some(on, "{'b': 3}"), e), "done");
    VALUE(pymgr_shared_dict_keys(dict, e), "['b']");
    VALUE(pymgr_shared_dict_values(dict, e), "[3]");
    VALUE(pymgr_shared_dict_items(dict, e), "[('b', 3)]");
    VALUE(pymgr_shared_dict_copy(dict, e), "{'b': 3}");
    VALUE(pymgr_shared_dict_or(dict, some(on, "{'c': 4}"), e), "{'b': 3, 'c': 4}");
    VALUE(pymgr_shared_dict_ror(dict, some(on, "{'b': 4}"), e), "{'b': 3}");
    DONE(pymgr_shared_dict_ior(dict, some(on, "{'b': 5}"), e), "done");
    VALUE(pymgr_shared_dict_fromkeys(dict, some(on, "['x']"), pymgr_int(1), e), "{'x': 1}");
    VALUE(pymgr_shared_dict_pop(dict, text("b"), e), NULL);
    VALUE(pymgr_shared_dict_popitem(dict, e), "raised: KeyError: 'popitem(): dictionary is empty'");
    DONE(pymgr_shared_dict_clear(dict, e), "done");
    pymgr_proxy_unref(dict);
}

static void play_set(struct stage *on, struct pymgr_error *e)
{
    pymgr_proxy *set = pymgr_shared_set_from(on->manager, some(on, "[1, 2]"), e);

    NUMBER(pymgr_shared_set_len(set, e), "2");
    NUMBER(pymgr_shared_set_contains(set, pymgr_int(1), e), "1");
    DONE(pymgr_shared_set_add(set, pymgr_int(3), e), "done");
    DONE(pymgr_shared_set_discard(set, pymgr_int(9), e), "done");
    DONE(pymgr_shared_set_remove(set, pymgr_int(9), e), "raised: KeyError: 9");
    VALUE(pymgr_shared_set_union(set, some(on, "[4]"), e), "{1, 2, 3, 4}");
    VALUE(pymgr_shared_set_intersection(set, some(on, "[1, 7]"), e), "{1}");
    VALUE(pymgr_shared_set_difference(set, some(on, "[1, 2]"), e), "{3}");
    VALUE(pymgr_shared_set_symmetric_difference(set, some(on, "[1, 2]"), e), "{3}");
    NUMBER(pymgr_shared_set_isdisjoint(set, some(on, "[7]"), e), "1");
    NUMBER(pymgr_shared_set_issubset(set, some(on, "[1, 2]"), e), "0");
    NUMBER(pymgr_shared_set_issuperset(set, some(on, "[1, 2]"), e), "1");
    DONE(pymgr_shared_set_update(set, some(on, "[4]"), e), "done");
    DONE(pymgr_shared_set_difference_update(set, some(on, "[1]"), e), "done");
    DONE(pymgr_shared_set_intersection_update(set, some(on, "[2, 3]"), e), "done");
    DONE(pymgr_shared_set_symmetric_difference_update(set, some(on, "[3]"), e), "done");
    VALUE(pymgr_shared_set_copy(set, e), "{2}");
    VALUE(pymgr_shared_set_pop(set, e), "2");
    DONE(pymgr_shared_set_clear(set, e), "done");
    pymgr_proxy_unref(set);
}

/* They take sets alone, which XML-RPC does not carry. */
static void play_set_operators(struct stage *on, struct pymgr_error *e)
{
    pymgr_proxy *set;

    if (on->xml)
        return;
    set = pymgr_shared_set_from(on->manager, some(on, "[1, 2, 3]"), e);

    VALUE(pymgr_shared_set_and(set, some(on, "{1, 7}"), e), "{1}");
    VALUE(pymgr_shared_set_or(set, some(on, "{7}"), e), "{1, 2, 3, 7}");
    VALUE(pymgr_shared_set_sub(set, some(on, "{1}"), e), "{2, 3}");
    VALUE(pymgr_shared_set_xor(set, some(on, "{1, 7}"), e), "{2, 3, 7}");
    VALUE(pymgr_shared_set_rand(set, some(on, "{1, 7}"), e), "{1}");
    VALUE(pymgr_shared_set_ror(set, some(on, "{7}"), e), "{1, 2, 3, 7}");
    VALUE(pymgr_shared_set_rsub(set, some(on, "{1, 7}"), e), "{7}");
    VALUE(pymgr_shared_set_rxor(set, some(on, "{1, 7}"), e), "{2, 3, 7}");
    NUMBER(pymgr_shared_set_le(set, some(on, "{1, 2, 3}"), e), "1");
    NUMBER(pymgr_shared_set_lt(set, some(on, "{1, 2, 3}"), e), "0");
    NUMBER(pymgr_shared_set_ge(set, some(on, "{1, 2, 3}"), e), "1");
    NUMBER(pymgr_shared_set_gt(set, some(on, "{1, 2, 3}"), e), "0");
    DONE(pymgr_shared_set_iand(set, some(on, "{1, 2}"), e), "done");
    DONE(pymgr_shared_set_ior(set, some(on, "{5}"), e), "done");
    DONE(pymgr_shared_set_isub(set, some(on, "{1}"), e), "done");
    DONE(pymgr_shared_set_ixor(set, some(on, "{2, 6}"), e), "done");
    VALUE(pymgr_getvalue(set, e), "{5, 6}");
    pymgr_proxy_unref(set);
}

/* What an iterator gives, in a row. */
static void say_all(struct stage *on, const char *call, pymgr_proxy *iterator, const char *expected)
{
    pymgr_value *list = pymgr_list(), *item;
    int more = iterator == NULL ? -1 : 1;

    while (more > 0) {
        more = pymgr_iterator_step(iterator, &item, &on->error);
        must(on, more <= 0 || pymgr_list_append(list, item) == 0, call);
    }
    say(on, call, more == 0 ? pymgr_ref(list) : NULL, expected);
    pymgr_unref(list);
    pymgr_proxy_unref(iterator);
}

static void play_iterators(struct stage *on, struct pymgr_error *e)
{
    pymgr_proxy *dict = pymgr_shared_dict_from(on->manager, some(on, "{'a': 1, 'b': 2}"), e);
    pymgr_proxy *iterator = pymgr_shared_dict_iter(dict, e);

    say_all(on, "pymgr_shared_dict_iter", pymgr_shared_dict_iter(dict, e), "['a', 'b']");
    if (iterator != NULL) {
        VALUE(pymgr_iterator_next(iterator, ever, e), "'a'");
        VALUE(pymgr_iterator_next(iterator, ever, e), "'b'");
        VALUE(pymgr_iterator_next(iterator, ever, e), "raised: StopIteration");
    }
    pymgr_proxy_unref(iterator);
    pymgr_proxy_unref(dict);
}

static void play_queue(struct stage *on, struct pymgr_error *e)
{
    pymgr_proxy *queue = pymgr_queue_new(on->manager, 2, e);

    DONE(pymgr_queue_put(queue, text("one"), ever, e), "done");
    DONE(pymgr_queue_put_nowait(queue, pymgr_int(2), e), "done");
    DONE(pymgr_queue_put(queue, pymgr_int(3), soon, e), "raised: queue.Full");
    NUMBER(pymgr_queue_qsize(queue, e), "2");
    NUMBER(pymgr_queue_full(queue, e), "1");
    VALUE(pymgr_queue_get(queue, ever, e), "'one'");
    VALUE(pymgr_queue_get_nowait(queue, e), "2");
    VALUE(pymgr_queue_get(queue, soon, e), "raised: _queue.Empty");
    VALUE(pymgr_queue_get(queue, 0, e), "raised: _queue.Empty");
    NUMBER(pymgr_queue_empty(queue, e), "1");
    pymgr_proxy_unref(queue);
    queue = pymgr_joinable_queue_new(on->manager, 0, e);
    DONE(pymgr_queue_put(queue, text("one"), 0, e), "done");
    VALUE(pymgr_queue_get(queue, 0, e), "'one'");
    DONE(pymgr_queue_task_done(queue, e), "done");
    DONE(pymgr_queue_join(queue, e), "done");
    DONE(pymgr_queue_shutdown(queue, true, e), "done");
    DONE(pymgr_queue_put(queue, text("two"), 0, e), "raised: queue.ShutDown");
    pymgr_proxy_unref(queue);
}

static void play_locks(struct stage *on, struct pymgr_error *e)
{
    pymgr_proxy *lock = pymgr_lock_new(on->manager, e), *rlock = pymgr_rlock_new(on->manager, e);
    pymgr_proxy *semaphore = pymgr_semaphore_new(on->manager, 1, e);
    pymgr_proxy *bounded = pymgr_bounded_semaphore_new(on->manager, 1, e);

    NUMBER(pymgr_lock_acquire(lock, ever, e), "1");
    NUMBER(pymgr_lock_acquire(lock, 0, e), "0");
    NUMBER(pymgr_lock_acquire(lock, soon, e), "0");
    NUMBER(pymgr_lock_locked(lock, e), "1");
    DONE(pymgr_lock_release(lock, e), "done");
    DONE(pymgr_lock_release(lock, e), "raised: RuntimeError: release unlocked lock");
    NUMBER(pymgr_lock_acquire(rlock, ever, e), "1");
    NUMBER(pymgr_lock_acquire(rlock, ever, e), "1");
    DONE(pymgr_lock_release(rlock, e), "done");
    NUMBER(pymgr_semaphore_acquire(semaphore, ever, e), "1");
    NUMBER(pymgr_semaphore_acquire(semaphore, 0, e), "0");
    NUMBER(pymgr_semaphore_acquire(semaphore, soon, e), "0");
    NUMBER(pymgr_semaphore_locked(semaphore, e), "1");
    DONE(pymgr_semaphore_release(semaphore, 2, e), "done");
    DONE(pymgr_semaphore_release(bounded, 1, e), "raised: ValueError: Semaphore released too many times");
    pymgr_proxy_unref(lock);
    pymgr_proxy_unref(rlock);
    pymgr_proxy_unref(semaphore);
    pymgr_proxy_unref(bounded);
}

struct asked {
    unsigned times, at_last;
};

static bool is_asked_often(void *closure)
{
    struct asked *asked = closure;

    return ++asked->times >= asked->at_last;
}

static void play_conditions(struct stage *on, struct pymgr_error *e)
{
    pymgr_proxy *condition = pymgr_condition_new(on->manager, NULL, e);
    struct asked twice = { 0, 2 }, forever = { 0, 1000000 };

    DONE(pymgr_condition_notify(condition, 1, e), "raised: RuntimeError: cannot notify on un-acquired lock");
    NUMBER(pymgr_condition_acquire(condition, ever, e), "1");
    NUMBER(pymgr_condition_wait(condition, soon, e), "0");
    NUMBER(pymgr_condition_wait_for(condition, is_asked_often, &twice, soon, e), "1");
    NUMBER(pymgr_condition_wait_for(condition, is_asked_often, &forever, soon, e), "0");
    DONE(pymgr_condition_notify(condition, 1, e), "done");
    DONE(pymgr_condition_notify_all(condition, e), "done");
    DONE(pymgr_condition_release(condition, e), "done");
    pymgr_proxy_unref(condition);
}

static void play_events(struct stage *on, struct pymgr_error *e)
{
    pymgr_proxy *event = pymgr_event_new(on->manager, e);

    NUMBER(pymgr_event_is_set(event, e), "0");
    NUMBER(pymgr_event_wait(event, soon, e), "0");
    DONE(pymgr_event_set(event, e), "done");
    NUMBER(pymgr_event_wait(event, ever, e), "1");
    NUMBER(pymgr_event_is_set(event, e), "1");
    DONE(pymgr_event_clear(event, e), "done");
    pymgr_proxy_unref(event);
}

static void play_barrier(struct stage *on, struct pymgr_error *e)
{
    pymgr_proxy *barrier = pymgr_barrier_new(on->manager, 2, soon, e);

    say_done(on, "pymgr_barrier_new", barrier != NULL, "done");
    if (barrier == NULL)
        return;
    NUMBER(pymgr_barrier_parties(barrier, e), "2");
    NUMBER(pymgr_barrier_wait(barrier, ever, e), "raised: threading.BrokenBarrierError");
    NUMBER(pymgr_barrier_broken(barrier, e), "1");
    DONE(pymgr_barrier_reset(barrier, e), "done");
    NUMBER(pymgr_barrier_n_waiting(barrier, e), "0");
    DONE(pymgr_barrier_abort(barrier, e), "done");
    pymgr_proxy_unref(barrier);
}

static void play_contents(struct stage *on, struct pymgr_error *e)
{
    pymgr_proxy *value = pymgr_shared_value_new(on->manager, "i", pymgr_int(7), e);
    pymgr_proxy *array = pymgr_shared_array_new(on->manager, "i", some(on, "[1, 2, 3]"), e);
    pymgr_proxy *space = pymgr_namespace_from(on->manager, some(on, "{'x': 1}"), e);

    VALUE(pymgr_shared_value_get(value, e), "7");
    DONE(pymgr_shared_value_set(value, pymgr_int(8), e), "done");
    NUMBER(pymgr_shared_array_len(array, e), "3");
    VALUE(pymgr_shared_array_get(array, -1, e), "3");
    DONE(pymgr_shared_array_set(array, 0, pymgr_int(9), e), "done");
    VALUE(pymgr_shared_array_get_slice(array, 0, 2, e), "array('i', [9, 2])");
    DONE(pymgr_shared_array_set_slice(array, 1, 3, some(on, "array('i', [5])"), e), "done");
    VALUE(pymgr_namespace_get(space, "x", e), "1");
    DONE(pymgr_namespace_set(space, "y", pymgr_int(2), e), "done");
    DONE(pymgr_namespace_del(space, "x", e), "done");
    VALUE(pymgr_namespace_get(space, "x", e),
        "raised: AttributeError: 'Namespace' object has no attribute 'x'");
    pymgr_proxy_unref(value);
    pymgr_proxy_unref(array);
    pymgr_proxy_unref(space);
}

static pymgr_value *function(const char *name)
{
    return pymgr_global("operator", name);
}

static void play_results(struct stage *on, pymgr_proxy *pool, struct pymgr_error *e)
{
    pymgr_proxy *result = pymgr_pool_apply_async(pool, e, function("add"), "ii", 2, 3);

    DONE(pymgr_result_wait(result, ever, e), "done");
    NUMBER(pymgr_result_ready(result, e), "1");
    NUMBER(pymgr_result_successful(result, e), "1");
    VALUE(pymgr_result_get(result, ever, e), "5");
    pymgr_proxy_unref(result);
    result = pymgr_pool_map_async(pool, function("neg"), some(on, "[1, 2]"), 0, e);
    VALUE(pymgr_result_get(result, ever, e), "[-1, -2]");
    pymgr_proxy_unref(result);
    result = pymgr_pool_starmap_async(pool, function("sub"), some(on, "[(1, 2)]"), 0, e);
    say_done(on, "pymgr_pool_starmap_async", result != NULL, "done");
    if (result != NULL)
        VALUE(pymgr_result_get(result, ever, e), "[-1]");
    pymgr_proxy_unref(result);
}

/* XML-RPC carries no functions. */
#define NO_FUNCTION "unserializable: cannot marshal <class 'type'> objects"
static const struct step pool_by_xml[] = {
    { "pymgr_pool_apply(pool, e, function(\"add\"), \"ii\", 1, 2)", NO_FUNCTION },
    { "pymgr_pool_map(pool, function(\"neg\"), some(on, \"[1, 2]\"), 1, e)", NO_FUNCTION },
    { "pymgr_pool_starmap(pool, function(\"sub\"), some(on, \"[(5, 2)]\"), 0, e)", NO_FUNCTION },
    { "pymgr_pool_imap", NO_FUNCTION },
    { "pymgr_pool_imap_unordered", NO_FUNCTION },
    { NULL, NULL },
};

void play_typed_pool(struct stage *on)
{
    struct pymgr_error *e = &on->error;
    pymgr_proxy *pool = pymgr_pool_new(on->manager, 1, e);

    must(on, pool != NULL, "a pool");
    on->by_xml = pool_by_xml;
    VALUE(pymgr_pool_apply(pool, e, function("add"), "ii", 1, 2), "3");
    VALUE(pymgr_pool_map(pool, function("neg"), some(on, "[1, 2]"), 1, e), "[-1, -2]");
    VALUE(pymgr_pool_starmap(pool, function("sub"), some(on, "[(5, 2)]"), 0, e), "[3]");
    if (!on->xml)
        play_results(on, pool, e);
    say_all(
        on, "pymgr_pool_imap", pymgr_pool_imap(pool, function("neg"), some(on, "[1, 2]"), 1, e), "[-1, -2]");
    say_all(on, "pymgr_pool_imap_unordered",
        pymgr_pool_imap_unordered(pool, function("neg"), some(on, "[4]"), 1, e), "[-4]");
    DONE(pymgr_pool_close(pool, e), "done");
    DONE(pymgr_pool_join(pool, e), "done");
    DONE(pymgr_pool_terminate(pool, e), "done");
    pymgr_proxy_unref(pool);
}

/* What XML-RPC has no lists for. */
static const struct step by_xml[] = {
    { "pymgr_shared_dict_items(dict, e)", "[['b', 3]]" },
    { "pymgr_shared_array_get_slice(array, 0, 2, e)", "[9, 2]" },
    { "pymgr_shared_array_set_slice(array, 1, 3, some(on, \"array('i', [5])\"), e)",
        "raised: TypeError: can only assign array (not \"list\") to array slice" },
    { "pymgr_shared_set_union(set, some(on, \"[4]\"), e)", "[1, 2, 3, 4]" },
    { "pymgr_shared_set_intersection(set, some(on, \"[1, 7]\"), e)", "[1]" },
    { "pymgr_shared_set_difference(set, some(on, \"[1, 2]\"), e)", "[3]" },
    { "pymgr_shared_set_symmetric_difference(set, some(on, \"[1, 2]\"), e)", "[3]" },
    { "pymgr_shared_set_copy(set, e)", "[2]" },
    /* nor functions */
    { "pymgr_shared_list_sort_by(list, pymgr_global(\"builtins\", \"len\"), true, e)",
        "unserializable: cannot marshal <class 'builtin_function_or_method'> objects" },
    { NULL, NULL },
};

void play_typed(struct stage *on)
{
    static void (*const plays[])(struct stage *, struct pymgr_error *) = { play_list, play_slices, play_dict,
        play_set, play_set_operators, play_iterators, play_queue, play_locks, play_conditions, play_events,
        play_barrier, play_contents };

    on->by_xml = by_xml;
    for (size_t i = 0; i < sizeof plays / sizeof plays[0]; i++)
        plays[i](on, &on->error);
}
