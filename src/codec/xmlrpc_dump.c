/* SPDX-License-Identifier: MIT
 *
 * Writes what xmlrpc.client.dumps((value,), allow_none=True) writes, byte for byte, where CPython can write
 * the value. Beyond CPython, ints of up to 64 bits go out as i8 (which every CPython reads), and sets,
 * frozensets, ranges and array.arrays as arrays, slices and complex numbers as structs. What XML-RPC cannot
 * carry is refused, in CPython's words where it has any.
 */
#include "codec/scratch.h"
#include "codec/xmlrpc_dumper.h"

static pm_xmlrpc_writer dump_bool, dump_int, dump_float, dump_str, dump_sequence, dump_dict, dump_set,
    dump_none;

static pm_xmlrpc_writer *const writers[] = {
    [PYMGR_NONE] = dump_none,
    [PYMGR_BOOL] = dump_bool,
    [PYMGR_INT] = dump_int,
    [PYMGR_FLOAT] = dump_float,
    [PYMGR_COMPLEX] = pm_xmlrpc_dump_complex,
    [PYMGR_STR] = dump_str,
    [PYMGR_BYTES] = pm_xmlrpc_dump_bytes,
    [PYMGR_BYTEARRAY] = pm_xmlrpc_dump_bytes,
    [PYMGR_LIST] = dump_sequence,
    [PYMGR_TUPLE] = dump_sequence,
    [PYMGR_DICT] = dump_dict,
    [PYMGR_SET] = dump_set,
    [PYMGR_FROZENSET] = dump_set,
    [PYMGR_SLICE] = pm_xmlrpc_dump_slice,
    [PYMGR_RANGE] = pm_xmlrpc_dump_range,
    [PYMGR_ARRAY] = pm_xmlrpc_dump_array,
    [PYMGR_INSTANCE] = pm_xmlrpc_dump_instance,
};

int pm_xmlrpc_dump_value(struct pm_xmlrpc_dumper *dumper, const pymgr_value *value)
{
    pm_xmlrpc_writer *writer = value->kind < sizeof writers / sizeof writers[0] ? writers[value->kind] : NULL;

    if (writer == NULL)
        return pm_fail(dumper->error, PM_ERROR_UNSERIALIZABLE, "cannot marshal <class '%s'> objects",
            pymgr_type_name(value));
    if (++dumper->count > PM_XMLRPC_ELEMENTS)
        return pm_fail(
            dumper->error, PM_ERROR_LIMIT, "more than %d values to marshal", (int)PM_XMLRPC_ELEMENTS);
    return writer(dumper, value);
}

/* --- scalars --- */

static int dump_none(struct pm_xmlrpc_dumper *dumper, const pymgr_value *value)
{
    (void)value;
    pm_xmlrpc_put(dumper, "<value><nil/></value>"); /* no line feed: so does CPython */
    return 0;
}

static int dump_bool(struct pm_xmlrpc_dumper *dumper, const pymgr_value *value)
{
    pm_xmlrpc_put(dumper, "<value><boolean>");
    pm_put_u8(dumper->out, pymgr_bool_value(value) ? '1' : '0');
    pm_xmlrpc_put(dumper, "</boolean></value>\n");
    return 0;
}

static int dump_int(struct pm_xmlrpc_dumper *dumper, const pymgr_value *value)
{
    int64_t number;

    if (!pymgr_int_value(value, &number))
        return pm_fail(dumper->error, PM_ERROR_UNSERIALIZABLE, "int exceeds XML-RPC limits");
    if (number == (int32_t)number) {
        pm_xmlrpc_put(dumper, "<value><int>");
        pm_int_put_decimal(dumper->out, value);
        pm_xmlrpc_put(dumper, "</int></value>\n");
    } else {
        pm_xmlrpc_put(dumper, "<value><i8>");
        pm_int_put_decimal(dumper->out, value);
        pm_xmlrpc_put(dumper, "</i8></value>\n");
    }
    return 0;
}

static int dump_float(struct pm_xmlrpc_dumper *dumper, const pymgr_value *value)
{
    pm_xmlrpc_put(dumper, "<value><double>");
    pm_put_double(dumper->out, pymgr_float_value(value));
    pm_xmlrpc_put(dumper, "</double></value>\n");
    return 0;
}

static int dump_str(struct pm_xmlrpc_dumper *dumper, const pymgr_value *value)
{
    pm_xmlrpc_put(dumper, "<value><string>");
    if (pm_xmlrpc_put_text(dumper->out, value, dumper->error) != 0)
        return -1;
    pm_xmlrpc_put(dumper, "</string></value>\n");
    return 0;
}

int pm_xmlrpc_dump_bytes(struct pm_xmlrpc_dumper *dumper, const pymgr_value *value)
{
    size_t size;
    const char *bytes = pymgr_text(value, &size);

    pm_xmlrpc_put(dumper, "<value><base64>\n");
    pm_xmlrpc_put_base64(dumper->out, bytes, size);
    pm_xmlrpc_put(dumper, "</base64></value>\n");
    return 0;
}

/* --- containers --- */

/* A full `out` ends the walk here: a value that holds itself many times would be walked for nothing. */
int pm_xmlrpc_enter(struct pm_xmlrpc_dumper *dumper, const pymgr_value *value, const char *what)
{
    if (pm_flags(value) & PM_IN_CYCLE)
        return pm_fail(dumper->error, PM_ERROR_UNSERIALIZABLE, "cannot marshal recursive %s", what);
    if (dumper->depth >= PM_VALUE_DEPTH)
        return pm_fail(dumper->error, PM_ERROR_RECURSION, "maximum recursion depth exceeded");
    dumper->depth++;
    return pm_buffer_check(dumper->out, dumper->error);
}

int pm_xmlrpc_check_structs(struct pm_xmlrpc_dumper *dumper, const char *what)
{
    if (!dumper->dialect->plain)
        return 0;
    return pm_fail(
        dumper->error, PM_ERROR_UNSERIALIZABLE, "cannot marshal %s for a server of Python's", what);
}

int pm_xmlrpc_open_array(struct pm_xmlrpc_dumper *dumper, const pymgr_value *value)
{
    pm_xmlrpc_put(dumper, "<value><array><data>\n");
    return pm_xmlrpc_enter(dumper, value, "sequences");
}

int pm_xmlrpc_close_array(struct pm_xmlrpc_dumper *dumper)
{
    pm_xmlrpc_put(dumper, "</data></array></value>\n");
    dumper->depth--;
    return 0;
}

static int dump_sequence(struct pm_xmlrpc_dumper *dumper, const pymgr_value *value)
{
    pymgr_value *const *items;
    size_t count = pm_items(value, &items);

    if (pm_xmlrpc_open_array(dumper, value) != 0)
        return -1;
    for (size_t i = 0; i < count; i++) {
        if (pm_xmlrpc_dump_value(dumper, items[i]) != 0)
            return -1;
    }
    return pm_xmlrpc_close_array(dumper);
}

static int dump_set(struct pm_xmlrpc_dumper *dumper, const pymgr_value *value)
{
    size_t cursor = 0;
    pymgr_value *item;

    if (pm_xmlrpc_open_array(dumper, value) != 0)
        return -1;
    while (pymgr_set_next(value, &cursor, &item)) {
        if (pm_xmlrpc_dump_value(dumper, item) != 0)
            return -1;
    }
    return pm_xmlrpc_close_array(dumper);
}

static int dump_member(struct pm_xmlrpc_dumper *dumper, const pymgr_value *key, const pymgr_value *item)
{
    if (!pm_is(key, PYMGR_STR))
        return pm_fail(dumper->error, PM_ERROR_UNSERIALIZABLE, "dictionary key must be string");
    pm_xmlrpc_put(dumper, "<member>\n<name>");
    if (pm_xmlrpc_put_text(dumper->out, key, dumper->error) != 0)
        return -1;
    pm_xmlrpc_put(dumper, "</name>\n");
    if (pm_xmlrpc_dump_value(dumper, item) != 0)
        return -1;
    pm_xmlrpc_put(dumper, "</member>\n");
    return 0;
}

static int dump_dict(struct pm_xmlrpc_dumper *dumper, const pymgr_value *value)
{
    size_t cursor = 0;
    pymgr_value *key, *item;

    pm_xmlrpc_put(dumper, "<value><struct>\n");
    if (pm_xmlrpc_enter(dumper, value, "dictionaries") != 0)
        return -1;
    while (pymgr_dict_next(value, &cursor, &key, &item)) {
        if (dump_member(dumper, key, item) != 0)
            return -1;
    }
    pm_xmlrpc_put(dumper, "</struct></value>\n");
    dumper->depth--;
    return 0;
}

/* --- the document --- */

int pm_xmlrpc_dump(struct pm_scratch *scratch, const struct pm_dialect *dialect, const pymgr_value *value,
    struct pm_buffer *out, struct pm_error *error)
{
    struct pm_xmlrpc_dumper dumper = { .out = out, .error = error, .dialect = dialect };
    size_t before = pm_buffer_length(out);
    int outcome;

    (void)scratch;
    pm_xmlrpc_put(&dumper, "<params>\n<param>\n");
    outcome = pm_xmlrpc_dump_value(&dumper, value);
    pm_xmlrpc_put(&dumper, "</param>\n</params>\n");
    if (outcome == 0)
        outcome = pm_buffer_check(out, error);
    if (outcome != 0)
        pm_buffer_truncate(out, before);
    return outcome;
}
