/* SPDX-License-Identifier: MIT
 *
 * Loads and dumps pickles for a script: interop/check_pickle.py. Each request on standard input is a header
 * of six bytes (the protocol to dump with, whether for Python 2, the payload's size in little-endian) and a
 * pickle. Each answer on standard output is a header (0 or 1: failed; the protocol that the pickle declared;
 * the size) and the dumped pickle or the error's text.
 */
#include "codec/codec.h"

#include <endian.h>
#include <stdio.h>
#include <stdlib.h>

struct header {
    unsigned char first, second;
    uint32_t size;
};

static bool read_header(struct header *header)
{
    unsigned char bytes[6];

    if (fread(bytes, 1, sizeof bytes, stdin) != sizeof bytes)
        return false;
    header->first = bytes[0];
    header->second = bytes[1];
    memcpy(&header->size, bytes + 2, sizeof header->size);
    header->size = le32toh(header->size);
    return true;
}

static void answer(unsigned char failed, int protocol, const void *bytes, size_t size)
{
    uint32_t little = htole32((uint32_t)size);

    putchar(failed);
    putchar(protocol);
    fwrite(&little, sizeof little, 1, stdout);
    fwrite(bytes, 1, size, stdout);
    fflush(stdout);
}

static void convert(struct pm_scratch *scratch, const struct header *header, const unsigned char *bytes)
{
    struct pm_dialect wanted = { .protocol = header->first, .python2 = header->second != 0 }, sender;
    struct pm_buffer out = PM_BUFFER_INIT;
    struct pm_error error;
    pymgr_value *value = NULL;
    int status = pm_codec_pickle.load(scratch, bytes, header->size, &sender, &value, &error);

    if (status == 0)
        status = pm_codec_pickle.dump(scratch, &wanted, value, &out, &error);
    if (status == 0)
        answer(0, sender.protocol, pm_buffer_bytes(&out), pm_buffer_length(&out));
    else
        answer(1, sender.protocol, error.text, strlen(error.text));
    pymgr_unref(value);
    pm_buffer_free(&out);
}

int main(void)
{
    struct pm_scratch *scratch = pm_scratch_new();
    struct header header;

    while (scratch != NULL && read_header(&header)) {
        unsigned char *bytes = malloc(header.size == 0 ? 1 : header.size);

        if (bytes == NULL || fread(bytes, 1, header.size, stdin) != header.size)
            return EXIT_FAILURE;
        convert(scratch, &header, bytes);
        free(bytes);
    }
    pm_scratch_free(scratch);
    return EXIT_SUCCESS;
}
