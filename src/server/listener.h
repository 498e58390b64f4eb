/* SPDX-License-Identifier: MIT
 *
 * A listening socket.
 */
#ifndef PM_SERVER_LISTENER_H
#define PM_SERVER_LISTENER_H

#include "server/server.h"
#include "wire/address.h"

struct pm_listener;

/* Opens a listener and puts it on the server's list; *address becomes what was bound. -1 with *error filled.
 */
int pm_listener_open(pymgr_server *server, struct pm_address *address, struct pm_error *error);
/* An address by which processes on this machine reach the server, as tokens carry it: new; NULL: it listens
 * nowhere, or no memory. */
pymgr_value *pm_listener_address(const pymgr_server *server);
/* Starts accepting, on the loop of the calling thread. */
int pm_listener_start(struct pm_listener *listener, uv_loop_t *loop);
/* Stops accepting and closes; removes the file of a Unix socket. */
void pm_listener_stop(struct pm_listener *listener);
struct pm_listener *pm_listener_next(struct pm_listener *listener);
/* Releases all listeners of a server, closed or not. */
void pm_listeners_free(pymgr_server *server);

#endif
