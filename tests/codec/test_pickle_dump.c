/* SPDX-License-Identifier: MIT
 *
 * What CPython writes for plain values is compared by interop/check_pickle.py and by the corpus; here stands
 * what neither has.
 */
#include "base/memory.h"
#include "codec/pickling.h"
#include "unit.h"
#include "value/build.h"

#include <stdio.h>
#include <stdlib.h>

static void protocols_below_2_get_2(void)
{
    PM_CHECK_DUMPS(pymgr_none(), pm_protocol(0), "\x80\x02N.");
    PM_CHECK_DUMPS(pymgr_none(), pm_protocol(1), "\x80\x02N.");
    PM_CHECK_DUMPS(pymgr_none(), pm_protocol(5), "\x80\x05N.");
}

/* --- Python 2 --- */

static void python2_gets_str(void)
{
    PM_CHECK_DUMPS(pm_value_of("'plain'"), pm_python2_dialect, "\x80\x02U\x05plainq\x00.");
    PM_CHECK_DUMPS(pm_value_of("'\\xe9'"), pm_python2_dialect, "\x80\x02X\x02\0\0\0\xc3\xa9q\x00.");
    PM_CHECK_DUMPS(pm_value_of("b'\\xff'"), pm_python2_dialect, "\x80\x02U\x01\xffq\x00.");
    PM_CHECK_DUMPS(pm_value_of("''"), pm_python2_dialect, "\x80\x02U\x00q\x00.");
}

static void python2_gets_its_str_back(void)
{
    struct pm_error error;

    PM_CHECK_DUMPS(
        pm_unpickle("U\x02\xc3\xa9.", 5, &error), pm_python2_dialect, "\x80\x02U\x02\xc3\xa9q\x00.");
    PM_CHECK_DUMPS(
        pm_unpickle("U\x02\xc3\xa9.", 5, &error), pm_protocol(3), "\x80\x03X\x02\0\0\0\xc3\xa9q\x00.");
}

static void python2_gets_int_where_it_has_int(void)
{
    PM_CHECK_DUMPS(pymgr_int(INT32_MAX), pm_python2_dialect, "\x80\x02J\xff\xff\xff\x7f.");
    PM_CHECK_DUMPS(pymgr_int(5000000000), pm_python2_dialect, "\x80\x02I5000000000\n.");
    PM_CHECK_DUMPS(pymgr_int(INT64_MIN), pm_python2_dialect, "\x80\x02I-9223372036854775808\n.");
    PM_CHECK_DUMPS(
        pm_value_of("9223372036854775808"), pm_python2_dialect, "\x80\x02\x8a\x09\0\0\0\0\0\0\0\x80\x00.");
}

static void python2_gets_its_names_and_forms(void)
{
    PM_CHECK_DUMPS(pymgr_global("queue", "Empty"), pm_python2_dialect,
        "\x80\x02"
        "cQueue\nEmpty\nq\x00.");
    PM_CHECK_DUMPS(pymgr_global("builtins", "KeyError"), pm_python2_dialect,
        "\x80\x02"
        "cexceptions\nKeyError\nq\x00.");
    PM_CHECK_DUMPS(pm_value_of("range(1, 2)"), pm_python2_dialect,
        "\x80\x02"
        "c__builtin__\nxrange\nq\x00K\x01K\x02K\x01\x87q\x01Rq\x02.");
    PM_CHECK_DUMPS(pm_value_of("bytearray(b'a\\xff')"), pm_python2_dialect,
        "\x80\x02"
        "c__builtin__\nbytearray\nq\x00X\x03\0\0\0a\xc3\xbfq\x01U\x07latin-1q\x02\x86q\x03Rq\x04.");
    PM_CHECK_DUMPS(pm_value_of("{1}"), pm_python2_dialect,
        "\x80\x02"
        "c__builtin__\nset\nq\x00]q\x01K\x01"
        "a\x85q\x02Rq\x03.");
}

/* Python 3's int is two types of Python 2. */
static void python2_gets_its_own_types_back(void)
{
    static const char pickle[] = "\x80\x02(c__builtin__\nint\nq\x00"
                                 "c__builtin__\nlong\nq\x01"
                                 "c__builtin__\nstr\nq\x02"
                                 "cexceptions\nStandardError\nq\x03tq\x04.";
    struct pm_error error;

    PM_CHECK_DUMPS(pm_unpickle(pickle, sizeof pickle - 1, &error), pm_python2_dialect, pickle);
    PM_CHECK_DUMPS(pm_unpickle(pickle, sizeof pickle - 1, &error), pm_protocol(3),
        "\x80\x03(cbuiltins\nint\nq\x00h\x00"
        "cbuiltins\nstr\nq\x01"
        "cbuiltins\nException\nq\x02tq\x03.");
}

/* --- globals --- */

static void names_inside_classes_are_attributes(void)
{
    PM_CHECK_DUMPS(pymgr_global("m", "A.B.C"), pm_protocol(3),
        "\x80\x03"
        "cbuiltins\ngetattr\nq\x00h\x00"
        "cm\nA\nq\x01X\x01\0\0\0Bq\x02\x86q\x03Rq\x04"
        "X\x01\0\0\0Cq\x05\x86q\x06Rq\x07.");
    PM_CHECK_DUMPS(pymgr_global("m", "A.B"), pm_protocol(4),
        "\x80\x04\x95\x0d\0\0\0\0\0\0\0\x8c\x01m\x94\x8c\x03"
        "A.B\x94\x93\x94.");
}

/* Two values of one class need not share the value that names it. */
static void equal_globals_are_written_once(void)
{
    PM_CHECK_DUMPS(pymgr_tuple_of(2, pymgr_global("m", "C"), pymgr_global("m", "C")), pm_protocol(3),
        "\x80\x03"
        "cm\nC\nq\x00h\x00\x86q\x01.");
    PM_CHECK_DUMPS(pymgr_tuple_of(2, pymgr_global("m", "C"), pymgr_global("m", "D")), pm_protocol(4),
        "\x80\x04\x95\x15\0\0\0\0\0\0\0\x8c\x01m\x94\x8c\x01"
        "C\x94\x93\x94h\x00\x8c\x01"
        "D\x94\x93\x94\x86\x94.");
}

static void check_unserializable(pymgr_value *value, struct pm_dialect dialect, const char *text)
{
    struct pm_buffer out = PM_BUFFER_INIT;
    struct pm_error error = { .text = "" };

    pm_put_text(&out, "before");
    CU_ASSERT_EQUAL(pm_pickle_to(&out, value, dialect, &error), -1);
    CU_ASSERT_EQUAL(error.kind, PM_ERROR_UNSERIALIZABLE);
    pm_check_text("an error", error.text, text);
    CU_ASSERT_EQUAL(pm_buffer_length(&out), strlen("before"));
    pm_buffer_free(&out);
    pymgr_unref(value);
}

static void names_that_lines_cannot_carry(void)
{
    check_unserializable(
        pymgr_global("m", "a\nb"), pm_protocol(3), "can't pickle a global with a newline in its name");
    check_unserializable(
        pymgr_global("m\nn", "a"), pm_python2_dialect, "can't pickle a global with a newline in its name");
    check_unserializable(pymgr_global("m", "caf\303\251"), pm_python2_dialect,
        "can't pickle global identifier 'm.caf\303\251' using pickle protocol 2");
    PM_CHECK_DUMPS(pymgr_global("m", "\303\251"), pm_protocol(3),
        "\x80\x03"
        "cm\n\303\251\nq\x00.");
}

/* --- instances --- */

static void instances_go_back_as_they_came(void)
{
    static const char pickle[] = "\x80\x03"
                                 "cm\nC\nq\x00K\x01\x85q\x01Rq\x02K\x02"
                                 "a(K\x03K\x04K\x05K\x06u"
                                 "}q\x03K\x07K\x08sb.";
    static const char old[] = "\x80\x03(cm\nC\nq\x00K\x01oq\x01.";
    static const char with_setter[] = "\x80\x03"
                                      "cm\nC\nq\x00)Rq\x01"
                                      "cm\nset\nq\x02h\x01}q\x03\x86R0.";
    struct pm_error error;

    PM_CHECK_DUMPS(pm_unpickle(pickle, sizeof pickle - 1, &error), pm_protocol(3), pickle);
    PM_CHECK_DUMPS(pm_unpickle(old, sizeof old - 1, &error), pm_protocol(3), old);
    PM_CHECK_DUMPS(pm_unpickle(with_setter, sizeof with_setter - 1, &error), pm_protocol(3), with_setter);
}

static void keyword_arguments_need_a_partial_before_protocol_4(void)
{
    static const char pickle[] = "\x80\x04"
                                 "cm\nC\nK\x01\x85}X\x01\0\0\0aK\x02s\x92.";
    struct pm_error error;

    PM_CHECK_DUMPS(pm_unpickle(pickle, sizeof pickle - 1, &error), pm_protocol(3),
        "\x80\x03"
        "cfunctools\npartial\nq\x00"
        "cbuiltins\ngetattr\nq\x01"
        "cm\nC\nq\x02X\x07\0\0\0__new__q\x03"
        "\x86q\x04Rq\x05\x85q\x06Rq\x07(h\x05h\x02K\x01\x86q\x08}q\x09X\x01\0\0\0aq\x0aK\x02sNtq\x0b"
        "b)Rq\x0c.");
}

/* --- limits --- */

static pymgr_value *nested(size_t depth)
{
    pymgr_value *value = pymgr_list();

    while (--depth > 0) {
        pymgr_value *outer = pymgr_list();

        CU_ASSERT_EQUAL(pymgr_list_append(outer, value), 0);
        value = outer;
    }
    return value;
}

static void depth_is_limited(void)
{
    struct pm_buffer out = PM_BUFFER_INIT;
    struct pm_error error = { .text = "" };
    pymgr_value *deep = nested(PM_VALUE_DEPTH), *deeper = nested(PM_VALUE_DEPTH + 1);

    CU_ASSERT_EQUAL(pm_pickle_to(&out, deep, pm_protocol(4), &error), 0);
    CU_ASSERT_EQUAL(pm_pickle_to(&out, deeper, pm_protocol(4), &error), -1);
    CU_ASSERT_EQUAL(error.kind, PM_ERROR_RECURSION);
    CU_ASSERT_STRING_EQUAL(error.text, "maximum recursion depth exceeded while pickling an object");
    pymgr_unref(deep);
    pymgr_unref(deeper);
    pm_buffer_free(&out);
}

/* Each dot of a name is a level, too. */
static void dots_are_limited(void)
{
    enum { DOTS = 100000 };
    struct pm_buffer out = PM_BUFFER_INIT;
    struct pm_error error = { .text = "" };
    char *name = malloc(DOTS + 1);
    pymgr_value *value;

    CU_ASSERT_PTR_NOT_NULL_FATAL(name);
    memset(name, '.', DOTS);
    name[DOTS] = '\0';
    value = pymgr_global("m", name);
    CU_ASSERT_EQUAL(pm_pickle_to(&out, value, pm_protocol(4), &error), 0);
    CU_ASSERT_EQUAL(pm_pickle_to(&out, value, pm_protocol(3), &error), -1);
    CU_ASSERT_EQUAL(error.kind, PM_ERROR_RECURSION);
    pymgr_unref(value);
    pm_buffer_free(&out);
    free(name);
}

/* The message fits as long as it is no longer than the buffer allows, to the byte. */
static void check_limit(const pymgr_value *value, int protocol)
{
    struct pm_buffer out = PM_BUFFER_INIT;
    struct pm_error error = { .text = "" };
    size_t length;

    CU_ASSERT_EQUAL(pm_pickle_to(&out, value, pm_protocol(protocol), &error), 0);
    length = pm_buffer_length(&out);
    pm_buffer_free(&out);
    for (size_t limit = 1; limit <= length + 1; limit++) {
        struct pm_buffer limited = { .limit = limit };
        int status = pm_pickle_to(&limited, value, pm_protocol(protocol), &error);

        CU_ASSERT_EQUAL(status, limit < length ? -1 : 0);
        CU_ASSERT(status == 0 || (error.kind == PM_ERROR_LIMIT && pm_buffer_length(&limited) == 0));
        pm_buffer_free(&limited);
    }
}

static void output_is_limited(void)
{
    pymgr_value *value = pm_value_of("[1, 'two', 3.0, {'four': [5, 300, 70000]}, b'six', (7, 8, 9, 10)]");

    CU_ASSERT_PTR_NOT_NULL_FATAL(value);
    for (int protocol = 2; protocol <= 5; protocol++)
        check_limit(value, protocol);
    pymgr_unref(value);
}

/* Whether a value is known by its address must not change what is numbered. */
static void sharing_from_outside_changes_nothing(void)
{
    pymgr_value *item = pm_value_of("['item']"), *list = pymgr_list();

    CU_ASSERT_EQUAL(pymgr_list_append(list, pymgr_ref(item)), 0);
    CU_ASSERT_EQUAL(pymgr_list_append(list, pymgr_ref(item)), 0);
    PM_CHECK_DUMPS(pymgr_ref(list), pm_protocol(3),
        "\x80\x03]q\x00(]q\x01X\x04\0\0\0itemq\x02"
        "ah\x01"
        "e.");
    PM_CHECK_DUMPS(list, pm_protocol(3),
        "\x80\x03]q\x00(]q\x01X\x04\0\0\0itemq\x02"
        "ah\x01"
        "e.");
    pymgr_unref(item);
}

static void messages_follow_one_another_in_one_scratch(void)
{
    struct pm_scratch *scratch = pm_scratch_new();
    struct pm_buffer first = PM_BUFFER_INIT, second = PM_BUFFER_INIT;
    pymgr_value *value = pm_value_of("[[1], 'text', {2: ()}]");
    struct pm_dialect dialect = pm_protocol(4);
    struct pm_error error;

    CU_ASSERT_FATAL(scratch != NULL && value != NULL);
    pymgr_ref(value);
    CU_ASSERT_EQUAL(pm_codec_pickle.dump(scratch, &dialect, value, &first, &error), 0);
    pm_put_text(&second, "behind");
    CU_ASSERT_EQUAL(pm_codec_pickle.dump(scratch, &dialect, value, &second, &error), 0);
    CU_ASSERT_EQUAL(pm_buffer_length(&second), pm_buffer_length(&first) + strlen("behind"));
    CU_ASSERT_EQUAL(memcmp(pm_buffer_bytes(&second) + strlen("behind"), pm_buffer_bytes(&first),
                        pm_buffer_length(&first)),
        0);
    pymgr_unref(value);
    pymgr_unref(value);
    pm_buffer_free(&first);
    pm_buffer_free(&second);
    pm_scratch_free(scratch);
}

/* --- large messages: memory of the scratch grows and is given back, frames are cut --- */

enum { MANY = 20000 };

/* Each item twice, so that the memo has to find it. */
static pymgr_value *twice_each(pymgr_value *(*make)(int number))
{
    pymgr_value *list = pymgr_list();

    for (int i = 0; i < MANY; i++) {
        pymgr_value *item = make(i);

        CU_ASSERT_EQUAL(pymgr_list_append(list, pymgr_ref(item)), 0);
        CU_ASSERT_EQUAL(pymgr_list_append(list, item), 0);
    }
    return list;
}

static pymgr_value *make_text(int number)
{
    return pm_str_format("text number %d", number);
}

/* A value for each global, so that only its name tells that it has been written. */
static pymgr_value *make_pair_of_globals(int number)
{
    char name[32];

    snprintf(name, sizeof name, "name%d", number);
    return pymgr_tuple_of(2, pymgr_global("module", name), pymgr_global("module", name));
}

static pymgr_value *make_cycle(int number)
{
    static const char pickle[] = "]q\0h\0a.";
    struct pm_error error;

    (void)number;
    return pm_unpickle(pickle, sizeof pickle - 1, &error);
}

static void goes_round(struct pm_scratch *scratch, const pymgr_value *value, int protocol)
{
    struct pm_buffer first = PM_BUFFER_INIT, second = PM_BUFFER_INIT;
    struct pm_dialect dialect = pm_protocol(protocol), sender;
    struct pm_error error;
    pymgr_value *again = NULL;

    CU_ASSERT_EQUAL_FATAL(pm_codec_pickle.dump(scratch, &dialect, value, &first, &error), 0);
    CU_ASSERT_EQUAL_FATAL(pm_codec_pickle.load(scratch, pm_buffer_bytes(&first), pm_buffer_length(&first),
                              &sender, &again, &error),
        0);
    CU_ASSERT_EQUAL_FATAL(pm_codec_pickle.dump(scratch, &dialect, again, &second, &error), 0);
    CU_ASSERT_EQUAL_FATAL(pm_buffer_length(&first), pm_buffer_length(&second));
    CU_ASSERT_EQUAL(memcmp(pm_buffer_bytes(&first), pm_buffer_bytes(&second), pm_buffer_length(&first)), 0);
    pymgr_unref(again);
    pm_buffer_free(&first);
    pm_buffer_free(&second);
}

static void large_messages(void)
{
    static pymgr_value *(*const makers[])(int number) = { make_text, make_pair_of_globals, make_cycle };
    struct pm_scratch *scratch = pm_scratch_new();

    CU_ASSERT_PTR_NOT_NULL_FATAL(scratch);
    for (size_t i = 0; i < sizeof makers / sizeof makers[0]; i++) {
        pymgr_value *value = twice_each(makers[i]);

        goes_round(scratch, value, 3);
        goes_round(scratch, value, 5);
        pymgr_unref(value);
    }
    pm_scratch_free(scratch);
}

/* --- large texts, which are referred to where the output takes that --- */

enum { LARGE = 100000 };

/* One of each kind that is text or bytes, one of them twice. */
static pymgr_value *large_texts(void)
{
    char *bytes = calloc(1, LARGE);
    pymgr_value *text = pm_str_trusted(bytes, LARGE);
    pymgr_value *list = pymgr_list();
    pymgr_value *items[] = { text, pymgr_ref(text), pymgr_bytes(bytes, LARGE), pymgr_bytearray(bytes, LARGE),
        pm_array_new('b', bytes, LARGE) };

    for (size_t i = 0; i < sizeof items / sizeof items[0]; i++)
        CU_ASSERT_EQUAL(pymgr_list_append(list, items[i]), 0);
    free(bytes);
    return list;
}

/* Compares what two buffers hold, the second one with references. */
static void check_same(const struct pm_buffer *plain, const struct pm_buffer *referring)
{
    const unsigned char *expected = pm_buffer_bytes(plain);
    struct iovec pieces[16];
    size_t count = pm_buffer_pieces(referring, pieces, 16);

    CU_ASSERT_EQUAL_FATAL(pm_buffer_length(plain), pm_buffer_size(referring));
    for (size_t i = 0; i < count; i++) {
        CU_ASSERT_EQUAL(memcmp(expected, pieces[i].iov_base, pieces[i].iov_len), 0);
        expected += pieces[i].iov_len;
    }
}

static void large_texts_need_not_be_copied(void)
{
    pymgr_value *list = large_texts();

    for (int protocol = 2; protocol <= 5; protocol++) {
        struct pm_dialect dialect = { .protocol = protocol, .python2 = protocol == 2 };
        struct pm_buffer plain = PM_BUFFER_INIT, referring = { .refers = true };
        struct pm_error error;

        CU_ASSERT_EQUAL(pm_pickle_to(&plain, list, dialect, &error), 0);
        CU_ASSERT_EQUAL(pm_pickle_to(&referring, list, dialect, &error), 0);
        check_same(&plain, &referring);
        if (protocol > 2)
            CU_ASSERT(pm_buffer_length(&referring) < LARGE);
        pm_buffer_free(&plain);
        pm_buffer_free(&referring);
    }
    pymgr_unref(list);
}

static void no_memory_for_references(void)
{
    pymgr_value *list = large_texts();
    struct pm_error error;
    int status = -1;

    for (size_t n = 1; status != 0 && n < 100; n++) {
        struct pm_buffer out = { .refers = true };

        pm_memory_fail_at(n);
        status = pm_pickle_to(&out, list, pm_protocol(4), &error);
        pm_memory_fail_at(0);
        CU_ASSERT(status == 0 || (error.kind == PM_ERROR_NOMEM && pm_buffer_size(&out) == 0));
        pm_buffer_free(&out);
    }
    CU_ASSERT_EQUAL(status, 0);
    pymgr_unref(list);
}

static const struct pm_test tests[] = {
    { "protocols below 2 get 2", protocols_below_2_get_2 },
    { "Python 2 gets str", python2_gets_str },
    { "Python 2 gets its str back", python2_gets_its_str_back },
    { "Python 2 gets int where it has int", python2_gets_int_where_it_has_int },
    { "Python 2 gets its names and forms", python2_gets_its_names_and_forms },
    { "Python 2 gets its own types back", python2_gets_its_own_types_back },
    { "names inside classes are attributes", names_inside_classes_are_attributes },
    { "equal globals are written once", equal_globals_are_written_once },
    { "names that lines cannot carry", names_that_lines_cannot_carry },
    { "instances go back as they came", instances_go_back_as_they_came },
    { "keyword arguments need a partial before protocol 4",
        keyword_arguments_need_a_partial_before_protocol_4 },
    { "depth is limited", depth_is_limited },
    { "dots are limited", dots_are_limited },
    { "output is limited", output_is_limited },
    { "sharing from outside changes nothing", sharing_from_outside_changes_nothing },
    { "large messages", large_messages },
    { "large texts need not be copied", large_texts_need_not_be_copied },
    { "no memory for references", no_memory_for_references },
    { "messages follow one another in one scratch", messages_follow_one_another_in_one_scratch },
};

const struct pm_suite pm_suite_pickle_dump = { "codec/pickle_dump", PM_SUITE(tests) };
