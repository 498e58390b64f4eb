/* SPDX-License-Identifier: MIT */
#include "client/link.h"

#include "client/async.h"
#include "client/async_rig.h"

#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

/* --- connecting ----------------------------------------------------------------------------------------- */

static void who_is_no_manager_is_said_to_be_none(void)
{
    static const char *const greetings[] = { "HTTP/1.1 400 Bad Request\r\n", "\0\0\0\5hello",
        "\x7f\xff\xff\xff", "\xff\xff\xff\xfe" };
    static const size_t sizes[] = { 26, 9, 4, 4 };
    int listener;
    rig_begin();

    listener = rig_usurp();
    for (size_t i = 0; i < 4; i++) {
        int peer;

        rig_call("qsize");
        rig_go_on(0.01);
        peer = accept(listener, NULL, NULL);
        CU_ASSERT_EQUAL(write(peer, greetings[i], sizes[i]), (ssize_t)sizes[i]);
        rig_finish();
        CU_ASSERT_EQUAL(rig.code, i == 1 ? PYMGR_REFUSED : PYMGR_PROTOCOL);
        close(peer);
    }
    close(listener);
    rig_end();
}

static void who_leaves_at_once_is_unreachable(void)
{
    int listener;
    rig_begin();

    listener = rig_usurp();
    rig_call("qsize");
    rig_call("qsize");
    rig_go_on(0.01);
    close(accept(listener, NULL, NULL));
    rig_finish();
    CU_ASSERT_EQUAL(rig.called, 2);
    CU_ASSERT_EQUAL(rig.code, PYMGR_UNREACHABLE);
    close(listener);
    rig_end();
}

static void connecting_has_a_deadline(void)
{
    int listener;
    rig_begin_with(&(struct pymgr_options){ .connect_timeout = 0.1 });

    listener = rig_usurp();
    rig_call("qsize");
    rig_finish();
    CU_ASSERT_EQUAL(rig.code, PYMGR_TIMED_OUT);
    close(listener);
    rig_end();
}

/* A Unix socket's listener that has too many waiting already is tried again. */
static void a_full_listener_is_waited_for(void)
{
    struct pm_dialling dialling;
    struct pm_address address;
    struct pm_error error;
    int listener, queued[3] = { -1, -1, -1 };
    rig_begin();

    listener = rig_usurp();
    pm_address_parse(rig.served.address, &address, &error);
    for (int i = 0; i < 3; i++) {
        pm_dial_begin(&dialling, &address, &error);
        pm_dial_step(&dialling, &queued[i], &error);
    }
    rig_call("qsize");
    rig_go_on(0.1);
    CU_ASSERT_EQUAL(rig.async->link->stage, PM_LINK_DIALLING);
    for (int i = 0; i < 2; i++)
        close(accept(listener, NULL, NULL));
    rig_go_on(0.1);
    CU_ASSERT_EQUAL(rig.async->link->stage, PM_LINK_SHAKING);
    CU_ASSERT_EQUAL(rig.called, 0);
    for (int i = 0; i < 3; i++)
        close(queued[i]);
    close(listener);
    rig_finish();
    CU_ASSERT_EQUAL(rig.code, PYMGR_UNREACHABLE);
    rig_end();
}

/* `localhost` may have several addresses, of which one is listened at. */
static void a_host_s_addresses_are_tried(void)
{
    struct pymgr_server_options options = { .authkey = "sesame", .authkey_size = 6 };
    struct pymgr_options here = { .authkey = "sesame", .authkey_size = 6 };
    char bound[PYMGR_MESSAGE_SIZE], address[PYMGR_MESSAGE_SIZE];
    pymgr_server *server = pymgr_server_new(&options, NULL);
    pymgr_manager *manager;
    pymgr_proxy *list;
    rig_begin();

    CU_ASSERT_EQUAL_FATAL(pymgr_server_listen(server, "127.0.0.1:0", bound, NULL), 0);
    rig.served.pid = (pm_served_kill(&rig.served), fork());
    if (rig.served.pid == 0) {
        alarm(PATIENCE);
        _exit(pymgr_server_run(server, NULL));
    }
    pymgr_server_free(server);
    snprintf(address, sizeof address, "localhost%s", strrchr(bound, ':'));
    here.address = address;
    manager = pymgr_connect(&here, &rig.error);
    CU_ASSERT_PTR_NOT_NULL_FATAL(manager);
    list = pymgr_create(manager, &rig.error, "list", NULL);
    pymgr_async_free(rig.async);
    rig.async = pymgr_async_new(manager, &rig.error);
    CU_ASSERT_TRUE(pymgr_async_call(rig.async, list, rig_done, NULL, &rig.error, "__len__", NULL) > 0);
    rig_finish();
    CU_ASSERT_EQUAL(rig.well, 1);
    pymgr_proxy_unref(list);
    pymgr_close(manager);
    rig_end();
}

static const struct pm_test tests[] = {
    { "who is no manager is said to be none", who_is_no_manager_is_said_to_be_none },
    { "who leaves at once is unreachable", who_leaves_at_once_is_unreachable },
    { "connecting has a deadline", connecting_has_a_deadline },
    { "a full listener is waited for", a_full_listener_is_waited_for },
    { "a host's addresses are tried", a_host_s_addresses_are_tried },
};

const struct pm_suite pm_suite_link = { "client/link", PM_SUITE(tests) };
