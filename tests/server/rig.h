/* SPDX-License-Identifier: MIT
 *
 * A server inside the test: its first loop runs only when the test turns it, and its peers are the other ends
 * of socket pairs.
 */
#ifndef PM_TESTS_RIG_H
#define PM_TESTS_RIG_H

#include "codec/codec.h"
#include "server/loop.h"
#include "server/server.h"

struct pm_rig {
    pymgr_server *server;
    struct pm_loop *loop;
    struct pm_scratch *scratch; /* of the clients */
};

void pm_rig_open(struct pm_rig *rig);
void pm_rig_open_with(struct pm_rig *rig, const struct pymgr_server_options *options);
void pm_rig_close(struct pm_rig *rig);

/* Lets the loop do all that can be done at once. */
void pm_rig_turn(struct pm_rig *rig);
/* Lets it go on, waiting for timers, until `fd` has something to read (its end counts). False: nothing in ten
 * seconds. */
bool pm_rig_wait(struct pm_rig *rig, int fd);

/* The client's end of a new connection: as it is accepted, once admitted, and once it is a proxy's channel.
 */
int pm_rig_connect(struct pm_rig *rig);
int pm_rig_admitted(struct pm_rig *rig);
int pm_rig_channel(struct pm_rig *rig);

/* A request (ident, method, args, kwds) as a frame: appended. ident NULL: None; args taken. */
void pm_rig_put(struct pm_rig *rig, struct pm_buffer *out, const struct pm_codec *codec, const char *ident,
    const char *method, pymgr_value *args);
/* Writes all of the buffer to fd (the loop is turned while it does not fit), and frees it. */
void pm_rig_write(struct pm_rig *rig, int fd, struct pm_buffer *bytes);
/* The next reply's value: new, its kind in *kindp ("#RETURN"...) which must be freed; NULL: the connection
 * has ended. */
pymgr_value *pm_rig_read(struct pm_rig *rig, int fd, const struct pm_codec *codec, char kind[32]);
/* Both at once, over pickle. */
pymgr_value *pm_rig_call(
    struct pm_rig *rig, int fd, const char *ident, const char *method, pymgr_value *args, char kind[32]);
/* Creates an object; its ident. */
void pm_rig_create(struct pm_rig *rig, const char *typeid, char ident[PM_IDENT_SIZE]);
/* With arguments: the typeid and what follows, taken. */
void pm_rig_create_with(struct pm_rig *rig, pymgr_value *args, char ident[PM_IDENT_SIZE]);
/* Whether the server has closed the connection. */
bool pm_rig_ended(struct pm_rig *rig, int fd);

#endif
