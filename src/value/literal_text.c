/* SPDX-License-Identifier: MIT
 *
 * str and bytes literals: prefixes, quotes, escapes, and adjacent literals as one. `\N{...}` is refused: it
 * would need a table of every character's name.
 */
#include "value/literal_parts.h"

#include <ctype.h>

enum { PREFIX_MAX = 2 };

/* One literal while it is read. */
struct text {
    bool bytes, raw, triple;
    char quote;
};

/* The prefix and quotes at the present position; their length, or 0 when no text literal begins here. */
static size_t opening(const struct pm_literal_reader *reader, struct text *text)
{
    size_t at = 0;

    *text = (struct text){ 0 };
    for (; at < PREFIX_MAX && isalpha((unsigned char)pm_literal_peek(reader, at)); at++) {
        int letter = tolower((unsigned char)pm_literal_peek(reader, at));

        if (letter == 'r' && !text->raw)
            text->raw = true;
        else if (letter == 'b' && !text->bytes)
            text->bytes = true;
        else if (letter != 'u' || at > 0 || isalpha((unsigned char)pm_literal_peek(reader, 1)))
            return 0;
    }
    text->quote = pm_literal_peek(reader, at);
    if (text->quote != '\'' && text->quote != '"')
        return 0;
    text->triple =
        pm_literal_peek(reader, at + 1) == text->quote && pm_literal_peek(reader, at + 2) == text->quote;
    return at + (text->triple ? 3 : 1);
}

bool pm_literal_at_text(const struct pm_literal_reader *reader)
{
    struct text text;

    return opening(reader, &text) > 0;
}

static int fail(struct pm_literal_reader *reader, const char *what)
{
    pm_literal_fail(reader, what);
    return -1;
}

static void put_code_point(struct pm_buffer *out, const struct text *text, uint32_t code_point)
{
    char encoded[4];

    if (text->bytes)
        pm_put_u8(out, code_point & 0xff);
    else
        pm_put(out, encoded, pm_utf8_encode(code_point, encoded));
}

/* `count` hexadecimal digits after `\x`, `\u` or `\U`. */
static int put_hex(
    struct pm_literal_reader *reader, const struct text *text, unsigned count, struct pm_buffer *out)
{
    uint32_t code_point = 0;

    for (; count > 0; count--, reader->position++) {
        char c = pm_literal_peek(reader, 0);

        if (!isxdigit((unsigned char)c))
            return fail(reader, "truncated escape");
        code_point =
            code_point * 16 + (uint32_t)(isdigit((unsigned char)c) ? c - '0' : (c | 0x20) - 'a' + 10);
    }
    if (code_point > 0x10ffff)
        return fail(reader, "illegal Unicode character");
    put_code_point(out, text, code_point);
    return 0;
}

static int put_octal(struct pm_literal_reader *reader, const struct text *text, struct pm_buffer *out)
{
    uint32_t code_point = 0;

    for (int i = 0; i < 3; i++, reader->position++) {
        char c = pm_literal_peek(reader, 0);

        if (c < '0' || c > '7')
            break;
        code_point = code_point * 8 + (uint32_t)(c - '0');
    }
    put_code_point(out, text, code_point);
    return 0;
}

/* What a letter after a backslash stands for. */
static const char *simple_escape(char c)
{
    static const char *const escapes[] = { "\\\\", "''", "\"\"", "a\a", "b\b", "f\f", "n\n", "r\r", "t\t",
        "v\v" };

    for (size_t i = 0; i < sizeof escapes / sizeof escapes[0]; i++) {
        if (escapes[i][0] == c)
            return escapes[i] + 1;
    }
    return NULL;
}

static int put_unicode_escape(
    struct pm_literal_reader *reader, const struct text *text, char letter, struct pm_buffer *out)
{
    if (letter == 'N')
        return fail(reader, "named characters are not supported");
    return put_hex(reader, text, letter == 'u' ? 4 : 8, out);
}

/* An escape, its backslash already skipped. */
static int put_escape(struct pm_literal_reader *reader, const struct text *text, struct pm_buffer *out)
{
    char c = pm_literal_peek(reader, 0);
    const char *plain = simple_escape(c);

    if (c >= '0' && c <= '7')
        return put_octal(reader, text, out);
    if (reader->position == reader->size)
        return fail(reader, "unterminated string literal");
    reader->position++;
    if (plain != NULL)
        pm_put_u8(out, (unsigned char)*plain);
    else if (c == 'x')
        return put_hex(reader, text, 2, out);
    else if (!text->bytes && (c == 'u' || c == 'U' || c == 'N'))
        return put_unicode_escape(reader, text, c, out);
    else if (c != '\n') {
        pm_put_u8(out, '\\');
        reader->position--; /* an unknown escape stands for itself; its letter is read as any other */
    }
    return 0;
}

/* In a raw literal a backslash stays, and so does the quote after it. */
static int put_raw_backslash(struct pm_literal_reader *reader, struct pm_buffer *out)
{
    if (reader->position == reader->size)
        return fail(reader, "unterminated string literal");
    pm_put_u8(out, '\\');
    pm_put_u8(out, (unsigned char)reader->text[reader->position++]);
    return 0;
}

static int put_character(struct pm_literal_reader *reader, const struct text *text, struct pm_buffer *out)
{
    char c = reader->text[reader->position];

    if (c == '\n' && !text->triple)
        return fail(reader, "unterminated string literal");
    if (text->bytes && (unsigned char)c >= 0x80)
        return fail(reader, "bytes can only contain ASCII literal characters");
    reader->position++;
    if (c != '\\')
        pm_put_u8(out, (unsigned char)c);
    else
        return text->raw ? put_raw_backslash(reader, out) : put_escape(reader, text, out);
    return 0;
}

static bool closes(const struct pm_literal_reader *reader, const struct text *text)
{
    char quote = text->quote;

    return pm_literal_peek(reader, 0) == quote &&
           (!text->triple || (pm_literal_peek(reader, 1) == quote && pm_literal_peek(reader, 2) == quote));
}

static int put_literal(struct pm_literal_reader *reader, const struct text *text, struct pm_buffer *out)
{
    while (!closes(reader, text)) {
        if (reader->position == reader->size)
            return fail(reader, "unterminated string literal");
        if (put_character(reader, text, out) != 0)
            return -1;
    }
    reader->position += text->triple ? 3 : 1;
    return 0;
}

/* A str may have been written as two halves of a surrogate pair, which Python keeps as two characters: their
 * three bytes each are valid text here. */
static pymgr_value *finish(struct pm_literal_reader *reader, bool bytes, const struct pm_buffer *out)
{
    pymgr_value *value = NULL;
    const char *start = pm_buffer_length(out) == 0 ? "" : (const char *)pm_buffer_bytes(out);

    if (!pm_buffer_failed(out))
        value =
            bytes ? pymgr_bytes(start, pm_buffer_length(out)) : pm_str_trusted(start, pm_buffer_length(out));
    if (value == NULL)
        pm_fail_nomem(reader->error);
    return value;
}

static int put_adjacent(struct pm_literal_reader *reader, struct pm_buffer *out, bool *bytesp)
{
    struct text text;
    size_t length;

    for (bool first = true; pm_literal_take(reader, ""), (length = opening(reader, &text)) > 0;
         first = false) {
        if (!first && text.bytes != *bytesp)
            return fail(reader, "cannot mix bytes and nonbytes literals");
        *bytesp = text.bytes;
        reader->position += length;
        if (put_literal(reader, &text, out) != 0)
            return -1;
    }
    return 0;
}

pymgr_value *pm_literal_text(struct pm_literal_reader *reader)
{
    struct pm_buffer out = PM_BUFFER_INIT;
    pymgr_value *value = NULL;
    bool bytes = false;

    if (put_adjacent(reader, &out, &bytes) == 0)
        value = finish(reader, bytes, &out);
    pm_buffer_free(&out);
    return value;
}
