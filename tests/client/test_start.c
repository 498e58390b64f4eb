/* SPDX-License-Identifier: MIT
 *
 * Servers are started from the build directory's pymgrd, or from shell scripts that behave as no server
 * should.
 */
#include "client/manager.h"

#include "unit.h"

#include <errno.h>
#include <pymgr/client.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

static const char *pymgrd(void)
{
    static char path[4096];
    const char *folder = getenv("PYMGR_BUILD_DIR");

    snprintf(path, sizeof path, "%s/pymgrd", folder == NULL ? "build" : folder);
    return path;
}

/* Whether a process has ended and was waited for. */
static bool is_gone(int pid)
{
    return kill(pid, 0) != 0 && errno == ESRCH;
}

static pymgr_manager *start(
    const struct pymgr_options *options, const char *const *args, struct pymgr_error *error)
{
    struct pymgr_start_options how = { .program = pymgrd(), .args = args };

    return pymgr_start(options, &how, error);
}

static void a_server_is_started_and_ended(void)
{
    struct pymgr_options options = { 0 };
    struct pymgr_error error = PYMGR_ERROR_INIT;
    pymgr_manager *manager = start(&options, NULL, &error);
    char address[256];
    int pid;

    CU_ASSERT_PTR_NOT_NULL_FATAL(manager);
    pid = pymgr_server_pid(manager);
    CU_ASSERT_TRUE(pid > 0 && !is_gone(pid));
    CU_ASSERT_EQUAL(getpgid(pid), pid);
    CU_ASSERT_EQUAL(pymgr_number_of_objects(manager, &error), 0);
    snprintf(address, sizeof address, "%s", pymgr_address(manager));
    CU_ASSERT_EQUAL(access(address, F_OK), 0);
    CU_ASSERT_PTR_NULL(pymgr_close(manager));
    CU_ASSERT_TRUE(is_gone(pid));
    CU_ASSERT_NOT_EQUAL(access(address, F_OK), 0);
    *strrchr(address, '/') = '\0';
    CU_ASSERT_NOT_EQUAL(access(address, F_OK), 0);
    CU_ASSERT_PTR_NULL(pymgr_close(NULL));
    pymgr_error_clear(&error);
}

static void it_takes_an_address_a_key_and_arguments(void)
{
    static const char key[] = "with\0a NUL";
    static const char *const args[] = { "--share", "jobs=Queue(3)", NULL };
    struct pymgr_options options = { .address = "127.0.0.1:0", .authkey = key, .authkey_size = sizeof key };
    struct pymgr_error error = PYMGR_ERROR_INIT;
    pymgr_manager *manager = start(&options, args, &error), *other;
    pymgr_proxy *jobs;

    CU_ASSERT_PTR_NOT_NULL_FATAL(manager);
    CU_ASSERT_STRING_NOT_EQUAL(pymgr_address(manager), "127.0.0.1:0");
    jobs = pymgr_get(manager, "jobs", &error);
    CU_ASSERT_PTR_NOT_NULL(jobs);
    pymgr_proxy_unref(jobs);
    options.address = pymgr_address(manager);
    other = pymgr_connect(&options, &error);
    CU_ASSERT_PTR_NOT_NULL(other);
    CU_ASSERT_EQUAL(pymgr_server_pid(other), 0);
    pymgr_close(other);
    options.authkey_size -= 2; /* a NUL at the end makes no difference to HMAC */
    CU_ASSERT_PTR_NULL(pymgr_connect(&options, &error));
    CU_ASSERT_EQUAL(error.code, PYMGR_REFUSED);
    pymgr_close(manager);
    pymgr_error_clear(&error);
}

static void one_that_was_killed_is_waited_for(void)
{
    struct pymgr_options options = { 0 };
    struct pymgr_error error = PYMGR_ERROR_INIT;
    pymgr_manager *manager = start(&options, NULL, &error);
    int pid;

    CU_ASSERT_PTR_NOT_NULL_FATAL(manager);
    pid = pymgr_server_pid(manager);
    kill(pid, SIGKILL);
    pymgr_close(manager);
    CU_ASSERT_TRUE(is_gone(pid));
    pymgr_error_clear(&error);
}

/* Stopped, it answers no request and takes no SIGTERM. */
static void one_that_does_not_answer_is_killed(void)
{
    struct pymgr_options options = { .connect_timeout = 0.2 };
    struct pymgr_start_options how = { .program = pymgrd(), .shutdown_timeout = 0.1 };
    struct pymgr_error error = PYMGR_ERROR_INIT;
    pymgr_manager *manager = pymgr_start(&options, &how, &error);
    int pid;

    CU_ASSERT_PTR_NOT_NULL_FATAL(manager);
    pid = pymgr_server_pid(manager);
    kill(pid, SIGSTOP);
    pymgr_close(manager);
    CU_ASSERT_TRUE(is_gone(pid));
    pymgr_error_clear(&error);
}

/* A program that is a shell script: its path, borrowed until the next one. */
static const char *script(const char *text)
{
    static char path[] = "/tmp/pymgr-test-XXXXXX";
    int fd;

    strcpy(path + sizeof path - 7, "XXXXXX");
    fd = mkstemp(path);
    CU_ASSERT_TRUE_FATAL(fd >= 0);
    CU_ASSERT_EQUAL(dprintf(fd, "#!/bin/sh\n%s\n", text), (int)strlen(text) + 11);
    fchmod(fd, 0700);
    close(fd);
    return path;
}

static void what_is_no_server_is_an_error(void)
{
    static const struct {
        const char *program;
        enum pymgr_code code;
        const char *complaint;
        double timeout; /* 0: the usual one */
    } rows[] = {
        { "exit 3", PYMGR_SYSTEM, "ended instead of listening", 0 },
        { "echo hello; exec sleep 100", PYMGR_SYSTEM, "said 'hello'", 0 },
        { "echo manager nowhere; exec sleep 100", PYMGR_INVALID, "nowhere", 0 },
        { "echo manager @pymgr-test-nobody; exec sleep 100", PYMGR_UNREACHABLE, "refused", 0 },
        { "exec sleep 100", PYMGR_TIMED_OUT, "in time", 0.2 },
        { "yes | tr -d '\\n'", PYMGR_SYSTEM, "said 'yyy", 0 },
    };
    struct pymgr_options options = { 0 };
    struct pymgr_error error = PYMGR_ERROR_INIT;

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct pymgr_start_options how = { .program = script(rows[i].program),
            .start_timeout = rows[i].timeout };

        CU_ASSERT_PTR_NULL(pymgr_start(&options, &how, &error));
        CU_ASSERT_EQUAL(error.code, rows[i].code);
        CU_ASSERT_PTR_NOT_NULL(strstr(error.text, rows[i].complaint));
        unlink(how.program);
    }
    pymgr_error_clear(&error);
}

static void what_cannot_be_started_is_an_error(void)
{
    struct pymgr_start_options how = { .program = "/no/such/program" };
    struct pymgr_options options = { 0 };
    struct pymgr_error error = PYMGR_ERROR_INIT;
    char *saved = getenv("TMPDIR") == NULL ? NULL : strdup(getenv("TMPDIR"));

    CU_ASSERT_PTR_NULL(pymgr_start(&options, &how, &error));
    CU_ASSERT_EQUAL(error.code, PYMGR_SYSTEM);
    CU_ASSERT_STRING_EQUAL(error.text, "cannot start /no/such/program: No such file or directory");
    setenv("TMPDIR", "/no/such/folder", 1);
    CU_ASSERT_PTR_NULL(pymgr_start(&options, &how, &error));
    CU_ASSERT_EQUAL(error.code, PYMGR_SYSTEM);
    if (saved == NULL)
        unsetenv("TMPDIR");
    else
        setenv("TMPDIR", saved, 1);
    free(saved);
    options.serializer = "json";
    CU_ASSERT_PTR_NULL(start(&options, NULL, &error));
    CU_ASSERT_EQUAL(error.code, PYMGR_INVALID);
    pymgr_error_clear(&error);
}

static const struct pm_test tests[] = {
    { "a server is started and ended", a_server_is_started_and_ended },
    { "it takes an address, a key and arguments", it_takes_an_address_a_key_and_arguments },
    { "one that was killed is waited for", one_that_was_killed_is_waited_for },
    { "one that does not answer is killed", one_that_does_not_answer_is_killed },
    { "what is no server is an error", what_is_no_server_is_an_error },
    { "what cannot be started is an error", what_cannot_be_started_is_an_error },
};

const struct pm_suite pm_suite_start = { "client/start", PM_SUITE(tests) };
