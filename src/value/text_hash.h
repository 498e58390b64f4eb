/* SPDX-License-Identifier: MIT
 *
 * The keyed hash of text: SipHash-1-3 under a key drawn at random once in each process, so that a peer cannot
 * choose strings that collide.
 */
#ifndef PM_VALUE_TEXT_HASH_H
#define PM_VALUE_TEXT_HASH_H

#include "value/value.h"

uint64_t pm_text_hash(const void *bytes, size_t size); /* 0 for no bytes, as CPython's; never UINT64_MAX */
/* SipHash-1-3 itself, under the given key. */
uint64_t pm_siphash13(const uint64_t key[2], const void *bytes, size_t size);

/* The hash that a str or bytes keeps; 0: not known yet, or not such a value. */
static inline uint64_t pm_kept_hash(const pymgr_value *value)
{
    if (!pm_is(value, PYMGR_STR) && !pm_is(value, PYMGR_BYTES))
        return 0;
    return atomic_load_explicit(&PM_CAST(pm_text, value)->hash, memory_order_relaxed);
}

#endif
