/* SPDX-License-Identifier: MIT
 *
 * A lane is one thread's connection to one server: as long as it lasts, what the thread locks there is the
 * thread's.
 */
#ifndef PM_CLIENT_LANE_H
#define PM_CLIENT_LANE_H

#include "client/endpoint.h"

struct pm_lane {
    struct pm_endpoint *endpoint;
    struct pm_connection *connection; /* NULL: none at present; set under the client's lock */
    struct pm_lane *next_of_thread, *next_of_endpoint;
    struct pm_thread *thread; /* NULL: it has ended */
};

/*
 * The calling thread's lane, with a connection that is ready for calls of objects: borrowed; NULL: there is
 * none to be had. Connects if need be, and in the first call after a fork takes the references that the child
 * needs.
 */
struct pm_lane *pm_lane_take(struct pm_endpoint *endpoint, struct pymgr_error *error);
/* Closes the connection after a failure; the next call makes another. */
void pm_lane_drop(struct pm_lane *lane);

/* What the server calls the thread that serves the calling one, told to accept_connection: new. */
pymgr_value *pm_own_name(void);

/* All of an endpoint's lanes, each under the client's lock: before the endpoint goes; to cancel what they do;
 * in a child after a fork, where the descriptors of the parent are closed. */
void pm_lanes_close(struct pm_endpoint *endpoint);
void pm_lanes_cancel(struct pm_endpoint *endpoint);
void pm_lanes_abandon(struct pm_endpoint *endpoint);

#endif
