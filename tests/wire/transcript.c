/* SPDX-License-Identifier: MIT
 *
 * Each line is a word and what belongs to it; a handler for each word. The machine starts at the first line
 * of the conversation itself. What the peer sends goes through a frame, one byte at a time, as it may come
 * from a socket.
 */
#include "wire/transcript.h"

#include "wire/frame.h"

#include <ctype.h>

enum {
    KEY_MAX = 64,
    PAYLOAD_MAX = 512, /* more than a machine accepts */
};

struct bytes {
    unsigned char data[PAYLOAD_MAX];
    size_t size;
};

struct player {
    enum pm_auth_role role;
    struct pm_auth_policy policy;
    struct bytes key;
    struct pm_auth auth;
    bool started;
    struct pm_buffer in, out;
    bool as_written;
};

struct line {
    const char *text;
    size_t size;
};

static unsigned char random_now[PM_CHALLENGE_RANDOM];

static bool random_as_written(unsigned char *bytes, size_t size)
{
    memcpy(bytes, random_now, size);
    return true;
}

static bool line_is(struct line line, const char *text)
{
    return line.size == strlen(text) && memcmp(line.text, text, line.size) == 0;
}

static unsigned hex_digit(char digit)
{
    return (unsigned)(digit <= '9' ? digit - '0' : (digit | ' ') - 'a' + 10);
}

/* Bytes up to the first character that is not hexadecimal. */
static struct bytes from_hex(struct line line)
{
    struct bytes bytes = { .size = 0 };

    for (size_t i = 0; i + 1 < line.size && bytes.size < PAYLOAD_MAX; i += 2) {
        if (!isxdigit((unsigned char)line.text[i]) || !isxdigit((unsigned char)line.text[i + 1]))
            break;
        bytes.data[bytes.size++] =
            (unsigned char)(hex_digit(line.text[i]) << 4 | hex_digit(line.text[i + 1]));
    }
    return bytes;
}

static void set_role(struct player *player, struct line line)
{
    player->role = line_is(line, "client") ? PM_AUTH_CLIENT : PM_AUTH_SERVER;
}

static void set_key(struct player *player, struct line line)
{
    if (player->started)
        return;
    player->key = from_hex(line);
    player->policy.key = player->key.data;
    player->policy.key_size = player->key.size;
}

static void set_min(struct player *player, struct line line)
{
    char name[16] = "";

    if (line.size < sizeof name)
        memcpy(name, line.text, line.size);
    player->as_written &= pm_digest_parse(name, &player->policy.min_digest);
}

static void set_random(struct player *player, struct line line)
{
    struct bytes bytes = from_hex(line);

    (void)player;
    memcpy(random_now, bytes.data, sizeof random_now);
}

static void start(struct player *player)
{
    if (player->started)
        return;
    player->started = true;
    player->as_written &= pm_auth_start(&player->auth, player->role, &player->policy, &player->out) == 0;
}

static void we_send(struct player *player, struct line line)
{
    struct bytes expected = from_hex(line);
    size_t header, size;

    start(player);
    if (pm_frame_peek(pm_buffer_bytes(&player->out), pm_buffer_length(&player->out), PM_FRAME_BEFORE_AUTH,
            &header, &size) != PM_FRAME_READY) {
        player->as_written = false;
        return;
    }
    player->as_written &=
        size == expected.size && memcmp(pm_buffer_bytes(&player->out) + header, expected.data, size) == 0;
    pm_buffer_consume(&player->out, header + size);
}

static void take_frame(struct player *player)
{
    size_t header, size;

    if (pm_frame_peek(pm_buffer_bytes(&player->in), pm_buffer_length(&player->in), PAYLOAD_MAX, &header,
            &size) != PM_FRAME_READY)
        return;
    pm_auth_feed(&player->auth, pm_buffer_bytes(&player->in) + header, size, &player->out);
    pm_buffer_consume(&player->in, header + size);
}

static void peer_sends(struct player *player, struct line line)
{
    struct bytes payload = from_hex(line);
    unsigned char header[PM_FRAME_HEADER_MAX];
    size_t header_size = pm_frame_header(payload.size, header);

    start(player);
    for (size_t i = 0; i < header_size + payload.size; i++) {
        pm_put_u8(&player->in, i < header_size ? header[i] : payload.data[i - header_size]);
        take_frame(player);
    }
}

static void we_refuse(struct player *player, struct line line)
{
    player->as_written &= player->started && line_is(line, pm_auth_reason(&player->auth));
}

static const struct word {
    const char *name;
    void (*handle)(struct player *player, struct line line);
} words[] = {
    { "role ", set_role },
    { "key ", set_key },
    { "min ", set_min },
    { "random ", set_random },
    { "> ", we_send },
    { "< ", peer_sends },
    { "! ", we_refuse },
};

static void play_line(struct player *player, struct line line)
{
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        size_t size = strlen(words[i].name);

        if (line.size >= size && memcmp(line.text, words[i].name, size) == 0) {
            words[i].handle(player, (struct line){ line.text + size, line.size - size });
            return;
        }
    }
}

void pm_transcript_play(const unsigned char *text, size_t size, struct pm_transcript *transcript)
{
    struct player player = { .policy = { .random = random_as_written }, .as_written = true };
    const char *at = (const char *)text, *end = at + size;

    player.policy.key = player.key.data;
    while (at < end) {
        const char *newline = memchr(at, '\n', (size_t)(end - at));
        const char *stop = newline == NULL ? end : newline;

        play_line(&player, (struct line){ at, (size_t)(stop - at) });
        at = stop + 1;
    }
    start(&player);
    *transcript = (struct pm_transcript){ .state = player.auth.state,
        .reason = pm_auth_reason(&player.auth),
        .as_written = player.as_written && pm_buffer_length(&player.out) == 0 };
    pm_buffer_free(&player.in);
    pm_buffer_free(&player.out);
}
