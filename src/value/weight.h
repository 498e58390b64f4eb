/* SPDX-License-Identifier: MIT
 *
 * How large a value will be in a message, roughly.
 */
#ifndef PM_VALUE_WEIGHT_H
#define PM_VALUE_WEIGHT_H

#include "value/value.h"

/* Bytes of the value and what it holds; about `most` when it is that or more. NULL: 0. What is nested deeper
 * than messages are, or part of a cycle, weighs nothing. */
size_t pm_weight(pymgr_value *value, size_t most);

#endif
