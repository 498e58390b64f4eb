/* SPDX-License-Identifier: MIT
 *
 * libxml2's SAX2 parser over one document in memory. It asks for bytes as it goes, some thousands at a time,
 * so that it copies little; its push interface, whose state machine looks twice at every tag, takes a sixth
 * longer for the same calls.
 *
 * The parser is kept from document to document, but not for ever: it is made anew after a failure, after a
 * processing instruction (a catalogue's stays allocated), and once its dictionary, which remembers each name
 * and namespace seen, has grown.
 *
 * No document type gets past its name: so there are no entities but XML's five, and nothing outside the
 * document is ever asked for.
 */
#include "codec/xmlrpc_loader.h"

#include <libxml/xmlerror.h>
#include <pthread.h>
#include <string.h>

enum { DICTIONARY_KEPT = 1 << 16 }; /* bytes */

void pm_xmlrpc_parser_free(struct pm_xmlrpc_loader *loader)
{
    if (loader->parser != NULL)
        xmlFreeParserCtxt(loader->parser);
    loader->parser = NULL;
}

/*
 * How far the parser has come, in bytes of the document. While libxml2 converts from another encoding this is
 * how far it has read: to be exact it would convert back what is left in its buffer, which a failing
 * conversion has just moved.
 */
static size_t consumed(const struct pm_xmlrpc_loader *loader)
{
    xmlParserInputPtr input = loader->parser->input;
    long position = -1;

    if (input != NULL && input->buf != NULL && input->buf->encoder == NULL)
        position = xmlByteConsumed(loader->parser);
    return position < 0 ? (size_t)(loader->next - loader->document) : (size_t)position;
}

void pm_xmlrpc_stop(struct pm_xmlrpc_loader *loader)
{
    if (loader->error->kind == PM_ERROR_MALFORMED)
        loader->error->offset = consumed(loader);
    loader->failed = true;
    xmlStopParser(loader->parser);
}

/* --- what libxml2 tells besides tags and text --- */

static void on_doctype(void *context, const xmlChar *name, const xmlChar *public_id, const xmlChar *system_id)
{
    struct pm_xmlrpc_loader *loader = context;

    (void)name, (void)public_id, (void)system_id;
    pm_fail_at(loader->error, 0, "a document type is not accepted");
    pm_xmlrpc_stop(loader);
}

static void on_instruction(void *context, const xmlChar *target, const xmlChar *text)
{
    struct pm_xmlrpc_loader *loader = context;

    (void)target, (void)text;
    loader->worn = true;
}

/* The message on one line. */
static void put_report(struct pm_error *error, size_t offset, const char *message)
{
    size_t length;

    pm_fail_at(error, offset, "%s", message);
    for (char *at = error->text; *at != '\0'; at++) {
        if ((unsigned char)*at < ' ')
            *at = ' ';
    }
    for (length = strlen(error->text); length > 0 && error->text[length - 1] == ' '; length--)
        error->text[length - 1] = '\0';
}

/* Lesser reports, such as an undeclared namespace prefix, are no failures here. */
static void on_report(void *context, xmlErrorPtr report)
{
    struct pm_xmlrpc_loader *loader = context;

    if (report->level != XML_ERR_FATAL || loader->failed)
        return;
    loader->failed = true;
    if (report->code == XML_ERR_NO_MEMORY)
        pm_fail_nomem(loader->error);
    else
        put_report(loader->error, consumed(loader), report->message == NULL ? "" : report->message);
}

static const xmlSAXHandler handlers = {
    .initialized = XML_SAX2_MAGIC,
    .internalSubset = on_doctype,
    .processingInstruction = on_instruction,
    .startElementNs = pm_xmlrpc_start,
    .endElementNs = pm_xmlrpc_end,
    .characters = pm_xmlrpc_text,
    .ignorableWhitespace = pm_xmlrpc_text,
    .cdataBlock = pm_xmlrpc_text,
};

/* --- one document --- */

static int make_parser(struct pm_xmlrpc_loader *loader)
{
    loader->worn = false;
    loader->parser = xmlNewParserCtxt();
    if (loader->parser == NULL)
        return pm_fail_nomem(loader->error);
    *loader->parser->sax = handlers;
    loader->parser->userData = loader;
    if (pm_xmlrpc_names_fill(&loader->names, loader->parser->dict) == 0)
        return 0;
    pm_xmlrpc_parser_free(loader);
    return pm_fail_nomem(loader->error);
}

/*
 * What would take libxml2 long is refused in time: a tag of which several windows passed without a call,
 * before it compares each of its attributes with each (only a CDATA section may be long); and names without
 * end.
 */
static int check_progress(struct pm_xmlrpc_loader *loader)
{
    if (loader->silence > PM_XMLRPC_MARKUP && loader->parser->instate != XML_PARSER_CDATA_SECTION)
        return pm_fail(
            loader->error, PM_ERROR_LIMIT, "tag or comment of more than %d bytes", (int)PM_XMLRPC_MARKUP);
    if (xmlDictGetUsage(loader->parser->dict) > PM_XMLRPC_NAMES)
        return pm_fail(loader->error, PM_ERROR_LIMIT, "names and namespaces of more than %d bytes",
            (int)PM_XMLRPC_NAMES);
    return 0;
}

/* Gives libxml2 the next bytes; none ends the document. */
static int read_window(void *context, char *room, int size)
{
    struct pm_xmlrpc_loader *loader = context;
    size_t window = loader->left < (size_t)size ? loader->left : (size_t)size;

    loader->silence += window;
    if (loader->failed || check_progress(loader) != 0) {
        loader->failed = true;
        return 0;
    }
    memcpy(room, loader->next, window);
    loader->next += window;
    loader->left -= window;
    return (int)window;
}

/* libxml2 takes a NUL behind the root element for the end. */
static bool is_read_to_the_end(const struct pm_xmlrpc_loader *loader)
{
    xmlParserInputPtr input = loader->parser->input;

    return loader->left == 0 && input != NULL && input->cur == input->end;
}

static int check_end(struct pm_xmlrpc_loader *loader)
{
    if (loader->failed)
        return -1;
    if (!loader->parser->wellFormed || !pm_xmlrpc_complete(loader))
        return pm_fail_at(loader->error, consumed(loader), "not well-formed XML");
    if (!is_read_to_the_end(loader))
        return pm_fail_at(loader->error, consumed(loader), "Extra content at the end of the document");
    return 0;
}

static int run(struct pm_xmlrpc_loader *loader, const unsigned char *bytes, size_t size)
{
    if (size > PM_XMLRPC_SIZE)
        return pm_fail(
            loader->error, PM_ERROR_LIMIT, "XML document of more than %d bytes", (int)PM_XMLRPC_SIZE);
    if (loader->parser == NULL && make_parser(loader) != 0)
        return -1;
    loader->document = loader->next = bytes;
    loader->left = size;
    loader->silence = 0;
    pm_xmlrpc_begin(loader);
    /* The limits are ours, not libxml2's. */
    xmlCtxtReadIO(loader->parser, read_window, NULL, loader, NULL, NULL, XML_PARSE_HUGE | XML_PARSE_NONET);
    return check_end(loader);
}

/* Some of libxml2's complaints concern no parser: so all are taken where the thread's go. The library must be
 * ready before a thread asks for that. */
int pm_xmlrpc_parse(struct pm_xmlrpc_loader *loader, const unsigned char *bytes, size_t size)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    xmlStructuredErrorFunc theirs;
    void *their_context;
    int outcome;

    pthread_once(&once, xmlInitParser);
    theirs = xmlStructuredError;
    their_context = xmlStructuredErrorContext;
    xmlSetStructuredErrorFunc(loader, on_report);
    outcome = run(loader, bytes, size);
    xmlSetStructuredErrorFunc(their_context, theirs);
    if (loader->parser != NULL &&
        (outcome != 0 || loader->worn || xmlDictGetUsage(loader->parser->dict) > DICTIONARY_KEPT))
        pm_xmlrpc_parser_free(loader);
    return outcome;
}
