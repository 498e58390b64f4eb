/* SPDX-License-Identifier: MIT
 *
 * The parts that load an XML-RPC document, and what they share. xmlrpc_load.c owns the loader and makes the
 * result; xmlrpc_parser.c runs libxml2 over the bytes; libxml2 calls xmlrpc_elements.c for each tag and text;
 * that calls xmlrpc_scalars.c for the text of each int, double ..., and xmlrpc_proxies.c and xmlrpc_calls.c
 * for structs that are marked as something else; xmlrpc_keys.c remembers member names.
 */
#ifndef PM_CODEC_XMLRPC_LOADER_H
#define PM_CODEC_XMLRPC_LOADER_H

#include "codec/proxies.h"
#include "codec/xmlrpc.h"

#include <libxml/parser.h>

struct pm_xmlrpc_loader;
struct pm_xmlrpc_element; /* a row of the table in xmlrpc_elements.c */

/* An element whose end has not been seen yet. */
struct pm_xmlrpc_open {
    const struct pm_xmlrpc_element *element;
    uint32_t values;    /* on the stack when it began */
    uint8_t place;      /* what may come next in it: enum place of xmlrpc_elements.c */
    uint8_t namespaces; /* that it declared */
};

enum {
    PM_XMLRPC_NAME_SLOTS = 64, /* a power of two, about twice the number of elements */
    PM_XMLRPC_KEY_SLOTS = 128, /* a power of two */
};

/* Which element a name is: hashed by the address that libxml2's dictionary has given the name. */
struct pm_xmlrpc_names {
    struct {
        const xmlChar *name;
        const struct pm_xmlrpc_element *element;
    } slots[PM_XMLRPC_NAME_SLOTS];
};

/* Member names seen before, so that a list of like structs makes each name once. */
struct pm_xmlrpc_keys {
    pymgr_value *slots[PM_XMLRPC_KEY_SLOTS];
};

struct pm_xmlrpc_loader {
    xmlParserCtxtPtr parser; /* NULL: to be made for the next document */
    struct pm_xmlrpc_names names;
    bool worn; /* the parser is not to be used again */
    struct pm_xmlrpc_keys keys;

    struct pm_proxies *proxies; /* the scratch's */

    /* Of the document being read. */
    struct pm_error *error;
    bool failed; /* *error is filled */
    const unsigned char *document;
    const unsigned char *next; /* to give to the parser */
    size_t left;
    size_t silence; /* bytes given to it since its last call of a handler */
    bool fault;     /* it is a fault; the one value is its struct */
    pymgr_value *method;
    struct pm_buffer text; /* of the innermost element; not empty only where text may stand */
    pymgr_value **values;  /* finished ones whose container is not: owned; NULL once moved away */
    size_t value_count, value_room;
    size_t element_count;
    size_t namespace_count; /* in force */
    size_t depth;           /* of open elements; [0] stands for the document */
    struct pm_xmlrpc_open open[PM_XMLRPC_DEPTH + 1];
};

/* --- xmlrpc_parser.c --- */

/* Runs one document through the handlers: 0 when it was complete, -1 with loader->error filled. */
int pm_xmlrpc_parse(struct pm_xmlrpc_loader *loader, const unsigned char *bytes, size_t size);
/* Stops the parser because of an error just stored in loader->error; sets its offset when it is malformed. */
void pm_xmlrpc_stop(struct pm_xmlrpc_loader *loader);
void pm_xmlrpc_parser_free(struct pm_xmlrpc_loader *loader);

/* --- xmlrpc_elements.c --- */

/* Looks all element names up in the parser's dictionary. 0, or -1: no memory. */
int pm_xmlrpc_names_fill(struct pm_xmlrpc_names *names, xmlDictPtr dict);
void pm_xmlrpc_begin(struct pm_xmlrpc_loader *loader);          /* the document is all to come */
bool pm_xmlrpc_complete(const struct pm_xmlrpc_loader *loader); /* its root element has ended */
/* libxml2's SAX2 callbacks; `context` is the loader. */
void pm_xmlrpc_start(void *context, const xmlChar *name, const xmlChar *prefix, const xmlChar *uri,
    int namespace_count, const xmlChar **namespaces, int attribute_count, int default_count,
    const xmlChar **attributes);
void pm_xmlrpc_end(void *context, const xmlChar *name, const xmlChar *prefix, const xmlChar *uri);
void pm_xmlrpc_text(void *context, const xmlChar *text, int size);

/* --- xmlrpc_scalars.c: the value of loader->text, new in *valuep --- */

/* 0, or -1 with loader->error filled. `name` is the element's, for the message. */
typedef int pm_xmlrpc_scalar(struct pm_xmlrpc_loader *loader, const char *name, pymgr_value **valuep);

pm_xmlrpc_scalar pm_xmlrpc_load_nil;
pm_xmlrpc_scalar pm_xmlrpc_load_boolean;
pm_xmlrpc_scalar pm_xmlrpc_load_int;
pm_xmlrpc_scalar pm_xmlrpc_load_double;
pm_xmlrpc_scalar pm_xmlrpc_load_decimal;
pm_xmlrpc_scalar pm_xmlrpc_load_string;
pm_xmlrpc_scalar pm_xmlrpc_load_base64;
pm_xmlrpc_scalar pm_xmlrpc_load_date;
pm_xmlrpc_scalar pm_xmlrpc_load_name;

/* --- xmlrpc_proxies.c --- */

/* Puts the token or proxy that a struct stands for in its place, if it is marked as one. 0, or -1: no memory;
 * *structp is then NULL. */
int pm_xmlrpc_unmark(struct pm_xmlrpc_loader *loader, pymgr_value **structp);

/* --- xmlrpc_calls.c --- */

/* Puts the value that a struct says how to make in its place. 0; -1: PM_ERROR_MALFORMED (an item that does
 * not fit) or PM_ERROR_NOMEM, *structp is then NULL. */
int pm_xmlrpc_uncall(struct pm_xmlrpc_loader *loader, pymgr_value **structp);

/* --- xmlrpc_keys.c --- */

/* The str of a member name: new, or NULL: no memory. */
pymgr_value *pm_xmlrpc_key(struct pm_xmlrpc_keys *keys, const char *text, size_t size);
void pm_xmlrpc_keys_free(struct pm_xmlrpc_keys *keys);

#endif
