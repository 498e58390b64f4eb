/* SPDX-License-Identifier: MIT
 *
 * Which program a server is: its tracebacks tell, though the protocol has no word for it.
 */
#ifndef PM_PYMGR_IDENTIFY_H
#define PM_PYMGR_IDENTIFY_H

#include <stdbool.h>
#include <stddef.h>

enum { PM_SERVER_NAME_SIZE = 40 };

/* "pymgrd", "CPython 3.12", "PyPy 3.10", from a traceback; false: it cannot be told. */
bool pm_identify(const char *traceback, char name[PM_SERVER_NAME_SIZE]);

#endif
