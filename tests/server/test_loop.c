/* SPDX-License-Identifier: MIT
 *
 * Several loops over one set of objects: what one thread puts, another, served by another loop, gets.
 */
#include "server/loop.h"

#include "base/memory.h"
#include "client/connection.h"
#include "unit.h"

#include <string.h>

enum { LOOPS = 3, PAIRS = 3, ITEMS = 2000 };

static const unsigned char key[] = "loops";

struct worker {
    uv_thread_t thread;
    const struct pm_address *address;
    pymgr_value *ident;
    int64_t first; /* of the numbers that a putter puts */
    int64_t sum;   /* of those that a getter got */
    bool failed;
};

struct running {
    pymgr_server *server;
    uv_thread_t thread;
    struct pm_address address;
};

static void run_server(void *server)
{
    pymgr_server_run(server, NULL);
}

static void start(struct running *running)
{
    static const struct pymgr_server_options options = {
        .authkey = key, .authkey_size = sizeof key - 1, .threads = LOOPS
    };
    char bound[PYMGR_MESSAGE_SIZE];
    struct pm_error error;

    running->server = pymgr_server_new(&options, NULL);
    CU_ASSERT_EQUAL_FATAL(pymgr_server_listen(running->server, "127.0.0.1:0", bound, NULL), 0);
    CU_ASSERT_EQUAL_FATAL(pm_address_parse(bound, &running->address, &error), 0);
    uv_thread_create(&running->thread, run_server, running->server);
}

static void stop(struct running *running)
{
    pymgr_server_stop(running->server);
    uv_thread_join(&running->thread);
    pymgr_server_free(running->server);
}

static struct pm_connection *connect_to(const struct pm_address *address)
{
    static const struct pm_connection_options options = {
        .policy = { .key = key, .key_size = sizeof key - 1 }, .timeout = 60
    };
    struct pm_connection *connection;
    struct pm_error error;

    if (pm_connection_open(address, &options, &connection, &error) != PM_CONNECTION_OK)
        return NULL;
    pm_connection_set_timeout(connection, 60);
    return connection;
}

/* The value of a #RETURN: new; NULL for anything else. Args taken. */
static pymgr_value *call(
    struct pm_connection *connection, pymgr_value *ident, const char *method, pymgr_value *args)
{
    enum pm_reply_kind kind;
    pymgr_value *value = NULL;
    struct pm_error error;

    if (connection == NULL ||
        pm_connection_call(connection, ident, method, args, NULL, &kind, &value, &error) != PM_CONNECTION_OK)
        value = NULL;
    else if (kind != PM_REPLY_RETURN)
        value = pymgr_unref(value);
    pymgr_unref(args);
    return value;
}

static struct pm_connection *channel_to(const struct pm_address *address)
{
    struct pm_connection *connection = connect_to(address);

    pymgr_unref(call(connection, NULL, "accept_connection", pymgr_tuple_of(1, pymgr_str("worker"))));
    return connection;
}

static void put_all(void *context)
{
    struct worker *worker = context;
    struct pm_connection *connection = channel_to(worker->address);

    for (int64_t i = 0; i < ITEMS && !worker->failed; i++) {
        pymgr_value *result =
            call(connection, worker->ident, "put", pymgr_tuple_of(1, pymgr_int(worker->first + i)));

        worker->failed = result == NULL;
        pymgr_unref(result);
    }
    pm_connection_close(connection);
    pm_blocks_drop();
}

static void get_all(void *context)
{
    struct worker *worker = context;
    struct pm_connection *connection = channel_to(worker->address);

    for (int64_t i = 0; i < ITEMS && !worker->failed; i++) {
        pymgr_value *result = call(connection, worker->ident, "get", NULL);
        int64_t number = 0;

        worker->failed = result == NULL || !pymgr_int_value(result, &number);
        worker->sum += number;
        pymgr_unref(result);
    }
    pm_connection_close(connection);
    pm_blocks_drop();
}

static void loops_share_objects(void)
{
    struct running running;
    struct worker workers[2 * PAIRS];
    struct pm_connection *connection;
    pymgr_value *created;
    int64_t sum = 0, total = (int64_t)PAIRS * ITEMS;

    start(&running);
    connection = connect_to(&running.address);
    created = call(connection, NULL, "create", pymgr_tuple_of(2, pymgr_str("Queue"), pymgr_int(5)));
    CU_ASSERT_PTR_NOT_NULL_FATAL(created);
    for (int i = 0; i < 2 * PAIRS; i++) {
        workers[i] = (struct worker){
            .address = &running.address, .ident = pymgr_item(created, 0), .first = (int64_t)(i / 2) * ITEMS
        };
        uv_thread_create(&workers[i].thread, i % 2 == 0 ? put_all : get_all, &workers[i]);
    }
    for (int i = 0; i < 2 * PAIRS; i++) {
        uv_thread_join(&workers[i].thread);
        CU_ASSERT_FALSE(workers[i].failed);
        sum += workers[i].sum;
    }
    CU_ASSERT_EQUAL(sum, total * (total - 1) / 2);
    pymgr_unref(created);
    pm_connection_close(connection);
    stop(&running);
}

/* A server that stops ends its peers, those that wait on other loops included. */
static void stopping_ends_waiting_peers(void)
{
    struct running running;
    struct pm_connection *connection, *waiting[2 * LOOPS];
    pymgr_value *created, *result;
    struct pm_error error;

    start(&running);
    connection = connect_to(&running.address);
    created = call(connection, NULL, "create", pymgr_tuple_of(1, pymgr_str("Queue")));
    CU_ASSERT_PTR_NOT_NULL_FATAL(created);
    for (int i = 0; i < 2 * LOOPS; i++) {
        waiting[i] = channel_to(&running.address);
        CU_ASSERT_EQUAL(pm_connection_submit(waiting[i], pymgr_item(created, 0), "get", NULL, NULL, &error),
            PM_CONNECTION_OK);
        CU_ASSERT_EQUAL(pm_connection_flush(waiting[i], &error), PM_CONNECTION_OK);
    }
    stop(&running);
    for (int i = 0; i < 2 * LOOPS; i++) {
        enum pm_reply_kind kind;

        CU_ASSERT_EQUAL(pm_connection_receive(waiting[i], &kind, &result, &error), PM_CONNECTION_LOST);
        pm_connection_close(waiting[i]);
    }
    pymgr_unref(created);
    pm_connection_close(connection);
}

static const struct pm_test tests[] = {
    { "loops share objects", loops_share_objects },
    { "stopping ends waiting peers", stopping_ends_waiting_peers },
};

const struct pm_suite pm_suite_loop = { "server/loop", PM_SUITE(tests) };
