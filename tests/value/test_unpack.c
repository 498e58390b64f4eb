/* SPDX-License-Identifier: MIT
 *
 * Values come from literals. Targets are set to something else beforehand: a failure must leave them so.
 */
#include "base/memory.h"
#include "build.h"
#include "unit.h"
#include "value/literal.h"
#include "value/pack.h"

#include <stdlib.h>

static pymgr_value *literal(const char *text)
{
    struct pm_error error;
    pymgr_value *value = pm_literal(text, strlen(text), &error);

    CU_ASSERT_PTR_NOT_NULL_FATAL(value);
    return value;
}

/* --- every letter --- */

static void truths_and_ints(void)
{
    pymgr_value *value = literal("[True, -5, 2147483647, 9223372036854775807, 18446744073709551615, True]");
    bool truth = false;
    int small = 0, largest = 0, one = 0;
    int64_t large = 0;
    uint64_t natural = 0;

    CU_ASSERT_EQUAL(
        pymgr_unpack(value, NULL, "[b i i I U i]", &truth, &small, &largest, &large, &natural, &one), 0);
    CU_ASSERT_TRUE(truth);
    CU_ASSERT_EQUAL(small, -5);
    CU_ASSERT_EQUAL(largest, INT32_MAX);
    CU_ASSERT_EQUAL(large, INT64_MAX);
    CU_ASSERT_EQUAL(natural, UINT64_MAX);
    CU_ASSERT_EQUAL(one, 1);
    pymgr_unref(value);
}

static void floats(void)
{
    pymgr_value *value = literal("(0.5, 3, True, 100000000000000000000)");
    double a = 0, b = 0, c = 0, d = 0;

    CU_ASSERT_EQUAL(pymgr_unpack(value, NULL, "(ffff)", &a, &b, &c, &d), 0);
    CU_ASSERT_TRUE(a == 0.5 && b == 3 && c == 1 && d == 1e20);
    pymgr_unref(value);
}

static void text_and_bytes(void)
{
    pymgr_value *value = literal("['caf\\xe9', 'a\\0b', b'\\0\\xff', bytearray(b'xyz')]");
    const char *text = NULL, *sized = NULL;
    const void *bytes = NULL, *array = NULL;
    size_t size = 0, bytes_size = 0, array_size = 0;

    CU_ASSERT_EQUAL(pymgr_unpack(value, NULL, "[s s% y y]", &text, &sized, &size, &bytes, &bytes_size, &array,
                        &array_size),
        0);
    CU_ASSERT_STRING_EQUAL(text, "caf\303\251");
    CU_ASSERT_TRUE(size == 3 && memcmp(sized, "a\0b", 4) == 0);
    CU_ASSERT_TRUE(bytes_size == 2 && memcmp(bytes, "\0\377", 2) == 0);
    CU_ASSERT_TRUE(array_size == 3 && memcmp(array, "xyz", 3) == 0);
    pymgr_unref(value);
}

static void values(void)
{
    pymgr_value *value = literal("[None, [1.5], 2.5, {}]"), *borrowed = NULL, *new = NULL, *none = NULL;

    CU_ASSERT_EQUAL(pymgr_unpack(value, NULL, "[noO_]", &borrowed, &new), 0);
    CU_ASSERT_PTR_EQUAL(borrowed, pymgr_item(value, 1));
    CU_ASSERT_PTR_EQUAL(new, pymgr_item(value, 2));
    CU_ASSERT_EQUAL(atomic_load(&new->refs), 2);
    CU_ASSERT_EQUAL(pymgr_unpack(value, NULL, "[o___]", &none), 0);
    CU_ASSERT_TRUE(pymgr_is_none(none));
    pymgr_unref(value);
    CU_ASSERT_TRUE(pymgr_float_value(new) == 2.5);
    pymgr_unref(new);
}

/* --- None, and what may be missing --- */

static void none_is_null(void)
{
    pymgr_value *value = literal("[None, None, None, None, None]"), *borrowed = value, *new = value;
    const char *text = "x", *sized = "x";
    const void *bytes = "x";
    size_t size = 1, bytes_size = 1;

    CU_ASSERT_EQUAL(pymgr_unpack(value, NULL, "[s? s%? y? o? O?]", &text, &sized, &size, &bytes, &bytes_size,
                        &borrowed, &new),
        0);
    CU_ASSERT_PTR_NULL(text);
    CU_ASSERT_PTR_NULL(sized);
    CU_ASSERT_PTR_NULL(bytes);
    CU_ASSERT_PTR_NULL(borrowed);
    CU_ASSERT_PTR_NULL(new);
    CU_ASSERT_EQUAL(size + bytes_size, 0);
    pymgr_unref(value);
}

static void none_leaves_numbers_alone(void)
{
    pymgr_value *value = literal("[None, None, None, None, None, 'x']");
    bool truth = true;
    int small = 1;
    int64_t large = 2;
    uint64_t natural = 3;
    double real = 4;
    const char *text = NULL;

    CU_ASSERT_EQUAL(
        pymgr_unpack(value, NULL, "[b? i? I? U? f? s?]", &truth, &small, &large, &natural, &real, &text), 0);
    CU_ASSERT_TRUE(truth && small == 1 && large == 2 && natural == 3 && real == 4);
    CU_ASSERT_STRING_EQUAL(text, "x");
    pymgr_unref(value);
}

static void what_may_be_missing(void)
{
    pymgr_value *pair = literal("[1, 2]"), *dict = literal("{'a': 1, 'c': [3]}");
    int a = 0, b = 10, c = 10, d = 10;
    const char *text = "default";

    CU_ASSERT_EQUAL(pymgr_unpack(pair, NULL, "[i | i [i] s]", &a, &b, &c, &text), 0);
    CU_ASSERT_TRUE(a == 1 && b == 2 && c == 10);
    CU_ASSERT_EQUAL(
        pymgr_unpack(dict, NULL, "{a=i | b={x=i}, c=[i | i s], s:s}", &a, &b, &c, &d, &text, "other", &text),
        0);
    CU_ASSERT_TRUE(a == 1 && b == 2 && c == 3 && d == 10);
    CU_ASSERT_STRING_EQUAL(text, "default");
    pymgr_unref(pair);
    pymgr_unref(dict);
}

static void what_is_ignored(void)
{
    pymgr_value *value = literal("[1, (2, 3, 4), {'a': 5, 'b': 6}]");
    int a = 0, b = 0, c = 0;

    CU_ASSERT_EQUAL(pymgr_unpack(value, NULL, "[i, (i*), {a=i *} *]", &a, &b, &c), 0);
    CU_ASSERT_TRUE(a == 1 && b == 2 && c == 5);
    CU_ASSERT_EQUAL(pymgr_unpack(value, NULL, "[*]"), 0);
    CU_ASSERT_EQUAL(pymgr_unpack(value, NULL, "[i (*) {*}]", &a), 0);
    CU_ASSERT_EQUAL(pymgr_unpack(value, NULL, "[|i _ _ i *]", &a, &b), 0);
    CU_ASSERT_EQUAL(pymgr_unpack(value, NULL, "_"), 0);
    pymgr_unref(value);
}

static void sequences_of_either_kind(void)
{
    pymgr_value *value = literal("([1], (2,))");
    int a = 0, b = 0;

    CU_ASSERT_EQUAL(pymgr_unpack(value, NULL, "[(i) [i]]", &a, &b), 0);
    CU_ASSERT_TRUE(a == 1 && b == 2);
    pymgr_unref(value);
}

static void keys_of_any_kind(void)
{
    pymgr_value *value = literal("{'max-size': 1, 7: 2, (1, 'k'): 3, None: 4, 'name': 5}"), *key;
    int a = 0, b = 0, c = 0, d = 0, e = 0;

    key = pymgr_str("name");
    CU_ASSERT_EQUAL(pymgr_unpack(value, NULL, "{s:i, i:i, (is):i, n:i, o:i}", "max-size", &a, 7, &b, 1, "k",
                        &c, &d, pymgr_ref(key), &e),
        0);
    CU_ASSERT_TRUE(a == 1 && b == 2 && c == 3 && d == 4 && e == 5);
    CU_ASSERT_EQUAL(pymgr_unpack(value, NULL, "{i=i, o:i *}", &d, pymgr_ref(key), &e), -1);
    CU_ASSERT_EQUAL(atomic_load(&key->refs), 1);
    pymgr_unref(key);
    pymgr_unref(value);
}

/* --- failures --- */

static const struct {
    const char *value, *format, *expected;
} failures[] = {
    { "1", "s", "value: expected str, not 'int'" },
    { "'1'", "i", "value: expected int, not 'str'" },
    { "1.5", "I", "value: expected int, not 'float'" },
    { "1", "b", "value: expected bool, not 'int'" },
    { "None", "b", "value: expected bool, not 'NoneType'" },
    { "None", "U", "value: expected int, not 'NoneType'" },
    { "'x'", "y", "value: expected bytes, not 'str'" },
    { "b'x'", "s?", "value: expected str, not 'bytes'" },
    { "'1'", "f?", "value: expected float, not 'str'" },
    { "0", "n", "value: expected None, not 'int'" },
    { "{}", "[]", "value: expected list, not 'dict'" },
    { "{1}", "(*)", "value: expected tuple, not 'set'" },
    { "[]", "{}", "value: expected dict, not 'list'" },
    { "2147483648", "i", "value: does not fit int" },
    { "-2147483649", "i", "value: does not fit int" },
    { "9223372036854775808", "I", "value: does not fit int64_t" },
    { "-1", "U", "value: does not fit uint64_t" },
    { "18446744073709551616", "U", "value: does not fit uint64_t" },
    { "-18446744073709551615", "U", "value: does not fit uint64_t" },
    { "'a\\0b'", "s", "value: has a NUL in it" },
    { "[1, 2]", "[i]", "value: 2 items, 1 more than expected" },
    { "[1, 2]", "[]", "value: 2 items, 2 more than expected" },
    { "[]", "[i]", "value[0]: missing" },
    { "[1]", "[i i i *]", "value[1]: missing" },
    { "[1, 'x']", "[i i]", "value[1]: expected int, not 'str'" },
    { "[1, [2, 'x']]", "[i | (i i)]", "value[1][1]: expected int, not 'str'" },
    { "{'a': 1}", "{}", "value: 1 items, 1 more than expected" },
    { "{'a': 1, 'b': 2}", "{b=i}", "value: 2 items, 1 more than expected" },
    { "{'a': 1}", "{b=i *}", "value['b']: missing" },
    { "{'a': {'b c': [None]}}", "{a={s:[i]}}", "value['a']['b c'][0]: expected int, not 'NoneType'" },
    { "{'a': 1, 'b': 2}", "{a=i | b=s}", "value['b']: expected str, not 'int'" },
    { "1", "", "missing item at 0 of \"\"" },
    { "1", "x", "unknown item at 0 of \"x\"" },
    { "[1]", "<i>", "unknown item at 0 of \"<i>\"" },
    { "[1, 2]", "[* i]", "something behind '*' at 3 of \"[* i]\"" },
    { "[1, 2]", "[i", "missing ']' at 2 of \"[i\"" },
    { "[1, 2]", "[i)", "unknown item at 2 of \"[i)\"" },
    { "[1, 2]", "[i?i%]", "unexpected mark at 4 of \"[i?i%]\"" },
    { "1", "ii", "more than one value, and no brackets around, at 1 of \"ii\"" },
    { "{'a': 1}", "{a}", "unknown item at 1 of \"{a}\"" },
    { "{'i': 1}", "{i}", "missing ':' or '=' at 2 of \"{i}\"" },
};

/* Everything that a format may ask for lies behind the same few targets, in whatever number. */
static void failures_change_nothing(void)
{
    for (size_t i = 0; i < sizeof failures / sizeof failures[0]; i++) {
        pymgr_value *value = literal(failures[i].value);
        struct pymgr_error error = PYMGR_ERROR_INIT;
        const char *key = strstr(failures[i].format, "s:") != NULL ? "b c" : NULL;
        uint64_t targets[] = { 12345, 12345, 12345 };
        int result = key == NULL ? pymgr_unpack(value, &error, failures[i].format, &targets[0], &targets[1],
                                       &targets[2])
                                 : pymgr_unpack(value, &error, failures[i].format, key, &targets[0]);

        CU_ASSERT_EQUAL(result, -1);
        CU_ASSERT_EQUAL(error.code, PYMGR_INVALID);
        pm_check_text(failures[i].format, error.text, failures[i].expected);
        CU_ASSERT_TRUE(targets[0] == 12345 && targets[1] == 12345 && targets[2] == 12345);
        pymgr_error_clear(&error);
        pymgr_unref(value);
    }
}

static void failures_give_nothing_new(void)
{
    pymgr_value *value = literal("[1.5, 'x']"), *new = NULL;
    int number = 7;

    CU_ASSERT_EQUAL(pymgr_unpack(value, NULL, "[O i]", &new, &number), -1);
    CU_ASSERT_PTR_NULL(new);
    CU_ASSERT_EQUAL(number, 7);
    CU_ASSERT_EQUAL(atomic_load(&pymgr_item(value, 0)->refs), 1);
    pymgr_unref(value);
}

static void no_value_fails_with_what_is_known(void)
{
    struct pymgr_error error = PYMGR_ERROR_INIT;
    int number = 7;

    CU_ASSERT_EQUAL(pymgr_unpack(NULL, &error, "i", &number), -1);
    CU_ASSERT_EQUAL(error.code, PYMGR_NO_MEMORY);
    pymgr_error_clear(&error);
    CU_ASSERT_EQUAL(pymgr_unpack(pymgr_pack(&error, "s", "\377"), &error, "[i]", &number), -1);
    CU_ASSERT_EQUAL(error.code, PYMGR_INVALID);
    CU_ASSERT_NSTRING_EQUAL(error.text, "text that is not UTF-8", 22);
    pymgr_error_clear(&error);
}

static void long_places_are_cut(void)
{
    char text[2000];
    struct pymgr_error error = PYMGR_ERROR_INIT;
    pymgr_value *value = pymgr_dict();
    int number;

    memset(text, 'k', sizeof text - 1);
    text[sizeof text - 1] = '\0';
    CU_ASSERT_EQUAL(pymgr_dict_set_text(value, text, pymgr_str("x")), 0);
    CU_ASSERT_EQUAL(pymgr_unpack(value, &error, "{s:i}", text, &number), -1);
    CU_ASSERT_PTR_NOT_NULL(strstr(error.text, "kkk: expected int, not 'str'"));
    pymgr_error_clear(&error);
    pymgr_unref(value);
}

static void depth_has_a_limit(void)
{
    char format[PM_FORMAT_DEPTH + 2];
    struct pymgr_error error = PYMGR_ERROR_INIT;
    pymgr_value *value = pymgr_list();

    memset(format, '[', sizeof format - 1);
    format[sizeof format - 1] = '\0';
    CU_ASSERT_EQUAL(pymgr_unpack(value, &error, format), -1);
    CU_ASSERT_NSTRING_EQUAL(error.text, "value[0]: missing", 17);
    pymgr_error_clear(&error);
    for (int i = 0; i < PM_FORMAT_DEPTH; i++) {
        pymgr_value *outer = pymgr_list();

        pymgr_list_append(outer, value);
        value = outer;
    }
    CU_ASSERT_EQUAL(pymgr_unpack(value, &error, format), -1);
    CU_ASSERT_NSTRING_EQUAL(error.text, "too many nested brackets at 100", 31);
    pymgr_error_clear(&error);
    pymgr_unref(value);
}

static void survives_without_memory(void)
{
    pymgr_value *value = literal("{'a': 1, 'b': ['x', 2.5], 7: (3, 4)}"), *new = NULL;
    struct pymgr_error error = PYMGR_ERROR_INIT;
    int number = 0, third = 0, result = -1;
    const char *text = NULL;
    size_t n;

    for (n = 1; result != 0; n++) {
        pm_memory_fail_at(n);
        result = pymgr_unpack(
            value, &error, "{a=i, b=[s O], i:[_ i] | c=s}", &number, &text, &new, 7, &third, &text);
        pm_memory_fail_at(0);
        if (result != 0) {
            CU_ASSERT_EQUAL_FATAL(error.code, PYMGR_NO_MEMORY);
            CU_ASSERT_TRUE(new == NULL &&text == NULL &&number == 0 && third == 0);
        }
        pymgr_error_clear(&error);
    }
    CU_ASSERT_TRUE(n > 4);
    CU_ASSERT_TRUE(number == 1 && third == 4 && pymgr_float_value(new) == 2.5);
    CU_ASSERT_STRING_EQUAL(text, "x");
    pymgr_unref(new);
    pymgr_unref(value);
}

/* What a failure says may be cut for lack of memory; nothing more. */
static void failures_survive_without_memory(void)
{
    pymgr_value *value = literal("{'a': ['x']}");
    struct pymgr_error error = PYMGR_ERROR_INIT;
    bool whole = false;
    int number;

    for (size_t n = 1; !whole; n++) {
        pm_memory_fail_at(n);
        CU_ASSERT_EQUAL(pymgr_unpack(value, &error, "{a=[i]}", &number), -1);
        pm_memory_fail_at(0);
        whole = strcmp(error.text, "value['a'][0]: expected int, not 'str'") == 0;
        CU_ASSERT_TRUE_FATAL(whole || error.code == PYMGR_NO_MEMORY ||
                             strcmp(error.text, "value: expected int, not 'str'") == 0);
        pymgr_error_clear(&error);
    }
    pymgr_unref(value);
}

/* --- there and back --- */

static const char *const round_trips[] = { "b i I U f s s% y", "[b i I] (U f) s s% y",
    "(b [i (I [U])]) {k=f} s s% y", "{b=b, i=i, I=I}, {U=U f=f s=s} {t=s% y=y}",
    "{k={k={k={k=b}}}} [i [I]] [] () U f s [s% [y]]", "  b,i,,I ,U\tf\ns [ s% ] ( y ) {}",
    "b i I U f [s s%] (y) n n [n]" };

struct parts {
    int truth;
    bool unpacked_truth;
    int small;
    int64_t large;
    uint64_t natural;
    double real;
    const char *text, *sized;
    size_t size;
    const void *bytes;
    size_t bytes_size;
};

static pymgr_value *pack_parts(const char *format, const struct parts *parts)
{
    pymgr_value *value = pymgr_pack(NULL, format, parts->truth, parts->small, parts->large, parts->natural,
        parts->real, parts->text, parts->sized, parts->size, parts->bytes, parts->bytes_size);

    CU_ASSERT_PTR_NOT_NULL_FATAL(value);
    return value;
}

static struct parts random_parts(void)
{
    static const char *const texts[] = { "", "x", "caf\303\251", "a longer text that is no constant" };
    uint64_t word = (uint64_t)random() << 33 ^ (uint64_t)random() << 11 ^ (uint64_t)random();

    return (struct parts){ .truth = (int)(word & 1),
        .small = (int)(uint32_t)word,
        .large = (int64_t)(word >> (word & 63)) - 1000,
        .natural = word >> (word >> 58),
        .real = (double)word / 3,
        .text = texts[word % 4],
        .sized = "a\0b\0c",
        .size = word % 6,
        .bytes = "\0\377xyz",
        .bytes_size = (word >> 7) % 6 };
}

/* Packed, unpacked, and packed again from what came out. */
static void there_and_back(void)
{
    for (size_t i = 0; i < 100 * sizeof round_trips / sizeof round_trips[0]; i++) {
        char format[128];
        struct parts parts = random_parts(), got = { 0 };
        pymgr_value *value, *again;

        snprintf(format, sizeof format, "[%s]", round_trips[i / 100]);
        value = pack_parts(format, &parts);
        CU_ASSERT_EQUAL_FATAL(
            pymgr_unpack(value, NULL, format, &got.unpacked_truth, &got.small, &got.large, &got.natural,
                &got.real, &got.text, &got.sized, &got.size, &got.bytes, &got.bytes_size),
            0);
        got.truth = got.unpacked_truth;
        again = pack_parts(format, &got);
        CU_ASSERT_TRUE(pymgr_equal(value, again));
        pymgr_unref(value);
        pymgr_unref(again);
    }
}

/* --- any format --- */

enum { TARGETS = 24, ANY_FORMATS = 30000 };

/* Random items and marks. Keys are packed, so a format with braces has no letter that would read more from a
 * target than there is; `O` would give something new that nobody knows of. */
static void make_format(char *format, size_t most)
{
    static const char *const alphabets[] = { "nbiIUfssyo_[]()[]()|*?% ,", "nbiIUfs_[](){}{}|*? ,a=b=a=:" };
    const char *alphabet = alphabets[random() % 2];
    size_t size = (size_t)random() % most;

    for (size_t i = 0; i < size; i++)
        format[i] = alphabet[(size_t)random() % strlen(alphabet)];
    format[size] = '\0';
}

static int unpack_to(const pymgr_value *value, const char *format, uint64_t (*t)[2])
{
    return pymgr_unpack(value, NULL, format, &t[0], &t[1], &t[2], &t[3], &t[4], &t[5], &t[6], &t[7], &t[8],
        &t[9], &t[10], &t[11], &t[12], &t[13], &t[14], &t[15], &t[16], &t[17], &t[18], &t[19], &t[20], &t[21],
        &t[22], &t[23]);
}

static bool all_zero(uint64_t (*targets)[2])
{
    static const uint64_t zero[TARGETS][2];

    return memcmp(targets, zero, sizeof zero) == 0;
}

static void any_format_is_survived(void)
{
    static const char *const texts[] = { "1", "'x'", "[1, 'x']", "(1, [True, None], 2.5, b'x')",
        "{'a': 1, 'b': {'a': ['x', 1]}}", "[{'a': 1}, {}, []]", "[[[]]]" };
    size_t fitted = 0;

    for (int i = 0; i < ANY_FORMATS; i++) {
        pymgr_value *value = literal(texts[(size_t)random() % (sizeof texts / sizeof texts[0])]);
        uint64_t targets[TARGETS][2] = { 0 };
        char format[12];
        bool fits;

        make_format(format, sizeof format);
        fits = unpack_to(value, format, targets) == 0;
        CU_ASSERT_TRUE(fits || all_zero(targets));
        fitted += fits;
        pymgr_unref(value);
    }
    CU_ASSERT_TRUE(fitted > ANY_FORMATS / 200);
}

static const struct pm_test tests[] = {
    { "any format is survived", any_format_is_survived },
    { "truths and ints", truths_and_ints },
    { "floats", floats },
    { "text and bytes", text_and_bytes },
    { "values", values },
    { "None is NULL", none_is_null },
    { "None leaves numbers alone", none_leaves_numbers_alone },
    { "what may be missing", what_may_be_missing },
    { "what is ignored", what_is_ignored },
    { "sequences of either kind", sequences_of_either_kind },
    { "keys of any kind", keys_of_any_kind },
    { "failures change nothing", failures_change_nothing },
    { "failures give nothing new", failures_give_nothing_new },
    { "no value fails with what is known", no_value_fails_with_what_is_known },
    { "long places are cut", long_places_are_cut },
    { "depth has a limit", depth_has_a_limit },
    { "survives without memory", survives_without_memory },
    { "failures survive without memory", failures_survive_without_memory },
    { "there and back", there_and_back },
};

const struct pm_suite pm_suite_unpack = { "value/unpack", PM_SUITE(tests) };
