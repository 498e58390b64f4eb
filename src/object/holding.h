/* SPDX-License-Identifier: MIT
 *
 * What a session has that must not outlive it: a lock that only its owner can release. A holding is part of
 * what is held; it belongs to one session at most, which knows all of its own. Everything here happens under
 * the server's lock.
 */
#ifndef PM_OBJECT_HOLDING_H
#define PM_OBJECT_HOLDING_H

#include <stddef.h>
#include <sys/queue.h>

struct pm_session;

struct pm_holding {
    struct pm_session *holder; /* NULL: nobody's */
    /* The holder has gone, and this is nobody's now. May free it. */
    void (*abandoned)(struct pm_holding *holding);
    LIST_ENTRY(pm_holding) link;
};

LIST_HEAD(pm_holdings, pm_holding); /* all zero: empty */

/* The session has it from now on. It was nobody's. */
void pm_hold(struct pm_session *session, struct pm_holding *holding);
/* It is nobody's from now on. */
void pm_let_go(struct pm_holding *holding);
/* For the server: the session has gone, and what it had is abandoned. How much that was. */
size_t pm_session_abandon(struct pm_session *session);

#endif
