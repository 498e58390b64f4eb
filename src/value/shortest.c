/* SPDX-License-Identifier: MIT
 *
 * The shortest decimal of a double, after R. Giulietti, "The Schubfach way to render doubles": a double is
 * the centre of an interval of reals that all read back as it. One scale, a power of ten that is a little
 * narrower than the interval, has at least one multiple in it; ten times that scale has at most one. So at
 * most four candidates are compared with the interval's bounds, all scaled by the same 128-bit power of ten;
 * the products are rounded to odd, which keeps every comparison exact.
 */
#include "value/shortest.h"

#include "value/power10.h"

#include <float.h>
#include <stdbool.h>
#include <string.h>

enum {
    FRACTION_BITS = DBL_MANT_DIG - 1,
    BIAS = DBL_MAX_EXP - 1 + FRACTION_BITS, /* of the exponent when the mantissa is an integer */
};

static const uint64_t HIDDEN_BIT = (uint64_t)1 << FRACTION_BITS;

__extension__ typedef unsigned __int128 wide;

/* mantissa * 2 ** exponent */
struct binary {
    uint64_t mantissa;
    int exponent;
    bool narrow_below; /* the next double below is half as far away as the next above */
};

static struct binary binary_of(double number)
{
    uint64_t bits, fraction;
    int exponent;

    memcpy(&bits, &number, sizeof bits);
    fraction = bits & (HIDDEN_BIT - 1);
    exponent = (int)(bits >> FRACTION_BITS);
    if (exponent == 0)
        return (struct binary){ fraction, 1 - BIAS, false };
    return (struct binary){ fraction | HIDDEN_BIT, exponent - BIAS, fraction == 0 && exponent > 1 };
}

/* floor(number / 2 ** shift), also of negative ones. */
static int floor_shift(int number, int shift)
{
    return (number - ((1 << shift) - 1) * (number < 0)) / (1 << shift);
}

/* floor(log10(2 ** exponent)), or of 3/4 of it. */
static int floor_log10(int exponent, bool three_quarters)
{
    return floor_shift(exponent * 1262611 - (three_quarters ? 524031 : 0), 22);
}

/* floor(log2(10 ** exponent)) */
static int floor_log2(int exponent)
{
    return floor_shift(exponent * 1741647, 19);
}

/* The upper 64 bits of the product; its last bit is set too when any bit below them is. */
static uint64_t product(const struct pm_power10 *power, uint64_t factor)
{
    wide low = (wide)power->low * factor;
    wide high = (wide)power->high * factor + (uint64_t)(low >> 64);

    return (uint64_t)(high >> 64) | ((uint64_t)high > 1);
}

static struct pm_decimal stripped(uint64_t digits, int exponent)
{
    while (digits != 0 && digits % 10 == 0) {
        digits /= 10;
        exponent++;
    }
    return (struct pm_decimal){ digits, exponent };
}

/* Bounds and centre of the interval in units of a quarter of the scale. */
struct interval {
    uint64_t lower, centre, upper;
};

static struct interval scaled(const struct binary *binary, int scale)
{
    const struct pm_power10 *power = &pm_powers10[-scale - PM_POWER10_FIRST];
    int shift = binary->exponent + floor_log2(-scale) + 1;
    uint64_t centre = 4 * binary->mantissa;
    uint64_t odd = binary->mantissa % 2; /* then the bounds themselves round to the neighbours */

    return (struct interval){
        product(power, (centre - 2 + binary->narrow_below) << shift) + odd,
        product(power, centre << shift),
        product(power, (centre + 2) << shift) - odd,
    };
}

/* Which of `below` and the next multiple of `unit` lies in the interval: both units in quarters. */
static bool one_inside(const struct interval *interval, uint64_t below, uint64_t unit, bool *upp)
{
    bool low = interval->lower <= below, high = below + unit <= interval->upper;

    *upp = high;
    return low != high;
}

static struct pm_decimal nearest(const struct interval *interval, int scale)
{
    uint64_t low = interval->centre / 4, middle = 4 * low + 2;
    bool up;

    if (low >= 10 && one_inside(interval, low / 10 * 40, 40, &up))
        return stripped(low / 10 + up, scale + 1);
    if (!one_inside(interval, 4 * low, 4, &up))
        up = interval->centre > middle || (interval->centre == middle && low % 2 == 1);
    return stripped(low + up, scale);
}

struct pm_decimal pm_shortest(double number)
{
    struct binary binary = binary_of(number);
    struct interval interval;
    int scale;

    if (binary.mantissa == 0)
        return (struct pm_decimal){ 0, 0 };
    /* A whole number below 2 ** 53 is its own decimal. */
    if (binary.exponent <= 0 && binary.exponent > -DBL_MANT_DIG &&
        (binary.mantissa & (((uint64_t)1 << -binary.exponent) - 1)) == 0)
        return stripped(binary.mantissa >> -binary.exponent, 0);
    scale = floor_log10(binary.exponent, binary.narrow_below);
    interval = scaled(&binary, scale);
    return nearest(&interval, scale);
}
