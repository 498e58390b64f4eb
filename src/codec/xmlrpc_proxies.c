/* SPDX-License-Identifier: MIT
 *
 * Tokens and proxies as structs, which no CPython reads or writes. The member __class__ marks them:
 *
 *     token: {"__class__": "multiprocessing.managers.Token", "typeid": ..., "address": ..., "id": ...}
 *     proxy: {"__class__": "multiprocessing.managers.ListProxy", "typeid" ..., and perhaps "exposed": [...]}
 *
 * A proxy's class may be any by its full name. An abstract address is written @name, for XML carries no NUL.
 */
#include "codec/xmlrpc_dumper.h"
#include "codec/xmlrpc_loader.h"
#include "value/token.h"

#define TOKEN_CLASS "multiprocessing.managers.Token"

enum { TOKEN_MEMBERS = 4 /* __class__ among them */ };

/* --- reading --- */

/* What the struct's members say: borrowed. */
struct marked {
    const char *class;
    size_t class_size;
    struct pm_token token;
    pymgr_value *exposed; /* or NULL */
};

/* Whether a struct has just the members of a token or proxy. */
static bool is_marked(const pymgr_value *dict, struct marked *marked)
{
    const pymgr_value *class = pymgr_dict_get_text(dict, "__class__");

    if (class == NULL || !pm_is(class, PYMGR_STR))
        return false;
    marked->class = pymgr_text(class, &marked->class_size);
    marked->token.typeid = pymgr_dict_get_text(dict, "typeid");
    marked->token.address = pymgr_dict_get_text(dict, "address");
    marked->token.ident = pymgr_dict_get_text(dict, "id");
    marked->exposed = pymgr_dict_get_text(dict, "exposed");
    return memrchr(marked->class, '.', marked->class_size) != NULL && marked->token.typeid != NULL &&
           marked->token.address != NULL && marked->token.ident != NULL &&
           pymgr_length(dict) == TOKEN_MEMBERS + (marked->exposed != NULL);
}

/* As tokens carry it: a list's items as a tuple. New; NULL: no memory. */
static pymgr_value *address_of(pymgr_value *address)
{
    return pm_is(address, PYMGR_LIST) ? pm_tuple_of_items(address) : pm_ref(address);
}

static pymgr_value *token_of(const struct marked *marked)
{
    return pm_token_new(
        pm_ref(marked->token.typeid), address_of(marked->token.address), pm_ref(marked->token.ident));
}

static pymgr_value *kwds_of(const struct marked *marked)
{
    pymgr_value *kwds = pymgr_dict();

    if (kwds != NULL && marked->exposed != NULL &&
        pymgr_dict_set_text(kwds, "exposed", pm_ref(marked->exposed)) != 0)
        return pymgr_unref(kwds);
    return kwds;
}

static pymgr_value *proxy_of(struct pm_xmlrpc_loader *loader, const struct marked *marked)
{
    pymgr_value *proxy = pm_proxy_new(pm_global_from_name(marked->class, marked->class_size),
        token_of(marked), pymgr_str("xmlrpclib"), kwds_of(marked));

    if (proxy != NULL && pm_proxies_add(loader->proxies, proxy, loader->error) != 0)
        return pymgr_unref(proxy);
    return proxy;
}

int pm_xmlrpc_unmark(struct pm_xmlrpc_loader *loader, pymgr_value **structp)
{
    struct marked marked;
    pymgr_value *made;

    if (!is_marked(*structp, &marked))
        return 0;
    made = strcmp(marked.class, TOKEN_CLASS) == 0 ? token_of(&marked) : proxy_of(loader, &marked);
    pymgr_unref(*structp);
    *structp = made;
    return made == NULL ? pm_fail_nomem(loader->error) : 0;
}

/* --- writing --- */

static int put_member(struct pm_xmlrpc_dumper *dumper, const char *name, const pymgr_value *value)
{
    pm_put_format(dumper->out, "<member>\n<name>%s</name>\n", name);
    if (pm_xmlrpc_dump_value(dumper, value) != 0)
        return -1;
    pm_xmlrpc_put(dumper, "</member>\n");
    return 0;
}

/* The value is taken; NULL: there was no memory for it. */
static int put_made(struct pm_xmlrpc_dumper *dumper, const char *name, pymgr_value *value)
{
    int outcome = value == NULL ? pm_fail_nomem(dumper->error) : put_member(dumper, name, value);

    pymgr_unref(value);
    return outcome;
}

static int put_address(struct pm_xmlrpc_dumper *dumper, const pymgr_value *address)
{
    size_t size = 0;
    const char *text = pm_is(address, PYMGR_STR) ? pymgr_text(address, &size) : NULL;

    if (size == 0 || text[0] != '\0')
        return put_member(dumper, "address", address);
    return put_made(dumper, "address", pm_str_format("@%.*s", (int)(size - 1), text + 1));
}

static int put_token(struct pm_xmlrpc_dumper *dumper, const struct pm_token *token)
{
    if (put_member(dumper, "typeid", token->typeid) != 0 || put_address(dumper, token->address) != 0)
        return -1;
    return put_member(dumper, "id", token->ident);
}

static int put_class(struct pm_xmlrpc_dumper *dumper, const pymgr_value *class)
{
    const struct pm_global *global = PM_CONST_CAST(pm_global, class);

    if (!pm_is(class, PYMGR_GLOBAL))
        return pm_fail(dumper->error, PM_ERROR_UNSERIALIZABLE, "cannot marshal a proxy without a class");
    return put_made(dumper, "__class__",
        pm_str_format("%s.%s", pymgr_text(global->module, NULL), pymgr_text(global->qualname, NULL)));
}

static int put_exposed(struct pm_xmlrpc_dumper *dumper, const pymgr_value *kwds)
{
    const pymgr_value *exposed = pm_is(kwds, PYMGR_DICT) ? pymgr_dict_get_text(kwds, "exposed") : NULL;

    return exposed == NULL ? 0 : put_member(dumper, "exposed", exposed);
}

static int put_parts(struct pm_xmlrpc_dumper *dumper, const struct pm_proxy *proxy)
{
    if (put_class(dumper, proxy->class) != 0 || put_token(dumper, &proxy->token) != 0)
        return -1;
    return put_exposed(dumper, proxy->kwds);
}

static int dump_parts(struct pm_xmlrpc_dumper *dumper, const pymgr_value *value)
{
    struct pm_proxy proxy;

    if (!pm_proxy_parse(value, &proxy))
        return pm_fail(dumper->error, PM_ERROR_UNSERIALIZABLE, "cannot marshal a proxy without a token");
    if (pm_xmlrpc_check_structs(dumper, "proxies") != 0)
        return -1;
    pm_xmlrpc_put(dumper, "<value><struct>\n");
    if (pm_xmlrpc_enter(dumper, value, "proxies") != 0 || put_parts(dumper, &proxy) != 0)
        return -1;
    pm_xmlrpc_put(dumper, "</struct></value>\n");
    dumper->depth--;
    return 0;
}

int pm_xmlrpc_dump_proxy(struct pm_xmlrpc_dumper *dumper, const pymgr_value *value)
{
    const struct pm_proxy_form *proxies = dumper->dialect->proxies;
    pymgr_value *form;
    int outcome;

    if (PM_CONST_CAST(pm_instance, value)->anchor == NULL || proxies == NULL)
        return dump_parts(dumper, value);
    form = proxies->form(proxies, dumper->dialect, value, dumper->error);
    if (form == NULL)
        return -1;
    outcome = dump_parts(dumper, form);
    pymgr_unref(form);
    return outcome;
}

int pm_xmlrpc_dump_token(struct pm_xmlrpc_dumper *dumper, const struct pm_instance *self)
{
    struct pm_token token;

    if (!pm_token_parse(&self->base.head, &token))
        return pm_fail(dumper->error, PM_ERROR_UNSERIALIZABLE, "cannot marshal a token without its parts");
    if (pm_xmlrpc_check_structs(dumper, "tokens") != 0)
        return -1;
    pm_xmlrpc_put(dumper, "<value><struct>\n");
    if (pm_xmlrpc_enter(dumper, &self->base.head, "tokens") != 0 ||
        put_made(dumper, "__class__", pymgr_str(TOKEN_CLASS)) != 0 || put_token(dumper, &token) != 0)
        return -1;
    pm_xmlrpc_put(dumper, "</struct></value>\n");
    dumper->depth--;
    return 0;
}
