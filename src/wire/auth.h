/* SPDX-License-Identifier: MIT
 *
 * The mutual HMAC handshake of multiprocessing.connection, both sides, every version: see doc/protocol.md. A
 * machine fed with whole payloads; what is to be sent comes out as frames. No descriptor, no clock: deadlines
 * are the connection's business.
 */
#ifndef PM_WIRE_AUTH_H
#define PM_WIRE_AUTH_H

#include "base/buffer.h"

/* From weakest to strongest, so that a minimum is a comparison. */
enum pm_digest { PM_DIGEST_MD5, PM_DIGEST_SHA256, PM_DIGEST_SHA3_256, PM_DIGEST_SHA384, PM_DIGEST_SHA3_384 };

/* "md5", "sha256", "sha384", "sha3_256", "sha3_384". */
bool pm_digest_parse(const char *name, enum pm_digest *digestp);
/* Static. */
const char *pm_digest_name(enum pm_digest digest);

enum pm_auth_role {
    PM_AUTH_SERVER, /* challenges first, then answers */
    PM_AUTH_CLIENT,
};

enum pm_auth_state {
    PM_AUTH_MORE,
    PM_AUTH_ADMITTED,
    PM_AUTH_REFUSED, /* by us or by the peer: pm_auth_reason says which and why; send what is in out, then
                        close */
};

struct pm_auth_policy {
    const unsigned char *key; /* borrowed for the life of the machine */
    size_t key_size;
    enum pm_digest min_digest; /* a weaker one is neither accepted nor given */
    /* Fills bytes; false: it cannot. NULL, as everywhere but in tests: OpenSSL's generator. */
    bool (*random)(unsigned char *bytes, size_t size);
};

enum {
    PM_CHALLENGE_RANDOM = 40,
    PM_CHALLENGE_MAX = 64, /* ours: the digest's name in braces, then the random bytes */
};

struct pm_auth {
    const struct pm_auth_policy *policy;
    enum pm_auth_role role;
    enum pm_auth_state state;
    unsigned step;
    unsigned char challenge[PM_CHALLENGE_MAX]; /* ours, after #CHALLENGE# */
    size_t challenge_size;
    bool legacy;           /* the peer's challenge was one of Python 3.11's or older: it may be Python 2 */
    bool raw_sha256;       /* the peer answered with a bare SHA-256, as Red Hat's Python 3.11 and older do */
    enum pm_digest digest; /* of our answer, once that is given */
    const char *reason;    /* static text, for the log */
};

/* Starts; the server's challenge is appended to out as a frame. -1: no random bytes or no memory. */
int pm_auth_start(
    struct pm_auth *auth, enum pm_auth_role role, const struct pm_auth_policy *policy, struct pm_buffer *out);
/* One payload from the peer; answers are appended to out as frames. */
enum pm_auth_state pm_auth_feed(
    struct pm_auth *auth, const unsigned char *payload, size_t size, struct pm_buffer *out);
/* Why it was refused: one line without names or keys, for the log; "" when it was not. */
const char *pm_auth_reason(const struct pm_auth *auth);

#endif
