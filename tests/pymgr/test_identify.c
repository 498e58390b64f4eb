/* SPDX-License-Identifier: MIT */
#include "pymgr/identify.h"

#include "unit.h"
#include "value/build.h"

#define FRAME(path) "Traceback (most recent call last):\n  File \"" path "\", line 189, in handle_request\n"

static void tracebacks_tell_the_server(void)
{
    static const struct {
        const char *traceback, *name; /* "": unknown */
    } cases[] = {
        { FRAME("/usr/lib/python3.12/multiprocessing/managers.py"), "CPython 3.12" },
        { FRAME("/opt/old/lib/python2.7/multiprocessing/managers.py"), "CPython 2.7" },
        { FRAME("/usr/lib/python3.13t/multiprocessing/managers.py"), "CPython 3.13" },
        { FRAME("/opt/pypy/lib/pypy3.10/multiprocessing/managers.py"), "PyPy 3.10" },
        { FRAME("/usr/lib/python/multiprocessing/managers.py"), "" },
        { FRAME("/python3.12/managers.py"), "" },
        { FRAME("multiprocessing/managers.py"), "" },
        { "/multiprocessing/managers.py\"", "" },
        { FRAME("<pymgr>"), "pymgrd" },
        { "", "" },
    };

    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char name[PM_SERVER_NAME_SIZE] = "";

        CU_ASSERT_EQUAL(pm_identify(cases[i].traceback, name), cases[i].name[0] != '\0');
        pm_check_text(cases[i].traceback, name, cases[i].name);
    }
}

static const struct pm_test tests[] = {
    { "tracebacks tell the server", tracebacks_tell_the_server },
};

const struct pm_suite pm_suite_identify = { "pymgr/identify", PM_SUITE(tests) };
