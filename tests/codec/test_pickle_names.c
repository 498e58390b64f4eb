/* SPDX-License-Identifier: MIT
 *
 * That the table is Python's is checked by check_names.py.
 */
#include "codec/pickle_names.h"
#include "unit.h"
#include "value/build.h"

#include <stdio.h>

typedef void respelling(struct pm_pickle_name *name);

static void check(respelling *respell, const char *module, const char *qualname, const char *expected)
{
    struct pm_pickle_name name = { module, qualname, strlen(module), strlen(qualname) };
    char got[256];

    respell(&name);
    snprintf(got, sizeof got, "%.*s.%.*s", (int)name.module_size, name.module, (int)name.qualname_size,
        name.qualname);
    pm_check_text(module, got, expected);
}

static void from_python2(void)
{
    check(pm_pickle_name_from_python2, "__builtin__", "unicode", "builtins.str");
    check(pm_pickle_name_from_python2, "__builtin__", "set", "builtins.set");
    check(pm_pickle_name_from_python2, "exceptions", "StandardError", "builtins.Exception");
    check(pm_pickle_name_from_python2, "UserDict", "UserDict", "collections.UserDict");
    check(pm_pickle_name_from_python2, "UserDict", "DictMixin", "collections.DictMixin");
    check(pm_pickle_name_from_python2, "Queue", "Empty", "queue.Empty");
    check(pm_pickle_name_from_python2, "mine", "set", "mine.set");
    check(pm_pickle_name_from_python2, "bz2", "BZ2File", "bz2.BZ2File");
}

static void to_python2(void)
{
    check(pm_pickle_name_to_python2, "builtins", "str", "__builtin__.unicode");
    check(pm_pickle_name_to_python2, "builtins", "set", "__builtin__.set");
    check(pm_pickle_name_to_python2, "builtins", "KeyError", "exceptions.KeyError");
    check(pm_pickle_name_to_python2, "builtins", "BrokenPipeError", "exceptions.OSError");
    check(pm_pickle_name_to_python2, "builtins", "RecursionError", "exceptions.RuntimeError");
    check(pm_pickle_name_to_python2, "_bz2", "BZ2File", "bz2.BZ2File");
    check(pm_pickle_name_to_python2, "queue", "Empty", "Queue.Empty");
    check(pm_pickle_name_to_python2, "cPickle", "loads", "cPickle.loads");
    check(pm_pickle_name_to_python2, "", "", ".");
}

static void names_are_compared_whole(void)
{
    struct pm_pickle_name longer = { "builtins", "str\0x", 8, 5 };
    struct pm_pickle_name shorter = { "builtins", "str", 7, 3 };

    pm_pickle_name_to_python2(&longer);
    CU_ASSERT_EQUAL(longer.qualname_size, 5);
    pm_pickle_name_to_python2(&shorter);
    CU_ASSERT_EQUAL(shorter.module_size, 7);
}

static const struct pm_test tests[] = {
    { "from Python 2", from_python2 },
    { "to Python 2", to_python2 },
    { "names are compared whole", names_are_compared_whole },
};

const struct pm_suite pm_suite_pickle_names = { "codec/pickle_names", PM_SUITE(tests) };
