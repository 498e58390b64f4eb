/* SPDX-License-Identifier: MIT */
#include "call/reply.h"

#include "unit.h"
#include "value/literal.h"

static void replies_are_pairs(void)
{
    static const char *const names[] = { "#RETURN", "#ERROR", "#TRACEBACK", "#PROXY", "#UNSERIALIZABLE" };

    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        pymgr_value *reply = pm_reply_new((enum pm_reply_kind)i, pymgr_int(5)), *value;
        enum pm_reply_kind kind;

        CU_ASSERT_STRING_EQUAL(pm_reply_kind_name((enum pm_reply_kind)i), names[i]);
        CU_ASSERT_TRUE(pm_text_is(pymgr_item(reply, 0), names[i]));
        CU_ASSERT_TRUE_FATAL(pm_reply_parse(reply, &kind, &value));
        CU_ASSERT_EQUAL(kind, i);
        CU_ASSERT_PTR_EQUAL(value, pymgr_item(reply, 1));
        pymgr_unref(reply);
    }
    CU_ASSERT_PTR_NULL(pm_reply_new(PM_REPLY_RETURN, NULL));
}

static void others_are_none(void)
{
    static const char *const texts[] = { "5", "()", "('#RETURN',)", "('#RETURN', 1, 2)", "('#OTHER', 1)",
        "(5, 1)", "'ab'", "(b'#RETURN', 1)" };
    enum pm_reply_kind kind;
    struct pm_error error;
    pymgr_value *value;

    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        pymgr_value *reply = pm_literal(texts[i], strlen(texts[i]), &error);

        CU_ASSERT_FALSE(pm_reply_parse(reply, &kind, &value));
        pymgr_unref(reply);
    }
}

static const struct pm_test tests[] = {
    { "replies are pairs", replies_are_pairs },
    { "others are none", others_are_none },
};

const struct pm_suite pm_suite_reply = { "call/reply", PM_SUITE(tests) };
