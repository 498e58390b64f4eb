/* SPDX-License-Identifier: MIT
 *
 * What exceptions_text.c needs of the table of classes.
 */
#ifndef PM_CALL_EXCEPTIONS_SHOWN_H
#define PM_CALL_EXCEPTIONS_SHOWN_H

#include "value/value.h"

/* How a traceback names the class that a global stands for: NULL when it is not one of ours. */
const char *pm_exception_shown(const pymgr_value *callable);

#endif
