/* SPDX-License-Identifier: MIT
 *
 * Token has __slots__ and pickles as NEWOBJ with the state (typeid, address, ident); RebuildProxy is a
 * function that a proxy is REDUCEd to.
 */
#include "value/token.h"

#define MANAGERS "multiprocessing.managers"

enum { TOKEN_PARTS = 3, PROXY_ARGS = 4 };

pymgr_value *pm_token_new(pymgr_value *typeid, pymgr_value *address, pymgr_value *ident)
{
    pymgr_value *state = pymgr_tuple_of(TOKEN_PARTS, typeid, address, ident);
    pymgr_value *token = pm_instance_new(PM_NEWOBJ, pymgr_global(MANAGERS, "Token"), pymgr_tuple(0));

    if (token == NULL || state == NULL) {
        pymgr_unref(state);
        return pymgr_unref(token);
    }
    PM_CAST(pm_instance, token)->state = state;
    return token;
}

static const struct pm_instance *instance_of(const pymgr_value *value, const char *name)
{
    const struct pm_instance *self = PM_CONST_CAST(pm_instance, value);

    return pm_is(value, PYMGR_INSTANCE) && pm_global_is(self->callable, MANAGERS, name) ? self : NULL;
}

bool pm_token_parse(const pymgr_value *value, struct pm_token *token)
{
    const struct pm_instance *self = instance_of(value, "Token");

    if (self == NULL || self->state == NULL || !pm_is(self->state, PYMGR_TUPLE) ||
        pymgr_length(self->state) != TOKEN_PARTS)
        return false;
    token->typeid = pymgr_item(self->state, 0);
    token->address = pymgr_item(self->state, 1);
    token->ident = pymgr_item(self->state, 2);
    return true;
}

pymgr_value *pm_proxy_new(pymgr_value *class, pymgr_value *token, pymgr_value *serializer, pymgr_value *kwds)
{
    pymgr_value *proxy = pm_instance_new(PM_REDUCE, pymgr_global(MANAGERS, "RebuildProxy"),
        pymgr_tuple_of(PROXY_ARGS, class, token, serializer, kwds));

    if (proxy != NULL)
        PM_CAST(pm_instance, proxy)->proxy = true;
    return proxy;
}

bool pm_proxy_parse(const pymgr_value *value, struct pm_proxy *proxy)
{
    const struct pm_instance *self = instance_of(value, "RebuildProxy");

    if (self == NULL || pymgr_length(self->args) != PROXY_ARGS ||
        !pm_token_parse(pymgr_item(self->args, 1), &proxy->token))
        return false;
    proxy->class = pymgr_item(self->args, 0);
    proxy->serializer = pymgr_item(self->args, 2);
    proxy->kwds = pymgr_item(self->args, 3);
    return true;
}
