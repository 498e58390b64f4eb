/* SPDX-License-Identifier: MIT */
#include "value/literal.h"

#include "base/memory.h"
#include "unit.h"

#include <pymgr/pack.h>
#include <stdio.h>
#include <stdlib.h>

/* repr() of what a text is, or "!"; to free(). */
static char *read_text(const char *text, size_t size)
{
    struct pm_error error;
    pymgr_value *value = pm_literal(text, size, &error);
    char *repr = value == NULL ? strdup("!") : pymgr_repr(value);

    pymgr_unref(value);
    return repr;
}

static bool check_line(const char *line, size_t size)
{
    const char *tab = memchr(line, '\t', size);
    struct pm_error error;
    pymgr_value *text = pm_literal(line, (size_t)(tab - line), &error);
    size_t expected = size - (size_t)(tab + 1 - line), length;
    const char *bytes;
    char *repr;
    bool same;

    CU_ASSERT_PTR_NOT_NULL_FATAL(text);
    bytes = pymgr_text(text, &length);
    repr = read_text(bytes, length);
    same = strlen(repr) == expected && memcmp(repr, tab + 1, expected) == 0;
    if (!same)
        fprintf(stderr, "%.*s, got %s\n", (int)size, line, repr);
    free(repr);
    pymgr_unref(text);
    return same;
}

static void cpython_reads_the_same(void)
{
    size_t size, failed = 0, lines = 0;
    unsigned char *bytes = pm_test_read(pm_test_path("value/literals.txt"), &size);

    CU_ASSERT_PTR_NOT_NULL_FATAL(bytes);
    for (const char *line = (char *)bytes, *end; line < (char *)bytes + size; line = end + 1, lines++) {
        end = memchr(line, '\n', size - (size_t)(line - (char *)bytes));
        failed += !check_line(line, (size_t)(end - line));
    }
    CU_ASSERT_EQUAL(failed, 0);
    CU_ASSERT_TRUE(lines > 200);
    free(bytes);
}

static void reads_what_repr_writes(void)
{
    static const struct {
        const char *text, *repr;
    } cases[] = {
        { "frozenset()", "frozenset()" },
        { "frozenset({1, 2})", "frozenset({1, 2})" },
        { "set()", "set()" },
        { "set({3})", "{3}" },
        { "bytearray(b'x\\x00')", "bytearray(b'x\\x00')" },
        { "bytearray()", "bytearray(b'')" },
        { "range(3)", "range(0, 3)" },
        { "array('i')", "array('i')" },
        { "array('d', [1, 0.5])", "array('d', [1.0, 0.5])" },
        { "array('u', 'a\\u20ac')", "array('u', 'a\342\202\254')" },
        { "array('u', ['a'])", "array('u', 'a')" },
        { "range(1, 10, 2)", "range(1, 10, 2)" },
        { "range(5, -5, -100000000000000000000)", "range(5, -5, -100000000000000000000)" },
        { "slice(4)", "slice(None, 4, None)" },
        { "slice(1, None)", "slice(1, None, None)" },
        { "[slice('a', (1,), None)]", "[slice('a', (1,), None)]" },
    };
    static const char *const refused[] = { "range()", "range('a')", "range(1, 2, 0)", "range(1, 2, 3, 4)",
        "slice()", "set([1])", "frozenset('a')", "bytearray('a')", "bytearray(b'', b'')", "range(1.0)",
        "array()", "array(1)", "array('x')", "array('ii')", "array('i', 'a')", "array('i', 5)",
        "array('b', [200])" };

    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char *repr = read_text(cases[i].text, strlen(cases[i].text));

        CU_ASSERT_STRING_EQUAL(repr, cases[i].repr);
        free(repr);
    }
    for (size_t i = 0; i < sizeof refused / sizeof refused[0]; i++) {
        char *repr = read_text(refused[i], strlen(refused[i]));

        CU_ASSERT_STRING_EQUAL(repr, "!");
        free(repr);
    }
}

static void errors_say_where(void)
{
    static const struct {
        const char *text;
        size_t offset;
        const char *what;
    } cases[] = {
        { "[1, x]", 4, "not a literal" },
        { "[1 2]", 3, "expected a comma or a closing bracket" },
        { "{1: 2, 3}", 8, "expected ':'" },
        { "'abc", 4, "unterminated string literal" },
        { "1 1", 2, "unexpected text after the literal" },
        { "", 0, "unexpected end" },
        { "'\\N{DIGIT ONE}'", 3, "named characters are not supported" },
    };

    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct pm_error error;

        CU_ASSERT_PTR_NULL(pm_literal(cases[i].text, strlen(cases[i].text), &error));
        CU_ASSERT_EQUAL(error.kind, PM_ERROR_MALFORMED);
        CU_ASSERT_EQUAL(error.offset, cases[i].offset);
        CU_ASSERT_STRING_EQUAL(error.text, cases[i].what);
    }
}

/* `count` times the bracket, and as many closing ones. */
static pymgr_value *nested(size_t count, struct pm_error *error)
{
    char text[4 * PM_LITERAL_DEPTH];

    memset(text, '[', count);
    memset(text + count, ']', count);
    return pm_literal(text, 2 * count, error);
}

static void limits_hold(void)
{
    struct pm_error error;
    pymgr_value *deep = nested(PM_LITERAL_DEPTH, &error);
    char *digits = malloc(PM_LITERAL_DIGITS + 10);

    CU_ASSERT_PTR_NOT_NULL(deep);
    pymgr_unref(deep);
    CU_ASSERT_PTR_NULL(nested(PM_LITERAL_DEPTH + 1, &error));
    memset(digits, '9', PM_LITERAL_DIGITS + 10);
    CU_ASSERT_PTR_NULL(pm_literal(digits, PM_LITERAL_DIGITS + 10, &error));
    CU_ASSERT_PTR_NULL(pm_literal(digits, (size_t)PM_LITERAL_SIZE + 1, &error));
    CU_ASSERT_EQUAL(error.kind, PM_ERROR_LIMIT);
    CU_ASSERT_PTR_NULL(pm_literal("'\xff'", 3, &error));
    free(digits);
}

static void expect_call(const char *text, const char *expected)
{
    pymgr_value *name = NULL, *args = NULL, *kwds = NULL;
    struct pm_error error;
    char *args_repr, *kwds_repr, got[256];

    if (pm_literal_call(text, strlen(text), &name, &args, &kwds, &error) != 0) {
        CU_ASSERT_STRING_EQUAL("!", expected);
        return;
    }
    args_repr = pymgr_repr(args);
    kwds_repr = pymgr_repr(kwds);
    snprintf(got, sizeof got, "%s %s %s", pymgr_text(name, NULL), args_repr, kwds_repr);
    CU_ASSERT_STRING_EQUAL(got, expected);
    free(args_repr);
    free(kwds_repr);
    pymgr_unref(name);
    pymgr_unref(args);
    pymgr_unref(kwds);
}

static void calls_are_read(void)
{
    expect_call("Queue", "Queue () {}");
    expect_call(" Queue ( ) ", "Queue () {}");
    expect_call("Queue(100)", "Queue (100,) {}");
    expect_call("list([1, 2],)", "list ([1, 2],) {}");
    expect_call("Value('i', value=5, lock=False)", "Value ('i',) {'value': 5, 'lock': False}");
    expect_call("dict(None=1)", "dict () {'None': 1}");
    expect_call("f(None)", "f (None,) {}");
    expect_call("f(a=1, 2)", "!");
    expect_call("f(a=1, a=2)", "!");
    expect_call("f(", "!");
    expect_call("f(1) 2", "!");
    expect_call("f(1", "!");
    expect_call("f(a=)", "!");
    expect_call("f(x)", "!");
    expect_call("1()", "!");
    expect_call("", "!");
}

static void survives_without_memory(void)
{
    static const char text[] =
        "f([1, 2.5, 'a' 'b', b'c'], {1: (2, -3j), 'x': {4}}, a=0x123456789abcdef01, "
        "b=frozenset({1}), c=bytearray(b'x'), d=range(3), e=slice(1), f=-99999999999999999999)";
    pymgr_value *name = NULL, *args = NULL, *kwds = NULL;
    struct pm_error error;
    int failed = -1;

    for (size_t n = 1; failed != 0; n++) {
        pm_memory_fail_at(n);
        failed = pm_literal_call(text, strlen(text), &name, &args, &kwds, &error);
        pm_memory_fail_at(0);
        if (failed != 0) {
            CU_ASSERT_EQUAL_FATAL(error.kind, PM_ERROR_NOMEM);
        }
    }
    CU_ASSERT_EQUAL(pymgr_length(args), 2);
    CU_ASSERT_EQUAL(pymgr_length(kwds), 6);
    pymgr_unref(name);
    pymgr_unref(args);
    pymgr_unref(kwds);
}

static void for_programs(void)
{
    struct pymgr_error error = PYMGR_ERROR_INIT;
    pymgr_value *value = pymgr_literal("[1, 2]", &error);
    char *blanks = calloc(1, PM_LITERAL_SIZE + 2);

    CU_ASSERT_EQUAL(pymgr_length(value), 2);
    pymgr_unref(value);
    CU_ASSERT_EQUAL(error.code, PYMGR_OK);
    CU_ASSERT_PTR_NULL(pymgr_literal("[1, x]", &error));
    CU_ASSERT_EQUAL(error.code, PYMGR_INVALID);
    CU_ASSERT_STRING_EQUAL(error.text, "not a literal at 4");
    CU_ASSERT_PTR_NULL(pymgr_literal("{[]}", &error));
    CU_ASSERT_EQUAL(error.code, PYMGR_INVALID);
    CU_ASSERT_STRING_EQUAL(error.text, "unhashable type: 'list'");
    CU_ASSERT_PTR_NULL(pymgr_literal("[", NULL));
    memset(blanks, ' ', PM_LITERAL_SIZE + 1);
    CU_ASSERT_PTR_NULL(pymgr_literal(blanks, &error));
    CU_ASSERT_EQUAL(error.code, PYMGR_LIMIT);
    pm_memory_fail_at(1);
    CU_ASSERT_PTR_NULL(pymgr_literal("[]", &error));
    pm_memory_fail_at(0);
    CU_ASSERT_EQUAL(error.code, PYMGR_NO_MEMORY);
    free(blanks);
}

static const struct pm_test tests[] = {
    { "for programs", for_programs },
    { "CPython reads the same", cpython_reads_the_same },
    { "reads what repr writes", reads_what_repr_writes },
    { "errors say where", errors_say_where },
    { "limits hold", limits_hold },
    { "calls are read", calls_are_read },
    { "survives without memory", survives_without_memory },
};

const struct pm_suite pm_suite_literal = { "value/literal", PM_SUITE(tests) };
