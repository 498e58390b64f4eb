/* SPDX-License-Identifier: MIT
 *
 * Values there and back: each comes back as it was, from whatever server.
 */
#include "scenarios/scenarios.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    DEPTH = 150,          /* of nested lists: what every Python's recursion limit admits */
    TOO_DEEP = 100000,    /* for any serializer */
    LARGE = 10 * 1000000, /* bytes */
    LARGE_BY_XML = 1000000,
};

/* The repr of each is the text itself. */
static const char *const literals[] = {
    "None",
    "True",
    "False",
    "0",
    "-1",
    "255",
    "256",
    "65535",
    "65536",
    "2147483647",
    "-2147483648",
    "2147483648",
    "9223372036854775807",
    "-9223372036854775808",
    "9223372036854775808",
    "-340282366920938463463374607431768211456",
    "0.0",
    "-0.0",
    "1.5",
    "1e+300",
    "5e-324",
    "(1+2j)",
    "''",
    "'plain'",
    "\"it's\"",
    "'line\\nand\\ttab'",
    "'nul\\x00inside'",
    "'z\u00f6lf \u20ac \U0001f40d'",
    "'\\ud800 alone'",
    "b''",
    "b'\\x00\\xff\\x80'",
    "bytearray(b'ab\\x00')",
    "[]",
    "[1, [2, [3]]]",
    "()",
    "(1,)",
    "(1, (2, 'x'))",
    "{}",
    "{'a': {'b': [None]}}",
    "{1: 'x', (2, 3): 4.5, None: True}",
    "{1, 2}",
    "frozenset({'x'})",
    "range(0, 10, 3)",
    "slice(1, None, 2)",
    "array('i', [-1, 70000])",
    "array('d', [0.5])",
};

#define CANNOT_MARSHAL "unserializable: cannot marshal "

/* What XML-RPC has no word for. */
static const struct step by_xml[] = {
    { "9223372036854775808", "unserializable: int exceeds XML-RPC limits" },
    { "-340282366920938463463374607431768211456", "unserializable: int exceeds XML-RPC limits" },
    { "'nul\\x00inside'", CANNOT_MARSHAL "the character U+0000: XML has no way to" },
    { "'\\ud800 alone'", CANNOT_MARSHAL "the character U+D800: XML has no way to" },
    { "bytearray(b'ab\\x00')", "b'ab\\x00'" },
    { "()", "[]" },
    { "(1,)", "[1]" },
    { "(1, (2, 'x'))", "[1, [2, 'x']]" },
    { "{1: 'x', (2, 3): 4.5, None: True}", "unserializable: dictionary key must be string" },
    { "{1, 2}", "[1, 2]" },
    { "frozenset({'x'})", "['x']" },
    { "range(0, 10, 3)", "[0, 3, 6, 9]" },
    { "array('i', [-1, 70000])", "[-1, 70000]" },
    { "array('d', [0.5])", "[0.5]" },
    { "Decimal('1.50')", CANNOT_MARSHAL "<class 'decimal.Decimal'> objects" },
    { "len", CANNOT_MARSHAL "<class 'builtin_function_or_method'> objects" },
    { "lists nested too deeply", "unserializable: maximum recursion depth exceeded" },
    { NULL, NULL },
};

/* What a value is when it has been stored in a list and fetched from there: new. */
static pymgr_value *there_and_back(struct stage *on, pymgr_proxy *list, pymgr_value *value)
{
    pymgr_value *stored = pymgr_call(list, &on->error, "append", "O", value);

    if (stored == NULL)
        return NULL;
    pymgr_unref(stored);
    return pymgr_call(list, &on->error, "pop", NULL);
}

static void play_literals(struct stage *on, pymgr_proxy *list)
{
    for (size_t i = 0; i < sizeof literals / sizeof literals[0]; i++) {
        pymgr_value *value = pymgr_literal(literals[i], &on->error);

        must(on, value != NULL, literals[i]);
        say(on, literals[i], there_and_back(on, list, value), literals[i]);
        pymgr_unref(value);
    }
}

/* What only Python has a class for stays what it was, as does a function. */
static void play_instances(struct stage *on, pymgr_proxy *list)
{
    pymgr_value *number =
        pymgr_instance(pymgr_global("decimal", "Decimal"), pymgr_tuple_of(1, pymgr_str("1.50")));
    pymgr_value *function = pymgr_global("builtins", "len");

    say(on, "Decimal('1.50')", there_and_back(on, list, number), "Decimal('1.50')");
    say(on, "len", there_and_back(on, list, function), "<built-in function len>");
    pymgr_unref(number);
    pymgr_unref(function);
}

/* Lists within lists: new. */
static pymgr_value *nested(struct stage *on, size_t depth)
{
    pymgr_value *value = pymgr_list();

    while (depth-- > 0)
        value = pymgr_pack(&on->error, "[o]", value);
    must(on, value != NULL, "nested lists");
    return value;
}

static void play_depth(struct stage *on, pymgr_proxy *list)
{
    pymgr_value *deep = nested(on, DEPTH), *too_deep = nested(on, TOO_DEEP);
    pymgr_value *back = there_and_back(on, list, deep);

    say_true(on, "deeply nested lists", back != NULL && pymgr_equal(back, deep));
    say(on, "lists nested too deeply", there_and_back(on, list, too_deep),
        "unserializable: maximum recursion depth exceeded while pickling an object");
    pymgr_unref(back);
    pymgr_unref(deep);
    pymgr_unref(too_deep);
}

void play_values(struct stage *on)
{
    pymgr_proxy *list = made(on, "list()");

    on->by_xml = by_xml;
    play_literals(on, list);
    play_instances(on, list);
    play_depth(on, list);
    say(on, "afterwards", pymgr_call(list, &on->error, "__len__", NULL), "0");
    pymgr_proxy_unref(list);
}

/* Digits, and for pickle a byte that is no ASCII, which Python 2 would take for text: new. */
static pymgr_value *large(struct stage *on)
{
    size_t size = on->xml ? LARGE_BY_XML : LARGE;
    char *text = malloc(size);
    pymgr_value *value;

    must(on, text != NULL, "memory");
    for (size_t i = 0; i < size; i++)
        text[i] = (char)('0' + i % 10);
    if (!on->xml)
        text[0] = '\xff';
    value = on->xml ? pymgr_str_n(text, size) : pymgr_bytes(text, size);
    free(text);
    return value;
}

void play_large(struct stage *on)
{
    pymgr_proxy *list = made(on, "list()");
    pymgr_value *value = large(on), *back = there_and_back(on, list, value);

    say_true(on, "a message of megabytes", back != NULL && pymgr_equal(back, value));
    pymgr_unref(back);
    pymgr_unref(value);
    pymgr_proxy_unref(list);
}
