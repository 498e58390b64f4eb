/* SPDX-License-Identifier: MIT
 *
 * Addresses as the command line writes them and as tokens carry them: HOST:PORT, [IPv6]:PORT, a path with a
 * `/` in it, @name for the abstract namespace.
 */
#ifndef PM_WIRE_ADDRESS_H
#define PM_WIRE_ADDRESS_H

#include "base/error.h"
#include "value/value.h"

#include <sys/socket.h>
#include <sys/un.h>

/*
 * Bytes of a Unix socket's send buffer that both ends ask for: the most that Linux grants to everybody, and
 * twice what a socket has otherwise. A large message takes half as many turns of writer and reader then; what
 * a peer that does not read can keep the kernel from freeing stays below half a megabyte.
 */
enum { PM_UNIX_SEND_BUFFER = 208 * 1024 };

enum pm_address_kind { PM_ADDRESS_TCP, PM_ADDRESS_UNIX, PM_ADDRESS_ABSTRACT };

struct pm_address {
    enum pm_address_kind kind;
    char host[256]; /* TCP: a name or number, no brackets */
    uint16_t port;
    char path[sizeof((struct sockaddr_un *)0)->sun_path]; /* Unix: the path; abstract: the name without @ or
                                                             NUL */
};

/* -1 with PM_ERROR_VALUE and a text for the user. */
int pm_address_parse(const char *text, struct pm_address *address, struct pm_error *error);
/* As pm_address_parse reads it: into text, cut to size. */
void pm_address_format(const struct pm_address *address, char *text, size_t size);
/* The socket addresses of an address: at most `most` are stored; the number stored, or -1 (unknown host...).
 * May block on DNS. */
int pm_address_resolve(const struct pm_address *address, bool passive, struct sockaddr_storage *addresses,
    socklen_t *lengths, size_t most, struct pm_error *error);
/* What getsockname or getpeername said, as an address. */
void pm_address_from_socket(
    const struct sockaddr *socket_address, socklen_t length, struct pm_address *address);
/* As a Token carries it: ('host', port), '/path' or '\0name': new. */
pymgr_value *pm_address_to_value(const struct pm_address *address);
/*
 * The reverse; a list (xmlrpclib), bytes (Python 3's own abstract names) and IPv6's four items are taken too.
 * -1: the value is no address (PM_ERROR_TYPE), or a name is too long or has a NUL in it (PM_ERROR_VALUE).
 */
int pm_address_from_value(const pymgr_value *value, struct pm_address *address, struct pm_error *error);

#endif
