/* SPDX-License-Identifier: MIT
 *
 * A batch keeps its calls as they were added; running it turns them into requests, some tens of kilobytes at
 * a time, so that what waits to be sent stays small however many there are. What the server answers meanwhile
 * is taken in, so that neither side ever waits for the other to read (pm_connection_flush).
 */
#include "base/memory.h"
#include "client/lane.h"
#include "client/manager.h"
#include "client/proxy.h"
#include "value/pack.h"

#include <limits.h>

enum { SEND_AT = 64 * 1024 /* bytes of requests that are sent together */ };

struct item {
    pymgr_proxy *proxy;
    char *method;
    pymgr_value *args, *kwds; /* or NULL */
    bool waiting;             /* for an answer */
    pymgr_value *result;      /* or NULL: */
    struct pymgr_error error;
};

struct pymgr_batch {
    struct pm_endpoint *endpoint;
    struct item *items;
    size_t length, capacity;
};

pymgr_batch *pymgr_batch_new(pymgr_manager *manager, struct pymgr_error *error)
{
    pymgr_batch *batch = pm_calloc(1, sizeof *batch);

    if (batch == NULL) {
        pm_fault_nomem(error);
        return NULL;
    }
    batch->endpoint = pm_endpoint_ref(pm_manager_endpoint(manager));
    return batch;
}

static void forget_result(struct item *item)
{
    item->result = pymgr_unref(item->result);
    pymgr_error_clear(&item->error);
}

static void clear_item(struct item *item)
{
    forget_result(item);
    pymgr_proxy_unref(item->proxy);
    pm_free(item->method);
    pymgr_unref(item->args);
    pymgr_unref(item->kwds);
}

void pymgr_batch_clear(pymgr_batch *batch)
{
    while (batch->length > 0)
        clear_item(&batch->items[--batch->length]);
}

pymgr_batch *pymgr_batch_free(pymgr_batch *batch)
{
    if (batch == NULL)
        return NULL;
    pymgr_batch_clear(batch);
    pm_endpoint_unref(batch->endpoint);
    pm_free(batch->items);
    pm_free(batch);
    return NULL;
}

size_t pymgr_batch_length(const pymgr_batch *batch)
{
    return batch->length;
}

/* --- adding --------------------------------------------------------------------------------------------- */

static int make_room(pymgr_batch *batch)
{
    size_t capacity = batch->capacity == 0 ? 16 : batch->capacity * 2;
    struct item *items;

    if (batch->length < batch->capacity)
        return 0;
    items = pm_realloc(batch->items, capacity * sizeof *items);
    if (items == NULL)
        return -1;
    batch->items = items;
    batch->capacity = capacity;
    return 0;
}

int pymgr_batch_call_with(pymgr_batch *batch, pymgr_proxy *proxy, const char *method, pymgr_value *args,
    pymgr_value *kwds, struct pymgr_error *error)
{
    char *copy;

    if (proxy->endpoint != batch->endpoint)
        return pm_fault(error, PYMGR_INVALID, "the proxy is of another server, or of another manager");
    if (batch->length == INT_MAX)
        return pm_fault(error, PYMGR_LIMIT, "a batch holds %d calls", INT_MAX);
    copy = pm_strdup(method);
    if (copy == NULL || make_room(batch) != 0) {
        pm_free(copy);
        return pm_fault_nomem(error);
    }
    batch->items[batch->length] = (struct item){ pymgr_proxy_ref(proxy), copy, pymgr_ref(args),
        pymgr_ref(kwds), false, NULL, PYMGR_ERROR_INIT };
    return (int)batch->length++;
}

int pymgr_batch_call(pymgr_batch *batch, pymgr_proxy *proxy, struct pymgr_error *error, const char *method,
    const char *format, ...)
{
    pymgr_value *args, *kwds;
    va_list list;
    int number;

    va_start(list, format);
    number = pm_pack_call(format, list, &args, &kwds, error);
    va_end(list);
    if (number != 0)
        return -1;
    number = pymgr_batch_call_with(batch, proxy, method, args, kwds, error);
    pymgr_unref(args);
    pymgr_unref(kwds);
    return number;
}

/* --- running -------------------------------------------------------------------------------------------- */

/* Adds a call's request to those that are sent next. A call that cannot be sent fails by itself. */
static enum pm_connection_status submit(
    struct pm_connection *connection, struct item *item, struct pm_error *problem)
{
    pymgr_value *ident = pm_proxy_ident(item->proxy, &item->error);
    enum pm_connection_status status;

    if (ident == NULL)
        return PM_CONNECTION_OK;
    status = pm_connection_submit(connection, ident, item->method, item->args, item->kwds, problem);
    pymgr_unref(ident);
    item->waiting = status == PM_CONNECTION_OK;
    if (status != PM_CONNECTION_ERROR)
        return status;
    pm_fault_connection(&item->error, status, problem);
    return PM_CONNECTION_OK;
}

static enum pm_connection_status send_all(
    pymgr_batch *batch, struct pm_connection *connection, struct pm_error *problem)
{
    enum pm_connection_status status = PM_CONNECTION_OK;

    for (size_t i = 0; status == PM_CONNECTION_OK && i < batch->length; i++) {
        status = submit(connection, &batch->items[i], problem);
        if (status == PM_CONNECTION_OK && pm_connection_unsent(connection) >= SEND_AT)
            status = pm_connection_flush(connection, problem);
    }
    return status == PM_CONNECTION_OK ? pm_connection_flush(connection, problem) : status;
}

static enum pm_connection_status receive(
    struct pm_connection *connection, struct item *item, struct pm_error *problem)
{
    enum pm_reply_kind kind;
    pymgr_value *value;
    enum pm_connection_status status = pm_connection_receive(connection, &kind, &value, problem);

    if (status != PM_CONNECTION_OK && status != PM_CONNECTION_ERROR)
        return status;
    item->waiting = false;
    if (status == PM_CONNECTION_OK)
        item->result = pm_reply_result(item->proxy, kind, value, &item->error);
    else
        pm_fault_connection(&item->error, status, problem);
    return PM_CONNECTION_OK;
}

static enum pm_connection_status receive_all(
    pymgr_batch *batch, struct pm_connection *connection, struct pm_error *problem)
{
    enum pm_connection_status status = PM_CONNECTION_OK;

    for (size_t i = 0; status == PM_CONNECTION_OK && i < batch->length; i++) {
        if (batch->items[i].waiting)
            status = receive(connection, &batch->items[i], problem);
    }
    return status;
}

/* A copy of an error for the user, who clears it as any other. */
static void tell(struct pymgr_error *error, const struct pymgr_error *from)
{
    if (error == NULL)
        return;
    pymgr_error_clear(error);
    *error = *from;
    pymgr_ref(error->exception);
    pymgr_ref(error->traceback);
}

/* What ended the run, an error that is taken, is said of each call that has no answer. */
static int fail_the_rest(pymgr_batch *batch, struct pymgr_error *failure, struct pymgr_error *error)
{
    for (size_t i = 0; i < batch->length; i++) {
        struct item *item = &batch->items[i];

        if (item->result == NULL && item->error.code == PYMGR_OK)
            tell(&item->error, failure);
        item->waiting = false;
    }
    tell(error, failure);
    pymgr_error_clear(failure);
    return -1;
}

int pymgr_batch_run(pymgr_batch *batch, struct pymgr_error *error)
{
    struct pymgr_error failure = PYMGR_ERROR_INIT;
    struct pm_lane *lane = pm_lane_take(batch->endpoint, &failure);
    enum pm_connection_status status;
    struct pm_error problem;

    for (size_t i = 0; i < batch->length; i++)
        forget_result(&batch->items[i]);
    if (lane == NULL)
        return fail_the_rest(batch, &failure, error);
    pm_connection_set_timeout(lane->connection, batch->endpoint->options.call_timeout);
    status = send_all(batch, lane->connection, &problem);
    if (status == PM_CONNECTION_OK)
        status = receive_all(batch, lane->connection, &problem);
    if (status == PM_CONNECTION_OK)
        return 0;
    pm_lane_drop(lane);
    pm_fault_connection(&failure, status, &problem);
    return fail_the_rest(batch, &failure, error);
}

pymgr_value *pymgr_batch_result(pymgr_batch *batch, size_t number, struct pymgr_error *error)
{
    struct item *item = number < batch->length ? &batch->items[number] : NULL;

    if (item == NULL)
        pm_fault(error, PYMGR_INVALID, "the batch has no call %zu", number);
    else if (item->result == NULL && item->error.code == PYMGR_OK)
        pm_fault(error, PYMGR_INVALID, "the batch has not been run since call %zu was added", number);
    else if (item->result == NULL)
        tell(error, &item->error);
    return item == NULL ? NULL : pymgr_ref(item->result);
}
