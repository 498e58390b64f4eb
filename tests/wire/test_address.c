/* SPDX-License-Identifier: MIT */
#include "base/memory.h"
#include "unit.h"
#include "wire/address.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>

enum { LONGEST_PATH = 107, LONGEST_HOST = 255 };

/* How pm_address_parse's reading prints; its error's text if it has none. */
static const char *reading(const char *text)
{
    static char printed[512];
    struct pm_address address;
    struct pm_error error = { .kind = PM_ERROR_SYSTEM };

    if (pm_address_parse(text, &address, &error) == 0) {
        pm_address_format(&address, printed, sizeof printed);
        return printed;
    }
    CU_ASSERT_EQUAL(error.kind, PM_ERROR_VALUE);
    snprintf(printed, sizeof printed, "%s", error.text);
    return printed;
}

static void what_is_parsed_prints_the_same(void)
{
    static const char *const texts[] = { "127.0.0.1:0", "localhost:65535", "[::1]:5000", "[fe80::1%eth0]:80",
        "/run/pymgr.sock", "./sock", "dir/sock", "@name", "@with/slash", "@:80", "/with:colon", "a.b-c.d:1" };

    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++)
        CU_ASSERT_STRING_EQUAL(reading(texts[i]), texts[i]);
}

static void what_is_wrong_is_said(void)
{
    static const struct {
        const char *text, *complaint;
    } cases[] = {
        { "", "is no address" },
        { "localhost", "is no address" },
        { ":80", "has no host" },
        { "[]:80", "has no host" },
        { "localhost:", "is no port" },
        { "localhost:65536", "is no port" },
        { "localhost:-1", "is no port" },
        { "localhost:+1", "is no port" },
        { "localhost: 1", "is no port" },
        { "localhost:1x", "is no port" },
        { "localhost:99999999999999999999", "is no port" },
        { "localhost:http", "is no port" },
        { "::1:80", "has no host" },
        { "fe80::1:80", "in [brackets]" },
        { "[::1]", "is not [IPv6]:PORT" },
        { "[::1:80", "is not [IPv6]:PORT" },
        { "[::1]80", "is not [IPv6]:PORT" },
        { "@", "without a name" },
    };

    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        CU_ASSERT_PTR_NOT_NULL(strstr(reading(cases[i].text), cases[i].complaint));
}

static void names_have_their_longest(void)
{
    char text[512] = "/";

    memset(text + 1, 'x', LONGEST_PATH);
    CU_ASSERT_PTR_NOT_NULL(strstr(reading(text), "more than 107 bytes"));
    text[0] = '@';
    CU_ASSERT_STRING_EQUAL(reading(text), text);
    text[LONGEST_PATH] = '\0';
    text[0] = '/';
    CU_ASSERT_STRING_EQUAL(reading(text), text);
    memset(text, 'x', LONGEST_HOST);
    strcpy(text + LONGEST_HOST, ":1");
    CU_ASSERT_STRING_EQUAL(reading(text), text);
    memset(text, 'x', LONGEST_HOST + 1);
    strcpy(text + LONGEST_HOST + 1, ":1");
    CU_ASSERT_PTR_NOT_NULL(strstr(reading(text), "more than 255 bytes"));
}

static void format_cuts_to_size(void)
{
    struct pm_address address = { .kind = PM_ADDRESS_TCP, .host = "localhost", .port = 80 };
    char text[6];

    pm_address_format(&address, text, sizeof text);
    CU_ASSERT_STRING_EQUAL(text, "local");
}

/* Resolves an address that must have exactly one socket address. */
static struct sockaddr_storage resolve_one(const char *text, socklen_t *length)
{
    struct sockaddr_storage found[4] = { { 0 } };
    struct pm_address address;
    struct pm_error error;
    socklen_t lengths[4];

    CU_ASSERT_EQUAL(pm_address_parse(text, &address, &error), 0);
    CU_ASSERT_EQUAL(pm_address_resolve(&address, true, found, lengths, 4, &error), 1);
    *length = lengths[0];
    return found[0];
}

static void resolving_and_back_is_the_same(void)
{
    static const char *const texts[] = { "127.0.0.1:80", "[::1]:5000", "/run/pymgr.sock", "@name" };

    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        struct pm_address address;
        socklen_t length;
        struct sockaddr_storage found = resolve_one(texts[i], &length);
        char text[512];

        pm_address_from_socket((struct sockaddr *)&found, length, &address);
        pm_address_format(&address, text, sizeof text);
        CU_ASSERT_STRING_EQUAL(text, texts[i]);
    }
}

static void an_abstract_name_has_no_end_but_its_length(void)
{
    socklen_t length;
    struct sockaddr_storage found = resolve_one("@ab", &length);
    const struct sockaddr_un *name = (const struct sockaddr_un *)&found;

    CU_ASSERT_EQUAL(length, offsetof(struct sockaddr_un, sun_path) + 3);
    CU_ASSERT_EQUAL(memcmp(name->sun_path, "\0ab", 3), 0);
}

static void a_name_may_have_several_addresses(void)
{
    struct pm_address address = { .kind = PM_ADDRESS_TCP, .host = "localhost", .port = 80 };
    struct sockaddr_storage found[8];
    struct pm_error error;
    socklen_t lengths[8];
    int count = pm_address_resolve(&address, false, found, lengths, 8, &error);

    CU_ASSERT(count >= 1);
    CU_ASSERT_EQUAL(pm_address_resolve(&address, false, found, lengths, 1, &error), 1);
}

static void an_unknown_host_is_named(void)
{
    struct pm_address address = { .kind = PM_ADDRESS_TCP, .host = "no such host", .port = 80 };
    struct sockaddr_storage found;
    struct pm_error error = { .kind = PM_ERROR_VALUE };
    socklen_t length;

    CU_ASSERT_EQUAL(pm_address_resolve(&address, false, &found, &length, 1, &error), -1);
    CU_ASSERT_EQUAL(error.kind, PM_ERROR_SYSTEM);
    CU_ASSERT_PTR_NOT_NULL(strstr(error.text, "no such host: "));
}

static void an_ipv4_peer_of_an_ipv6_listener_is_ipv4(void)
{
    struct sockaddr_in6 mapped = { .sin6_family = AF_INET6, .sin6_port = htons(80) };
    struct pm_address address;

    CU_ASSERT_EQUAL(inet_pton(AF_INET6, "::ffff:127.0.0.1", &mapped.sin6_addr), 1);
    pm_address_from_socket((struct sockaddr *)&mapped, sizeof mapped, &address);
    CU_ASSERT_STRING_EQUAL(address.host, "127.0.0.1");
    CU_ASSERT_EQUAL(address.port, 80);
}

static void an_unnamed_socket_has_an_empty_path(void)
{
    struct sockaddr_un name = { .sun_family = AF_UNIX };
    struct pm_address address;

    pm_address_from_socket(
        (struct sockaddr *)&name, (socklen_t)offsetof(struct sockaddr_un, sun_path), &address);
    CU_ASSERT_EQUAL(address.kind, PM_ADDRESS_UNIX);
    CU_ASSERT_STRING_EQUAL(address.path, "");
}

/* Linux reports such a name with one byte more than sun_path has. */
static void a_path_that_fills_its_field_is_cut(void)
{
    struct {
        struct sockaddr_un name;
        char nul;
    } longest = { .name = { .sun_family = AF_UNIX } };
    struct pm_address address;

    memset(longest.name.sun_path, 'x', sizeof longest.name.sun_path);
    pm_address_from_socket((struct sockaddr *)&longest,
        (socklen_t)(offsetof(struct sockaddr_un, sun_path) + sizeof longest.name.sun_path + 1), &address);
    CU_ASSERT_EQUAL(strlen(address.path), LONGEST_PATH);
}

static pymgr_value *value_of(const char *text)
{
    struct pm_address address;
    struct pm_error error;

    CU_ASSERT_EQUAL(pm_address_parse(text, &address, &error), 0);
    return pm_address_to_value(&address);
}

static void values_are_as_tokens_have_them(void)
{
    static const struct {
        const char *text, *repr;
    } cases[] = {
        { "localhost:80", "('localhost', 80)" },
        { "[::1]:80", "('::1', 80)" },
        { "/run/x.sock", "'/run/x.sock'" },
        { "@name", "'\\x00name'" },
        { "/tmp/\xc3\xa9", "'/tmp/\xc3\xa9'" },
        { "/tmp/\xff", "'/tmp/\\udcff'" },
    };

    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        pymgr_value *value = value_of(cases[i].text);
        char *repr = pymgr_repr(value);

        CU_ASSERT_STRING_EQUAL(repr, cases[i].repr);
        free(repr);
        pymgr_unref(value);
    }
}

/* How the address of a value (taken) prints; its error's text if it is none. */
static const char *address_of(pymgr_value *value)
{
    static char printed[512];
    struct pm_address address;
    struct pm_error error;

    if (pm_address_from_value(value, &address, &error) == 0)
        pm_address_format(&address, printed, sizeof printed);
    else
        snprintf(printed, sizeof printed, "%s", error.text);
    pymgr_unref(value);
    return printed;
}

static void values_come_back(void)
{
    static const char *const texts[] = { "localhost:80", "[::1]:80", "/run/x.sock", "@name", "/tmp/\xc3\xa9",
        "/tmp/\xff\xc3\xa9", "@\xfe" };

    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++)
        CU_ASSERT_STRING_EQUAL(address_of(value_of(texts[i])), texts[i]);
}

static pymgr_value *pair(const char *host, pymgr_value *port)
{
    return pymgr_tuple_of(2, pymgr_str(host), port);
}

static void values_of_other_forms_are_taken(void)
{
    pymgr_value *list = pymgr_list();

    pymgr_list_append(list, pymgr_str("::1"));
    pymgr_list_append(list, pymgr_int(80));
    CU_ASSERT_STRING_EQUAL(address_of(list), "[::1]:80");
    CU_ASSERT_STRING_EQUAL(
        address_of(pymgr_tuple_of(4, pymgr_str("::1"), pymgr_int(80), pymgr_int(0), pymgr_int(0))),
        "[::1]:80");
    CU_ASSERT_STRING_EQUAL(address_of(pymgr_bytes("\0name", 5)), "@name");
    CU_ASSERT_STRING_EQUAL(address_of(pair("", pymgr_int(80))), "0.0.0.0:80");
    CU_ASSERT_STRING_EQUAL(address_of(pymgr_str("sock")), "./sock");
}

static void values_that_are_no_addresses_are_refused(void)
{
    char longest[LONGEST_PATH + 2] = { 0 };

    CU_ASSERT_PTR_NOT_NULL(strstr(address_of(pymgr_none()), "not an address"));
    CU_ASSERT_PTR_NOT_NULL(strstr(address_of(pymgr_tuple(0)), "not an address"));
    CU_ASSERT_PTR_NOT_NULL(strstr(address_of(pymgr_tuple_of(1, pymgr_str("host"))), "not an address"));
    CU_ASSERT_PTR_NOT_NULL(strstr(address_of(pair("host", pymgr_str("80"))), "not an address"));
    CU_ASSERT_PTR_NOT_NULL(strstr(address_of(pair("host", pymgr_int(65536))), "0 to 65535"));
    CU_ASSERT_PTR_NOT_NULL(strstr(address_of(pair("host", pymgr_int(-1))), "0 to 65535"));
    CU_ASSERT_PTR_NOT_NULL(strstr(address_of(pymgr_str("")), "without a name"));
    CU_ASSERT_PTR_NOT_NULL(strstr(address_of(pymgr_str_n("\0", 1)), "without a name"));
    CU_ASSERT_PTR_NOT_NULL(strstr(address_of(pymgr_str_n("/a\0b", 4)), "NUL"));
    CU_ASSERT_PTR_NOT_NULL(strstr(address_of(pymgr_bytes("\0a\0b", 4)), "NUL"));
    CU_ASSERT_PTR_NOT_NULL(
        strstr(address_of(pymgr_tuple_of(2, pymgr_str_n("a\0b", 3), pymgr_int(1))), "NUL"));
    memset(longest, 'x', LONGEST_PATH + 1);
    CU_ASSERT_PTR_NOT_NULL(strstr(address_of(pymgr_str(longest)), "more than 107 bytes"));
}

static void no_memory_no_value(void)
{
    static const char *const texts[] = { "localhost:80", "/run/x.sock", "/tmp/\xff" };

    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        pm_memory_fail_at(1);
        CU_ASSERT_PTR_NULL(value_of(texts[i]));
        pm_memory_fail_at(0);
    }
}

static const struct pm_test tests[] = {
    { "what is parsed prints the same", what_is_parsed_prints_the_same },
    { "what is wrong is said", what_is_wrong_is_said },
    { "names have their longest", names_have_their_longest },
    { "format cuts to size", format_cuts_to_size },
    { "resolving and back is the same", resolving_and_back_is_the_same },
    { "an abstract name has no end but its length", an_abstract_name_has_no_end_but_its_length },
    { "a name may have several addresses", a_name_may_have_several_addresses },
    { "an unknown host is named", an_unknown_host_is_named },
    { "an IPv4 peer of an IPv6 listener is IPv4", an_ipv4_peer_of_an_ipv6_listener_is_ipv4 },
    { "an unnamed socket has an empty path", an_unnamed_socket_has_an_empty_path },
    { "a path that fills its field is cut", a_path_that_fills_its_field_is_cut },
    { "values are as tokens have them", values_are_as_tokens_have_them },
    { "values come back", values_come_back },
    { "values of other forms are taken", values_of_other_forms_are_taken },
    { "values that are no addresses are refused", values_that_are_no_addresses_are_refused },
    { "no memory, no value", no_memory_no_value },
};

const struct pm_suite pm_suite_address = { "wire/address", PM_SUITE(tests) };
