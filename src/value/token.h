/* SPDX-License-Identifier: MIT
 *
 * Tokens (multiprocessing.managers.Token: typeid, address, ident) and the proxies that carry them
 * (RebuildProxy(class, token, serializer, kwds)), which travel as ordinary instances.
 */
#ifndef PM_VALUE_TOKEN_H
#define PM_VALUE_TOKEN_H

#include "value/value.h"

struct pm_token {
    pymgr_value *typeid, *address, *ident; /* borrowed */
};

struct pm_proxy {
    pymgr_value *class; /* or a function, as AutoProxy is: borrowed, as all of it */
    struct pm_token token;
    pymgr_value *serializer, *kwds;
};

/* All taken: new. */
pymgr_value *pm_token_new(pymgr_value *typeid, pymgr_value *address, pymgr_value *ident);
/* Whether the value is a Token; if so its parts. */
bool pm_token_parse(const pymgr_value *value, struct pm_token *token);

/* All taken, `token` is a Token: new. */
pymgr_value *pm_proxy_new(pymgr_value *class, pymgr_value *token, pymgr_value *serializer, pymgr_value *kwds);
/* Whether the value is RebuildProxy(class, token, serializer, kwds); if so its parts. */
bool pm_proxy_parse(const pymgr_value *value, struct pm_proxy *proxy);

#endif
