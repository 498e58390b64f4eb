/* SPDX-License-Identifier: MIT
 *
 * A shared type as a table (DESIGN: decision 5). One file under types/ defines the instance struct, the
 * handlers and one exported const pm_type; types/types.c lists them all.
 */
#ifndef PM_OBJECT_TYPE_H
#define PM_OBJECT_TYPE_H

#include "base/buffer.h"
#include "base/error.h"
#include "value/value.h"

#include <stddef.h>

struct pm_call;
struct pm_object;

/* What became of a call when its handler returns. */
enum pm_outcome {
    PM_RETURN,  /* call->result is the result, or call->created the object that the row's result typeid wraps
                 */
    PM_RAISE,   /* call->result is the exception */
    PM_WAIT,    /* the call sits in a wait queue (object/wait.h) and will be finished later */
    PM_NOMEM,   /* no memory: nothing was changed */
    PM_DECLINE, /* of a C callable (callables/) only: nothing to do with such arguments; Python may know
                   better */
};

typedef enum pm_outcome pm_handler(struct pm_call *call);
typedef void pm_meet(pymgr_value *value, void *context); /* borrowed; may be NULL */

/* How CPython implements the method, which is how it words a call with wrong arguments. */
enum pm_binding {
    PM_DEF,      /* a method in Python: "Queue.put() missing 1 required positional argument: 'item'" */
    PM_FUNCTION, /* a function in Python, without self: "Array() takes from 2 to 3 positional arguments" */
    PM_C_NOARGS, /* METH_NOARGS: "list.clear() takes no arguments (1 given)" */
    PM_C_ONE,    /* METH_O: "list.append() takes exactly one argument (0 given)" */
    PM_C_POSITIONAL, /* METH_FASTCALL without keywords: "insert expected 2 arguments, got 1" */
    PM_C_VARARGS,    /* METH_VARARGS: the same, but "union() takes no keyword arguments" */
    PM_C_KEYWORDS,   /* Argument Clinic or PyArg_ParseTupleAndKeywords */
    PM_SLOT,         /* a slot wrapper: "expected 1 argument, got 0" */
    PM_SLOT_TUPLE,   /* one that unpacks its arguments itself: " expected 2 arguments, got 1" */
};

struct pm_method {
    const char *name;
    pm_handler *handler;
    /*
     * Python's own words: "(item, block=True, timeout=None)", "(x, /)", "(*, key=None, reverse=False)",
     * "(*args)",
     * "(*args, **kwds)". Defaults are Python literals. A parameter without a value and with the default `...`
     * arrives as NULL.
     */
    const char *signature;
    enum pm_binding binding;
    const char *owner;         /* the class that messages name it after; NULL: the type itself */
    const char *called;        /* what messages call it; NULL: by its name */
    const char *result_typeid; /* the result goes back as a #PROXY of this typeid; NULL: as a value */
};

struct pm_type {
    const char *name;                /* __name__: "Queue"; error messages are qualified with it */
    const char *class_repr;          /* repr(type(obj)): "<class 'queue.Queue'>" */
    struct pm_method construct;      /* the callable of register(); its handler sets call->created */
    const struct pm_method *methods; /* in the order of `exposed` */
    size_t method_count;
    /* Each is given the instance. */
    void (*destroy)(void *self);
    int (*repr)(const struct pm_object *object, struct pm_buffer *out, struct pm_error *error);
    int (*str)(
        const struct pm_object *object, struct pm_buffer *out, struct pm_error *error); /* NULL: repr */
    /* Calls `meet` with each of the references to values that the instance holds, for the search for cycles.
     * NULL: it holds none that could be, or contain, proxies. */
    void (*visit)(void *self, pm_meet *meet, void *context);
    /* What #GETVALUE pickles: new; NULL with *error filled: "cannot pickle '_thread.lock' object". */
    pymgr_value *(*get_value)(const struct pm_object *object, struct pm_error *error);
};

/* A row of SyncManager's registry: what register(typeid, callable, proxytype, exposed, method_to_typeid)
 * says. */
struct pm_typeid {
    const char *typeid;
    const struct pm_type *type;
    const char *proxytype;      /* "AutoProxy", "ListProxy": in multiprocessing.managers */
    const char *const *exposed; /* names, NULL-terminated, in the order that `create` answers; one that is no
                                   method of the type is exposed without the object having it */
};

#endif
