/* SPDX-License-Identifier: MIT */
#include "base/memory.h"
#include "build.h"
#include "unit.h"

#include <stdlib.h>

/* Decimal, and the same in the shortest little-endian two's complement. */
static const struct {
    const char *decimal, *hex;
    bool narrow;
} numbers[] = {
    { "0", "", true },
    { "1", "01", true },
    { "-1", "ff", true },
    { "127", "7f", true },
    { "128", "8000", true },
    { "-128", "80", true },
    { "-129", "7fff", true },
    { "255", "ff00", true },
    { "256", "0001", true },
    { "-256", "00ff", true },
    { "32767", "ff7f", true },
    { "-32768", "0080", true },
    { "2147483648", "0000008000", true },
    { "-2147483648", "00000080", true },
    { "123456789012345678", "4ef330a64b9bb601", true },
    { "9223372036854775807", "ffffffffffffff7f", true },
    { "9223372036854775808", "000000000000008000", false },
    { "-9223372036854775808", "0000000000000080", true },
    { "-9223372036854775809", "ffffffffffffff7fff", false },
    { "18446744073709551615", "ffffffffffffffff00", false },
    { "18446744073709551616", "000000000000000001", false },
    { "-18446744073709551616", "0000000000000000ff", false },
    { "-170141183460469231731687303715884105728", "00000000000000000000000000000080", false },
    { "170141183460469231731687303715884105728", "0000000000000000000000000000008000", false },
    { "1000000000000000000000000000000", "00000040eaed7446d09c2c9f0c", false },
};

enum { COUNT = sizeof numbers / sizeof numbers[0] };

static void check_text(struct pm_buffer *out, const char *expected)
{
    pm_put_u8(out, 0);
    CU_ASSERT_STRING_EQUAL((char *)pm_buffer_bytes(out), expected);
    pm_buffer_clear(out);
}

static void check_number(const pymgr_value *value, size_t i)
{
    struct pm_buffer out = PM_BUFFER_INIT, hex = PM_BUFFER_INIT;
    int64_t number;

    CU_ASSERT_PTR_NOT_NULL_FATAL(value);
    CU_ASSERT_EQUAL(pymgr_int_value(value, &number), numbers[i].narrow);
    if (numbers[i].narrow)
        CU_ASSERT_EQUAL(number, strtoll(numbers[i].decimal, NULL, 10));
    pm_int_put_decimal(&out, value);
    check_text(&out, numbers[i].decimal);
    CU_ASSERT_EQUAL(pm_int_put_le(&out, value), strlen(numbers[i].hex) / 2);
    for (size_t at = 0; at < pm_buffer_length(&out); at++)
        pm_put_format(&hex, "%02x", pm_buffer_bytes(&out)[at]);
    check_text(&hex, numbers[i].hex);
    pm_buffer_free(&out);
    pm_buffer_free(&hex);
}

static void from_decimal(void)
{
    struct pm_error error;

    for (size_t i = 0; i < COUNT; i++) {
        pymgr_value *value = pm_int_from_decimal(numbers[i].decimal, strlen(numbers[i].decimal), &error);

        check_number(value, i);
        pymgr_unref(value);
    }
}

static pymgr_value *from_padded(const char *hex, size_t padding)
{
    unsigned char bytes[64];
    size_t size = strlen(hex) / 2;
    unsigned char sign = 0;

    for (size_t i = 0; i < size; i++) {
        char digits[] = { hex[2 * i], hex[2 * i + 1], 0 };

        bytes[i] = (unsigned char)strtoul(digits, NULL, 16);
        sign = bytes[i] & 0x80 ? 0xff : 0;
    }
    memset(bytes + size, sign, padding);
    return pm_int_from_le(bytes, size + padding);
}

/* Needless sign bytes make no difference. */
static void from_bytes(void)
{
    for (size_t i = 0; i < COUNT; i++) {
        for (size_t padding = 0; padding < 20; padding++) {
            pymgr_value *value = from_padded(numbers[i].hex, padding);

            check_number(value, i);
            pymgr_unref(value);
        }
    }
}

static void to_and_from_bignum(void)
{
    struct pm_error error;

    for (size_t i = 0; i < COUNT; i++) {
        pymgr_value *value = pm_int_from_decimal(numbers[i].decimal, strlen(numbers[i].decimal), &error);
        pymgr_value *again = pm_int_from_bignum(pm_int_to_bignum(value));

        check_number(again, i);
        CU_ASSERT_TRUE(pymgr_equal(value, again));
        pymgr_unref(value);
        pymgr_unref(again);
    }
    CU_ASSERT_PTR_NULL(pm_int_from_bignum(NULL));
}

static const char *const wrong[] = { "", "-", "+", "1x", "x", " 1", "1 ", "--1", "0x10", "1_000", "1.0",
    "1e5", "99999999999999999999999x" };

static void not_decimal(void)
{
    struct pm_error error;

    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        CU_ASSERT_PTR_NULL(pm_int_from_decimal(wrong[i], strlen(wrong[i]), &error));
        CU_ASSERT_EQUAL(error.kind, PM_ERROR_VALUE);
    }
}

static void signs_and_zeros(void)
{
    struct pm_error error;
    static const char *const texts[] = { "+7", "007", "0000000000000000000000000007",
        "+0000000000000000000000007" };

    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        pymgr_value *value = pm_int_from_decimal(texts[i], strlen(texts[i]), &error);

        CU_ASSERT_PTR_EQUAL(value, pymgr_int(7));
    }
    CU_ASSERT_PTR_EQUAL(pm_int_from_decimal("-0", 2, &error), pymgr_int(0));
}

static void digits_are_limited(void)
{
    char *digits = malloc(PM_INT_DIGITS + 1);
    struct pm_buffer out = PM_BUFFER_INIT;
    struct pm_error error;
    pymgr_value *value;

    memset(digits, '9', PM_INT_DIGITS + 1);
    CU_ASSERT_PTR_NULL(pm_int_from_decimal(digits, PM_INT_DIGITS + 1, &error));
    CU_ASSERT_EQUAL(error.kind, PM_ERROR_LIMIT);
    value = pm_int_from_decimal(digits, PM_INT_DIGITS, &error);
    CU_ASSERT_PTR_NOT_NULL_FATAL(value);
    pm_int_put_decimal(&out, value);
    CU_ASSERT_EQUAL(pm_buffer_length(&out), PM_INT_DIGITS);
    CU_ASSERT_EQUAL(memcmp(pm_buffer_bytes(&out), digits, PM_INT_DIGITS), 0);
    pymgr_unref(value);
    memset(digits, 0x7f, PM_INT_DIGITS);
    value = pm_int_from_le((unsigned char *)digits, PM_INT_DIGITS);
    pm_int_put_decimal(&out, value);
    CU_ASSERT_TRUE(out.over_limit);
    pymgr_unref(value);
    pm_buffer_free(&out);
    free(digits);
}

static void other_kinds_have_no_int_value(void)
{
    pymgr_value *number = pymgr_float(1);
    int64_t got = 0;

    CU_ASSERT_FALSE(pymgr_int_value(number, &got));
    CU_ASSERT_FALSE(pymgr_int_value(pymgr_none(), &got));
    CU_ASSERT_TRUE(pymgr_int_value(pymgr_bool(true), &got));
    CU_ASSERT_EQUAL(got, 1);
    pymgr_unref(number);
}

static void no_memory(void)
{
    static const char digits[] = "99999999999999999999999";
    struct pm_error error;
    struct pm_buffer out = PM_BUFFER_INIT;
    pymgr_value *value = NULL;
    size_t n = 0;

    while (value == NULL && n < 10) {
        pm_memory_fail_at(++n);
        value = pm_int_from_decimal(digits, sizeof digits - 1, &error);
        pm_memory_fail_at(0);
    }
    CU_ASSERT_EQUAL(n, 3);
    pm_memory_fail_at(1);
    pm_int_put_decimal(&out, value);
    pm_memory_fail_at(0);
    CU_ASSERT_TRUE(out.nomem);
    CU_ASSERT_EQUAL(pm_int_put_le(&out, value), 0);
    pymgr_unref(value);
}

static void unsigned_ints(void)
{
    static const uint64_t naturals[] = { 0, 1, 1024, INT64_MAX, (uint64_t)INT64_MAX + 1, UINT64_MAX };
    static const char *const others[] = { "xff", "x0000000000000080", "x000000000000000001",
        "xffffffffffffffff00ff" };

    for (size_t i = 0; i < sizeof naturals / sizeof naturals[0]; i++) {
        pymgr_value *value = pymgr_uint(naturals[i]);
        uint64_t got = 5;
        int64_t narrow;

        CU_ASSERT_TRUE(pymgr_uint_value(value, &got));
        CU_ASSERT_EQUAL(got, naturals[i]);
        CU_ASSERT_EQUAL(pymgr_int_value(value, &narrow), naturals[i] <= INT64_MAX);
        pymgr_unref(value);
    }
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++) {
        pymgr_value *value = pm_build(others[i]);
        uint64_t got = 5;

        CU_ASSERT_FALSE(pymgr_uint_value(value, &got));
        CU_ASSERT_EQUAL(got, 5);
        pymgr_unref(value);
    }
}

static void public_decimals(void)
{
    static const char *const good[] = { "0", "-7", "100000000000000000000", "-99999999999999999999999" };
    static const char *const bad[] = { "", "-", "1.5", "0x10", " 1", "1 ", "1_000" };

    for (size_t i = 0; i < sizeof good / sizeof good[0]; i++) {
        pymgr_value *value = pymgr_int_decimal(good[i]);
        char *shown = pm_shown(value);

        CU_ASSERT_STRING_EQUAL(shown, good[i]);
        free(shown);
        pymgr_unref(value);
    }
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
        CU_ASSERT_PTR_NULL(pymgr_int_decimal(bad[i]));
}

static const struct pm_test tests[] = {
    { "unsigned ints", unsigned_ints },
    { "public decimals", public_decimals },
    { "from decimal", from_decimal },
    { "from bytes", from_bytes },
    { "to and from BIGNUM", to_and_from_bignum },
    { "not decimal", not_decimal },
    { "signs and zeros", signs_and_zeros },
    { "digits are limited", digits_are_limited },
    { "other kinds have no int value", other_kinds_have_no_int_value },
    { "no memory", no_memory },
};

const struct pm_suite pm_suite_int = { "value/int", PM_SUITE(tests) };
