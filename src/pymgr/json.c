/* SPDX-License-Identifier: MIT
 *
 * A writer for each kind, behind a table. Each returns 0, or -1.
 */
#include "pymgr/json.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct json {
    FILE *out;
    unsigned depth;
};

static int put_value(struct json *json, const pymgr_value *value);

/* --- strings -------------------------------------------------------------------------------------------- */

/* Whether two bytes are the start of a lone surrogate, which is no UTF-8 elsewhere, or of a control
 * character. */
static bool must_be_escaped(unsigned char first, unsigned char second)
{
    return first < ' ' || first == '"' || first == '\\' || first == 0x7f ||
           (first == 0xc2 && second < 0xa0) || (first == 0xed && second >= 0xa0);
}

/* Writes a character that must be escaped: how many bytes it has. */
static size_t put_escaped(FILE *out, const unsigned char *text)
{
    static const char named[] = "\"\"\\\\\bb\ff\nn\rr\tt";

    for (const char *name = named; *name != '\0'; name += 2) {
        if ((unsigned char)*name == text[0]) {
            fprintf(out, "\\%c", name[1]);
            return 1;
        }
    }
    if (text[0] < 0x80) {
        fprintf(out, "\\u%04x", text[0]);
        return 1;
    }
    if (text[0] == 0xc2) {
        fprintf(out, "\\u%04x", text[1]);
        return 2;
    }
    fprintf(out, "\\ud%03x", (text[1] & 0x3fu) << 6 | (text[2] & 0x3fu));
    return 3;
}

/* The text is followed by a NUL. */
static void put_string(FILE *out, const char *string, size_t size)
{
    const unsigned char *text = (const unsigned char *)string, *end = text + size;

    fputc('"', out);
    while (text < end) {
        if (must_be_escaped(text[0], text[1]))
            text += put_escaped(out, text);
        else
            fputc(*text++, out);
    }
    fputc('"', out);
}

static int put_str(struct json *json, const pymgr_value *value)
{
    size_t size;
    const char *text = pymgr_text(value, &size);

    put_string(json->out, text, size);
    return 0;
}

/* --- numbers and the like ------------------------------------------------------------------------------- */

/* What JSON has no word for. */
static int put_repr(struct json *json, const pymgr_value *value)
{
    char *text = pymgr_repr(value);

    if (text == NULL)
        return -1;
    put_string(json->out, text, strlen(text));
    free(text);
    return 0;
}

/* Python's own text of the number is JSON's. */
static int put_number(struct json *json, const pymgr_value *value)
{
    char *text = pymgr_repr(value);

    if (text == NULL)
        return -1;
    fputs(text, json->out);
    free(text);
    return 0;
}

static int put_float(struct json *json, const pymgr_value *value)
{
    return isfinite(pymgr_float_value(value)) ? put_number(json, value) : put_repr(json, value);
}

static int put_none(struct json *json, const pymgr_value *value)
{
    (void)value;
    fputs("null", json->out);
    return 0;
}

static int put_bool(struct json *json, const pymgr_value *value)
{
    fputs(pymgr_bool_value(value) ? "true" : "false", json->out);
    return 0;
}

/* --- containers ----------------------------------------------------------------------------------------- */

static int put_items(struct json *json, const pymgr_value *value)
{
    pymgr_value *item;
    const char *between = "";

    fputc('[', json->out);
    for (size_t cursor = 0; pymgr_next(value, &cursor, &item); between = ", ") {
        fputs(between, json->out);
        if (put_value(json, item) != 0)
            return -1;
    }
    fputc(']', json->out);
    return 0;
}

/* Numbers have the same text in both languages. */
static int put_key(struct json *json, const pymgr_value *key)
{
    enum pymgr_kind kind = pymgr_kind(key);

    if (kind == PYMGR_STR)
        return put_str(json, key);
    if (kind != PYMGR_NONE && kind != PYMGR_BOOL)
        return put_repr(json, key);
    fputc('"', json->out);
    put_value(json, key);
    fputc('"', json->out);
    return 0;
}

static int put_dict(struct json *json, const pymgr_value *value)
{
    pymgr_value *key, *item;
    const char *between = "";

    fputc('{', json->out);
    for (size_t cursor = 0; pymgr_dict_next(value, &cursor, &key, &item); between = ", ") {
        fputs(between, json->out);
        if (put_key(json, key) != 0)
            return -1;
        fputs(": ", json->out);
        if (put_value(json, item) != 0)
            return -1;
    }
    fputc('}', json->out);
    return 0;
}

/* --- arrays --------------------------------------------------------------------------------------------- */

typedef pymgr_value *item_reader(const void *items, size_t index);

#define READER(name, type, make)                                                                             \
    static pymgr_value *name(const void *items, size_t index)                                                \
    {                                                                                                        \
        return make(((const type *)items)[index]);                                                           \
    }

READER(read_b, signed char, pymgr_int)
READER(read_B, unsigned char, pymgr_uint)
READER(read_h, short, pymgr_int)
READER(read_H, unsigned short, pymgr_uint)
READER(read_i, int, pymgr_int)
READER(read_I, unsigned, pymgr_uint)
READER(read_l, long, pymgr_int)
READER(read_L, unsigned long, pymgr_uint)
READER(read_q, long long, pymgr_int)
READER(read_Q, unsigned long long, pymgr_uint)
READER(read_f, float, pymgr_float)
READER(read_d, double, pymgr_float)

/* NULL: an array of characters, say. */
static item_reader *reader_of(char typecode)
{
    static const struct {
        char typecode;
        item_reader *read;
    } readers[] = { { 'b', read_b }, { 'B', read_B }, { 'h', read_h }, { 'H', read_H }, { 'i', read_i },
        { 'I', read_I }, { 'l', read_l }, { 'L', read_L }, { 'q', read_q }, { 'Q', read_Q }, { 'f', read_f },
        { 'd', read_d } };

    for (size_t i = 0; i < sizeof readers / sizeof readers[0]; i++) {
        if (readers[i].typecode == typecode)
            return readers[i].read;
    }
    return NULL;
}

static int put_array(struct json *json, const pymgr_value *value)
{
    char typecode;
    size_t count;
    const void *items = pymgr_array_items(value, &typecode, &count);
    item_reader *read = reader_of(typecode);
    pymgr_value *list = read == NULL ? NULL : pymgr_list();
    int result = -1;

    if (read == NULL)
        return put_repr(json, value);
    for (size_t i = 0; list != NULL && i < count; i++) {
        if (pymgr_list_append(list, read(items, i)) != 0)
            list = pymgr_unref(list);
    }
    if (list != NULL)
        result = put_items(json, list);
    pymgr_unref(list);
    return result;
}

/* --- all ------------------------------------------------------------------------------------------------ */

typedef int writer(struct json *json, const pymgr_value *value);

static writer *const writers[] = {
    [PYMGR_NONE] = put_none,
    [PYMGR_BOOL] = put_bool,
    [PYMGR_INT] = put_number,
    [PYMGR_FLOAT] = put_float,
    [PYMGR_COMPLEX] = put_repr,
    [PYMGR_STR] = put_str,
    [PYMGR_BYTES] = put_repr,
    [PYMGR_BYTEARRAY] = put_repr,
    [PYMGR_LIST] = put_items,
    [PYMGR_TUPLE] = put_items,
    [PYMGR_DICT] = put_dict,
    [PYMGR_SET] = put_items,
    [PYMGR_FROZENSET] = put_items,
    [PYMGR_SLICE] = put_repr,
    [PYMGR_RANGE] = put_repr,
    [PYMGR_ARRAY] = put_array,
    [PYMGR_GLOBAL] = put_repr,
    [PYMGR_INSTANCE] = put_repr,
};

static int put_value(struct json *json, const pymgr_value *value)
{
    int result = -1;

    if (json->depth < PM_JSON_DEPTH) {
        json->depth++;
        result = writers[pymgr_kind(value)](json, value);
        json->depth--;
    }
    return result;
}

char *pm_json(const pymgr_value *value)
{
    char *text = NULL;
    size_t size;
    struct json json = { .out = open_memstream(&text, &size) };
    bool good;

    if (json.out == NULL)
        return NULL;
    good = put_value(&json, value) == 0 && !ferror(json.out);
    if (fclose(json.out) == 0 && good)
        return text;
    free(text);
    return NULL;
}
