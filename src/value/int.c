/* SPDX-License-Identifier: MIT
 *
 * Integers: int64_t, and OpenSSL's BIGNUM for those that do not fit (PM_BIG). Small ones are shared
 * constants.
 */
#include "base/memory.h"
#include "value/kind.h"

#include <endian.h>
#include <limits.h>

enum { SMALLEST = -128, LARGEST = 1023 };

#define INT(n)                                                                                               \
    {                                                                                                        \
        { 1, PYMGR_INT, PM_STATIC },                                                                         \
        {                                                                                                    \
            n                                                                                                \
        }                                                                                                    \
    }
#define INTS_8(n) INT(n), INT(n + 1), INT(n + 2), INT(n + 3), INT(n + 4), INT(n + 5), INT(n + 6), INT(n + 7)
#define INTS_64(n)                                                                                           \
    INTS_8(n), INTS_8(n + 8), INTS_8(n + 16), INTS_8(n + 24), INTS_8(n + 32), INTS_8(n + 40),                \
        INTS_8(n + 48), INTS_8(n + 56)

static struct pm_int small_ints[LARGEST - SMALLEST + 1] = {
    INTS_64(-128),
    INTS_64(-64),
    INTS_64(0),
    INTS_64(64),
    INTS_64(128),
    INTS_64(192),
    INTS_64(256),
    INTS_64(320),
    INTS_64(384),
    INTS_64(448),
    INTS_64(512),
    INTS_64(576),
    INTS_64(640),
    INTS_64(704),
    INTS_64(768),
    INTS_64(832),
    INTS_64(896),
    INTS_64(960),
};

pymgr_value *pymgr_int(int64_t number)
{
    struct pm_int *self;

    if (number >= SMALLEST && number <= LARGEST)
        return &small_ints[number - SMALLEST].head;
    self = pm_block_new(sizeof *self);
    if (self == NULL)
        return NULL;
    pm_head_init(&self->head, PYMGR_INT);
    self->small = number;
    return &self->head;
}

pymgr_value *pymgr_uint(uint64_t number)
{
    uint64_t bytes[] = { htole64(number), 0 };

    return number <= INT64_MAX ? pymgr_int((int64_t)number)
                               : pm_int_from_le((unsigned char *)bytes, sizeof number + 1);
}

void pm_int_destroy(pymgr_value *value, struct pm_dead *dead)
{
    (void)dead;
    if (pm_flags(value) & PM_BIG)
        BN_free(PM_CAST(pm_int, value)->big);
    pm_block_free(value, sizeof(struct pm_int));
}

bool pymgr_int_value(const pymgr_value *value, int64_t *numberp)
{
    if (!pm_is_a(value, PYMGR_INT) && !pm_is_a(value, PYMGR_BOOL))
        return false;
    if (pm_flags(value) & PM_BIG)
        return false;
    *numberp = PM_CONST_CAST(pm_int, value)->small;
    return true;
}

/* Whether the number without its sign fits uint64_t; if so it is stored in *magnitudep. */
static bool magnitude_of(const BIGNUM *big, uint64_t *magnitudep)
{
    if (BN_num_bits(big) > 64)
        return false;
    BN_bn2lebinpad(big, (unsigned char *)magnitudep, sizeof *magnitudep);
    *magnitudep = le64toh(*magnitudep);
    return true;
}

bool pymgr_uint_value(const pymgr_value *value, uint64_t *numberp)
{
    const struct pm_int *self = PM_CONST_CAST(pm_int, value);
    int64_t number;

    if (pm_is_a(value, PYMGR_INT) && (pm_flags(value) & PM_BIG))
        return !BN_is_negative(self->big) && magnitude_of(self->big, numberp);
    if (!pymgr_int_value(value, &number) || number < 0)
        return false;
    *numberp = (uint64_t)number;
    return true;
}

/* Whether the number fits int64_t; if so it is stored in *numberp. */
static bool narrow(const BIGNUM *big, int64_t *numberp)
{
    uint64_t magnitude;
    bool negative = BN_is_negative(big);

    if (!magnitude_of(big, &magnitude))
        return false;
    if (magnitude > (uint64_t)INT64_MAX + (negative ? 1 : 0))
        return false;
    *numberp = (int64_t)(negative ? 0 - magnitude : magnitude);
    return true;
}

pymgr_value *pm_int_from_bignum(BIGNUM *big)
{
    struct pm_int *self;
    int64_t number;

    if (big == NULL)
        return NULL;
    if (narrow(big, &number)) {
        BN_free(big);
        return pymgr_int(number);
    }
    self = pm_block_new(sizeof *self);
    if (self == NULL) {
        BN_free(big);
        return NULL;
    }
    pm_head_init(&self->head, PYMGR_INT);
    atomic_init(&self->head.flags, PM_BIG);
    self->big = big;
    return &self->head;
}

BIGNUM *pm_int_to_bignum(const pymgr_value *number)
{
    const struct pm_int *self = PM_CONST_CAST(pm_int, number);
    uint64_t magnitude;
    BIGNUM *big;

    if (pm_flags(number) & PM_BIG)
        return BN_dup(self->big);
    magnitude = htole64(self->small < 0 ? 0 - (uint64_t)self->small : (uint64_t)self->small);
    big = BN_lebin2bn((unsigned char *)&magnitude, sizeof magnitude, NULL);
    if (big != NULL)
        BN_set_negative(big, self->small < 0);
    return big;
}

/* --- two's complement --- */

/* The number of `size` little-endian bytes, of which the last carries the sign, is less by 2 to the 8 * size.
 */
static bool take_sign(BIGNUM *big, size_t size)
{
    BIGNUM *modulus = BN_new();
    bool done = modulus != NULL && BN_set_bit(modulus, (int)(size * CHAR_BIT)) && BN_sub(big, big, modulus);

    BN_free(modulus);
    return done;
}

static pymgr_value *wide_from_le(const unsigned char *bytes, size_t size)
{
    BIGNUM *big;

    if (size > INT_MAX / CHAR_BIT)
        return NULL;
    big = BN_lebin2bn(bytes, (int)size, NULL);
    if (big != NULL && (bytes[size - 1] & 0x80) && !take_sign(big, size)) {
        BN_free(big);
        return NULL;
    }
    return pm_int_from_bignum(big);
}

pymgr_value *pm_int_from_le(const unsigned char *bytes, size_t size)
{
    uint64_t number;

    if (size > sizeof number)
        return wide_from_le(bytes, size);
    number = size > 0 && (bytes[size - 1] & 0x80) ? UINT64_MAX : 0;
    for (size_t i = size; i > 0; i--)
        number = number << CHAR_BIT | bytes[i - 1];
    return pymgr_int((int64_t)number);
}

/* How many of `size` two's complement bytes are needed. */
static size_t trimmed(const unsigned char *bytes, size_t size)
{
    while (size > 1 && bytes[size - 1] == ((bytes[size - 2] & 0x80) ? 0xff : 0))
        size--;
    return size;
}

static size_t put_small_le(struct pm_buffer *out, int64_t number)
{
    uint64_t bytes = htole64((uint64_t)number);
    size_t size = number == 0 ? 0 : trimmed((unsigned char *)&bytes, sizeof bytes);

    pm_put(out, &bytes, size);
    return size;
}

static void negate(unsigned char *bytes, size_t size)
{
    unsigned carry = 1;

    for (size_t i = 0; i < size; i++) {
        carry += (unsigned char)~bytes[i];
        bytes[i] = (unsigned char)carry;
        carry >>= CHAR_BIT;
    }
}

size_t pm_int_put_le(struct pm_buffer *out, const pymgr_value *number)
{
    const struct pm_int *self = PM_CONST_CAST(pm_int, number);
    unsigned char *room;
    size_t size;

    if (!(pm_flags(number) & PM_BIG))
        return put_small_le(out, self->small);
    size = (size_t)BN_num_bits(self->big) / CHAR_BIT + 1;
    room = pm_buffer_room(out, size);
    if (room == NULL)
        return 0;
    BN_bn2lebinpad(self->big, room, (int)size);
    if (BN_is_negative(self->big))
        negate(room, size);
    size = trimmed(room, size);
    pm_buffer_added(out, size);
    return size;
}

/* --- decimal --- */

static bool is_decimal(const char *digits, size_t size)
{
    size_t sign = size > 0 && (digits[0] == '-' || digits[0] == '+') ? 1 : 0;

    for (size_t i = sign; i < size; i++) {
        if (digits[i] < '0' || digits[i] > '9')
            return false;
    }
    return size > sign;
}

static pymgr_value *narrow_from_decimal(const char *digits, size_t size)
{
    size_t sign = digits[0] == '-' || digits[0] == '+' ? 1 : 0;
    int64_t number = 0;

    for (size_t i = sign; i < size; i++)
        number = number * 10 + (digits[i] - '0');
    return pymgr_int(digits[0] == '-' ? -number : number);
}

static pymgr_value *wide_from_decimal(const char *digits, size_t size)
{
    size_t plus = digits[0] == '+' ? 1 : 0;
    char *text = pm_malloc(size + 1);
    BIGNUM *big = NULL;

    if (text == NULL)
        return NULL;
    memcpy(text, digits + plus, size - plus);
    text[size - plus] = 0;
    BN_dec2bn(&big, text);
    pm_free(text);
    return pm_int_from_bignum(big);
}

pymgr_value *pm_int_from_decimal(const char *digits, size_t size, struct pm_error *error)
{
    enum { SAFE = 18 }; /* as many digits as always fit int64_t, and a sign */
    pymgr_value *value;

    if (!is_decimal(digits, size)) {
        pm_fail(error, PM_ERROR_VALUE, "invalid literal for int() with base 10: '%.*s'",
            (int)(size < 100 ? size : 100), digits);
        return NULL;
    }
    if (size > PM_INT_DIGITS) {
        pm_fail(error, PM_ERROR_LIMIT, "integer of more than %d digits", (int)PM_INT_DIGITS);
        return NULL;
    }
    value = size <= SAFE ? narrow_from_decimal(digits, size) : wide_from_decimal(digits, size);
    if (value == NULL)
        pm_fail_nomem(error);
    return value;
}

pymgr_value *pymgr_int_decimal(const char *digits)
{
    struct pm_error error;

    return pm_int_from_decimal(digits, strlen(digits), &error);
}

static void put_small_decimal(struct pm_buffer *out, int64_t number)
{
    char text[20];
    size_t at = sizeof text;
    uint64_t rest = number < 0 ? 0 - (uint64_t)number : (uint64_t)number;

    do {
        text[--at] = (char)('0' + rest % 10);
        rest /= 10;
    } while (rest > 0);
    if (number < 0)
        text[--at] = '-';
    pm_put(out, text + at, sizeof text - at);
}

void pm_int_put_decimal(struct pm_buffer *out, const pymgr_value *number)
{
    const struct pm_int *self = PM_CONST_CAST(pm_int, number);
    char *text;

    if (!(pm_flags(number) & PM_BIG)) {
        put_small_decimal(out, self->small);
        return;
    }
    if (BN_num_bits(self->big) > PM_INT_DIGITS / 3 * 10) {
        out->over_limit = true;
        return;
    }
    text = BN_bn2dec(self->big);
    if (text == NULL)
        out->nomem = true;
    else
        pm_put_text(out, text);
    OPENSSL_free(text);
}
