/* SPDX-License-Identifier: MIT
 *
 * The keyed hash of text: SipHash-1-3 under a key drawn at random once in each process, so that a peer cannot
 * choose strings that collide.
 */
#ifndef PM_VALUE_TEXT_HASH_H
#define PM_VALUE_TEXT_HASH_H

#include <stddef.h>
#include <stdint.h>

uint64_t pm_text_hash(const void *bytes, size_t size); /* 0 for no bytes, as CPython's; never UINT64_MAX */
/* SipHash-1-3 itself, under the given key. */
uint64_t pm_siphash13(const uint64_t key[2], const void *bytes, size_t size);

#endif
