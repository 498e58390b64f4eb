/* SPDX-License-Identifier: MIT
 *
 * A lane is in two lists, its thread's and its endpoint's, and goes with whichever ends first. Both change
 * under the client's lock. The lanes of a child's parent threads are kept in their endpoint's list, without a
 * connection: what such a thread was doing with its memory when the fork came, nobody knows.
 */
#include "client/lane.h"

#include "base/memory.h"
#include "client/deadline.h"
#include "client/errand.h"
#include "client/proxy.h"

#include <errno.h>
#include <pthread.h>
#include <stdio.h>
#include <unistd.h>

struct pm_thread {
    struct pm_lane *lanes;
};

static _Thread_local struct pm_thread *self; /* NULL until the thread has a lane */
static pthread_key_t key;
static pthread_once_t once = PTHREAD_ONCE_INIT;

/* --- the thread's end ----------------------------------------------------------------------------------- */

static void unlink_from_endpoint(struct pm_lane *lane)
{
    struct pm_lane **link = &lane->endpoint->lanes;

    while (*link != lane)
        link = &(*link)->next_of_endpoint;
    *link = lane->next_of_endpoint;
}

static void unlink_from_thread(struct pm_lane *lane)
{
    struct pm_lane **link = &lane->thread->lanes;

    while (*link != lane)
        link = &(*link)->next_of_thread;
    *link = lane->next_of_thread;
}

static void end_thread(void *record)
{
    struct pm_thread *thread = record;

    pm_client_lock();
    while (thread->lanes != NULL) {
        struct pm_lane *lane = thread->lanes;

        thread->lanes = lane->next_of_thread;
        unlink_from_endpoint(lane);
        pm_connection_close(lane->connection);
        pm_free(lane);
    }
    pm_client_unlock();
    pm_free(thread);
    self = NULL;
}

static void make_key(void)
{
    if (pthread_key_create(&key, end_thread) != 0)
        key = 0;
}

/* The calling thread's record: NULL: no memory. */
static struct pm_thread *this_thread(void)
{
    if (self != NULL)
        return self;
    pthread_once(&once, make_key);
    self = pm_calloc(1, sizeof *self);
    if (self != NULL && pthread_setspecific(key, self) != 0) {
        pm_free(self);
        self = NULL;
    }
    return self;
}

/* --- finding -------------------------------------------------------------------------------------------- */

/* Under the lock; NULL: no memory. */
static struct pm_lane *add_lane(struct pm_thread *thread, struct pm_endpoint *endpoint)
{
    struct pm_lane *lane = pm_calloc(1, sizeof *lane);

    if (lane == NULL)
        return NULL;
    *lane = (struct pm_lane){ endpoint, NULL, thread->lanes, endpoint->lanes, thread };
    thread->lanes = lane;
    endpoint->lanes = lane;
    return lane;
}

/* The thread's lane, and whether the process is a child that has no references of its own yet. */
static struct pm_lane *find_lane(struct pm_endpoint *endpoint, bool *inheritsp)
{
    struct pm_thread *thread = this_thread();
    struct pm_lane *lane;

    if (thread == NULL)
        return NULL;
    pm_client_lock();
    for (lane = thread->lanes; lane != NULL && lane->endpoint != endpoint;)
        lane = lane->next_of_thread;
    if (lane == NULL)
        lane = add_lane(thread, endpoint);
    *inheritsp = endpoint->generation != pm_client_generation();
    pm_client_unlock();
    return lane;
}

/* --- opening -------------------------------------------------------------------------------------------- */

/* As in Python, the thread's own name follows the process's. */
pymgr_value *pm_own_name(void)
{
    pid_t pid = getpid(), thread = gettid();

    if (pid == thread)
        return pm_str_format("%s-%d", program_invocation_short_name, (int)pid);
    return pm_str_format("%s-%d|Thread-%d", program_invocation_short_name, (int)pid, (int)thread);
}

/* What is left until then, as a connection's timeout: 0 is for ever. */
static double seconds_left(struct pm_deadline deadline)
{
    return deadline.set ? (double)(pm_time_left(deadline) + 1) / 1e9 : 0;
}

/* Tells the server that requests for objects follow. */
static int introduce(struct pm_connection *connection, struct pm_deadline deadline, struct pymgr_error *error)
{
    pymgr_value *args = pymgr_tuple_of(1, pm_own_name()), *value;
    enum pm_connection_status status;
    enum pm_reply_kind kind;
    struct pm_error problem;

    if (args == NULL)
        return pm_fault_nomem(error);
    pm_connection_set_timeout(connection, seconds_left(deadline));
    status = pm_connection_call(connection, NULL, "accept_connection", args, NULL, &kind, &value, &problem);
    pymgr_unref(args);
    if (status != PM_CONNECTION_OK)
        return pm_fault_connection(
            error, status == PM_CONNECTION_LOST ? PM_CONNECTION_UNREACHABLE : status, &problem);
    pymgr_unref(value);
    return kind == PM_REPLY_RETURN
               ? 0
               : pm_fault(error, PYMGR_PROTOCOL, "the server does not accept connections");
}

static int open_lane(struct pm_lane *lane, struct pymgr_error *error)
{
    double timeout = lane->endpoint->options.connect_timeout;
    struct pm_deadline deadline = pm_deadline_in(timeout);
    struct pm_errand errand;

    if (pm_errand_begin(&errand, lane->endpoint, timeout, error) != 0)
        return -1;
    if (introduce(errand.connection, deadline, error) != 0) {
        pm_errand_end(&errand);
        return -1;
    }
    pm_client_lock();
    lane->connection = pm_errand_hand_over(&errand);
    pm_client_unlock();
    return 0;
}

struct pm_lane *pm_lane_take(struct pm_endpoint *endpoint, struct pymgr_error *error)
{
    bool inherits;
    struct pm_lane *lane = find_lane(endpoint, &inherits);

    if (lane == NULL) {
        pm_fault_nomem(error);
        return NULL;
    }
    if (inherits)
        pm_proxies_inherit(endpoint);
    if (lane->connection != NULL && !pm_connection_alive(lane->connection))
        pm_lane_drop(lane);
    if (lane->connection != NULL || open_lane(lane, error) == 0)
        return lane;
    pm_endpoint_lose(endpoint);
    return NULL;
}

void pm_lane_drop(struct pm_lane *lane)
{
    struct pm_connection *connection = lane->connection;

    pm_client_lock();
    lane->connection = NULL;
    pm_client_unlock();
    pm_endpoint_lose(lane->endpoint);
    pm_connection_close(connection);
}

/* --- all of an endpoint's ------------------------------------------------------------------------------- */

void pm_lanes_close(struct pm_endpoint *endpoint)
{
    while (endpoint->lanes != NULL) {
        struct pm_lane *lane = endpoint->lanes;

        endpoint->lanes = lane->next_of_endpoint;
        if (lane->thread != NULL)
            unlink_from_thread(lane);
        pm_connection_close(lane->connection);
        pm_free(lane);
    }
}

void pm_lanes_cancel(struct pm_endpoint *endpoint)
{
    for (struct pm_lane *lane = endpoint->lanes; lane != NULL; lane = lane->next_of_endpoint) {
        if (lane->connection != NULL)
            pm_connection_cancel(lane->connection);
    }
}

void pm_lanes_abandon(struct pm_endpoint *endpoint)
{
    for (struct pm_lane *lane = endpoint->lanes; lane != NULL; lane = lane->next_of_endpoint) {
        if (lane->connection != NULL)
            pm_connection_abandon(lane->connection);
        if (lane->thread != self) {
            lane->thread = NULL;
            lane->connection = NULL;
        }
    }
}
