/* SPDX-License-Identifier: MIT
 *
 * Unpacking: a row for each letter, which says what kinds it takes and what becomes of the value. What goes
 * where is written down first and done in the end, when everything has fitted: a failure changes nothing.
 */
#include "value/dict.h"
#include "value/failure.h"
#include "value/pack.h"
#include "value/real.h"

#include <limits.h>
#include <stdio.h>

enum {
    /* Of a message: what is wrong, and where, as far as there is room. */
    WHAT_SIZE = 100,
    PATH_MOST = PYMGR_MESSAGE_SIZE - WHAT_SIZE - 10,
};

/* Where in the value the unpacking is: the way back to its root. */
struct place {
    const struct place *outer;
    const pymgr_value *key; /* of a dict; NULL: of a sequence */
    size_t index;
};

struct unpacking {
    struct pm_format format;
    const struct place *place; /* NULL: the root */
    struct pm_buffer taken;    /* of struct taken */
};

/* What one item is to store. */
struct taken {
    void (*put)(const struct taken *self);
    void *target;
    size_t *sizep; /* or NULL */
    union {
        int64_t integer;
        uint64_t natural;
        double real;
        const void *pointer;
        pymgr_value *value;
    };
    size_t size; /* of what a pointer points to */
};

/* --- failures --- */

/* [2]['port'] */
static void put_place(struct pm_buffer *out, const struct place *place)
{
    struct pm_error error;

    if (place->outer != NULL)
        put_place(out, place->outer);
    if (place->key == NULL) {
        pm_put_format(out, "[%zu]", place->index);
        return;
    }
    pm_put_u8(out, '[');
    pm_repr(out, place->key, &error);
    pm_put_u8(out, ']');
}

static void fail(struct unpacking *self, const char *what)
{
    struct pm_buffer path = PM_BUFFER_INIT;

    if (self->place != NULL)
        put_place(&path, self->place);
    pm_put_u8(&path, '\0');
    if (!self->format.failed)
        pm_fault(self->format.error, PYMGR_INVALID, "value%.*s: %s", PATH_MOST,
            pm_buffer_failed(&path) ? "" : (const char *)pm_buffer_bytes(&path), what);
    self->format.failed = true;
    pm_buffer_free(&path);
}

static void fail_kind(struct unpacking *self, const char *expected, const pymgr_value *value)
{
    char what[WHAT_SIZE];

    snprintf(what, sizeof what, "expected %s, not '%.60s'", expected, pymgr_type_name(value));
    fail(self, what);
}

static void fail_count(struct unpacking *self, size_t expected, size_t count)
{
    char what[WHAT_SIZE];

    snprintf(what, sizeof what, "%zu items, %zu more than expected", count, count - expected);
    fail(self, what);
}

/* --- what becomes of a value: 0, or -1 with *error saying why it does not do --- */

static int take_bool(const pymgr_value *value, struct taken *taken, struct pm_error *error)
{
    (void)error;
    taken->integer = pymgr_bool_value(value);
    return 0;
}

static void put_bool(const struct taken *taken)
{
    *(bool *)taken->target = taken->integer != 0;
}

static int take_int(const pymgr_value *value, struct taken *taken, struct pm_error *error)
{
    if (pymgr_int_value(value, &taken->integer) && taken->integer >= INT_MIN && taken->integer <= INT_MAX)
        return 0;
    return pm_fail(error, PM_ERROR_OVERFLOW, "does not fit int");
}

static void put_int(const struct taken *taken)
{
    *(int *)taken->target = (int)taken->integer;
}

static int take_int64(const pymgr_value *value, struct taken *taken, struct pm_error *error)
{
    if (pymgr_int_value(value, &taken->integer))
        return 0;
    return pm_fail(error, PM_ERROR_OVERFLOW, "does not fit int64_t");
}

static void put_int64(const struct taken *taken)
{
    *(int64_t *)taken->target = taken->integer;
}

static int take_uint64(const pymgr_value *value, struct taken *taken, struct pm_error *error)
{
    if (pymgr_uint_value(value, &taken->natural))
        return 0;
    return pm_fail(error, PM_ERROR_OVERFLOW, "does not fit uint64_t");
}

static void put_uint64(const struct taken *taken)
{
    *(uint64_t *)taken->target = taken->natural;
}

static int take_float(const pymgr_value *value, struct taken *taken, struct pm_error *error)
{
    return pm_double_of(value, &taken->real, error);
}

static void put_float(const struct taken *taken)
{
    *(double *)taken->target = taken->real;
}

static int take_text(const pymgr_value *value, struct taken *taken, struct pm_error *error)
{
    taken->pointer = pymgr_text(value, &taken->size);
    if (taken->sizep == NULL && memchr(taken->pointer, '\0', taken->size) != NULL)
        return pm_fail(error, PM_ERROR_VALUE, "has a NUL in it");
    return 0;
}

static void put_text(const struct taken *taken)
{
    *(const char **)taken->target = taken->pointer;
    if (taken->sizep != NULL)
        *taken->sizep = taken->size;
}

static void put_bytes(const struct taken *taken)
{
    *(const void **)taken->target = taken->pointer;
    *taken->sizep = taken->size;
}

static int take_value(const pymgr_value *value, struct taken *taken, struct pm_error *error)
{
    (void)error;
    taken->value = (pymgr_value *)(uintptr_t)value;
    return 0;
}

static void put_borrowed(const struct taken *taken)
{
    *(pymgr_value **)taken->target = taken->value;
}

static void put_new(const struct taken *taken)
{
    *(pymgr_value **)taken->target = pm_ref(taken->value);
}

/* --- items --- */

static void unpack_item(struct unpacking *self, const pymgr_value *value);

/* The marks that a bracket has shown so far. */
struct bracket {
    bool optional; /* | */
    bool open;     /* * */
};

/* Whether another item comes before the closing bracket; marks that come first are noted. */
static bool more_items(struct unpacking *self, char close, struct bracket *bracket)
{
    while (pm_format_more(&self->format, close)) {
        size_t position = self->format.position;

        if (bracket->open)
            pm_format_mistake(&self->format, position, "something behind '*'");
        else if (pm_format_take(&self->format, '|'))
            bracket->optional = true;
        else if (pm_format_take(&self->format, '*'))
            bracket->open = true;
        else
            return true;
    }
    return false;
}

/* A part of `whole`, found there or NULL. */
static void unpack_part(
    struct unpacking *self, const struct place *place, const pymgr_value *part, bool may_miss)
{
    const struct place *outer = self->place;

    self->place = place;
    if (part == NULL && !may_miss)
        fail(self, "missing");
    unpack_item(self, part);
    self->place = outer;
}

static void unpack_sequence(struct unpacking *self, const pymgr_value *value, char close)
{
    struct place place = { .outer = self->place };
    struct bracket bracket = { 0 };

    for (; more_items(self, close, &bracket); place.index++) {
        const pymgr_value *part = value == NULL ? NULL : pymgr_item(value, place.index);

        unpack_part(self, &place, part, bracket.optional || value == NULL);
    }
    if (value != NULL && !bracket.open && pymgr_length(value) > place.index)
        fail_count(self, place.index, pymgr_length(value));
}

static void unpack_list(struct unpacking *self, const pymgr_value *value)
{
    unpack_sequence(self, value, ']');
}

static void unpack_tuple(struct unpacking *self, const pymgr_value *value)
{
    unpack_sequence(self, value, ')');
}

/* Borrowed; NULL: missing, or failed. */
static const pymgr_value *entry_of(struct unpacking *self, const pymgr_value *dict, const pymgr_value *key)
{
    struct pm_error error;
    pymgr_value *item;

    if (dict == NULL || key == NULL)
        return NULL;
    if (pm_dict_find(dict, key, &item, &error) < 0)
        return pm_format_fail_from(&self->format, self->format.position, &error);
    return item;
}

static void unpack_dict(struct unpacking *self, const pymgr_value *value)
{
    struct place place = { .outer = self->place };
    struct bracket bracket = { 0 };
    size_t found = 0;

    while (more_items(self, '}', &bracket)) {
        pymgr_value *key = pm_pack_key(&self->format);
        const pymgr_value *part = entry_of(self, value, key);

        place.key = key;
        found += part != NULL;
        unpack_part(self, &place, part, bracket.optional || value == NULL || key == NULL);
        pm_unref(key);
    }
    if (value != NULL && !bracket.open && pymgr_length(value) > found)
        fail_count(self, found, pymgr_length(value));
}

#define KIND(kind) (1u << PYMGR_##kind)

static const struct row {
    char letter;
    const char *marks;    /* that may stand behind it */
    const char *expected; /* what it takes, for messages */
    unsigned kinds;       /* the same, as KINDs */
    bool sized;           /* a size_t * follows the target */
    bool null;            /* None is NULL, where it is allowed */
    int (*take)(const pymgr_value *value, struct taken *taken, struct pm_error *error);
    void (*put)(const struct taken *taken); /* NULL: no target */
    void (*walk)(struct unpacking *self, const pymgr_value *value);
} rows[] = {
    { 'n', "", "None", .kinds = KIND(NONE) },
    { '_', "", "anything", .kinds = ~0u },
    { 'b', "?", "bool", .kinds = KIND(BOOL), .take = take_bool, .put = put_bool },
    { 'i', "?", "int", .kinds = KIND(INT) | KIND(BOOL), .take = take_int, .put = put_int },
    { 'I', "?", "int", .kinds = KIND(INT) | KIND(BOOL), .take = take_int64, .put = put_int64 },
    { 'U', "?", "int", .kinds = KIND(INT) | KIND(BOOL), .take = take_uint64, .put = put_uint64 },
    { 'f', "?", "float", .kinds = KIND(FLOAT) | KIND(INT) | KIND(BOOL), .take = take_float,
        .put = put_float },
    { 's', "%?", "str", .kinds = KIND(STR), .null = true, .take = take_text, .put = put_text },
    { 'y', "?", "bytes", .kinds = KIND(BYTES) | KIND(BYTEARRAY), .sized = true, .null = true,
        .take = take_text, .put = put_bytes },
    { 'o', "?", "anything", .kinds = ~0u, .null = true, .take = take_value, .put = put_borrowed },
    { 'O', "?", "anything", .kinds = ~0u, .null = true, .take = take_value, .put = put_new },
    { '[', "", "list", .kinds = KIND(LIST) | KIND(TUPLE), .walk = unpack_list },
    { '(', "", "tuple", .kinds = KIND(LIST) | KIND(TUPLE), .walk = unpack_tuple },
    { '{', "", "dict", .kinds = KIND(DICT), .walk = unpack_dict },
};

static const struct row *find(struct unpacking *self, const struct pm_format_item *item)
{
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        if (rows[i].letter == item->letter)
            return &rows[i];
    }
    return pm_format_mistake(&self->format, item->position, "unknown item");
}

/* The value is one of the row's kinds, or None where that is allowed. */
static void take(struct unpacking *self, const struct row *row, const struct pm_format_item *item,
    const pymgr_value *value, struct taken *taken)
{
    bool none = item->nullable && pymgr_is_none(value);
    struct pm_error error;

    if (none && !row->null)
        return;
    if (none || row->take(value, taken, &error) == 0)
        pm_put(&self->taken, taken, sizeof *taken);
    else if (error.kind == PM_ERROR_NOMEM)
        pm_format_nomem(&self->format);
    else
        fail(self, error.text);
}

/* Reads the item's arguments in any case; a NULL value is missing, or something failed. */
static void unpack_scalar(struct unpacking *self, const struct row *row, const struct pm_format_item *item,
    const pymgr_value *value)
{
    struct taken taken = { .put = row->put };

    if (row->put != NULL)
        taken.target = va_arg(self->format.args, void *);
    if (row->sized || item->sized)
        taken.sizep = va_arg(self->format.args, size_t *);
    if (value != NULL && row->put != NULL)
        take(self, row, item, value, &taken);
}

static void unpack_item(struct unpacking *self, const pymgr_value *value)
{
    struct pm_format_item item;
    const struct row *row;

    if (!pm_format_item(&self->format, &item) || (row = find(self, &item)) == NULL ||
        !pm_format_marks(&self->format, &item, row->marks) || !pm_format_enter(&self->format, &item))
        return;
    if (value != NULL && !(row->kinds >> value->kind & 1) && !(item.nullable && pymgr_is_none(value)))
        fail_kind(self, row->expected, value);
    if (self->format.failed)
        value = NULL;
    if (row->walk != NULL)
        row->walk(self, value);
    else
        unpack_scalar(self, row, &item, value);
    pm_format_leave(&self->format);
}

/* --- whole formats --- */

static void put_all(const struct pm_buffer *taken)
{
    const void *bytes = pm_buffer_bytes(taken);
    const struct taken *first = bytes;

    for (size_t i = 0; i < pm_buffer_length(taken) / sizeof *first; i++)
        first[i].put(&first[i]);
}

static void unpack_whole(struct unpacking *self, const pymgr_value *value)
{
    if (value == NULL)
        pm_format_fail_null(&self->format);
    unpack_item(self, value);
    if (pm_format_more(&self->format, '\0'))
        pm_format_mistake(
            &self->format, self->format.position, "more than one value, and no brackets around,");
    if (self->taken.nomem)
        pm_format_nomem(&self->format);
}

int pymgr_vunpack(const pymgr_value *value, struct pymgr_error *error, const char *format, va_list args)
{
    struct unpacking self = { .place = NULL };

    pm_format_begin(&self.format, error, format, args);
    unpack_whole(&self, value);
    pm_format_end(&self.format);
    if (!self.format.failed)
        put_all(&self.taken);
    pm_buffer_free(&self.taken);
    return self.format.failed ? -1 : 0;
}

int pymgr_unpack(const pymgr_value *value, struct pymgr_error *error, const char *format, ...)
{
    va_list args;
    int result;

    va_start(args, format);
    result = pymgr_vunpack(value, error, format, args);
    va_end(args);
    return result;
}
