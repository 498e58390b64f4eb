/* SPDX-License-Identifier: MIT
 *
 * What a document means once read: a serializer's message is one param, bare or in a methodCall or
 * methodResponse; a fault is an error. base64 becomes bytes (CPython makes an xmlrpc.client.Binary), so that
 * pickle peers see what any other bytes are to them.
 */
#include "base/memory.h"
#include "codec/scratch.h"
#include "codec/xmlrpc_loader.h"

enum { ROOM_KEPT = 1 << 16 }; /* bytes of text, and values on the stack, kept from document to document */

static void drop_values(struct pm_xmlrpc_loader *loader)
{
    for (size_t i = 0; i < loader->value_count; i++)
        pymgr_unref(loader->values[i]);
    loader->value_count = 0;
}

/* Drops what is left of a document, and its memory where it was unusually large. */
static void clear(struct pm_xmlrpc_loader *loader)
{
    drop_values(loader);
    loader->method = pymgr_unref(loader->method);
    pm_buffer_clear(&loader->text);
    if (loader->text.capacity > ROOM_KEPT)
        pm_buffer_free(&loader->text);
    if (loader->value_room > ROOM_KEPT) {
        pm_free(loader->values);
        loader->values = NULL;
        loader->value_room = 0;
    }
    loader->failed = loader->fault = false;
    loader->element_count = loader->namespace_count = 0;
}

void pm_xmlrpc_loader_free(struct pm_xmlrpc_loader *loader)
{
    if (loader == NULL)
        return;
    drop_values(loader);
    pm_xmlrpc_parser_free(loader);
    pm_xmlrpc_keys_free(&loader->keys);
    pm_buffer_free(&loader->text);
    pm_free(loader->values);
    pm_free(loader);
}

/* Turns the struct of a fault into an error. */
static int fail_as_fault(struct pm_xmlrpc_loader *loader)
{
    const pymgr_value *fault = loader->values[0];
    const pymgr_value *code = NULL, *text = NULL;
    int64_t number;

    if (pymgr_kind(fault) == PYMGR_DICT) {
        code = pymgr_dict_get_text(fault, "faultCode");
        text = pymgr_dict_get_text(fault, "faultString");
    }
    if (code == NULL || text == NULL || !pymgr_int_value(code, &number) || pymgr_kind(text) != PYMGR_STR)
        return pm_fail_at(loader->error, 0, "fault without faultCode and faultString");
    return pm_fail_at(loader->error, 0, "fault %lld: %s", (long long)number, pymgr_text(text, NULL));
}

static struct pm_xmlrpc_loader *loader_of(struct pm_scratch *scratch, struct pm_error *error)
{
    if (scratch->xmlrpc_loader == NULL)
        scratch->xmlrpc_loader = pm_calloc(1, sizeof(struct pm_xmlrpc_loader));
    if (scratch->xmlrpc_loader == NULL) {
        pm_fail_nomem(error);
        return NULL;
    }
    scratch->xmlrpc_loader->error = error;
    scratch->xmlrpc_loader->proxies = &scratch->proxies;
    pm_proxies_clear(&scratch->proxies);
    return scratch->xmlrpc_loader;
}

static int read_params(struct pm_xmlrpc_loader *loader, const unsigned char *bytes, size_t size)
{
    if (pm_xmlrpc_parse(loader, bytes, size) != 0)
        return -1;
    return loader->fault ? fail_as_fault(loader) : 0;
}

static int take_value(struct pm_xmlrpc_loader *loader, pymgr_value **valuep)
{
    if (loader->value_count != 1)
        return pm_fail_at(loader->error, 0, "%zu params where there must be one", loader->value_count);
    *valuep = loader->values[0];
    loader->value_count = 0;
    return 0;
}

int pm_xmlrpc_load(struct pm_scratch *scratch, const unsigned char *bytes, size_t size,
    struct pm_dialect *dialect, pymgr_value **valuep, struct pm_error *error)
{
    struct pm_xmlrpc_loader *loader = loader_of(scratch, error);
    int outcome;

    if (loader == NULL)
        return -1;
    dialect->protocol = 0;
    dialect->python2 = false;
    outcome = read_params(loader, bytes, size);
    if (outcome == 0)
        outcome = take_value(loader, valuep);
    clear(loader);
    return outcome;
}

static int take_call(struct pm_xmlrpc_loader *loader, pymgr_value **methodp, pymgr_value **argsp)
{
    if (loader->method == NULL)
        return pm_fail_at(loader->error, 0, "not a methodCall");
    *argsp = pymgr_tuple(loader->value_count);
    if (*argsp == NULL)
        return pm_fail_nomem(loader->error);
    for (size_t i = 0; i < loader->value_count; i++)
        pymgr_tuple_put(*argsp, i, loader->values[i]);
    loader->value_count = 0;
    *methodp = loader->method;
    loader->method = NULL;
    return 0;
}

int pm_xmlrpc_load_call(struct pm_scratch *scratch, const unsigned char *bytes, size_t size,
    pymgr_value **methodp, pymgr_value **argsp, struct pm_error *error)
{
    struct pm_xmlrpc_loader *loader = loader_of(scratch, error);
    int outcome;

    if (loader == NULL)
        return -1;
    outcome = read_params(loader, bytes, size);
    if (outcome == 0)
        outcome = take_call(loader, methodp, argsp);
    clear(loader);
    return outcome;
}
