/* SPDX-License-Identifier: MIT
 *
 * <pymgr/async.h> inside the library. A call that was submitted is in one of three queues: `waiting`, until
 * its request is made; `sent`, from then until its reply is there; `ended`, until its callback is called.
 *
 *     async.c          the public functions
 *     async_calls.c    calls: how they come into being and how they end
 *     async_traffic.c  the connection: requests out, replies in
 *     async_find.c     proxies that must be found again by name before they are called
 */
#ifndef PM_CLIENT_ASYNC_H
#define PM_CLIENT_ASYNC_H

#include "client/link.h"
#include "client/proxy.h"

#include <pymgr/async.h>
#include <sys/queue.h>

struct pm_pending {
    TAILQ_ENTRY(pm_pending) entry;
    int64_t number;
    pymgr_proxy *proxy;
    char *method;
    pymgr_value *args, *kwds; /* or NULL */
    size_t weight;            /* bytes, of the arguments */
    int64_t due;              /* when it must have been answered; PM_NEVER */
    pymgr_async_done *done;
    void *closure;

    /* Once it is sent: where its request is among all bytes of the connection. */
    uint64_t begin, end;

    /* Once it has ended: PYMGR_OK and the reply; or why there is none, `value` then being a str, or NULL. */
    enum pymgr_code code;
    enum pm_reply_kind kind;
    pymgr_value *value;
};

TAILQ_HEAD(pm_pendings, pm_pending);

struct pymgr_async {
    struct pm_endpoint *endpoint;
    struct pymgr_async *next; /* of the endpoint's; under the client's lock */
    struct pm_watch watch;

    struct pm_pendings waiting, sent, ended;
    int count;     /* of all three */
    size_t weight; /* of those that wait */
    int64_t last;  /* number */
    int64_t due;   /* no call that waits or is sent is due earlier */

    struct pm_link *link; /* NULL: there is none */
    uint64_t made;        /* bytes of requests on this connection, sent or not */
    unsigned fruitless;   /* connections in a row that the server has ended without any answer */

    /* What is asked on a connection of its own: the ident of a proxy, then, maybe, to uncount it once. */
    struct pm_link *finder;
    pymgr_proxy *found; /* NULL: it is uncounted */
    unsigned losses;    /* of the endpoint, when finding began */
    bool held_up;       /* the first call waits for that */

    bool stepping; /* callbacks may be called */
    bool freed;    /* by a callback: to be released when the step ends */
    bool orphaned; /* made by a parent process */
};

/* In a child after a fork: closes the descriptors of an endpoint's. Under the client's lock. */
void pm_asyncs_abandon(struct pm_endpoint *endpoint);

/* --- async_calls.c --- */

/* A call that waits: NULL: no memory. */
struct pm_pending *pm_pending_new(pymgr_async *async, const struct pymgr_async_call *call, size_t weight);
/* The call of a number that waits or is sent: NULL: none. */
struct pm_pending *pm_pending_find(const pymgr_async *async, int64_t number);

/* Moves the first call that waits to those that are sent, and back. */
void pm_pending_send(pymgr_async *async, struct pm_pending *call);
void pm_pending_take_back(pymgr_async *async, struct pm_pending *call);
/* Ends a call that waits or is sent: with a reply, its value taken; without, for a reason. */
void pm_pending_answer(
    pymgr_async *async, struct pm_pending *call, enum pm_reply_kind kind, pymgr_value *value);
void pm_pending_fail(pymgr_async *async, struct pm_pending *call, enum pymgr_code code, const char *text);
/* Ends all that wait, or all that are sent. */
void pm_pendings_fail(
    pymgr_async *async, const struct pm_pendings *calls, enum pymgr_code code, const char *text);
/* Calls the callbacks of those that have ended by now. */
void pm_pendings_deliver(pymgr_async *async);

/* --- async_traffic.c --- */

/* Connects, writes and reads. */
void pm_async_exchange(pymgr_async *async);
/* Has the connection watched for what it waits for. */
void pm_async_watch(pymgr_async *async);
/* Whether there is something to send at once. */
bool pm_async_is_ready(const pymgr_async *async);
/* Ends a call whose reply is not wanted any more, though it may come. */
void pm_async_give_up(pymgr_async *async, struct pm_pending *call, enum pymgr_code code, const char *text);

/* --- async_find.c --- */

/* The ident of a call's proxy, if nothing must be asked first: new; else NULL, and the call, if it has not
 * failed, waits until that is done. */
pymgr_value *pm_async_ident(pymgr_async *async, struct pm_pending *call);
/* Goes on with asking. */
void pm_async_find(pymgr_async *async);
/* Goes on until nothing is asked any more: blocks, for the connect_timeout at most. */
void pm_async_finish_finding(pymgr_async *async);

#endif
