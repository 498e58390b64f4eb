/* SPDX-License-Identifier: MIT */
#include "base/memory.h"
#include "unit.h"
#include "wire/frame.h"
#include "wire/transcript.h"

#include <openssl/evp.h>
#include <stdio.h>

static const unsigned char key[] = "a key with a \0 in it";

static const struct pm_auth_policy lenient = { .key = key, .key_size = sizeof key };

/* Gives a machine the frame that waits in `from`; its own go to `to`. */
static enum pm_auth_state carry(struct pm_auth *auth, struct pm_buffer *from, struct pm_buffer *to)
{
    size_t header, size;
    enum pm_auth_state state;

    if (pm_frame_peek(pm_buffer_bytes(from), pm_buffer_length(from), PM_FRAME_BEFORE_AUTH, &header, &size) !=
        PM_FRAME_READY)
        return auth->state;
    state = pm_auth_feed(auth, pm_buffer_bytes(from) + header, size, to);
    pm_buffer_consume(from, header + size);
    return state;
}

struct pair {
    struct pm_auth server, client;
    struct pm_buffer to_server, to_client;
};

/* Both of our own machines against each other, until neither has anything to say. */
static void converse(
    struct pair *pair, const struct pm_auth_policy *server, const struct pm_auth_policy *client)
{
    *pair = (struct pair){ .to_server = PM_BUFFER_INIT };
    CU_ASSERT_EQUAL(pm_auth_start(&pair->server, PM_AUTH_SERVER, server, &pair->to_client), 0);
    CU_ASSERT_EQUAL(pm_auth_start(&pair->client, PM_AUTH_CLIENT, client, &pair->to_server), 0);
    while (pm_buffer_length(&pair->to_client) + pm_buffer_length(&pair->to_server) > 0) {
        carry(&pair->client, &pair->to_client, &pair->to_server);
        carry(&pair->server, &pair->to_server, &pair->to_client);
    }
}

static void hang_up(struct pair *pair)
{
    pm_buffer_free(&pair->to_server);
    pm_buffer_free(&pair->to_client);
}

static void our_own_sides_agree(void)
{
    for (enum pm_digest least = PM_DIGEST_MD5; least <= PM_DIGEST_SHA3_384; least++) {
        struct pm_auth_policy policy = { .key = key, .key_size = sizeof key, .min_digest = least };
        struct pair pair;

        converse(&pair, &policy, &policy);
        CU_ASSERT_EQUAL(pair.server.state, PM_AUTH_ADMITTED);
        CU_ASSERT_EQUAL(pair.client.state, PM_AUTH_ADMITTED);
        CU_ASSERT_STRING_EQUAL(pm_auth_reason(&pair.server), "");
        CU_ASSERT_FALSE(pair.server.legacy);
        CU_ASSERT_EQUAL(pair.client.digest, least == PM_DIGEST_MD5 ? PM_DIGEST_SHA256 : least);
        CU_ASSERT_EQUAL(pair.server.digest, pair.client.digest);
        hang_up(&pair);
    }
}

static void another_key_is_refused_on_both_sides(void)
{
    struct pm_auth_policy other = { .key = key, .key_size = sizeof key / 2 };
    struct pair pair;

    converse(&pair, &lenient, &other);
    CU_ASSERT_EQUAL(pair.server.state, PM_AUTH_REFUSED);
    CU_ASSERT_EQUAL(pair.client.state, PM_AUTH_REFUSED);
    CU_ASSERT_PTR_NOT_NULL(strstr(pm_auth_reason(&pair.server), "another key"));
    CU_ASSERT_PTR_NOT_NULL(strstr(pm_auth_reason(&pair.client), "refused our answer"));
    hang_up(&pair);
}

static void an_empty_key_is_a_key(void)
{
    struct pm_auth_policy empty = { .key = key, .key_size = 0 };
    struct pair pair;

    converse(&pair, &empty, &empty);
    CU_ASSERT_EQUAL(pair.client.state, PM_AUTH_ADMITTED);
    hang_up(&pair);
    converse(&pair, &empty, &lenient);
    CU_ASSERT_EQUAL(pair.server.state, PM_AUTH_REFUSED);
    hang_up(&pair);
}

static void challenges_differ(void)
{
    struct pm_buffer out = PM_BUFFER_INIT;
    struct pm_auth first, second;

    CU_ASSERT_EQUAL(pm_auth_start(&first, PM_AUTH_SERVER, &lenient, &out), 0);
    CU_ASSERT_EQUAL(pm_auth_start(&second, PM_AUTH_SERVER, &lenient, &out), 0);
    CU_ASSERT_EQUAL(first.challenge_size, strlen("{sha256}") + PM_CHALLENGE_RANDOM);
    CU_ASSERT_NOT_EQUAL(memcmp(first.challenge, second.challenge, first.challenge_size), 0);
    pm_buffer_free(&out);
}

static void its_end_is_final(void)
{
    struct pair pair;

    converse(&pair, &lenient, &lenient);
    CU_ASSERT_EQUAL(pm_auth_feed(&pair.server, key, sizeof key, &pair.to_client), PM_AUTH_ADMITTED);
    CU_ASSERT_EQUAL(pm_buffer_length(&pair.to_client), 0);
    hang_up(&pair);
}

static bool no_random(unsigned char *bytes, size_t size)
{
    memset(bytes, 0, size);
    return false;
}

static void no_random_bytes_no_challenge(void)
{
    struct pm_auth_policy policy = { .key = key, .key_size = sizeof key, .random = no_random };
    struct pm_buffer out = PM_BUFFER_INIT;
    struct pm_auth auth;

    CU_ASSERT_EQUAL(pm_auth_start(&auth, PM_AUTH_SERVER, &policy, &out), -1);
    CU_ASSERT_EQUAL(pm_buffer_length(&out), 0);
    CU_ASSERT_PTR_NOT_NULL(strstr(pm_auth_reason(&auth), "random"));
    pm_buffer_free(&out);
}

/* As when OpenSSL is in FIPS mode, where MD5 cannot be had (here nothing can, for lack of the module). */
static void a_digest_that_openssl_lacks_is_refused(void)
{
    static const unsigned char challenge[] = "#CHALLENGE#01234567890123456789";
    struct pm_buffer out = PM_BUFFER_INIT;
    struct pm_auth client, server;

    CU_ASSERT_EQUAL(pm_auth_start(&client, PM_AUTH_CLIENT, &lenient, &out), 0);
    CU_ASSERT_EQUAL(pm_auth_start(&server, PM_AUTH_SERVER, &lenient, &out), 0);
    CU_ASSERT_EQUAL_FATAL(EVP_set_default_properties(NULL, "fips=yes"), 1);
    CU_ASSERT_EQUAL(pm_auth_feed(&client, challenge, sizeof challenge - 1, &out), PM_AUTH_REFUSED);
    CU_ASSERT_EQUAL(pm_auth_feed(&server, challenge, 16, &out), PM_AUTH_REFUSED);
    CU_ASSERT_EQUAL(EVP_set_default_properties(NULL, ""), 1);
    CU_ASSERT_PTR_NOT_NULL(strstr(pm_auth_reason(&client), "this OpenSSL does not offer"));
    CU_ASSERT_PTR_NOT_NULL(strstr(pm_auth_reason(&server), "this OpenSSL does not offer"));
    pm_buffer_free(&out);
}

static void no_memory_is_refused(void)
{
    static const unsigned char challenge[] = "#CHALLENGE#{sha256}0123456789012345678901234567890123456789";
    struct pm_buffer out = PM_BUFFER_INIT;
    struct pm_auth auth;

    pm_memory_fail_at(1);
    CU_ASSERT_EQUAL(pm_auth_start(&auth, PM_AUTH_SERVER, &lenient, &out), -1);
    CU_ASSERT_EQUAL(pm_auth_start(&auth, PM_AUTH_CLIENT, &lenient, &out), -1);
    pm_memory_fail_at(0);
    pm_buffer_clear(&out);
    CU_ASSERT_EQUAL(pm_auth_start(&auth, PM_AUTH_CLIENT, &lenient, &out), 0);
    pm_memory_fail_at(1);
    CU_ASSERT_EQUAL(pm_auth_feed(&auth, challenge, sizeof challenge - 1, &out), PM_AUTH_REFUSED);
    pm_memory_fail_at(0);
    CU_ASSERT_STRING_EQUAL(pm_auth_reason(&auth), "out of memory");
    pm_buffer_free(&out);
}

static void digests_have_pythons_names(void)
{
    static const char *const names[] = { "md5", "sha256", "sha3_256", "sha384", "sha3_384" };
    enum pm_digest digest;

    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        CU_ASSERT_TRUE(pm_digest_parse(names[i], &digest));
        CU_ASSERT_EQUAL((size_t)digest, i);
    }
    CU_ASSERT_FALSE(pm_digest_parse("sha1", &digest));
    CU_ASSERT_FALSE(pm_digest_parse("sha2569", &digest));
    CU_ASSERT_FALSE(pm_digest_parse("", &digest));
}

static void expect(const char *path, const unsigned char *bytes, size_t size, void *context)
{
    const enum pm_auth_state *state = context;
    struct pm_transcript transcript;

    pm_transcript_play(bytes, size, &transcript);
    if (transcript.state == *state && transcript.as_written)
        return;
    fprintf(stderr, "\n%s: state %d, reason \"%s\"\n", path, transcript.state, transcript.reason);
    CU_FAIL("conversation");
}

static void recorded_conversations(void)
{
    enum pm_auth_state admitted = PM_AUTH_ADMITTED, refused = PM_AUTH_REFUSED;

    CU_ASSERT(pm_test_each_file("corpus/auth/valid", expect, &admitted) > 0);
    CU_ASSERT(pm_test_each_file("corpus/auth/invalid", expect, &refused) > 0);
}

static const struct pm_test tests[] = {
    { "our own sides agree", our_own_sides_agree },
    { "another key is refused on both sides", another_key_is_refused_on_both_sides },
    { "an empty key is a key", an_empty_key_is_a_key },
    { "challenges differ", challenges_differ },
    { "its end is final", its_end_is_final },
    { "no random bytes, no challenge", no_random_bytes_no_challenge },
    { "a digest that OpenSSL lacks is refused", a_digest_that_openssl_lacks_is_refused },
    { "no memory is refused", no_memory_is_refused },
    { "digests have Python's names", digests_have_pythons_names },
    { "recorded conversations, byte by byte", recorded_conversations },
};

const struct pm_suite pm_suite_auth = { "wire/auth", PM_SUITE(tests) };
