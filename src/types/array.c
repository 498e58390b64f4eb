/* SPDX-License-Identifier: MIT
 *
 * multiprocessing.managers.Array: an array.array.
 */
#include "value/array.h"

#include "base/memory.h"
#include "object/iterate.h"
#include "types/arguments.h"
#include "types/own.h"
#include "types/types.h"

enum { LAST_CODE_POINT = 0x10ffff };

struct array {
    pymgr_value *items; /* an array value; see own.h */
};

static struct array *array_of(const struct pm_call *call)
{
    return call->object->self;
}

/* The items, fit to be changed in place; NULL: no memory. */
static struct pm_array *changing(const struct pm_call *call)
{
    struct array *self = array_of(call);

    return pm_own(&self->items, pm_array_copy) ? PM_CAST(pm_array, self->items) : NULL;
}

/* --- looking --- */

static enum pm_outcome array_len(struct pm_call *call)
{
    return pm_return(call, pymgr_int((int64_t)pymgr_length(array_of(call)->items)));
}

static enum pm_outcome locate(
    struct pm_call *call, const pymgr_value *index, const char *out_of_range, size_t *atp)
{
    if (!pm_is_index(index))
        return pm_raise(call, PM_TYPE_ERROR, "array indices must be integers");
    return pm_locate(call, index, pymgr_length(array_of(call)->items), out_of_range, atp);
}

/* The items that a span means, as an array: new. */
static pymgr_value *items_in(const pymgr_value *items, const struct pm_span *span)
{
    const struct pm_array *self = PM_CONST_CAST(pm_array, items);
    size_t size = pm_array_itemsize(self->typecode);
    pymgr_value *part = pm_array_blank(self->typecode, (size_t)span->count * size);

    for (int64_t i = 0; part != NULL && i < span->count; i++)
        memcpy(PM_CAST(pm_array, part)->bytes + (size_t)i * size,
            self->bytes + (size_t)(span->start + i * span->step) * size, size);
    return part;
}

static enum pm_outcome array_getitem(struct pm_call *call)
{
    const pymgr_value *items = array_of(call)->items, *key = call->args[0];
    struct pm_span span;
    struct pm_error error;
    enum pm_outcome outcome;
    size_t at;

    if (!pm_is(key, PYMGR_SLICE)) {
        outcome = locate(call, key, "array index out of range", &at);
        return outcome == PM_RETURN ? pm_return(call, pm_array_item(items, at)) : outcome;
    }
    if (pm_span_of(key, pymgr_length(items), &span, &error) != 0)
        return pm_raise_error(call, &error);
    return pm_return(call, items_in(items, &span));
}

/* --- changing --- */

/* The new items are taken; NULL: no memory. */
static enum pm_outcome replace(struct pm_call *call, pymgr_value *items)
{
    struct array *self = array_of(call);

    if (items == NULL)
        return PM_NOMEM;
    pymgr_unref(self->items);
    self->items = items;
    return pm_return_none(call);
}

static enum pm_outcome replace_run(struct pm_call *call, const struct pm_span *span, const pymgr_value *with)
{
    return replace(
        call, pm_array_spliced(array_of(call)->items, (size_t)span->start, (size_t)span->count, with));
}

static enum pm_outcome replace_each(struct pm_call *call, const struct pm_span *span, const pymgr_value *with)
{
    const struct pm_array *from = PM_CONST_CAST(pm_array, with);
    size_t size = pm_array_itemsize(from->typecode), count = pymgr_length(with);
    struct pm_array *items;

    if (count != (size_t)span->count)
        return pm_raise(call, PM_VALUE_ERROR,
            "attempt to assign array of size %zu to extended slice of size %lld", count,
            (long long)span->count);
    items = changing(call);
    if (items == NULL)
        return PM_NOMEM;
    for (size_t i = 0; i < count; i++)
        memcpy(items->bytes + (size_t)(span->start + (int64_t)i * span->step) * size, from->bytes + i * size,
            size);
    return pm_return_none(call);
}

/* Keeps the items between those that the span means. */
static enum pm_outcome delete_each(struct pm_call *call, const struct pm_span *span)
{
    const struct pm_array *from = PM_CONST_CAST(pm_array, array_of(call)->items);
    int64_t step = span->step < 0 ? -span->step : span->step;
    int64_t next = span->step < 0 ? span->start + (span->count - 1) * span->step : span->start;
    size_t size = pm_array_itemsize(from->typecode), length = from->size / size, deleted = 0;
    pymgr_value *kept = pm_array_blank(from->typecode, from->size - (size_t)span->count * size);

    for (size_t i = 0; kept != NULL && i < length; i++) {
        if ((int64_t)i == next && deleted < (size_t)span->count) {
            deleted++;
            next += step;
        } else {
            memcpy(PM_CAST(pm_array, kept)->bytes + (i - deleted) * size, from->bytes + i * size, size);
        }
    }
    return replace(call, kept);
}

/* Items for a slice come from an array of the same typecode alone. */
static int check_assigned(const struct pm_call *call, const pymgr_value *value, struct pm_error *error)
{
    char typecode = PM_CONST_CAST(pm_array, array_of(call)->items)->typecode;

    if (!pm_is(value, PYMGR_ARRAY))
        return pm_fail(error, PM_ERROR_TYPE, "can only assign array (not \"%s\") to array slice",
            pm_qualified_type_name(value));
    if (PM_CONST_CAST(pm_array, value)->typecode != typecode)
        return pm_fail(error, PM_ERROR_TYPE, "bad argument type for built-in operation");
    return 0;
}

static enum pm_outcome set_slice(struct pm_call *call, const pymgr_value *slice, const pymgr_value *value)
{
    struct pm_span span;
    struct pm_error error;

    if (pm_span_of(slice, pymgr_length(array_of(call)->items), &span, &error) != 0 ||
        check_assigned(call, value, &error) != 0)
        return pm_raise_error(call, &error);
    if (span.step == 1)
        return replace_run(call, &span, value);
    if (pymgr_length(value) == 0)
        return delete_each(call, &span);
    return replace_each(call, &span, value);
}

static enum pm_outcome array_setitem(struct pm_call *call)
{
    const pymgr_value *key = call->args[0];
    struct pm_array *items;
    struct pm_error error;
    enum pm_outcome outcome;
    size_t at;

    if (pm_is(key, PYMGR_SLICE))
        return set_slice(call, key, call->args[1]);
    outcome = locate(call, key, "array assignment index out of range", &at);
    if (outcome != PM_RETURN)
        return outcome;
    items = changing(call);
    if (items == NULL)
        return PM_NOMEM;
    at *= pm_array_itemsize(items->typecode);
    if (pm_array_put(items->typecode, call->args[1], items->bytes + at, &error) != 0)
        return pm_raise_error(call, &error);
    return pm_return_none(call);
}

/* --- Python 2's methods --- */

static enum pm_outcome array_getslice(struct pm_call *call)
{
    const pymgr_value *items = array_of(call)->items;
    struct pm_span span;
    struct pm_error error;

    if (pm_span_of_two(call->args, pymgr_length(items), &span, &error) != 0)
        return pm_raise_error(call, &error);
    return pm_return(call, items_in(items, &span));
}

static enum pm_outcome array_setslice(struct pm_call *call)
{
    const pymgr_value *value = call->args[2];
    struct pm_span span;
    struct pm_error error;

    if (pm_span_of_two(call->args, pymgr_length(array_of(call)->items), &span, &error) != 0 ||
        check_assigned(call, value, &error) != 0)
        return pm_raise_error(call, &error);
    return replace_run(call, &span, value);
}

/* --- making one --- */

/* The one code point of a typecode, which may be none of array's. */
static int typecode_of(const pymgr_value *value, uint32_t *codep, struct pm_error *error)
{
    size_t size = 0, at = 0;
    const char *text = pm_is(value, PYMGR_STR) ? pymgr_text(value, &size) : NULL;

    *codep = size > 0 ? pm_utf8_next(text, &at) : 0;
    if (at > 0 && at == size)
        return 0;
    return pm_fail(error, PM_ERROR_TYPE, "array() argument 1 must be a unicode character, not %s",
        pymgr_is_none(value) ? "None" : pm_qualified_type_name(value));
}

static bool is_unicode(uint32_t code)
{
    return code == 'u' || code == 'w';
}

/* Text is no source of numbers. */
static int check_source(uint32_t code, const pymgr_value *source, struct pm_error *error)
{
    bool array =
        pm_is(source, PYMGR_ARRAY) && is_unicode((uint32_t)PM_CONST_CAST(pm_array, source)->typecode);
    char utf8[4];

    if (is_unicode(code) || !(array || pm_is(source, PYMGR_STR)))
        return 0;
    return pm_fail(error, PM_ERROR_TYPE, "cannot use a %s to initialize an array with typecode '%.*s'",
        array ? "unicode array" : "str", (int)pm_utf8_encode(code, utf8), utf8);
}

static int check_typecode(uint32_t code, struct pm_error *error)
{
    if (code < 128 && pm_array_itemsize((char)code) > 0)
        return 0;
    return pm_fail(error, PM_ERROR_VALUE, "bad typecode (must be b, B, u, h, H, i, I, l, L, q, Q, f or d)");
}

/* CPython complains of such an item when it is looked at. */
static int check_code_points(const char *bytes, size_t size, struct pm_error *error)
{
    uint32_t code_point;

    for (size_t at = 0; at < size; at += sizeof code_point) {
        memcpy(&code_point, bytes + at, sizeof code_point);
        if (code_point > LAST_CODE_POINT)
            return pm_fail(error, PM_ERROR_VALUE, "character U+%x is not in range [U+0000; U+%x]", code_point,
                LAST_CODE_POINT);
    }
    return 0;
}

static pymgr_value *array_of_bytes(char typecode, const pymgr_value *source, struct pm_error *error)
{
    size_t size;
    const char *bytes = pymgr_text(source, &size);
    pymgr_value *array;

    if (size % pm_array_itemsize(typecode) != 0) {
        pm_fail(error, PM_ERROR_VALUE, "bytes length not a multiple of item size");
        return NULL;
    }
    if (is_unicode((uint32_t)typecode) && check_code_points(bytes, size, error) != 0)
        return NULL;
    array = pm_array_new(typecode, bytes, size);
    if (array == NULL)
        pm_fail_nomem(error);
    return array;
}

/* array.array(code, source): new, or NULL with *error filled. */
static pymgr_value *make_items(uint32_t code, pymgr_value *source, struct pm_error *error)
{
    bool binary = pm_is(source, PYMGR_BYTES) || pm_is(source, PYMGR_BYTEARRAY);
    pymgr_value *sequence = NULL, *items = NULL;

    if (check_source(code, source, error) != 0)
        return NULL;
    /* What cannot be iterated is an error before a bad typecode is. */
    if (!binary && (sequence = pm_sequence_of(source, error)) == NULL)
        return NULL;
    if (check_typecode(code, error) == 0)
        items = binary ? array_of_bytes((char)code, source, error) : pm_array_of((char)code, sequence, error);
    pymgr_unref(sequence);
    return items;
}

/* Takes items. */
static struct array *array_new(pymgr_value *items)
{
    struct array *self = pm_malloc(sizeof *self);

    if (self != NULL)
        self->items = items;
    else
        pymgr_unref(items);
    return self;
}

static enum pm_outcome array_construct(struct pm_call *call)
{
    struct pm_error error;
    pymgr_value *items = NULL;
    uint32_t code;

    if (typecode_of(call->args[0], &code, &error) == 0)
        items = make_items(code, call->args[1], &error);
    if (items == NULL)
        return pm_raise_error(call, &error);
    return pm_return_object(call, pm_object_create(&pm_type_array, array_new(items)));
}

static void array_destroy(void *instance)
{
    struct array *self = instance;

    pymgr_unref(self->items);
    pm_free(self);
}

static int array_repr(const struct pm_object *object, struct pm_buffer *out, struct pm_error *error)
{
    const struct array *self = object->self;

    return pm_repr(out, self->items, error);
}

static pymgr_value *array_get_value(const struct pm_object *object, struct pm_error *error)
{
    const struct array *self = object->self;

    (void)error;
    return pymgr_ref(self->items);
}

static const struct pm_method methods[] = {
    { .name = "__len__", .handler = array_len, .signature = "()", .binding = PM_SLOT },
    { .name = "__getitem__", .handler = array_getitem, .signature = "(key, /)", .binding = PM_SLOT },
    { .name = "__setitem__",
        .handler = array_setitem,
        .signature = "(key, value, /)",
        .binding = PM_SLOT_TUPLE },
    /* Python 2.7 */
    { .name = "__getslice__", .handler = array_getslice, .signature = "(i, j, /)", .binding = PM_SLOT_TUPLE },
    { .name = "__setslice__",
        .handler = array_setslice,
        .signature = "(i, j, sequence, /)",
        .binding = PM_SLOT_TUPLE },
};

const struct pm_type pm_type_array = {
    .name = "array.array",
    .class_repr = "<class 'array.array'>",
    .construct = { .name = "Array",
        .handler = array_construct,
        .signature = "(typecode, sequence, lock=True)",
        .binding = PM_FUNCTION },
    .methods = methods,
    .method_count = sizeof methods / sizeof methods[0],
    .destroy = array_destroy,
    .repr = array_repr,
    .get_value = array_get_value,
};
