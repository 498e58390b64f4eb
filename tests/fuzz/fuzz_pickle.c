/* SPDX-License-Identifier: MIT
 *
 * Input: a pickle. If it loads, everything that may be done with a value is done with it: it is shown,
 * hashed, compared, and dumped for every kind of peer; and what was dumped must load again.
 */
#include "base/memory.h"
#include "codec/codec.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

/* A small pickle may stand for a huge repr. */
enum { REPR_LIMIT = 1 << 20 };

static const struct pm_dialect dialects[] = {
    { .protocol = 2, .python2 = true },
    { .protocol = 2 },
    { .protocol = 3 },
    { .protocol = 4 },
    { .protocol = 5 },
};

static struct pm_scratch *scratch;

static void require(bool truth)
{
    if (!truth)
        abort();
}

static void show(const pymgr_value *value)
{
    struct pm_buffer out = { .limit = REPR_LIMIT };
    struct pm_error error;

    pm_repr(&out, value, &error);
    pm_buffer_free(&out);
}

static void hash_and_compare(const pymgr_value *value, const pymgr_value *other)
{
    struct pm_error error;
    uint64_t hash, other_hash;
    bool equal;

    if (pm_equal(value, other, &equal, &error) != 0 || !equal)
        return;
    if (pm_hash(value, &hash, &error) == 0 && pm_hash(other, &other_hash, &error) == 0)
        require(hash == other_hash);
}

static void dump_and_load(const pymgr_value *value, const struct pm_dialect *dialect)
{
    struct pm_buffer out = PM_BUFFER_INIT;
    struct pm_dialect sender;
    struct pm_error error;
    pymgr_value *again;

    if (pm_codec_pickle.dump(scratch, dialect, value, &out, &error) == 0) {
        require(pm_codec_pickle.load(
                    scratch, pm_buffer_bytes(&out), pm_buffer_length(&out), &sender, &again, &error) == 0);
        require(sender.protocol == dialect->protocol && sender.python2 == (dialect->protocol <= 2));
        hash_and_compare(value, again);
        pymgr_unref(again);
    } else {
        require(error.kind == PM_ERROR_RECURSION || error.kind == PM_ERROR_UNSERIALIZABLE);
        require(pm_buffer_length(&out) == 0);
    }
    pm_buffer_free(&out);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    struct pm_dialect dialect;
    struct pm_error error;
    pymgr_value *value;

    if (scratch == NULL)
        scratch = pm_scratch_new();
    require(scratch != NULL);
    if (pm_codec_pickle.load(scratch, bytes, size, &dialect, &value, &error) != 0) {
        require(error.kind == PM_ERROR_LIMIT || (error.kind == PM_ERROR_MALFORMED && error.offset <= size));
        return 0;
    }
    show(value);
    for (size_t i = 0; i < sizeof dialects / sizeof dialects[0]; i++)
        dump_and_load(value, &dialects[i]);
    pymgr_unref(value);
    return 0;
}
