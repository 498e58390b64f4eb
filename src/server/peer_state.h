/* SPDX-License-Identifier: MIT
 *
 * What the files of a peer share: peer.c (its life: reading, frames, the handshake, sending), peer_request.c
 * (requests and answers: the serializer and dispatch) and peer_session.c (the peer as its calls see it).
 */
#ifndef PM_SERVER_PEER_STATE_H
#define PM_SERVER_PEER_STATE_H

#include "server/dispatch.h"
#include "server/loop.h"
#include "server/peer.h"
#include "server/receiver.h"

enum {
    /* Answers to pipelined requests that are gathered before they are sent. */
    PM_PEER_GATHER = 256 * 1024,
};

enum pm_stage {
    PM_STAGE_HANDSHAKE,
    PM_STAGE_SERVER,  /* the next request is for one of the server's public functions */
    PM_STAGE_OBJECTS, /* requests are for objects */
    PM_STAGE_LEAVING, /* nothing more is read; closes when all is sent */
};

struct pm_peer {
    struct pm_session session; /* first, so that a session is its peer */
    uv_timer_t timer;          /* the handshake's deadline, then those of waiting calls */
    int fd;
    uint32_t events; /* that are watched */
    bool drained;    /* the last read took all that there was */
    struct pm_loop *loop;
    TAILQ_ENTRY(pm_peer) link;       /* loop->peers */
    TAILQ_ENTRY(pm_peer) queue_link; /* loop->pending, later loop->done */

    enum pm_stage stage;
    bool tcp;
    bool closing;
    bool waiting; /* call sits in a wait queue, or has ended and the answer is there */
    bool done;    /* in loop->done */
    bool answer_twice;
    struct pm_auth *auth;         /* until admitted */
    const struct pm_codec *codec; /* NULL until the first request */
    struct pm_dialect dialect;
    struct pm_receiver receiver;
    struct pm_call call;
    struct pm_answer answer; /* of a call that has waited */
    struct pm_buffer in;     /* the beginning of a frame */
    struct pm_buffer out;    /* what the socket did not take */
};

static inline struct pm_peer *pm_peer_of(struct pm_session *session)
{
    return (struct pm_peer *)session;
}

static inline struct pm_peer *pm_peer_of_receiver(struct pm_receiver *receiver)
{
    return (struct pm_peer *)((char *)receiver - offsetof(struct pm_peer, receiver));
}

extern const struct pm_session_ops pm_peer_session_ops;
/* The address by which a peer reached the server: new; NULL: no memory. */
pymgr_value *pm_peer_find_address(struct pm_receiver *receiver);

/* One request of an admitted peer: its answer is appended to the loop's buffer, or its call waits. */
void pm_peer_request(struct pm_peer *peer, const unsigned char *payload, size_t size);
/* Appends an answer, whose value is taken. If not even an error could be told, the peer is to leave. */
void pm_peer_reply(struct pm_peer *peer, struct pm_answer *answer);
/* Says in the log why a peer is cut off. */
void pm_peer_refuse(const struct pm_peer *peer, const char *why);
/* The timer of handshakes and of waiting calls. */
void pm_peer_on_time(uv_timer_t *timer);

#endif
