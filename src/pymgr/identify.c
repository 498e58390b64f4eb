/* SPDX-License-Identifier: MIT
 *
 * A frame of Python's server is in the file .../python3.12/multiprocessing/managers.py; pymgrd's calls itself
 * <pymgr>.
 */
#include "pymgr/identify.h"

#include <stdio.h>
#include <string.h>

/* Where the last component of a path begins that ends at `end`. */
static const char *component_before(const char *start, const char *end)
{
    while (end > start && end[-1] != '/' && end[-1] != '"')
        end--;
    return end;
}

bool pm_identify(const char *traceback, char name[PM_SERVER_NAME_SIZE])
{
    static const struct {
        const char *folder, *program;
    } programs[] = { { "python", "CPython" }, { "pypy", "PyPy" } };
    const char *module = strstr(traceback, "/multiprocessing/managers.py\""), *folder;

    if (strstr(traceback, "File \"<pymgr>\"") != NULL) {
        snprintf(name, PM_SERVER_NAME_SIZE, "pymgrd");
        return true;
    }
    folder = module == NULL ? traceback : component_before(traceback, module);
    for (size_t i = 0; module != NULL && i < sizeof programs / sizeof programs[0]; i++) {
        size_t length = strlen(programs[i].folder), digits = strspn(folder + length, "0123456789.");

        if (strncmp(folder, programs[i].folder, length) == 0 && digits > 0 && digits < 10) {
            snprintf(name, PM_SERVER_NAME_SIZE, "%s %.*s", programs[i].program, (int)digits, folder + length);
            return true;
        }
    }
    return false;
}
