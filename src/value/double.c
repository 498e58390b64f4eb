/* SPDX-License-Identifier: MIT
 *
 * repr(float) and repr(complex).
 */
#include "value/repr.h"

#include "value/shortest.h"

#include <math.h>
#include <stdlib.h>

enum {
    MOST_DIGITS = 17,
    LEAST_POINT = -3, /* where the decimal point may stand, counted from the first digit: else an exponent */
    MOST_POINT = 16,
    ROOM = 32,
};

static char *put_integer(char *end, uint64_t number)
{
    do {
        *--end = (char)('0' + number % 10);
        number /= 10;
    } while (number > 0);
    return end;
}

static size_t fill(char *to, char byte, size_t count)
{
    memset(to, byte, count);
    return count;
}

static size_t copy(char *to, const char *from, size_t count)
{
    memcpy(to, from, count);
    return count;
}

/* 0.00ddd, dd.ddd, ddd00 or ddd00.0 */
static size_t write_positional(char *to, const char *digits, size_t count, int point, bool mark)
{
    size_t size = 0, before = point > 0 ? (size_t)point : 0;

    if (point <= 0) {
        size += copy(to, "0.", 2);
        size += fill(to + size, '0', (size_t)-point);
        return size + copy(to + size, digits, count);
    }
    if (before < count) {
        size += copy(to, digits, before);
        to[size++] = '.';
        return size + copy(to + size, digits + before, count - before);
    }
    size += copy(to, digits, count);
    size += fill(to + size, '0', before - count);
    return size + (mark ? copy(to + size, ".0", 2) : 0);
}

/* d.ddde+XX */
static size_t write_exponential(char *to, const char *digits, size_t count, int exponent)
{
    char text[8];
    char *end = text + sizeof text, *first = put_integer(end, (uint64_t)abs(exponent));
    size_t size = 0;

    to[size++] = digits[0];
    if (count > 1) {
        to[size++] = '.';
        size += copy(to + size, digits + 1, count - 1);
    }
    to[size++] = 'e';
    to[size++] = exponent < 0 ? '-' : '+';
    if (end - first < 2)
        to[size++] = '0';
    return size + copy(to + size, first, (size_t)(end - first));
}

static size_t write_finite(char *to, double magnitude, bool mark)
{
    struct pm_decimal decimal = pm_shortest(magnitude);
    char text[MOST_DIGITS];
    char *end = text + sizeof text, *digits = put_integer(end, decimal.digits);
    size_t count = (size_t)(end - digits);
    int point = (int)count + decimal.exponent;

    if (point < LEAST_POINT || point > MOST_POINT)
        return write_exponential(to, digits, count, point - 1);
    return write_positional(to, digits, count, point, mark);
}

/* `mark`: a whole number ends in ".0". */
static void put(struct pm_buffer *out, double number, bool mark)
{
    char *room = (char *)pm_buffer_room(out, ROOM);
    size_t size = 0;

    if (room == NULL)
        return;
    if (isnan(number)) {
        size = copy(room, "nan", 3);
    } else {
        if (signbit(number))
            room[size++] = '-';
        size += isinf(number) ? copy(room + size, "inf", 3) : write_finite(room + size, fabs(number), mark);
    }
    pm_buffer_added(out, size);
}

void pm_put_double(struct pm_buffer *out, double number)
{
    put(out, number, true);
}

void pm_put_complex(struct pm_buffer *out, double real, double imag)
{
    bool pure = real == 0 && !signbit(real);

    if (!pure) {
        pm_put_u8(out, '(');
        put(out, real, false);
        if (isnan(imag) || !signbit(imag))
            pm_put_u8(out, '+');
    }
    put(out, imag, false);
    pm_put_text(out, pure ? "j" : "j)");
}
