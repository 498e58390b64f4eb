/* SPDX-License-Identifier: MIT
 *
 * None, the bools, floats and complex numbers.
 */
#include "base/memory.h"
#include "value/kind.h"
#include "value/real.h"

#include <math.h>

static struct pymgr_value none = { 1, PYMGR_NONE, PM_STATIC };
static struct pm_int bools[] = {
    { { 1, PYMGR_BOOL, PM_STATIC }, { 0 } },
    { { 1, PYMGR_BOOL, PM_STATIC }, { 1 } },
};

pymgr_value *pymgr_none(void)
{
    return &none;
}

bool pymgr_is_none(const pymgr_value *value)
{
    return pm_is_a(value, PYMGR_NONE);
}

pymgr_value *pymgr_bool(bool truth)
{
    return &bools[truth].head;
}

bool pymgr_bool_value(const pymgr_value *value)
{
    return pm_is_a(value, PYMGR_BOOL) && PM_CONST_CAST(pm_int, value)->small != 0;
}

pymgr_value *pymgr_float(double number)
{
    struct pm_float *self = pm_block_new(sizeof *self);

    if (self == NULL)
        return NULL;
    pm_head_init(&self->head, PYMGR_FLOAT);
    self->number = number;
    return &self->head;
}

void pm_float_destroy(pymgr_value *value, struct pm_dead *dead)
{
    (void)dead;
    pm_block_free(value, sizeof(struct pm_float));
}

double pymgr_float_value(const pymgr_value *value)
{
    struct pm_error error;
    double number;

    if (pm_is_a(value, PYMGR_FLOAT))
        return PM_CONST_CAST(pm_float, value)->number;
    return value != NULL && pm_double_of(value, &number, &error) == 0 ? number : (double)NAN;
}

pymgr_value *pymgr_complex(double real, double imag)
{
    struct pm_complex *self = pm_block_new(sizeof *self);

    if (self == NULL)
        return NULL;
    pm_head_init(&self->head, PYMGR_COMPLEX);
    self->real = real;
    self->imag = imag;
    return &self->head;
}

bool pymgr_complex_value(const pymgr_value *value, double *realp, double *imagp)
{
    if (!pm_is_a(value, PYMGR_COMPLEX))
        return false;
    *realp = PM_CONST_CAST(pm_complex, value)->real;
    *imagp = PM_CONST_CAST(pm_complex, value)->imag;
    return true;
}

void pm_complex_destroy(pymgr_value *value, struct pm_dead *dead)
{
    (void)dead;
    pm_block_free(value, sizeof(struct pm_complex));
}
