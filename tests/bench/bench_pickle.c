/* SPDX-License-Identifier: MIT
 *
 * Loads the pickle that is its standard input, and dumps what it loaded in protocol 4. Prints nanoseconds an
 * operation, the best of some rounds: `pickle load pymgr 12345`. bench_pickle.py makes the pickle and prints
 * the same of CPython.
 */
#include "base/memory.h"
#include "bench.h"

#include <stdio.h>

enum { REPEATS = 500, CHUNK = 4096 };

struct bench {
    struct pm_scratch *scratch;
    struct pm_buffer pickle; /* what is loaded */
    struct pm_buffer out;
    pymgr_value *value; /* what is dumped */
};

static pymgr_value *load_value(struct bench *bench)
{
    struct pm_dialect dialect;
    struct pm_error error;
    pymgr_value *value;

    bench_must(pm_codec_pickle.load(bench->scratch, pm_buffer_bytes(&bench->pickle),
                   pm_buffer_length(&bench->pickle), &dialect, &value, &error) == 0,
        error.text);
    return value;
}

static void load(void *context)
{
    pymgr_unref(load_value(context));
}

static void dump(void *context)
{
    static const struct pm_dialect dialect = { .protocol = 4 };
    struct bench *bench = context;
    struct pm_error error;

    pm_buffer_clear(&bench->out);
    bench_must(
        pm_codec_pickle.dump(bench->scratch, &dialect, bench->value, &bench->out, &error) == 0, error.text);
}

static void read_pickle(struct pm_buffer *pickle)
{
    size_t count;

    do {
        unsigned char *room = pm_buffer_room(pickle, CHUNK);

        bench_must(room != NULL, "no memory");
        count = fread(room, 1, CHUNK, stdin);
        pm_buffer_added(pickle, count);
    } while (count > 0);
}

int main(void)
{
    struct bench bench = { .scratch = pm_scratch_new() };

    bench_must(bench.scratch != NULL, "no memory");
    read_pickle(&bench.pickle);
    bench.value = load_value(&bench);
    printf("pickle load pymgr %.0f\n", bench_best(load, &bench, REPEATS));
    printf("pickle dump pymgr %.0f\n", bench_best(dump, &bench, REPEATS));
    pymgr_unref(bench.value);
    pm_buffer_free(&bench.pickle);
    pm_buffer_free(&bench.out);
    pm_scratch_free(bench.scratch);
    pm_blocks_drop();
    return 0;
}
