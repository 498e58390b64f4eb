/* SPDX-License-Identifier: MIT
 *
 * What the parts of the server share: settings, the registry, the one lock over all objects, and the event
 * loops.
 */
#ifndef PM_SERVER_SERVER_H
#define PM_SERVER_SERVER_H

#include "object/registry.h"
#include "wire/auth.h"

#include <pymgr/server.h>
#include <stdatomic.h>
#include <uv.h>

struct pm_crews;
struct pm_loop;
struct pm_listener;

struct pymgr_server {
    struct pm_auth_policy policy;
    unsigned char *key;         /* of policy */
    size_t max_message;         /* bytes in a frame from an admitted peer */
    uint64_t handshake_timeout; /* milliseconds */
    size_t max_pending;
    bool trace;         /* PYMGR_DEBUG */
    bool proxy_authkey; /* proxies inside values carry the key */

    uv_mutex_t lock; /* over the registry, every object, and every waiting call: see pm_server_lock */
    struct pm_registry *registry;
    struct pm_object *self;     /* the server's own methods, as an object */
    struct pm_crews *crews;     /* run what clients want called */
    pymgr_value *out_of_memory; /* the text of a traceback, made while there was memory */

    struct pm_loop **loops;
    size_t loop_count;
    size_t next_loop; /* the one that gets the next connection */
    struct pm_listener *listeners;
    atomic_bool stopping;
    atomic_bool sweep_wanted; /* the first loop is to sweep the registry when it wakes */
};

/* The lock, from any thread. Before it is given back, objects that only values now freed have held are
 * forgotten. */
void pm_server_lock(pymgr_server *server);
void pm_server_unlock(pymgr_server *server);
/* To be called after values were freed without the lock. */
void pm_server_settle(pymgr_server *server);
/* Sweeps the registry; the milliseconds until it is to be swept again, or 0. On the first loop's thread. */
uint64_t pm_server_sweep(pymgr_server *server);

#endif
