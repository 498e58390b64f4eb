/* SPDX-License-Identifier: MIT */
#include "client/async_rig.h"

#include <poll.h>
#include <stdio.h>
#include <unistd.h>

struct pm_async_rig rig;

void rig_begin_with(const struct pymgr_options *options)
{
    memset(&rig, 0, sizeof rig);
    pm_serve_with(&rig.served, options);
    rig.async = pymgr_async_new(rig.served.manager, &rig.error);
    CU_ASSERT_PTR_NOT_NULL_FATAL(rig.async);
    rig.jobs = pymgr_get(rig.served.manager, "jobs", &rig.error);
    CU_ASSERT_PTR_NOT_NULL_FATAL(rig.jobs);
}

void rig_begin(void)
{
    rig_begin_with(&(struct pymgr_options){ .address = NULL });
}

void rig_end(void)
{
    CU_ASSERT_PTR_NULL(pymgr_async_free(rig.async));
    pymgr_proxy_unref(rig.jobs);
    pymgr_error_clear(&rig.error);
    pm_served_end(&rig.served);
}

void rig_done(void *closure, pymgr_value *result, const struct pymgr_error *error)
{
    if (rig.called < 8)
        rig.order[rig.called] = (int)(intptr_t)closure;
    rig.called++;
    rig.code = error->code;
    CU_ASSERT_EQUAL(result != NULL, error->code == PYMGR_OK);
    if (result != NULL) {
        rig.well++;
        pymgr_int_value(result, &rig.last);
    } else {
        snprintf(rig.text, sizeof rig.text, "%s", error->text);
    }
}

int64_t rig_call(const char *method)
{
    return pymgr_async_call(rig.async, rig.jobs, rig_done, NULL, &rig.error, method, NULL);
}

int64_t rig_call_numbered(const char *method, int number)
{
    return pymgr_async_call(
        rig.async, rig.jobs, rig_done, (void *)(intptr_t)number, &rig.error, method, NULL);
}

int64_t rig_call_within(const char *method, double seconds)
{
    struct pymgr_async_call parts = {
        .proxy = rig.jobs, .method = method, .seconds = seconds, .done = rig_done
    };

    return pymgr_async_submit(rig.async, &parts, &rig.error);
}

int64_t rig_put(int number)
{
    return pymgr_async_call(rig.async, rig.jobs, rig_done, NULL, &rig.error, "put", "i", number);
}

void rig_finish(void)
{
    CU_ASSERT_EQUAL(pymgr_async_wait(rig.async, PATIENCE, &rig.error), 0);
    CU_ASSERT_EQUAL(pymgr_async_pending(rig.async), 0);
}

void rig_go_on_once(struct pm_deadline deadline)
{
    struct pollfd watched = { .fd = pymgr_async_fd(rig.async), .events = POLLIN };

    poll(&watched, 1, pm_poll_time(deadline));
    CU_ASSERT_TRUE(pymgr_async_step(rig.async, &rig.error) >= 0);
}

void rig_go_on(double seconds)
{
    struct pm_deadline deadline = pm_deadline_in(seconds);

    while (pm_time_left(deadline) > 0)
        rig_go_on_once(deadline);
}

bool rig_is_quiet(void)
{
    struct pollfd watched = { .fd = pymgr_async_fd(rig.async), .events = POLLIN };

    return poll(&watched, 1, 0) == 0;
}

void rig_connect_first(void)
{
    rig.well = 0;
    CU_ASSERT_TRUE(rig_call("qsize") > 0);
    rig_finish();
    CU_ASSERT_EQUAL(rig.well, 1);
    rig.called = rig.well = 0;
}

int rig_usurp(void)
{
    struct pm_address address;
    struct pm_error error;

    pm_served_kill(&rig.served);
    CU_ASSERT_EQUAL_FATAL(pm_address_parse(rig.served.address, &address, &error), 0);
    return pm_puppet_listen(&address);
}

void rig_usurp_with(void (*behave)(struct pm_puppet *puppet))
{
    int listener = rig_usurp();

    fflush(NULL);
    rig.served.pid = fork();
    while (rig.served.pid == 0) {
        struct pm_puppet puppet = { .fd = -1 };

        alarm(PATIENCE);
        puppet.fd = accept(listener, NULL, NULL);
        behave(&puppet);
        close(puppet.fd);
        pm_buffer_free(&puppet.in);
    }
    close(listener);
}
