/* SPDX-License-Identifier: MIT
 *
 * The items of an array are integers or floats in this machine's format or, for 'u' and 'w', code points.
 */
#include "codec/pickle_array.h"

#include "value/array.h"

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

int pm_pickle_array_of_list(
    char typecode, const pymgr_value *list, pymgr_value **valuep, struct pm_error *error)
{
    struct pm_error unfit;

    *valuep = pm_array_of(typecode, list, &unfit);
    return *valuep == NULL && unfit.kind == PM_ERROR_NOMEM ? pm_fail_nomem(error) : 0;
}
