/* SPDX-License-Identifier: MIT
 *
 * None, the bools and numbers: in binary, little-endian but for BINFLOAT, or as a line of text.
 */
#include "codec/pickle_loader.h"
#include "value/real.h"

#include <endian.h>

/* Bytes of a LONG4 beyond which BIGNUM arithmetic, which counts bits in an int, would not be safe. */
enum { LONG_BYTES = 1 << 27 };

int pm_load_none(struct pm_pickle_loader *loader)
{
    return pm_pickle_push(loader, pymgr_none());
}

int pm_load_newtrue(struct pm_pickle_loader *loader)
{
    return pm_pickle_push(loader, pymgr_bool(true));
}

int pm_load_newfalse(struct pm_pickle_loader *loader)
{
    return pm_pickle_push(loader, pymgr_bool(false));
}

int pm_load_binint(struct pm_pickle_loader *loader)
{
    const unsigned char *bytes = pm_pickle_take(loader, 4);

    return bytes == NULL ? -1 : pm_pickle_push(loader, pymgr_int((int32_t)pm_pickle_le(bytes, 4)));
}

int pm_load_binint1(struct pm_pickle_loader *loader)
{
    const unsigned char *bytes = pm_pickle_take(loader, 1);

    return bytes == NULL ? -1 : pm_pickle_push(loader, pymgr_int(*bytes));
}

int pm_load_binint2(struct pm_pickle_loader *loader)
{
    const unsigned char *bytes = pm_pickle_take(loader, 2);

    return bytes == NULL ? -1 : pm_pickle_push(loader, pymgr_int(bytes[0] | bytes[1] << 8));
}

static int load_long(struct pm_pickle_loader *loader, size_t width)
{
    const unsigned char *bytes;
    size_t size;

    if (pm_pickle_take_counted(loader, width, &bytes, &size) != 0)
        return -1;
    if (size > LONG_BYTES)
        return pm_fail(loader->error, PM_ERROR_LIMIT, "an int of more than %d bytes", LONG_BYTES);
    return pm_pickle_push(loader, pm_int_from_le(bytes, size));
}

int pm_load_long1(struct pm_pickle_loader *loader)
{
    return load_long(loader, 1);
}

int pm_load_long4(struct pm_pickle_loader *loader)
{
    return load_long(loader, 4);
}

int pm_load_binfloat(struct pm_pickle_loader *loader)
{
    const unsigned char *bytes = pm_pickle_take(loader, 8);
    uint64_t bits;
    double number;

    if (bytes == NULL)
        return -1;
    memcpy(&bits, bytes, sizeof bits);
    bits = be64toh(bits);
    memcpy(&number, &bits, sizeof number);
    return pm_pickle_push(loader, pymgr_float(number));
}

/* --- as text --- */

static int push_decimal(struct pm_pickle_loader *loader, const char *digits, size_t size)
{
    pymgr_value *value;

    if (size > PM_PICKLE_DIGITS)
        return pm_fail(loader->error, PM_ERROR_LIMIT, "an int of more than %d digits", PM_PICKLE_DIGITS);
    value = pm_int_from_decimal(digits, size, loader->error);
    return value == NULL ? pm_pickle_refused(loader) : pm_pickle_push(loader, value);
}

/* Protocols 0 and 1 write False and True as these, which as numbers would have no leading zero. */
int pm_load_int(struct pm_pickle_loader *loader)
{
    const char *line;
    size_t size;

    if (pm_pickle_take_line(loader, &line, &size) != 0)
        return -1;
    if (size == 2 && line[0] == '0' && (line[1] == '0' || line[1] == '1'))
        return pm_pickle_push(loader, pymgr_bool(line[1] == '1'));
    return push_decimal(loader, line, size);
}

/* A LONG ends in an L, or does not. */
int pm_load_long(struct pm_pickle_loader *loader)
{
    const char *line;
    size_t size;

    if (pm_pickle_take_line(loader, &line, &size) != 0)
        return -1;
    if (size > 0 && line[size - 1] == 'L')
        size--;
    return push_decimal(loader, line, size);
}

int pm_load_float(struct pm_pickle_loader *loader)
{
    char text[PM_PICKLE_FLOAT + 1];
    const char *line;
    size_t size;
    double number;

    if (pm_pickle_take_line(loader, &line, &size) != 0)
        return -1;
    if (size > PM_PICKLE_FLOAT)
        return pm_pickle_bad(loader, "FLOAT of more than %d characters", PM_PICKLE_FLOAT);
    memcpy(text, line, size);
    text[size] = '\0';
    if (!pm_double_from_text(text, size, &number))
        return pm_pickle_bad(loader, "FLOAT: not a number");
    return pm_pickle_push(loader, pymgr_float(number));
}
