/* SPDX-License-Identifier: MIT
 *
 * Text goes out in runs of bytes that stand for themselves. The table tells the others: those that are
 * escaped, those that XML cannot carry, and the first bytes of the code points from U+D000 and from U+F000
 * on, among which are the surrogates and the two noncharacters that XML excludes.
 */
#include "codec/xmlrpc_dumper.h"

#include <openssl/evp.h>

enum {
    PLAIN,
    ESCAPED,
    REFUSED,
    DOUBTFUL,
};

static const unsigned char classes[256] = {
    REFUSED,
    REFUSED,
    REFUSED,
    REFUSED,
    REFUSED,
    REFUSED,
    REFUSED,
    REFUSED, /* 0 to 7 */
    REFUSED,
    PLAIN,
    PLAIN,
    REFUSED,
    REFUSED,
    ESCAPED,
    REFUSED,
    REFUSED, /* 9: \t, 10: \n, 13: \r */
    REFUSED,
    REFUSED,
    REFUSED,
    REFUSED,
    REFUSED,
    REFUSED,
    REFUSED,
    REFUSED, /* 16 to 23 */
    REFUSED,
    REFUSED,
    REFUSED,
    REFUSED,
    REFUSED,
    REFUSED,
    REFUSED,
    REFUSED, /* 24 to 31 */
    ['&'] = ESCAPED,
    ['<'] = ESCAPED,
    ['>'] = ESCAPED,
    [0xed] = DOUBTFUL,
    [0xef] = DOUBTFUL,
};

static const char *escape_of(unsigned char byte)
{
    switch (byte) {
    case '&':
        return "&amp;";
    case '<':
        return "&lt;";
    case '>':
        return "&gt;";
    default: /* \r: a parser would read a line feed; CPython sends it bare and so loses it */
        return "&#13;";
    }
}

/* Whether three bytes that begin with 0xed or 0xef are neither a surrogate nor U+FFFE nor U+FFFF. */
static bool is_carried(const unsigned char *bytes)
{
    if (bytes[0] == 0xed)
        return bytes[1] < 0xa0;
    return bytes[1] != 0xbf || bytes[2] < 0xbe;
}

static int refuse(struct pm_error *error, const unsigned char *bytes)
{
    size_t position = 0;
    uint32_t code_point = pm_utf8_next((const char *)bytes, &position);

    return pm_fail(
        error, PM_ERROR_UNSERIALIZABLE, "cannot marshal the character U+%04X: XML has no way to", code_point);
}

int pm_xmlrpc_put_text(struct pm_buffer *out, const pymgr_value *text, struct pm_error *error)
{
    size_t size, at = 0, run = 0;
    const unsigned char *bytes = (const unsigned char *)pymgr_text(text, &size);

    while (at < size) {
        unsigned class = classes[bytes[at]];

        if (class == PLAIN) {
            at++;
        } else if (class == DOUBTFUL && is_carried(bytes + at)) {
            at += 3;
        } else if (class == ESCAPED) {
            pm_put(out, bytes + run, at - run);
            pm_put_text(out, escape_of(bytes[at]));
            run = ++at;
        } else {
            return refuse(error, bytes + at);
        }
    }
    pm_put(out, bytes + run, at - run);
    return 0;
}

void pm_xmlrpc_put_base64(struct pm_buffer *out, const void *bytes, size_t size)
{
    enum { LINE = 57, ENCODED = 76 };

    for (size_t at = 0; at < size; at += LINE) {
        size_t piece = size - at < LINE ? size - at : LINE;
        unsigned char *room = pm_buffer_room(out, ENCODED + 1);
        int encoded;

        if (room == NULL)
            return;
        encoded = EVP_EncodeBlock(room, (const unsigned char *)bytes + at, (int)piece); /* and a NUL */
        room[encoded] = '\n';
        pm_buffer_added(out, (size_t)encoded + 1);
    }
}
