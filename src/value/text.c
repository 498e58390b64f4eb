/* SPDX-License-Identifier: MIT
 *
 * str, bytes and bytearray: the bytes follow the head in one block.
 */
#include "base/bytes.h"
#include "value/kind.h"

#include <stdarg.h>
#include <stdio.h>

pymgr_value *pm_text_blank(enum pymgr_kind kind, size_t size)
{
    struct pm_text *self = pm_text_make(kind, size);

    return self == NULL ? NULL : &self->head;
}

void pm_text_destroy(pymgr_value *value, struct pm_dead *dead)
{
    (void)dead;
    pm_block_free(value, pm_text_block(PM_CAST(pm_text, value)->size));
}

static pymgr_value *text_new(enum pymgr_kind kind, const void *bytes, size_t size)
{
    struct pm_text *self = pm_text_make(kind, size);

    if (self == NULL)
        return NULL;
    if (size > 0)
        pm_copy(self->bytes, bytes, size);
    return &self->head;
}

pymgr_value *pm_str_trusted(const char *utf8, size_t size)
{
    return text_new(PYMGR_STR, utf8, size);
}

pymgr_value *pymgr_str_n(const char *text, size_t size)
{
    return pm_is_short_ascii(text, size) || pm_utf8_valid(text, size) ? pm_str_trusted(text, size) : NULL;
}

pymgr_value *pymgr_str(const char *text)
{
    return pymgr_str_n(text, strlen(text));
}

pymgr_value *pymgr_bytes(const void *bytes, size_t size)
{
    return text_new(PYMGR_BYTES, bytes, size);
}

pymgr_value *pymgr_bytearray(const void *bytes, size_t size)
{
    return text_new(PYMGR_BYTEARRAY, bytes, size);
}

pymgr_value *pm_str_format(const char *format, ...)
{
    va_list args, again;
    pymgr_value *value = NULL;
    int size;

    va_start(args, format);
    va_copy(again, args);
    size = vsnprintf(NULL, 0, format, again);
    va_end(again);
    if (size >= 0)
        value = pm_text_blank(PYMGR_STR, (size_t)size);
    if (value != NULL)
        vsnprintf(PM_CAST(pm_text, value)->bytes, (size_t)size + 1, format, args);
    va_end(args);
    return value;
}

const char *pymgr_text(const pymgr_value *value, size_t *sizep)
{
    const struct pm_text *self = PM_CONST_CAST(pm_text, value);
    bool has_text =
        pm_is_a(value, PYMGR_STR) || pm_is_a(value, PYMGR_BYTES) || pm_is_a(value, PYMGR_BYTEARRAY);

    if (sizep != NULL)
        *sizep = has_text ? self->size : 0;
    return has_text ? self->bytes : NULL;
}
