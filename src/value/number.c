/* SPDX-License-Identifier: MIT
 *
 * An int and a float are compared without rounding either: the float's whole part is an int too. The hash of
 * a number is its value modulo the prime 2 ** 61 - 1, so that equal numbers of all types have equal hashes.
 */
#include "value/number.h"

#include "base/memory.h"
#include "value/real.h"

#include <float.h>
#include <math.h>

/* --- comparing --- */

static int compare_int64(int64_t a, int64_t b)
{
    return (a > b) - (a < b);
}

static int compare_doubles(double a, double b)
{
    return a < b ? -1 : a > b ? 1 : a == b ? 0 : PM_UNORDERED;
}

static bool is_big(const pymgr_value *value)
{
    return pm_flags(value) & PM_BIG;
}

static int big_sign(const BIGNUM *big)
{
    return BN_is_negative(big) ? -1 : 1;
}

static int compare_ints(const pymgr_value *a, const pymgr_value *b)
{
    const struct pm_int *left = PM_CONST_CAST(pm_int, a), *right = PM_CONST_CAST(pm_int, b);

    if (!is_big(a) && !is_big(b))
        return compare_int64(left->small, right->small);
    if (is_big(a) && is_big(b))
        return BN_cmp(left->big, right->big);
    return is_big(a) ? big_sign(left->big) : -big_sign(right->big);
}

static int compare_small_double(int64_t number, double other)
{
    const double limit = 9223372036854775808.0; /* 2 ** 63 */
    double whole = trunc(other);

    if (other >= limit || other < -limit)
        return other > 0 ? -1 : 1;
    if (number != (int64_t)whole)
        return compare_int64(number, (int64_t)whole);
    return compare_doubles(whole, other);
}

/* The magnitude of a BIGNUM against a finite float's of at least 1. */
static int compare_magnitudes(const BIGNUM *big, double other)
{
    int exponent, bits = BN_num_bits(big);
    uint64_t mantissa = (uint64_t)ldexp(frexp(other, &exponent), DBL_MANT_DIG), top = 0;

    if (bits != exponent)
        return bits < exponent ? -1 : 1;
    for (int i = 1; i <= DBL_MANT_DIG; i++)
        top = top << 1 | (uint64_t)BN_is_bit_set(big, bits - i);
    if (top != mantissa)
        return top < mantissa ? -1 : 1;
    for (int i = 0; i < bits - DBL_MANT_DIG; i++) {
        if (BN_is_bit_set(big, i))
            return 1;
    }
    return 0;
}

/* A BIGNUM is beyond 64 bits, so a float of the other sign or below 1 settles it. */
static int compare_big_double(const BIGNUM *big, double other)
{
    int sign = big_sign(big);

    if (isinf(other))
        return other > 0 ? -1 : 1;
    if (other * sign < 1)
        return sign;
    return sign * compare_magnitudes(big, fabs(other));
}

static int compare_int_double(const pymgr_value *number, double other)
{
    const struct pm_int *self = PM_CONST_CAST(pm_int, number);

    if (isnan(other))
        return PM_UNORDERED;
    return is_big(number) ? compare_big_double(self->big, other) : compare_small_double(self->small, other);
}

static int reversed(int result)
{
    return result == PM_UNORDERED ? result : -result;
}

int pm_number_compare(const pymgr_value *a, const pymgr_value *b)
{
    if (pm_is_integer(a) && pm_is_integer(b))
        return compare_ints(a, b);
    if (pm_is_integer(a))
        return compare_int_double(a, pymgr_float_value(b));
    if (pm_is_integer(b))
        return reversed(compare_int_double(b, pymgr_float_value(a)));
    return compare_doubles(pymgr_float_value(a), pymgr_float_value(b));
}

/* --- adding --- */

static pymgr_value *add_bignums(BIGNUM *a, BIGNUM *b)
{
    bool added = a != NULL && b != NULL && BN_add(a, a, b) == 1;

    BN_free(b);
    if (added)
        return pm_int_from_bignum(a);
    BN_free(a);
    return NULL;
}

static pymgr_value *add_ints(const pymgr_value *a, const pymgr_value *b)
{
    int64_t left, right, sum;

    if (pymgr_int_value(a, &left) && pymgr_int_value(b, &right) && !__builtin_add_overflow(left, right, &sum))
        return pymgr_int(sum);
    return add_bignums(pm_int_to_bignum(a), pm_int_to_bignum(b));
}

pymgr_value *pm_number_add(const pymgr_value *a, const pymgr_value *b, struct pm_error *error)
{
    double left, right;
    pymgr_value *sum;

    if (pm_is_integer(a) && pm_is_integer(b))
        sum = add_ints(a, b);
    else if (pm_double_of(a, &left, error) != 0 || pm_double_of(b, &right, error) != 0)
        return NULL;
    else
        sum = pymgr_float(left + right);
    if (sum == NULL)
        pm_fail_nomem(error);
    return sum;
}

/* --- hashing --- */

enum { HASH_BITS = 61, HASH_INF = 314159 };

static const uint64_t MODULUS = ((uint64_t)1 << HASH_BITS) - 1;

/* word * 2 ** bits modulo 2 ** 61 - 1, for a word below that: a rotation of its 61 bits. */
static uint64_t shifted(uint64_t word, int bits)
{
    return ((word << bits) & MODULUS) | word >> (HASH_BITS - bits);
}

static uint64_t reduced(uint64_t word)
{
    word = (word & MODULUS) + (word >> HASH_BITS);
    return word >= MODULUS ? word - MODULUS : word;
}

/* -1 says "error" in CPython, so no hash is that. */
static uint64_t with_sign(uint64_t hash, bool negative)
{
    hash = negative ? 0 - hash : hash;
    return hash == UINT64_MAX ? UINT64_MAX - 1 : hash;
}

uint64_t pm_hash_double(double number, uint64_t nan_hash)
{
    enum { CHUNK = 28 }; /* bits of the mantissa at a time */
    uint64_t hash = 0;
    int exponent;
    double mantissa;

    if (isnan(number))
        return nan_hash;
    if (isinf(number))
        return number > 0 ? HASH_INF : (uint64_t)-HASH_INF;
    mantissa = frexp(fabs(number), &exponent);
    while (mantissa != 0) {
        double whole = floor(ldexp(mantissa, CHUNK));

        hash = reduced(shifted(hash, CHUNK) + (uint64_t)whole);
        mantissa = ldexp(mantissa, CHUNK) - whole;
        exponent -= CHUNK;
    }
    exponent = exponent >= 0 ? exponent % HASH_BITS : HASH_BITS - 1 - ((-1 - exponent) % HASH_BITS);
    return with_sign(shifted(hash, exponent), number < 0);
}

static bool hash_big(const BIGNUM *big, uint64_t *hashp)
{
    size_t size = (size_t)BN_num_bytes(big);
    unsigned char *bytes = pm_block_new(size);
    uint64_t hash = 0;

    if (bytes == NULL)
        return false;
    BN_bn2bin(big, bytes);
    for (size_t i = 0; i < size; i++)
        hash = reduced(shifted(hash, 8) + bytes[i]);
    pm_block_free(bytes, size);
    *hashp = with_sign(hash, BN_is_negative(big));
    return true;
}

bool pm_hash_integer(const pymgr_value *number, uint64_t *hashp)
{
    const struct pm_int *self = PM_CONST_CAST(pm_int, number);
    bool negative;

    if (is_big(number))
        return hash_big(self->big, hashp);
    negative = self->small < 0;
    *hashp = with_sign(reduced(negative ? 0 - (uint64_t)self->small : (uint64_t)self->small), negative);
    return true;
}
