/* SPDX-License-Identifier: MIT */
#include "value/token.h"

#include "base/memory.h"
#include "unit.h"

#include <stdlib.h>
#include <string.h>

static pymgr_value *a_token(void)
{
    return pm_token_new(pymgr_str("list"), pymgr_str("/run/x"), pymgr_str("7f00"));
}

/* What a proxy is pickled as. */
static pymgr_value *a_proxy(pymgr_value *token)
{
    return pm_proxy_new(
        pymgr_global("multiprocessing.managers", "ListProxy"), token, pymgr_str("pickle"), pymgr_dict());
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

static pymgr_value *proxy_of_class(const char *module, const char *class)
{
    return pm_proxy_new(pymgr_global(module, class), a_token(), pymgr_str("pickle"), pymgr_dict());
}

static void check_repr(pymgr_value *proxy, const char *begin)
{
    char *repr = pymgr_repr(proxy);

    CU_ASSERT_EQUAL(strncmp(repr, begin, strlen(begin)), 0);
    free(repr);
    pymgr_unref(proxy);
}

static void proxies_print_as_in_python(void)
{
    check_repr(
        proxy_of_class("multiprocessing.managers", "ListProxy"), "<ListProxy object, typeid 'list' at 0x");
    check_repr(proxy_of_class("multiprocessing.managers", "AutoProxy"),
        "<AutoProxy[list] object, typeid 'list' at 0x");
    check_repr(proxy_of_class("their", "AutoProxy"), "<AutoProxy object, typeid 'list' at 0x");
    check_repr(a_proxy(pymgr_int(5)), "<multiprocessing.managers.ListProxy object at 0x");
}

static void a_proxy_is_equal_to_itself_alone(void)
{
    pymgr_value *first = a_proxy(a_token()), *second = a_proxy(a_token()), *set = pymgr_set();
    struct pm_error error;
    uint64_t hash, again;

    CU_ASSERT_TRUE(pymgr_equal(first, first));
    CU_ASSERT_FALSE(pymgr_equal(first, second));
    CU_ASSERT_EQUAL(pm_hash(first, &hash, &error), 0);
    CU_ASSERT_EQUAL(pm_hash(first, &again, &error), 0);
    CU_ASSERT_EQUAL(hash, again);
    CU_ASSERT_EQUAL(pymgr_set_add(set, first), 0);
    CU_ASSERT_EQUAL(pymgr_set_add(set, second), 0);
    CU_ASSERT_EQUAL(pymgr_length(set), 2);
    pymgr_unref(set);
}

static void others_have_none(void)
{
    pymgr_value *values[] = { pymgr_none(), pymgr_str("x"),
        pm_instance_new(PM_NEWOBJ, pymgr_global("multiprocessing.managers", "Token"), pymgr_tuple(0)),
        pm_instance_new(PM_NEWOBJ, pymgr_global("elsewhere", "Token"), pymgr_tuple(0)) };
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
    { "proxies print as in Python", proxies_print_as_in_python },
    { "a proxy is equal to itself alone", a_proxy_is_equal_to_itself_alone },
    { "others have none", others_have_none },
    { "without memory there is none", without_memory_there_is_none },
};

const struct pm_suite pm_suite_token = { "value/token", PM_SUITE(tests) };
