/* SPDX-License-Identifier: MIT
 *
 * decimal.Decimal, fractions.Fraction and uuid.UUID.
 */
#include "value/known.h"

static const struct pm_instance *instance_of(const pymgr_value *value)
{
    return PM_CONST_CAST(pm_instance, value);
}

/* Decimal(text) */
static const pymgr_value *decimal_text(const pymgr_value *value)
{
    const pymgr_value *args = instance_of(value)->args, *text = pymgr_item(args, 0);

    return pymgr_length(args) == 1 && pm_is(text, PYMGR_STR) ? text : NULL;
}

int pm_repr_decimal(struct pm_writing *self, const pymgr_value *value)
{
    const pymgr_value *text = decimal_text(value);

    if (text == NULL)
        return pm_write_object(self, value);
    pm_put_text(self->out, "Decimal(");
    if (pm_write_repr(self, text) < 0)
        return -1;
    pm_put_u8(self->out, ')');
    return 0;
}

int pm_str_decimal(struct pm_writing *self, const pymgr_value *value)
{
    const pymgr_value *text = decimal_text(value);

    return text == NULL ? pm_write_object(self, value) : pm_write_str(self, text);
}

/* Fraction(numerator, denominator); before Python 3.12 it was pickled as Fraction("1/2"), which is not split.
 */
static bool is_fraction(const pymgr_value *value)
{
    const pymgr_value *args = instance_of(value)->args;

    return pymgr_length(args) == 2 && pm_is(pymgr_item(args, 0), PYMGR_INT) &&
           pm_is(pymgr_item(args, 1), PYMGR_INT);
}

int pm_repr_fraction(struct pm_writing *self, const pymgr_value *value)
{
    const pymgr_value *args = instance_of(value)->args;

    if (!is_fraction(value))
        return pm_write_object(self, value);
    pm_put_text(self->out, "Fraction");
    return pm_write_tuple(self, args);
}

int pm_str_fraction(struct pm_writing *self, const pymgr_value *value)
{
    const pymgr_value *args = instance_of(value)->args;
    int64_t denominator = 0;

    if (!is_fraction(value))
        return pm_write_object(self, value);
    if (pm_write_int(self, pymgr_item(args, 0)) < 0)
        return -1;
    if (pymgr_int_value(pymgr_item(args, 1), &denominator) && denominator == 1)
        return 0;
    pm_put_u8(self->out, '/');
    return pm_write_int(self, pymgr_item(args, 1));
}

/* --- uuid.UUID: its state has the 128-bit number --- */

enum { UUID_BYTES = 16 };

static bool uuid_bytes(const pymgr_value *value, unsigned char bytes[UUID_BYTES])
{
    const pymgr_value *state = instance_of(value)->state, *number;
    BIGNUM *big;
    bool fits;

    number = state != NULL && pm_is(state, PYMGR_DICT) ? pymgr_dict_get_text(state, "int") : NULL;
    if (number == NULL || !pm_is(number, PYMGR_INT))
        return false;
    big = pm_int_to_bignum(number);
    fits = big != NULL && !BN_is_negative(big) && BN_bn2binpad(big, bytes, UUID_BYTES) == UUID_BYTES;
    BN_free(big);
    return fits;
}

int pm_str_uuid(struct pm_writing *self, const pymgr_value *value)
{
    unsigned char bytes[UUID_BYTES];

    if (!uuid_bytes(value, bytes))
        return pm_write_object(self, value);
    for (int i = 0; i < UUID_BYTES; i++)
        pm_put_format(self->out, i == 4 || i == 6 || i == 8 || i == 10 ? "-%02x" : "%02x", bytes[i]);
    return 0;
}

int pm_repr_uuid(struct pm_writing *self, const pymgr_value *value)
{
    unsigned char bytes[UUID_BYTES];

    if (!uuid_bytes(value, bytes))
        return pm_write_object(self, value);
    pm_put_text(self->out, "UUID('");
    pm_str_uuid(self, value);
    pm_put_text(self->out, "')");
    return 0;
}
