/* SPDX-License-Identifier: MIT
 *
 * What the tests of asynchronous calls have in common: a server, a pymgr_async of it, and a tally of what its
 * callbacks were told; one at a time.
 */
#ifndef PM_TESTS_ASYNC_RIG_H
#define PM_TESTS_ASYNC_RIG_H

#include "client/deadline.h"
#include "client/puppet.h"
#include "client/served.h"
#include "unit.h"

#include <string.h>

enum { PATIENCE = 30 /* seconds until a test has failed */ };

struct pm_async_rig {
    struct pm_served served;
    pymgr_async *async;
    pymgr_proxy *jobs; /* a queue, by its name */
    struct pymgr_error error;

    /* What the callbacks were told. */
    int called, well;
    int64_t last; /* result, if it was an int */
    enum pymgr_code code;
    char text[PYMGR_MESSAGE_SIZE]; /* of the last failure */
    int order[8];                  /* the first closures, as ints */
};

extern struct pm_async_rig rig;

void rig_begin(void);
void rig_begin_with(const struct pymgr_options *options);
void rig_end(void);

/* The callback that keeps the tally. */
void rig_done(void *closure, pymgr_value *result, const struct pymgr_error *error);

/* Calls of `jobs`. */
int64_t rig_call(const char *method);
int64_t rig_call_numbered(const char *method, int number);
int64_t rig_call_within(const char *method, double seconds);
int64_t rig_put(int number);

/* Until no call is pending. */
void rig_finish(void);
/* Steps a while, as a loop would that has nothing else to do. */
void rig_go_on(double seconds);
/* Waits for something to do, until a time, and does it. */
void rig_go_on_once(struct pm_deadline deadline);
/* Whether nothing is to be done. */
bool rig_is_quiet(void);
/* Has a connection made, on which nothing is in progress, and begins a new tally. */
void rig_connect_first(void);

/* Something else takes the server's place: a listener; or a process that behaves so on each connection. */
int rig_usurp(void);
void rig_usurp_with(void (*behave)(struct pm_puppet *puppet));

#endif
