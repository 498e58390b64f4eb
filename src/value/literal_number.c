/* SPDX-License-Identifier: MIT
 *
 * Numbers in Python's notation. The characters of a number are first collected without their underscores, a
 * minus in front if there was one; then their form tells which kind it is.
 */
#include "value/literal_parts.h"

#include "value/real.h"

#include <ctype.h>

enum { NUMBER_ROOM = PM_LITERAL_DIGITS + 8 }; /* a sign, a point, a prefix ... */

struct digits {
    char text[NUMBER_ROOM];
    size_t size;
    bool negative;
};

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

bool pm_literal_at_number(const struct pm_literal_reader *reader)
{
    char first = pm_literal_peek(reader, 0);

    return is_digit(first) || (first == '.' && is_digit(pm_literal_peek(reader, 1)));
}

static bool radix_prefix(const char *text, unsigned *bitsp)
{
    if (text[0] != '0')
        return false;
    switch (text[1] | 0x20) {
    case 'x':
        *bitsp = 4;
        return true;
    case 'o':
        *bitsp = 3;
        return true;
    case 'b':
        *bitsp = 1;
        return true;
    default:
        return false;
    }
}

/* Whether the character goes on with the number whose characters so far are `digits`. */
static bool belongs(const struct digits *digits, char c)
{
    unsigned bits;
    const char *start = digits->text + digits->negative;
    char last;

    if (isalnum((unsigned char)c) || c == '.' || c == '_')
        return true;
    if ((c != '+' && c != '-') || digits->size <= digits->negative)
        return false;
    last = digits->text[digits->size - 1];
    return (last == 'e' || last == 'E') && !radix_prefix(start, &bits);
}

/* An underscore stands between two digits, or after a radix prefix. */
static bool underscore_fits(const struct pm_literal_reader *reader)
{
    return isalnum((unsigned char)pm_literal_peek(reader, 1)) &&
           isalnum((unsigned char)reader->text[reader->position - 1]);
}

static int collect(struct pm_literal_reader *reader, struct digits *digits)
{
    for (char c; belongs(digits, c = pm_literal_peek(reader, 0)); reader->position++) {
        if (c == '_') {
            if (!underscore_fits(reader))
                return -1;
            continue;
        }
        if (digits->size == sizeof digits->text - 1)
            return -1;
        digits->text[digits->size++] = c;
        digits->text[digits->size] = '\0';
    }
    return 0;
}

static int digit_value(char c)
{
    if (is_digit(c))
        return c - '0';
    c |= 0x20;
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : 16;
}

static bool add_digits(BIGNUM *number, const char *text, unsigned bits)
{
    for (; *text != '\0'; text++) {
        int digit = digit_value(*text);

        if (digit >= 1 << bits)
            return false;
        if (!BN_lshift(number, number, (int)bits) || !BN_add_word(number, (BN_ULONG)digit))
            return false;
    }
    return true;
}

static pymgr_value *radix_int(struct pm_literal_reader *reader, const struct digits *digits, unsigned bits)
{
    const char *text = digits->text + digits->negative + 2;
    BIGNUM *number = BN_new();
    pymgr_value *value;

    if (number == NULL) {
        pm_fail_nomem(reader->error);
        return NULL;
    }
    if (*text == '\0' || !add_digits(number, text, bits)) {
        BN_free(number);
        return pm_literal_fail(reader, "not a number");
    }
    BN_set_negative(number, digits->negative);
    value = pm_int_from_bignum(number);
    if (value == NULL)
        pm_fail_nomem(reader->error);
    return value;
}

static pymgr_value *decimal_int(struct pm_literal_reader *reader, const struct digits *digits)
{
    const char *text = digits->text + digits->negative;

    if (text[0] == '0' && text[strspn(text, "0")] != '\0')
        return pm_literal_fail(reader, "leading zeros are not permitted in a number");
    return pm_int_from_decimal(digits->text, digits->size, reader->error);
}

/* A float, or the imaginary part of a complex number when a `j` ends it. */
static pymgr_value *real_number(struct pm_literal_reader *reader, struct digits *digits)
{
    bool imaginary = (digits->text[digits->size - 1] | 0x20) == 'j';
    size_t size = digits->size - imaginary;
    double number;
    pymgr_value *value;

    if (strspn(digits->text, "0123456789.eE+-") < size || !pm_double_from_text(digits->text, size, &number))
        return pm_literal_fail(reader, "not a number");
    value = imaginary ? pymgr_complex(digits->negative ? -0.0 : 0.0, number) : pymgr_float(number);
    if (value == NULL)
        pm_fail_nomem(reader->error);
    return value;
}

pymgr_value *pm_literal_number(struct pm_literal_reader *reader, bool negative)
{
    struct digits digits = { .negative = negative };
    unsigned bits;

    if (negative)
        digits.text[digits.size++] = '-';
    if (collect(reader, &digits) != 0)
        return pm_literal_fail(reader, "not a number, or of too many digits");
    if (radix_prefix(digits.text + negative, &bits))
        return radix_int(reader, &digits, bits);
    if (strspn(digits.text + negative, "0123456789") == digits.size - negative)
        return decimal_int(reader, &digits);
    return real_number(reader, &digits);
}
