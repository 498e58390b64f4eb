/* SPDX-License-Identifier: MIT
 *
 * The server's own methods, as rows of types like any other's.
 */
#ifndef PM_SERVER_METHODS_H
#define PM_SERVER_METHODS_H

#include "object/type.h"

extern const struct pm_type pm_type_server;   /* the nine public functions; self is the pymgr_server */
extern const struct pm_type pm_type_fallback; /* __str__, __repr__ and #GETVALUE, which every object has */

/* A row of a type by name; NULL: none. */
const struct pm_method *pm_type_method(const struct pm_type *type, const pymgr_value *name);

#endif
