/* SPDX-License-Identifier: MIT
 *
 * Text and bytes: after their count, or as a line with escapes.
 *
 * Python 2's `str` is text to one program and bytes to the next: it becomes text when it is ASCII or else
 * UTF-8 (marked, so that it goes back to Python 2 as it came), and bytes otherwise.
 */
#include "base/bytes.h"
#include "codec/pickle_loader.h"
#include "value/kind.h"

static inline int push_text(struct pm_pickle_loader *loader, const unsigned char *bytes, size_t size)
{
    struct pm_text *text;

    if (!pm_is_short_ascii(bytes, size) && !pm_utf8_valid((const char *)bytes, size))
        return pm_pickle_bad(loader, "%s: not UTF-8", pm_pickle_opcode_name(loader));
    text = pm_text_make(PYMGR_STR, size);
    if (text == NULL)
        return pm_fail_nomem(loader->error);
    pm_copy(text->bytes, bytes, size);
    return pm_pickle_push_finished(loader, &text->head);
}

static int push_counted_text(struct pm_pickle_loader *loader, size_t width)
{
    const unsigned char *bytes;
    size_t size;

    if (pm_pickle_take_counted(loader, width, &bytes, &size) != 0)
        return -1;
    return push_text(loader, bytes, size);
}

/* Most texts. */
int pm_load_short_binunicode(struct pm_pickle_loader *loader)
{
    const unsigned char *at = loader->at;

    if (loader->end - at < 1 || loader->end - at - 1 < *at)
        return push_counted_text(loader, 1);
    loader->at = at + 1 + *at;
    return push_text(loader, at + 1, *at);
}

int pm_load_binunicode(struct pm_pickle_loader *loader)
{
    return push_counted_text(loader, 4);
}

int pm_load_binunicode8(struct pm_pickle_loader *loader)
{
    return push_counted_text(loader, 8);
}

static int push_bytes(struct pm_pickle_loader *loader, size_t width)
{
    const unsigned char *bytes;
    size_t size;

    if (pm_pickle_take_counted(loader, width, &bytes, &size) != 0)
        return -1;
    return pm_pickle_push_finished(loader, pymgr_bytes(bytes, size));
}

int pm_load_short_binbytes(struct pm_pickle_loader *loader)
{
    return push_bytes(loader, 1);
}

int pm_load_binbytes(struct pm_pickle_loader *loader)
{
    return push_bytes(loader, 4);
}

int pm_load_binbytes8(struct pm_pickle_loader *loader)
{
    return push_bytes(loader, 8);
}

int pm_load_bytearray8(struct pm_pickle_loader *loader)
{
    const unsigned char *bytes;
    size_t size;

    if (pm_pickle_take_counted(loader, 8, &bytes, &size) != 0)
        return -1;
    return pm_pickle_push(loader, pymgr_bytearray(bytes, size));
}

/* --- Python 2's str --- */

static int push_python2(struct pm_pickle_loader *loader, const char *bytes, size_t size)
{
    pymgr_value *value;

    if (pm_ascii(bytes, size))
        return pm_pickle_push(loader, pm_str_trusted(bytes, size));
    if (!pm_utf8_valid(bytes, size))
        return pm_pickle_push_finished(loader, pymgr_bytes(bytes, size));
    value = pm_str_trusted(bytes, size);
    if (value != NULL)
        atomic_store_explicit(&value->flags, PM_PY2_STR, memory_order_relaxed);
    return pm_pickle_push(loader, value);
}

static int push_python2_counted(struct pm_pickle_loader *loader, size_t width)
{
    const unsigned char *bytes;
    size_t size;

    if (pm_pickle_take_counted(loader, width, &bytes, &size) != 0)
        return -1;
    return push_python2(loader, (const char *)bytes, size);
}

int pm_load_short_binstring(struct pm_pickle_loader *loader)
{
    return push_python2_counted(loader, 1);
}

int pm_load_binstring(struct pm_pickle_loader *loader)
{
    return push_python2_counted(loader, 4);
}

/* --- STRING: as repr() writes a str in Python 2 --- */

struct text_reader {
    const char *at, *end;
};

static int hex_digit(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

/* Reads `count` hexadecimal digits: false if there are fewer. */
static bool take_hex(struct text_reader *text, unsigned count, uint32_t *numberp)
{
    uint32_t number = 0;

    for (; count > 0; count--, text->at++) {
        int digit = text->at < text->end ? hex_digit(*text->at) : -1;

        if (digit < 0)
            return false;
        number = number << 4 | (uint32_t)digit;
    }
    *numberp = number;
    return true;
}

/* Reads up to three octal digits, the first of which is next. */
static uint32_t take_octal(struct text_reader *text)
{
    uint32_t number = 0;

    for (int i = 0; i < 3 && text->at < text->end && *text->at >= '0' && *text->at <= '7'; i++)
        number = number << 3 | (uint32_t)(*text->at++ - '0');
    return number & 0xff;
}

/* Pairs of an escape's letter and what it means. */
static const char simple_escapes[] = "\\\\''\"\"a\ab\bf\fn\nr\rt\tv\v";

/* Reads what follows a backslash and writes what it means: false if that is nothing. */
static bool take_escape(struct text_reader *text, struct pm_buffer *out)
{
    uint32_t number;
    char letter = *text->at;

    if (letter >= '0' && letter <= '7') {
        pm_put_u8(out, take_octal(text));
        return true;
    }
    text->at++;
    if (letter == 'x') {
        if (!take_hex(text, 2, &number))
            return false;
        pm_put_u8(out, number);
        return true;
    }
    if (letter == '\n')
        return true;
    for (const char *pair = simple_escapes; *pair != '\0'; pair += 2) {
        if (pair[0] == letter) {
            pm_put_u8(out, (unsigned char)pair[1]);
            return true;
        }
    }
    pm_put_u8(out, '\\');
    pm_put_u8(out, (unsigned char)letter);
    return true;
}

static bool unescape(struct text_reader text, struct pm_buffer *out)
{
    while (text.at < text.end) {
        if (*text.at != '\\') {
            pm_put_u8(out, (unsigned char)*text.at++);
            continue;
        }
        if (++text.at == text.end || !take_escape(&text, out))
            return false;
    }
    return true;
}

/* What stands between the quotes of a line. */
static bool unquote(const char *line, size_t size, struct text_reader *textp)
{
    while (size > 0 && (line[size - 1] == ' ' || line[size - 1] == '\t' || line[size - 1] == '\r'))
        size--;
    if (size < 2 || (line[0] != '\'' && line[0] != '"') || line[size - 1] != line[0])
        return false;
    *textp = (struct text_reader){ line + 1, line + size - 1 };
    return true;
}

int pm_load_string(struct pm_pickle_loader *loader)
{
    struct pm_buffer plain = PM_BUFFER_INIT;
    struct text_reader text;
    const char *line;
    size_t size;
    int status;

    if (pm_pickle_take_line(loader, &line, &size) != 0)
        return -1;
    if (!unquote(line, size, &text))
        return pm_pickle_bad(loader, "the STRING opcode argument must be quoted");
    if (!unescape(text, &plain))
        status = pm_pickle_bad(loader, "STRING: invalid escape");
    else if (pm_buffer_check(&plain, loader->error) != 0)
        status = -1;
    else
        status = push_python2(loader, (const char *)pm_buffer_bytes(&plain), pm_buffer_length(&plain));
    pm_buffer_free(&plain);
    return status;
}

/* --- UNICODE: as Python's raw-unicode-escape codec writes it, in Latin-1 --- */

static void put_code_point(struct pm_buffer *out, uint32_t code_point)
{
    char bytes[4];

    pm_put(out, bytes, pm_utf8_encode(code_point, bytes));
}

/* Reads the letter that follows a backslash, which escapes only u and U, and its digits. */
static bool take_raw_escape(struct text_reader *text, struct pm_buffer *out)
{
    unsigned char letter = (unsigned char)*text->at++;
    uint32_t code_point;

    if (letter != 'u' && letter != 'U') {
        pm_put_u8(out, '\\');
        put_code_point(out, letter);
        return true;
    }
    if (!take_hex(text, letter == 'u' ? 4 : 8, &code_point) || code_point > 0x10ffff)
        return false;
    put_code_point(out, code_point);
    return true;
}

static bool unescape_raw(struct text_reader text, struct pm_buffer *out)
{
    while (text.at < text.end) {
        unsigned char byte = (unsigned char)*text.at++;

        if (byte != '\\' || text.at == text.end)
            put_code_point(out, byte);
        else if (!take_raw_escape(&text, out))
            return false;
    }
    return true;
}

int pm_load_unicode(struct pm_pickle_loader *loader)
{
    struct pm_buffer plain = PM_BUFFER_INIT;
    const char *line;
    size_t size;
    int status;

    if (pm_pickle_take_line(loader, &line, &size) != 0)
        return -1;
    if (!unescape_raw((struct text_reader){ line, line + size }, &plain))
        status = pm_pickle_bad(loader, "UNICODE: invalid escape");
    else if (pm_buffer_check(&plain, loader->error) != 0)
        status = -1;
    else
        status = pm_pickle_push(
            loader, pm_str_trusted((const char *)pm_buffer_bytes(&plain), pm_buffer_length(&plain)));
    pm_buffer_free(&plain);
    return status;
}
