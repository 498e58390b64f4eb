/* SPDX-License-Identifier: MIT
 *
 * From a request to an answer: ident -> object, method name -> row, binding, the handler, and what its
 * outcome means on the wire. All of it happens under the server's lock.
 */
#ifndef PM_SERVER_DISPATCH_H
#define PM_SERVER_DISPATCH_H

#include "call/reply.h"
#include "call/request.h"
#include "object/call.h"
#include "server/server.h"

struct pm_answer {
    enum pm_reply_kind kind;
    pymgr_value *value; /* owned; NULL: there was no memory for it */
};

/*
 * The first request of a connection: one of the server's public functions. Every exception is a #TRACEBACK.
 * `call` is zeroed but for its session. True: the answer is there; false: the call waits.
 */
bool pm_dispatch_server(
    pymgr_server *server, const struct pm_request *request, struct pm_call *call, struct pm_answer *answer);
/* A request of a proxy: a method of a shared object. */
bool pm_dispatch_object(
    pymgr_server *server, const struct pm_request *request, struct pm_call *call, struct pm_answer *answer);
/* The answer of a call that waited and has now ended. Clears the call. `address` is what a new token carries:
 * borrowed. */
void pm_dispatch_finish(
    pymgr_server *server, struct pm_call *call, enum pm_outcome outcome, struct pm_answer *answer);

/* A #TRACEBACK answer for what went wrong before there was a call. */
void pm_answer_error(struct pm_answer *answer, const struct pm_error *error, const char *where);
/* An answer that could not be sent: what was created for it is released again. */
void pm_answer_undo(pymgr_server *server, const struct pm_answer *answer);

#endif
