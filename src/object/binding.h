/* SPDX-License-Identifier: MIT
 *
 * One binding while it happens, for bind.c and the files with the rules of each way in which CPython
 * implements methods.
 */
#ifndef PM_OBJECT_BINDING_H
#define PM_OBJECT_BINDING_H

#include "object/signature.h"

struct pm_bind {
    const struct pm_method *method;
    const struct pm_signature *signature;
    const char *owner; /* the class that qualifies names in messages */
    pymgr_value *const *given;
    size_t given_count;
    const pymgr_value *kwds;
    pymgr_value **bound; /* a place for each parameter; NULL while nothing was given for it */
    struct pm_error *error;
};

/* The parameter of that name (a str) that may be given by keyword; SIZE_MAX: none. */
size_t pm_bind_parameter(const struct pm_bind *bind, const pymgr_value *name);
/* Puts the positional arguments in their places; those beyond them into *args, if there is one. 0; -1: no
 * memory. */
int pm_bind_positional(struct pm_bind *bind);
/* A keyword argument that no parameter has, into **kwds. 0; -1: no memory. */
int pm_bind_extra(struct pm_bind *bind, pymgr_value *key, pymgr_value *item);
/* How the method is named in messages: "list.append", "list", "_thread.allocate_lock". */
void pm_bind_put_name(const struct pm_bind *bind, struct pm_buffer *out);

/* The rules: fill bind->bound but for defaults. 0, or -1 with *error filled. */
typedef int pm_bind_rule(struct pm_bind *bind);

pm_bind_rule pm_bind_def;        /* functions written in Python */
pm_bind_rule pm_bind_noargs;     /* METH_NOARGS */
pm_bind_rule pm_bind_one;        /* METH_O */
pm_bind_rule pm_bind_counted;    /* METH_FASTCALL */
pm_bind_rule pm_bind_varargs;    /* METH_VARARGS */
pm_bind_rule pm_bind_keywords;   /* Argument Clinic, PyArg_ParseTupleAndKeywords */
pm_bind_rule pm_bind_slot;       /* slot wrappers */
pm_bind_rule pm_bind_slot_tuple; /* slot wrappers with PyArg_UnpackTuple */

#endif
