/* SPDX-License-Identifier: MIT
 *
 * What a peer's reply raises, as the public error. Each returns -1; the error may be NULL.
 */
#ifndef PM_CALL_RAISED_H
#define PM_CALL_RAISED_H

#include "call/reply.h"
#include "value/failure.h"

/* An exception, taken. */
int pm_fault_raised(struct pymgr_error *error, pymgr_value *exception);
/* The text of a traceback, taken; its last line says what happened. */
int pm_fault_remote(struct pymgr_error *error, pymgr_value *traceback);
/* A reply of a kind that is neither PM_REPLY_RETURN nor PM_REPLY_PROXY, its value taken. */
int pm_fault_reply(struct pymgr_error *error, enum pm_reply_kind kind, pymgr_value *value);

#endif
