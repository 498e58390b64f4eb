/* SPDX-License-Identifier: MIT
 *
 * What went wrong below the level of Python exceptions.
 *
 * A function that can fail in more ways than "no memory" returns 0 or -1 and, with -1, fills a pm_error that
 * its caller owns (usually on the stack). A function whose only failure is no memory returns NULL or -1 and
 * takes no pm_error. call/exceptions.c says which Python exception each kind becomes when it reaches a peer.
 */
#ifndef PM_BASE_ERROR_H
#define PM_BASE_ERROR_H

#include <stddef.h>

enum pm_error_kind {
    PM_ERROR_NOMEM,           /* no memory: passed up untouched */
    PM_ERROR_MALFORMED,       /* bytes that are not what they should be; offset says where */
    PM_ERROR_LIMIT,           /* well formed, but over one of our named limits */
    PM_ERROR_UNSERIALIZABLE,  /* a value that the codec cannot carry */
    PM_ERROR_TYPE,            /* Python's TypeError */
    PM_ERROR_VALUE,           /* Python's ValueError */
    PM_ERROR_OVERFLOW,        /* Python's OverflowError */
    PM_ERROR_RUNTIME,         /* Python's RuntimeError */
    PM_ERROR_RECURSION,       /* Python's RecursionError */
    PM_ERROR_SYSTEM,          /* a system call failed; the text names it */
    PM_ERROR_NOT_IMPLEMENTED, /* Python's NotImplementedError */
};

struct pm_error {
    enum pm_error_kind kind;
    size_t offset;  /* of the offending byte, for PM_ERROR_MALFORMED; else 0 */
    char text[256]; /* one line of UTF-8, cut short if need be */
};

/* Fills *error; always returns -1, so that `return pm_fail(...)` leaves a function. */
int pm_fail(struct pm_error *error, enum pm_error_kind kind, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
int pm_fail_at(struct pm_error *error, size_t offset, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
int pm_fail_nomem(struct pm_error *error);

#endif
