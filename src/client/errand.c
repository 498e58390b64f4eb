/* SPDX-License-Identifier: MIT
 *
 * Errands are few and short: they stand in one list, on the stacks of their threads. One that is cancelled
 * while it connects, and so has no connection to be cancelled yet, learns of it when it has one.
 */
#include "client/errand.h"

#include "call/raised.h"

static struct pm_errand *errands; /* under the client's lock */

static void unlink_errand(struct pm_errand *errand)
{
    struct pm_errand **link = &errands;

    while (*link != errand)
        link = &(*link)->next;
    *link = errand->next;
}

/* --- one ------------------------------------------------------------------------------------------------ */

static enum pm_connection_status connect_to(const struct pm_endpoint *endpoint, double seconds,
    struct pm_connection **connectionp, struct pm_error *problem)
{
    const struct pm_endpoint_options *own = &endpoint->options;
    struct pm_connection_options options = {
        .codec = own->codec,
        .policy = { .key = own->key, .key_size = own->key_size, .min_digest = own->min_digest },
        .timeout = seconds,
        .max_reply = own->max_reply,
        .plain = atomic_load(&endpoint->plain),
        .adopter = &endpoint->adopter,
    };

    return pm_connection_open(&own->address, &options, connectionp, problem);
}

static void begin(struct pm_errand *errand, const struct pm_endpoint *endpoint)
{
    pm_client_lock();
    *errand = (struct pm_errand){ .endpoint = endpoint, .next = errands };
    errands = errand;
    pm_client_unlock();
}

int pm_errand_begin(
    struct pm_errand *errand, const struct pm_endpoint *endpoint, double seconds, struct pymgr_error *error)
{
    enum pm_connection_status status;
    struct pm_connection *connection;
    struct pm_error problem;

    begin(errand, endpoint);
    status = connect_to(endpoint, seconds, &connection, &problem);
    pm_client_lock();
    errand->connection = connection;
    if (errand->cancelled && connection != NULL)
        pm_connection_cancel(connection);
    pm_client_unlock();
    if (status == PM_CONNECTION_OK)
        return 0;
    pm_errand_end(errand);
    return pm_fault_connection(error, status, &problem);
}

pymgr_value *pm_errand_ask(struct pm_errand *errand, double seconds, const char *function, pymgr_value *args,
    pymgr_value *kwds, struct pymgr_error *error)
{
    enum pm_connection_status status;
    enum pm_reply_kind kind;
    struct pm_error problem;
    pymgr_value *value;

    pm_connection_set_timeout(errand->connection, seconds);
    status = pm_connection_call(errand->connection, NULL, function, args, kwds, &kind, &value, &problem);
    if (status != PM_CONNECTION_OK) {
        pm_fault_connection(error, status, &problem);
        return NULL;
    }
    if (kind == PM_REPLY_RETURN)
        return value;
    pm_fault_reply(error, kind, value);
    return NULL;
}

struct pm_connection *pm_errand_hand_over(struct pm_errand *errand)
{
    unlink_errand(errand);
    return errand->connection;
}

void pm_errand_end(struct pm_errand *errand)
{
    pm_client_lock();
    unlink_errand(errand);
    pm_client_unlock();
    pm_connection_close(errand->connection);
}

/* --- all ------------------------------------------------------------------------------------------------ */

void pm_errands_cancel(const struct pm_endpoint *endpoint)
{
    for (struct pm_errand *errand = errands; errand != NULL; errand = errand->next) {
        if (errand->endpoint != endpoint)
            continue;
        errand->cancelled = true;
        if (errand->connection != NULL)
            pm_connection_cancel(errand->connection);
    }
}

void pm_errands_abandon(void)
{
    for (struct pm_errand *errand = errands; errand != NULL; errand = errand->next) {
        if (errand->connection != NULL)
            pm_connection_abandon(errand->connection);
    }
    errands = NULL;
}
