/* SPDX-License-Identifier: MIT
 *
 * None, the bools and numbers.
 */
#include "codec/pickle_dumper.h"

#include <endian.h>
#include <inttypes.h>
#include <stdio.h>

int pm_dump_none(struct pm_pickle_dumper *dumper, const pymgr_value *value)
{
    (void)value;
    return pm_dump_opcode(dumper, PM_OP_NONE);
}

int pm_dump_bool(struct pm_pickle_dumper *dumper, const pymgr_value *value)
{
    return pm_dump_opcode(dumper, pymgr_bool_value(value) ? PM_OP_NEWTRUE : PM_OP_NEWFALSE);
}

static int put_fixed(
    struct pm_pickle_dumper *dumper, enum pm_opcode_code code, uint64_t number, unsigned width)
{
    unsigned char *room = pm_dump_room(dumper, 1 + width);

    if (room == NULL)
        return -1;
    *room = (unsigned char)code;
    dumper->at = pm_put_le(room + 1, number, width);
    return 0;
}

/* An int of more than 32 bits is a `long` to Python 2 unless it comes as text. */
static int put_python2_int(struct pm_pickle_dumper *dumper, int64_t number)
{
    char text[32];
    int size = snprintf(text, sizeof text, "%c%" PRId64 "\n", PM_OP_INT, number);

    return pm_dump_bytes(dumper, text, (size_t)size);
}

static int put_long(struct pm_pickle_dumper *dumper, const pymgr_value *value)
{
    size_t size;

    pm_buffer_clear(&dumper->number);
    size = pm_int_put_le(&dumper->number, value);
    if (pm_buffer_check(&dumper->number, dumper->error) != 0)
        return -1;
    if (size > INT32_MAX)
        return pm_fail(dumper->error, PM_ERROR_UNSERIALIZABLE, "int too large to pickle");
    return pm_dump_counted(dumper, size <= UINT8_MAX ? PM_OP_LONG1 : PM_OP_LONG4, size <= UINT8_MAX ? 1 : 4,
        NULL, pm_buffer_bytes(&dumper->number), size);
}

int pm_dump_int(struct pm_pickle_dumper *dumper, const pymgr_value *value)
{
    int64_t number;

    if (!pymgr_int_value(value, &number))
        return put_long(dumper, value);
    if (number >= 0 && number <= UINT8_MAX)
        return put_fixed(dumper, PM_OP_BININT1, (uint64_t)number, 1);
    if (number >= 0 && number <= UINT16_MAX)
        return put_fixed(dumper, PM_OP_BININT2, (uint64_t)number, 2);
    if (number >= INT32_MIN && number <= INT32_MAX)
        return put_fixed(dumper, PM_OP_BININT, (uint64_t)number, 4);
    return dumper->python2 ? put_python2_int(dumper, number) : put_long(dumper, value);
}

int pm_dump_double(struct pm_pickle_dumper *dumper, double number)
{
    unsigned char *room = pm_dump_room(dumper, 1 + sizeof number);
    uint64_t bits;

    if (room == NULL)
        return -1;
    memcpy(&bits, &number, sizeof bits);
    bits = htobe64(bits);
    *room = PM_OP_BINFLOAT;
    memcpy(room + 1, &bits, sizeof bits);
    dumper->at = room + 1 + sizeof bits;
    return 0;
}

int pm_dump_float(struct pm_pickle_dumper *dumper, const pymgr_value *value)
{
    return pm_dump_double(dumper, pymgr_float_value(value));
}

int pm_dump_complex(struct pm_pickle_dumper *dumper, const pymgr_value *value)
{
    const struct pm_complex *number = PM_CONST_CAST(pm_complex, value);

    if (pm_dump_named(dumper, "builtins", "complex") != 0 || pm_dump_double(dumper, number->real) != 0 ||
        pm_dump_double(dumper, number->imag) != 0 || pm_dump_end_tuple(dumper, 2) != 0)
        return -1;
    return pm_dump_end_reduce(dumper, value);
}
