/* SPDX-License-Identifier: MIT
 *
 * A client's connection to a manager: connects, shakes hands, sends requests and receives replies. It blocks;
 * proxies are built on it. One thread at a time may use a connection, any may.
 *
 * What it does not do is manager protocol: the first request on a connection, after which Python's servers
 * close it, is for one of the server's own functions; after `accept_connection` requests are for objects.
 */
#ifndef PM_CLIENT_CONNECTION_H
#define PM_CLIENT_CONNECTION_H

#include "client/stream.h"
#include "wire/address.h"

struct pm_connection;

struct pm_connection_options {
    const struct pm_codec *codec;     /* NULL: pickle */
    struct pm_auth_policy policy;     /* its key is borrowed until the connection is open */
    double timeout;                   /* seconds for connecting and the handshake; 0 or less: for ever */
    size_t max_reply;                 /* bytes; 0: PM_FRAME_LIMIT_DEFAULT */
    bool plain;                       /* see pm_dialect */
    const struct pm_adopter *adopter; /* of proxies in replies, borrowed for life; or NULL */
};

/*
 * Connects and is admitted: new in *connectionp, which is NULL unless the status is PM_CONNECTION_OK. Looking
 * up a host's name may take longer than the timeout.
 */
enum pm_connection_status pm_connection_open(const struct pm_address *address,
    const struct pm_connection_options *options, struct pm_connection **connectionp, struct pm_error *error);
/* Whatever was submitted and not flushed is lost. NULL is ignored. Returns NULL. */
struct pm_connection *pm_connection_close(struct pm_connection *connection);

/* Bytes that were submitted and not handed to the system yet, also after a failure: with some left, the peer
 * has not seen the last request whole. */
size_t pm_connection_unsent(const struct pm_connection *connection);
/* Whether the connection is good for more, as far as one can tell without asking the peer: if this was not
 * asked for a while the socket is looked at. */
bool pm_connection_alive(struct pm_connection *connection);

/* The digest of the handshake, and the dialect of the server's replies so far. */
enum pm_digest pm_connection_digest(const struct pm_connection *connection);
const struct pm_dialect *pm_connection_dialect(const struct pm_connection *connection);

/* Ends what the connection does with PM_CONNECTION_CANCELLED: the only function that any thread may call at
 * any time, while it is not closed. */
void pm_connection_cancel(struct pm_connection *connection);
/* Closes the descriptor in a child after a fork, and nothing else, whatever the parent was doing with the
 * connection. */
void pm_connection_abandon(struct pm_connection *connection);

/* How many seconds each later call, flush or receive may take. 0, as at first, or less: for ever. */
void pm_connection_set_timeout(struct pm_connection *connection, double seconds);

/*
 * One request and its reply. ident NULL: None, for the server's own functions; args (a tuple) NULL: none;
 * kwds (a dict) NULL: none; all are borrowed. The reply's value is new in *valuep. An error when replies to
 * submitted requests are still to be received.
 */
enum pm_connection_status pm_connection_call(struct pm_connection *connection, pymgr_value *ident,
    const char *method, pymgr_value *args, pymgr_value *kwds, enum pm_reply_kind *kindp, pymgr_value **valuep,
    struct pm_error *error);

/*
 * The same in parts, for many requests in one go: submit each, flush, receive each. Submitting sends nothing
 * and never blocks. While flushing cannot write it takes in replies that have come, so that it goes on
 * whatever the peer's and the system's buffers hold. Receiving when nothing was submitted is an error.
 */
enum pm_connection_status pm_connection_submit(struct pm_connection *connection, pymgr_value *ident,
    const char *method, pymgr_value *args, pymgr_value *kwds, struct pm_error *error);
enum pm_connection_status pm_connection_flush(struct pm_connection *connection, struct pm_error *error);
enum pm_connection_status pm_connection_receive(struct pm_connection *connection, enum pm_reply_kind *kindp,
    pymgr_value **valuep, struct pm_error *error);

#endif
