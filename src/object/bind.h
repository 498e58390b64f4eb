/* SPDX-License-Identifier: MIT
 *
 * Binding: positional and keyword arguments to a row's parameters, with CPython's own TypeErrors where they
 * do not fit.
 */
#ifndef PM_OBJECT_BIND_H
#define PM_OBJECT_BIND_H

#include "object/type.h"

/* Parsed once from the text of a row and kept (bind.c caches it by row). */
struct pm_signature;

/*
 * Fills a new array of one owned value for each parameter (release with pm_bound_free). args is a tuple or
 * list, kwds a dict; both borrowed. 0; or -1 with PM_ERROR_TYPE (the text of CPython's TypeError) or
 * PM_ERROR_NOMEM. `type_name` qualifies the messages.
 */
int pm_bind(const struct pm_method *method, const char *type_name, const pymgr_value *args,
    const pymgr_value *kwds, pymgr_value ***boundp, size_t *countp, struct pm_error *error);
void pm_bound_free(pymgr_value **bound, size_t count);

#endif
