/* SPDX-License-Identifier: MIT */
#include "client/manager.h"

#include "base/memory.h"
#include "client/served.h"
#include "unit.h"

#include <stdlib.h>
#include <string.h>

static void what_the_server_is_asked(void)
{
    struct pm_served served;
    struct pymgr_error error = PYMGR_ERROR_INIT;
    pymgr_proxy *list;
    char *info;

    pm_serve(&served);
    CU_ASSERT_STRING_EQUAL(pymgr_address(served.manager), served.address);
    CU_ASSERT_EQUAL(pymgr_server_pid(served.manager), 0);
    CU_ASSERT_EQUAL(pymgr_ping(served.manager, &error), 0);
    CU_ASSERT_EQUAL(pymgr_number_of_objects(served.manager, &error), 0);
    list = pymgr_create(served.manager, &error, "list", "[i]", 7);
    CU_ASSERT_EQUAL(pymgr_number_of_objects(served.manager, &error), 1);
    info = pymgr_debug_info(served.manager, &error);
    CU_ASSERT_PTR_NOT_NULL_FATAL(info);
    CU_ASSERT_PTR_NOT_NULL(strstr(info, "refcount=1\n    [7]"));
    free(info);
    pymgr_proxy_unref(list);
    CU_ASSERT_EQUAL(pymgr_shutdown(served.manager, &error), 0);
    CU_ASSERT_EQUAL(pymgr_ping(served.manager, &error), -1);
    CU_ASSERT_EQUAL(error.code, PYMGR_UNREACHABLE);
    CU_ASSERT_EQUAL(pymgr_number_of_objects(served.manager, &error), -1);
    CU_ASSERT_PTR_NULL(pymgr_debug_info(served.manager, &error));
    pymgr_error_clear(&error);
    pm_served_end(&served);
}

static void any_function_can_be_called(void)
{
    struct pm_served served;
    struct pymgr_error error = PYMGR_ERROR_INIT;
    pymgr_value *args = pymgr_tuple_of(1, pymgr_str("no such ident")), *answer;

    pm_serve(&served);
    answer = pymgr_server_call(served.manager, "number_of_objects", NULL, NULL, &error);
    CU_ASSERT_PTR_NOT_NULL(answer);
    pymgr_unref(answer);
    CU_ASSERT_PTR_NULL(pymgr_server_call(served.manager, "incref", args, NULL, &error));
    CU_ASSERT_EQUAL(error.code, PYMGR_REMOTE);
    CU_ASSERT_PTR_NOT_NULL(strstr(error.text, "no such ident"));
    CU_ASSERT_PTR_NOT_NULL(error.traceback);
    CU_ASSERT_PTR_NULL(pymgr_server_call(served.manager, "no_such_function", NULL, NULL, &error));
    CU_ASSERT_EQUAL(error.code, PYMGR_REMOTE);
    pymgr_unref(args);
    pymgr_error_clear(&error);
    pm_served_end(&served);
}

static void what_the_server_shows_of_itself(void)
{
    struct pm_served served;
    struct pymgr_error error = PYMGR_ERROR_INIT;
    struct pymgr_options options;
    struct pymgr_server_info info = { NULL, -1 };
    pymgr_manager *manager;

    pm_serve(&served);
    CU_ASSERT_EQUAL(pymgr_server_info(served.manager, &info, &error), 0);
    CU_ASSERT_STRING_EQUAL(info.digest, "sha256");
    CU_ASSERT_EQUAL(info.protocol, 4);
    options = served.options;
    options.serializer = "xmlrpclib";
    manager = pymgr_connect(&options, &error);
    CU_ASSERT_EQUAL(pymgr_server_info(manager, &info, &error), 0);
    CU_ASSERT_EQUAL(info.protocol, 0);
    pymgr_close(manager);
    pymgr_shutdown(served.manager, &error);
    CU_ASSERT_EQUAL(pymgr_server_info(served.manager, &info, &error), -1);
    CU_ASSERT_EQUAL(error.code, PYMGR_UNREACHABLE);
    pymgr_error_clear(&error);
    pm_served_end(&served);
}

static char *saved(const char *variable)
{
    const char *text = getenv(variable);

    return text == NULL ? NULL : strdup(text);
}

/* `text`, which is released, or nothing. */
static void restore(const char *variable, char *text)
{
    if (text == NULL)
        unsetenv(variable);
    else
        setenv(variable, text, 1);
    free(text);
}

static void options_come_from_the_environment(void)
{
    static const char *const variables[] = { "PYMGR_ADDRESS", "PYMGR_AUTHKEY", "PYMGR_SERIALIZER" };
    struct pymgr_options options;
    char *kept[3];

    for (size_t i = 0; i < 3; i++) {
        kept[i] = saved(variables[i]);
        unsetenv(variables[i]);
    }
    options = pymgr_options_from_environment();
    CU_ASSERT_TRUE(options.address == NULL && options.authkey == NULL && options.serializer == NULL);
    CU_ASSERT_EQUAL(options.authkey_size, 0);
    setenv("PYMGR_ADDRESS", "@there", 1);
    setenv("PYMGR_AUTHKEY", "sesame", 1);
    setenv("PYMGR_SERIALIZER", "xmlrpclib", 1);
    options = pymgr_options_from_environment();
    CU_ASSERT_STRING_EQUAL(options.address, "@there");
    CU_ASSERT_EQUAL(options.authkey_size, 6);
    CU_ASSERT_EQUAL(memcmp(options.authkey, "sesame", 6), 0);
    CU_ASSERT_STRING_EQUAL(options.serializer, "xmlrpclib");
    for (size_t i = 0; i < 3; i++)
        restore(variables[i], kept[i]);
}

static void wrong_options_are_said(void)
{
    static const struct {
        struct pymgr_options options;
        const char *complaint;
    } rows[] = {
        { { .authkey = "k", .authkey_size = 1 }, "no address" },
        { { .address = "nowhere", .authkey = "k", .authkey_size = 1 }, "nowhere" },
        { { .address = "@x" }, "no authkey" },
        { { .address = "@x", .authkey = "k" }, "no authkey" },
        { { .address = "@x", .authkey = "k", .authkey_size = 1, .serializer = "json" },
            "no serializer json" },
        { { .address = "@x", .authkey = "k", .authkey_size = 1, .min_digest = "crc" }, "no digest crc" },
    };
    struct pymgr_error error = PYMGR_ERROR_INIT;

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        CU_ASSERT_PTR_NULL(pymgr_connect(&rows[i].options, &error));
        CU_ASSERT_EQUAL(error.code, PYMGR_INVALID);
        CU_ASSERT_PTR_NOT_NULL(strstr(error.text, rows[i].complaint));
        CU_ASSERT_PTR_NULL(pymgr_connect(&rows[i].options, NULL));
    }
    pymgr_error_clear(&error);
}

static void who_is_not_there_or_does_not_like_us(void)
{
    struct pm_served served;
    struct pymgr_error error = PYMGR_ERROR_INIT;
    struct pymgr_options options;

    pm_serve(&served);
    options = served.options;
    options.authkey_size--;
    CU_ASSERT_PTR_NULL(pymgr_connect(&options, &error));
    CU_ASSERT_EQUAL(error.code, PYMGR_REFUSED);
    options = served.options;
    options.address = "@pymgr-test-nobody-listens";
    CU_ASSERT_PTR_NULL(pymgr_connect(&options, &error));
    CU_ASSERT_EQUAL(error.code, PYMGR_UNREACHABLE);
    options.serializer = "xmlrpclib";
    options.address = served.address;
    pymgr_close(pymgr_connect(&options, &error));
    pymgr_error_clear(&error);
    pm_served_end(&served);
}

/* Whatever allocation fails, the caller is told, and nothing is lost. */
static void no_memory_is_survived(void)
{
    struct pm_served served;
    struct pymgr_error error = PYMGR_ERROR_INIT;
    pymgr_manager *manager = NULL;
    size_t n;

    pm_serve(&served);
    for (n = 1; manager == NULL; n++) {
        pm_memory_fail_at(n);
        manager = pymgr_connect(&served.options, &error);
        pm_memory_fail_at(0);
        CU_ASSERT_TRUE(manager != NULL || error.code == PYMGR_NO_MEMORY || error.code == PYMGR_REFUSED ||
                       error.code == PYMGR_UNREACHABLE);
    }
    CU_ASSERT_TRUE(n > 5);
    pymgr_close(manager);
    pymgr_error_clear(&error);
    pm_served_end(&served);
}

static const struct pm_test tests[] = {
    { "what the server is asked", what_the_server_is_asked },
    { "any function can be called", any_function_can_be_called },
    { "what the server shows of itself", what_the_server_shows_of_itself },
    { "options come from the environment", options_come_from_the_environment },
    { "wrong options are said", wrong_options_are_said },
    { "who is not there or does not like us", who_is_not_there_or_does_not_like_us },
    { "no memory is survived", no_memory_is_survived },
};

const struct pm_suite pm_suite_manager = { "client/manager", PM_SUITE(tests) };
