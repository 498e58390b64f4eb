/* SPDX-License-Identifier: MIT
 *
 * Tokens (multiprocessing.managers.Token: typeid, address, ident) and the RebuildProxy objects that carry
 * them, which travel as ordinary object values.
 */
#ifndef PM_CALL_TOKEN_H
#define PM_CALL_TOKEN_H

#include "value/value.h"

struct pm_token {
    pymgr_value *typeid, *address, *ident; /* borrowed */
};

/* All taken: new. */
pymgr_value *pm_token_new(pymgr_value *typeid, pymgr_value *address, pymgr_value *ident);
/* Whether the value is a Token; if so its parts. */
bool pm_token_parse(const pymgr_value *value, struct pm_token *token);
/* Whether the value is RebuildProxy(function, token, serializer, kwds); if so its token's parts. */
bool pm_proxy_parse(const pymgr_value *value, struct pm_token *token);

#endif
