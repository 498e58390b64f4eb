/* SPDX-License-Identifier: MIT
 *
 * XML-RPC documents beyond the serializer's one value: what the HTTP gateway reads, and the limits of all
 * loading and dumping.
 */
#ifndef PM_CODEC_XMLRPC_H
#define PM_CODEC_XMLRPC_H

#include "codec/codec.h"

enum {
    /* Elements one in another. Each level of a value takes three (value, array, data), so whatever we dump
       also loads. */
    PM_XMLRPC_DEPTH = 3 * PM_VALUE_DEPTH + 16,
    /* Elements of one document, and values in one that we write: bounds the memory that a document of tiny
       elements asks for (about 100 bytes each), and the time spent on a value that holds itself many times.
     */
    PM_XMLRPC_ELEMENTS = 1 << 24,
    /* Bytes of one document: libxml2 counts in int, and three bytes may become of one. */
    PM_XMLRPC_SIZE = 1 << 29,
    /* Attributes and namespaces of one element, and namespaces in force at one place: libxml2 searches both
       one by one. */
    PM_XMLRPC_ATTRIBUTES = 16,
    PM_XMLRPC_NAMESPACES = 64,
    /* Bytes of all different names and namespaces together: libxml2 keeps each. */
    PM_XMLRPC_NAMES = 1 << 20,
    /* Bytes of one tag, comment or processing instruction. */
    PM_XMLRPC_MARKUP = 1 << 16,
};

/*
 * Reads a methodCall: its name as new str in *methodp, its params as new tuple in *argsp. Fails as
 * pm_codec.load does.
 */
int pm_xmlrpc_load_call(struct pm_scratch *scratch, const unsigned char *bytes, size_t size,
    pymgr_value **methodp, pymgr_value **argsp, struct pm_error *error);

#endif
