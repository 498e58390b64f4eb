/* SPDX-License-Identifier: MIT
 *
 * The signature text of a method's row, parsed: `(key, default=None, /)`, `(*, reverse=False)`, `(*args,
 * **kwds)`. The row's own self is not in the text; `(/, **kwds)` says that self cannot be given by name.
 */
#ifndef PM_OBJECT_SIGNATURE_H
#define PM_OBJECT_SIGNATURE_H

#include "object/type.h"

enum { PM_PARAMETERS_MAX = 16 }; /* of one method: we write them */

enum pm_parameter_kind {
    PM_POSITIONAL_ONLY,
    PM_POSITIONAL_OR_KEYWORD,
    PM_VAR_POSITIONAL,
    PM_KEYWORD_ONLY,
    PM_VAR_KEYWORD,
};

struct pm_parameter {
    enum pm_parameter_kind kind;
    pymgr_value *name; /* str */
    bool required;
    pymgr_value *preset; /* the default; NULL for `...` */
};

struct pm_signature {
    const struct pm_method *method;
    struct pm_signature *next; /* in the cache */
    bool self_by_name;         /* as in most Python functions */
    size_t positional;         /* parameters that can be given by position: the first ones */
    size_t required;           /* of these, those without a default */
    size_t var_positional;     /* index of *args; SIZE_MAX: none */
    size_t var_keyword;        /* index of **kwds; SIZE_MAX: none */
    size_t count;
    struct pm_parameter parameters[];
};

/* Of a row, which must live for ever: borrowed from a cache that any thread may use at once. NULL with *error
 * filled: no memory, or the text is no signature. */
const struct pm_signature *pm_signature_of(const struct pm_method *method, struct pm_error *error);

#endif
