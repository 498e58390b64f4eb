/* SPDX-License-Identifier: MIT */
#include "call/request.h"

#include "unit.h"
#include "value/literal.h"

static int parse(const char *text, struct pm_request *request, struct pm_error *error)
{
    pymgr_value *value = pm_literal(text, strlen(text), error);
    int failed = pm_request_parse(value, request, error);

    if (failed != 0)
        pymgr_unref(value);
    return failed;
}

static void requests_are_taken_apart(void)
{
    struct pm_request request;
    struct pm_error error;

    CU_ASSERT_EQUAL_FATAL(parse("('7f00', 'put', (1, 2), {'block': False})", &request, &error), 0);
    CU_ASSERT_TRUE(pm_text_is(request.ident, "7f00"));
    CU_ASSERT_TRUE(pm_text_is(request.method, "put"));
    CU_ASSERT_EQUAL(pymgr_length(request.args), 2);
    CU_ASSERT_EQUAL(pymgr_length(request.kwds), 1);
    pm_request_clear(&request);
    CU_ASSERT_PTR_NULL(request.value);
    CU_ASSERT_EQUAL_FATAL(parse("[None, 'create', ['list'], {}]", &request, &error), 0);
    CU_ASSERT_TRUE(pymgr_is_none(request.ident));
    pm_request_clear(&request);
}

static void others_are_refused(void)
{
    static const struct {
        const char *text;
        enum pm_error_kind kind;
        const char *error;
    } cases[] = {
        { "5", PM_ERROR_TYPE, "cannot unpack non-iterable int object" },
        { "'abcd'", PM_ERROR_TYPE, "cannot unpack non-iterable str object" },
        { "(None, 'm')", PM_ERROR_VALUE, "not enough values to unpack (expected 4, got 2)" },
        { "()", PM_ERROR_VALUE, "not enough values to unpack (expected 4, got 0)" },
        { "(1, 2, 3, 4, 5)", PM_ERROR_VALUE, "too many values to unpack (expected 4)" },
        { "(5, 'm', (), {})", PM_ERROR_TYPE, "ident must be a string or None, not int" },
        { "(None, None, (), {})", PM_ERROR_TYPE, "method name must be a string, not NoneType" },
        { "(None, 'm', 5, {})", PM_ERROR_TYPE, "argument after * must be a tuple or list, not int" },
        { "(None, 'm', (), [])", PM_ERROR_TYPE, "argument after ** must be a dict, not list" },
    };
    struct pm_request request;
    struct pm_error error;

    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        CU_ASSERT_EQUAL(parse(cases[i].text, &request, &error), -1);
        CU_ASSERT_EQUAL(error.kind, cases[i].kind);
        CU_ASSERT_STRING_EQUAL(error.text, cases[i].error);
    }
}

static const struct pm_test tests[] = {
    { "requests are taken apart", requests_are_taken_apart },
    { "others are refused", others_are_refused },
};

const struct pm_suite pm_suite_request = { "call/request", PM_SUITE(tests) };
