/* SPDX-License-Identifier: MIT
 *
 * The items of an array are integers or floats in this machine's format or, for 'u' and 'w', code points.
 */
#include "codec/pickle_array.h"

#include "base/memory.h"

#include <endian.h>

enum family { NONE, UNSIGNED, SIGNED, FLOATING, CHARACTER, FAMILIES };

static const unsigned char families[128] = {
    ['B'] = UNSIGNED,
    ['H'] = UNSIGNED,
    ['I'] = UNSIGNED,
    ['L'] = UNSIGNED,
    ['Q'] = UNSIGNED,
    ['b'] = SIGNED,
    ['h'] = SIGNED,
    ['i'] = SIGNED,
    ['l'] = SIGNED,
    ['q'] = SIGNED,
    ['d'] = FLOATING,
    ['f'] = FLOATING,
    ['u'] = CHARACTER,
    ['w'] = CHARACTER,
};

static const bool BIG_ENDIAN_MACHINE = __BYTE_ORDER == __BIG_ENDIAN;

/* By size of an item; of two codes the even one is little-endian and the odd one big-endian, but bytes have
 * no order. */
static const signed char formats[FAMILIES][9] = {
    [UNSIGNED] = { [1] = 0, [2] = 2, [4] = 6, [8] = 10 },
    [SIGNED] = { [1] = 1, [2] = 4, [4] = 8, [8] = 12 },
    [FLOATING] = { [4] = 14, [8] = 16 },
    [CHARACTER] = { [2] = 18, [4] = 20 },
};

int pm_pickle_array_format(char typecode)
{
    size_t size = pm_array_itemsize(typecode);

    if (size == 0)
        return -1;
    return formats[families[(unsigned char)typecode]][size] + (size > 1 && BIG_ENDIAN_MACHINE);
}

/* Writes the `size` low bytes of a number. */
static void put_integer(char *place, uint64_t number, size_t size)
{
    uint64_t little = htole64(number), big = htobe64(number);

    if (BIG_ENDIAN_MACHINE)
        memcpy(place, (const char *)&big + sizeof big - size, size);
    else
        memcpy(place, &little, size);
}

static bool put_signed(char *place, size_t size, const pymgr_value *item)
{
    int64_t number, limit = INT64_MAX >> (64 - 8 * size);

    if (!pymgr_int_value(item, &number) || number > limit || number < -limit - 1)
        return false;
    put_integer(place, (uint64_t)number, size);
    return true;
}

/* An int that is too large for int64_t but not for uint64_t has eight bytes and a ninth of zero. */
static bool wide_unsigned(const pymgr_value *item, uint64_t *numberp)
{
    struct pm_buffer bytes = PM_BUFFER_INIT;
    bool fits = pm_is(item, PYMGR_INT) && pm_int_put_le(&bytes, item) == 9 && !pm_buffer_failed(&bytes) &&
                pm_buffer_bytes(&bytes)[8] == 0;

    if (fits) {
        memcpy(numberp, pm_buffer_bytes(&bytes), 8);
        *numberp = le64toh(*numberp);
    }
    pm_buffer_free(&bytes);
    return fits;
}

static bool put_unsigned(char *place, size_t size, const pymgr_value *item)
{
    uint64_t number, limit = UINT64_MAX >> (64 - 8 * size);
    int64_t narrow;

    if (pymgr_int_value(item, &narrow)) {
        if (narrow < 0)
            return false;
        number = (uint64_t)narrow;
    } else if (!wide_unsigned(item, &number)) {
        return false;
    }
    if (number > limit)
        return false;
    put_integer(place, number, size);
    return true;
}

static bool put_float(char *place, size_t size, const pymgr_value *item)
{
    double number;
    float narrow;

    if (!pm_is(item, PYMGR_FLOAT))
        return false;
    number = pymgr_float_value(item);
    narrow = (float)number;
    if (size == sizeof narrow)
        memcpy(place, &narrow, size);
    else
        memcpy(place, &number, size);
    return true;
}

static bool put_character(char *place, size_t size, const pymgr_value *item)
{
    size_t length, at = 0;
    const char *utf8;
    uint32_t code_point;

    if (!pm_is(item, PYMGR_STR) || size != sizeof code_point)
        return false;
    utf8 = pymgr_text(item, &length);
    if (length == 0)
        return false;
    code_point = pm_utf8_next(utf8, &at);
    memcpy(place, &code_point, size);
    return at == length;
}

/* Writes an item of `size` bytes; false if it is not of the array's type or out of its range. */
typedef bool put_item(char *place, size_t size, const pymgr_value *item);

static put_item *const puts_of[FAMILIES] = {
    [UNSIGNED] = put_unsigned,
    [SIGNED] = put_signed,
    [FLOATING] = put_float,
    [CHARACTER] = put_character,
};

static bool put_items(char *place, char typecode, const struct pm_list *items)
{
    put_item *put = puts_of[families[(unsigned char)typecode]];
    size_t size = pm_array_itemsize(typecode);

    for (size_t i = 0; i < items->length; i++) {
        if (!put(place + i * size, size, items->items[i]))
            return false;
    }
    return true;
}

int pm_pickle_array_of_list(
    char typecode, const pymgr_value *list, pymgr_value **valuep, struct pm_error *error)
{
    const struct pm_list *items = PM_CONST_CAST(pm_list, list);
    size_t size = items->length * pm_array_itemsize(typecode);
    char *bytes = pm_malloc(size);
    bool fit = bytes != NULL && put_items(bytes, typecode, items);

    if (fit)
        *valuep = pm_array_new(typecode, bytes, size);
    pm_free(bytes);
    return bytes == NULL || (fit && *valuep == NULL) ? pm_fail_nomem(error) : 0;
}
