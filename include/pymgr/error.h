/* SPDX-License-Identifier: MIT
 *
 * What went wrong: the error that functions of the client fill.
 *
 * A function that takes a `struct pymgr_error *` returns NULL or -1 when it fails, and then the error says
 * why; NULL may be passed by who does not want to know. Begin with PYMGR_ERROR_INIT. The same error may be
 * used for one call after another: each failure replaces what was in it, a success leaves it alone. After the
 * last, pymgr_error_clear it.
 *
 *     struct pymgr_error error = PYMGR_ERROR_INIT;
 *     pymgr_value *job = pymgr_queue_get(jobs, 2.5, &error);
 *
 *     if (job == NULL && pymgr_error_is(&error, "queue.Empty"))
 *         ...
 */
#ifndef PYMGR_ERROR_H
#define PYMGR_ERROR_H

#include <pymgr/value.h>

#ifdef __cplusplus
extern "C" {
#endif
#pragma GCC visibility push(default)

/* Room for the text that says what went wrong. */
enum { PYMGR_MESSAGE_SIZE = 256 };

enum pymgr_code {
    PYMGR_OK,
    PYMGR_RAISED, /* the call raised an exception: `exception` is it. By xmlrpclib only pymgrd tells, and only
                     its class and text, which is its one argument; see PYMGR_REMOTE for CPython */
    PYMGR_REMOTE, /* the server could only describe what it raised: multiprocessing.managers.RemoteError,
                     with a traceback. So answers CPython a method that is not exposed, an object that is
                     gone, a result that cannot be sent */
    PYMGR_REFUSED,     /* the handshake failed: another key, or a digest weaker than asked for */
    PYMGR_UNREACHABLE, /* no connection could be made; nothing was sent */
    PYMGR_TIMED_OUT,   /* a deadline passed; whether the server did what was asked is not known */
    PYMGR_CANCELLED,   /* pymgr_cancel, or the like; whether the server did what was asked is not known */
    PYMGR_LOST,        /* the connection was lost after the request was sent: whether the server did what was
                          asked is not known */
    PYMGR_PROTOCOL,    /* the peer speaks something else */
    PYMGR_LIMIT,       /* a message, or something in it, is larger than allowed */
    PYMGR_UNSERIALIZABLE, /* an argument that the serializer cannot carry; nothing was sent */
    PYMGR_INVALID,        /* an argument of the function itself is wrong */
    PYMGR_SYSTEM,         /* a system call failed on this side: no descriptors, no such program ... */
    PYMGR_NO_MEMORY,      /* on this side */
};

struct pymgr_error {
    enum pymgr_code code;
    char text[PYMGR_MESSAGE_SIZE]; /* one line, as a traceback ends: "KeyError: 'x'"; cut short if need be */
    pymgr_value *exception; /* PYMGR_RAISED: what was raised, an instance or a class; owned by the error */
    pymgr_value *traceback; /* a str, where the peer sent one; else NULL; owned by the error */
};

#define PYMGR_ERROR_INIT                                                                                     \
    {                                                                                                        \
        PYMGR_OK, "", NULL, NULL                                                                             \
    }

/* Releases what the error owns; it is then as PYMGR_ERROR_INIT makes it. NULL is ignored. */
void pymgr_error_clear(struct pymgr_error *error);

/* "raised", "timed out" ...: what a code is called. Static. */
const char *pymgr_code_name(enum pymgr_code code);

/*
 * Whether the call raised an exception of this class: "KeyError", or with its module: "queue.Empty" (which is
 * the same as "_queue.Empty"). Classes are compared by name, bases are not known here. Python 2's names are
 * turned into Python 3's beforehand. A NULL error is none.
 */
bool pymgr_error_is(const struct pymgr_error *error, const char *class_name);

/* The class of an exception as tracebacks name it ("KeyError", "_queue.Empty"): new text to release with
 * free(); NULL: the value is no exception, or no memory. */
char *pymgr_exception_class(const pymgr_value *exception);
/* exception.args: borrowed, a tuple; NULL: the value is no exception, or it was pickled in a way that hides
 * them. */
pymgr_value *pymgr_exception_args(const pymgr_value *exception);
/* str(exception): new text to release with free(); NULL: no exception, or no memory. */
char *pymgr_exception_text(const pymgr_value *exception);

#pragma GCC visibility pop
#ifdef __cplusplus
}
#endif

#endif
