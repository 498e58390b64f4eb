/* SPDX-License-Identifier: MIT
 *
 * The server's own methods, as rows of types like any other's.
 */
#ifndef PM_SERVER_METHODS_H
#define PM_SERVER_METHODS_H

#include "object/type.h"

extern const struct pm_type pm_type_server; /* the nine public functions; self is the pymgr_server */

/* A public function by name; NULL: none. */
const struct pm_method *pm_server_method(const pymgr_value *name);
/* What every object has, by the name that a proxy asks for: __str__, __repr__ or #GETVALUE; NULL: none. */
const struct pm_method *pm_fallback_method(const pymgr_value *name);

#endif
