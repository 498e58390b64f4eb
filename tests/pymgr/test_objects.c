/* SPDX-License-Identifier: MIT */
#include "pymgr/objects.h"

#include "base/memory.h"
#include "unit.h"
#include "value/build.h"

#include <stdlib.h>
#include <string.h>

static void types_show_in_texts(void)
{
    static const struct {
        const char *text, *type; /* "": unknown */
    } cases[] = {
        { "<queue.Queue object at 0x7f0c09a7bfd0>", "queue.Queue" },
        { "<Queue.Queue instance at 0x7fb0b44b4a50>", "Queue.Queue" },
        { "<unlocked _thread.lock object at 0x7f8a9aff0d20>", "_thread.lock" },
        { "<locked _thread.RLock object owner=140 count=1 at 0x7f738b1a74b0>", "_thread.RLock" },
        { "<_RLock owner=None count=0>", "_RLock" },
        { "<threading.Semaphore at 0x7f0c09a85310: value=3>", "threading.Semaphore" },
        { "<Condition(<unlocked _thread.RLock object owner=0 count=0 at 0x7f738b1a7bd0", "Condition" },
        { "<dict_keyiterator object at 0x7f738b1af5f0>", "dict_keyiterator" },
        { "<dictionary-keyiterator object at 0x7fb0b4544ad0>", "dictionary-keyiterator" },
        { "<multiprocessing.pool.Pool state=RUN pool_size=1>", "multiprocessing.pool.Pool" },
        { "<__main__.make.<locals>.Thing object at 0x7f738b1af5f0>", "__main__.make.<locals>.Thing" },
        { "<Thing>", "Thing" },
        { "<", "" },
        { "[1, 2]", "list" },
        { "[", "list" },
        { "(1, 2)", "tuple" },
        { "{}", "dict" },
        { "{'a': 1}", "dict" },
        { "{'a, }': 1", "dict" },
        { "{(1, 2): 3}", "dict" },
        { "{1: 'xxxxxxxxxxxxx", "dict" },
        { "{'xxxxxxxxxxxxxxxx", "dict" },
        { "{'xxxx\\", "dict" },
        { "{1}", "set" },
        { "{1, 2, 3", "set" },
        { "{'a:', 'b'}", "set" },
        { "{\"it's\", 'b'}", "set" },
        { "{'it\\'s:', 'b'}", "set" },
        { "{(1, 2), 3}", "set" },
        { "{frozenset({1}): 2}", "dict" },
        { "set()", "set" },
        { "set([1])", "set" },
        { "Namespace(x=1)", "Namespace" },
        { "Value('i', 5)", "Value" },
        { "array('i', [1, 2])", "array" },
        { "collections.Counter({1: 2})", "collections.Counter" },
        { "text that somebody wrote", "" },
        { "", "" },
        { "5", "" },
    };

    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        const char *type;
        size_t length = pm_type_of(cases[i].text, &type);
        char found[80] = "";

        memcpy(found, type, length);
        pm_check_text(cases[i].text, found, cases[i].type);
    }
}

/* Checks what a debug_info is taken apart to. */
static void check(const char *info, const char *expected)
{
    pymgr_value *objects = pm_objects(info, NULL);
    char *shown = pymgr_repr(objects);

    pm_check_text(info, shown, expected);
    free(shown);
    pymgr_unref(objects);
}

static void debug_info_is_taken_apart(void)
{
    check("", "[]");
    check("  7fb0b44b4780:       refcount=1\n    [1, 2]",
        "[{'ident': '7fb0b44b4780', 'type': 'list', 'refcount': 1, 'object': '[1, 2]'}]");
    check("  dc38025c0001:       refcount=0\n    {}\n  dc38025c0002:       refcount=12\n    other",
        "[{'ident': 'dc38025c0001', 'type': 'dict', 'refcount': 0, 'object': '{}'}, "
        "{'ident': 'dc38025c0002', 'type': None, 'refcount': 12, 'object': 'other'}]");
}

static void an_objects_text_may_have_lines(void)
{
    check("  a1:       refcount=1\n    one\n\n  two: refcount=1\n    three\n  b2:       refcount=2\n    ",
        "[{'ident': 'a1', 'type': None, 'refcount': 1, 'object': 'one\\n\\n  two: refcount=1\\n    three'}, "
        "{'ident': 'b2', 'type': None, 'refcount': 2, 'object': ''}]");
}

static void other_texts_are_refused(void)
{
    static const char *const texts[] = { "x", "\n", "  a1:       refcount=\n    x", "  a1:       refcount=1",
        "  a1:       refcount=1\n  x", "  a-1:       refcount=1\n    x" };

    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        struct pymgr_error error = PYMGR_ERROR_INIT;

        CU_ASSERT_PTR_NULL(pm_objects(texts[i], &error));
        CU_ASSERT_EQUAL(error.code, PYMGR_PROTOCOL);
        pymgr_error_clear(&error);
    }
}

static void no_memory_is_told(void)
{
    struct pymgr_error error = PYMGR_ERROR_INIT;
    pymgr_value *objects = NULL;
    size_t n = 0;

    while (objects == NULL && n < 100) {
        pm_memory_fail_at(++n);
        objects = pm_objects("  a1:       refcount=1\n    [1]\n  a2:       refcount=1\n    {}", &error);
        pm_memory_fail_at(0);
        CU_ASSERT_EQUAL(error.code, objects == NULL ? PYMGR_NO_MEMORY : PYMGR_OK);
        pymgr_error_clear(&error);
    }
    CU_ASSERT_EQUAL(pymgr_length(objects), 2);
    CU_ASSERT_TRUE(n > 5);
    pymgr_unref(objects);
}

static const struct pm_test tests[] = {
    { "types show in texts", types_show_in_texts },
    { "debug_info is taken apart", debug_info_is_taken_apart },
    { "an object's text may have lines", an_objects_text_may_have_lines },
    { "other texts are refused", other_texts_are_refused },
    { "no memory is told", no_memory_is_told },
};

const struct pm_suite pm_suite_objects = { "pymgr/objects", PM_SUITE(tests) };
