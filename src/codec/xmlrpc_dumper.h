/* SPDX-License-Identifier: MIT
 *
 * The parts that write an XML-RPC document: xmlrpc_dump.c knows the types that XML-RPC has too,
 * xmlrpc_sequences.c ranges and array.arrays, xmlrpc_instances.c the few classes that XML-RPC has a type for,
 * xmlrpc_proxies.c tokens and proxies, xmlrpc_calls.c slices and complex numbers, xmlrpc_text.c what XML does
 * to text.
 */
#ifndef PM_CODEC_XMLRPC_DUMPER_H
#define PM_CODEC_XMLRPC_DUMPER_H

#include "codec/xmlrpc.h"

struct pm_xmlrpc_dumper {
    struct pm_buffer *out;
    struct pm_error *error;
    const struct pm_dialect *dialect;
    size_t count; /* of values written */
    unsigned depth;
};

/* Writes <value>...</value>: 0, or -1 with dumper->error filled. Failures of `out` show at its end. */
typedef int pm_xmlrpc_writer(struct pm_xmlrpc_dumper *dumper, const pymgr_value *value);

/* --- xmlrpc_dump.c --- */

pm_xmlrpc_writer pm_xmlrpc_dump_value; /* of any kind */
pm_xmlrpc_writer pm_xmlrpc_dump_bytes; /* bytes or bytearray, as base64 */
/* One level deeper, which the caller takes back from dumper->depth: 0, or -1 if `value`, one of `what`, is in
 * a cycle or too deep. */
int pm_xmlrpc_enter(struct pm_xmlrpc_dumper *dumper, const pymgr_value *value, const char *what);
/* Whether `what` may be written as a struct that stands for it: 0, or -1. */
int pm_xmlrpc_check_structs(struct pm_xmlrpc_dumper *dumper, const char *what);
/* What stands around the items of an array made of `value`. */
int pm_xmlrpc_open_array(struct pm_xmlrpc_dumper *dumper, const pymgr_value *value);
int pm_xmlrpc_close_array(struct pm_xmlrpc_dumper *dumper);

/* --- the kinds that have a file of their own --- */

pm_xmlrpc_writer pm_xmlrpc_dump_range;
pm_xmlrpc_writer pm_xmlrpc_dump_array;
pm_xmlrpc_writer pm_xmlrpc_dump_instance;
pm_xmlrpc_writer pm_xmlrpc_dump_proxy;
pm_xmlrpc_writer pm_xmlrpc_dump_slice;
pm_xmlrpc_writer pm_xmlrpc_dump_complex;
int pm_xmlrpc_dump_token(struct pm_xmlrpc_dumper *dumper, const struct pm_instance *self);

/* --- xmlrpc_text.c --- */

/* Text with XML's escapes; PM_ERROR_UNSERIALIZABLE for a character that XML cannot carry. */
int pm_xmlrpc_put_text(struct pm_buffer *out, const pymgr_value *text, struct pm_error *error);
/* Lines of base64 as Python's base64.encodebytes() breaks them. */
void pm_xmlrpc_put_base64(struct pm_buffer *out, const void *bytes, size_t size);

/* Writes a string constant: its length is known to the compiler. */
static inline void pm_xmlrpc_put(struct pm_xmlrpc_dumper *dumper, const char *constant)
{
    pm_put(dumper->out, constant, strlen(constant));
}

#endif
