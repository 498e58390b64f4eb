/* SPDX-License-Identifier: MIT
 *
 * An errand is a connection that is being made, or on which the server itself is asked something: whatever is
 * no thread's lane. As long as it lasts it can be cancelled, as a lane can.
 */
#ifndef PM_CLIENT_ERRAND_H
#define PM_CLIENT_ERRAND_H

#include "client/endpoint.h"

struct pm_errand {
    const struct pm_endpoint *endpoint;
    struct pm_connection *connection; /* set under the client's lock */
    bool cancelled;                   /* under the lock */
    struct pm_errand *next;
};

/* Connects to the endpoint's server, in so many seconds; 0: for ever. 0, or -1: there is nothing to end. */
int pm_errand_begin(
    struct pm_errand *errand, const struct pm_endpoint *endpoint, double seconds, struct pymgr_error *error);
/* The first request on the connection, for one of the server's own functions; its answer may take `seconds`,
 * 0: for ever. New, NULL: it failed. */
pymgr_value *pm_errand_ask(struct pm_errand *errand, double seconds, const char *function, pymgr_value *args,
    pymgr_value *kwds, struct pymgr_error *error);
/* Closes the connection. */
void pm_errand_end(struct pm_errand *errand);
/* Ends without that, under the client's lock: the connection is the caller's. */
struct pm_connection *pm_errand_hand_over(struct pm_errand *errand);

/* All of an endpoint's, under the client's lock. */
void pm_errands_cancel(const struct pm_endpoint *endpoint);
/* In a child after a fork: those of the parent's threads are none of its own. */
void pm_errands_abandon(void);

#endif
