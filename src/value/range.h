/* SPDX-License-Identifier: MIT
 *
 * range: its parts are ints of any size and its step is not 0; the codecs see to that.
 */
#ifndef PM_VALUE_RANGE_H
#define PM_VALUE_RANGE_H

#include "value/value.h"

/* len(range), which may be beyond 64 bits: a new int; NULL: no memory. */
pymgr_value *pm_range_length(const pymgr_value *range);
/* range[index]: a new int; NULL: no memory. */
pymgr_value *pm_range_item(const pymgr_value *range, size_t index);

#endif
