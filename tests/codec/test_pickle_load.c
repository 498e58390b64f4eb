/* SPDX-License-Identifier: MIT */
#include "codec/pickling.h"
#include "unit.h"

#include <stdlib.h>

static void numbers_in_every_form(void)
{
    PM_CHECK_LOADS("I42\n.", "42");
    PM_CHECK_LOADS("I-7\n.", "-7");
    PM_CHECK_LOADS("I00\n.", "False");
    PM_CHECK_LOADS("I01\n.", "True");
    PM_CHECK_LOADS("I123456789012345678901234567890\n.", "123456789012345678901234567890");
    PM_CHECK_LOADS("L5L\n.", "5");
    PM_CHECK_LOADS("L-99999999999999999999L\n.", "-99999999999999999999");
    PM_CHECK_LOADS("K\xff.", "255");
    PM_CHECK_LOADS("M\xff\xff.", "65535");
    PM_CHECK_LOADS("J\xff\xff\xff\xff.", "-1");
    PM_CHECK_LOADS("\x80\x02\x8a\x00.", "0");
    PM_CHECK_LOADS("\x80\x02\x8a\x09\x00\x00\x00\x00\x00\x00\x00\x80\x00.", "9223372036854775808");
    PM_CHECK_LOADS("\x80\x02\x8b\x01\x00\x00\x00\xff.", "-1");
    PM_CHECK_LOADS("F1.5e3\n.", "1500.0");
    PM_CHECK_LOADS("F-inf\n.", "-inf");
    PM_CHECK_LOADS("G\xbf\xf8\x00\x00\x00\x00\x00\x00.", "-1.5");
    PM_CHECK_LOADS("(N\x88\x89t.", "(None, True, False)");
}

static void texts_in_every_form(void)
{
    PM_CHECK_LOADS("Vcaf\xe9 \\u20ac \\U0001f600 \\x \\\\u0041\n.",
        "'caf\303\251 \342\202\254 \360\237\230\200 \\\\x \\\\\\\\u0041'");
    PM_CHECK_LOADS("Vends in \\\n.", "'ends in \\\\'");
    PM_CHECK_LOADS("X\x02\0\0\0\xc3\xa9.", "'\303\251'");
    PM_CHECK_LOADS("\x80\x04\x8c\x01"
                   "a.",
        "'a'");
    PM_CHECK_LOADS("\x80\x04\x8d\x01\0\0\0\0\0\0\0a.", "'a'");
    PM_CHECK_LOADS("\x80\x03\x43\x02\x00\xff.", "b'\\x00\\xff'");
    PM_CHECK_LOADS("\x80\x03\x42\x01\x00\x00\x00\xff.", "b'\\xff'");
    PM_CHECK_LOADS("\x80\x04\x8e\x01\0\0\0\0\0\0\0\xff.", "b'\\xff'");
    PM_CHECK_LOADS("\x80\x05\x96\x01\0\0\0\0\0\0\0\xff.", "bytearray(b'\\xff')");
}

static void python2_str_is_text_if_it_can_be(void)
{
    PM_CHECK_LOADS("S'plain'\n.", "'plain'");
    PM_CHECK_LOADS("S\"it's\" \t\r\n.", "\"it's\"");
    PM_CHECK_LOADS("S'\\x41\\102\\n\\t\\\\\\'\\\"\\q'\n.", "'AB\\n\\t\\\\\\'\"\\\\q'");
    PM_CHECK_LOADS("S'\\xc3\\xa9'\n.", "'\303\251'");
    PM_CHECK_LOADS("S'\\xff'\n.", "b'\\xff'");
    PM_CHECK_LOADS("S''\n.", "''");
    PM_CHECK_LOADS("U\x02\xc3\xa9.", "'\303\251'");
    PM_CHECK_LOADS("U\x01\xff.", "b'\\xff'");
    PM_CHECK_LOADS("T\x01\0\0\0a.", "'a'");
}

static void containers_in_every_form(void)
{
    PM_CHECK_LOADS("].", "[]");
    PM_CHECK_LOADS("(l.", "[]");
    PM_CHECK_LOADS("(NNl.", "[None, None]");
    PM_CHECK_LOADS("]Na.", "[None]");
    PM_CHECK_LOADS("](NNe(Ne(e.", "[None, None, None]");
    PM_CHECK_LOADS("(t.", "()");
    PM_CHECK_LOADS(").", "()");
    PM_CHECK_LOADS("(K\x01K\x02t.", "(1, 2)");
    PM_CHECK_LOADS("\x80\x02K\x01\x85K\x02\x86K\x03K\x04\x87.", "(((1,), 2), 3, 4)");
    PM_CHECK_LOADS("}.", "{}");
    PM_CHECK_LOADS("(d.", "{}");
    PM_CHECK_LOADS("(K\x01NK\x02Nd.", "{1: None, 2: None}");
    PM_CHECK_LOADS("}K\x01Ns(K\x01\x88K\x02Nu.", "{1: True, 2: None}");
    PM_CHECK_LOADS("\x80\x04\x8f(K\x01K\x02K\x01\x90.", "{1, 2}");
    PM_CHECK_LOADS("\x80\x04(K\x01K\x01\x91.", "frozenset({1})");
}

static void stack_and_memo(void)
{
    PM_CHECK_LOADS("NK\x01"
                   "0.",
        "None");
    PM_CHECK_LOADS("N(0.", "None");
    PM_CHECK_LOADS("N(NNN1.", "None");
    PM_CHECK_LOADS("(]2t.", "([], [])");
    PM_CHECK_LOADS("(]p0\ng0\nq\x01h\x01r\x02\0\0\0j\x02\0\0\0t.", "([], [], [], [])");
    PM_CHECK_LOADS("\x80\x04(]\x94}\x94h\x00h\x01t.", "([], {}, [], {})");
    /* An entry may be filled anew. */
    PM_CHECK_LOADS("(]q\x00}q\x00h\x00t.", "([], {}, {})");
    PM_CHECK_LOADS("(]q\x00h\x00q\x00h\x00t.", "([], [], [])");
}

static void names_of_python2(void)
{
    PM_CHECK_LOADS("c__builtin__\nlong\n.", "<class 'int'>");
    PM_CHECK_LOADS("cexceptions\nKeyError\n.", "<class 'KeyError'>");
    PM_CHECK_LOADS("\x80\x02"
                   "cQueue\nEmpty\n.",
        "<class 'queue.Empty'>");
    /* Only protocols that Python 2 speaks have them. */
    PM_CHECK_LOADS("\x80\x03"
                   "cQueue\nEmpty\n.",
        "<class 'Queue.Empty'>");
}

/* --- instances --- */

static pymgr_value *loaded(const char *pickle, size_t size)
{
    struct pm_error error = { .text = "" };
    pymgr_value *value = pm_unpickle(pickle, size, &error);

    CU_ASSERT_STRING_EQUAL(error.text, "");
    CU_ASSERT_PTR_NOT_NULL_FATAL(value);
    return value;
}

#define LOADED(pickle) loaded(pickle, sizeof(pickle) - 1)

static const struct pm_instance *instance_of(const pymgr_value *value)
{
    CU_ASSERT_FATAL(pm_is(value, PYMGR_INSTANCE));
    return PM_CONST_CAST(pm_instance, value);
}

static void instances_keep_what_made_them(void)
{
    pymgr_value *value = LOADED("\x80\x04"
                                "cm\nC\nK\x01\x85RK\x02"
                                "a(K\x03K\x04"
                                "e(K\x05K\x06uK\x07K\x08s}b.");
    const struct pm_instance *self = instance_of(value);

    CU_ASSERT_EQUAL(self->how, PM_REDUCE);
    CU_ASSERT(pm_global_is(self->callable, "m", "C"));
    CU_ASSERT_EQUAL(pymgr_length(self->args), 1);
    CU_ASSERT_EQUAL(pymgr_length(self->items), 3);
    CU_ASSERT_EQUAL(pymgr_length(self->pairs), 4);
    CU_ASSERT(pm_is(self->state, PYMGR_DICT));
    CU_ASSERT_PTR_NULL(self->kwargs);
    CU_ASSERT_PTR_NULL(self->setter);
    pymgr_unref(value);
}

static void ways_of_making(void)
{
    pymgr_value *newobj = LOADED("\x80\x02"
                                 "cm\nC\n)\x81.");
    pymgr_value *newobj_ex = LOADED("\x80\x04"
                                    "cm\nC\n)}\x92.");
    pymgr_value *obj = LOADED("(cm\nC\nK\x01o.");
    pymgr_value *inst = LOADED("(K\x01K\x02im\nC\n.");

    CU_ASSERT_EQUAL(instance_of(newobj)->how, PM_NEWOBJ);
    CU_ASSERT_EQUAL(instance_of(newobj_ex)->how, PM_NEWOBJ_EX);
    CU_ASSERT(pm_is(instance_of(newobj_ex)->kwargs, PYMGR_DICT));
    CU_ASSERT_EQUAL(instance_of(obj)->how, PM_OBJ);
    CU_ASSERT_EQUAL(pymgr_length(instance_of(obj)->args), 1);
    CU_ASSERT_EQUAL(instance_of(inst)->how, PM_OBJ);
    CU_ASSERT_EQUAL(pymgr_length(instance_of(inst)->args), 2);
    pymgr_unref(newobj);
    pymgr_unref(newobj_ex);
    pymgr_unref(obj);
    pymgr_unref(inst);
}

static void a_state_may_have_a_setter(void)
{
    pymgr_value *value = LOADED("\x80\x04"
                                "cm\nC\n)R\x94"
                                "cm\nset_state\nh\x00}\x86R0.");
    const struct pm_instance *self = instance_of(value);

    CU_ASSERT_PTR_NOT_NULL_FATAL(self->setter);
    CU_ASSERT(pm_global_is(self->setter, "m", "set_state"));
    CU_ASSERT(pm_is(self->state, PYMGR_DICT));
    pymgr_unref(value);
}

static void dialects_are_told(void)
{
    static const struct {
        const char *pickle;
        struct pm_dialect dialect;
    } cases[] = {
        { "N.", { .protocol = 0, .python2 = true } },
        { "\x80\x02N.", { .protocol = 2, .python2 = true } },
        { "\x80\x03N.", { .protocol = 3 } },
        { "\x80\x05N.", { .protocol = 5 } },
    };
    struct pm_scratch *scratch = pm_scratch_new();

    CU_ASSERT_PTR_NOT_NULL_FATAL(scratch);
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct pm_dialect dialect;
        struct pm_error error;
        pymgr_value *value;
        const unsigned char *bytes = (const unsigned char *)cases[i].pickle;

        CU_ASSERT_EQUAL(
            pm_codec_pickle.load(scratch, bytes, strlen(cases[i].pickle), &dialect, &value, &error), 0);
        CU_ASSERT_EQUAL(dialect.protocol, cases[i].dialect.protocol);
        CU_ASSERT_EQUAL(dialect.python2, cases[i].dialect.python2);
        pymgr_unref(value);
    }
    pm_scratch_free(scratch);
}

/* --- hostile ones --- */

static void check_limit(const char *pickle, size_t size)
{
    struct pm_error error;

    CU_ASSERT_PTR_NULL(pm_unpickle(pickle, size, &error));
    CU_ASSERT_EQUAL(error.kind, PM_ERROR_LIMIT);
}

static void decimal_digits_are_limited(void)
{
    enum { DIGITS = 5000 };
    char pickle[DIGITS + 3] = "L";

    memset(pickle + 1, '7', DIGITS);
    memcpy(pickle + 1 + DIGITS, "\n.", 2);
    check_limit(pickle, sizeof pickle);
}

static void names_are_limited(void)
{
    enum { SIZE = 5000 };
    char global[SIZE + 5] = "c", stack_global[SIZE + 7] = "X\x88\x13\0\0";

    memset(global + 1, 'm', SIZE);
    memcpy(global + 1 + SIZE, "\nn\n.", 4);
    check_limit(global, sizeof global);
    memset(stack_global + 5, 'm', SIZE);
    memcpy(stack_global + 5 + SIZE, "2\x93", 2);
    check_limit(stack_global, sizeof stack_global);
}

/* A list in a list in a list ... */
static unsigned char *deep_lists(size_t depth, size_t *sizep)
{
    unsigned char *bytes = malloc(2 * depth);

    CU_ASSERT_PTR_NOT_NULL_FATAL(bytes);
    memset(bytes, ']', depth);
    memset(bytes + depth, 'a', depth - 1);
    bytes[2 * depth - 1] = '.';
    *sizep = 2 * depth;
    return bytes;
}

static void depth_is_no_matter(void)
{
    struct pm_error error;
    size_t size;
    unsigned char *bytes = deep_lists(1000000, &size);
    pymgr_value *value = pm_unpickle(bytes, size, &error);

    CU_ASSERT_PTR_NOT_NULL(value);
    pymgr_unref(value);
    free(bytes);
}

/* Each of 60 tuples holds the one before it twice: they would be 2 to the 60 when looked through one by one.
 */
static void sharing_is_not_looked_through_twice(void)
{
    enum { LEVELS = 60 };
    char pickle[2 * LEVELS + 8] = "}";
    char *at = pickle + 1;
    struct pm_error error;
    pymgr_value *value;

    *at++ = ')';
    for (int i = 0; i < LEVELS; i++) {
        *at++ = '2';
        *at++ = (char)0x86;
    }
    memcpy(at, "Ns.", 3);
    value = pm_unpickle(pickle, (size_t)(at + 3 - pickle), &error);
    CU_ASSERT_PTR_NOT_NULL(value);
    pymgr_unref(value);
}

/* The memo may have no more entries than bytes have been read, so its memory is bounded by the message. */
static void the_memo_grows_with_the_message(void)
{
    PM_CHECK_LOADS("Nq\x01.", "None");
    PM_CHECK_REFUSED("Nq\x02.", 1, "BINPUT: memo index 2 is more than values can have come before");
    PM_CHECK_REFUSED(
        "Nr\0\0\0\x10.", 1, "LONG_BINPUT: memo index 268435456 is more than values can have come before");
}

/* What is in no way part of the result must be freed, though it contains itself. */
static void cycles_out_of_reach_are_freed(void)
{
    PM_CHECK_LOADS("]2a0N.", "None");
    PM_CHECK_LOADS("]q\0h\0a0N.", "None");
    PM_CHECK_LOADS("(]q\0}q\1Nh\0s0h\0h\1a0Nt.", "([{None: [...]}], None)");
    PM_CHECK_LOADS("cm\nC\n)Rq\0h\0b0N.", "None");
    PM_CHECK_LOADS("cm\nC\n)Rq\0h\0a0N.", "None");
    PM_CHECK_LOADS("cm\nC\n)Rq\0(Nh\0u0N.", "None");
    PM_CHECK_LOADS("\x80\x04\x8f\x94(cm\nC\n)Rh\0b\x90"
                   "0N.",
        "None");
    /* The list is no longer in the memo when it is put into itself. */
    PM_CHECK_LOADS("]q\0h\0Nq\0"
                   "0a0N.",
        "None");
}

static void cycles_in_a_failed_load_are_freed(void)
{
    PM_CHECK_REFUSED("]q\0h\0a", 6, "pickle without STOP");
    PM_CHECK_REFUSED("]q\0(h\0h\0e}h\0Ns.", 13, "SETITEM: unhashable type: 'list'");
}

static void a_scratch_serves_again_after_failures(void)
{
    static const char *const pickles[] = { "((((]]]]N", "]q\1h\1a.", "(((N.", "\xff" };
    struct pm_scratch *scratch = pm_scratch_new();
    struct pm_dialect dialect;
    struct pm_error error;
    pymgr_value *value = NULL;

    CU_ASSERT_PTR_NOT_NULL_FATAL(scratch);
    for (size_t i = 0; i < sizeof pickles / sizeof pickles[0]; i++) {
        if (pm_codec_pickle.load(scratch, (const unsigned char *)pickles[i], strlen(pickles[i]), &dialect,
                &value, &error) == 0)
            pymgr_unref(value);
        CU_ASSERT_EQUAL(
            pm_codec_pickle.load(scratch, (const unsigned char *)"].", 2, &dialect, &value, &error), 0);
        CU_ASSERT_EQUAL(pymgr_length(value), 0);
        pymgr_unref(value);
    }
    pm_scratch_free(scratch);
}

static const struct pm_test tests[] = {
    { "numbers in every form", numbers_in_every_form },
    { "texts in every form", texts_in_every_form },
    { "Python 2's str is text if it can be", python2_str_is_text_if_it_can_be },
    { "containers in every form", containers_in_every_form },
    { "stack and memo", stack_and_memo },
    { "names of Python 2", names_of_python2 },
    { "instances keep what made them", instances_keep_what_made_them },
    { "ways of making", ways_of_making },
    { "a state may have a setter", a_state_may_have_a_setter },
    { "dialects are told", dialects_are_told },
    { "decimal digits are limited", decimal_digits_are_limited },
    { "names are limited", names_are_limited },
    { "depth is no matter", depth_is_no_matter },
    { "sharing is not looked through twice", sharing_is_not_looked_through_twice },
    { "the memo grows with the message", the_memo_grows_with_the_message },
    { "cycles out of reach are freed", cycles_out_of_reach_are_freed },
    { "cycles in a failed load are freed", cycles_in_a_failed_load_are_freed },
    { "a scratch serves again after failures", a_scratch_serves_again_after_failures },
};

const struct pm_suite pm_suite_pickle_load = { "codec/pickle_load", PM_SUITE(tests) };
