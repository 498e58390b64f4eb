/* SPDX-License-Identifier: MIT
 *
 * The values written as text in one element. Numbers, booleans, base64 and dates may have white space around
 * them, as CPython's int() and float() allow; strings and names keep theirs.
 */
#include "codec/xmlrpc_loader.h"
#include "value/real.h"

#include <limits.h>
#include <openssl/evp.h>
#include <strings.h>

struct span {
    const char *text;
    size_t size;
};

static bool is_space(char c)
{
    return c == ' ' || c == '\n' || c == '\t' || c == '\r';
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static struct span whole(const struct pm_xmlrpc_loader *loader)
{
    size_t size = pm_buffer_length(&loader->text);

    return (struct span){ size == 0 ? "" : (const char *)pm_buffer_bytes(&loader->text), size };
}

static struct span trimmed(const struct pm_xmlrpc_loader *loader)
{
    struct span span = whole(loader);

    while (span.size > 0 && is_space(span.text[0]))
        span = (struct span){ span.text + 1, span.size - 1 };
    while (span.size > 0 && is_space(span.text[span.size - 1]))
        span.size--;
    return span;
}

static bool span_is(struct span span, const char *text)
{
    return span.size == strlen(text) && memcmp(span.text, text, span.size) == 0;
}

static int malformed(struct pm_xmlrpc_loader *loader, const char *name, const char *what)
{
    return pm_fail_at(loader->error, 0, "<%s> does not hold %s", name, what);
}

/* Ends a handler: the value it has made, or no memory. */
static int made(struct pm_xmlrpc_loader *loader, pymgr_value *value, pymgr_value **valuep)
{
    *valuep = value;
    return value == NULL ? pm_fail_nomem(loader->error) : 0;
}

int pm_xmlrpc_load_nil(struct pm_xmlrpc_loader *loader, const char *name, pymgr_value **valuep)
{
    (void)name;
    return made(loader, pymgr_none(), valuep);
}

int pm_xmlrpc_load_boolean(struct pm_xmlrpc_loader *loader, const char *name, pymgr_value **valuep)
{
    struct span span = trimmed(loader);
    bool truth = span_is(span, "1") || span_is(span, "true");

    if (!truth && !span_is(span, "0") && !span_is(span, "false"))
        return malformed(loader, name, "0, 1, true or false");
    return made(loader, pymgr_bool(truth), valuep);
}

int pm_xmlrpc_load_int(struct pm_xmlrpc_loader *loader, const char *name, pymgr_value **valuep)
{
    struct span span = trimmed(loader);

    *valuep = pm_int_from_decimal(span.text, span.size, loader->error);
    if (*valuep != NULL)
        return 0;
    return loader->error->kind == PM_ERROR_VALUE ? malformed(loader, name, "an integer") : -1;
}

/* --- numbers with a point --- */

enum { EXACT_POWERS = 23 }; /* of ten, that are doubles */

struct decimal {
    uint64_t digits; /* all of them as one number, where it is below 2 to the 53 */
    size_t fraction; /* how many stand behind the point */
    bool simple;     /* digits / 10 to the fraction is the number, two doubles exactly: so is the quotient */
};

static size_t read_digits(struct span span, size_t at, struct decimal *decimal)
{
    static const uint64_t most = ((uint64_t)1 << 53) / 10 - 1;

    for (; at < span.size && is_digit(span.text[at]); at++) {
        decimal->simple = decimal->simple && decimal->digits <= most;
        decimal->digits = decimal->digits * 10 + (uint64_t)(span.text[at] - '0');
    }
    return at;
}

static size_t skip_sign(struct span span, size_t at)
{
    return at < span.size && (span.text[at] == '-' || span.text[at] == '+') ? at + 1 : at;
}

/* Whether the text is digits with perhaps a sign, a point among them and an exponent. */
static bool read_decimal(struct span span, struct decimal *decimal)
{
    size_t at = skip_sign(span, 0), start = at, digits;

    *decimal = (struct decimal){ .simple = true };
    at = read_digits(span, at, decimal);
    digits = at - start;
    if (at < span.size && span.text[at] == '.') {
        start = at + 1;
        at = read_digits(span, start, decimal);
        decimal->fraction = at - start;
        digits += decimal->fraction;
    }
    if (digits > 0 && at < span.size && (span.text[at] | 0x20) == 'e') {
        start = skip_sign(span, at + 1);
        at = read_digits(span, start, decimal);
        digits = at - start;
        decimal->simple = false;
    }
    return digits > 0 && at == span.size;
}

static bool is_word(struct span span, const char *word)
{
    size_t at = skip_sign(span, 0);

    return span.size - at == strlen(word) && strncasecmp(span.text + at, word, span.size - at) == 0;
}

/* The texts that float() takes for what has no digits; CPython and others send them. */
static bool is_special(struct span span)
{
    return is_word(span, "inf") || is_word(span, "nan") || is_word(span, "infinity");
}

static bool read_double(struct span span, double *numberp)
{
    static const double powers[EXACT_POWERS] = { 1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11,
        1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22 };
    struct decimal decimal;

    if (!read_decimal(span, &decimal))
        return is_special(span) && pm_double_from_text(span.text, span.size, numberp);
    if (!decimal.simple || decimal.fraction >= EXACT_POWERS)
        return pm_double_from_text(span.text, span.size, numberp);
    *numberp = (double)decimal.digits / powers[decimal.fraction];
    if (span.text[0] == '-')
        *numberp = -*numberp;
    return true;
}

int pm_xmlrpc_load_double(struct pm_xmlrpc_loader *loader, const char *name, pymgr_value **valuep)
{
    unsigned char *end = pm_buffer_room(&loader->text, 1);
    double number;

    if (end == NULL)
        return pm_fail_nomem(loader->error);
    *end = '\0'; /* where strtod is to stop */
    if (!read_double(trimmed(loader), &number))
        return malformed(loader, name, "a number");
    return made(loader, pymgr_float(number), valuep);
}

int pm_xmlrpc_load_decimal(struct pm_xmlrpc_loader *loader, const char *name, pymgr_value **valuep)
{
    struct span span = trimmed(loader);
    struct decimal decimal;

    if (!read_decimal(span, &decimal))
        return malformed(loader, name, "a number");
    return made(loader,
        pm_instance_new(PM_REDUCE, pymgr_global("decimal", "Decimal"),
            pymgr_tuple_of(1, pm_str_trusted(span.text, span.size))),
        valuep);
}

/* --- text --- */

int pm_xmlrpc_load_string(struct pm_xmlrpc_loader *loader, const char *name, pymgr_value **valuep)
{
    struct span span = whole(loader);

    (void)name;
    return made(loader, pm_str_trusted(span.text, span.size), valuep);
}

int pm_xmlrpc_load_name(struct pm_xmlrpc_loader *loader, const char *name, pymgr_value **valuep)
{
    struct span span = whole(loader);

    (void)name;
    return made(loader, pm_xmlrpc_key(&loader->keys, span.text, span.size), valuep);
}

/*
 * CPython's DateTime takes any text; so do we, for clients differ in how they write dates. It is kept as
 * Python 2 pickles an xmlrpclib.DateTime (OBJ), which every Python loads: the NEWOBJ that Python 3 writes is
 * beyond Python 2, where the class has no __new__.
 */
int pm_xmlrpc_load_date(struct pm_xmlrpc_loader *loader, const char *name, pymgr_value **valuep)
{
    struct span span = trimmed(loader);
    pymgr_value *instance =
        pm_instance_new(PM_OBJ, pymgr_global("xmlrpc.client", "DateTime"), pymgr_tuple(0));
    pymgr_value *state = pymgr_dict();

    (void)name;
    if (instance == NULL || state == NULL ||
        pymgr_dict_set_text(state, "value", pm_str_trusted(span.text, span.size)) != 0) {
        pymgr_unref(state);
        instance = pymgr_unref(instance);
    } else {
        PM_CAST(pm_instance, instance)->state = state;
    }
    return made(loader, instance, valuep);
}

/* --- base64 --- */

/* Decodes into `room`; the number of bytes, or -1: not base64. */
static long decode(EVP_ENCODE_CTX *context, struct span span, unsigned char *room)
{
    int size = 0, rest = 0;

    /* To OpenSSL a '-' ends the data, as in a PEM file. */
    if (span.size > INT_MAX || memchr(span.text, '-', span.size) != NULL)
        return -1;
    EVP_DecodeInit(context);
    if (EVP_DecodeUpdate(context, room, &size, (const unsigned char *)span.text, (int)span.size) < 0 ||
        EVP_DecodeFinal(context, room + size, &rest) < 0)
        return -1;
    return size + rest;
}

/* The decoded bytes are put behind the text, for want of a better place to learn their number. */
int pm_xmlrpc_load_base64(struct pm_xmlrpc_loader *loader, const char *name, pymgr_value **valuep)
{
    size_t needed = pm_buffer_length(&loader->text) / 4 * 3 + 3;
    unsigned char *room = pm_buffer_room(&loader->text, needed);
    EVP_ENCODE_CTX *context = EVP_ENCODE_CTX_new();
    long size = -1;

    if (room != NULL && context != NULL)
        size = decode(context, trimmed(loader), room);
    EVP_ENCODE_CTX_free(context);
    if (room == NULL || context == NULL)
        return pm_fail_nomem(loader->error);
    if (size < 0)
        return malformed(loader, name, "base64");
    return made(loader, pymgr_bytes(room, (size_t)size), valuep);
}
