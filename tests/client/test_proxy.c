/* SPDX-License-Identifier: MIT */
#include "client/proxy.h"

#include "base/memory.h"
#include "client/served.h"
#include "unit.h"

#include <stdlib.h>

static int64_t length_of(pymgr_proxy *proxy, struct pymgr_error *error)
{
    pymgr_value *length = pymgr_call(proxy, error, "__len__", NULL);
    int64_t number = -1;

    if (length != NULL)
        pymgr_int_value(length, &number);
    pymgr_unref(length);
    return number;
}

static void references_are_counted_here_and_there(void)
{
    struct pm_served served;
    struct pymgr_error error = PYMGR_ERROR_INIT;
    pymgr_proxy *list, *copy;

    pm_serve(&served);
    list = pymgr_create(served.manager, &error, "list", "[ii]", 1, 2);
    CU_ASSERT_PTR_NOT_NULL_FATAL(list);
    CU_ASSERT_PTR_EQUAL(pymgr_proxy_ref(list), list);
    CU_ASSERT_PTR_NULL(pymgr_proxy_ref(NULL));
    copy = pymgr_proxy_copy(list, &error);
    CU_ASSERT_PTR_NOT_NULL_FATAL(copy);
    pymgr_proxy_unref(list);
    CU_ASSERT_PTR_NULL(pymgr_proxy_unref(list));
    CU_ASSERT_PTR_NULL(pymgr_proxy_unref(NULL));
    CU_ASSERT_EQUAL(pm_served_objects(&served), 1);
    CU_ASSERT_EQUAL(length_of(copy, &error), 2);
    CU_ASSERT_EQUAL(pymgr_proxy_incref(copy, &error), 0);
    CU_ASSERT_EQUAL(pymgr_proxy_decref(copy, &error), 0);
    CU_ASSERT_EQUAL(pymgr_proxy_decref(copy, &error), 0);
    CU_ASSERT_EQUAL(pymgr_proxy_decref(copy, &error), -1);
    CU_ASSERT_EQUAL(error.code, PYMGR_REMOTE);
    CU_ASSERT_EQUAL(pm_served_objects(&served), 0);
    pymgr_proxy_unref(copy);
    pymgr_error_clear(&error);
    pm_served_end(&served);
}

static void tokens_can_be_read_and_attached_to(void)
{
    struct pm_served served;
    struct pymgr_error error = PYMGR_ERROR_INIT;
    pymgr_proxy *dict, *other;
    char *ident;

    pm_serve(&served);
    dict = pymgr_create(served.manager, &error, "dict", "a=i", 1);
    ident = pymgr_proxy_ident(dict);
    CU_ASSERT_PTR_NOT_NULL_FATAL(ident);
    CU_ASSERT_STRING_EQUAL(pymgr_proxy_typeid(dict), "dict");
    CU_ASSERT_STRING_EQUAL(pymgr_proxy_address(dict), served.address);
    other = pymgr_attach(served.manager, "dict", ident, &error);
    CU_ASSERT_PTR_NOT_NULL(other);
    pymgr_proxy_unref(dict);
    CU_ASSERT_EQUAL(length_of(other, &error), 1);
    pymgr_proxy_unref(other);
    CU_ASSERT_PTR_NULL(pymgr_attach(served.manager, "dict", ident, &error));
    CU_ASSERT_EQUAL(error.code, PYMGR_REMOTE);
    CU_ASSERT_PTR_NULL(pymgr_attach(served.manager, "unknown", ident, &error));
    CU_ASSERT_EQUAL(error.code, PYMGR_REMOTE);
    free(ident);
    pymgr_error_clear(&error);
    pm_served_end(&served);
}

/* Python's AutoProxy asks too, for what it does not know. */
static void exposed_methods_are_known_or_asked_for(void)
{
    struct pm_served served;
    struct pymgr_error error = PYMGR_ERROR_INIT;
    pymgr_proxy *jobs, *other;
    pymgr_value *names;
    char *ident;

    pm_serve(&served);
    jobs = pymgr_get(served.manager, "jobs", &error);
    ident = pymgr_proxy_ident(jobs);
    other = pymgr_attach(served.manager, "jobs", ident, &error);
    CU_ASSERT_PTR_NOT_NULL_FATAL(other);
    names = pymgr_proxy_exposed(other, &error);
    CU_ASSERT_TRUE(pymgr_length(names) > 5);
    pymgr_unref(names);
    pymgr_proxy_unref(other);
    other = pymgr_attach(served.manager, "Queue", ident, &error);
    names = pymgr_proxy_exposed(other, &error);
    CU_ASSERT_TRUE(pymgr_length(names) > 5);
    pymgr_unref(names);
    pymgr_proxy_unref(other);
    pymgr_proxy_unref(jobs);
    free(ident);
    pymgr_error_clear(&error);
    pm_served_end(&served);
}

static void creating_can_fail(void)
{
    struct pm_served served;
    struct pymgr_error error = PYMGR_ERROR_INIT;

    pm_serve(&served);
    CU_ASSERT_PTR_NULL(pymgr_create(served.manager, &error, "nothing", NULL));
    CU_ASSERT_EQUAL(error.code, PYMGR_REMOTE);
    CU_ASSERT_PTR_NULL(pymgr_create(served.manager, &error, "list", "i", 1));
    CU_ASSERT_EQUAL(error.code, PYMGR_REMOTE);
    CU_ASSERT_PTR_NOT_NULL(strstr(error.text, "TypeError: 'int' object is not iterable"));
    CU_ASSERT_PTR_NULL(pymgr_create(served.manager, &error, "\xff", NULL));
    CU_ASSERT_EQUAL(error.code, PYMGR_INVALID);
    CU_ASSERT_PTR_NULL(pymgr_create(served.manager, &error, "list", "[i", 1));
    CU_ASSERT_EQUAL(error.code, PYMGR_INVALID);
    CU_ASSERT_PTR_NULL(pymgr_get(served.manager, "nothing", &error));
    CU_ASSERT_EQUAL(pm_served_objects(&served), 0);
    pymgr_error_clear(&error);
    pm_served_end(&served);
}

/* --- restarts --- */

static void a_named_object_is_found_again(void)
{
    struct pm_served served;
    struct pymgr_error error = PYMGR_ERROR_INIT;
    pymgr_proxy *config, *list;
    char *before, *after;

    pm_serve(&served);
    config = pymgr_get(served.manager, "config", &error);
    list = pymgr_create(served.manager, &error, "list", NULL);
    before = pymgr_proxy_ident(config);
    CU_ASSERT_EQUAL(length_of(config, &error), 1);
    pm_served_kill(&served);
    CU_ASSERT_EQUAL(length_of(config, &error), -1);
    CU_ASSERT_EQUAL(error.code, PYMGR_UNREACHABLE);
    pm_served_again(&served);
    CU_ASSERT_EQUAL(length_of(config, &error), 1);
    after = pymgr_proxy_ident(config);
    CU_ASSERT_STRING_NOT_EQUAL(before, after);
    CU_ASSERT_EQUAL(length_of(list, &error), -1);
    CU_ASSERT_EQUAL(error.code, PYMGR_REMOTE);
    free(before);
    free(after);
    pymgr_proxy_unref(list);
    pymgr_proxy_unref(config);
    pymgr_error_clear(&error);
    pm_served_end(&served);
}

/* Also when no connection was there to be lost. */
static void a_server_that_was_away_may_be_another(void)
{
    struct pm_served served;
    struct pymgr_error error = PYMGR_ERROR_INIT;
    pymgr_proxy *config;

    pm_serve(&served);
    config = pymgr_get(served.manager, "config", &error);
    pm_served_kill(&served);
    CU_ASSERT_EQUAL(length_of(config, &error), -1);
    CU_ASSERT_EQUAL(error.code, PYMGR_UNREACHABLE);
    pm_served_again(&served);
    CU_ASSERT_EQUAL(length_of(config, &error), 1);
    pymgr_proxy_unref(config);
    pymgr_error_clear(&error);
    pm_served_end(&served);
}

/* The object is the same if only the connection was lost, and is not counted twice. */
static void a_lost_connection_is_no_restart(void)
{
    struct pm_served served;
    struct pymgr_error error = PYMGR_ERROR_INIT;
    pymgr_proxy *config, *jobs;
    char *before, *after, *info;

    pm_serve(&served);
    config = pymgr_get(served.manager, "config", &error);
    jobs = pymgr_get(served.manager, "jobs", &error);
    before = pymgr_proxy_ident(config);
    CU_ASSERT_PTR_NULL(pymgr_call_within(jobs, 0.05, "get", NULL, NULL, &error));
    CU_ASSERT_EQUAL(error.code, PYMGR_TIMED_OUT);
    CU_ASSERT_EQUAL(length_of(config, &error), 1);
    after = pymgr_proxy_ident(config);
    CU_ASSERT_STRING_EQUAL(before, after);
    info = pymgr_debug_info(served.manager, &error);
    CU_ASSERT_PTR_NOT_NULL(strstr(info, "refcount=1\n    {'a': 1}"));
    free(before);
    free(after);
    free(info);
    pymgr_proxy_unref(config);
    pymgr_proxy_unref(jobs);
    pymgr_error_clear(&error);
    pm_served_end(&served);
}

/* --- no memory --- */

static void no_memory_is_survived(void)
{
    struct pm_served served;
    struct pymgr_error error = PYMGR_ERROR_INIT;
    int64_t length = -1;

    pm_serve(&served);
    for (size_t n = 1; length < 0; n++) {
        pymgr_proxy *list, *copy = NULL;

        pm_memory_fail_at(n);
        list = pymgr_create(served.manager, &error, "list", "[ii]", 1, 2);
        if (list != NULL)
            copy = pymgr_proxy_copy(list, &error);
        if (copy != NULL)
            length = length_of(copy, &error);
        pm_memory_fail_at(0);
        pymgr_proxy_unref(copy);
        pymgr_proxy_unref(list);
    }
    CU_ASSERT_EQUAL(length, 2);
    pymgr_error_clear(&error);
    pm_served_end(&served);
}

static const struct pm_test tests[] = {
    { "references are counted here and there", references_are_counted_here_and_there },
    { "tokens can be read and attached to", tokens_can_be_read_and_attached_to },
    { "exposed methods are known or asked for", exposed_methods_are_known_or_asked_for },
    { "creating can fail", creating_can_fail },
    { "a named object is found again", a_named_object_is_found_again },
    { "a server that was away may be another", a_server_that_was_away_may_be_another },
    { "a lost connection is no restart", a_lost_connection_is_no_restart },
    { "no memory is survived", no_memory_is_survived },
};

const struct pm_suite pm_suite_proxy = { "client/proxy", PM_SUITE(tests) };
