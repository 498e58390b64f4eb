/* SPDX-License-Identifier: MIT
 *
 * A session without a server: calls written as Python text are bound and run, and what becomes of them is
 * kept as text.
 */
#ifndef PM_TESTS_OBJECT_FAKE_H
#define PM_TESTS_OBJECT_FAKE_H

#include "object/call.h"
#include "object/fake_executor.h"

struct fake_session {
    struct pm_session session;    /* first: a pm_session of ours is a fake_session */
    bool gone;                    /* the peer is no longer there */
    pymgr_value *given;           /* what an argument '@' stands for: owned by the test */
    struct pm_executor *executor; /* without Python at first */
    struct fake_executor own;
    size_t fail_at; /* the allocation at which binding and handler run out of memory; 0: none */
};

struct fake_call {
    struct pm_call call; /* first: a pm_call of ours is a fake_call */
    char *text;          /* "waits", "-> repr", "!! KeyError('x')", "no memory"; to free() */
    double timer;        /* seconds that were asked for; 0: none */
};

void fake_session_init(struct fake_session *session);
/* It goes away; how much it held. Its waiting calls are to be ended first. */
size_t fake_session_end(struct fake_session *session);

/* `METHOD(ARGS)` on an object, or `TYPEID(ARGS)` with object NULL. To be ended with fake_end. NULL: it is not
 * a call, or there is no such method. */
struct fake_call *fake_begin(struct fake_session *session, struct pm_object *object, const char *text);
/* Drops the call, cancelling it if it still waits. */
void fake_end(struct fake_call *call);

/* The text of a call that is over at once; valid until the next one. */
const char *fake_say(struct fake_session *session, struct pm_object *object, const char *text);
/* Says each call of a list of pairs (call, text), ended by NULL, and expects those texts. */
void fake_expect(struct fake_session *session, struct pm_object *object, const char *const (*pairs)[2]);
/* An object made by a call that must succeed: new. */
struct pm_object *fake_new(struct fake_session *session, const char *text);
/* An anchored proxy of an object, which it holds: new. */
pymgr_value *fake_proxy(struct pm_object *object);
/* As fake_say, with a proxy of `given` for the argument '@'. */
const char *fake_say_of(
    struct fake_session *session, struct pm_object *object, const char *text, struct pm_object *given);
/* repr(object) as the server has it, or its error; to free(). */
char *fake_state(const struct pm_object *object);
/* The same without addresses, and as if whoever owns a lock were number 1. */
char *fake_anonymous_state(const struct pm_object *object);

#endif
