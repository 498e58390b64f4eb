/* SPDX-License-Identifier: MIT
 *
 * Exceptions print their arguments; a few have a sentence of their own to make of them.
 */
#include "value/known.h"

static const struct pm_tuple *args_of(const pymgr_value *instance)
{
    return PM_CONST_CAST(pm_tuple, PM_CONST_CAST(pm_instance, instance)->args);
}

/* Name(args), with the tuple's parentheses but never a trailing comma. */
static int write_call(struct pm_writing *self, const char *name, pymgr_value *const *args, size_t count)
{
    pm_put_text(self->out, name);
    pm_put_u8(self->out, '(');
    if (pm_write_items(self, args, count) < 0)
        return -1;
    pm_put_u8(self->out, ')');
    return 0;
}

int pm_repr_exception(struct pm_writing *self, const pymgr_value *value)
{
    return write_call(self, pymgr_type_name(value), args_of(value)->items, args_of(value)->length);
}

int pm_str_exception(struct pm_writing *self, const pymgr_value *value)
{
    const struct pm_tuple *args = args_of(value);

    if (args->length == 0)
        return 0;
    return args->length == 1 ? pm_write_str(self, args->items[0]) : pm_write_tuple(self, &args->base.head);
}

/* The missing key's repr, so that KeyError('') does not print as nothing. */
int pm_str_key_error(struct pm_writing *self, const pymgr_value *value)
{
    const struct pm_tuple *args = args_of(value);

    return args->length == 1 ? pm_write_repr(self, args->items[0]) : pm_str_exception(self, value);
}

/* --- OSError(errno, strerror, filename, winerror, filename2) --- */

enum { ERRNO, STRERROR, FILENAME, WINERROR, FILENAME2, MOST };

static bool names_a_file(const struct pm_tuple *args)
{
    return args->length > FILENAME && args->length <= MOST;
}

/* Filenames are kept apart from the arguments. */
int pm_repr_os_error(struct pm_writing *self, const pymgr_value *value)
{
    const struct pm_tuple *args = args_of(value);

    return write_call(
        self, pymgr_type_name(value), args->items, names_a_file(args) ? FILENAME : args->length);
}

static int write_filenames(struct pm_writing *self, const struct pm_tuple *args)
{
    pm_put_text(self->out, ": ");
    if (pm_write_repr(self, args->items[FILENAME]) < 0)
        return -1;
    if (args->length != MOST || pymgr_is_none(args->items[FILENAME2]))
        return 0;
    pm_put_text(self->out, " -> ");
    return pm_write_repr(self, args->items[FILENAME2]);
}

int pm_str_os_error(struct pm_writing *self, const pymgr_value *value)
{
    const struct pm_tuple *args = args_of(value);

    if (args->length <= STRERROR || args->length > MOST)
        return pm_str_exception(self, value);
    pm_put_text(self->out, "[Errno ");
    if (pm_write_str(self, args->items[ERRNO]) < 0)
        return -1;
    pm_put_text(self->out, "] ");
    if (pm_write_str(self, args->items[STRERROR]) < 0)
        return -1;
    if (!names_a_file(args) || pymgr_is_none(args->items[FILENAME]))
        return 0;
    return write_filenames(self, args);
}

/* --- UnicodeError(encoding, object, start, end, reason) --- */

struct unicode_error {
    const pymgr_value *encoding, *object, *reason;
    int64_t start, end;
};

static bool unicode_error_of(const pymgr_value *value, struct unicode_error *error)
{
    const struct pm_tuple *args = args_of(value);

    if (args->length != 5 || !pymgr_int_value(args->items[2], &error->start) ||
        !pymgr_int_value(args->items[3], &error->end))
        return false;
    error->encoding = args->items[0];
    error->object = args->items[1];
    error->reason = args->items[4];
    return error->start >= 0 && error->end >= 0;
}

/* `what` is the thing at fault, if there is exactly one. */
static int write_unicode_error(struct pm_writing *self, const struct unicode_error *error, const char *verb,
    const char *noun, const char *what)
{
    pm_put_u8(self->out, '\'');
    if (pm_write_str(self, error->encoding) < 0)
        return -1;
    pm_put_format(self->out, "' codec can't %s %s", verb, noun);
    if (what != NULL)
        pm_put_format(self->out, " %s in position %lld: ", what, (long long)error->start);
    else
        pm_put_format(
            self->out, "s in position %lld-%lld: ", (long long)error->start, (long long)error->end - 1);
    return pm_write_str(self, error->reason);
}

static bool one_of(const struct unicode_error *error)
{
    return error->end == error->start + 1 && (uint64_t)error->start < pymgr_length(error->object);
}

int pm_str_decode_error(struct pm_writing *self, const pymgr_value *value)
{
    struct unicode_error error;
    char what[8];

    if (!unicode_error_of(value, &error) || !pm_is(error.object, PYMGR_BYTES))
        return pm_str_exception(self, value);
    if (!one_of(&error))
        return write_unicode_error(self, &error, "decode", "byte", NULL);
    snprintf(what, sizeof what, "0x%02x", (unsigned char)pymgr_text(error.object, NULL)[error.start]);
    return write_unicode_error(self, &error, "decode", "byte", what);
}

static uint32_t code_point_at(const pymgr_value *text, int64_t index)
{
    const char *utf8 = pymgr_text(text, NULL);
    size_t position = 0;

    for (; index > 0; index--)
        pm_utf8_next(utf8, &position);
    return pm_utf8_next(utf8, &position);
}

int pm_str_encode_error(struct pm_writing *self, const pymgr_value *value)
{
    struct unicode_error error;
    uint32_t code_point;
    char what[16];

    if (!unicode_error_of(value, &error) || !pm_is(error.object, PYMGR_STR))
        return pm_str_exception(self, value);
    if (!one_of(&error))
        return write_unicode_error(self, &error, "encode", "character", NULL);
    code_point = code_point_at(error.object, error.start);
    snprintf(what, sizeof what,
        code_point < 0x100     ? "'\\x%02x'"
        : code_point < 0x10000 ? "'\\u%04x'"
                               : "'\\U%08x'",
        (unsigned)code_point);
    return write_unicode_error(self, &error, "encode", "character", what);
}

/* --- ExceptionGroup(message, exceptions) --- */

int pm_str_exception_group(struct pm_writing *self, const pymgr_value *value)
{
    const struct pm_tuple *args = args_of(value);
    size_t count;

    if (args->length != 2)
        return pm_str_exception(self, value);
    count = pymgr_length(args->items[1]);
    if (pm_write_str(self, args->items[0]) < 0)
        return -1;
    pm_put_format(self->out, " (%zu sub-exception%s)", count, count == 1 ? "" : "s");
    return 0;
}
