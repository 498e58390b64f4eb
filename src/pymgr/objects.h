/* SPDX-License-Identifier: MIT
 *
 * What a server says of its objects, taken apart. debug_info is text for people, the same since Python 2.6: a
 * line with ident and refcount, then the first 75 characters of str(object).
 */
#ifndef PM_PYMGR_OBJECTS_H
#define PM_PYMGR_OBJECTS_H

#include <pymgr/pymgr.h>

/*
 * A list of dicts with ident, type, refcount and object, the text: new. The type is a guess from the text, as
 * "queue.Queue" or "list", or None. NULL with the error filled: PYMGR_PROTOCOL, PYMGR_NO_MEMORY.
 */
pymgr_value *pm_objects(const char *debug_info, struct pymgr_error *error);

/* The type of an object of which str() begins so: its length, and where it begins in *typep, borrowed from
 * the text or static. 0: it cannot be told. */
size_t pm_type_of(const char *text, const char **typep);

#endif
