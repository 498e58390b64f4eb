/* SPDX-License-Identifier: MIT */
#include "base/memory.h"
#include "codec/codec.h"
#include "unit.h"
#include "value/literal.h"
#include "value/token.h"

#include <stdlib.h>

static pymgr_value *literal(const char *text)
{
    struct pm_error error;

    return pm_literal(text, strlen(text), &error);
}

/* Writes a value (taken) and reads it again: new; NULL with the error's text. */
static pymgr_value *travelled(struct pm_scratch *scratch, pymgr_value *value, struct pm_error *error)
{
    struct pm_dialect dialect = { 0 };
    struct pm_buffer out = PM_BUFFER_INIT;
    pymgr_value *loaded = NULL;

    if (pm_codec_xmlrpc.dump(scratch, &dialect, value, &out, error) == 0)
        pm_codec_xmlrpc.load(
            scratch, pm_buffer_bytes(&out), pm_buffer_length(&out), &dialect, &loaded, error);
    pm_buffer_free(&out);
    pymgr_unref(value);
    return loaded;
}

static void tokens_travel(void)
{
    static const char *const addresses[] = { "'/run/x'", "('127.0.0.1', 4000)" };
    struct pm_scratch *scratch = pm_scratch_new();

    for (size_t i = 0; i < 2; i++) {
        struct pm_error error;
        pymgr_value *value = travelled(
            scratch, pm_token_new(pymgr_str("list"), literal(addresses[i]), pymgr_str("ab")), &error);
        struct pm_token token;
        char *shown;

        CU_ASSERT_TRUE_FATAL(value != NULL && pm_token_parse(value, &token));
        CU_ASSERT_TRUE(pm_text_is(token.typeid, "list"));
        CU_ASSERT_TRUE(pm_text_is(token.ident, "ab"));
        shown = pymgr_repr(token.address);
        CU_ASSERT_STRING_EQUAL(shown, addresses[i]);
        free(shown);
        pymgr_unref(value);
    }
    pm_scratch_free(scratch);
}

static void proxies_travel_and_are_noted(void)
{
    struct pm_scratch *scratch = pm_scratch_new();
    struct pm_error error;
    pymgr_value *value = travelled(scratch,
        pm_proxy_new(pymgr_global("their.module", "TheirProxy"),
            pm_token_new(pymgr_str("list"), pymgr_str("/x"), pymgr_str("ab")), pymgr_str("pickle"),
            literal("{'exposed': ('a', 'b'), 'authkey': b'secret'}")),
        &error);
    pymgr_value *const *noted;
    struct pm_proxy proxy;
    char *kwds;

    CU_ASSERT_TRUE_FATAL(value != NULL && pm_proxy_parse(value, &proxy));
    CU_ASSERT_TRUE(pm_global_is(proxy.class, "their.module", "TheirProxy"));
    CU_ASSERT_TRUE(pm_text_is(proxy.token.ident, "ab"));
    CU_ASSERT_TRUE(pm_text_is(proxy.serializer, "xmlrpclib"));
    kwds = pymgr_repr(proxy.kwds);
    CU_ASSERT_STRING_EQUAL(kwds, "{'exposed': ['a', 'b']}"); /* nobody's key goes out by the way */
    free(kwds);
    CU_ASSERT_EQUAL_FATAL(pm_scratch_proxies(scratch, &noted), 1);
    CU_ASSERT_PTR_EQUAL(noted[0], value);
    pymgr_unref(value);
    pm_scratch_free(scratch);
}

static void abstract_addresses_are_written_with_an_at(void)
{
    struct pm_scratch *scratch = pm_scratch_new();
    struct pm_error error;
    pymgr_value *value = travelled(
        scratch, pm_token_new(pymgr_str("list"), pymgr_str_n("\0name", 5), pymgr_str("ab")), &error);
    struct pm_token token;

    CU_ASSERT_TRUE_FATAL(value != NULL && pm_token_parse(value, &token));
    CU_ASSERT_TRUE(pm_text_is(token.address, "@name"));
    pymgr_unref(value);
    pm_scratch_free(scratch);
}

static void other_structs_stay_structs(void)
{
    static const char *const structs[] = {
        "{'__class__': 5, 'typeid': 'list', 'address': '/x', 'id': 'ab'}",
        "{'__class__': 'nodots', 'typeid': 'list', 'address': '/x', 'id': 'ab'}",
        "{'__class__': 'multiprocessing.managers.Token', 'typeid': 'list', 'address': '/x'}",
        "{'__class__': 'multiprocessing.managers.Token', 'typeid': 'a', 'address': '/x', 'id': 'ab', 'x': 1}",
        "{'typeid': 'list', 'address': '/x', 'id': 'ab'}",
    };
    struct pm_scratch *scratch = pm_scratch_new();

    for (size_t i = 0; i < sizeof structs / sizeof structs[0]; i++) {
        struct pm_error error;
        pymgr_value *value = travelled(scratch, literal(structs[i]), &error);

        CU_ASSERT_TRUE(value != NULL && pymgr_kind(value) == PYMGR_DICT);
        pymgr_unref(value);
    }
    pm_scratch_free(scratch);
}

static void check_refused(pymgr_value *value, const char *text)
{
    struct pm_scratch *scratch = pm_scratch_new();
    struct pm_error error = { .text = "" };

    CU_ASSERT_PTR_NULL(travelled(scratch, value, &error));
    CU_ASSERT_STRING_EQUAL(error.text, text);
    pm_scratch_free(scratch);
}

static void what_is_none_is_refused(void)
{
    pymgr_value *token = pm_token_new(pymgr_str("list"), pymgr_str("/x"), pymgr_str("ab"));

    check_refused(
        pm_instance_new(PM_NEWOBJ, pymgr_global("multiprocessing.managers", "Token"), pymgr_tuple(0)),
        "cannot marshal a token without its parts");
    check_refused(pm_proxy_new(pymgr_int(5), token, pymgr_str("pickle"), pymgr_dict()),
        "cannot marshal a proxy without a class");
    check_refused(pm_proxy_new(pymgr_int(5), pymgr_int(6), pymgr_str("pickle"), pymgr_dict()),
        "cannot marshal a proxy without a token");
}

/* A token whose typeid is a proxy of that token, and so on. */
static void depth_is_limited(void)
{
    pymgr_value *typeid = pymgr_str("list");

    for (int i = 0; i < PM_VALUE_DEPTH; i++)
        typeid = pm_token_new(typeid, pymgr_str("/x"), pymgr_str("ab"));
    check_refused(pymgr_tuple_of(1, typeid), "maximum recursion depth exceeded");
}

static void without_memory_nothing_is_left(void)
{
    struct pm_scratch *scratch = pm_scratch_new();
    pymgr_value *value = NULL;
    size_t n = 0;

    while (value == NULL && n < 1000) {
        pymgr_value *proxy = pm_proxy_new(pymgr_global("m", "P"),
            pm_token_new(pymgr_str("list"), literal("('a', 1)"), pymgr_str("ab")), pymgr_str("pickle"),
            literal("{'exposed': ('a',)}"));
        struct pm_error error;

        pm_memory_fail_at(++n);
        value = travelled(scratch, proxy, &error);
        pm_memory_fail_at(0);
    }
    CU_ASSERT_PTR_NOT_NULL(value);
    CU_ASSERT_TRUE(n > 10);
    pymgr_unref(value);
    pm_scratch_free(scratch);
}

static const struct pm_test tests[] = {
    { "tokens travel", tokens_travel },
    { "proxies travel and are noted", proxies_travel_and_are_noted },
    { "abstract addresses are written with an at", abstract_addresses_are_written_with_an_at },
    { "other structs stay structs", other_structs_stay_structs },
    { "what is none is refused", what_is_none_is_refused },
    { "depth is limited", depth_is_limited },
    { "without memory nothing is left", without_memory_nothing_is_left },
};

const struct pm_suite pm_suite_xmlrpc_proxies = { "codec/xmlrpc_proxies", PM_SUITE(tests) };
