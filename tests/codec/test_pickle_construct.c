/* SPDX-License-Identifier: MIT
 *
 * Constructors, in the forms in which the versions of Python pickle them.
 */
#include "codec/pickling.h"
#include "unit.h"

static void sets(void)
{
    PM_CHECK_LOADS("\x80\x02"
                   "c__builtin__\nset\n](K\x01K\x02K\x01"
                   "e\x85R.",
        "{1, 2}");
    PM_CHECK_LOADS("\x80\x03"
                   "cbuiltins\nfrozenset\n]\x85R.",
        "frozenset()");
    PM_CHECK_LOADS("\x80\x03"
                   "cbuiltins\nset\n)R.",
        "set()");
    PM_CHECK_LOADS("c__builtin__\nset\n((I1\nttR.", "{1}");
}

static void lists_of_views(void)
{
    PM_CHECK_LOADS("\x80\x03"
                   "cbuiltins\nlist\n](K\x01K\x02"
                   "e\x85R.",
        "[1, 2]");
}

static void bytes(void)
{
    PM_CHECK_LOADS("\x80\x02"
                   "c_codecs\nencode\nX\x03\0\0\0a\xc3\xbfX\x06\0\0\0latin1\x86R.",
        "b'a\\xff'");
    PM_CHECK_LOADS("\x80\x02"
                   "c__builtin__\nbytes\n)R.",
        "b''");
    PM_CHECK_LOADS("c__builtin__\nbytearray\n(Va\\u00ff\nS'latin-1'\ntR.", "bytearray(b'a\\xff')");
    PM_CHECK_LOADS("\x80\x03"
                   "cbuiltins\nbytearray\nC\x02"
                   "a\xff\x85R.",
        "bytearray(b'a\\xff')");
    PM_CHECK_LOADS("\x80\x03"
                   "cbuiltins\nbytearray\n)R.",
        "bytearray(b'')");
}

static void numbers(void)
{
    PM_CHECK_LOADS("c__builtin__\ncomplex\n(F1\nF-2\ntR.", "(1-2j)");
    PM_CHECK_LOADS("c__builtin__\nxrange\n(I1\nI9\nI2\ntR.", "range(1, 9, 2)");
    PM_CHECK_LOADS("c__builtin__\nslice\n(NI9\nNtR.", "slice(None, 9, None)");
}

static void arrays(void)
{
    PM_CHECK_LOADS("\x80\x04"
                   "carray\narray\n\x8c\x01hC\x04\x01\x00\xff\xff\x86R.",
        "array('h', [1, -1])");
    PM_CHECK_LOADS("\x80\x02"
                   "carray\narray\nU\x01hU\x04\x01\x00\x02\x00\x86R.",
        "array('h', [1, 2])");
    PM_CHECK_LOADS("\x80\x02"
                   "carray\narray\nU\x01h](K\x01J\xff\xff\xff\xff"
                   "e\x86R.",
        "array('h', [1, -1])");
    PM_CHECK_LOADS("\x80\x02"
                   "carray\narray\nU\x01"
                   "d]G\x3f\xf8\0\0\0\0\0\0"
                   "a\x86R.",
        "array('d', [1.5])");
    PM_CHECK_LOADS("\x80\x02"
                   "carray\narray\nU\x01Q]\x8a\x09\xff\xff\xff\xff\xff\xff\xff\xff\x00"
                   "a\x86R.",
        "array('Q', [18446744073709551615])");
    PM_CHECK_LOADS("\x80\x02"
                   "carray\narray\nU\x01u]X\x03\0\0\0\xe2\x82\xac"
                   "a\x86R.",
        "array('u', '\342\202\254')");
    PM_CHECK_LOADS("\x80\x03"
                   "carray\n_array_reconstructor\n(carray\narray\nX\x01\0\0\0bK\x01"
                   "C\x02\x01\xfftR.",
        "array('b', [1, -1])");
}

static void stays_an_instance(const char *pickle, size_t size)
{
    struct pm_error error = { .text = "" };
    pymgr_value *value = pm_unpickle(pickle, size, &error);

    CU_ASSERT_STRING_EQUAL(error.text, "");
    CU_ASSERT_PTR_NOT_NULL_FATAL(value);
    CU_ASSERT(pm_is(value, PYMGR_INSTANCE));
    pymgr_unref(value);
}

#define STAYS_AN_INSTANCE(pickle) stays_an_instance(pickle, sizeof(pickle) - 1)

static void other_arguments_leave_instances(void)
{
    STAYS_AN_INSTANCE("c__builtin__\nset\n(S'abc'\ntR.");
    STAYS_AN_INSTANCE("c__builtin__\nlist\n(S'abc'\ntR.");
    STAYS_AN_INSTANCE("c__builtin__\nbytes\n(I5\ntR.");
    STAYS_AN_INSTANCE("c__builtin__\nbytearray\n(I5\ntR.");
    STAYS_AN_INSTANCE("c__builtin__\nbytearray\n(V\\u20ac\nS'latin-1'\ntR.");
    STAYS_AN_INSTANCE("c_codecs\nencode\n(Va\nS'utf-8'\ntR.");
    STAYS_AN_INSTANCE("c__builtin__\ncomplex\n(S'1j'\ntR.");
    STAYS_AN_INSTANCE("c__builtin__\nxrange\n(I1\nI2\nI0\ntR.");
    STAYS_AN_INSTANCE("c__builtin__\nxrange\n(F1\nF2\nF3\ntR.");
    STAYS_AN_INSTANCE("c__builtin__\nslice\n(NtR.");
    STAYS_AN_INSTANCE("c__builtin__\niter\n((I1\nltR.");
    STAYS_AN_INSTANCE("carray\narray\n(S'?'\nS'ab'\ntR.");
    STAYS_AN_INSTANCE("carray\narray\n(S'i'\nS'abc'\ntR.");
    STAYS_AN_INSTANCE("carray\narray\n(S'b'\n(I1\nI128\nltR.");
    STAYS_AN_INSTANCE("carray\narray\n(S'B'\n(I-1\nltR.");
    STAYS_AN_INSTANCE("carray\narray\n(S'Q'\n(L18446744073709551616L\nltR.");
    STAYS_AN_INSTANCE("carray\narray\n(S'd'\n(S'x'\nltR.");
    STAYS_AN_INSTANCE("carray\narray\n(S'u'\n(Vab\nltR.");
    STAYS_AN_INSTANCE("\x80\x03"
                      "carray\narray\nX\x01\0\0\0uX\x04\0\0\0text\x86R.");
    STAYS_AN_INSTANCE("\x80\x03"
                      "carray\n_array_reconstructor\n(carray\narray\nX\x01\0\0\0hK\x05"
                      "C\x02\x01\xfftR.");
}

static const struct pm_test tests[] = {
    { "sets", sets },
    { "lists of views", lists_of_views },
    { "bytes", bytes },
    { "numbers", numbers },
    { "arrays", arrays },
    { "other arguments leave instances", other_arguments_leave_instances },
};

const struct pm_suite pm_suite_pickle_construct = { "codec/pickle_construct", PM_SUITE(tests) };
