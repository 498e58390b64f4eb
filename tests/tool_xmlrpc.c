/* SPDX-License-Identifier: MIT
 *
 * Loads and dumps for a script: reads frames (4 bytes of big-endian length) from standard input until its
 * end, and answers each XML-RPC document with a frame: `=` and the document dumped again, or `!` and why not.
 */
#include "codec/codec.h"

#include <stdio.h>
#include <stdlib.h>

static bool read_exactly(unsigned char *bytes, size_t size)
{
    return fread(bytes, 1, size, stdin) == size;
}

/* The next frame's payload, to free(); NULL at the end of the input. */
static unsigned char *read_frame(size_t *sizep)
{
    unsigned char head[4], *payload;

    if (!read_exactly(head, sizeof head))
        return NULL;
    *sizep = (size_t)head[0] << 24 | (size_t)head[1] << 16 | (size_t)head[2] << 8 | head[3];
    payload = malloc(*sizep + 1);
    if (payload == NULL || !read_exactly(payload, *sizep))
        exit(2);
    return payload;
}

static void write_frame(const struct pm_buffer *payload)
{
    size_t size = pm_buffer_length(payload);
    unsigned char head[] = { (unsigned char)(size >> 24), (unsigned char)(size >> 16),
        (unsigned char)(size >> 8), (unsigned char)size };

    fwrite(head, 1, sizeof head, stdout);
    fwrite(pm_buffer_bytes(payload), 1, size, stdout);
    fflush(stdout);
}

static int redump(struct pm_scratch *scratch, const unsigned char *bytes, size_t size, struct pm_buffer *out,
    struct pm_error *error)
{
    struct pm_dialect dialect;
    pymgr_value *value;
    int outcome;

    if (pm_codec_xmlrpc.load(scratch, bytes, size, &dialect, &value, error) != 0)
        return -1;
    outcome = pm_codec_xmlrpc.dump(scratch, &dialect, value, out, error);
    pymgr_unref(value);
    return outcome;
}

static void answer(struct pm_scratch *scratch, const unsigned char *bytes, size_t size)
{
    struct pm_buffer out = PM_BUFFER_INIT;
    struct pm_error error;

    pm_put_u8(&out, '=');
    if (redump(scratch, bytes, size, &out, &error) != 0) {
        pm_buffer_clear(&out);
        pm_put_u8(&out, '!');
        pm_put_text(&out, error.text);
    }
    write_frame(&out);
    pm_buffer_free(&out);
}

int main(void)
{
    struct pm_scratch *scratch = pm_scratch_new();
    unsigned char *payload;
    size_t size;

    if (scratch == NULL)
        return 2;
    while ((payload = read_frame(&size)) != NULL) {
        answer(scratch, payload, size);
        free(payload);
    }
    pm_scratch_free(scratch);
    return 0;
}
