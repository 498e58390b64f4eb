/* SPDX-License-Identifier: MIT
 *
 * Managers inside the library: what the other files of the client need of them.
 */
#ifndef PM_CLIENT_MANAGER_H
#define PM_CLIENT_MANAGER_H

#include "client/endpoint.h"

#include <pymgr/client.h>

struct pm_started; /* start.c: a server that pymgr_start has started */

/* Borrowed for the manager's life. */
struct pm_endpoint *pm_manager_endpoint(const pymgr_manager *manager);
/* A manager of the endpoint, which is taken, and of what was started, taken with success, or NULL: new. */
pymgr_manager *pm_manager_new(
    struct pm_endpoint *endpoint, struct pm_started *started, struct pymgr_error *error);
/* The endpoint that options ask for, at an address of theirs or, if that is not NULL, at another: new. */
struct pm_endpoint *pm_endpoint_of_options(
    const struct pymgr_options *options, const char *address, struct pymgr_error *error);

/* --- start.c --- */

int pm_started_pid(const struct pm_started *started);
/* Ends the server: see pymgr_close. Releases the struct. */
void pm_started_end(struct pm_started *started, const struct pm_endpoint *endpoint);

#endif
