/* SPDX-License-Identifier: MIT
 *
 * From Python's values to an array's items, with the words of CPython 3.12. It converts to the C type of its
 * argument parser's format first, and only then to the item's own: so a number may be out of either's range.
 */
#include "value/array.h"
#include "value/number.h"
#include "value/real.h"

#include <endian.h>
#include <limits.h>

static int check_integer(const pymgr_value *item, struct pm_error *error)
{
    if (pm_is_integer(item))
        return 0;
    return pm_fail(error, PM_ERROR_TYPE, "'%s' object cannot be interpreted as an integer",
        pm_qualified_type_name(item));
}

static int signed_of(const pymgr_value *item, const char *too_large, int64_t *numberp, struct pm_error *error)
{
    if (check_integer(item, error) != 0)
        return -1;
    return pymgr_int_value(item, numberp) ? 0 : pm_fail(error, PM_ERROR_OVERFLOW, "%s", too_large);
}

static int long_of(const pymgr_value *item, int64_t *numberp, struct pm_error *error)
{
    return signed_of(item, "Python int too large to convert to C long", numberp, error);
}

/* The numbers that a C type has, and its name. */
struct range {
    int64_t least, most;
    const char *type;
};

static const struct range UNSIGNED_BYTE = { 0, UCHAR_MAX, "unsigned byte integer" },
                          SIGNED_CHAR = { SCHAR_MIN, SCHAR_MAX, "signed char" },
                          SIGNED_SHORT = { SHRT_MIN, SHRT_MAX, "signed short integer" },
                          UNSIGNED_SHORT = { 0, USHRT_MAX, "unsigned short" },
                          SIGNED_INT = { INT_MIN, INT_MAX, "signed integer" };

static int check_range(int64_t number, const struct range *range, struct pm_error *error)
{
    if (number < range->least)
        return pm_fail(error, PM_ERROR_OVERFLOW, "%s is less than minimum", range->type);
    if (number > range->most)
        return pm_fail(error, PM_ERROR_OVERFLOW, "%s is greater than maximum", range->type);
    return 0;
}

/* An int that is too large for int64_t but not for uint64_t has eight bytes and a ninth of zero. */
static int wide_of(const pymgr_value *item, const char *too_large, uint64_t *numberp, struct pm_error *error)
{
    struct pm_buffer bytes = PM_BUFFER_INIT;
    bool fits = pm_int_put_le(&bytes, item) == 9;
    int failed = pm_buffer_check(&bytes, error);

    if (failed == 0 && (!fits || pm_buffer_bytes(&bytes)[8] != 0))
        failed = pm_fail(error, PM_ERROR_OVERFLOW, "%s", too_large);
    if (failed == 0) {
        memcpy(numberp, pm_buffer_bytes(&bytes), sizeof *numberp);
        *numberp = le64toh(*numberp);
    }
    pm_buffer_free(&bytes);
    return failed;
}

static int unsigned_of(const pymgr_value *item, const char *negative, const char *too_large,
    uint64_t *numberp, struct pm_error *error)
{
    int64_t number = 0;

    if (check_integer(item, error) != 0)
        return -1;
    if (!pymgr_int_value(item, &number) && BN_is_negative(PM_CONST_CAST(pm_int, item)->big))
        number = -1;
    else if (!pymgr_int_value(item, &number))
        return wide_of(item, too_large, numberp, error);
    if (number < 0)
        return pm_fail(error, PM_ERROR_OVERFLOW, "%s", negative);
    *numberp = (uint64_t)number;
    return 0;
}

static int unsigned_long_of(const pymgr_value *item, uint64_t *numberp, struct pm_error *error)
{
    return unsigned_of(item, "can't convert negative value to unsigned int",
        "Python int too large to convert to C unsigned long", numberp, error);
}

/* Writes the `size` low bytes of a number. */
static void store(void *place, uint64_t number, size_t size)
{
    memcpy(place, (const char *)&number + (__BYTE_ORDER == __BIG_ENDIAN ? sizeof number - size : 0), size);
}

/* An item of `size` bytes that is first parsed as one C type and then has to fit another. */
static int put_narrow(const pymgr_value *item, const struct range *parsed, const struct range *kept,
    void *place, size_t size, struct pm_error *error)
{
    int64_t number;

    if (long_of(item, &number, error) != 0 || check_range(number, parsed, error) != 0 ||
        check_range(number, kept, error) != 0)
        return -1;
    store(place, (uint64_t)number, size);
    return 0;
}

/* --- one for each typecode: 0, or -1 and nothing written --- */

typedef int putter(const pymgr_value *item, void *place, struct pm_error *error);

static int put_signed_char(const pymgr_value *item, void *place, struct pm_error *error)
{
    return put_narrow(item, &SIGNED_SHORT, &SIGNED_CHAR, place, sizeof(signed char), error);
}

static int put_unsigned_char(const pymgr_value *item, void *place, struct pm_error *error)
{
    return put_narrow(item, &UNSIGNED_BYTE, &UNSIGNED_BYTE, place, sizeof(unsigned char), error);
}

static int put_short(const pymgr_value *item, void *place, struct pm_error *error)
{
    return put_narrow(item, &SIGNED_SHORT, &SIGNED_SHORT, place, sizeof(short), error);
}

static int put_unsigned_short(const pymgr_value *item, void *place, struct pm_error *error)
{
    return put_narrow(item, &SIGNED_INT, &UNSIGNED_SHORT, place, sizeof(unsigned short), error);
}

static int put_int(const pymgr_value *item, void *place, struct pm_error *error)
{
    return put_narrow(item, &SIGNED_INT, &SIGNED_INT, place, sizeof(int), error);
}

static int put_unsigned_int(const pymgr_value *item, void *place, struct pm_error *error)
{
    uint64_t number;

    if (unsigned_long_of(item, &number, error) != 0)
        return -1;
    if (number > UINT_MAX)
        return pm_fail(error, PM_ERROR_OVERFLOW, "unsigned int is greater than maximum");
    store(place, number, sizeof(unsigned));
    return 0;
}

static int put_long(const pymgr_value *item, void *place, struct pm_error *error)
{
    int64_t number;

    if (long_of(item, &number, error) != 0)
        return -1;
    memcpy(place, &number, sizeof number);
    return 0;
}

static int put_unsigned_long(const pymgr_value *item, void *place, struct pm_error *error)
{
    uint64_t number;

    if (unsigned_long_of(item, &number, error) != 0)
        return -1;
    memcpy(place, &number, sizeof number);
    return 0;
}

static int put_long_long(const pymgr_value *item, void *place, struct pm_error *error)
{
    int64_t number;

    if (signed_of(item, "int too big to convert", &number, error) != 0)
        return -1;
    memcpy(place, &number, sizeof number);
    return 0;
}

static int put_unsigned_long_long(const pymgr_value *item, void *place, struct pm_error *error)
{
    uint64_t number;

    if (unsigned_of(
            item, "can't convert negative int to unsigned", "int too big to convert", &number, error) != 0)
        return -1;
    memcpy(place, &number, sizeof number);
    return 0;
}

static int put_character(const pymgr_value *item, void *place, struct pm_error *error)
{
    size_t size = 0, at = 0;
    const char *utf8 = pm_is(item, PYMGR_STR) ? pymgr_text(item, &size) : NULL;
    uint32_t code_point = size > 0 ? pm_utf8_next(utf8, &at) : 0;

    if (at == 0 || at != size)
        return pm_fail(error, PM_ERROR_TYPE, "array item must be unicode character");
    memcpy(place, &code_point, sizeof code_point);
    return 0;
}

static int put_float(const pymgr_value *item, void *place, struct pm_error *error)
{
    double number;
    float narrow;

    if (pm_double_of(item, &number, error) != 0)
        return -1;
    narrow = (float)number;
    memcpy(place, &narrow, sizeof narrow);
    return 0;
}

static int put_double(const pymgr_value *item, void *place, struct pm_error *error)
{
    double number;

    if (pm_double_of(item, &number, error) != 0)
        return -1;
    memcpy(place, &number, sizeof number);
    return 0;
}

_Static_assert(sizeof(long) == sizeof(int64_t), "as put_long and put_unsigned_long have it");

static putter *const putters[128] = {
    ['b'] = put_signed_char,
    ['B'] = put_unsigned_char,
    ['u'] = put_character,
    ['w'] = put_character,
    ['h'] = put_short,
    ['H'] = put_unsigned_short,
    ['i'] = put_int,
    ['I'] = put_unsigned_int,
    ['l'] = put_long,
    ['L'] = put_unsigned_long,
    ['q'] = put_long_long,
    ['Q'] = put_unsigned_long_long,
    ['f'] = put_float,
    ['d'] = put_double,
};

int pm_array_put(char typecode, const pymgr_value *item, void *place, struct pm_error *error)
{
    return putters[(unsigned char)typecode](item, place, error);
}

pymgr_value *pm_array_of(char typecode, const pymgr_value *sequence, struct pm_error *error)
{
    pymgr_value *const *items;
    size_t count = pm_items(sequence, &items), size = pm_array_itemsize(typecode);
    pymgr_value *array = count > SIZE_MAX / size ? NULL : pm_array_blank(typecode, count * size);

    if (array == NULL) {
        pm_fail_nomem(error);
        return NULL;
    }
    for (size_t i = 0; i < count; i++) {
        if (pm_array_put(typecode, items[i], PM_CAST(pm_array, array)->bytes + i * size, error) != 0)
            return pymgr_unref(array);
    }
    return array;
}
