/* SPDX-License-Identifier: MIT */
#include "value/text_hash.h"

#include <endian.h>
#include <pthread.h>
#include <string.h>
#include <sys/random.h>

struct sip {
    uint64_t a, b, c, d;
};

static inline uint64_t rotated(uint64_t word, unsigned bits)
{
    return word << bits | word >> (64 - bits);
}

static inline void sip_round(struct sip *sip)
{
    sip->a += sip->b;
    sip->c += sip->d;
    sip->b = rotated(sip->b, 13) ^ sip->a;
    sip->d = rotated(sip->d, 16) ^ sip->c;
    sip->a = rotated(sip->a, 32);
    sip->c += sip->b;
    sip->a += sip->d;
    sip->b = rotated(sip->b, 17) ^ sip->c;
    sip->d = rotated(sip->d, 21) ^ sip->a;
    sip->c = rotated(sip->c, 32);
}

static inline void sip_word(struct sip *sip, uint64_t word)
{
    sip->d ^= word;
    sip_round(sip);
    sip->a ^= word;
}

uint64_t pm_siphash13(const uint64_t key[2], const void *bytes, size_t size)
{
    struct sip sip = { key[0] ^ 0x736f6d6570736575, key[1] ^ 0x646f72616e646f6d, key[0] ^ 0x6c7967656e657261,
        key[1] ^ 0x7465646279746573 };
    const unsigned char *at = bytes;
    size_t rest = size % 8;
    uint64_t word;

    for (size_t i = 0; i < size / 8; i++, at += 8) {
        memcpy(&word, at, 8);
        sip_word(&sip, le64toh(word));
    }
    word = (uint64_t)size << 56;
    for (size_t i = 0; i < rest; i++)
        word |= (uint64_t)at[i] << (8 * i);
    sip_word(&sip, word);
    sip.c ^= 0xff;
    for (int i = 0; i < 3; i++)
        sip_round(&sip);
    return sip.a ^ sip.b ^ sip.c ^ sip.d;
}

static uint64_t process_key[2];

/* Short requests are never cut short, and the call cannot fail on a kernel that has it. */
static void draw_key(void)
{
    while (getrandom(process_key, sizeof process_key, 0) < 0) {
    }
}

uint64_t pm_text_hash(const void *bytes, size_t size)
{
    static pthread_once_t drawn = PTHREAD_ONCE_INIT;
    uint64_t hash;

    if (size == 0)
        return 0;
    pthread_once(&drawn, draw_key);
    hash = pm_siphash13(process_key, bytes, size);
    return hash == UINT64_MAX ? hash - 1 : hash;
}
