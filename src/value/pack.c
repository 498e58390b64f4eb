/* SPDX-License-Identifier: MIT
 *
 * Packing: a row for each letter, which takes its arguments and gives a new value. After a failure everything
 * goes on as before, but that what is made is dropped: so each value that is to be taken gets released.
 */
#include "value/pack.h"

#include "value/dict.h"
#include "value/set.h"

enum { FEW = 8 }; /* arguments of a call */

typedef pymgr_value *packer(struct pm_format *self, const struct pm_format_item *item);

/* --- scalars --- */

static pymgr_value *pack_none(struct pm_format *self, const struct pm_format_item *item)
{
    (void)self;
    (void)item;
    return pymgr_none();
}

static pymgr_value *pack_bool(struct pm_format *self, const struct pm_format_item *item)
{
    (void)item;
    return pymgr_bool(va_arg(self->args, int) != 0);
}

static pymgr_value *pack_int(struct pm_format *self, const struct pm_format_item *item)
{
    (void)item;
    return pymgr_int(va_arg(self->args, int));
}

static pymgr_value *pack_int64(struct pm_format *self, const struct pm_format_item *item)
{
    (void)item;
    return pymgr_int(va_arg(self->args, int64_t));
}

static pymgr_value *pack_uint64(struct pm_format *self, const struct pm_format_item *item)
{
    (void)item;
    return pymgr_uint(va_arg(self->args, uint64_t));
}

static pymgr_value *pack_float(struct pm_format *self, const struct pm_format_item *item)
{
    (void)item;
    return pymgr_float(va_arg(self->args, double));
}

static pymgr_value *pack_str(struct pm_format *self, const struct pm_format_item *item)
{
    const char *text = va_arg(self->args, const char *);
    size_t size = item->sized ? va_arg(self->args, size_t) : text == NULL ? 0 : strlen(text);

    if (text == NULL && item->nullable)
        return pymgr_none();
    if (text == NULL && !(item->sized && size == 0))
        return pm_format_fail(self, item->position, "NULL for text");
    if (!pm_utf8_valid(text, size))
        return pm_format_fail(self, item->position, "text that is not UTF-8");
    return pm_str_trusted(text, size);
}

static pymgr_value *pack_bytes(struct pm_format *self, const struct pm_format_item *item)
{
    const void *bytes = va_arg(self->args, const void *);
    size_t size = va_arg(self->args, size_t);

    if (bytes == NULL && item->nullable)
        return pymgr_none();
    if (bytes == NULL && size > 0)
        return pm_format_fail(self, item->position, "NULL for bytes");
    return pymgr_bytes(bytes, size);
}

static pymgr_value *pack_taken(struct pm_format *self, const struct pm_format_item *item)
{
    pymgr_value *value = va_arg(self->args, pymgr_value *);

    if (value == NULL)
        return item->nullable ? pymgr_none() : pm_format_fail_null(self);
    return value;
}

static pymgr_value *pack_borrowed(struct pm_format *self, const struct pm_format_item *item)
{
    return pm_ref(pack_taken(self, item));
}

/* --- containers: NULL where there was no memory for one; what it should have held is walked still --- */

static pymgr_value *made(struct pm_format *self, pymgr_value *container)
{
    return container == NULL ? pm_format_nomem(self) : container;
}

/* item taken; either may be NULL. */
static void append(struct pm_format *self, pymgr_value *list, pymgr_value *item)
{
    if (list == NULL)
        pm_unref(item);
    else if (pymgr_list_append(list, item) < 0)
        pm_format_nomem(self);
}

static pymgr_value *pack_items(struct pm_format *self, char close)
{
    pymgr_value *list = made(self, pymgr_list());

    while (pm_format_more(self, close))
        append(self, list, pm_pack_item(self));
    return list;
}

static pymgr_value *pack_list(struct pm_format *self, const struct pm_format_item *item)
{
    (void)item;
    return pack_items(self, ']');
}

/* list taken. */
static pymgr_value *tuple_from(struct pm_format *self, pymgr_value *list)
{
    pymgr_value *tuple = list == NULL ? NULL : made(self, pm_tuple_of_items(list));

    pm_unref(list);
    return tuple;
}

static pymgr_value *pack_tuple(struct pm_format *self, const struct pm_format_item *item)
{
    (void)item;
    return tuple_from(self, pack_items(self, ')'));
}

static pymgr_value *pack_set(struct pm_format *self, const struct pm_format_item *item)
{
    pymgr_value *set = made(self, pymgr_set());
    struct pm_error error;

    while (pm_format_more(self, '>')) {
        pymgr_value *member = pm_pack_item(self);

        if (set == NULL)
            pm_unref(member);
        else if (pm_set_insert(set, member, &error) < 0)
            pm_format_fail_from(self, item->position, &error);
    }
    return set;
}

static pymgr_value *name_from(struct pm_format *self, const char *name, size_t size)
{
    if (!pm_utf8_valid(name, size))
        return pm_format_fail(self, (size_t)(name - self->text), "a name that is not UTF-8");
    return made(self, pm_str_trusted(name, size));
}

pymgr_value *pm_pack_key(struct pm_format *self)
{
    const char *name;
    size_t size = pm_format_name(self, &name);
    pymgr_value *key;

    if (size > 0)
        return name_from(self, name, size);
    key = pm_pack_item(self);
    if (!self->broken && !pm_format_take(self, ':'))
        pm_format_mistake(self, self->position, "missing ':' or '='");
    return key;
}

/* Key and item taken; dict may be NULL, as may they. */
static void store(
    struct pm_format *self, pymgr_value *dict, pymgr_value *key, pymgr_value *item, size_t position)
{
    struct pm_error error;

    if (dict == NULL) {
        pm_unref(key);
        pm_unref(item);
    } else if (pm_dict_store(dict, key, item, &error) < 0) {
        pm_format_fail_from(self, position, &error);
    }
}

static pymgr_value *pack_dict(struct pm_format *self, const struct pm_format_item *item)
{
    pymgr_value *dict = made(self, pymgr_dict());

    while (pm_format_more(self, '}')) {
        pymgr_value *key = pm_pack_key(self);

        store(self, dict, key, pm_pack_item(self), item->position);
    }
    return dict;
}

/* --- items --- */

static const struct row {
    char letter;
    const char *marks; /* that may stand behind it */
    packer *pack;
} rows[] = {
    { 'n', "", pack_none },
    { 'b', "", pack_bool },
    { 'i', "", pack_int },
    { 'I', "", pack_int64 },
    { 'U', "", pack_uint64 },
    { 'f', "", pack_float },
    { 's', "%?", pack_str },
    { 'y', "?", pack_bytes },
    { 'o', "?", pack_taken },
    { 'O', "?", pack_borrowed },
    { '[', "", pack_list },
    { '(', "", pack_tuple },
    { '{', "", pack_dict },
    { '<', "", pack_set },
};

static const struct row *find(struct pm_format *self, const struct pm_format_item *item)
{
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        if (rows[i].letter == item->letter)
            return &rows[i];
    }
    return pm_format_mistake(self, item->position, "unknown item");
}

pymgr_value *pm_pack_item(struct pm_format *self)
{
    struct pm_format_item item;
    const struct row *row;
    pymgr_value *value;

    if (!pm_format_item(self, &item) || (row = find(self, &item)) == NULL ||
        !pm_format_marks(self, &item, row->marks) || !pm_format_enter(self, &item))
        return NULL;
    value = row->pack(self, &item);
    pm_format_leave(self);
    return value == NULL ? pm_format_nomem(self) : value;
}

/* --- whole formats --- */

pymgr_value *pymgr_vpack(struct pymgr_error *error, const char *format, va_list args)
{
    struct pm_format self;
    pymgr_value *value;

    pm_format_begin(&self, error, format, args);
    value = pm_pack_item(&self);
    while (pm_format_more(&self, '\0')) {
        pm_format_fail(&self, self.position, "more than one value, and no brackets around,");
        pm_unref(pm_pack_item(&self));
    }
    pm_format_end(&self);
    return self.failed ? pm_unref(value) : value;
}

pymgr_value *pymgr_pack(struct pymgr_error *error, const char *format, ...)
{
    pymgr_value *value;
    va_list args;

    va_start(args, format);
    value = pymgr_vpack(error, format, args);
    va_end(args);
    return value;
}

/* --- calls --- */

/* Positional arguments. Mostly they are few, and need no memory but that of their tuple. */
struct positional {
    pymgr_value *few[FEW];
    size_t count;
    pymgr_value *many; /* a list, when there are more: it has them all */
};

static void move_to_list(struct pm_format *self, struct positional *to)
{
    to->many = made(self, pymgr_list());
    for (size_t i = 0; i < to->count; i++)
        append(self, to->many, to->few[i]);
    to->count = 0;
}

/* item taken; NULL: it has failed. */
static void add(struct pm_format *self, struct positional *to, pymgr_value *item)
{
    if (item == NULL)
        return;
    if (to->count == FEW)
        move_to_list(self, to);
    if (to->many != NULL)
        append(self, to->many, item);
    else
        to->few[to->count++] = item;
}

/* Their tuple: new. NULL: failed. */
static pymgr_value *tuple_of(struct pm_format *self, struct positional *positional)
{
    pymgr_value *tuple;

    if (positional->many != NULL)
        return tuple_from(self, positional->many);
    tuple = made(self, pymgr_tuple(positional->count));
    for (size_t i = 0; i < positional->count; i++) {
        if (tuple == NULL)
            pm_unref(positional->few[i]);
        else
            pymgr_tuple_put(tuple, i, positional->few[i]);
    }
    return tuple;
}

static void pack_keyword(struct pm_format *self, const char *name, size_t size, pymgr_value **kwdsp)
{
    pymgr_value *kwds = *kwdsp == NULL ? made(self, pymgr_dict()) : *kwdsp;
    size_t before = kwds == NULL ? 0 : pymgr_length(kwds), position = (size_t)(name - self->text);
    pymgr_value *key = name_from(self, name, size);

    *kwdsp = kwds;
    store(self, kwds, key, pm_pack_item(self), position);
    if (kwds != NULL && pymgr_length(kwds) == before)
        pm_format_fail(self, position, "a keyword for the second time");
}

static void pack_arguments(struct pm_format *self, struct positional *positional, pymgr_value **kwdsp)
{
    while (pm_format_more(self, '\0')) {
        const char *name;
        size_t size = pm_format_name(self, &name);

        if (size > 0) {
            pack_keyword(self, name, size, kwdsp);
            continue;
        }
        if (*kwdsp != NULL)
            pm_format_fail(self, self->position, "a positional argument after a keyword");
        add(self, positional, pm_pack_item(self));
    }
}

/*
 * The tuple for a format of few letters `o`, as most calls have, in short: new. NULL: there is something else
 * about the format or the arguments, and nothing was taken.
 */
static pymgr_value *pack_values(const char *format, va_list args)
{
    pymgr_value *items[FEW];
    size_t count = 0;
    va_list again;

    if (format == NULL)
        return NULL;
    va_copy(again, args);
    while (count < FEW && format[count] == 'o' && (items[count] = va_arg(again, pymgr_value *)) != NULL)
        count++;
    va_end(again);
    return format[count] == '\0' ? pm_tuple_moved(items, count) : NULL;
}

int pm_pack_call(
    const char *format, va_list args, pymgr_value **argsp, pymgr_value **kwdsp, struct pymgr_error *error)
{
    struct positional positional = { .count = 0 };
    struct pm_format self;
    pymgr_value *tuple = pack_values(format, args), *kwds = NULL;

    *argsp = tuple;
    *kwdsp = NULL;
    if (tuple != NULL)
        return 0;
    pm_format_begin(&self, error, format, args);
    pack_arguments(&self, &positional, &kwds);
    pm_format_end(&self);
    tuple = tuple_of(&self, &positional);
    *argsp = self.failed ? pm_unref(tuple) : tuple;
    *kwdsp = self.failed ? pm_unref(kwds) : kwds;
    return self.failed ? -1 : 0;
}
