/* SPDX-License-Identifier: MIT
 *
 * A peer: one connection, from its first byte to its last. This file strings the stages together: frames, the
 * handshake, the serializer, dispatch, and back.
 */
#ifndef PM_SERVER_PEER_H
#define PM_SERVER_PEER_H

#include "object/call.h"

struct pm_loop;
struct pm_peer;

/* Takes over a connected non-blocking socket, on its loop's thread. On failure the socket is closed, with a
 * line in the log. */
void pm_peer_open(struct pm_loop *loop, int fd);
/* Something has come of what is watched: epoll's events. On its loop's thread. */
void pm_peer_on_events(struct pm_peer *peer, uint32_t events);
/* Closes a connection: what it waited for is cancelled. On its loop's thread. */
void pm_peer_close(struct pm_peer *peer);
/* Goes on with a peer whose waiting call has ended: sends the answer, takes the next request. On its loop's
 * thread. */
void pm_peer_resume(struct pm_peer *peer);
/* The next peer of the loop whose waiting call has ended, off the loop's list; NULL: none. Under the server's
 * lock. */
struct pm_peer *pm_peer_take_done(struct pm_loop *loop);

/* For the server's own methods: from the next request on, requests are for objects. */
void pm_peer_serve_objects(struct pm_session *session);
/* For the server's own methods: the answer to this request is sent twice. */
void pm_peer_answer_twice(struct pm_session *session);

#endif
