/* SPDX-License-Identifier: MIT
 *
 * A recursive-descent reader, one function for each form. A form is told by its first characters, through one
 * table; brackets count towards the depth limit.
 */
#include "value/literal_parts.h"

#include "value/dict.h"
#include "value/failure.h"
#include "value/real.h"
#include "value/set.h"

#include <ctype.h>
#include <pymgr/pack.h>
#include <string.h>

pymgr_value *pm_literal_fail(struct pm_literal_reader *reader, const char *what)
{
    pm_fail_at(reader->error, reader->position, "%s", what);
    return NULL;
}

bool pm_literal_take(struct pm_literal_reader *reader, const char *token)
{
    size_t length = strlen(token);

    while (reader->position < reader->size && isspace((unsigned char)reader->text[reader->position]))
        reader->position++;
    if (reader->size - reader->position < length ||
        memcmp(reader->text + reader->position, token, length) != 0)
        return false;
    reader->position += length;
    return true;
}

bool pm_literal_end(struct pm_literal_reader *reader)
{
    pm_literal_take(reader, "");
    return reader->position == reader->size;
}

size_t pm_literal_identifier(struct pm_literal_reader *reader, const char **namep)
{
    size_t length = 0;

    pm_literal_take(reader, "");
    *namep = reader->text + reader->position;
    while (isalnum((unsigned char)pm_literal_peek(reader, length)) || pm_literal_peek(reader, length) == '_')
        length++;
    if (isdigit((unsigned char)pm_literal_peek(reader, 0)))
        return 0;
    reader->position += length;
    return length;
}

static pymgr_value *no_memory(struct pm_literal_reader *reader)
{
    pm_fail_nomem(reader->error);
    return NULL;
}

/* --- items between brackets --- */

/* Adds one item to whatever is being filled. 0, or -1 with the reader's error filled. */
typedef int item_reader(struct pm_literal_reader *reader, pymgr_value *into);

/*
 * Items up to the closing bracket. *commap says whether an item may come next: at the start, or after a
 * comma; in the end it says whether a comma followed the last one.
 */
static int read_items(struct pm_literal_reader *reader, const char *close, item_reader *read_item,
    pymgr_value *into, bool *commap)
{
    for (; !pm_literal_take(reader, close); *commap = pm_literal_take(reader, ",")) {
        if (!*commap) {
            pm_literal_fail(reader, "expected a comma or a closing bracket");
            return -1;
        }
        if (read_item(reader, into) != 0)
            return -1;
    }
    return 0;
}

static int read_list_item(struct pm_literal_reader *reader, pymgr_value *list)
{
    pymgr_value *item = pm_literal_read(reader);

    if (item == NULL)
        return -1;
    return pymgr_list_append(list, item) == 0 ? 0 : pm_fail_nomem(reader->error);
}

static int read_set_item(struct pm_literal_reader *reader, pymgr_value *set)
{
    pymgr_value *item = pm_literal_read(reader);

    return item == NULL ? -1 : pm_set_insert(set, item, reader->error);
}

/* dict[key] = the value that comes next; key taken. */
static int read_value_of(struct pm_literal_reader *reader, pymgr_value *key, pymgr_value *dict)
{
    pymgr_value *item = pm_literal_read(reader);

    if (item == NULL) {
        pymgr_unref(key);
        return -1;
    }
    return pm_dict_store(dict, key, item, reader->error);
}

static int read_pair(struct pm_literal_reader *reader, pymgr_value *dict)
{
    pymgr_value *key = pm_literal_read(reader);

    if (key == NULL)
        return -1;
    if (!pm_literal_take(reader, ":")) {
        pymgr_unref(key);
        pm_literal_fail(reader, "expected ':'");
        return -1;
    }
    return read_value_of(reader, key, dict);
}

/* `into` is taken. */
static pymgr_value *fill(struct pm_literal_reader *reader, const char *close, item_reader *read_item,
    pymgr_value *into, bool *commap)
{
    if (into == NULL)
        return no_memory(reader);
    if (read_items(reader, close, read_item, into, commap) != 0)
        return pymgr_unref(into);
    return into;
}

/* list taken. */
static pymgr_value *tuple_from(struct pm_literal_reader *reader, pymgr_value *list)
{
    size_t count;
    pymgr_value *tuple;

    if (list == NULL)
        return NULL;
    count = pymgr_length(list);
    tuple = pymgr_tuple(count);
    if (tuple == NULL)
        no_memory(reader);
    for (size_t i = 0; tuple != NULL && i < count; i++)
        pymgr_tuple_put(tuple, i, pymgr_ref(pymgr_item(list, i)));
    pymgr_unref(list);
    return tuple;
}

/* --- the forms; each finds its first character already skipped --- */

static pymgr_value *read_list(struct pm_literal_reader *reader)
{
    bool comma = true;

    return fill(reader, "]", read_list_item, pymgr_list(), &comma);
}

/* A tuple, or one value in parentheses. */
static pymgr_value *read_parenthesis(struct pm_literal_reader *reader)
{
    bool comma = true;
    pymgr_value *list = fill(reader, ")", read_list_item, pymgr_list(), &comma), *only;

    if (list == NULL || comma || pymgr_length(list) != 1)
        return tuple_from(reader, list);
    only = pymgr_ref(pymgr_item(list, 0));
    pymgr_unref(list);
    return only;
}

/* A dict that begins with this key (taken), the colon already skipped. */
static pymgr_value *read_dict(struct pm_literal_reader *reader, pymgr_value *key)
{
    pymgr_value *dict = pymgr_dict();
    bool comma;

    if (dict == NULL) {
        pymgr_unref(key);
        return no_memory(reader);
    }
    if (read_value_of(reader, key, dict) != 0)
        return pymgr_unref(dict);
    comma = pm_literal_take(reader, ",");
    return fill(reader, "}", read_pair, dict, &comma);
}

/* A set that begins with this item (taken). */
static pymgr_value *read_set(struct pm_literal_reader *reader, pymgr_value *item)
{
    pymgr_value *set = pymgr_set();
    bool comma;

    if (set == NULL) {
        pymgr_unref(item);
        return no_memory(reader);
    }
    if (pm_set_insert(set, item, reader->error) != 0)
        return pymgr_unref(set);
    comma = pm_literal_take(reader, ",");
    return fill(reader, "}", read_set_item, set, &comma);
}

static pymgr_value *read_brace(struct pm_literal_reader *reader)
{
    pymgr_value *first;

    if (pm_literal_take(reader, "}")) {
        pymgr_value *empty = pymgr_dict();

        return empty == NULL ? no_memory(reader) : empty;
    }
    first = pm_literal_read(reader);
    if (first == NULL)
        return NULL;
    return pm_literal_take(reader, ":") ? read_dict(reader, first) : read_set(reader, first);
}

/* --- names, and the calls that repr() writes --- */

static bool named(const char *name, size_t length, const char *other)
{
    return strlen(other) == length && memcmp(name, other, length) == 0;
}

/* The call whose opening parenthesis has been skipped. */
static pymgr_value *read_made(struct pm_literal_reader *reader, const struct pm_literal_maker *maker)
{
    bool comma = true;
    pymgr_value *args = fill(reader, ")", read_list_item, pymgr_list(), &comma), *made = NULL;

    if (args == NULL)
        return NULL;
    if (pymgr_length(args) < maker->least || pymgr_length(args) > maker->most)
        pm_literal_fail(reader, "wrong number of arguments");
    else
        made = maker->make(args, reader->error);
    pymgr_unref(args);
    return made;
}

static pymgr_value *read_name(struct pm_literal_reader *reader)
{
    const struct pm_literal_maker *maker;
    size_t start = reader->position;
    const char *name;
    size_t length = pm_literal_identifier(reader, &name);

    if (named(name, length, "None"))
        return pymgr_none();
    if (named(name, length, "True") || named(name, length, "False"))
        return pymgr_bool(name[0] == 'T');
    maker = pm_literal_maker_find(name, length);
    if (maker != NULL && pm_literal_take(reader, "("))
        return read_made(reader, maker);
    reader->position = start;
    return pm_literal_fail(reader, reader->position == reader->size ? "unexpected end" : "not a literal");
}

/* --- numbers with signs, and everything --- */

/* real + imaginary or real - imaginary: both taken. */
static pymgr_value *combine(struct pm_literal_reader *reader, pymgr_value *real, pymgr_value *imaginary)
{
    pymgr_value *sum = NULL;
    const struct pm_complex *part = PM_CONST_CAST(pm_complex, imaginary);
    double number;

    if (!pm_is(imaginary, PYMGR_COMPLEX) || pm_is(real, PYMGR_COMPLEX))
        pm_literal_fail(reader, "only a real and an imaginary number may be added");
    else if (pm_double_of(real, &number, reader->error) == 0) {
        sum = pymgr_complex(number + part->real, part->imag);
        if (sum == NULL)
            no_memory(reader);
    }
    pymgr_unref(real);
    pymgr_unref(imaginary);
    return sum;
}

static pymgr_value *read_signed(struct pm_literal_reader *reader)
{
    bool negative = pm_literal_take(reader, "-");

    if (!negative)
        pm_literal_take(reader, "+");
    pm_literal_take(reader, "");
    if (!pm_literal_at_number(reader))
        return pm_literal_fail(reader, "expected a number");
    return pm_literal_number(reader, negative);
}

static pymgr_value *read_number(struct pm_literal_reader *reader)
{
    pymgr_value *number = read_signed(reader), *second;
    char sign;

    pm_literal_take(reader, "");
    sign = pm_literal_peek(reader, 0);
    if (number == NULL || (sign != '+' && sign != '-'))
        return number;
    second = read_signed(reader);
    if (second == NULL)
        return pymgr_unref(number);
    return combine(reader, number, second);
}

static pymgr_value *read_bracketed(
    struct pm_literal_reader *reader, pymgr_value *(*read)(struct pm_literal_reader *reader))
{
    pymgr_value *value;

    if (reader->depth == PM_LITERAL_DEPTH)
        return pm_literal_fail(reader, "too many nested brackets");
    reader->depth++;
    value = read(reader);
    reader->depth--;
    return value;
}

pymgr_value *pm_literal_read(struct pm_literal_reader *reader)
{
    char first;

    pm_literal_take(reader, "");
    first = pm_literal_peek(reader, 0);
    if (first == '-' || first == '+' || pm_literal_at_number(reader))
        return read_number(reader);
    if (pm_literal_at_text(reader))
        return pm_literal_text(reader);
    if (pm_literal_take(reader, "["))
        return read_bracketed(reader, read_list);
    if (pm_literal_take(reader, "("))
        return read_bracketed(reader, read_parenthesis);
    if (pm_literal_take(reader, "{"))
        return read_bracketed(reader, read_brace);
    return read_bracketed(reader, read_name);
}

/* --- whole texts --- */

static int begin(struct pm_literal_reader *reader, const char *text, size_t size, struct pm_error *error)
{
    *reader = (struct pm_literal_reader){ .text = text, .size = size, .error = error };
    if (size > PM_LITERAL_SIZE)
        return pm_fail(error, PM_ERROR_LIMIT, "a literal of more than %d bytes", PM_LITERAL_SIZE);
    if (!pm_utf8_valid(text, size))
        return pm_fail(error, PM_ERROR_MALFORMED, "not UTF-8 text");
    return 0;
}

pymgr_value *pm_literal(const char *text, size_t size, struct pm_error *error)
{
    struct pm_literal_reader reader;
    pymgr_value *value;

    if (begin(&reader, text, size, error) != 0)
        return NULL;
    value = pm_literal_read(&reader);
    if (value == NULL || pm_literal_end(&reader))
        return value;
    pymgr_unref(value);
    return pm_literal_fail(&reader, "unexpected text after the literal");
}

/* Skips the `KEY=` of a keyword argument: the key's length, 0 when the next argument is positional. */
static size_t read_keyword(struct pm_literal_reader *reader, const char **namep)
{
    size_t start = reader->position;
    size_t length = pm_literal_identifier(reader, namep);

    if (length > 0 && pm_literal_take(reader, "="))
        return length;
    reader->position = start;
    return 0;
}

static int read_keyword_value(
    struct pm_literal_reader *reader, const char *name, size_t length, pymgr_value *kwds)
{
    pymgr_value *key = pm_str_trusted(name, length);

    if (key == NULL)
        return pm_fail_nomem(reader->error);
    if (pymgr_dict_get(kwds, key) == NULL)
        return read_value_of(reader, key, kwds);
    pymgr_unref(key);
    pm_literal_fail(reader, "keyword argument repeated");
    return -1;
}

/* One argument, into the pair [list of positional ones, dict of keyword ones]. */
static int read_argument(struct pm_literal_reader *reader, pymgr_value *into)
{
    pymgr_value *kwds = pymgr_item(into, 1);
    const char *name;
    size_t length = read_keyword(reader, &name);

    if (length > 0)
        return read_keyword_value(reader, name, length, kwds);
    if (pymgr_length(kwds) > 0) {
        pm_literal_fail(reader, "positional argument follows keyword argument");
        return -1;
    }
    return read_list_item(reader, pymgr_item(into, 0));
}

/* The arguments after a name, if it has any: a new pair as above. */
static pymgr_value *read_arguments(struct pm_literal_reader *reader)
{
    pymgr_value *pair = pymgr_tuple_of(2, pymgr_list(), pymgr_dict());
    bool comma = true;

    if (!pm_literal_take(reader, "("))
        return pair == NULL ? no_memory(reader) : pair;
    return fill(reader, ")", read_argument, pair, &comma);
}

int pm_literal_call(const char *text, size_t size, pymgr_value **namep, pymgr_value **argsp,
    pymgr_value **kwdsp, struct pm_error *error)
{
    struct pm_literal_reader reader;
    pymgr_value *pair = NULL;
    const char *name;
    size_t length;

    if (begin(&reader, text, size, error) != 0)
        return -1;
    length = pm_literal_identifier(&reader, &name);
    if (length == 0)
        pm_literal_fail(&reader, "expected a name");
    else
        pair = read_arguments(&reader);
    if (pair != NULL && !pm_literal_end(&reader)) {
        pair = pymgr_unref(pair);
        pm_literal_fail(&reader, "unexpected text after the arguments");
    }
    if (pair == NULL)
        return -1;
    *kwdsp = pymgr_ref(pymgr_item(pair, 1));
    *argsp = tuple_from(&reader, pymgr_ref(pymgr_item(pair, 0)));
    *namep = *argsp == NULL ? NULL : pm_str_trusted(name, length);
    pymgr_unref(pair);
    if (*namep != NULL)
        return 0;
    pymgr_unref(*argsp);
    pymgr_unref(*kwdsp);
    return pm_fail_nomem(error);
}

pymgr_value *pymgr_literal(const char *text, struct pymgr_error *error)
{
    struct pm_error found;
    pymgr_value *value = pm_literal(text, strlen(text), &found);

    if (value == NULL && found.kind == PM_ERROR_MALFORMED)
        pm_fault(error, PYMGR_INVALID, "%s at %zu", found.text, found.offset);
    else if (value == NULL)
        pm_fault_from(error, PYMGR_INVALID, &found);
    return value;
}
