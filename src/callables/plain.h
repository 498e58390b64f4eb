/* SPDX-License-Identifier: MIT
 *
 * Plain values are those of which everything is known here.
 */
#ifndef PM_CALLABLES_PLAIN_H
#define PM_CALLABLES_PLAIN_H

#include "value/value.h"

/* Whether neither the value nor anything in it is of a class that only Python knows, or a function or class.
 */
bool pm_is_plain(const pymgr_value *value);

#endif
