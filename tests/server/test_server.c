/* SPDX-License-Identifier: MIT */
#include "server/server.h"

#include "unit.h"

static const struct pymgr_server_options keyed = { .authkey = "k", .authkey_size = 1 };

static bool refused(struct pymgr_server_options options, const char *part)
{
    char message[PYMGR_MESSAGE_SIZE] = "";
    pymgr_server *server = pymgr_server_new(&options, message);

    pymgr_server_free(server);
    return server == NULL && strstr(message, part) != NULL;
}

static void bad_options_are_refused(void)
{
    CU_ASSERT(refused((struct pymgr_server_options){ 0 }, "no authentication key"));
    CU_ASSERT(refused((struct pymgr_server_options){ .authkey = "k" }, "no authentication key"));
    CU_ASSERT(refused(
        (struct pymgr_server_options){ .authkey = "k", .authkey_size = 1, .threads = 65 }, "64 threads"));
    CU_ASSERT(refused(
        (struct pymgr_server_options){ .authkey = "k", .authkey_size = 1, .min_digest = "crc" }, "'crc'"));
    CU_ASSERT(
        refused((struct pymgr_server_options){ .authkey = "k", .authkey_size = 1, .handshake_timeout = -1 },
            "timeout"));
}

static bool share_fails(pymgr_server *server, const char *definition, const char *part)
{
    char message[PYMGR_MESSAGE_SIZE] = "";

    return pymgr_server_share(server, definition, message) == -1 && strstr(message, part) != NULL;
}

static void shared_objects_are_checked(void)
{
    pymgr_server *server = pymgr_server_new(&keyed, NULL);

    CU_ASSERT_EQUAL(pymgr_server_share(server, "a=list([1, 2])", NULL), 0);
    CU_ASSERT_EQUAL(pymgr_server_share(server, "b=Queue", NULL), 0);
    CU_ASSERT_EQUAL(pymgr_server_share(server, "c=Value('i', value=3)", NULL), 0);
    CU_ASSERT(share_fails(server, "a=list", "registered already"));
    CU_ASSERT(share_fails(server, "Queue=list", "registered already"));
    CU_ASSERT(share_fails(server, "list", "NAME=TYPE"));
    CU_ASSERT(share_fails(server, "=list", "1 to"));
    CU_ASSERT(share_fails(server, "d=Tuple", "no type 'Tuple'"));
    CU_ASSERT(share_fails(server, "d=list(5)", "'int' object is not iterable"));
    CU_ASSERT(share_fails(server, "d=list(1, 2)", "list expected at most 1 argument, got 2"));
    CU_ASSERT(share_fails(server, "d=list(", "")); /* not a literal */
    pymgr_server_free(server);
}

static void stop_server(void *server)
{
    pymgr_server_stop(server);
}

static void it_runs_until_stopped(void)
{
    pymgr_server *server = pymgr_server_new(
        &(struct pymgr_server_options){ .authkey = "k", .authkey_size = 1, .threads = 3 }, NULL);
    uv_thread_t stopper;

    CU_ASSERT_EQUAL(pymgr_server_listen(server, "127.0.0.1:0", NULL, NULL), 0);
    CU_ASSERT_EQUAL(pymgr_server_listen(server, "@pymgr-unit-test", NULL, NULL), 0);
    uv_thread_create(&stopper, stop_server, server);
    CU_ASSERT_EQUAL(pymgr_server_run(server, NULL), 0);
    uv_thread_join(&stopper);
    pymgr_server_free(server);
}

static const struct pm_test tests[] = {
    { "bad options are refused", bad_options_are_refused },
    { "shared objects are checked", shared_objects_are_checked },
    { "it runs until stopped", it_runs_until_stopped },
};

const struct pm_suite pm_suite_server = { "server/server", PM_SUITE(tests) };
