/* SPDX-License-Identifier: MIT
 *
 * A socket that is connected to a server.
 */
#ifndef PM_CLIENT_DIAL_H
#define PM_CLIENT_DIAL_H

#include "client/deadline.h"
#include "wire/address.h"

enum pm_dialled {
    PM_DIALLED,
    PM_DIAL_FAILED,
    PM_DIAL_NO_SOCKET, /* this process, or this system, can have no more of them */
    PM_DIAL_TIMED_OUT,
    PM_DIAL_GOES_ON, /* only pm_dial_step: it wants to be called again */
};

enum { PM_DIAL_ADDRESSES = 16 /* of one host name that are tried */ };

/*
 * Connects to an address, or to the first of a host's addresses that takes the connection: the descriptor is
 * in *fdp, in blocking mode. Otherwise *error says why. Looking up a host's name may take longer than the
 * deadline.
 */
enum pm_dialled pm_dial(
    const struct pm_address *address, struct pm_deadline deadline, int *fdp, struct pm_error *error);

/*
 * The same without waiting, but for looking up the name. A connect that is under way over TCP is worth
 * another step once the descriptor can be written to; a Unix socket whose listener has too many waiting
 * already, after a while.
 */
struct pm_dialling {
    const struct pm_address *address; /* borrowed */
    struct sockaddr_storage names[PM_DIAL_ADDRESSES];
    socklen_t lengths[PM_DIAL_ADDRESSES];
    int count, next;
    int number; /* why the one before did not take the connection: an errno */
};

/* 0, or -1: there is nothing to connect to. */
int pm_dial_begin(struct pm_dialling *dialling, const struct pm_address *address, struct pm_error *error);
/* Goes on: *fdp, at first -1, is the descriptor that is being connected, and then the one that is. */
enum pm_dialled pm_dial_step(struct pm_dialling *dialling, int *fdp, struct pm_error *error);

/* Sets what every connection wants: over TCP nothing that is sent waits for more; a Unix socket gets a larger
 * buffer. */
void pm_dial_prepare(int fd, const struct pm_address *address);
/* Has what came over TCP acknowledged at once, so that a peer that waits for that does not. */
void pm_acknowledge_quickly(int fd);

#endif
