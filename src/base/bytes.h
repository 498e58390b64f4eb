/* SPDX-License-Identifier: MIT
 *
 * Short stretches of bytes, as most texts are: two words that overlap cover all of up to sixteen bytes, which
 * is quicker than a call of memcpy.
 */
#ifndef PM_BASE_BYTES_H
#define PM_BASE_BYTES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

/* As memcpy. */
static inline void pm_copy(void *to, const void *from, size_t size)
{
    uint64_t first, last;

    if (size < sizeof first || size > 2 * sizeof first) {
        memcpy(to, from, size);
        return;
    }
    memcpy(&first, from, sizeof first);
    memcpy(&last, (const char *)from + size - sizeof last, sizeof last);
    memcpy(to, &first, sizeof first);
    memcpy((char *)to + size - sizeof last, &last, sizeof last);
}

/* Whether they are between eight and sixteen, all below 0x80. */
static inline bool pm_is_short_ascii(const void *bytes, size_t size)
{
    uint64_t first, last;

    if (size < sizeof first || size > 2 * sizeof first)
        return false;
    memcpy(&first, bytes, sizeof first);
    memcpy(&last, (const char *)bytes + size - sizeof last, sizeof last);
    return ((first | last) & 0x8080808080808080) == 0;
}

#endif
