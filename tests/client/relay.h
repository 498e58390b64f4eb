/* SPDX-License-Identifier: MIT
 *
 * What a network may do to a connection: a child process through which clients reach a server, that passes
 * on bytes singly, or ends connections in the middle.
 */
#ifndef PM_TESTS_RELAY_H
#define PM_TESTS_RELAY_H

#include <stdatomic.h>
#include <stddef.h>
#include <sys/types.h>

/* What happens to connections from now on; shared with the child. */
struct pm_relay_ways {
    _Atomic size_t piece; /* bytes that are passed on at once; 0: as they come */
    _Atomic long cut;     /* bytes of the server after which a connection ends; less than 0: none */
    _Atomic int count;    /* of connections so far */
};

struct pm_relay {
    pid_t pid;
    char address[64];
    struct pm_relay_ways *ways;
};

/* To a server's address, "@name". A failure ends the test. */
void pm_relay_begin(struct pm_relay *relay, const char *to);
void pm_relay_end(struct pm_relay *relay);

#endif
