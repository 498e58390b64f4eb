/* SPDX-License-Identifier: MIT */
#include "client/async.h"

#include "client/async_rig.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

/* How many references the server counts for `jobs`. */
static int references(void)
{
    char *info = pymgr_debug_info(rig.served.manager, NULL), *found = NULL;
    char *ident = pymgr_proxy_ident(rig.jobs);
    int count = -1;

    if (info != NULL && ident != NULL)
        found = strstr(info, ident);
    if (found != NULL)
        sscanf(found + strlen(ident), ": refcount=%d", &count);
    free(info);
    free(ident);
    return count;
}

/* What is counted for a name that is found again is given back, also if nobody steps any more. */
static void finding_again_leaves_no_references(void)
{
    int before;
    rig_begin();

    before = references();
    for (int i = 0; i < 3; i++) {
        rig_call_within("get", 0.02);
        rig_finish();
        rig_connect_first();
    }
    CU_ASSERT_TRUE(references() <= before + 1);
    rig.async = pymgr_async_free(rig.async);
    CU_ASSERT_EQUAL(references(), before);
    rig_end();
}

static void freeing_gives_back_what_is_being_found(void)
{
    int before;
    rig_begin();

    before = references();
    rig_call_within("get", 0.02);
    rig_finish();
    rig_call("qsize");
    for (int i = 0; i < 1000 && rig.async->finder == NULL; i++)
        rig_go_on_once(pm_deadline_in(0.01));
    CU_ASSERT_PTR_NOT_NULL(rig.async->finder);
    rig.async = pymgr_async_free(rig.async);
    CU_ASSERT_EQUAL(references(), before);
    rig_end();
}

static void a_name_that_is_gone_is_said(void)
{
    struct pymgr_server_options options = { .authkey = "sesame", .authkey_size = 6 };
    rig_begin();

    rig_connect_first();
    pm_served_kill(&rig.served);
    rig.served.pid = fork();
    if (rig.served.pid == 0) {
        pymgr_server *server = pymgr_server_new(&options, NULL);

        alarm(PATIENCE);
        pymgr_server_listen(server, rig.served.address, NULL, NULL);
        _exit(pymgr_server_run(server, NULL));
    }
    while (pymgr_ping(rig.served.manager, NULL) != 0)
        continue;
    rig_call("qsize");
    rig_call("qsize");
    rig_finish();
    CU_ASSERT_EQUAL(rig.called, 2);
    CU_ASSERT_EQUAL(rig.code, PYMGR_REMOTE);
    CU_ASSERT_PTR_NOT_NULL(strstr(rig.text, "jobs"));
    rig_end();
}

static const struct pm_test tests[] = {
    { "finding again leaves no references", finding_again_leaves_no_references },
    { "freeing gives back what is being found", freeing_gives_back_what_is_being_found },
    { "a name that is gone is said", a_name_that_is_gone_is_said },
};

const struct pm_suite pm_suite_async_find = { "client/async_find", PM_SUITE(tests) };
