/* SPDX-License-Identifier: MIT
 *
 * The server's side of a connection, in a child process that does with it what the test wants.
 */
#ifndef PM_TESTS_PUPPET_H
#define PM_TESTS_PUPPET_H

#include "wire/address.h"
#include "wire/auth.h"

struct pm_puppet {
    int fd;
    struct pm_buffer in;
    size_t header, size; /* of the frame at the start of in */
};

/* A listener at an address, in which a port 0 is replaced by what it is. */
int pm_puppet_listen(struct pm_address *address);

/* Reads until a frame is at the start of `in`; false at the end. */
bool pm_puppet_read(struct pm_puppet *puppet);
void pm_puppet_drop(struct pm_puppet *puppet);
/* Writes all, or ends the process. */
void pm_puppet_write(const struct pm_puppet *puppet, const unsigned char *bytes, size_t size);
/* Shakes hands. */
void pm_puppet_admit(struct pm_puppet *puppet, const struct pm_auth_policy *policy);
/* Reads what comes, to the end. */
void pm_puppet_drain(const struct pm_puppet *puppet);

#endif
