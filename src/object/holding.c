/* SPDX-License-Identifier: MIT */
#include "object/holding.h"

#include "object/call.h"

void pm_hold(struct pm_session *session, struct pm_holding *holding)
{
    holding->holder = session;
    LIST_INSERT_HEAD(&session->holdings, holding, link);
}

void pm_let_go(struct pm_holding *holding)
{
    if (holding->holder == NULL)
        return;
    LIST_REMOVE(holding, link);
    holding->holder = NULL;
}

size_t pm_session_abandon(struct pm_session *session)
{
    struct pm_holding *holding;
    size_t count = 0;

    for (; (holding = LIST_FIRST(&session->holdings)) != NULL; count++) {
        pm_let_go(holding);
        holding->abandoned(holding);
    }
    return count;
}
