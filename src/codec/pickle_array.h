/* SPDX-License-Identifier: MIT
 *
 * array.array in pickles: items listed one by one, and the codes of machine formats.
 */
#ifndef PM_CODEC_PICKLE_ARRAY_H
#define PM_CODEC_PICKLE_ARRAY_H

#include "value/value.h"

/* array.array(typecode, list): new in *valuep, or NULL there if an item does not fit. 0, or -1: no memory. */
int pm_pickle_array_of_list(
    char typecode, const pymgr_value *list, pymgr_value **valuep, struct pm_error *error);
/* The code by which array._array_reconstructor calls this machine's format of a typecode; -1: none. */
int pm_pickle_array_format(char typecode);

#endif
