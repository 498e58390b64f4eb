/* SPDX-License-Identifier: MIT
 *
 * The objects of SyncManager's types: a function for each method that Python's proxies have.
 *
 *     pymgr_proxy *jobs = pymgr_queue_new(manager, 100, &error);
 *
 *     if (pymgr_queue_put(jobs, pymgr_str("resize"), 2.5, &error) < 0 &&
 *         pymgr_error_is(&error, "queue.Full"))
 *         ...
 *
 * Names. Types whose namesake is among the values of <pymgr/value.h> are called shared: pymgr_shared_list is
 * manager.list. The rest of a name is the method's in Python, without underscores: pymgr_shared_list_len is
 * __len__. Only what Python writes with brackets has other names: `get` is object[key], `set` and `del` stand
 * in front of an assignment and of `del`. dict.get is pymgr_shared_dict_get_default.
 *
 * What an object is, is not checked here but by the server: a function may be used with any proxy whose
 * object has the method, such as one that a server's own subclass of Queue has made. For all other methods
 * there is pymgr_call, and pymgr_proxy_exposed lists them: what AutoProxy is in Python.
 *
 * Ownership. Values that are passed are taken, results and constructed proxies are new; proxies that are
 * passed are borrowed.
 *
 * Results. What gives a value or a proxy gives NULL when it fails. What has no result gives 0, or -1 when it
 * fails; a truth is 1 or 0, or -1; a number is what it is, or -1.
 *
 * Timeouts. `timeout` is in seconds: less than 0 waits for ever, and 0 does not wait. It is the server that
 * waits, and if it did so in vain it says so, each method in its own way. The answer may take as long as the
 * wait and then the manager's call_timeout; there is no deadline when the wait is for ever. Functions without
 * `timeout` that wait say so, and wait for ever. pymgr_cancel ends any of them.
 *
 * Servers. All functions are there for every server, but not all servers have all methods: those of CPython
 * had fewer the older they were. They answer with PYMGR_REMOTE and a KeyError of the name, both if a method
 * is missing and if a type is. "Since 3.14" says of which CPython a server must be; pymgrd has all of them.
 */
#ifndef PYMGR_PROXIES_H
#define PYMGR_PROXIES_H

#include <pymgr/client.h>

#ifdef __cplusplus
extern "C" {
#endif
#pragma GCC visibility push(default)

/* The stop of a slice that goes to the end. */
#define PYMGR_END INT64_MAX

/* --- lists --- */

/* manager.list() and manager.list(items). */
pymgr_proxy *pymgr_shared_list_new(pymgr_manager *manager, struct pymgr_error *error);
pymgr_proxy *pymgr_shared_list_from(pymgr_manager *manager, pymgr_value *items, struct pymgr_error *error);

/* len(list) and item in list. */
int64_t pymgr_shared_list_len(pymgr_proxy *list, struct pymgr_error *error);
int pymgr_shared_list_contains(pymgr_proxy *list, pymgr_value *item, struct pymgr_error *error);

/* list[index], list[index] = item, del list[index]: less than 0 counts from the end. IndexError. */
pymgr_value *pymgr_shared_list_get(pymgr_proxy *list, int64_t index, struct pymgr_error *error);
int pymgr_shared_list_set(pymgr_proxy *list, int64_t index, pymgr_value *item, struct pymgr_error *error);
int pymgr_shared_list_del(pymgr_proxy *list, int64_t index, struct pymgr_error *error);

/* list[start:stop], list[start:stop] = items, del list[start:stop]: less than 0 counts from the end,
 * PYMGR_END is the end. */
pymgr_value *pymgr_shared_list_get_slice(
    pymgr_proxy *list, int64_t start, int64_t stop, struct pymgr_error *error);
int pymgr_shared_list_set_slice(
    pymgr_proxy *list, int64_t start, int64_t stop, pymgr_value *items, struct pymgr_error *error);
int pymgr_shared_list_del_slice(pymgr_proxy *list, int64_t start, int64_t stop, struct pymgr_error *error);

/* list.append(item), list.insert(index, item), list.extend(items), which is also list += items. */
int pymgr_shared_list_append(pymgr_proxy *list, pymgr_value *item, struct pymgr_error *error);
int pymgr_shared_list_insert(pymgr_proxy *list, int64_t index, pymgr_value *item, struct pymgr_error *error);
int pymgr_shared_list_extend(pymgr_proxy *list, pymgr_value *items, struct pymgr_error *error);

/* list.pop(index): -1 is the last. IndexError. */
pymgr_value *pymgr_shared_list_pop(pymgr_proxy *list, int64_t index, struct pymgr_error *error);
/* list.remove(item): the first one. ValueError. */
int pymgr_shared_list_remove(pymgr_proxy *list, pymgr_value *item, struct pymgr_error *error);
/* list.clear(): since 3.14; any server empties pymgr_shared_list_del_slice(list, 0, PYMGR_END, ...). */
int pymgr_shared_list_clear(pymgr_proxy *list, struct pymgr_error *error);

/* list.index(item) and list.index(item, start, stop). ValueError: there is none. */
int64_t pymgr_shared_list_index(pymgr_proxy *list, pymgr_value *item, struct pymgr_error *error);
int64_t pymgr_shared_list_index_within(
    pymgr_proxy *list, pymgr_value *item, int64_t start, int64_t stop, struct pymgr_error *error);
/* list.count(item). */
int64_t pymgr_shared_list_count(pymgr_proxy *list, pymgr_value *item, struct pymgr_error *error);

/* list.reverse(); and reversed(list), as a list that is not shared: since 3.2. */
int pymgr_shared_list_reverse(pymgr_proxy *list, struct pymgr_error *error);
pymgr_value *pymgr_shared_list_reversed(pymgr_proxy *list, struct pymgr_error *error);
/* list.sort(reverse=reverse), and the same with key=key, a function: pymgr_global("builtins", "len"). */
int pymgr_shared_list_sort(pymgr_proxy *list, bool reverse, struct pymgr_error *error);
int pymgr_shared_list_sort_by(pymgr_proxy *list, pymgr_value *key, bool reverse, struct pymgr_error *error);

/* list + items and list * count, which count * list is too: a list that is not shared. */
pymgr_value *pymgr_shared_list_add(pymgr_proxy *list, pymgr_value *items, struct pymgr_error *error);
pymgr_value *pymgr_shared_list_mul(pymgr_proxy *list, int64_t count, struct pymgr_error *error);
/* list *= count. */
int pymgr_shared_list_imul(pymgr_proxy *list, int64_t count, struct pymgr_error *error);
/* list.copy(), which is not shared: since 3.14; any server knows pymgr_getvalue. */
pymgr_value *pymgr_shared_list_copy(pymgr_proxy *list, struct pymgr_error *error);

/* --- dicts --- */

/* manager.dict() and manager.dict(items), of a dict or pairs. */
pymgr_proxy *pymgr_shared_dict_new(pymgr_manager *manager, struct pymgr_error *error);
pymgr_proxy *pymgr_shared_dict_from(pymgr_manager *manager, pymgr_value *items, struct pymgr_error *error);

/* len(dict) and key in dict. */
int64_t pymgr_shared_dict_len(pymgr_proxy *dict, struct pymgr_error *error);
int pymgr_shared_dict_contains(pymgr_proxy *dict, pymgr_value *key, struct pymgr_error *error);

/* dict[key], dict[key] = item, del dict[key]. KeyError. */
pymgr_value *pymgr_shared_dict_get(pymgr_proxy *dict, pymgr_value *key, struct pymgr_error *error);
int pymgr_shared_dict_set(pymgr_proxy *dict, pymgr_value *key, pymgr_value *item, struct pymgr_error *error);
int pymgr_shared_dict_del(pymgr_proxy *dict, pymgr_value *key, struct pymgr_error *error);

/* dict.get(key, fallback). */
pymgr_value *pymgr_shared_dict_get_default(
    pymgr_proxy *dict, pymgr_value *key, pymgr_value *fallback, struct pymgr_error *error);
/* dict.setdefault(key, fallback): what is there, or else becomes so. */
pymgr_value *pymgr_shared_dict_setdefault(
    pymgr_proxy *dict, pymgr_value *key, pymgr_value *fallback, struct pymgr_error *error);
/* dict.pop(key), which may raise KeyError, and dict.pop(key, fallback). */
pymgr_value *pymgr_shared_dict_pop(pymgr_proxy *dict, pymgr_value *key, struct pymgr_error *error);
pymgr_value *pymgr_shared_dict_pop_default(
    pymgr_proxy *dict, pymgr_value *key, pymgr_value *fallback, struct pymgr_error *error);
/* dict.popitem(): (key, item), the last one set (in servers before 3.7: any). KeyError: there is none. */
pymgr_value *pymgr_shared_dict_popitem(pymgr_proxy *dict, struct pymgr_error *error);

/* dict.update(items), of a dict or pairs, and dict |= items: since 3.14. */
int pymgr_shared_dict_update(pymgr_proxy *dict, pymgr_value *items, struct pymgr_error *error);
int pymgr_shared_dict_ior(pymgr_proxy *dict, pymgr_value *items, struct pymgr_error *error);
/* dict | items and items | dict, of dicts: a dict that is not shared. Since 3.14. */
pymgr_value *pymgr_shared_dict_or(pymgr_proxy *dict, pymgr_value *items, struct pymgr_error *error);
pymgr_value *pymgr_shared_dict_ror(pymgr_proxy *dict, pymgr_value *items, struct pymgr_error *error);
/* dict.fromkeys(keys, item): a dict that is not shared. Since 3.14. */
pymgr_value *pymgr_shared_dict_fromkeys(
    pymgr_proxy *dict, pymgr_value *keys, pymgr_value *item, struct pymgr_error *error);

/* dict.keys(), dict.values() and dict.items(): lists, the last one of (key, item). */
pymgr_value *pymgr_shared_dict_keys(pymgr_proxy *dict, struct pymgr_error *error);
pymgr_value *pymgr_shared_dict_values(pymgr_proxy *dict, struct pymgr_error *error);
pymgr_value *pymgr_shared_dict_items(pymgr_proxy *dict, struct pymgr_error *error);
/* reversed(dict), as a list of the keys: since 3.14. */
pymgr_value *pymgr_shared_dict_reversed(pymgr_proxy *dict, struct pymgr_error *error);
/* iter(dict): an iterator over the keys. */
pymgr_proxy *pymgr_shared_dict_iter(pymgr_proxy *dict, struct pymgr_error *error);
/* dict.copy(), which is not shared. */
pymgr_value *pymgr_shared_dict_copy(pymgr_proxy *dict, struct pymgr_error *error);
/* dict.clear(). */
int pymgr_shared_dict_clear(pymgr_proxy *dict, struct pymgr_error *error);

/* --- sets: since 3.14 --- */

/* manager.set() and manager.set(items). */
pymgr_proxy *pymgr_shared_set_new(pymgr_manager *manager, struct pymgr_error *error);
pymgr_proxy *pymgr_shared_set_from(pymgr_manager *manager, pymgr_value *items, struct pymgr_error *error);

/* len(set) and item in set. */
int64_t pymgr_shared_set_len(pymgr_proxy *set, struct pymgr_error *error);
int pymgr_shared_set_contains(pymgr_proxy *set, pymgr_value *item, struct pymgr_error *error);
/* iter(set), as a list of the items. */
pymgr_value *pymgr_shared_set_iter(pymgr_proxy *set, struct pymgr_error *error);

/* set.add(item); set.remove(item), which may raise KeyError; set.discard(item), which does not. */
int pymgr_shared_set_add(pymgr_proxy *set, pymgr_value *item, struct pymgr_error *error);
int pymgr_shared_set_remove(pymgr_proxy *set, pymgr_value *item, struct pymgr_error *error);
int pymgr_shared_set_discard(pymgr_proxy *set, pymgr_value *item, struct pymgr_error *error);
/* set.pop(): any item. KeyError: there is none. */
pymgr_value *pymgr_shared_set_pop(pymgr_proxy *set, struct pymgr_error *error);
/* set.clear(). */
int pymgr_shared_set_clear(pymgr_proxy *set, struct pymgr_error *error);
/* set.copy(), which is not shared. */
pymgr_value *pymgr_shared_set_copy(pymgr_proxy *set, struct pymgr_error *error);

/* set & other, set | other, set - other, set ^ other: a set that is not shared. TypeError: the other is no
 * set. */
pymgr_value *pymgr_shared_set_and(pymgr_proxy *set, pymgr_value *other, struct pymgr_error *error);
pymgr_value *pymgr_shared_set_or(pymgr_proxy *set, pymgr_value *other, struct pymgr_error *error);
pymgr_value *pymgr_shared_set_sub(pymgr_proxy *set, pymgr_value *other, struct pymgr_error *error);
pymgr_value *pymgr_shared_set_xor(pymgr_proxy *set, pymgr_value *other, struct pymgr_error *error);
/* The same with the other set on the left: other & set ... */
pymgr_value *pymgr_shared_set_rand(pymgr_proxy *set, pymgr_value *other, struct pymgr_error *error);
pymgr_value *pymgr_shared_set_ror(pymgr_proxy *set, pymgr_value *other, struct pymgr_error *error);
pymgr_value *pymgr_shared_set_rsub(pymgr_proxy *set, pymgr_value *other, struct pymgr_error *error);
pymgr_value *pymgr_shared_set_rxor(pymgr_proxy *set, pymgr_value *other, struct pymgr_error *error);
/* The same in place: set &= other ... */
int pymgr_shared_set_iand(pymgr_proxy *set, pymgr_value *other, struct pymgr_error *error);
int pymgr_shared_set_ior(pymgr_proxy *set, pymgr_value *other, struct pymgr_error *error);
int pymgr_shared_set_isub(pymgr_proxy *set, pymgr_value *other, struct pymgr_error *error);
int pymgr_shared_set_ixor(pymgr_proxy *set, pymgr_value *other, struct pymgr_error *error);
/* set <= other, set < other, set >= other, set > other, of another set. */
int pymgr_shared_set_le(pymgr_proxy *set, pymgr_value *other, struct pymgr_error *error);
int pymgr_shared_set_lt(pymgr_proxy *set, pymgr_value *other, struct pymgr_error *error);
int pymgr_shared_set_ge(pymgr_proxy *set, pymgr_value *other, struct pymgr_error *error);
int pymgr_shared_set_gt(pymgr_proxy *set, pymgr_value *other, struct pymgr_error *error);

/* The methods that are named for what they do, with anything that can be iterated over: a set that is not
 * shared. */
pymgr_value *pymgr_shared_set_intersection(pymgr_proxy *set, pymgr_value *items, struct pymgr_error *error);
pymgr_value *pymgr_shared_set_union(pymgr_proxy *set, pymgr_value *items, struct pymgr_error *error);
pymgr_value *pymgr_shared_set_difference(pymgr_proxy *set, pymgr_value *items, struct pymgr_error *error);
pymgr_value *pymgr_shared_set_symmetric_difference(
    pymgr_proxy *set, pymgr_value *items, struct pymgr_error *error);
/* The same in place; `update` is the one of `union`. */
int pymgr_shared_set_intersection_update(pymgr_proxy *set, pymgr_value *items, struct pymgr_error *error);
int pymgr_shared_set_update(pymgr_proxy *set, pymgr_value *items, struct pymgr_error *error);
int pymgr_shared_set_difference_update(pymgr_proxy *set, pymgr_value *items, struct pymgr_error *error);
int pymgr_shared_set_symmetric_difference_update(
    pymgr_proxy *set, pymgr_value *items, struct pymgr_error *error);
/* Whether they have no item in common; whether each item of the set is among the others, or the other way
 * round. */
int pymgr_shared_set_isdisjoint(pymgr_proxy *set, pymgr_value *items, struct pymgr_error *error);
int pymgr_shared_set_issubset(pymgr_proxy *set, pymgr_value *items, struct pymgr_error *error);
int pymgr_shared_set_issuperset(pymgr_proxy *set, pymgr_value *items, struct pymgr_error *error);

/* --- iterators, of dicts and of pool.imap --- */

/*
 * next(iterator): the next item. At the end it raises StopIteration. Only those of pool.imap wait and know
 * a timeout, after which they raise multiprocessing.TimeoutError; to all others pass less than 0.
 */
pymgr_value *pymgr_iterator_next(pymgr_proxy *iterator, double timeout, struct pymgr_error *error);
/*
 * The same for loops: 1 with the next item, new in *itemp; 0 at the end and -1 if it fails, with NULL in
 * *itemp. Waits for ever.
 *
 *     while ((more = pymgr_iterator_step(keys, &key, &error)) > 0) { ... pymgr_unref(key); }
 */
int pymgr_iterator_step(pymgr_proxy *iterator, pymgr_value **itemp, struct pymgr_error *error);
/* Of generators, which pool.imap gives if chunksize is above 1: generator.send(value) and
 * generator.throw(exception), which wait for the next item, and generator.close(). */
pymgr_value *pymgr_iterator_send(pymgr_proxy *iterator, pymgr_value *value, struct pymgr_error *error);
pymgr_value *pymgr_iterator_throw(pymgr_proxy *iterator, pymgr_value *exception, struct pymgr_error *error);
int pymgr_iterator_close(pymgr_proxy *iterator, struct pymgr_error *error);

/* --- queues --- */

/* manager.Queue(maxsize): 0 for as many items as fit memory. manager.JoinableQueue is the same. */
pymgr_proxy *pymgr_queue_new(pymgr_manager *manager, int maxsize, struct pymgr_error *error);
pymgr_proxy *pymgr_joinable_queue_new(pymgr_manager *manager, int maxsize, struct pymgr_error *error);

/* queue.put(item, timeout=timeout). queue.Full; queue.ShutDown. */
int pymgr_queue_put(pymgr_proxy *queue, pymgr_value *item, double timeout, struct pymgr_error *error);
/* queue.get(timeout=timeout). queue.Empty; queue.ShutDown. */
pymgr_value *pymgr_queue_get(pymgr_proxy *queue, double timeout, struct pymgr_error *error);
/* queue.put_nowait(item) and queue.get_nowait(): the same as with timeout 0. */
int pymgr_queue_put_nowait(pymgr_proxy *queue, pymgr_value *item, struct pymgr_error *error);
pymgr_value *pymgr_queue_get_nowait(pymgr_proxy *queue, struct pymgr_error *error);

/* queue.qsize(), queue.empty() and queue.full(): how it was when the server looked. */
int64_t pymgr_queue_qsize(pymgr_proxy *queue, struct pymgr_error *error);
int pymgr_queue_empty(pymgr_proxy *queue, struct pymgr_error *error);
int pymgr_queue_full(pymgr_proxy *queue, struct pymgr_error *error);

/* queue.task_done(): one item that was got has been dealt with. ValueError: that makes more than were put. */
int pymgr_queue_task_done(pymgr_proxy *queue, struct pymgr_error *error);
/* queue.join(): waits until task_done was called for every item that was put. */
int pymgr_queue_join(pymgr_proxy *queue, struct pymgr_error *error);
/* queue.shutdown(immediate): nothing can be put any more, and with `immediate` nothing be got. Since 3.13. */
int pymgr_queue_shutdown(pymgr_proxy *queue, bool immediate, struct pymgr_error *error);

/* --- locks: the owner of an RLock is the thread that has acquired it, with its connection --- */

/* manager.Lock() and manager.RLock(). */
pymgr_proxy *pymgr_lock_new(pymgr_manager *manager, struct pymgr_error *error);
pymgr_proxy *pymgr_rlock_new(pymgr_manager *manager, struct pymgr_error *error);

/* lock.acquire(timeout=timeout): 1; 0: somebody else has it. Python 2.7 knows no timeouts but 0 and for ever.
 */
int pymgr_lock_acquire(pymgr_proxy *lock, double timeout, struct pymgr_error *error);
/* lock.release(). RuntimeError: it is not locked, or an RLock of another thread's. */
int pymgr_lock_release(pymgr_proxy *lock, struct pymgr_error *error);
/* lock.locked(): since 3.14. */
int pymgr_lock_locked(pymgr_proxy *lock, struct pymgr_error *error);

/* --- semaphores --- */

/* manager.Semaphore(value) and manager.BoundedSemaphore(value), which is never released above that. */
pymgr_proxy *pymgr_semaphore_new(pymgr_manager *manager, int value, struct pymgr_error *error);
pymgr_proxy *pymgr_bounded_semaphore_new(pymgr_manager *manager, int value, struct pymgr_error *error);

/* semaphore.acquire(timeout=timeout): 1; 0: none was to be had. Python 2.7 knows no timeouts but 0 and for
 * ever. */
int pymgr_semaphore_acquire(pymgr_proxy *semaphore, double timeout, struct pymgr_error *error);
/* semaphore.release(n); another n than 1 since 3.9. ValueError. */
int pymgr_semaphore_release(pymgr_proxy *semaphore, int n, struct pymgr_error *error);
/* semaphore.locked(): whether acquire would have to wait. Since 3.14. */
int pymgr_semaphore_locked(pymgr_proxy *semaphore, struct pymgr_error *error);

/* --- conditions --- */

/* manager.Condition(lock), of a Lock or RLock that others use too; NULL: of an RLock of its own. */
pymgr_proxy *pymgr_condition_new(pymgr_manager *manager, pymgr_proxy *lock, struct pymgr_error *error);

/* condition.acquire(timeout=timeout), condition.release() and condition.locked(), as of its lock. */
int pymgr_condition_acquire(pymgr_proxy *condition, double timeout, struct pymgr_error *error);
int pymgr_condition_release(pymgr_proxy *condition, struct pymgr_error *error);
int pymgr_condition_locked(pymgr_proxy *condition, struct pymgr_error *error);

/*
 * condition.wait(timeout): gives the lock up, waits to be notified, and takes the lock again, however long
 * that takes; a call_timeout ends it. 1; 0: nobody has notified it in time, which servers of Python 2.7 say
 * of every wait with a timeout. RuntimeError: the lock is not acquired.
 */
int pymgr_condition_wait(pymgr_proxy *condition, double timeout, struct pymgr_error *error);
/*
 * condition.wait_for(predicate, timeout): waits again and again until predicate(closure) is true, asking it
 * beforehand and after each wait, with the lock acquired; so the predicate may use other proxies. 1; 0: it is
 * not true yet.
 */
int pymgr_condition_wait_for(pymgr_proxy *condition, bool (*predicate)(void *closure), void *closure,
    double timeout, struct pymgr_error *error);
/* condition.notify(n) and condition.notify_all(): wakes some or all that wait. RuntimeError: the lock is not
 * acquired. */
int pymgr_condition_notify(pymgr_proxy *condition, int n, struct pymgr_error *error);
int pymgr_condition_notify_all(pymgr_proxy *condition, struct pymgr_error *error);

/* --- events --- */

/* manager.Event(). */
pymgr_proxy *pymgr_event_new(pymgr_manager *manager, struct pymgr_error *error);

/* event.is_set(), event.set(), event.clear(). */
int pymgr_event_is_set(pymgr_proxy *event, struct pymgr_error *error);
int pymgr_event_set(pymgr_proxy *event, struct pymgr_error *error);
int pymgr_event_clear(pymgr_proxy *event, struct pymgr_error *error);
/* event.wait(timeout): 1; 0: it was not set in time. */
int pymgr_event_wait(pymgr_proxy *event, double timeout, struct pymgr_error *error);

/* --- barriers --- */

/* manager.Barrier(parties, timeout=timeout): the timeout, if not less than 0, is that of each wait without
 * one of its own. A barrier with an action is made with pymgr_create. Since 3.3. */
pymgr_proxy *pymgr_barrier_new(
    pymgr_manager *manager, int parties, double timeout, struct pymgr_error *error);

/*
 * barrier.wait(timeout): waits for all parties: which one this was, from 0, or -1. Less than 0: with the
 * barrier's own timeout, or for ever. threading.BrokenBarrierError: one of them was not there in time, or
 * aborted, or reset the barrier.
 */
int64_t pymgr_barrier_wait(pymgr_proxy *barrier, double timeout, struct pymgr_error *error);
/* barrier.abort(): breaks it, and barrier.reset(): makes it usable again. Who waits fails. */
int pymgr_barrier_abort(pymgr_proxy *barrier, struct pymgr_error *error);
int pymgr_barrier_reset(pymgr_proxy *barrier, struct pymgr_error *error);
/* barrier.parties, barrier.n_waiting and barrier.broken. */
int64_t pymgr_barrier_parties(pymgr_proxy *barrier, struct pymgr_error *error);
int64_t pymgr_barrier_n_waiting(pymgr_proxy *barrier, struct pymgr_error *error);
int pymgr_barrier_broken(pymgr_proxy *barrier, struct pymgr_error *error);

/* --- Value, Array and Namespace --- */

/* manager.Value(typecode, value): nobody checks that the value is of the typecode. */
pymgr_proxy *pymgr_shared_value_new(
    pymgr_manager *manager, const char *typecode, pymgr_value *value, struct pymgr_error *error);

/* value.get() and value.set(value): what value.value is. */
pymgr_value *pymgr_shared_value_get(pymgr_proxy *value, struct pymgr_error *error);
int pymgr_shared_value_set(pymgr_proxy *value, pymgr_value *content, struct pymgr_error *error);

/* manager.Array(typecode, items): an array.array. */
pymgr_proxy *pymgr_shared_array_new(
    pymgr_manager *manager, const char *typecode, pymgr_value *items, struct pymgr_error *error);

/* len(array). */
int64_t pymgr_shared_array_len(pymgr_proxy *array, struct pymgr_error *error);
/* array[index] and array[index] = item: less than 0 counts from the end. IndexError. */
pymgr_value *pymgr_shared_array_get(pymgr_proxy *array, int64_t index, struct pymgr_error *error);
int pymgr_shared_array_set(pymgr_proxy *array, int64_t index, pymgr_value *item, struct pymgr_error *error);
/* array[start:stop] and array[start:stop] = items, as of lists; both are arrays of the same typecode. */
pymgr_value *pymgr_shared_array_get_slice(
    pymgr_proxy *array, int64_t start, int64_t stop, struct pymgr_error *error);
int pymgr_shared_array_set_slice(
    pymgr_proxy *array, int64_t start, int64_t stop, pymgr_value *items, struct pymgr_error *error);

/* manager.Namespace() and manager.Namespace(**attributes), of a dict. */
pymgr_proxy *pymgr_namespace_new(pymgr_manager *manager, struct pymgr_error *error);
pymgr_proxy *pymgr_namespace_from(pymgr_manager *manager, pymgr_value *attributes, struct pymgr_error *error);

/* namespace.name, namespace.name = value, del namespace.name. AttributeError. Names that begin with `_` are
 * the shared object's too, while in Python they are the proxy's own. */
pymgr_value *pymgr_namespace_get(pymgr_proxy *space, const char *name, struct pymgr_error *error);
int pymgr_namespace_set(pymgr_proxy *space, const char *name, pymgr_value *value, struct pymgr_error *error);
int pymgr_namespace_del(pymgr_proxy *space, const char *name, struct pymgr_error *error);

/* --- pools --- */

/* manager.Pool(processes): 0 for as many as the server has processors. */
pymgr_proxy *pymgr_pool_new(pymgr_manager *manager, int processes, struct pymgr_error *error);

/*
 * pool.apply(function, args, kwds): waits for the result. The function is one that the server's workers can
 * import, pymgr_global("operator", "add"); the format packs its arguments as that of pymgr_call. What the
 * function raises, the call raises.
 *
 *     pymgr_pool_apply(pool, &error, pymgr_global("operator", "add"), "ii", 1, 2)
 */
pymgr_value *pymgr_pool_apply(
    pymgr_proxy *pool, struct pymgr_error *error, pymgr_value *function, const char *format, ...);
/* pool.apply_async(function, args, kwds): a result. Callbacks could only be run by the server: there are
 * none. */
pymgr_proxy *pymgr_pool_apply_async(
    pymgr_proxy *pool, struct pymgr_error *error, pymgr_value *function, const char *format, ...);
/* The same two with the arguments in a tuple and a dict, borrowed; NULL for none. */
pymgr_value *pymgr_pool_apply_with(pymgr_proxy *pool, pymgr_value *function, pymgr_value *args,
    pymgr_value *kwds, struct pymgr_error *error);
pymgr_proxy *pymgr_pool_apply_async_with(pymgr_proxy *pool, pymgr_value *function, pymgr_value *args,
    pymgr_value *kwds, struct pymgr_error *error);

/* pool.map(function, items, chunksize), and pool.starmap, where each item is a tuple of arguments: waits for
 * the list of the results. chunksize 0: the server chooses. starmap since 3.3. */
pymgr_value *pymgr_pool_map(
    pymgr_proxy *pool, pymgr_value *function, pymgr_value *items, int chunksize, struct pymgr_error *error);
pymgr_value *pymgr_pool_starmap(
    pymgr_proxy *pool, pymgr_value *function, pymgr_value *items, int chunksize, struct pymgr_error *error);
/* pool.map_async and pool.starmap_async: a result, of that list. */
pymgr_proxy *pymgr_pool_map_async(
    pymgr_proxy *pool, pymgr_value *function, pymgr_value *items, int chunksize, struct pymgr_error *error);
pymgr_proxy *pymgr_pool_starmap_async(
    pymgr_proxy *pool, pymgr_value *function, pymgr_value *items, int chunksize, struct pymgr_error *error);
/* pool.imap and pool.imap_unordered: an iterator over the results, in the order of the items or as they are
 * there. chunksize 0: 1. */
pymgr_proxy *pymgr_pool_imap(
    pymgr_proxy *pool, pymgr_value *function, pymgr_value *items, int chunksize, struct pymgr_error *error);
pymgr_proxy *pymgr_pool_imap_unordered(
    pymgr_proxy *pool, pymgr_value *function, pymgr_value *items, int chunksize, struct pymgr_error *error);

/* pool.close(): takes no more work. pool.terminate(): drops what is not done yet; waits until that is so. */
int pymgr_pool_close(pymgr_proxy *pool, struct pymgr_error *error);
int pymgr_pool_terminate(pymgr_proxy *pool, struct pymgr_error *error);
/* pool.join(): waits until all is done. ValueError (before 3.7 AssertionError): it is not closed. */
int pymgr_pool_join(pymgr_proxy *pool, struct pymgr_error *error);

/* --- results of pools --- */

/* result.get(timeout): what the function gave or raised. multiprocessing.TimeoutError. */
pymgr_value *pymgr_result_get(pymgr_proxy *result, double timeout, struct pymgr_error *error);
/* result.wait(timeout): waits until it is there, or the timeout is over, and does not say which. */
int pymgr_result_wait(pymgr_proxy *result, double timeout, struct pymgr_error *error);
/* result.ready(). */
int pymgr_result_ready(pymgr_proxy *result, struct pymgr_error *error);
/* result.successful(): whether it raised nothing. ValueError (before 3.7 AssertionError): it is not ready. */
int pymgr_result_successful(pymgr_proxy *result, struct pymgr_error *error);

#pragma GCC visibility pop
#ifdef __cplusplus
}
#endif

#endif
