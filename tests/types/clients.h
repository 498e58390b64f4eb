/* SPDX-License-Identifier: MIT
 *
 * Several clients of one object, each with at most one call that waits.
 */
#ifndef PM_TESTS_TYPES_CLIENTS_H
#define PM_TESTS_TYPES_CLIENTS_H

#include "object/fake.h"

enum { CLIENTS = 6 };

extern struct fake_session clients[CLIENTS];
extern struct pm_object *shared; /* the object: a reference */

/* The first client makes the object: "Lock()". */
void clients_begin(const char *text);
void clients_end(void);

/* The outcome of a client's call that is over at once; valid until the next one. */
const char *client_say(size_t i, const char *text);
/* That outcome must be this. */
void client_expect(size_t i, const char *text, const char *outcome);
/* A client's call that must wait, with that timer. */
void client_start(size_t i, const char *text, double timer);
/* What must have become of it, and its end; "waits" if nothing has. */
void client_got(size_t i, const char *outcome);
/* Its time is up. */
void client_time_out(size_t i);
/* The client goes away: its call is cancelled, and what it owns is let go. How much that was. */
size_t client_vanish(size_t i);

/* repr(object) must be this, but for addresses and owners (fake_anonymous_state). */
void expect_repr(const char *text);

#endif
