/* SPDX-License-Identifier: MIT
 *
 * Values as Python literals, and the document that they become; corpus/xmlrpc has more, which CPython wrote.
 */
#include "base/memory.h"
#include "codec/scratch.h"
#include "codec/xmlrpc.h"
#include "unit.h"
#include "value/literal.h"
#include "value/token.h"

#include <math.h>
#include <stdlib.h>

#define HEAD "<params>\n<param>\n"
#define TAIL "</param>\n</params>\n"

static int dump(const pymgr_value *value, struct pm_buffer *out, struct pm_error *error)
{
    struct pm_dialect dialect = { 0 };

    return pm_xmlrpc_dump(NULL, &dialect, value, out, error);
}

static pymgr_value *literal(const char *text)
{
    struct pm_error error;
    pymgr_value *value = pm_literal(text, strlen(text), &error);

    if (value == NULL)
        CU_FAIL_FATAL(error.text);
    return value;
}

/* The value is taken. */
static void check_dump(pymgr_value *value, const char *expected)
{
    struct pm_buffer out = PM_BUFFER_INIT;
    struct pm_error error = { .text = "" };

    CU_ASSERT_PTR_NOT_NULL_FATAL(value);
    CU_ASSERT_EQUAL(dump(value, &out, &error), 0);
    CU_ASSERT_STRING_EQUAL(error.text, "");
    pm_put_u8(&out, '\0');
    CU_ASSERT_STRING_EQUAL((const char *)pm_buffer_bytes(&out), expected);
    pm_buffer_free(&out);
    pymgr_unref(value);
}

/* The value is taken. */
static void check_refused(pymgr_value *value, enum pm_error_kind kind, const char *expected)
{
    struct pm_buffer out = PM_BUFFER_INIT;
    struct pm_error error = { .text = "" };

    CU_ASSERT_PTR_NOT_NULL_FATAL(value);
    pm_put_text(&out, "before");
    CU_ASSERT_EQUAL(dump(value, &out, &error), -1);
    CU_ASSERT_EQUAL(error.kind, kind);
    CU_ASSERT_STRING_EQUAL(error.text, expected);
    CU_ASSERT_EQUAL(pm_buffer_length(&out), strlen("before"));
    pm_buffer_free(&out);
    pymgr_unref(value);
}

struct dump_case {
    const char *literal, *expected;
};

static void plain_values_as_CPython_has_them(void)
{
    static const struct dump_case cases[] = {
        { "None", HEAD "<value><nil/></value>" TAIL },
        { "True", HEAD "<value><boolean>1</boolean></value>\n" TAIL },
        { "-2147483648", HEAD "<value><int>-2147483648</int></value>\n" TAIL },
        { "2147483647", HEAD "<value><int>2147483647</int></value>\n" TAIL },
        { "1e22", HEAD "<value><double>1e+22</double></value>\n" TAIL },
        { "'<a>&'", HEAD "<value><string>&lt;a&gt;&amp;</string></value>\n" TAIL },
        { "''", HEAD "<value><string></string></value>\n" TAIL },
        { "b''", HEAD "<value><base64>\n</base64></value>\n" TAIL },
        { "bytearray(b'a\\xff')", HEAD "<value><base64>\nYf8=\n</base64></value>\n" TAIL },
        { "(None, 1)", HEAD "<value><array><data>\n<value><nil/></value><value><int>1</int></value>\n"
                            "</data></array></value>\n" TAIL },
        { "{'k<': []}", HEAD "<value><struct>\n<member>\n<name>k&lt;</name>\n<value><array><data>\n"
                             "</data></array></value>\n</member>\n</struct></value>\n" TAIL },
    };

    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        check_dump(literal(cases[i].literal), cases[i].expected);
}

static void more_than_CPython_can_write(void)
{
    static const struct dump_case cases[] = {
        { "2147483648", HEAD "<value><i8>2147483648</i8></value>\n" TAIL },
        { "-2147483649", HEAD "<value><i8>-2147483649</i8></value>\n" TAIL },
        { "9223372036854775807", HEAD "<value><i8>9223372036854775807</i8></value>\n" TAIL },
        { "-9223372036854775808", HEAD "<value><i8>-9223372036854775808</i8></value>\n" TAIL },
        { "'a\\rb'", HEAD "<value><string>a&#13;b</string></value>\n" TAIL },
        { "'\\t\\n\\x7f\\x80\\ud7ff\\ue000\\ufffd'", HEAD
            "<value><string>\t\n\x7f\xc2\x80\xed\x9f\xbf\xee\x80\x80\xef\xbf\xbd</string></value>\n" TAIL },
        { "{7}", HEAD "<value><array><data>\n<value><int>7</int></value>\n</data></array></value>\n" TAIL },
        { "frozenset()", HEAD "<value><array><data>\n</data></array></value>\n" TAIL },
        { "range(1, -4, -3)", HEAD "<value><array><data>\n<value><int>1</int></value>\n"
                                   "<value><int>-2</int></value>\n</data></array></value>\n" TAIL },
        { "slice(1, None, 2)",
            HEAD "<value><struct>\n<member>\n<name>__class__</name>\n"
                 "<value><string>builtins.slice</string></value>\n</member>\n"
                 "<member>\n<name>args</name>\n<value><array><data>\n<value><int>1</int></value>\n"
                 "<value><nil/></value><value><int>2</int></value>\n</data></array></value>\n</member>\n"
                 "</struct></value>\n" TAIL },
        { "1.5-2j", HEAD "<value><struct>\n<member>\n<name>__class__</name>\n"
                         "<value><string>builtins.complex</string></value>\n</member>\n"
                         "<member>\n<name>args</name>\n<value><array><data>\n"
                         "<value><double>1.5</double></value>\n<value><double>-2.0</double></value>\n"
                         "</data></array></value>\n</member>\n</struct></value>\n" TAIL },
    };

    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        check_dump(literal(cases[i].literal), cases[i].expected);
}

static void arrays_go_by_their_items(void)
{
    const double doubles[] = { 0.5, -INFINITY };
    const unsigned long long wide[] = { 1, UINT64_MAX };

    check_dump(pm_array_new('b', "\x01\xff", 2),
        HEAD "<value><array><data>\n<value><int>1</int></value>\n<value><int>-1</int></value>\n"
             "</data></array></value>\n" TAIL);
    check_dump(pm_array_new('d', doubles, sizeof doubles), HEAD
        "<value><array><data>\n<value><double>0.5</double></value>\n<value><double>-inf</double></value>\n"
        "</data></array></value>\n" TAIL);
    check_refused(
        pm_array_new('Q', wide, sizeof wide), PM_ERROR_UNSERIALIZABLE, "int exceeds XML-RPC limits");
}

static void what_cannot_be_carried_is_refused(void)
{
    static const struct dump_case cases[] = {
        { "9223372036854775808", "int exceeds XML-RPC limits" },
        { "'a\\x00'", "cannot marshal the character U+0000: XML has no way to" },
        { "['ok', '\\x1f']", "cannot marshal the character U+001F: XML has no way to" },
        { "'\\x0b'", "cannot marshal the character U+000B: XML has no way to" },
        { "'\\ud800'", "cannot marshal the character U+D800: XML has no way to" },
        { "'x\\udfff'", "cannot marshal the character U+DFFF: XML has no way to" },
        { "'\\ufffe'", "cannot marshal the character U+FFFE: XML has no way to" },
        { "'\\uffff'", "cannot marshal the character U+FFFF: XML has no way to" },
        { "{'\\x01': 1}", "cannot marshal the character U+0001: XML has no way to" },
        { "{1: 2}", "dictionary key must be string" },
        { "{None: 2}", "dictionary key must be string" },
        { "{b'a': 2}", "dictionary key must be string" },
        { "slice(1, {2: 3})", "dictionary key must be string" },
    };

    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        check_refused(literal(cases[i].literal), PM_ERROR_UNSERIALIZABLE, cases[i].expected);
    check_refused(
        pymgr_global("os", "system"), PM_ERROR_UNSERIALIZABLE, "cannot marshal <class 'type'> objects");
}

/* --- instances --- */

/* The state is taken; NULL: none. */
static pymgr_value *instance(const char *module, const char *name, const char *args, pymgr_value *state)
{
    pymgr_value *self = pm_instance_new(PM_NEWOBJ, pymgr_global(module, name), literal(args));

    CU_ASSERT_PTR_NOT_NULL_FATAL(self);
    PM_CAST(pm_instance, self)->state = state;
    return self;
}

static void dates_and_binaries(void)
{
    check_dump(instance("xmlrpc.client", "DateTime", "()", literal("{'value': '<20240102T03:04:05>'}")),
        HEAD "<value><dateTime.iso8601>&lt;20240102T03:04:05&gt;</dateTime.iso8601></value>\n" TAIL);
    check_dump(instance("xmlrpc.client", "Binary", "()", literal("{'data': b'abc'}")),
        HEAD "<value><base64>\nYWJj\n</base64></value>\n" TAIL);
    check_dump(instance("xmlrpc.client", "Binary", "()", literal("{'data': 'abc'}")),
        HEAD "<value><base64>\nYWJj\n</base64></value>\n" TAIL);
    check_dump(
        instance("datetime", "datetime", "(b'\\x07\\xe8\\x81\\x02\\x03\\x04\\x05\\x00\\x00\\x01',)", NULL),
        HEAD "<value><dateTime.iso8601>20240102T03:04:05</dateTime.iso8601></value>\n" TAIL);
}

static void other_instances_are_refused(void)
{
    static const char *const date = "cannot marshal <class 'xmlrpc.client.DateTime'> objects";

    check_refused(instance("decimal", "Decimal", "('1',)", NULL), PM_ERROR_UNSERIALIZABLE,
        "cannot marshal <class 'decimal.Decimal'> objects");
    check_refused(instance("builtins", "ValueError", "('x',)", NULL), PM_ERROR_UNSERIALIZABLE,
        "cannot marshal <class 'ValueError'> objects");
    check_refused(instance("xmlrpc.client", "DateTime", "()", NULL), PM_ERROR_UNSERIALIZABLE, date);
    check_refused(
        instance("xmlrpc.client", "DateTime", "()", literal("{'value': 1}")), PM_ERROR_UNSERIALIZABLE, date);
    check_refused(instance("xmlrpc.client", "DateTime", "()", literal("[]")), PM_ERROR_UNSERIALIZABLE, date);
    check_refused(instance("datetime", "datetime", "(b'',)", NULL), PM_ERROR_UNSERIALIZABLE,
        "cannot marshal <class 'datetime.datetime'> objects");
    check_refused(instance("datetime", "datetime", "()", NULL), PM_ERROR_UNSERIALIZABLE,
        "cannot marshal <class 'datetime.datetime'> objects");
    check_refused(pm_instance_new(PM_REDUCE, pymgr_int(1), pymgr_tuple(0)), PM_ERROR_UNSERIALIZABLE,
        "cannot marshal such objects");
}

/* --- limits --- */

static pymgr_value *nested(size_t depth)
{
    pymgr_value *value = pymgr_list();

    for (size_t i = 1; i < depth; i++) {
        pymgr_value *outer = pymgr_list();

        CU_ASSERT_EQUAL_FATAL(pymgr_list_append(outer, value), 0);
        value = outer;
    }
    return value;
}

static void nesting_is_limited(void)
{
    struct pm_buffer out = PM_BUFFER_INIT;
    struct pm_error error;
    pymgr_value *deepest = nested(PM_VALUE_DEPTH);

    CU_ASSERT_EQUAL(dump(deepest, &out, &error), 0);
    pm_buffer_free(&out);
    pymgr_unref(deepest);
    check_refused(nested(PM_VALUE_DEPTH + 1), PM_ERROR_RECURSION, "maximum recursion depth exceeded");
}

static void cycles_are_refused(void)
{
    pymgr_value *list = pymgr_list(), *dict = pymgr_dict();
    struct pm_error error;

    CU_ASSERT_EQUAL_FATAL(pymgr_list_append(list, pymgr_ref(list)), 0);
    CU_ASSERT_EQUAL_FATAL(pymgr_dict_set_text(dict, "me", pymgr_ref(dict)), 0);
    CU_ASSERT_EQUAL_FATAL(pm_cycles_seal(list, &error), 0);
    CU_ASSERT_EQUAL_FATAL(pm_cycles_seal(dict, &error), 0);
    check_refused(list, PM_ERROR_UNSERIALIZABLE, "cannot marshal recursive sequences");
    check_refused(dict, PM_ERROR_UNSERIALIZABLE, "cannot marshal recursive dictionaries");
}

/* A list of ten times the same list of ten times the same list ... */
static pymgr_value *laughs(int depth)
{
    pymgr_value *value = pymgr_none();

    for (int i = 0; i < depth; i++) {
        pymgr_value *outer = pymgr_list();

        for (int j = 0; j < 10; j++)
            CU_ASSERT_EQUAL_FATAL(pymgr_list_append(outer, pymgr_ref(value)), 0);
        pymgr_unref(value);
        value = outer;
    }
    return value;
}

static void the_limit_of_the_buffer_holds(void)
{
    struct pm_buffer out = { .limit = 10000 };
    struct pm_error error;
    pymgr_value *value = laughs(30);

    CU_ASSERT_EQUAL(dump(value, &out, &error), -1);
    CU_ASSERT_EQUAL(error.kind, PM_ERROR_LIMIT);
    CU_ASSERT_EQUAL(pm_buffer_length(&out), 0);
    pymgr_unref(value);
    pm_buffer_free(&out);
}

/* A range costs nothing until its items are asked for; the buffer's limit is out of the way. */
static void the_number_of_values_is_limited(void)
{
    check_refused(literal("range(0, 100000000)"), PM_ERROR_LIMIT, "more than 16777216 values to marshal");
}

static void any_allocation_may_fail(void)
{
    pymgr_value *value = literal("[1, 2.5, 'text', b'bytes', {'a': range(3000, 3100)}, {1, 2}]");
    struct pm_error error;
    size_t n = 1;

    for (;; n++) {
        struct pm_buffer out = PM_BUFFER_INIT;
        int outcome;

        pm_memory_fail_at(n);
        outcome = dump(value, &out, &error);
        pm_memory_fail_at(0);
        CU_ASSERT(outcome == 0 || (error.kind == PM_ERROR_NOMEM && pm_buffer_length(&out) == 0));
        pm_buffer_free(&out);
        if (outcome == 0)
            break;
    }
    CU_ASSERT(n > 5);
    pymgr_unref(value);
}

/* For a server of Python's, which would take the structs for dicts. */
static void structs_can_be_forbidden(void)
{
    static const struct pm_dialect plain = { .plain = true };
    pymgr_value *const values[] = {
        literal("slice(1, None, 2)"),
        literal("[1+2j]"),
        pm_token_new(pymgr_str("list"), pymgr_str("/x"), pymgr_str("1")),
        pm_proxy_new(pymgr_global("multiprocessing.managers", "ListProxy"),
            pm_token_new(pymgr_str("list"), pymgr_str("/x"), pymgr_str("1")), pymgr_str("xmlrpclib"),
            pymgr_dict()),
    };
    static const char *const expected[] = {
        "cannot marshal builtins.slice for a server of Python's",
        "cannot marshal builtins.complex for a server of Python's",
        "cannot marshal tokens for a server of Python's",
        "cannot marshal proxies for a server of Python's",
    };

    for (size_t i = 0; i < sizeof values / sizeof values[0]; i++) {
        struct pm_buffer out = PM_BUFFER_INIT;
        struct pm_error error;

        CU_ASSERT_EQUAL(pm_xmlrpc_dump(NULL, &plain, values[i], &out, &error), -1);
        CU_ASSERT_EQUAL(error.kind, PM_ERROR_UNSERIALIZABLE);
        CU_ASSERT_STRING_EQUAL(error.text, expected[i]);
        CU_ASSERT_EQUAL(pm_buffer_length(&out), 0);
        CU_ASSERT_EQUAL(dump(values[i], &out, &error), 0);
        pm_buffer_free(&out);
        pymgr_unref(values[i]);
    }
}

static const struct pm_test tests[] = {
    { "plain values as CPython has them", plain_values_as_CPython_has_them },
    { "more than CPython can write", more_than_CPython_can_write },
    { "arrays go by their items", arrays_go_by_their_items },
    { "what cannot be carried is refused", what_cannot_be_carried_is_refused },
    { "structs can be forbidden", structs_can_be_forbidden },
    { "dates and binaries", dates_and_binaries },
    { "other instances are refused", other_instances_are_refused },
    { "nesting is limited", nesting_is_limited },
    { "cycles are refused", cycles_are_refused },
    { "the limit of the buffer holds", the_limit_of_the_buffer_holds },
    { "the number of values is limited", the_number_of_values_is_limited },
    { "any allocation may fail", any_allocation_may_fail },
};

const struct pm_suite pm_suite_xmlrpc_dump = { "codec/xmlrpc_dump", PM_SUITE(tests) };
