/* SPDX-License-Identifier: MIT
 *
 * repr of str and bytes.
 */
#include "value/repr.h"

#include <utf8proc.h>

/* Everything that is not "Other" or "Separator", and the blank. */
bool pm_printable(uint32_t code_point)
{
    static const bool hidden[] = {
        [UTF8PROC_CATEGORY_CN] = true, /* not assigned */
        [UTF8PROC_CATEGORY_CC] = true,
        [UTF8PROC_CATEGORY_CF] = true,
        [UTF8PROC_CATEGORY_CS] = true,
        [UTF8PROC_CATEGORY_CO] = true,
        [UTF8PROC_CATEGORY_ZL] = true,
        [UTF8PROC_CATEGORY_ZP] = true,
        [UTF8PROC_CATEGORY_ZS] = true,
    };

    return code_point == ' ' || !hidden[utf8proc_category((utf8proc_int32_t)code_point)];
}

/* Single quotes, unless that is the only kind in the text. */
static char quote_for(const char *text, size_t size)
{
    bool single = size > 0 && memchr(text, '\'', size) != NULL;
    bool both = single && memchr(text, '"', size) != NULL;

    return single && !both ? '"' : '\'';
}

static const char *short_escape(uint32_t code_point)
{
    switch (code_point) {
    case '\t':
        return "\\t";
    case '\n':
        return "\\n";
    case '\r':
        return "\\r";
    case '\\':
        return "\\\\";
    default:
        return NULL;
    }
}

static void put_escape(struct pm_buffer *out, uint32_t code_point, char quote)
{
    const char *escape = short_escape(code_point);

    if (escape != NULL)
        pm_put_text(out, escape);
    else if (code_point == (unsigned char)quote)
        pm_put_format(out, "\\%c", quote);
    else if (code_point < 0x100)
        pm_put_format(out, "\\x%02x", (unsigned)code_point);
    else if (code_point < 0x10000)
        pm_put_format(out, "\\u%04x", (unsigned)code_point);
    else
        pm_put_format(out, "\\U%08x", (unsigned)code_point);
}

static bool stands_for_itself(uint32_t code_point, char quote)
{
    if (code_point < 0x7f)
        return code_point >= ' ' && code_point != '\\' && code_point != (unsigned char)quote;
    return pm_printable(code_point);
}

void pm_put_str_repr(struct pm_buffer *out, const char *utf8, size_t size)
{
    char quote = quote_for(utf8, size);
    size_t run = 0; /* where the text begins that is still to be copied */

    pm_put_u8(out, (unsigned char)quote);
    for (size_t at = 0; at < size;) {
        size_t before = at;
        uint32_t code_point = pm_utf8_next(utf8, &at);

        if (stands_for_itself(code_point, quote))
            continue;
        pm_put(out, utf8 + run, before - run);
        put_escape(out, code_point, quote);
        run = at;
    }
    pm_put(out, utf8 + run, size - run);
    pm_put_u8(out, (unsigned char)quote);
}

/* `escaped` is the quote that needs a backslash. */
static void put_bytes(struct pm_buffer *out, const char *bytes, size_t size, char quote, char escaped)
{
    pm_put_u8(out, 'b');
    pm_put_u8(out, (unsigned char)quote);
    for (size_t i = 0; i < size; i++) {
        unsigned char byte = (unsigned char)bytes[i];

        if (byte < 0x7f && stands_for_itself(byte, escaped))
            pm_put_u8(out, byte);
        else
            put_escape(out, byte, escaped);
    }
    pm_put_u8(out, (unsigned char)quote);
}

void pm_put_bytes_repr(struct pm_buffer *out, const char *bytes, size_t size)
{
    char quote = quote_for(bytes, size);

    put_bytes(out, bytes, size, quote, quote);
}

/* CPython escapes single quotes here even between double ones. */
void pm_put_bytearray_repr(struct pm_buffer *out, const char *bytes, size_t size)
{
    pm_put_text(out, "bytearray(");
    put_bytes(out, bytes, size, quote_for(bytes, size), '\'');
    pm_put_u8(out, ')');
}
