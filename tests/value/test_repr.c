/* SPDX-License-Identifier: MIT */
#include "value/repr.h"

#include "base/memory.h"
#include "build.h"
#include "unit.h"

#include <stdio.h>
#include <stdlib.h>
#include <utf8proc.h>

static char *said(
    int (*say)(struct pm_buffer *, const pymgr_value *, struct pm_error *), const pymgr_value *value)
{
    struct pm_buffer out = PM_BUFFER_INIT;
    struct pm_error error;

    if (say(&out, value, &error) < 0)
        pm_put_text(&out, error.text);
    pm_put_u8(&out, 0);
    return (char *)out.data;
}

static void check_line(const struct pm_oracle_line *line, void *context)
{
    pymgr_value *value = pm_build(line->fields[0]);
    char *repr, *str;

    (void)context;
    CU_ASSERT_PTR_NOT_NULL_FATAL(value);
    repr = said(pm_repr, value);
    str = said(pm_str_of, value);
    pm_check_text(line->fields[0], repr, line->fields[1]);
    if (line->fields[2][0] == '=')
        pm_check_text(line->fields[0], str, line->fields[2] + 1);
    free(repr);
    free(str);
    pymgr_unref(value);
}

static void agrees_with_cpython(void)
{
    CU_ASSERT(pm_oracle("repr.txt", check_line, NULL) > 400);
}

static void check_range(const struct pm_oracle_line *line, void *context)
{
    unsigned long last = strtoul(line->fields[1], NULL, 16);
    bool printable = line->fields[2][0] == 'T';
    size_t wrong = 0;

    (void)context;
    for (unsigned long code = strtoul(line->fields[0], NULL, 16); code <= last; code++)
        wrong += pm_printable((uint32_t)code) != printable;
    CU_ASSERT_EQUAL(wrong, 0);
}

/* CPython 3.12 knows Unicode 15; another utf8proc may know another, and then what both know must do. */
static void printability(void)
{
    if (strcmp(utf8proc_unicode_version(), "15.0.0") == 0)
        CU_ASSERT(pm_oracle("printable.txt", check_range, NULL) > 1000);
    CU_ASSERT_TRUE(pm_printable('a'));
    CU_ASSERT_TRUE(pm_printable(' '));
    CU_ASSERT_TRUE(pm_printable(0x4e2d));
    CU_ASSERT_FALSE(pm_printable(0xa0));
    CU_ASSERT_FALSE(pm_printable(0xd800));
    CU_ASSERT_FALSE(pm_printable(0x10ffff));
}

/* --- what cannot be told from outside CPython --- */

static const struct {
    const char *program, *start;
} opaque[] = {
    { "gmymod:Outer.Inner t0 r", "<mymod.Outer.Inner object at 0x" },
    { "gbuiltins:object t0 o", "<object object at 0x" },
    { "gcopyreg:_reconstructor gmymod:Old gbuiltins:object N t3 r", "<mymod.Old object at 0x" },
    { "x01 t0 r", "<object at 0x" },
    { "gdecimal:Decimal x01 t1 r", "<decimal.Decimal object at 0x" },
    { "gdecimal:Decimal t0 r", "<decimal.Decimal object at 0x" },
    { "gdatetime:datetime b00 t1 r", "<datetime.datetime object at 0x" },
    { "gdatetime:date t0 r", "<datetime.date object at 0x" },
    { "gdatetime:time x05 t1 r", "<datetime.time object at 0x" },
    { "gdatetime:timedelta x05 t1 r", "<datetime.timedelta object at 0x" },
    { "gdatetime:timezone x05 t1 r", "<datetime.timezone object at 0x" },
    { "gcollections:OrderedDict x05 t1 r", "<collections.OrderedDict object at 0x" },
    { "gcollections:deque x05 l1 t1 r", "<collections.deque object at 0x" },
    { "gcollections:defaultdict N N t2 r", "<collections.defaultdict object at 0x" },
    { "guuid:UUID t0 o", "<uuid.UUID object at 0x" },
    { "guuid:UUID t0 o s696e74 xff d1 !s", "<uuid.UUID object at 0x" },
    { "gfractions:Fraction s312f33 t1 r", "<fractions.Fraction object at 0x" },
};

static void unknown_classes_print_as_objects(void)
{
    for (size_t i = 0; i < sizeof opaque / sizeof opaque[0]; i++) {
        pymgr_value *value = pm_build(opaque[i].program);
        char *repr = said(pm_repr, value), *str = said(pm_str_of, value);

        CU_ASSERT_EQUAL(strncmp(repr, opaque[i].start, strlen(opaque[i].start)), 0);
        CU_ASSERT_STRING_EQUAL(repr + strlen(repr) - 1, ">");
        CU_ASSERT_STRING_EQUAL(repr, str);
        free(repr);
        free(str);
        pymgr_unref(value);
    }
}

static const struct {
    const char *program, *repr, *str;
} more[] = {
    { "gbuiltins:Ellipsis", "Ellipsis", "Ellipsis" },
    { "gbuiltins:NotImplemented", "NotImplemented", "NotImplemented" },
    { "gmymod:f", "<class 'mymod.f'>", "<class 'mymod.f'>" },
    { "g_queue:Empty t0 r", "Empty()", "" },
    { "gqueue:Full s78 t1 r", "Full('x')", "x" },
    { "gthreading:BrokenBarrierError t0 r", "BrokenBarrierError()", "" },
    { "gbuiltins:UnicodeDecodeError s78 t1 r", "UnicodeDecodeError('x')", "x" },
    { "gbuiltins:UnicodeDecodeError s61 b62 x7f xff s72 t5 r", "UnicodeDecodeError('a', b'b', 127, -1, 'r')",
        "('a', b'b', 127, -1, 'r')" },
    { "gbuiltins:UnicodeDecodeError s61 b62 x01 x02 s72 t5 r", "UnicodeDecodeError('a', b'b', 1, 2, 'r')",
        "'a' codec can't decode bytes in position 1-1: r" },
    { "gdatetime:time b050607000000 gmymod:Zone t0 r t2 r", NULL, NULL },
    { "Aw:4100000000d80000", "array('w', 'A\\ud800')", "array('w', 'A\\ud800')" },
};

static void further_cases(void)
{
    for (size_t i = 0; i < sizeof more / sizeof more[0]; i++) {
        pymgr_value *value = pm_build(more[i].program);
        char *repr = said(pm_repr, value), *str = said(pm_str_of, value);

        CU_ASSERT_STRING_EQUAL(repr, more[i].repr == NULL ? str : more[i].repr);
        if (more[i].str != NULL)
            CU_ASSERT_STRING_EQUAL(str, more[i].str);
        free(repr);
        free(str);
        pymgr_unref(value);
    }
}

/* --- limits --- */

static void ints_of_too_many_digits(void)
{
    struct pm_buffer out = PM_BUFFER_INIT;
    struct pm_error error;
    char digits[4302];
    pymgr_value *least, *huge;

    memset(digits, '0', sizeof digits);
    digits[0] = '1';
    least = pm_int_from_decimal(digits, 4301, &error);
    CU_ASSERT_EQUAL(pm_repr(&out, least, &error), -1);
    CU_ASSERT_EQUAL(error.kind, PM_ERROR_VALUE);
    CU_ASSERT_STRING_EQUAL(error.text,
        "Exceeds the limit (4300 digits) for integer string conversion; use sys.set_int_max_str_digits() to "
        "increase the limit");
    memset(digits, 0x7f, sizeof digits);
    huge = pm_int_from_le((unsigned char *)digits, sizeof digits);
    CU_ASSERT_EQUAL(pm_str_of(&out, huge, &error), -1);
    CU_ASSERT_EQUAL(error.kind, PM_ERROR_VALUE);
    CU_ASSERT_EQUAL(pm_buffer_length(&out), 0);
    pymgr_unref(least);
    pymgr_unref(huge);
    pm_buffer_free(&out);
}

/* Programs of what holds an int (%s) that cannot be printed. */
static const char *const holders[] = {
    "%s l1",
    "%s t1",
    "%s N d1",
    "N %s d1",
    "q %s +",
    "Q %s +",
    "N %s N L",
    "x00 %s x01 R",
    "gbuiltins:ValueError %s t1 r",
    "gbuiltins:ValueError N %s t2 r",
    "gbuiltins:KeyError %s t1 r",
    "gbuiltins:OSError %s s61 t2 r",
    "gbuiltins:OSError x01 %s t2 r",
    "gbuiltins:ExceptionGroup %s l0 t2 r",
    "gbuiltins:UnicodeDecodeError %s b6161 x00 x01 s72 t5 r",
    "gbuiltins:UnicodeEncodeError s61 s6161 x00 x01 %s t5 r",
    "gcollections:OrderedDict t0 r %s N l2 !p",
    "gcollections:OrderedDict t0 r N %s l2 !p",
    "gcollections:defaultdict %s t1 r",
    "gcollections:defaultdict t0 r %s N l2 !p",
    "gcollections:deque t0 r %s l1 !i",
    "gcollections:deque t0 %s t2 r",
    "gfractions:Fraction %s x02 t2 r",
    "gfractions:Fraction x01 %s t2 r",
};

static void failures_inside(void)
{
    char huge[4096], program[8192];

    memset(huge, '7', sizeof huge);
    huge[0] = 'x';
    huge[4095] = 0;
    for (size_t i = 0; i < sizeof holders / sizeof holders[0]; i++) {
        pymgr_value *value;
        char *repr, *str;

        snprintf(program, sizeof program, holders[i], huge);
        value = pm_build(program);
        CU_ASSERT_PTR_NOT_NULL_FATAL(value);
        repr = said(pm_repr, value);
        str = said(pm_str_of, value);
        CU_ASSERT_EQUAL(strncmp(repr, "Exceeds", 7), 0);
        CU_ASSERT_EQUAL(strncmp(str, "Exceeds", 7), 0);
        free(repr);
        free(str);
        pymgr_unref(value);
    }
}

/* Filenames print in str alone, a zone in repr alone if it is one of Python's code. */
static void failures_on_one_side(void)
{
    char huge[4096], program[8192];
    pymgr_value *value;
    char *str;

    memset(huge, '7', sizeof huge);
    huge[0] = 'x';
    huge[4095] = 0;
    snprintf(program, sizeof program, "gbuiltins:OSError x01 s61 %s t3 r", huge);
    value = pm_build(program);
    str = said(pm_str_of, value);
    CU_ASSERT_EQUAL(strncmp(str, "Exceeds", 7), 0);
    free(str);
    pymgr_unref(value);
    snprintf(program, sizeof program, "gdatetime:time b000000000000 %s t2 r", huge);
    value = pm_build(program);
    str = said(pm_str_of, value);
    CU_ASSERT_EQUAL(strncmp(str, "Exceeds", 7), 0);
    free(str);
    pymgr_unref(value);
}

static pymgr_value *nested(size_t depth)
{
    pymgr_value *value = pymgr_list();

    for (size_t i = 1; i < depth; i++) {
        pymgr_value *outer = pymgr_list();

        pymgr_list_append(outer, value);
        value = outer;
    }
    return value;
}

static void depth_is_limited(void)
{
    struct pm_buffer out = PM_BUFFER_INIT;
    struct pm_error error;
    pymgr_value *deep = nested(PM_VALUE_DEPTH), *deeper = nested(PM_VALUE_DEPTH + 1);

    pm_put_text(&out, "kept ");
    CU_ASSERT_EQUAL(pm_repr(&out, deep, &error), 0);
    CU_ASSERT_EQUAL(pm_buffer_length(&out), 5 + 2 * PM_VALUE_DEPTH);
    pm_buffer_truncate(&out, 5);
    CU_ASSERT_EQUAL(pm_repr(&out, deeper, &error), -1);
    CU_ASSERT_EQUAL(error.kind, PM_ERROR_RECURSION);
    CU_ASSERT_STRING_EQUAL(
        error.text, "maximum recursion depth exceeded while getting the repr of an object");
    CU_ASSERT_EQUAL(pm_buffer_length(&out), 5);
    CU_ASSERT_PTR_NULL(pymgr_repr(deeper));
    pm_buffer_free(&out);
    pymgr_unref(deep);
    pymgr_unref(deeper);
}

/* Thirty lists that each hold the next one thirty times. */
static void size_is_limited(void)
{
    struct pm_buffer out = PM_BUFFER_INIT;
    struct pm_error error;
    pymgr_value *value = pymgr_list();

    for (int i = 0; i < 30; i++) {
        pymgr_value *outer = pymgr_list();

        for (int j = 0; j < 30; j++)
            pymgr_list_append(outer, pymgr_ref(value));
        pymgr_unref(value);
        value = outer;
    }
    CU_ASSERT_EQUAL(pm_repr(&out, value, &error), -1);
    CU_ASSERT_EQUAL(error.kind, PM_ERROR_LIMIT);
    out.limit = 1000;
    pm_buffer_clear(&out);
    CU_ASSERT_EQUAL(pm_repr(&out, value, &error), -1);
    CU_ASSERT_EQUAL(error.kind, PM_ERROR_LIMIT);
    pm_buffer_free(&out);
    pymgr_unref(value);
}

/* --- recursion --- */

static void recursive_containers(void)
{
    struct pm_error error;
    pymgr_value *list = pymgr_list(), *dict = pymgr_dict(), *tuple;
    char *shown;

    tuple = pymgr_tuple_of(2, pymgr_ref(list), pymgr_ref(list));
    pymgr_dict_set(dict, pymgr_int(1), pymgr_ref(dict));
    pymgr_dict_set(dict, pymgr_int(2), tuple);
    pymgr_list_append(list, pymgr_ref(dict));
    pymgr_list_append(list, pymgr_ref(list));
    CU_ASSERT_EQUAL(pm_cycles_seal(list, &error), 0);
    shown = pm_shown(list);
    CU_ASSERT_STRING_EQUAL(shown, "[{1: {...}, 2: ([...], [...])}, [...]]");
    free(shown);
    shown = pm_shown(tuple);
    CU_ASSERT_STRING_EQUAL(shown, "([{1: {...}, 2: (...)}, [...]], [{1: {...}, 2: (...)}, [...]])");
    free(shown);
    pymgr_unref(list);
    pymgr_unref(dict);
}

static void recursive_instances(void)
{
    struct pm_error error;
    pymgr_value *exception, *items = pymgr_list(), *set = pymgr_set();
    char *shown;

    exception = pm_instance_new(
        PM_REDUCE, pymgr_global("builtins", "ValueError"), pymgr_tuple_of(2, items, pymgr_ref(set)));
    pymgr_list_append(items, pymgr_ref(exception));
    CU_ASSERT_EQUAL(pymgr_set_add(set, pymgr_ref(exception)), 0);
    CU_ASSERT_EQUAL(pm_cycles_seal(exception, &error), 0);
    shown = pm_shown(exception);
    CU_ASSERT_STRING_EQUAL(shown, "ValueError([...], {...})");
    free(shown);
    shown = pm_shown(set);
    CU_ASSERT_STRING_EQUAL(shown, "{ValueError([...], set(...))}");
    free(shown);
    pymgr_unref(exception);
    pymgr_unref(set);
}

static void no_memory(void)
{
    pymgr_value *value = pm_build("x01 f3ff8000000000000 s61 l3 Au:4100000042000000 Ai:01000000 t3");
    char *shown = NULL;

    CU_ASSERT_PTR_NOT_NULL_FATAL(value);
    for (size_t n = 1; shown == NULL; n++) {
        pm_memory_fail_at(n);
        shown = pymgr_repr(value);
        pm_memory_fail_at(0);
        CU_ASSERT_FATAL(n < 100);
    }
    CU_ASSERT_STRING_EQUAL(shown, "([1, 1.5, 'a'], array('u', 'AB'), array('i', [1]))");
    free(shown);
    pymgr_unref(value);
}

static void texts(void)
{
    static const struct {
        const char *program, *text;
    } cases[] = {
        { "s6122", "a\"" },
        { "s", "" },
        { "s61 l1", "['a']" },
        { "N", "None" },
        { "gfractions:Fraction x01 x03 t2 r", "1/3" },
    };

    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        pymgr_value *value = pm_build(cases[i].program);
        char *text = pymgr_to_text(value);

        pm_check_text("str", text == NULL ? "(nothing)" : text, cases[i].text);
        free(text);
        pymgr_unref(value);
    }
}

static const struct pm_test tests[] = {
    { "texts", texts },
    { "agrees with CPython", agrees_with_cpython },
    { "printability", printability },
    { "unknown classes print as objects", unknown_classes_print_as_objects },
    { "further cases", further_cases },
    { "ints of too many digits", ints_of_too_many_digits },
    { "failures inside", failures_inside },
    { "failures on one side", failures_on_one_side },
    { "depth is limited", depth_is_limited },
    { "size is limited", size_is_limited },
    { "recursive containers", recursive_containers },
    { "recursive instances", recursive_instances },
    { "no memory", no_memory },
};

const struct pm_suite pm_suite_repr = { "value/repr", PM_SUITE(tests) };
