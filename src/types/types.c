/* SPDX-License-Identifier: MIT
 *
 * What SyncManager registers, in its order. The names that a row exposes are those of Python 3.12, in the
 * order in which it declares them, and then those that other versions have as well. Some are exposed without
 * the object having them (an Iterator's `send`): so it is in Python.
 */
#include "types/types.h"

#include <string.h>

static const char *const queue_names[] = { "empty", "full", "get", "get_nowait", "join", "put", "put_nowait",
    "qsize", "task_done", "shutdown", NULL };
static const char *const event_names[] = { "is_set", "set", "clear", "wait", NULL };
static const char *const lock_names[] = { "acquire", "release", "locked", NULL };
static const char *const condition_names[] = { "acquire", "release", "wait", "notify", "notify_all", "locked",
    NULL };
static const char *const barrier_names[] = { "__getattribute__", "wait", "abort", "reset", NULL };
static const char *const pool_names[] = { "apply", "apply_async", "close", "imap", "imap_unordered", "join",
    "map", "map_async", "starmap", "starmap_async", "terminate", NULL };
static const char *const result_names[] = { "get", "ready", "successful", "wait", NULL };
static const char *const list_names[] = { "__add__", "__contains__", "__delitem__", "__getitem__", "__len__",
    "__mul__", "__reversed__", "__rmul__", "__setitem__", "append", "count", "extend", "index", "insert",
    "pop", "remove", "reverse", "sort", "__imul__", "clear", "copy", "__getslice__", "__setslice__",
    "__delslice__", NULL };
static const char *const dict_names[] = { "__contains__", "__delitem__", "__getitem__", "__iter__", "__len__",
    "__setitem__", "clear", "copy", "get", "items", "keys", "pop", "popitem", "setdefault", "update",
    "values", "__or__", "__ror__", "__ior__", "__reversed__", "fromkeys", "has_key", NULL };
static const char *const set_names[] = { "__and__", "__class_getitem__", "__contains__", "__iand__",
    "__ior__", "__isub__", "__iter__", "__ixor__", "__len__", "__or__", "__rand__", "__ror__", "__rsub__",
    "__rxor__", "__sub__", "__xor__", "__ge__", "__gt__", "__le__", "__lt__", "add", "clear", "copy",
    "difference", "difference_update", "discard", "intersection", "intersection_update", "isdisjoint",
    "issubset", "issuperset", "pop", "remove", "symmetric_difference", "symmetric_difference_update", "union",
    "update", NULL };
static const char *const value_names[] = { "get", "set", NULL };
static const char *const array_names[] = { "__len__", "__getitem__", "__setitem__", "__getslice__",
    "__setslice__", NULL };
static const char *const namespace_names[] = { "__getattribute__", "__setattr__", "__delattr__", NULL };
static const char *const iterator_names[] = { "__next__", "send", "throw", "close", "next", NULL };

const struct pm_typeid pm_typeids[] = {
    { .typeid = "Queue", .type = &pm_type_queue, .proxytype = "AutoProxy", .exposed = queue_names },
    { .typeid = "JoinableQueue", .type = &pm_type_queue, .proxytype = "AutoProxy", .exposed = queue_names },
    { .typeid = "Event", .type = &pm_type_event, .proxytype = "EventProxy", .exposed = event_names },
    { .typeid = "Lock", .type = &pm_type_lock, .proxytype = "AcquirerProxy", .exposed = lock_names },
    { .typeid = "RLock", .type = &pm_type_rlock, .proxytype = "AcquirerProxy", .exposed = lock_names },
    { .typeid = "Semaphore",
        .type = &pm_type_semaphore,
        .proxytype = "AcquirerProxy",
        .exposed = lock_names },
    { .typeid = "BoundedSemaphore",
        .type = &pm_type_bounded_semaphore,
        .proxytype = "AcquirerProxy",
        .exposed = lock_names },
    { .typeid = "Condition",
        .type = &pm_type_condition,
        .proxytype = "ConditionProxy",
        .exposed = condition_names },
    { .typeid = "Barrier", .type = &pm_type_barrier, .proxytype = "BarrierProxy", .exposed = barrier_names },
    { .typeid = "Pool", .type = &pm_type_pool, .proxytype = "PoolProxy", .exposed = pool_names },
    { .typeid = "list", .type = &pm_type_list, .proxytype = "ListProxy", .exposed = list_names },
    { .typeid = "dict", .type = &pm_type_dict, .proxytype = "DictProxy", .exposed = dict_names },
    { .typeid = "set", .type = &pm_type_set, .proxytype = "SetProxy", .exposed = set_names },
    { .typeid = "Value", .type = &pm_type_value, .proxytype = "ValueProxy", .exposed = value_names },
    { .typeid = "Array", .type = &pm_type_array, .proxytype = "ArrayProxy", .exposed = array_names },
    { .typeid = "Namespace",
        .type = &pm_type_namespace,
        .proxytype = "NamespaceProxy",
        .exposed = namespace_names },
    { .typeid = "Iterator",
        .type = &pm_type_iterator,
        .proxytype = "IteratorProxy",
        .exposed = iterator_names },
    { .typeid = "AsyncResult",
        .type = &pm_type_apply_result,
        .proxytype = "AutoProxy",
        .exposed = result_names },
    { .typeid = NULL },
};

const struct pm_typeid *pm_typeid_find(const char *typeid)
{
    for (const struct pm_typeid *row = pm_typeids; row->typeid != NULL; row++) {
        if (strcmp(row->typeid, typeid) == 0)
            return row;
    }
    return NULL;
}
