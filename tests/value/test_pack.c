/* SPDX-License-Identifier: MIT */
#include "value/pack.h"

#include "base/memory.h"
#include "build.h"
#include "unit.h"

#include <stdlib.h>

/* value taken */
static void expect(pymgr_value *value, const char *expected)
{
    char *shown = pm_shown(value);

    pm_check_text("packed", shown, expected);
    free(shown);
    pymgr_unref(value);
}

/* Packs, and looks at what the error says: "CODE: TEXT". */
static void expect_error(const char *expected, const char *format, ...)
{
    struct pymgr_error error = PYMGR_ERROR_INIT;
    char got[PYMGR_MESSAGE_SIZE + 32];
    va_list args;

    va_start(args, format);
    CU_ASSERT_PTR_NULL(pymgr_vpack(&error, format, args));
    va_end(args);
    snprintf(got, sizeof got, "%s: %s", pymgr_code_name(error.code), error.text);
    pm_check_text(format == NULL ? "NULL" : format, got, expected);
    pymgr_error_clear(&error);
}

static void every_letter(void)
{
    pymgr_value *kept = pymgr_int(100000);

    expect(pymgr_pack(NULL, "n"), "None");
    expect(pymgr_pack(NULL, "b", 0), "False");
    expect(pymgr_pack(NULL, "b", 5), "True");
    expect(pymgr_pack(NULL, "i", -7), "-7");
    expect(pymgr_pack(NULL, "I", INT64_MIN), "-9223372036854775808");
    expect(pymgr_pack(NULL, "U", UINT64_MAX), "18446744073709551615");
    expect(pymgr_pack(NULL, "U", (uint64_t)INT64_MAX), "9223372036854775807");
    expect(pymgr_pack(NULL, "U", (uint64_t)INT64_MAX + 1), "9223372036854775808");
    expect(pymgr_pack(NULL, "f", 2.5), "2.5");
    expect(pymgr_pack(NULL, "s", "caf\303\251"), "'caf\303\251'");
    expect(pymgr_pack(NULL, "s%", "a\0b", (size_t)3), "'a\\x00b'");
    expect(pymgr_pack(NULL, "y", "a\0\377", (size_t)3), "b'a\\x00\\xff'");
    expect(pymgr_pack(NULL, "o", pymgr_list()), "[]");
    expect(pymgr_pack(NULL, "O", kept), "100000");
    expect(kept, "100000");
}

static void null_is_none_where_it_may_be(void)
{
    pymgr_value *kept = pymgr_float(1.5);

    expect(pymgr_pack(NULL, "s?", NULL), "None");
    expect(pymgr_pack(NULL, "s?", "x"), "'x'");
    expect(pymgr_pack(NULL, "s%?", NULL, (size_t)0), "None");
    expect(pymgr_pack(NULL, "s%?", "xyz", (size_t)2), "'xy'");
    expect(pymgr_pack(NULL, "y?", NULL, (size_t)0), "None");
    expect(pymgr_pack(NULL, "y?", "", (size_t)0), "b''");
    expect(pymgr_pack(NULL, "o?", NULL), "None");
    expect(pymgr_pack(NULL, "o?", pymgr_int(4000)), "4000");
    expect(pymgr_pack(NULL, "O?", NULL), "None");
    expect(pymgr_pack(NULL, "O?", kept), "1.5");
    pymgr_unref(kept);
}

static void nothing_is_empty(void)
{
    expect(pymgr_pack(NULL, "s%", NULL, (size_t)0), "''");
    expect(pymgr_pack(NULL, "y", NULL, (size_t)0), "b''");
    expect_error("invalid: NULL for text at 0 of \"s%\"", "s%", NULL, (size_t)1);
    expect_error("invalid: NULL for bytes at 0 of \"y\"", "y", NULL, (size_t)1);
    expect_error("invalid: NULL for text at 1 of \"[s]\"", "[s]", NULL);
}

static void containers(void)
{
    expect(pymgr_pack(NULL, "[]"), "[]");
    expect(pymgr_pack(NULL, "()"), "()");
    expect(pymgr_pack(NULL, "{}"), "{}");
    expect(pymgr_pack(NULL, "<>"), "set()");
    expect(pymgr_pack(NULL, "[isf]", 1, "x", 0.5), "[1, 'x', 0.5]");
    expect(pymgr_pack(NULL, " ( i ,\t( i ) \n) , ", 1, 2), "(1, (2,))");
    expect(pymgr_pack(NULL, "<i,i,i>", 1, 2, 1), "{1, 2}");
    expect(pymgr_pack(NULL, "{s:i, i:s}", "a", 1, 2, "b"), "{'a': 1, 2: 'b'}");
    expect(pymgr_pack(NULL, "{s : i,s:i}", "a", 1, "a", 2), "{'a': 2}");
    expect(pymgr_pack(NULL, "{name=s, s=i n = n}", "x", 3), "{'name': 'x', 's': 3, 'n': None}");
    expect(pymgr_pack(NULL, "{(is):{a_1=[<i>()]}}", 1, "k", 2), "{(1, 'k'): {'a_1': [{2}, ()]}}");
    expect(pymgr_pack(NULL, "{na\303\257ve=b}", 1), "{'na\303\257ve': True}");
}

static void calls_nest(void)
{
    struct pymgr_error error = PYMGR_ERROR_INIT;

    expect(pymgr_pack(&error, "[oo]", pymgr_pack(&error, "(i)", 1), pymgr_pack(&error, "{a=b}", 0)),
        "[(1,), {'a': False}]");
    CU_ASSERT_EQUAL(error.code, PYMGR_OK);
    CU_ASSERT_PTR_NULL(pymgr_pack(&error, "[oo]", pymgr_int(5000), pymgr_pack(&error, "q")));
    CU_ASSERT_EQUAL(error.code, PYMGR_INVALID);
    CU_ASSERT_STRING_EQUAL(error.text, "unknown item at 0 of \"q\"");
    pymgr_error_clear(&error);
    CU_ASSERT_PTR_NULL(pymgr_pack(&error, "[oo]", NULL, pymgr_int(5000)));
    CU_ASSERT_EQUAL(error.code, PYMGR_NO_MEMORY);
    CU_ASSERT_PTR_NULL(pymgr_pack(NULL, "O", NULL));
    pymgr_error_clear(&error);
}

static void mistakes_in_the_format(void)
{
    expect_error("invalid: missing item at 0 of \"\"", "");
    expect_error("invalid: missing item at 0 of \"\"", NULL);
    expect_error("invalid: missing item at 2 of \" ,\"", " ,");
    expect_error("invalid: unknown item at 0 of \"x\"", "x");
    expect_error("invalid: unknown item at 0 of \"]\"", "]");
    expect_error("invalid: unknown item at 0 of \"_\"", "_");
    expect_error("invalid: unknown item at 2 of \"[i)\"", "[i)", 1);
    expect_error("invalid: unknown item at 1 of \"[|i]\"", "[|i]", 1);
    expect_error("invalid: unknown item at 2 of \"[i*]\"", "[i*]", 1);
    expect_error("invalid: missing ']' at 2 of \"[i\"", "[i", 1);
    expect_error("invalid: missing '}' at 1 of \"{\"", "{");
    expect_error("invalid: missing ':' or '=' at 2 of \"{i}\"", "{i}", 1);
    expect_error("invalid: missing item at 3 of \"{i:\"", "{i:", 1);
    expect_error("invalid: unknown item at 3 of \"{i:}\"", "{i:}", 1);
    expect_error("invalid: unexpected mark at 1 of \"i?\"", "i?", 1);
    expect_error("invalid: unexpected mark at 1 of \"y%\"", "y%", "", (size_t)0);
    expect_error("invalid: unexpected mark at 1 of \"o%?\"", "o%?", NULL);
    expect_error("invalid: more than one value, and no brackets around, at 2 of \"s?%\"", "s?%", "x");
    expect_error("invalid: more than one value, and no brackets around, at 1 of \"ii\"", "ii", 1, 2);
    expect_error("invalid: unknown item at 0 of \"a=i\"", "a=i", 1);
}

static void mistakes_in_arguments(void)
{
    expect_error("invalid: text that is not UTF-8 at 2 of \"[is]\"", "[is]", 1, "\377");
    expect_error("invalid: unhashable type: 'list' at 0 of \"{[i]:i}\"", "{[i]:i}", 1, 2);
    expect_error("invalid: unhashable type: 'dict' at 1 of \"(<i{}>)\"", "(<i{}>)", 1);
    expect_error("invalid: a name that is not UTF-8 at 1 of \"{\377=i}\"", "{\377=i}", 1);
    expect_error("invalid: unhashable type: 'set' at 0 of \"{<>:s, s:o}\"", "{<>:s, s:o}", "x", NULL, NULL);
}

/* As many nested brackets. */
static void nested(char *format, size_t count)
{
    memset(format, '[', count);
    memset(format + count, ']', count);
    format[2 * count] = '\0';
}

static void depth_has_a_limit(void)
{
    char format[2 * PM_FORMAT_DEPTH + 3];
    struct pymgr_error error = PYMGR_ERROR_INIT;
    pymgr_value *value;

    nested(format, PM_FORMAT_DEPTH);
    value = pymgr_pack(&error, format);
    CU_ASSERT_PTR_NOT_NULL(value);
    pymgr_unref(value);
    nested(format, PM_FORMAT_DEPTH + 1);
    CU_ASSERT_PTR_NULL(pymgr_pack(&error, format));
    CU_ASSERT_EQUAL(error.code, PYMGR_INVALID);
    CU_ASSERT_NSTRING_EQUAL(error.text, "too many nested brackets at 100", 31);
    pymgr_error_clear(&error);
}

/* --- what is taken is released --- */

/* A value that shows, by its references, whether others hold it. */
static bool alone(const pymgr_value *value)
{
    return atomic_load(&value->refs) == 1;
}

static void what_is_taken_is_released_after_a_failure(void)
{
    static const char *const formats[] = { "[so]", "(os)", "{s:n, o:n}", "{[]:n, n:o, s:n}", "<os>", "[s[o]]",
        "so", "{s=s, a=(o)}" };

    for (size_t i = 0; i < sizeof formats / sizeof formats[0]; i++) {
        pymgr_value *value = pymgr_float(3.5);
        bool value_first = strchr(formats[i], 'o') < strrchr(formats[i], 's');

        CU_ASSERT_PTR_NULL(value_first ? pymgr_pack(NULL, formats[i], pymgr_ref(value), "\377")
                                       : pymgr_pack(NULL, formats[i], "\377", pymgr_ref(value)));
        CU_ASSERT_TRUE(alone(value));
        pymgr_unref(value);
    }
}

/* --- argument lists --- */

/* "(ARGS) {KWDS}", "(ARGS) none" without keywords, or "CODE: TEXT"; to free(). */
static char *packed_call(const char *format, va_list args)
{
    pymgr_value *positional = NULL, *kwds = NULL;
    struct pymgr_error error = PYMGR_ERROR_INIT;
    char *got = malloc(1024), *shown_args, *shown_kwds;

    if (pm_pack_call(format, args, &positional, &kwds, &error) == 0) {
        shown_args = pm_shown(positional);
        shown_kwds = kwds == NULL ? NULL : pm_shown(kwds);
        snprintf(got, 1024, "%s %s", shown_args, shown_kwds == NULL ? "none" : shown_kwds);
        free(shown_args);
        free(shown_kwds);
    } else {
        snprintf(got, 1024, "%s: %s", pymgr_code_name(error.code), error.text);
    }
    pymgr_unref(positional);
    pymgr_unref(kwds);
    pymgr_error_clear(&error);
    return got;
}

static void expect_call(const char *expected, const char *format, ...)
{
    va_list args;
    char *got;

    va_start(args, format);
    got = packed_call(format, args);
    va_end(args);
    pm_check_text(format == NULL ? "NULL" : format, got, expected);
    free(got);
}

static void argument_lists(void)
{
    expect_call("() none", NULL);
    expect_call("() none", "");
    expect_call("() none", " , ");
    expect_call("('x', 1) none", "si", "x", 1);
    expect_call("('x', 1) {'timeout': 2.5, 'block': True}", "si, timeout=f, block=b", "x", 1, 2.5, 1);
    expect_call("() {'timeout': None}", "timeout=n");
    expect_call("((1, 'x'),) none", "(is)", 1, "x");
    expect_call("([1], {'a': 2}) none", "[i] {a=i}", 1, 2);
    expect_call("('x',) {'s': 'y', 'n': None}", "s s=s n = n", "x", "y");
    expect_call("([],) none", "o", pymgr_list());
    expect_call("(1, 2, 3, 4, 5, 6, 7, 8) none", "iiiiiiii", 1, 2, 3, 4, 5, 6, 7, 8);
    expect_call(
        "(1, 2, 3, 4, 5, 6, 7, 8, 9, 10) {'a': 11}", "iiii iiii ii a=i", 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11);
}

static void argument_lists_that_are_wrong(void)
{
    expect_call("invalid: a positional argument after a keyword at 5 of \"a=i, i\"", "a=i, i", 1, 2);
    expect_call("invalid: a keyword for the second time at 5 of \"a=i, a=i\"", "a=i, a=i", 1, 2);
    expect_call("invalid: unknown item at 2 of \"i,x\"", "i,x", 1);
    expect_call("invalid: missing item at 2 of \"a=\"", "a=");
    expect_call("invalid: unknown item at 0 of \"=i\"", "=i", 1);
    expect_call("invalid: a name that is not UTF-8 at 0 of \"\377=i\"", "\377=i", 1);
    expect_call("no memory: no memory", "ioi", 1, NULL, 2);
    expect_call("no memory: no memory", "a=o, b=o", NULL, pymgr_list());
}

/* --- without memory --- */

static pymgr_value *pack_much(struct pymgr_error *error, pymgr_value *kept)
{
    return pymgr_pack(error, "[s s% y i I U f {a=O, i:(o i)} <i> n b]", "text", "more", (size_t)4, "bytes",
        (size_t)5, 70000, INT64_MAX, UINT64_MAX, 2.5, kept, 70001, pymgr_ref(kept), 70002, 70003, 1);
}

static void survives_without_memory(void)
{
    struct pymgr_error error = PYMGR_ERROR_INIT;
    pymgr_value *value = NULL, *kept = pymgr_float(0.25);
    size_t n;

    for (n = 1; value == NULL; n++) {
        pm_memory_fail_at(n);
        value = pack_much(&error, kept);
        pm_memory_fail_at(0);
        if (value == NULL) {
            CU_ASSERT_EQUAL_FATAL(error.code, PYMGR_NO_MEMORY);
            CU_ASSERT_TRUE(alone(kept));
        }
        pymgr_error_clear(&error);
    }
    CU_ASSERT_TRUE(n > 15);
    expect(value, "['text', 'more', b'bytes', 70000, 9223372036854775807, 18446744073709551615, 2.5, "
                  "{'a': 0.25, 70001: (0.25, 70002)}, {70003}, None, True]");
    pymgr_unref(kept);
}

static int call_once(pymgr_value **argsp, pymgr_value **kwdsp, struct pymgr_error *error, ...)
{
    va_list args;
    int result;

    va_start(args, error);
    result = pm_pack_call("sof iiii iiii, a=s, b=[o]", args, argsp, kwdsp, error);
    va_end(args);
    return result;
}

static void argument_lists_survive_without_memory(void)
{
    struct pymgr_error error = PYMGR_ERROR_INIT;
    pymgr_value *args = NULL, *kwds = NULL, *kept = pymgr_float(0.25);
    int failed = -1;

    for (size_t n = 1; failed != 0; n++) {
        pm_memory_fail_at(n);
        failed = call_once(
            &args, &kwds, &error, "x", pymgr_ref(kept), 1.5, 1, 2, 3, 4, 5, 6, 7, 8, "y", pymgr_ref(kept));
        pm_memory_fail_at(0);
        if (failed != 0) {
            CU_ASSERT_EQUAL_FATAL(error.code, PYMGR_NO_MEMORY);
            CU_ASSERT_PTR_NULL(args);
            CU_ASSERT_PTR_NULL(kwds);
            CU_ASSERT_TRUE(alone(kept));
        }
        pymgr_error_clear(&error);
    }
    expect(args, "('x', 0.25, 1.5, 1, 2, 3, 4, 5, 6, 7, 8)");
    expect(kwds, "{'a': 'y', 'b': [0.25]}");
    pymgr_unref(kept);
}

static const struct pm_test tests[] = {
    { "every letter", every_letter },
    { "NULL is None where it may be", null_is_none_where_it_may_be },
    { "nothing is empty", nothing_is_empty },
    { "containers", containers },
    { "calls nest", calls_nest },
    { "mistakes in the format", mistakes_in_the_format },
    { "mistakes in arguments", mistakes_in_arguments },
    { "depth has a limit", depth_has_a_limit },
    { "what is taken is released after a failure", what_is_taken_is_released_after_a_failure },
    { "argument lists", argument_lists },
    { "argument lists that are wrong", argument_lists_that_are_wrong },
    { "survives without memory", survives_without_memory },
    { "argument lists survive without memory", argument_lists_survive_without_memory },
};

const struct pm_suite pm_suite_pack = { "value/pack", PM_SUITE(tests) };
