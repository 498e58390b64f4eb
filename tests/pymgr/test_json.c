/* SPDX-License-Identifier: MIT
 *
 * The texts in the first table are what Python's json.dumps(value, ensure_ascii=False) gives.
 */
#include "pymgr/json.h"

#include "base/memory.h"
#include "unit.h"
#include "value/build.h"

#include <pymgr/pack.h>
#include <stdlib.h>
#include <string.h>

struct json_case {
    const char *literal, *json;
};

static void check(const struct json_case *cases, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        pymgr_value *value = pymgr_literal(cases[i].literal, NULL);
        char *json = value == NULL ? NULL : pm_json(value);

        pm_check_text(cases[i].literal, json == NULL ? "nothing" : json, cases[i].json);
        free(json);
        pymgr_unref(value);
    }
}

static void writes_what_json_dumps_writes(void)
{
    static const struct json_case cases[] = {
        { "None", "null" },
        { "True", "true" },
        { "False", "false" },
        { "0", "0" },
        { "-5", "-5" },
        { "123456789012345678901234567890", "123456789012345678901234567890" },
        { "1.5", "1.5" },
        { "-0.0", "-0.0" },
        { "1e300", "1e+300" },
        { "1e-7", "1e-07" },
        { "0.1", "0.1" },
        { "''", "\"\"" },
        { "'a b'", "\"a b\"" },
        { "'\"\\\\/'", "\"\\\"\\\\/\"" },
        { "'\\b\\f\\n\\r\\t'", "\"\\b\\f\\n\\r\\t\"" },
        { "'\\0\\x01\\x1f'", "\"\\u0000\\u0001\\u001f\"" },
        { "'\u00e9\u20ac\U0001f600'", "\"\u00e9\u20ac\U0001f600\"" },
        { "'\\ud7ff\\ue000'", "\"\ud7ff\ue000\"" },
        { "'\\xa0'", "\"\u00a0\"" },
        { "[]", "[]" },
        { "[1, [2, []], 'x']", "[1, [2, []], \"x\"]" },
        { "()", "[]" },
        { "(1, None)", "[1, null]" },
        { "{}", "{}" },
        { "{'a': 1, 'b': {'c': []}}", "{\"a\": 1, \"b\": {\"c\": []}}" },
        { "{1: 2, 1.5: 3, True: 4, None: 5}", "{\"1\": 4, \"1.5\": 3, \"null\": 5}" },
        { "{False: 0, -1: 1}", "{\"false\": 0, \"-1\": 1}" },
    };

    check(cases, sizeof cases / sizeof cases[0]);
}

static void has_a_text_for_what_json_has_not(void)
{
    static const struct json_case cases[] = {
        { "1e999", "\"inf\"" }, { "[-1e999]", "[\"-inf\"]" }, { "1+2j", "\"(1+2j)\"" },
        { "b'x\\x00\"'", "\"b'x\\\\x00\\\"'\"" }, { "bytearray(b'x')", "\"bytearray(b'x')\"" },
        { "{1}", "[1]" }, { "set()", "[]" }, { "frozenset({'x'})", "[\"x\"]" },
        { "range(0, 3)", "\"range(0, 3)\"" }, { "slice(1, None)", "\"slice(1, None, None)\"" },
        { "{(1, 2): 3, b'k': 4}", "{\"(1, 2)\": 3, \"b'k'\": 4}" },
        { "'\\ud800\\udfffx'", "\"\\ud800\\udfffx\"" },       /* json.dumps writes what is no UTF-8 */
        { "'\\x7f\\x80\\x9f'", "\"\\u007f\\u0080\\u009f\"" }, /* as they are, which a terminal would obey */
    };

    check(cases, sizeof cases / sizeof cases[0]);
}

static void arrays_are_json_arrays(void)
{
    static const struct json_case cases[] = {
        { "array('b', [-1, 127])", "[-1, 127]" },
        { "array('B', [255])", "[255]" },
        { "array('h', [-2])", "[-2]" },
        { "array('H', [65535])", "[65535]" },
        { "array('i', [-3, 3])", "[-3, 3]" },
        { "array('I', [4294967295])", "[4294967295]" },
        { "array('l', [-4])", "[-4]" },
        { "array('L', [18446744073709551615])", "[18446744073709551615]" },
        { "array('q', [-5])", "[-5]" },
        { "array('Q', [18446744073709551615])", "[18446744073709551615]" },
        { "array('f', [0.5])", "[0.5]" },
        { "array('d', [0.1, -2.0])", "[0.1, -2.0]" },
        { "array('d')", "[]" },
        { "array('u', 'ab')", "\"array('u', 'ab')\"" },
    };

    check(cases, sizeof cases / sizeof cases[0]);
}

/* `depth` lists, each in the next one. */
static pymgr_value *nest(unsigned depth)
{
    pymgr_value *value = pymgr_list();

    while (depth-- > 1) {
        pymgr_value *outer = pymgr_list();

        pymgr_list_append(outer, value);
        value = outer;
    }
    return value;
}

static void nesting_has_a_limit(void)
{
    pymgr_value *deep = nest(PM_JSON_DEPTH), *deeper = nest(PM_JSON_DEPTH + 1);
    char *json = pm_json(deep);

    CU_ASSERT_PTR_NOT_NULL_FATAL(json);
    CU_ASSERT_EQUAL(strlen(json), 2 * PM_JSON_DEPTH);
    CU_ASSERT_PTR_NULL(pm_json(deeper));
    free(json);
    pymgr_unref(deep);
    pymgr_unref(deeper);
}

static void no_memory_is_no_json(void)
{
    pymgr_value *value = pymgr_pack(NULL, "{a=[i f y n b], b=<i>, c=o}", 1, 2.5, "x", (size_t)1, 1, 7,
        pymgr_literal("array('i', [1, 2])", NULL));
    char *json = NULL;
    size_t n = 0;

    CU_ASSERT_PTR_NOT_NULL_FATAL(value);
    while (json == NULL && n < 100) {
        pm_memory_fail_at(++n);
        json = pm_json(value);
        pm_memory_fail_at(0);
    }
    CU_ASSERT_TRUE(n > 3 && n < 100);
    pm_check_text("all", json, "{\"a\": [1, 2.5, \"b'x'\", null, true], \"b\": [7], \"c\": [1, 2]}");
    free(json);
    pymgr_unref(value);
}

static const struct pm_test tests[] = {
    { "writes what json.dumps writes", writes_what_json_dumps_writes },
    { "has a text for what JSON has not", has_a_text_for_what_json_has_not },
    { "arrays are JSON arrays", arrays_are_json_arrays },
    { "nesting has a limit", nesting_has_a_limit },
    { "no memory is no JSON", no_memory_is_no_json },
};

const struct pm_suite pm_suite_json = { "pymgr/json", PM_SUITE(tests) };
