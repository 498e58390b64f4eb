/* SPDX-License-Identifier: MIT */
#include "build.h"
#include "unit.h"
#include "value/power10.h"
#include "value/repr.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

static void check_line(const struct pm_oracle_line *line, void *context)
{
    uint64_t bits = strtoull(line->fields[0], NULL, 16);
    struct pm_buffer out = PM_BUFFER_INIT;
    double number;

    (void)context;
    memcpy(&number, &bits, sizeof number);
    pm_put_double(&out, number);
    pm_put_u8(&out, 0);
    pm_check_text(line->fields[0], (char *)pm_buffer_bytes(&out), line->fields[1]);
    pm_buffer_free(&out);
}

static void agrees_with_cpython(void)
{
    CU_ASSERT(pm_oracle("double.txt", check_line, NULL) > 1000);
}

/* Digits that read back as the number, and none fewer that do: at every power of two and beside it. */
static void shortest_at_powers_of_two(void)
{
    for (int exponent = -1074; exponent <= 1023; exponent++) {
        double power = ldexp(1, exponent),
               numbers[] = { power, nextafter(power, 0), nextafter(power, INFINITY) };

        for (int i = 0; i < 3; i++) {
            struct pm_buffer out = PM_BUFFER_INIT;
            char fewer[40];

            pm_put_double(&out, numbers[i]);
            pm_put_u8(&out, 0);
            CU_ASSERT_EQUAL(strtod((char *)pm_buffer_bytes(&out), NULL), numbers[i]);
            snprintf(fewer, sizeof fewer, "%.*g", 15, numbers[i]);
            if (strtod(fewer, NULL) == numbers[i])
                CU_ASSERT(strlen((char *)pm_buffer_bytes(&out)) <= strlen(fewer) + 4);
            pm_buffer_free(&out);
        }
    }
}

/* ceil(10 ** exponent * 2 ** shift), computed the long way. */
static void power_of_ten(int exponent, int shift, BN_CTX *context, BIGNUM *result)
{
    BIGNUM *ten = BN_new(), *power = BN_new(), *rest = BN_new(), *size = BN_new();
    int magnitude = exponent < 0 ? -exponent : exponent;

    BN_set_word(ten, 10);
    BN_set_word(size, (BN_ULONG)magnitude);
    BN_exp(power, ten, size, context);
    if (exponent < 0) {
        BN_zero(result);
        BN_set_bit(result, shift);
        BN_div(result, rest, result, power, context);
    } else if (shift < 0) {
        BN_one(rest);
        BN_lshift(rest, rest, -shift);
        BN_div(result, rest, power, rest, context);
    } else {
        BN_zero(rest);
        BN_lshift(result, power, shift);
    }
    if (!BN_is_zero(rest))
        BN_add_word(result, 1);
    BN_free(ten);
    BN_free(power);
    BN_free(rest);
    BN_free(size);
}

static void powers_are_right(void)
{
    BN_CTX *context = BN_CTX_new();
    BIGNUM *power = BN_new();

    for (int k = PM_POWER10_FIRST; k <= PM_POWER10_LAST; k++) {
        const struct pm_power10 *row = &pm_powers10[k - PM_POWER10_FIRST];
        int shift = 127 - (int)floorl((long double)k * 3.32192809488736234787L);
        unsigned char bytes[16];
        uint64_t low, high;

        power_of_ten(k, shift, context, power);
        CU_ASSERT_EQUAL(BN_bn2lebinpad(power, bytes, sizeof bytes), 16);
        memcpy(&low, bytes, 8);
        memcpy(&high, bytes + 8, 8);
        CU_ASSERT_EQUAL(row->low, low);
        CU_ASSERT_EQUAL(row->high, high);
    }
    BN_free(power);
    BN_CTX_free(context);
}

static const struct pm_test tests[] = {
    { "agrees with CPython", agrees_with_cpython },
    { "shortest at powers of two", shortest_at_powers_of_two },
    { "powers of ten are right", powers_are_right },
};

const struct pm_suite pm_suite_double = { "value/double", PM_SUITE(tests) };
