/* SPDX-License-Identifier: MIT
 *
 * repr(): a writer for each kind. A container that is in a cycle prints an ellipsis inside itself.
 */
#include "value/repr.h"

#include "value/kind.h"
#include "value/known.h"

#include <stdlib.h>

struct pm_open {
    const pymgr_value *value;
    const struct pm_open *outer;
};

static int write_none(struct pm_writing *self, const pymgr_value *value)
{
    (void)value;
    pm_put_text(self->out, "None");
    return 0;
}

static int write_bool(struct pm_writing *self, const pymgr_value *value)
{
    pm_put_text(self->out, pymgr_bool_value(value) ? "True" : "False");
    return 0;
}

static int too_many_digits(struct pm_writing *self)
{
    return pm_fail(self->error, PM_ERROR_VALUE,
        "Exceeds the limit (%d digits) for integer string conversion; use sys.set_int_max_str_digits() to "
        "increase the limit",
        PM_REPR_INT_DIGITS);
}

int pm_write_int(struct pm_writing *self, const pymgr_value *number)
{
    size_t before = pm_buffer_length(self->out), digits;

    /* More bits than any number of so many digits has, so that nothing huge is converted in vain. */
    if ((pm_flags(number) & PM_BIG) &&
        BN_num_bits(PM_CONST_CAST(pm_int, number)->big) > 4 * PM_REPR_INT_DIGITS)
        return too_many_digits(self);
    pm_int_put_decimal(self->out, number);
    if (pm_buffer_failed(self->out))
        return 0;
    digits = pm_buffer_length(self->out) - before - (pm_buffer_bytes(self->out)[before] == '-');
    return digits > PM_REPR_INT_DIGITS ? too_many_digits(self) : 0;
}

static int write_float(struct pm_writing *self, const pymgr_value *value)
{
    pm_put_double(self->out, pymgr_float_value(value));
    return 0;
}

static int write_complex(struct pm_writing *self, const pymgr_value *value)
{
    pm_put_complex(self->out, PM_CONST_CAST(pm_complex, value)->real, PM_CONST_CAST(pm_complex, value)->imag);
    return 0;
}

static int write_str(struct pm_writing *self, const pymgr_value *value)
{
    pm_put_str_repr(self->out, PM_CONST_CAST(pm_text, value)->bytes, PM_CONST_CAST(pm_text, value)->size);
    return 0;
}

static int write_bytes(struct pm_writing *self, const pymgr_value *value)
{
    pm_put_bytes_repr(self->out, PM_CONST_CAST(pm_text, value)->bytes, PM_CONST_CAST(pm_text, value)->size);
    return 0;
}

static int write_bytearray(struct pm_writing *self, const pymgr_value *value)
{
    pm_put_bytearray_repr(
        self->out, PM_CONST_CAST(pm_text, value)->bytes, PM_CONST_CAST(pm_text, value)->size);
    return 0;
}

/* --- containers --- */

static void put_comma(struct pm_writing *self, bool *morep)
{
    if (*morep)
        pm_put(self->out, ", ", 2);
    *morep = true;
}

int pm_write_items(struct pm_writing *self, pymgr_value *const *items, size_t count)
{
    bool more = false;

    for (size_t i = 0; i < count; i++) {
        put_comma(self, &more);
        if (pm_write_repr(self, items[i]) < 0)
            return -1;
    }
    return 0;
}

static int write_list(struct pm_writing *self, const pymgr_value *value)
{
    const struct pm_list *list = PM_CONST_CAST(pm_list, value);

    pm_put_u8(self->out, '[');
    if (pm_write_items(self, list->items, list->length) < 0)
        return -1;
    pm_put_u8(self->out, ']');
    return 0;
}

int pm_write_tuple(struct pm_writing *self, const pymgr_value *value)
{
    const struct pm_tuple *tuple = PM_CONST_CAST(pm_tuple, value);

    pm_put_u8(self->out, '(');
    if (pm_write_items(self, tuple->items, tuple->length) < 0)
        return -1;
    pm_put_text(self->out, tuple->length == 1 ? ",)" : ")");
    return 0;
}

static int write_dict(struct pm_writing *self, const pymgr_value *value)
{
    pymgr_value *key, *item;
    bool more = false;

    pm_put_u8(self->out, '{');
    for (size_t cursor = 0; pymgr_dict_next(value, &cursor, &key, &item);) {
        put_comma(self, &more);
        if (pm_write_repr(self, key) < 0)
            return -1;
        pm_put(self->out, ": ", 2);
        if (pm_write_repr(self, item) < 0)
            return -1;
    }
    pm_put_u8(self->out, '}');
    return 0;
}

static int write_set_items(struct pm_writing *self, const pymgr_value *value)
{
    pymgr_value *item;
    bool more = false;

    pm_put_u8(self->out, '{');
    for (size_t cursor = 0; pymgr_set_next(value, &cursor, &item);) {
        put_comma(self, &more);
        if (pm_write_repr(self, item) < 0)
            return -1;
    }
    pm_put_u8(self->out, '}');
    return 0;
}

static int write_set(struct pm_writing *self, const pymgr_value *value)
{
    if (pymgr_length(value) > 0)
        return write_set_items(self, value);
    pm_put_text(self->out, "set()");
    return 0;
}

static int write_frozenset(struct pm_writing *self, const pymgr_value *value)
{
    pm_put_text(self->out, "frozenset(");
    if (pymgr_length(value) > 0 && write_set_items(self, value) < 0)
        return -1;
    pm_put_u8(self->out, ')');
    return 0;
}

static int write_slice(struct pm_writing *self, const pymgr_value *value)
{
    const struct pm_slice *slice = PM_CONST_CAST(pm_slice, value);
    pymgr_value *parts[] = { slice->start, slice->stop, slice->step };

    pm_put_text(self->out, "slice(");
    if (pm_write_items(self, parts, 3) < 0)
        return -1;
    pm_put_u8(self->out, ')');
    return 0;
}

static int write_range(struct pm_writing *self, const pymgr_value *value)
{
    const struct pm_range *range = PM_CONST_CAST(pm_range, value);
    pymgr_value *parts[] = { range->start, range->stop, range->step };
    int64_t step = 0;
    size_t count = pymgr_int_value(range->step, &step) && step == 1 ? 2 : 3;

    pm_put_text(self->out, "range(");
    if (pm_write_items(self, parts, count) < 0)
        return -1;
    pm_put_u8(self->out, ')');
    return 0;
}

/* --- arrays --- */

/* An item is made to be written and dropped. */
static int write_array_item(struct pm_writing *self, const pymgr_value *array, size_t index, pm_writer *write)
{
    pymgr_value *item = pm_array_item(array, index);
    int result = item == NULL ? pm_fail_nomem(self->error) : write(self, item);

    pm_unref(item);
    return result;
}

static int write_numbers(struct pm_writing *self, const pymgr_value *array)
{
    size_t length = pymgr_length(array);
    bool more = false;

    pm_put_u8(self->out, '[');
    for (size_t i = 0; i < length; i++) {
        put_comma(self, &more);
        if (write_array_item(self, array, i, pm_write_repr) < 0)
            return -1;
    }
    pm_put_u8(self->out, ']');
    return 0;
}

/* The characters of an array of them, as one text. */
static int write_characters(struct pm_writing *self, const pymgr_value *array)
{
    struct pm_buffer text = PM_BUFFER_INIT;
    struct pm_writing plain = { .out = &text, .error = self->error };
    size_t length = pymgr_length(array);
    int result = 0;

    for (size_t i = 0; result == 0 && i < length; i++)
        result = write_array_item(&plain, array, i, pm_write_str);
    if (result == 0)
        result = pm_buffer_check(&text, self->error);
    if (result == 0)
        pm_put_str_repr(self->out, (const char *)pm_buffer_bytes(&text), pm_buffer_length(&text));
    pm_buffer_free(&text);
    return result;
}

static int write_array(struct pm_writing *self, const pymgr_value *value)
{
    char typecode = PM_CONST_CAST(pm_array, value)->typecode;
    bool characters = typecode == 'u' || typecode == 'w';

    pm_put_format(self->out, "array('%c'", typecode);
    if (pymgr_length(value) > 0) {
        pm_put(self->out, ", ", 2);
        if ((characters ? write_characters : write_numbers)(self, value) < 0)
            return -1;
    }
    pm_put_u8(self->out, ')');
    return 0;
}

/* --- classes and their instances --- */

static void put_dotted(struct pm_writing *self, const pymgr_value *class)
{
    const struct pm_global *global = PM_CONST_CAST(pm_global, class);

    if (!pm_text_is(global->module, "builtins")) {
        pm_put(self->out, PM_CONST_CAST(pm_text, global->module)->bytes,
            PM_CONST_CAST(pm_text, global->module)->size);
        pm_put_u8(self->out, '.');
    }
    pm_put(self->out, PM_CONST_CAST(pm_text, global->qualname)->bytes,
        PM_CONST_CAST(pm_text, global->qualname)->size);
}

static int write_global(struct pm_writing *self, const pymgr_value *value)
{
    const char *name = pymgr_text(PM_CONST_CAST(pm_global, value)->qualname, NULL);
    bool builtin = pm_text_is(PM_CONST_CAST(pm_global, value)->module, "builtins");

    if (builtin && pm_is_builtin_constant(name)) {
        pm_put_text(self->out, name);
    } else if (builtin && pm_is_builtin_function(name)) {
        pm_put_format(self->out, "<built-in function %s>", name);
    } else {
        pm_put_text(self->out, "<class '");
        put_dotted(self, value);
        pm_put_text(self->out, "'>");
    }
    return 0;
}

int pm_write_object(struct pm_writing *self, const pymgr_value *instance)
{
    const pymgr_value *class = pymgr_instance_class(instance);

    pm_put_u8(self->out, '<');
    if (pm_is(class, PYMGR_GLOBAL)) {
        put_dotted(self, class);
        pm_put_u8(self->out, ' ');
    }
    pm_put_format(self->out, "object at %p>", (const void *)instance);
    return 0;
}

static int write_instance(struct pm_writing *self, const pymgr_value *value)
{
    const struct pm_known *known = pm_known_class(value);

    return known == NULL ? pm_write_object(self, value) : known->repr(self, value);
}

/* --- all of them --- */

static const struct {
    pm_writer *write;
    const char *inside_itself; /* NULL: holds nothing */
} rows[] = {
    [PYMGR_NONE] = { write_none, NULL },
    [PYMGR_BOOL] = { write_bool, NULL },
    [PYMGR_INT] = { pm_write_int, NULL },
    [PYMGR_FLOAT] = { write_float, NULL },
    [PYMGR_COMPLEX] = { write_complex, NULL },
    [PYMGR_STR] = { write_str, NULL },
    [PYMGR_BYTES] = { write_bytes, NULL },
    [PYMGR_BYTEARRAY] = { write_bytearray, NULL },
    [PYMGR_LIST] = { write_list, "[...]" },
    [PYMGR_TUPLE] = { pm_write_tuple, "(...)" },
    [PYMGR_DICT] = { write_dict, "{...}" },
    [PYMGR_SET] = { write_set, "set(...)" },
    [PYMGR_FROZENSET] = { write_frozenset, "frozenset(...)" },
    [PYMGR_SLICE] = { write_slice, "slice(...)" },
    [PYMGR_RANGE] = { write_range, NULL },
    [PYMGR_ARRAY] = { write_array, NULL },
    [PYMGR_GLOBAL] = { write_global, NULL },
    [PYMGR_INSTANCE] = { write_instance, "..." },
};

static bool is_open(const struct pm_writing *self, const pymgr_value *value)
{
    for (const struct pm_open *open = self->open; open != NULL; open = open->outer) {
        if (open->value == value)
            return true;
    }
    return false;
}

static int write_in_cycle(struct pm_writing *self, const pymgr_value *value)
{
    struct pm_open open = { value, self->open };
    int result;

    if (is_open(self, value)) {
        pm_put_text(self->out, rows[value->kind].inside_itself);
        return 0;
    }
    self->open = &open;
    result = rows[value->kind].write(self, value);
    self->open = open.outer;
    return result;
}

/* Whether the text is within its limits. */
static int check(const struct pm_writing *self)
{
    if (self->depth == PM_VALUE_DEPTH)
        return pm_fail(self->error, PM_ERROR_RECURSION,
            "maximum recursion depth exceeded while getting the repr of an object");
    if (pm_buffer_length(self->out) - self->start > PM_REPR_MAX)
        return pm_fail(self->error, PM_ERROR_LIMIT, "repr of more than %d bytes", PM_REPR_MAX);
    return pm_buffer_check(self->out, self->error);
}

int pm_write_repr(struct pm_writing *self, const pymgr_value *value)
{
    int result;

    if (check(self) < 0)
        return -1;
    self->depth++;
    result =
        pm_flags(value) & PM_IN_CYCLE ? write_in_cycle(self, value) : rows[value->kind].write(self, value);
    self->depth--;
    return result;
}

/* What was written, if all of it was; else nothing. */
static int finish(const struct pm_writing *self, int result)
{
    if (result == 0)
        result = pm_buffer_check(self->out, self->error);
    if (result < 0)
        pm_buffer_truncate(self->out, self->start);
    return result;
}

int pm_repr(struct pm_buffer *out, const pymgr_value *value, struct pm_error *error)
{
    struct pm_writing self = { .out = out, .error = error, .start = pm_buffer_length(out) };

    return finish(&self, pm_write_repr(&self, value));
}

int pm_str_of(struct pm_buffer *out, const pymgr_value *value, struct pm_error *error)
{
    struct pm_writing self = { .out = out, .error = error, .start = pm_buffer_length(out) };

    return finish(&self, pm_write_str(&self, value));
}

/* For free(); NULL: not all could be written. */
static char *written(const pymgr_value *value,
    int (*write)(struct pm_buffer *out, const pymgr_value *value, struct pm_error *error))
{
    struct pm_buffer out = PM_BUFFER_INIT;
    struct pm_error error;

    if (value != NULL && write(&out, value, &error) == 0)
        pm_put_u8(&out, 0);
    if (pm_buffer_failed(&out) || pm_buffer_length(&out) == 0)
        pm_buffer_free(&out);
    return (char *)out.data;
}

char *pymgr_repr(const pymgr_value *value)
{
    return written(value, pm_repr);
}

char *pymgr_to_text(const pymgr_value *value)
{
    return written(value, pm_str_of);
}
