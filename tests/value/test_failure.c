/* SPDX-License-Identifier: MIT */
#include "value/failure.h"

#include "unit.h"

static void each_code_has_a_name(void)
{
    for (int code = PYMGR_OK; code <= PYMGR_NO_MEMORY; code++)
        CU_ASSERT_STRING_NOT_EQUAL(pymgr_code_name((enum pymgr_code)code), "unknown");
    CU_ASSERT_STRING_EQUAL(pymgr_code_name(PYMGR_TIMED_OUT), "timed out");
    CU_ASSERT_STRING_EQUAL(pymgr_code_name((enum pymgr_code)99), "unknown");
    CU_ASSERT_STRING_EQUAL(pymgr_code_name((enum pymgr_code) - 1), "unknown");
}

static void a_fault_replaces_the_one_before(void)
{
    struct pymgr_error error = PYMGR_ERROR_INIT;

    error.exception = pymgr_str("owned");
    error.traceback = pymgr_str("owned too");
    CU_ASSERT_EQUAL(pm_fault(&error, PYMGR_INVALID, "no %s", "address"), -1);
    CU_ASSERT_EQUAL(error.code, PYMGR_INVALID);
    CU_ASSERT_STRING_EQUAL(error.text, "no address");
    CU_ASSERT_PTR_NULL(error.exception);
    CU_ASSERT_PTR_NULL(error.traceback);
    CU_ASSERT_EQUAL(pm_fault_nomem(&error), -1);
    CU_ASSERT_EQUAL(error.code, PYMGR_NO_MEMORY);
    pymgr_error_clear(&error);
    CU_ASSERT_EQUAL(error.code, PYMGR_OK);
    CU_ASSERT_STRING_EQUAL(error.text, "");
}

static void nobody_need_want_to_know(void)
{
    struct pm_error from = { .kind = PM_ERROR_VALUE };

    CU_ASSERT_EQUAL(pm_fault(NULL, PYMGR_INVALID, "%d", 1), -1);
    CU_ASSERT_EQUAL(pm_fault_nomem(NULL), -1);
    CU_ASSERT_EQUAL(pm_fault_from(NULL, PYMGR_INVALID, &from), -1);
    pymgr_error_clear(NULL);
}

static void some_kinds_keep_their_code(void)
{
    static const struct {
        enum pm_error_kind kind;
        enum pymgr_code code;
    } rows[] = {
        { PM_ERROR_NOMEM, PYMGR_NO_MEMORY },
        { PM_ERROR_LIMIT, PYMGR_LIMIT },
        { PM_ERROR_VALUE, PYMGR_PROTOCOL },
        { PM_ERROR_MALFORMED, PYMGR_PROTOCOL },
    };
    struct pymgr_error error = PYMGR_ERROR_INIT;

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct pm_error from;

        pm_fail(&from, rows[i].kind, "what happened");
        pm_fault_from(&error, PYMGR_PROTOCOL, &from);
        CU_ASSERT_EQUAL(error.code, rows[i].code);
        CU_ASSERT_STRING_EQUAL(error.text, "what happened");
    }
    pymgr_error_clear(&error);
}

static void messages_are_cut_between_characters(void)
{
    struct pymgr_error error = PYMGR_ERROR_INIT;
    char text[PYMGR_MESSAGE_SIZE + 10];

    for (size_t i = 0; i + 2 < sizeof text; i += 2)
        memcpy(text + i, "\303\251", 3);
    CU_ASSERT_EQUAL(pm_fault(&error, PYMGR_INVALID, "%s", text), -1);
    CU_ASSERT_EQUAL(strlen(error.text), PYMGR_MESSAGE_SIZE - 2);
    CU_ASSERT_EQUAL(pm_fault(&error, PYMGR_LIMIT, "x%s", text), -1);
    CU_ASSERT_EQUAL(strlen(error.text), PYMGR_MESSAGE_SIZE - 1);
    CU_ASSERT_EQUAL(pm_fault(&error, PYMGR_LIMIT, "again: %s", error.text), -1);
    CU_ASSERT_TRUE(pm_utf8_valid(error.text, strlen(error.text)));
}

static const struct pm_test tests[] = {
    { "messages are cut between characters", messages_are_cut_between_characters },
    { "each code has a name", each_code_has_a_name },
    { "a fault replaces the one before", a_fault_replaces_the_one_before },
    { "nobody need want to know", nobody_need_want_to_know },
    { "some kinds keep their code", some_kinds_keep_their_code },
};

const struct pm_suite pm_suite_failure = { "value/failure", PM_SUITE(tests) };
