/* SPDX-License-Identifier: MIT */
#include "value/array.h"

#include "base/memory.h"
#include "value/kind.h"

enum { CODE_POINT_BITS = 0x1fffff };

static size_t block_size(size_t size)
{
    return sizeof(struct pm_array) + size;
}

pymgr_value *pm_array_blank(char typecode, size_t size)
{
    struct pm_array *self = size > SIZE_MAX / 2 ? NULL : pm_block_new(block_size(size));

    if (self == NULL)
        return NULL;
    pm_head_init(&self->head, PYMGR_ARRAY);
    self->typecode = typecode;
    self->size = size;
    return &self->head;
}

pymgr_value *pm_array_new(char typecode, const void *bytes, size_t size)
{
    pymgr_value *array = pm_array_blank(typecode, size);

    if (array != NULL && size > 0)
        memcpy(PM_CAST(pm_array, array)->bytes, bytes, size);
    return array;
}

pymgr_value *pm_array_copy(const pymgr_value *array)
{
    const struct pm_array *self = PM_CONST_CAST(pm_array, array);

    return pm_array_new(self->typecode, self->bytes, self->size);
}

pymgr_value *pm_array_spliced(const pymgr_value *array, size_t at, size_t removed, const pymgr_value *with)
{
    const struct pm_array *self = PM_CONST_CAST(pm_array, array), *added = PM_CONST_CAST(pm_array, with);
    size_t itemsize = pm_array_itemsize(self->typecode), before = at * itemsize;
    size_t after = self->size - before - removed * itemsize;
    pymgr_value *spliced = pm_array_blank(self->typecode, before + added->size + after);
    char *to;

    if (spliced == NULL)
        return NULL;
    to = PM_CAST(pm_array, spliced)->bytes;
    memcpy(to, self->bytes, before);
    memcpy(to + before, added->bytes, added->size);
    memcpy(to + before + added->size, self->bytes + self->size - after, after);
    return spliced;
}

void pm_array_destroy(pymgr_value *value, struct pm_dead *dead)
{
    (void)dead;
    pm_block_free(value, block_size(PM_CAST(pm_array, value)->size));
}

typedef pymgr_value *item_getter(const void *bytes);

static pymgr_value *from_code_point(uint32_t code_point)
{
    char utf8[4];

    return pm_str_trusted(utf8, pm_utf8_encode(code_point & CODE_POINT_BITS, utf8));
}

static pymgr_value *get_signed_char(const void *bytes)
{
    return pymgr_int(*(const signed char *)bytes);
}

static pymgr_value *get_unsigned_char(const void *bytes)
{
    return pymgr_int(*(const unsigned char *)bytes);
}

static pymgr_value *get_unicode(const void *bytes)
{
    uint32_t code_point;

    memcpy(&code_point, bytes, sizeof code_point);
    return from_code_point(code_point);
}

static pymgr_value *get_short(const void *bytes)
{
    short number;

    memcpy(&number, bytes, sizeof number);
    return pymgr_int(number);
}

static pymgr_value *get_unsigned_short(const void *bytes)
{
    unsigned short number;

    memcpy(&number, bytes, sizeof number);
    return pymgr_int(number);
}

static pymgr_value *get_int(const void *bytes)
{
    int number;

    memcpy(&number, bytes, sizeof number);
    return pymgr_int(number);
}

static pymgr_value *get_unsigned_int(const void *bytes)
{
    unsigned number;

    memcpy(&number, bytes, sizeof number);
    return pymgr_int(number);
}

static pymgr_value *get_long(const void *bytes)
{
    long number;

    memcpy(&number, bytes, sizeof number);
    return pymgr_int(number);
}

static pymgr_value *get_unsigned_long(const void *bytes)
{
    unsigned long number;

    memcpy(&number, bytes, sizeof number);
    return pymgr_uint(number);
}

static pymgr_value *get_long_long(const void *bytes)
{
    long long number;

    memcpy(&number, bytes, sizeof number);
    return pymgr_int(number);
}

static pymgr_value *get_unsigned_long_long(const void *bytes)
{
    unsigned long long number;

    memcpy(&number, bytes, sizeof number);
    return pymgr_uint(number);
}

static pymgr_value *get_float(const void *bytes)
{
    float number;

    memcpy(&number, bytes, sizeof number);
    return pymgr_float((double)number);
}

static pymgr_value *get_double(const void *bytes)
{
    double number;

    memcpy(&number, bytes, sizeof number);
    return pymgr_float(number);
}

static const struct typecode {
    char code;
    size_t itemsize;
    item_getter *get;
} typecodes[] = {
    { 'b', sizeof(signed char), get_signed_char },
    { 'B', sizeof(unsigned char), get_unsigned_char },
    { 'u', sizeof(uint32_t), get_unicode }, /* wchar_t, which has 4 bytes wherever this builds */
    { 'w', sizeof(uint32_t), get_unicode },
    { 'h', sizeof(short), get_short },
    { 'H', sizeof(unsigned short), get_unsigned_short },
    { 'i', sizeof(int), get_int },
    { 'I', sizeof(unsigned), get_unsigned_int },
    { 'l', sizeof(long), get_long },
    { 'L', sizeof(unsigned long), get_unsigned_long },
    { 'q', sizeof(long long), get_long_long },
    { 'Q', sizeof(unsigned long long), get_unsigned_long_long },
    { 'f', sizeof(float), get_float },
    { 'd', sizeof(double), get_double },
};

static const struct typecode *find(char code)
{
    for (size_t i = 0; i < sizeof typecodes / sizeof typecodes[0]; i++) {
        if (typecodes[i].code == code)
            return &typecodes[i];
    }
    return NULL;
}

size_t pm_array_itemsize(char typecode)
{
    const struct typecode *row = find(typecode);

    return row == NULL ? 0 : row->itemsize;
}

pymgr_value *pm_array_item(const pymgr_value *array, size_t index)
{
    const struct pm_array *self = PM_CONST_CAST(pm_array, array);
    const struct typecode *row = find(self->typecode);

    return row->get(self->bytes + index * row->itemsize);
}

pymgr_value *pymgr_array(char typecode, const void *items, size_t count)
{
    size_t itemsize = pm_array_itemsize(typecode), size;

    if (itemsize == 0 || __builtin_mul_overflow(count, itemsize, &size))
        return NULL;
    return pm_array_new(typecode, items, size);
}

const void *pymgr_array_items(const pymgr_value *array, char *typecodep, size_t *countp)
{
    const struct pm_array *self = PM_CONST_CAST(pm_array, array);

    if (!pm_is_a(array, PYMGR_ARRAY))
        return NULL;
    *typecodep = self->typecode;
    *countp = pymgr_length(array);
    return self->bytes;
}
