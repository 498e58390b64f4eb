/* SPDX-License-Identifier: MIT
 *
 * One row for each constructor. They are given only what the picklers of some version of Python write; other
 * arguments (bytes(5), set('abc')) leave the result an instance, which goes back as it came.
 */
#include "codec/pickle_construct.h"

#include "codec/pickle_array.h"
#include "value/set.h"

struct call {
    const struct pm_tuple *args;
    bool python2;
    struct pm_error *error;
};

static pymgr_value *arg(const struct call *call, size_t index)
{
    return call->args->items[index];
}

static bool arg_is(const struct call *call, size_t index, enum pymgr_kind kind)
{
    return index < call->args->length && pm_is(arg(call, index), kind);
}

static bool arg_is_latin1(const struct call *call, size_t index)
{
    return arg_is(call, index, PYMGR_STR) &&
           (pm_text_is(arg(call, index), "latin1") || pm_text_is(arg(call, index), "latin-1"));
}

/* A new value in *valuep: 0 or -1. */
static int made(const struct call *call, pymgr_value *value, pymgr_value **valuep)
{
    *valuep = value;
    return value == NULL ? pm_fail_nomem(call->error) : 0;
}

/* --- lists and sets --- */

static bool takes_items(const struct call *call)
{
    return call->args->length == 0 ||
           (call->args->length == 1 && (arg_is(call, 0, PYMGR_LIST) || arg_is(call, 0, PYMGR_TUPLE)));
}

static int fill_set(const struct call *call, pymgr_value *set)
{
    pymgr_value *const *items;
    size_t count = call->args->length == 0 ? 0 : pm_items(arg(call, 0), &items);

    for (size_t i = 0; i < count; i++) {
        if (pm_set_insert(set, pm_ref(items[i]), call->error) != 0)
            return -1;
    }
    return 0;
}

static int make_set_of(const struct call *call, pymgr_value *set, pymgr_value **valuep)
{
    if (set == NULL)
        return pm_fail_nomem(call->error);
    if (fill_set(call, set) != 0) {
        pm_unref(set);
        return -1;
    }
    *valuep = set;
    return 0;
}

static int make_set(const struct call *call, pymgr_value **valuep)
{
    return takes_items(call) ? make_set_of(call, pymgr_set(), valuep) : 0;
}

static int make_frozenset(const struct call *call, pymgr_value **valuep)
{
    return takes_items(call) ? make_set_of(call, pymgr_frozenset(), valuep) : 0;
}

/* Servers send the views of a dict as list([...]). */
static int make_list(const struct call *call, pymgr_value **valuep)
{
    if (call->args->length != 1 || !arg_is(call, 0, PYMGR_LIST))
        return 0;
    return made(call, pm_list_copy(arg(call, 0)), valuep);
}

/* What no pickler writes, but a client of the serializer xmlrpclib, whose arrays are lists. */
static int make_tuple(const struct call *call, pymgr_value **valuep)
{
    if (call->args->length != 1 || !arg_is(call, 0, PYMGR_LIST))
        return 0;
    return made(call, pm_tuple_of_items(arg(call, 0)), valuep);
}

/* --- bytes --- */

static int make_text_of(
    const struct call *call, enum pymgr_kind kind, const pymgr_value *text, pymgr_value **valuep)
{
    size_t size;
    const char *bytes = pymgr_text(text, &size);
    pymgr_value *value = pm_text_blank(kind, size);

    if (value != NULL && size > 0)
        memcpy(PM_CAST(pm_text, value)->bytes, bytes, size);
    return made(call, value, valuep);
}

/* The text's code points as bytes; none if one of them is above 255. */
static int make_encoded(
    const struct call *call, enum pymgr_kind kind, const pymgr_value *text, pymgr_value **valuep)
{
    size_t size, count = 0;
    const char *utf8 = pymgr_text(text, &size);
    pymgr_value *value = pm_text_blank(kind, pm_utf8_count(utf8, size));

    if (value == NULL)
        return pm_fail_nomem(call->error);
    for (size_t at = 0; at < size;) {
        uint32_t code_point = pm_utf8_next(utf8, &at);

        if (code_point > 0xff) {
            pm_unref(value);
            return 0;
        }
        PM_CAST(pm_text, value)->bytes[count++] = (char)code_point;
    }
    *valuep = value;
    return 0;
}

/* bytes at protocols below 3: encode('...', 'latin1'). */
static int make_encode(const struct call *call, pymgr_value **valuep)
{
    if (call->args->length != 2 || !arg_is(call, 0, PYMGR_STR) || !arg_is_latin1(call, 1))
        return 0;
    return make_encoded(call, PYMGR_BYTES, arg(call, 0), valuep);
}

static int make_bytes(const struct call *call, pymgr_value **valuep)
{
    return call->args->length == 0 ? made(call, pymgr_bytes("", 0), valuep) : 0;
}

/* bytearray(), bytearray(b'...') and, of Python 2 and of Python 3 before 3.8, bytearray('...', 'latin-1'). */
static int make_bytearray(const struct call *call, pymgr_value **valuep)
{
    if (call->args->length == 0)
        return made(call, pymgr_bytearray("", 0), valuep);
    if (call->args->length == 1 && arg_is(call, 0, PYMGR_BYTES))
        return make_text_of(call, PYMGR_BYTEARRAY, arg(call, 0), valuep);
    if (call->args->length == 2 && arg_is(call, 0, PYMGR_STR) && arg_is_latin1(call, 1))
        return make_encoded(call, PYMGR_BYTEARRAY, arg(call, 0), valuep);
    return 0;
}

/* --- numbers --- */

static int make_complex(const struct call *call, pymgr_value **valuep)
{
    if (call->args->length != 2 || !arg_is(call, 0, PYMGR_FLOAT) || !arg_is(call, 1, PYMGR_FLOAT))
        return 0;
    return made(
        call, pymgr_complex(pymgr_float_value(arg(call, 0)), pymgr_float_value(arg(call, 1))), valuep);
}

static int make_slice(const struct call *call, pymgr_value **valuep)
{
    if (call->args->length != 3)
        return 0;
    return made(call, pymgr_slice(pm_ref(arg(call, 0)), pm_ref(arg(call, 1)), pm_ref(arg(call, 2))), valuep);
}

static bool is_zero(const pymgr_value *value)
{
    int64_t number;

    return pymgr_int_value(value, &number) && number == 0;
}

static int make_range(const struct call *call, pymgr_value **valuep)
{
    if (call->args->length != 3 || !arg_is(call, 0, PYMGR_INT) || !arg_is(call, 1, PYMGR_INT) ||
        !arg_is(call, 2, PYMGR_INT) || is_zero(arg(call, 2)))
        return 0;
    return made(call, pm_range_new(pm_ref(arg(call, 0)), pm_ref(arg(call, 1)), pm_ref(arg(call, 2))), valuep);
}

/* --- array.array --- */

/* The typecode that an argument is, a str of one letter; 0: it is not. */
static char typecode_of(const struct call *call, size_t index)
{
    const char *text;
    size_t size;

    if (!arg_is(call, index, PYMGR_STR))
        return 0;
    text = pymgr_text(arg(call, index), &size);
    return size == 1 && pm_array_itemsize(*text) > 0 ? *text : 0;
}

static bool arg_is_binary(const struct call *call, size_t index)
{
    return arg_is(call, index, PYMGR_BYTES) || (call->python2 && arg_is(call, index, PYMGR_STR));
}

static int make_array_of_bytes(
    const struct call *call, char typecode, const pymgr_value *items, pymgr_value **valuep)
{
    size_t size;
    const char *bytes = pymgr_text(items, &size);

    if (size % pm_array_itemsize(typecode) != 0)
        return 0;
    return made(call, pm_array_new(typecode, bytes, size), valuep);
}

/* array(typecode, bytes), as multiprocessing pickles it, and array(typecode, list) of protocols below 3. */
static int make_array(const struct call *call, pymgr_value **valuep)
{
    char typecode = typecode_of(call, 0);

    if (call->args->length != 2 || typecode == 0)
        return 0;
    if (arg_is_binary(call, 1))
        return make_array_of_bytes(call, typecode, arg(call, 1), valuep);
    if (arg_is(call, 1, PYMGR_LIST))
        return pm_pickle_array_of_list(typecode, arg(call, 1), valuep, call->error);
    return 0;
}

/* _array_reconstructor(array, typecode, format, bytes) of protocols from 3 on, with this machine's format. */
static int make_reconstructed_array(const struct call *call, pymgr_value **valuep)
{
    char typecode = typecode_of(call, 1);
    int64_t format;

    if (call->args->length != 4 || !pm_global_is(arg(call, 0), "array", "array") || typecode == 0 ||
        !pymgr_int_value(arg(call, 2), &format) || !arg_is(call, 3, PYMGR_BYTES))
        return 0;
    if (format != pm_pickle_array_format(typecode))
        return 0;
    return make_array_of_bytes(call, typecode, arg(call, 3), valuep);
}

/* --- the table --- */

static const struct constructor {
    const char *module, *qualname;
    /* What the call gives: new in *valuep, or NULL there if it is not for us; 0 or -1. */
    int (*make)(const struct call *call, pymgr_value **valuep);
} constructors[] = {
    { "builtins", "set", make_set },
    { "builtins", "frozenset", make_frozenset },
    { "builtins", "bytearray", make_bytearray },
    { "builtins", "bytes", make_bytes },
    { "builtins", "complex", make_complex },
    { "builtins", "list", make_list },
    { "builtins", "tuple", make_tuple },
    { "builtins", "range", make_range },
    { "builtins", "slice", make_slice },
    { "_codecs", "encode", make_encode },
    { "array", "array", make_array },
    { "array", "_array_reconstructor", make_reconstructed_array },
};

int pm_pickle_construct(const pymgr_value *callable, const pymgr_value *args, bool python2,
    pymgr_value **valuep, struct pm_error *error)
{
    struct call call = { PM_CONST_CAST(pm_tuple, args), python2, error };

    *valuep = NULL;
    for (size_t i = 0; i < sizeof constructors / sizeof constructors[0]; i++) {
        if (pm_global_is(callable, constructors[i].module, constructors[i].qualname))
            return constructors[i].make(&call, valuep);
    }
    return 0;
}
