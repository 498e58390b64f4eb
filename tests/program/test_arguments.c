/* SPDX-License-Identifier: MIT */
#include "program/arguments.h"

#include "unit.h"
#include "value/build.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static void numbers_have_limits(void)
{
    unsigned long long number;

    CU_ASSERT_TRUE(pm_parse_number("1", 1, 64, &number) && number == 1);
    CU_ASSERT_TRUE(pm_parse_number("64", 1, 64, &number) && number == 64);
    CU_ASSERT_TRUE(pm_parse_number("0", 0, 64, &number) && number == 0);
    CU_ASSERT_FALSE(pm_parse_number("0", 1, 64, &number));
    CU_ASSERT_FALSE(pm_parse_number("65", 1, 64, &number));
    CU_ASSERT_FALSE(pm_parse_number("-1", 1, 64, &number));
    CU_ASSERT_FALSE(pm_parse_number("+1", 1, 64, &number));
    CU_ASSERT_FALSE(pm_parse_number(" 1", 1, 64, &number));
    CU_ASSERT_FALSE(pm_parse_number("1x", 1, 64, &number));
    CU_ASSERT_FALSE(pm_parse_number("", 1, 64, &number));
    CU_ASSERT_FALSE(pm_parse_number("99999999999999999999", 1, (unsigned long long)-1, &number));
}

static void seconds_have_limits(void)
{
    double seconds;

    CU_ASSERT_TRUE(pm_parse_seconds("1.5", 0.001, &seconds));
    CU_ASSERT_DOUBLE_EQUAL(seconds, 1.5, 0);
    CU_ASSERT_TRUE(pm_parse_seconds("0", 0, &seconds));
    CU_ASSERT_FALSE(pm_parse_seconds("0", 0.001, &seconds));
    CU_ASSERT_FALSE(pm_parse_seconds("-1", 0, &seconds));
    CU_ASSERT_FALSE(pm_parse_seconds("86401", 0, &seconds));
    CU_ASSERT_FALSE(pm_parse_seconds("nan", 0, &seconds));
    CU_ASSERT_FALSE(pm_parse_seconds("1s", 0, &seconds));
    CU_ASSERT_FALSE(pm_parse_seconds("", 0, &seconds));
}

/* The problem with a key file of that content; "" for none. */
static const char *read_key(struct pm_key *key, const char *content, size_t size)
{
    char path[] = "/tmp/pymgr-test-XXXXXX";
    int fd = mkstemp(path);
    const char *problem = "cannot write";

    if (write(fd, content, size) == (ssize_t)size)
        problem = pm_key_read(key, path);
    close(fd);
    unlink(path);
    return problem == NULL ? "" : problem;
}

static void a_key_is_a_files_content(void)
{
    struct pm_key key = { NULL, 0 };
    size_t size;

    pm_check_text("first", read_key(&key, "first", 5), "");
    pm_check_text("second", read_key(&key, "a\0b\n", 4), "");
    CU_ASSERT_EQUAL(memcmp(pm_key_bytes(&key, &size), "a\0b\n", 4), 0);
    CU_ASSERT_EQUAL(size, 4);
    pm_check_text("empty", read_key(&key, "", 0), "the key is empty");
    pm_check_text("missing", pm_key_read(&key, "/nowhere/key"), "No such file or directory");
    pm_check_text("folder", pm_key_read(&key, "/"), "Is a directory");
    pm_key_free(&key);
}

static void a_long_file_is_no_key(void)
{
    enum { LIMIT = 1024 * 1024 };
    struct pm_key key = { NULL, 0 };
    char *content = calloc(1, LIMIT + 1);

    pm_check_text("longest", read_key(&key, content, LIMIT), "");
    pm_check_text("too long", read_key(&key, content, LIMIT + 1), "the key is longer than a mebibyte");
    free(content);
    pm_key_free(&key);
}

static void the_environment_may_have_the_key(void)
{
    struct pm_key key = { NULL, 0 };
    size_t size;

    unsetenv("PYMGR_AUTHKEY");
    CU_ASSERT_PTR_NULL(pm_key_bytes(&key, &size));
    setenv("PYMGR_AUTHKEY", "", 1);
    CU_ASSERT_PTR_NULL(pm_key_bytes(&key, &size));
    setenv("PYMGR_AUTHKEY", "secret", 1);
    pm_check_text("environment", pm_key_bytes(&key, &size), "secret");
    CU_ASSERT_EQUAL(size, 6);
    pm_check_text("file", read_key(&key, "other", 5), "");
    CU_ASSERT_EQUAL(memcmp(pm_key_bytes(&key, &size), "other", 5), 0);
    pm_key_free(&key);
    unsetenv("PYMGR_AUTHKEY");
}

static const struct pm_test tests[] = {
    { "numbers have limits", numbers_have_limits },
    { "seconds have limits", seconds_have_limits },
    { "a key is a file's content", a_key_is_a_files_content },
    { "a long file is no key", a_long_file_is_no_key },
    { "the environment may have the key", the_environment_may_have_the_key },
};

const struct pm_suite pm_suite_arguments = { "program/arguments", PM_SUITE(tests) };
