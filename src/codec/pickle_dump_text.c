/* SPDX-License-Identifier: MIT
 *
 * str, bytes and bytearray, each in the shortest form that the protocol has. Protocol 2 has no bytes: there
 * they are encode(text, 'latin1'), and to Python 2, whose `str` is both, plain BINSTRING.
 */
#include "base/bytes.h"
#include "codec/pickle_dumper.h"

/* A form for texts of up to `limit` bytes. */
struct form {
    enum pm_opcode_code code;
    unsigned width;
    uint64_t limit;
    int protocol; /* from which on it is used */
};

/* The forms of one type, the shortest first. */
struct forms {
    size_t count;
    struct form form[3];
    const char *too_large;
};

static const struct forms unicode = {
    3,
    {
        { PM_OP_SHORT_BINUNICODE, 1, UINT8_MAX, 4 },
        { PM_OP_BINUNICODE, 4, UINT32_MAX, 0 },
        { PM_OP_BINUNICODE8, 8, UINT64_MAX, 4 },
    },
    "serializing a string larger than 4 GiB requires pickle protocol 4 or higher",
};

static const struct forms binary = {
    3,
    {
        { PM_OP_SHORT_BINBYTES, 1, UINT8_MAX, 3 },
        { PM_OP_BINBYTES, 4, UINT32_MAX, 3 },
        { PM_OP_BINBYTES8, 8, UINT64_MAX, 4 },
    },
    "serializing a bytes object larger than 4 GiB requires pickle protocol 4 or higher",
};

static const struct forms string = {
    2,
    {
        { PM_OP_SHORT_BINSTRING, 1, UINT8_MAX, 0 },
        { PM_OP_BINSTRING, 4, INT32_MAX, 0 },
    },
    "a string larger than 2 GiB cannot be sent to Python 2",
};

static int put(struct pm_pickle_dumper *dumper, const struct forms *forms, const pymgr_value *owner,
    const char *bytes, size_t size)
{
    for (size_t i = 0; i < forms->count; i++) {
        const struct form *form = &forms->form[i];

        if (size <= form->limit && dumper->protocol >= form->protocol)
            return pm_dump_counted(dumper, form->code, form->width, owner, bytes, size);
    }
    return pm_fail(dumper->error, PM_ERROR_UNSERIALIZABLE, "%s", forms->too_large);
}

/* --- str --- */

static int put_text(struct pm_pickle_dumper *dumper, const pymgr_value *owner, const char *utf8, size_t size)
{
    return put(dumper, dumper->python2 && pm_ascii(utf8, size) ? &string : &unicode, owner, utf8, size);
}

/* Most texts: SHORT_BINUNICODE and MEMOIZE. False if it has to be another form. */
static bool put_short_text(struct pm_pickle_dumper *dumper, const struct pm_text *text)
{
    unsigned char *at = dumper->at;

    if (text->size > UINT8_MAX || dumper->protocol < 4 || (size_t)(dumper->end - at) < text->size + 3)
        return false;
    at[0] = PM_OP_SHORT_BINUNICODE;
    at[1] = (unsigned char)text->size;
    pm_copy(at + 2, text->bytes, text->size);
    at[2 + text->size] = PM_OP_MEMOIZE;
    dumper->at = at + 3 + text->size;
    return true;
}

int pm_dump_str(struct pm_pickle_dumper *dumper, const pymgr_value *value)
{
    const struct pm_text *text = PM_CONST_CAST(pm_text, value);
    int status;

    if (put_short_text(dumper, text))
        return pm_dump_number(dumper, pm_dump_is_shared(value) ? value : NULL);
    if (dumper->python2 && (pm_flags(value) & PM_PY2_STR))
        status = put(dumper, &string, value, text->bytes, text->size);
    else
        status = put_text(dumper, value, text->bytes, text->size);
    return status == 0 ? pm_dump_memoise_value(dumper, value) : -1;
}

int pm_dump_text(struct pm_pickle_dumper *dumper, const char *utf8, size_t size)
{
    return put_text(dumper, NULL, utf8, size) == 0 ? pm_dump_memoise(dumper, NULL) : -1;
}

int pm_dump_constant(struct pm_pickle_dumper *dumper, const char *utf8, size_t size)
{
    struct pm_pickle_name name = { .module = utf8, .module_size = size };
    const struct pm_name_entry *entry = pm_dump_find_name(dumper, &name);

    if (entry != NULL)
        return pm_dump_get(dumper, entry->number);
    return put_text(dumper, NULL, utf8, size) == 0 ? pm_dump_memoise_name(dumper, &name) : -1;
}

/* --- bytes --- */

/* Each byte as the code point of its number. */
static int put_latin1(struct pm_pickle_dumper *dumper, const char *bytes, size_t size)
{
    struct pm_buffer text = PM_BUFFER_INIT;
    int status = -1;

    for (size_t i = 0; i < size; i++) {
        char encoded[4];

        pm_put(&text, encoded, pm_utf8_encode((unsigned char)bytes[i], encoded));
    }
    if (pm_buffer_check(&text, dumper->error) == 0)
        status = put(dumper, &unicode, NULL, (const char *)pm_buffer_bytes(&text), pm_buffer_length(&text));
    pm_buffer_free(&text);
    return status == 0 ? pm_dump_memoise(dumper, NULL) : -1;
}

/* What bytes are at protocol 2, but for the memo: encode(text, 'latin1') or, of none, bytes(). */
static int put_empty(struct pm_pickle_dumper *dumper)
{
    if (pm_dump_named(dumper, "builtins", "bytes") != 0 || pm_dump_opcode(dumper, PM_OP_EMPTY_TUPLE) != 0)
        return -1;
    return pm_dump_opcode(dumper, PM_OP_REDUCE);
}

static int put_encoded(struct pm_pickle_dumper *dumper, const char *bytes, size_t size)
{
    if (pm_dump_named(dumper, "_codecs", "encode") != 0 || put_latin1(dumper, bytes, size) != 0 ||
        pm_dump_constant(dumper, "latin1", strlen("latin1")) != 0 || pm_dump_end_tuple(dumper, 2) != 0)
        return -1;
    return pm_dump_opcode(dumper, PM_OP_REDUCE);
}

/* CPython has only one object of no bytes and of each single byte; by these addresses the memo knows them. */
static const void *bytes_key(const char *bytes, size_t size)
{
    static const char singles[UINT8_MAX + 2];

    return size > 1 ? NULL : &singles[size == 0 ? UINT8_MAX + 1 : (unsigned char)*bytes];
}

/* `value` is what the bytes are, to be found in the memo; NULL: part of something else. */
static int put_bytes(struct pm_pickle_dumper *dumper, const pymgr_value *value, const pymgr_value *owner,
    const char *bytes, size_t size)
{
    const void *single = bytes_key(bytes, size);
    const void *key = single == NULL ? value : single;
    const struct pm_memo_entry *entry = key == NULL ? NULL : pm_dump_find(dumper, key);
    int status;

    if (entry != NULL)
        return pm_dump_get(dumper, entry->number);
    if (dumper->python2)
        status = put(dumper, &string, owner, bytes, size);
    else if (dumper->protocol < 3)
        status = size == 0 ? put_empty(dumper) : put_encoded(dumper, bytes, size);
    else
        status = put(dumper, &binary, owner, bytes, size);
    return status == 0 ? pm_dump_memoise(dumper, key) : -1;
}

int pm_dump_plain_bytes(
    struct pm_pickle_dumper *dumper, const pymgr_value *owner, const char *bytes, size_t size)
{
    return put_bytes(dumper, NULL, owner, bytes, size);
}

int pm_dump_binary(struct pm_pickle_dumper *dumper, const pymgr_value *value)
{
    const struct pm_text *text = PM_CONST_CAST(pm_text, value);

    return put_bytes(dumper, pm_dump_is_shared(value) ? value : NULL, value, text->bytes, text->size);
}

/* --- bytearray --- */

/* Python 2's own form: bytearray(text, 'latin-1'). */
static int put_python2_arguments(struct pm_pickle_dumper *dumper, const struct pm_text *text)
{
    if (put_latin1(dumper, text->bytes, text->size) != 0 ||
        pm_dump_constant(dumper, "latin-1", strlen("latin-1")) != 0)
        return -1;
    return pm_dump_end_tuple(dumper, 2);
}

static int put_arguments(struct pm_pickle_dumper *dumper, const struct pm_text *text)
{
    if (text->size == 0)
        return pm_dump_opcode(dumper, PM_OP_EMPTY_TUPLE);
    if (dumper->python2)
        return put_python2_arguments(dumper, text);
    if (pm_dump_plain_bytes(dumper, &text->head, text->bytes, text->size) != 0)
        return -1;
    return pm_dump_end_tuple(dumper, 1);
}

static int put_bytearray8(struct pm_pickle_dumper *dumper, const pymgr_value *value)
{
    const struct pm_text *text = PM_CONST_CAST(pm_text, value);

    if (pm_dump_counted(dumper, PM_OP_BYTEARRAY8, 8, value, text->bytes, text->size) != 0)
        return -1;
    return pm_dump_memoise_value(dumper, value);
}

int pm_dump_bytearray(struct pm_pickle_dumper *dumper, const pymgr_value *value)
{
    if (dumper->protocol >= 5)
        return put_bytearray8(dumper, value);
    if (pm_dump_named(dumper, "builtins", "bytearray") != 0 ||
        put_arguments(dumper, PM_CONST_CAST(pm_text, value)) != 0)
        return -1;
    return pm_dump_end_reduce(dumper, value);
}
