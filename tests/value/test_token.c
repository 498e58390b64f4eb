/* SPDX-License-Identifier: MIT */
#include "value/token.h"

#include "base/memory.h"
#include "unit.h"

static pymgr_value *a_token(void)
{
    return pm_token_new(pymgr_str("list"), pymgr_str("/run/x"), pymgr_str("7f00"));
}

/* What a proxy is pickled as. */
static pymgr_value *a_proxy(pymgr_value *token)
{
    return pm_proxy_new(
        pm_global_text("multiprocessing.managers", "ListProxy"), token, pymgr_str("pickle"), pymgr_dict());
}

static void tokens_have_three_parts(void)
{
    pymgr_value *value = a_token();
    struct pm_token token;
    struct pm_proxy proxy;

    CU_ASSERT_TRUE_FATAL(pm_token_parse(value, &token));
    CU_ASSERT_TRUE(pm_text_is(token.typeid, "list"));
    CU_ASSERT_TRUE(pm_text_is(token.address, "/run/x"));
    CU_ASSERT_TRUE(pm_text_is(token.ident, "7f00"));
    CU_ASSERT_FALSE(pm_proxy_parse(value, &proxy));
    pymgr_unref(value);
}

static void proxies_carry_a_token(void)
{
    pymgr_value *value = a_proxy(a_token());
    struct pm_token token;
    struct pm_proxy proxy;

    CU_ASSERT_TRUE_FATAL(pm_proxy_parse(value, &proxy));
    CU_ASSERT_TRUE(pm_global_is(proxy.class, "multiprocessing.managers", "ListProxy"));
    CU_ASSERT_TRUE(pm_text_is(proxy.token.ident, "7f00"));
    CU_ASSERT_TRUE(pm_text_is(proxy.serializer, "pickle"));
    CU_ASSERT_EQUAL(pymgr_length(proxy.kwds), 0);
    CU_ASSERT_FALSE(pm_token_parse(value, &token));
    pymgr_unref(value);
    value = a_proxy(pymgr_int(5));
    CU_ASSERT_FALSE(pm_proxy_parse(value, &proxy));
    pymgr_unref(value);
}

static void others_have_none(void)
{
    pymgr_value *values[] = { pymgr_none(), pymgr_str("x"),
        pm_instance_new(PM_NEWOBJ, pm_global_text("multiprocessing.managers", "Token"), pymgr_tuple(0)),
        pm_instance_new(PM_NEWOBJ, pm_global_text("elsewhere", "Token"), pymgr_tuple(0)) };
    struct pm_token token;
    struct pm_proxy proxy;

    for (size_t i = 0; i < sizeof values / sizeof values[0]; i++) {
        CU_ASSERT_FALSE(pm_token_parse(values[i], &token));
        CU_ASSERT_FALSE(pm_proxy_parse(values[i], &proxy));
        pymgr_unref(values[i]);
    }
}

static void without_memory_there_is_none(void)
{
    pymgr_value *token = NULL;
    size_t n;

    for (n = 1; token == NULL; n++) {
        pm_memory_fail_at(n);
        token = a_token();
        pm_memory_fail_at(0);
    }
    CU_ASSERT_TRUE(n > 5);
    pymgr_unref(token);
}

static const struct pm_test tests[] = {
    { "tokens have three parts", tokens_have_three_parts },
    { "proxies carry a token", proxies_carry_a_token },
    { "others have none", others_have_none },
    { "without memory there is none", without_memory_there_is_none },
};

const struct pm_suite pm_suite_token = { "value/token", PM_SUITE(tests) };
