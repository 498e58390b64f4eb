/* SPDX-License-Identifier: MIT
 *
 * Names of modules, classes and functions that differ between Python 2 and Python 3, as the pickle modules of
 * Python 3 know them.
 */
#ifndef PM_CODEC_PICKLE_NAMES_H
#define PM_CODEC_PICKLE_NAMES_H

#include <stddef.h>

struct pm_pickle_name {
    const char *module, *qualname; /* not NUL-terminated */
    size_t module_size, qualname_size;
};

/* Changes a name to what the other Python calls it; one that both call the same stays. */
void pm_pickle_name_from_python2(struct pm_pickle_name *name);
void pm_pickle_name_to_python2(struct pm_pickle_name *name);

#endif
