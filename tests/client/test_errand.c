/* SPDX-License-Identifier: MIT */
#include "client/errand.h"

#include "base/memory.h"
#include "client/manager.h"
#include "client/served.h"
#include "unit.h"

#include <sys/wait.h>
#include <unistd.h>

static const double patience = 30; /* seconds */

static const struct pm_endpoint *endpoint_of(const struct pm_served *served)
{
    return pm_manager_endpoint(served->manager);
}

static void begin(struct pm_errand *errand, const struct pm_served *served)
{
    CU_ASSERT_EQUAL_FATAL(pm_errand_begin(errand, endpoint_of(served), patience, NULL), 0);
}

/* The number of objects, of which there are none: 0, or -1. */
static int ask(struct pm_errand *errand, struct pymgr_error *error)
{
    pymgr_value *answer = pm_errand_ask(errand, patience, "number_of_objects", NULL, NULL, error);
    int64_t number = -1;

    pymgr_int_value(answer, &number);
    pymgr_unref(answer);
    return (int)number;
}

static void cancel(const struct pm_served *served)
{
    pm_client_lock();
    pm_errands_cancel(endpoint_of(served));
    pm_client_unlock();
}

static void the_server_is_asked(void)
{
    struct pm_served served;
    struct pm_errand errand;
    unsigned before;

    pm_serve(&served);
    before = pm_open_files();
    begin(&errand, &served);
    CU_ASSERT_EQUAL(pm_open_files(), before + 1);
    CU_ASSERT_EQUAL(ask(&errand, NULL), 0);
    pm_errand_end(&errand);
    CU_ASSERT_EQUAL(pm_open_files(), before);
    pm_served_end(&served);
}

static void cancelling_ends_those_of_one_server(void)
{
    struct pm_served served, other;
    struct pm_errand errands[3];
    struct pymgr_error error = PYMGR_ERROR_INIT;

    pm_serve(&served);
    pm_serve(&other);
    begin(&errands[0], &served);
    begin(&errands[1], &other);
    begin(&errands[2], &served);
    cancel(&served);
    for (size_t i = 0; i < 3; i += 2) {
        CU_ASSERT_EQUAL(ask(&errands[i], &error), -1);
        CU_ASSERT_EQUAL(error.code, PYMGR_CANCELLED);
    }
    CU_ASSERT_EQUAL(ask(&errands[1], &error), 0);
    for (size_t i = 0; i < 3; i++)
        pm_errand_end(&errands[i]);
    cancel(&served);
    begin(&errands[0], &served);
    CU_ASSERT_EQUAL(ask(&errands[0], &error), 0);
    pm_errand_end(&errands[0]);
    pymgr_error_clear(&error);
    pm_served_end(&served);
    pm_served_end(&other);
}

static void one_that_cannot_begin_leaves_nothing(void)
{
    struct pm_served served;
    struct pm_errand errand;
    struct pymgr_error error = PYMGR_ERROR_INIT;
    unsigned before;

    pm_serve(&served);
    before = pm_open_files();
    pm_served_kill(&served);
    CU_ASSERT_EQUAL(pm_errand_begin(&errand, endpoint_of(&served), patience, &error), -1);
    CU_ASSERT_EQUAL(error.code, PYMGR_UNREACHABLE);
    CU_ASSERT_EQUAL(pm_open_files(), before);
    cancel(&served);
    pymgr_error_clear(&error);
    pm_served_end(&served);
}

static void a_connection_can_be_handed_over(void)
{
    struct pm_served served;
    struct pm_errand errand;
    struct pm_connection *connection;

    pm_serve(&served);
    begin(&errand, &served);
    pm_client_lock();
    connection = pm_errand_hand_over(&errand);
    pm_client_unlock();
    cancel(&served);
    CU_ASSERT_TRUE(pm_connection_alive(connection));
    pm_connection_close(connection);
    pm_served_end(&served);
}

/* Nor does a child end what its parent is about. */
static void a_child_has_none(void)
{
    struct pm_served served;
    struct pm_errand errand;
    unsigned files;
    pid_t child;
    int status;

    pm_serve(&served);
    files = pm_open_files();
    begin(&errand, &served);
    child = fork();
    if (child == 0)
        _exit(pm_open_files() != files);
    CU_ASSERT_EQUAL(waitpid(child, &status, 0), child);
    CU_ASSERT_EQUAL(status, 0);
    CU_ASSERT_EQUAL(ask(&errand, NULL), 0);
    pm_errand_end(&errand);
    pm_served_end(&served);
}

static bool try_errand(const struct pm_served *served, struct pymgr_error *error)
{
    struct pm_errand errand;
    bool done;

    if (pm_errand_begin(&errand, endpoint_of(served), patience, error) != 0)
        return false;
    done = ask(&errand, error) == 0;
    pm_errand_end(&errand);
    return done;
}

static void no_memory_is_survived(void)
{
    struct pm_served served;
    struct pymgr_error error = PYMGR_ERROR_INIT;
    bool done = false;
    unsigned before;

    pm_serve(&served);
    before = pm_open_files();
    for (size_t n = 1; !done; n++) {
        pm_memory_fail_at(n);
        done = try_errand(&served, &error);
        pm_memory_fail_at(0);
        CU_ASSERT_EQUAL(pm_open_files(), before);
    }
    pymgr_error_clear(&error);
    pm_served_end(&served);
}

static const struct pm_test tests[] = {
    { "the server is asked", the_server_is_asked },
    { "cancelling ends those of one server", cancelling_ends_those_of_one_server },
    { "one that cannot begin leaves nothing", one_that_cannot_begin_leaves_nothing },
    { "a connection can be handed over", a_connection_can_be_handed_over },
    { "a child has none", a_child_has_none },
    { "no memory is survived", no_memory_is_survived },
};

const struct pm_suite pm_suite_errand = { "client/errand", PM_SUITE(tests) };
