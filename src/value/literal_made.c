/* SPDX-License-Identifier: MIT
 *
 * The kinds that have no literal, written as the calls that repr() writes.
 */
#include "value/array.h"
#include "value/literal_parts.h"
#include "value/set.h"

static pymgr_value *make_set(const pymgr_value *args, enum pymgr_kind kind, struct pm_error *error)
{
    const pymgr_value *from = pymgr_item(args, 0);
    pymgr_value *set;

    if (from != NULL && !pm_is(from, PYMGR_SET)) {
        pm_fail(error, PM_ERROR_TYPE, "a set is written with a set in its parentheses");
        return NULL;
    }
    if (from != NULL)
        set = pm_set_copy(from, kind);
    else
        set = kind == PYMGR_SET ? pymgr_set() : pymgr_frozenset();
    if (set == NULL)
        pm_fail_nomem(error);
    return set;
}

static pymgr_value *make_mutable_set(const pymgr_value *args, struct pm_error *error)
{
    return make_set(args, PYMGR_SET, error);
}

static pymgr_value *make_frozenset(const pymgr_value *args, struct pm_error *error)
{
    return make_set(args, PYMGR_FROZENSET, error);
}

static pymgr_value *make_bytearray(const pymgr_value *args, struct pm_error *error)
{
    const pymgr_value *from = pymgr_item(args, 0);
    const char *bytes = "";
    size_t size = 0;
    pymgr_value *bytearray;

    if (from != NULL && !pm_is(from, PYMGR_BYTES)) {
        pm_fail(error, PM_ERROR_TYPE, "a bytearray is written with bytes in its parentheses");
        return NULL;
    }
    if (from != NULL)
        bytes = pymgr_text(from, &size);
    bytearray = pymgr_bytearray(bytes, size);
    if (bytearray == NULL)
        pm_fail_nomem(error);
    return bytearray;
}

/* The arguments of slice() and range() as (start, stop, step), each new: a single one is the stop. */
static void bounds(const pymgr_value *args, pymgr_value *start, pymgr_value *step, pymgr_value *parts[3])
{
    size_t count = pymgr_length(args);

    parts[0] = count > 1 ? pymgr_ref(pymgr_item(args, 0)) : start;
    parts[1] = pymgr_ref(pymgr_item(args, count > 1 ? 1 : 0));
    parts[2] = count > 2 ? pymgr_ref(pymgr_item(args, 2)) : step;
}

static pymgr_value *make_slice(const pymgr_value *args, struct pm_error *error)
{
    pymgr_value *parts[3], *slice;

    bounds(args, pymgr_none(), pymgr_none(), parts);
    slice = pymgr_slice(parts[0], parts[1], parts[2]);
    if (slice == NULL)
        pm_fail_nomem(error);
    return slice;
}

static pymgr_value *make_range(const pymgr_value *args, struct pm_error *error)
{
    pymgr_value *parts[3], *range;
    int64_t step;

    for (size_t i = 0; i < pymgr_length(args); i++) {
        const pymgr_value *arg = pymgr_item(args, i);

        if (!pm_is(arg, PYMGR_INT) || (i == 2 && pymgr_int_value(arg, &step) && step == 0)) {
            pm_fail(error, PM_ERROR_VALUE, "a range is written with integers, the third not 0");
            return NULL;
        }
    }
    bounds(args, pymgr_int(0), pymgr_int(1), parts);
    range = pm_range_new(parts[0], parts[1], parts[2]);
    if (range == NULL)
        pm_fail_nomem(error);
    return range;
}

/* The characters of a text as the items of an array: new; NULL: no memory. */
static pymgr_value *array_of_text(char typecode, const pymgr_value *text)
{
    size_t size, at = 0, count = 0;
    const char *utf8 = pymgr_text(text, &size);
    pymgr_value *array = pm_array_blank(typecode, pm_utf8_count(utf8, size) * sizeof(uint32_t));

    while (array != NULL && at < size) {
        uint32_t code_point = pm_utf8_next(utf8, &at);

        memcpy(PM_CAST(pm_array, array)->bytes + count++ * sizeof code_point, &code_point, sizeof code_point);
    }
    return array;
}

static pymgr_value *make_array(const pymgr_value *args, struct pm_error *error)
{
    const pymgr_value *code = pymgr_item(args, 0), *from = pymgr_item(args, 1);
    pymgr_value *array;
    size_t size = 0;
    char typecode = pm_is(code, PYMGR_STR) ? pymgr_text(code, &size)[0] : '\0';
    bool text = from != NULL && pm_is(from, PYMGR_STR) && (typecode == 'u' || typecode == 'w');

    if (size != 1 || pm_array_itemsize(typecode) == 0 || !(text || from == NULL || pm_is(from, PYMGR_LIST))) {
        pm_fail(error, PM_ERROR_VALUE, "an array is written with a typecode and a list or text");
        return NULL;
    }
    if (from != NULL && !text)
        return pm_array_of(typecode, from, error);
    array = text ? array_of_text(typecode, from) : pm_array_blank(typecode, 0);
    if (array == NULL)
        pm_fail_nomem(error);
    return array;
}

static const struct pm_literal_maker makers[] = {
    { .name = "set", .most = 1, .make = make_mutable_set },
    { .name = "frozenset", .most = 1, .make = make_frozenset },
    { .name = "bytearray", .most = 1, .make = make_bytearray },
    { .name = "slice", .least = 1, .most = 3, .make = make_slice },
    { .name = "range", .least = 1, .most = 3, .make = make_range },
    { .name = "array", .least = 1, .most = 2, .make = make_array },
};

const struct pm_literal_maker *pm_literal_maker_find(const char *name, size_t length)
{
    for (size_t i = 0; i < sizeof makers / sizeof makers[0]; i++) {
        if (strlen(makers[i].name) == length && memcmp(name, makers[i].name, length) == 0)
            return &makers[i];
    }
    return NULL;
}
