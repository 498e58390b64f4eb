/* SPDX-License-Identifier: MIT
 *
 * Loads and dumps the list [{'id': i, 'name': 'item-%d' % i, 'price': i * 1.5} for i in range(100)] as a
 * methodResponse, with pymgr's codec and with xmlrpc-c. Prints nanoseconds of CPU time an operation, the best
 * of some rounds: `xmlrpc load pymgr 12345`. bench_xmlrpc.py prints the same of CPython.
 */
#include "base/memory.h"
#include "codec/codec.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <xmlrpc-c/base.h>

enum { ITEMS = 100, ROUNDS = 15, REPEATS = 200 };

struct bench {
    struct pm_scratch *scratch;
    struct pm_buffer document; /* what is loaded */
    struct pm_buffer out;
    pymgr_value *value; /* what is dumped */
    xmlrpc_value *their_value;
};

static void must(int done)
{
    if (!done) {
        fprintf(stderr, "bench_xmlrpc: an operation failed\n");
        exit(1);
    }
}

static double now(void)
{
    struct timespec time;

    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
    return (double)time.tv_sec * 1e9 + (double)time.tv_nsec;
}

static void measure(const char *name, void (*run)(struct bench *), struct bench *bench)
{
    double best = 0;

    for (int round = 0; round < ROUNDS; round++) {
        double start = now(), took;

        for (int i = 0; i < REPEATS; i++)
            run(bench);
        took = (now() - start) / REPEATS;
        if (round == 0 || took < best)
            best = took;
    }
    printf("xmlrpc %s %.0f\n", name, best);
}

/* --- pymgr --- */

static pymgr_value *make_value(void)
{
    pymgr_value *list = pymgr_list();

    for (int i = 0; i < ITEMS; i++) {
        pymgr_value *item = pymgr_dict();

        must(item != NULL && pymgr_dict_set_text(item, "id", pymgr_int(i)) == 0);
        must(pymgr_dict_set_text(item, "name", pm_str_format("item-%d", i)) == 0);
        must(pymgr_dict_set_text(item, "price", pymgr_float(i * 1.5)) == 0);
        must(pymgr_list_append(list, item) == 0);
    }
    return list;
}

static void dump(struct bench *bench)
{
    struct pm_dialect dialect = { 0 };
    struct pm_error error;

    pm_buffer_clear(&bench->out);
    must(pm_codec_xmlrpc.dump(bench->scratch, &dialect, bench->value, &bench->out, &error) == 0);
}

static void load(struct bench *bench)
{
    struct pm_dialect dialect = { 0 };
    struct pm_error error;
    pymgr_value *value;

    must(pm_codec_xmlrpc.load(bench->scratch, pm_buffer_bytes(&bench->document),
             pm_buffer_length(&bench->document), &dialect, &value, &error) == 0);
    pymgr_unref(value);
}

static void make_document(struct bench *bench)
{
    dump(bench);
    pm_put_text(&bench->document, "<?xml version='1.0'?>\n<methodResponse>\n");
    pm_put(&bench->document, pm_buffer_bytes(&bench->out), pm_buffer_length(&bench->out));
    pm_put_text(&bench->document, "</methodResponse>\n");
}

/* --- xmlrpc-c --- */

static xmlrpc_value *parse(struct bench *bench)
{
    xmlrpc_env env;
    xmlrpc_value *value;
    int fault_code;
    const char *fault_text = NULL;

    xmlrpc_env_init(&env);
    xmlrpc_parse_response2(&env, (const char *)pm_buffer_bytes(&bench->document),
        pm_buffer_length(&bench->document), &value, &fault_code, &fault_text);
    must(!env.fault_occurred && fault_text == NULL);
    xmlrpc_env_clean(&env);
    return value;
}

static void their_load(struct bench *bench)
{
    xmlrpc_DECREF(parse(bench));
}

static void their_dump(struct bench *bench)
{
    xmlrpc_env env;
    xmlrpc_mem_block *block;

    xmlrpc_env_init(&env);
    block = XMLRPC_MEMBLOCK_NEW(char, &env, 0);
    xmlrpc_serialize_response2(&env, block, bench->their_value, xmlrpc_dialect_i8);
    must(!env.fault_occurred);
    XMLRPC_MEMBLOCK_FREE(char, block);
    xmlrpc_env_clean(&env);
}

int main(void)
{
    struct bench bench = { .scratch = pm_scratch_new(), .value = make_value() };

    must(bench.scratch != NULL);
    xmlrpc_limit_set(XMLRPC_XML_SIZE_LIMIT_ID, (size_t)1 << 24);
    make_document(&bench);
    bench.their_value = parse(&bench);
    measure("load pymgr", load, &bench);
    measure("load xmlrpc-c", their_load, &bench);
    measure("dump pymgr", dump, &bench);
    measure("dump xmlrpc-c", their_dump, &bench);
    xmlrpc_DECREF(bench.their_value);
    pymgr_unref(bench.value);
    pm_buffer_free(&bench.document);
    pm_buffer_free(&bench.out);
    pm_scratch_free(bench.scratch);
    pm_blocks_drop();
    return 0;
}
