/* SPDX-License-Identifier: MIT
 *
 * A request is the value (ident, methodname, args, kwds); a list in xmlrpclib's case.
 */
#ifndef PM_CALL_REQUEST_H
#define PM_CALL_REQUEST_H

#include "base/error.h"
#include "value/value.h"

struct pm_request {
    pymgr_value *value;  /* the whole: owned */
    pymgr_value *ident;  /* str or None; the rest is borrowed from value */
    pymgr_value *method; /* str */
    pymgr_value *args;   /* tuple or list */
    pymgr_value *kwds;   /* dict */
};

/* Takes the value apart; value is taken on success only. -1: not a request (PM_ERROR_TYPE or PM_ERROR_VALUE).
 */
int pm_request_parse(pymgr_value *value, struct pm_request *request, struct pm_error *error);
void pm_request_clear(struct pm_request *request);

#endif
