/* SPDX-License-Identifier: MIT
 *
 * PYMGR_DEBUG=1: every request and answer as a line on standard error.
 */
#ifndef PM_SERVER_TRACE_H
#define PM_SERVER_TRACE_H

#include "call/request.h"
#include "server/dispatch.h"

/* `connection` is the number by which the log names the peer. Both do nothing unless the server traces. */
void pm_trace_request(const pymgr_server *server, int connection, const struct pm_request *request);
void pm_trace_answer(const pymgr_server *server, int connection, const struct pm_answer *answer);

#endif
