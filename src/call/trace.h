/* SPDX-License-Identifier: MIT
 *
 * PYMGR_DEBUG=1: every request and reply as a line on standard error, in servers and clients alike.
 */
#ifndef PM_CALL_TRACE_H
#define PM_CALL_TRACE_H

#include "call/reply.h"

/* Which way a message goes. */
enum pm_direction { PM_INCOMING, PM_OUTGOING };

/* Whether the environment asks for it. */
bool pm_trace_wanted(void);

/* `connection` is the number by which the log names the connection. */
void pm_trace_request(int connection, enum pm_direction direction, const pymgr_value *ident,
    const pymgr_value *method, const pymgr_value *args, const pymgr_value *kwds);
void pm_trace_reply(
    int connection, enum pm_direction direction, enum pm_reply_kind kind, const pymgr_value *value);

#endif
