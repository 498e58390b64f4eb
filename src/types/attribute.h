/* SPDX-License-Identifier: MIT
 *
 * What goes wrong with the attributes of objects whose proxies call __getattribute__ and its like.
 */
#ifndef PM_TYPES_ATTRIBUTE_H
#define PM_TYPES_ATTRIBUTE_H

#include "object/call.h"

/* AttributeError of a text with the name (a str, which may hold anything) in the middle. */
enum pm_outcome pm_raise_attribute(
    struct pm_call *call, const char *before, const pymgr_value *name, const char *after);
/* TypeError: the name is no str. */
enum pm_outcome pm_raise_no_name(struct pm_call *call, const pymgr_value *name);

#endif
