/* SPDX-License-Identifier: MIT
 *
 * The client's side of the protocol without a socket: requests become bytes in `out`, bytes in `in` become
 * replies. Both the blocking and the asynchronous connection are built on it.
 *
 * Which pickle protocol a server reads is not known before its first reply. One of Python 3.12 or newer shows
 * in the handshake; to any other the first requests go in protocol 2 and Python 3's terms, which Python 2.7
 * and every Python 3 read. From the first reply on its own dialect is used.
 */
#ifndef PM_CLIENT_EXCHANGE_H
#define PM_CLIENT_EXCHANGE_H

#include "call/reply.h"
#include "codec/codec.h"
#include "wire/auth.h"
#include "wire/frame.h"

/* Who wants to see the proxies in replies: each gets its anchor, say. Called while a reply is taken. */
struct pm_adopter {
    void (*adopt)(const struct pm_adopter *self, pymgr_value *proxy);
};

struct pm_exchange {
    const struct pm_codec *codec;
    struct pm_scratch *scratch;
    struct pm_dialect dialect;
    size_t max_reply;   /* bytes */
    size_t outstanding; /* replies to requests that were added, not taken yet */
    struct pm_buffer in, out;
    pymgr_value *no_args, *no_kwds;
    pymgr_value *request;             /* a tuple for the one that is being written, else empty */
    pymgr_value *method;              /* of the last request; NULL at first */
    const struct pm_adopter *adopter; /* or NULL */
    int traced; /* the number by which PYMGR_DEBUG's lines name the connection; -1: there are none */
};

struct pm_frame {
    size_t header, size; /* bytes */
};

/* codec NULL: pickle; max_reply 0: PM_FRAME_LIMIT_DEFAULT. -1: no memory; nothing is left to clear. */
int pm_exchange_init(struct pm_exchange *exchange, const struct pm_codec *codec, size_t max_reply);
void pm_exchange_clear(struct pm_exchange *exchange);
/* Prints what is exchanged, if PYMGR_DEBUG asks for it. */
void pm_exchange_trace(struct pm_exchange *exchange, int connection);

/*
 * Appends a request to `out`. ident NULL: None, for the server's own functions; args (a tuple) NULL: none;
 * kwds (a dict) NULL: none; all are borrowed. -1: it cannot be sent, and `out` is as before.
 */
int pm_exchange_add(struct pm_exchange *exchange, pymgr_value *ident, const char *method, pymgr_value *args,
    pymgr_value *kwds, struct pm_error *error);

/* What is at the start of `in`; with PM_FRAME_MORE *missingp is how many bytes are, where that is known. */
enum pm_frame_state pm_exchange_peek(
    const struct pm_exchange *exchange, size_t limit, struct pm_frame *frame, size_t *missingp);
/* Takes the reply that is a frame at the start of `in`: its value is new in *valuep. -1: it cannot be read;
 * it is taken all the same. */
int pm_exchange_take(struct pm_exchange *exchange, const struct pm_frame *frame, enum pm_reply_kind *kindp,
    pymgr_value **valuep, struct pm_error *error);

/* Gives the handshake the frame at the start of `in`; its answer is in `out`. */
enum pm_auth_state pm_exchange_shake(
    struct pm_exchange *exchange, struct pm_auth *auth, const struct pm_frame *frame);

/* Releases the memory of an `out` that was large, once it is all written. */
void pm_exchange_written(struct pm_exchange *exchange);

#endif
