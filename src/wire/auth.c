/* SPDX-License-Identifier: MIT
 *
 * Each side once delivers a challenge (and verifies the answer) and once answers the other's: the server
 * delivers first, the client answers first. So a role is a list of steps, one for each payload that comes in.
 *
 * What an answer looks like tells who gives it:
 *
 *     challenge               answer                  by
 *     20 bytes                16 bytes: MD5           Python 3.11 and older, and every later one
 *     20 bytes                32 bytes: SHA-256       Red Hat's builds of these
 *     "{digest}" and bytes    "{digest}" and the MAC  Python 3.12 and newer
 *     "{digest}" and bytes    16 or 32 bytes          the older ones: to them it is just a longer challenge
 *
 * The MAC is over everything that follows #CHALLENGE#, the name in braces included, so that nobody on the way
 * can swap the name for a weaker digest's.
 */
#include "wire/auth.h"

#include "wire/frame.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/rand.h>

enum {
    LEGACY_CHALLENGE = 20, /* both what older servers send and the least that anyone may send */
    RAW_MD5 = 16,
    RAW_SHA256 = 32,
};

static const char challenge_mark[] = "#CHALLENGE#";
static const char welcome[] = "#WELCOME#";
static const char failure[] = "#FAILURE#";

struct digest {
    const char *name;    /* between the braces */
    const char *openssl; /* what OpenSSL calls it */
};

static const struct digest digests[] = {
    [PM_DIGEST_MD5] = { .name = "md5", .openssl = "MD5" },
    [PM_DIGEST_SHA256] = { .name = "sha256", .openssl = "SHA2-256" },
    [PM_DIGEST_SHA3_256] = { .name = "sha3_256", .openssl = "SHA3-256" },
    [PM_DIGEST_SHA384] = { .name = "sha384", .openssl = "SHA2-384" },
    [PM_DIGEST_SHA3_384] = { .name = "sha3_384", .openssl = "SHA3-384" },
};

struct mac {
    unsigned char bytes[EVP_MAX_MD_SIZE];
    size_t size;
};

static bool find_digest(const char *name, size_t size, enum pm_digest *digestp)
{
    for (size_t i = 0; i < sizeof digests / sizeof digests[0]; i++) {
        if (strlen(digests[i].name) == size && memcmp(digests[i].name, name, size) == 0) {
            *digestp = (enum pm_digest)i;
            return true;
        }
    }
    return false;
}

bool pm_digest_parse(const char *name, enum pm_digest *digestp)
{
    return find_digest(name, strlen(name), digestp);
}

const char *pm_digest_name(enum pm_digest digest)
{
    return digests[digest].name;
}

/* Reads "{digest}" at the start; returns its length, or 0 when it is not there or names an unknown digest. */
static size_t parse_prefix(const unsigned char *bytes, size_t size, enum pm_digest *digestp)
{
    const unsigned char *close = size > 0 && bytes[0] == '{' ? memchr(bytes, '}', size) : NULL;

    if (close == NULL || !find_digest((const char *)bytes + 1, (size_t)(close - bytes) - 1, digestp))
        return 0;
    return (size_t)(close - bytes) + 1;
}

static size_t put_prefix(unsigned char *bytes, enum pm_digest digest)
{
    size_t size = strlen(digests[digest].name);

    bytes[0] = '{';
    memcpy(bytes + 1, digests[digest].name, size);
    bytes[size + 1] = '}';
    return size + 2;
}

/* False: this OpenSSL does not offer the digest (MD5 in FIPS mode), or there is no memory. */
static bool make_mac(const struct pm_auth *auth, enum pm_digest digest, const unsigned char *message,
    size_t size, struct mac *mac)
{
    return EVP_Q_mac(NULL, "HMAC", NULL, digests[digest].openssl, NULL, auth->policy->key,
               auth->policy->key_size, message, size, mac->bytes, sizeof mac->bytes, &mac->size) != NULL;
}

static bool refuse(struct pm_auth *auth, const char *reason)
{
    auth->reason = reason;
    return false;
}

static bool random_bytes(const struct pm_auth *auth, unsigned char *bytes, size_t size)
{
    if (auth->policy->random != NULL)
        return auth->policy->random(bytes, size);
    return RAND_bytes(bytes, (int)size) == 1;
}

/* Sends our challenge. It names the weakest digest that we would take, but never MD5: a peer that knows the
 * braces knows SHA-256 too, and answers with the digest that they name. */
static bool deliver(struct pm_auth *auth, struct pm_buffer *out)
{
    enum pm_digest least = auth->policy->min_digest;
    enum pm_digest digest = least > PM_DIGEST_SHA256 ? least : PM_DIGEST_SHA256;
    size_t prefix = put_prefix(auth->challenge, digest);
    size_t frame;

    if (!random_bytes(auth, auth->challenge + prefix, PM_CHALLENGE_RANDOM))
        return refuse(auth, "no random bytes for a challenge");
    auth->challenge_size = prefix + PM_CHALLENGE_RANDOM;
    frame = pm_frame_begin(out);
    pm_put_text(out, challenge_mark);
    pm_put(out, auth->challenge, auth->challenge_size);
    pm_frame_end(out, frame);
    return true;
}

/* Which digest an answer uses and how many bytes come before its MAC. */
static bool parse_answer(
    struct pm_auth *auth, const unsigned char *answer, size_t size, enum pm_digest *digestp, size_t *prefixp)
{
    *prefixp = 0;
    if (size == RAW_MD5) {
        *digestp = PM_DIGEST_MD5;
        return true;
    }
    *prefixp = parse_prefix(answer, size, digestp);
    if (*prefixp == 0 && size == RAW_SHA256) {
        *digestp = PM_DIGEST_SHA256;
        auth->raw_sha256 = true;
        return true;
    }
    return *prefixp != 0 || refuse(auth, "the answer is of no known digest");
}

static bool answer_is_right(struct pm_auth *auth, const unsigned char *answer, size_t size)
{
    enum pm_digest digest;
    size_t prefix;
    struct mac mac;

    if (!parse_answer(auth, answer, size, &digest, &prefix))
        return false;
    if (digest < auth->policy->min_digest)
        return refuse(auth, "the answer uses a weaker digest than is allowed");
    if (!make_mac(auth, digest, auth->challenge, auth->challenge_size, &mac))
        return refuse(auth, "the answer uses a digest that this OpenSSL does not offer");
    if (mac.size != size - prefix || CRYPTO_memcmp(mac.bytes, answer + prefix, mac.size) != 0)
        return refuse(auth, "the answer is wrong: the peer has another key");
    return true;
}

static bool verify(struct pm_auth *auth, const unsigned char *payload, size_t size, struct pm_buffer *out)
{
    bool right = answer_is_right(auth, payload, size);

    pm_frame_put(out, right ? welcome : failure, strlen(right ? welcome : failure));
    return right;
}

/* The MAC that a challenge without braces is answered with. */
static bool legacy_mac(struct pm_auth *auth, const unsigned char *challenge, struct mac *mac)
{
    bool sha256 = auth->raw_sha256 || auth->policy->min_digest > PM_DIGEST_MD5;

    auth->legacy = true;
    auth->digest = sha256 ? PM_DIGEST_SHA256 : PM_DIGEST_MD5;
    if (sha256 && auth->policy->min_digest > PM_DIGEST_SHA256)
        return refuse(auth, "the challenge is one of Python 3.11 or older: no digest that is allowed");
    if (make_mac(auth, auth->digest, challenge, LEGACY_CHALLENGE, mac))
        return true;
    return refuse(auth, "the challenge asks for a digest that this OpenSSL does not offer");
}

static bool answer_legacy(struct pm_auth *auth, const unsigned char *challenge, struct pm_buffer *out)
{
    struct mac mac;

    if (!legacy_mac(auth, challenge, &mac))
        return false;
    pm_frame_put(out, mac.bytes, mac.size);
    return true;
}

static bool answer_modern(
    struct pm_auth *auth, const unsigned char *challenge, size_t size, struct pm_buffer *out)
{
    unsigned char prefix[PM_CHALLENGE_MAX];
    enum pm_digest digest;
    struct mac mac;
    size_t frame;

    if (parse_prefix(challenge, size, &digest) == 0)
        return refuse(auth, "the challenge names no known digest");
    if (digest < auth->policy->min_digest)
        return refuse(auth, "the challenge asks for a weaker digest than is allowed");
    if (!make_mac(auth, digest, challenge, size, &mac))
        return refuse(auth, "the challenge asks for a digest that this OpenSSL does not offer");
    auth->digest = digest;
    frame = pm_frame_begin(out);
    pm_put(out, prefix, put_prefix(prefix, digest));
    pm_put(out, mac.bytes, mac.size);
    pm_frame_end(out, frame);
    return true;
}

static bool answer(struct pm_auth *auth, const unsigned char *payload, size_t size, struct pm_buffer *out)
{
    size_t mark = strlen(challenge_mark);

    if (size < mark || memcmp(payload, challenge_mark, mark) != 0)
        return refuse(auth, "expected a challenge");
    if (size - mark < LEGACY_CHALLENGE)
        return refuse(auth, "the challenge is too short");
    if (size - mark == LEGACY_CHALLENGE)
        return answer_legacy(auth, payload + mark, out);
    return answer_modern(auth, payload + mark, size - mark, out);
}

static bool is_welcome(struct pm_auth *auth, const unsigned char *payload, size_t size, struct pm_buffer *out)
{
    (void)out;
    if (size == strlen(welcome) && memcmp(payload, welcome, size) == 0)
        return true;
    return refuse(auth, "the peer refused our answer: it has another key, or wants another digest");
}

static bool is_welcome_then_deliver(
    struct pm_auth *auth, const unsigned char *payload, size_t size, struct pm_buffer *out)
{
    return is_welcome(auth, payload, size, out) && deliver(auth, out);
}

typedef bool step(struct pm_auth *auth, const unsigned char *payload, size_t size, struct pm_buffer *out);

enum { STEPS = 3 };

static step *const steps[][STEPS] = {
    [PM_AUTH_SERVER] = { verify, answer, is_welcome },
    [PM_AUTH_CLIENT] = { answer, is_welcome_then_deliver, verify },
};

int pm_auth_start(
    struct pm_auth *auth, enum pm_auth_role role, const struct pm_auth_policy *policy, struct pm_buffer *out)
{
    *auth = (struct pm_auth){ .policy = policy, .role = role, .state = PM_AUTH_MORE, .reason = "" };
    if (role == PM_AUTH_SERVER && !deliver(auth, out))
        return -1;
    return pm_buffer_failed(out) ? -1 : 0;
}

static bool take(struct pm_auth *auth, const unsigned char *payload, size_t size, struct pm_buffer *out)
{
    if (size > PM_FRAME_BEFORE_AUTH)
        return refuse(auth, "the message is too long for a handshake");
    if (!steps[auth->role][auth->step](auth, payload, size, out))
        return false;
    return !pm_buffer_failed(out) || refuse(auth, "out of memory");
}

enum pm_auth_state pm_auth_feed(
    struct pm_auth *auth, const unsigned char *payload, size_t size, struct pm_buffer *out)
{
    if (auth->state != PM_AUTH_MORE)
        return auth->state;
    if (!take(auth, payload, size, out))
        auth->state = PM_AUTH_REFUSED;
    else if (++auth->step == STEPS)
        auth->state = PM_AUTH_ADMITTED;
    return auth->state;
}

const char *pm_auth_reason(const struct pm_auth *auth)
{
    return auth->reason;
}
