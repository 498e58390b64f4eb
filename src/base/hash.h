/* SPDX-License-Identifier: MIT
 *
 * uthash with the library's memory. A failed allocation inside it leaves the element out instead of ending
 * the process.
 */
#ifndef PM_BASE_HASH_H
#define PM_BASE_HASH_H

#include "base/memory.h"

#define HASH_NONFATAL_OOM 1
#define uthash_malloc(size) pm_malloc(size)
#define uthash_free(block, size) pm_free(block)
#include <uthash.h>

/* Whether an element was added: uthash marks one that it could not add by a NULL table. */
#define PM_HASH_ADDED(element) ((element)->hh.tbl != NULL)

/* Keys that are numbers, as idents and addresses, are spread well enough by one multiplication. */
static inline unsigned pm_hash_number(uint64_t number)
{
    return (unsigned)((number * 0x9e3779b97f4a7c15U) >> 32);
}

#endif
