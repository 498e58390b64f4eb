/* SPDX-License-Identifier: MIT
 *
 * UTF-8 as pickles have it: lone surrogates stand as their three bytes.
 */
#include "value/value.h"

static const uint64_t HIGH_BITS = 0x8080808080808080;

/* How many leading bytes are surely below 0x80, looked at eight at a time. */
static size_t ascii_words(const char *bytes, size_t size)
{
    size_t at = 0;
    uint64_t word;

    while (size - at >= sizeof word) {
        memcpy(&word, bytes + at, sizeof word);
        if (word & HIGH_BITS)
            break;
        at += sizeof word;
    }
    return at;
}

bool pm_ascii(const char *bytes, size_t size)
{
    for (size_t i = ascii_words(bytes, size); i < size; i++) {
        if ((unsigned char)bytes[i] >= 0x80)
            return false;
    }
    return true;
}

/* What may follow a first byte: how many bytes, and between which bounds the second one lies. */
struct lead {
    unsigned char first, last; /* of the range of first bytes */
    unsigned char more;
    unsigned char low, high;
};

static const struct lead leads[] = {
    { 0xc2, 0xdf, 1, 0x80, 0xbf },
    { 0xe0, 0xe0, 2, 0xa0, 0xbf },
    { 0xe1, 0xef, 2, 0x80, 0xbf }, /* surrogates among them */
    { 0xf0, 0xf0, 3, 0x90, 0xbf },
    { 0xf1, 0xf3, 3, 0x80, 0xbf },
    { 0xf4, 0xf4, 3, 0x80, 0x8f },
};

static const struct lead *lead_of(unsigned char first)
{
    for (size_t i = 0; i < sizeof leads / sizeof leads[0]; i++) {
        if (first >= leads[i].first && first <= leads[i].last)
            return &leads[i];
    }
    return NULL;
}

/* The size of the valid sequence that starts here; 0: none does. */
static size_t sequence(const unsigned char *bytes, size_t size)
{
    const struct lead *lead;

    if (bytes[0] < 0x80)
        return 1;
    lead = lead_of(bytes[0]);
    if (lead == NULL || size <= lead->more || bytes[1] < lead->low || bytes[1] > lead->high)
        return 0;
    for (size_t i = 2; i <= lead->more; i++) {
        if ((bytes[i] & 0xc0) != 0x80)
            return 0;
    }
    return lead->more + 1u;
}

bool pm_utf8_valid(const char *bytes, size_t size)
{
    size_t at = ascii_words(bytes, size);

    while (at < size) {
        size_t length = sequence((const unsigned char *)bytes + at, size - at);

        if (length == 0)
            return false;
        at += length;
        if (length > 1)
            at += ascii_words(bytes + at, size - at);
    }
    return true;
}

size_t pm_utf8_count(const char *utf8, size_t size)
{
    size_t count = 0;

    for (size_t i = 0; i < size; i++)
        count += ((unsigned char)utf8[i] & 0xc0) != 0x80;
    return count;
}

uint32_t pm_utf8_next(const char *utf8, size_t *positionp)
{
    const unsigned char *bytes = (const unsigned char *)utf8 + *positionp;
    uint32_t first = bytes[0];

    if (first < 0x80) {
        *positionp += 1;
        return first;
    }
    if (first < 0xe0) {
        *positionp += 2;
        return (first & 0x1f) << 6 | (bytes[1] & 0x3fu);
    }
    if (first < 0xf0) {
        *positionp += 3;
        return (first & 0x0f) << 12 | (bytes[1] & 0x3fu) << 6 | (bytes[2] & 0x3fu);
    }
    *positionp += 4;
    return (first & 0x07) << 18 | (bytes[1] & 0x3fu) << 12 | (bytes[2] & 0x3fu) << 6 | (bytes[3] & 0x3fu);
}

size_t pm_utf8_encode(uint32_t code_point, char bytes[4])
{
    static const unsigned char marks[] = { 0, 0, 0xc0, 0xe0, 0xf0 };
    size_t size = code_point < 0x80 ? 1 : code_point < 0x800 ? 2 : code_point < 0x10000 ? 3 : 4;

    for (size_t i = size; i > 1; i--) {
        bytes[i - 1] = (char)(0x80 | (code_point & 0x3f));
        code_point >>= 6;
    }
    bytes[0] = (char)(code_point | marks[size]);
    return size;
}

size_t pm_utf8_fit(const char *utf8, size_t size, size_t most)
{
    if (size <= most)
        return size;
    while (most > 0 && ((unsigned char)utf8[most] & 0xc0) == 0x80)
        most--;
    return most;
}
