/* SPDX-License-Identifier: MIT
 *
 * A connection to a server that is made without waiting: it is connected, the hands are shaken, and one of
 * the server's own functions is asked. For `accept_connection` requests for objects may follow; any other is
 * all that it was made for.
 */
#ifndef PM_CLIENT_LINK_H
#define PM_CLIENT_LINK_H

#include "client/dial.h"
#include "client/endpoint.h"
#include "client/stream.h"
#include "client/watch.h"

enum pm_link_stage {
    PM_LINK_NEW,
    PM_LINK_DIALLING,
    PM_LINK_SHAKING,
    PM_LINK_ASKING,
    PM_LINK_ANSWERED,
};

struct pm_link {
    const struct pm_endpoint *endpoint; /* borrowed */
    const struct pm_watch *watch;       /* borrowed */
    struct pm_stream stream;
    uint32_t watched; /* what its descriptor is watched for */
    enum pm_link_stage stage;
    struct pm_deadline deadline; /* for the answer */
    struct pm_dialling dialling;
    struct pm_auth_policy policy;
    struct pm_auth auth;
    const char *function; /* static */
    pymgr_value *args;
    enum pm_reply_kind kind; /* of the answer */
    pymgr_value *answer;
};

/* A link that will ask for a function with one argument, taken; it has the endpoint's connect_timeout until
 * the answer. New; NULL: no memory. */
struct pm_link *pm_link_new(const struct pm_endpoint *endpoint, const struct pm_watch *watch,
    const char *function, pymgr_value *argument);
/* NULL is ignored. Returns NULL. */
struct pm_link *pm_link_free(struct pm_link *link);
/* In a child after a fork: closes the descriptor, and nothing else. */
void pm_link_abandon(struct pm_link *link);

/* Goes on as far as it can without waiting; at PM_LINK_ANSWERED it does nothing more. */
enum pm_connection_status pm_link_step(struct pm_link *link, struct pm_error *error);
/* Has its descriptor watched for what it waits for. */
enum pm_connection_status pm_link_watch(struct pm_link *link, struct pm_error *error);
/* When it must be stepped at the latest, if nothing comes (pm_now). */
int64_t pm_link_due(const struct pm_link *link);

/* Takes in what has come once. If a frame is there then, *therep is true. */
enum pm_connection_status pm_link_read(
    struct pm_link *link, size_t limit, struct pm_frame *frame, bool *therep, struct pm_error *error);

#endif
