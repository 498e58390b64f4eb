/* SPDX-License-Identifier: MIT
 *
 * The unit test runner: `unit [PATTERN]` runs the suites whose name contains PATTERN, or all of them. The
 * last line says how many tests passed and failed; exit status 1 if any failed or if none ran.
 */
#include "unit.h"

#include <CUnit/Basic.h>
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

extern const struct pm_suite pm_suite_memory;
extern const struct pm_suite pm_suite_buffer;
extern const struct pm_suite pm_suite_send;
extern const struct pm_suite pm_suite_value;
extern const struct pm_suite pm_suite_weight;
extern const struct pm_suite pm_suite_int;
extern const struct pm_suite pm_suite_text;
extern const struct pm_suite pm_suite_sequence;
extern const struct pm_suite pm_suite_dict;
extern const struct pm_suite pm_suite_set;
extern const struct pm_suite pm_suite_set_algebra;
extern const struct pm_suite pm_suite_range;
extern const struct pm_suite pm_suite_array;
extern const struct pm_suite pm_suite_hash;
extern const struct pm_suite pm_suite_equal;
extern const struct pm_suite pm_suite_order;
extern const struct pm_suite pm_suite_sort;
extern const struct pm_suite pm_suite_double;
extern const struct pm_suite pm_suite_repr;
extern const struct pm_suite pm_suite_cycle;
extern const struct pm_suite pm_suite_container;
extern const struct pm_suite pm_suite_instance;
extern const struct pm_suite pm_suite_pack;
extern const struct pm_suite pm_suite_unpack;
extern const struct pm_suite pm_suite_frame;
extern const struct pm_suite pm_suite_auth;
extern const struct pm_suite pm_suite_address;
extern const struct pm_suite pm_suite_pickle_names;
extern const struct pm_suite pm_suite_pickle_construct;
extern const struct pm_suite pm_suite_pickle_load;
extern const struct pm_suite pm_suite_pickle_dump;
extern const struct pm_suite pm_suite_pickle_corpus;
extern const struct pm_suite pm_suite_proxies;
extern const struct pm_suite pm_suite_xmlrpc_load;
extern const struct pm_suite pm_suite_xmlrpc_proxies;
extern const struct pm_suite pm_suite_xmlrpc_dump;
extern const struct pm_suite pm_suite_literal;
extern const struct pm_suite pm_suite_real;
extern const struct pm_suite pm_suite_number;
extern const struct pm_suite pm_suite_splice;
extern const struct pm_suite pm_suite_exceptions;
extern const struct pm_suite pm_suite_failure;
extern const struct pm_suite pm_suite_raised;
extern const struct pm_suite pm_suite_request;
extern const struct pm_suite pm_suite_reply;
extern const struct pm_suite pm_suite_token;
extern const struct pm_suite pm_suite_array_type;
extern const struct pm_suite pm_suite_types_cases;
extern const struct pm_suite pm_suite_bind;
extern const struct pm_suite pm_suite_call;
extern const struct pm_suite pm_suite_collect;
extern const struct pm_suite pm_suite_holding;
extern const struct pm_suite pm_suite_job;
extern const struct pm_suite pm_suite_iterate;
extern const struct pm_suite pm_suite_live;
extern const struct pm_suite pm_suite_list;
extern const struct pm_suite pm_suite_dict_type;
extern const struct pm_suite pm_suite_list_sort;
extern const struct pm_suite pm_suite_pool;
extern const struct pm_suite pm_suite_queue;
extern const struct pm_suite pm_suite_lock;
extern const struct pm_suite pm_suite_rlock;
extern const struct pm_suite pm_suite_semaphore;
extern const struct pm_suite pm_suite_condition;
extern const struct pm_suite pm_suite_barrier;
extern const struct pm_suite pm_suite_event;
extern const struct pm_suite pm_suite_namespace;
extern const struct pm_suite pm_suite_set_type;
extern const struct pm_suite pm_suite_types;
extern const struct pm_suite pm_suite_ring;
extern const struct pm_suite pm_suite_object;
extern const struct pm_suite pm_suite_registry;
extern const struct pm_suite pm_suite_methods;
extern const struct pm_suite pm_suite_crew;
extern const struct pm_suite pm_suite_dispatch;
extern const struct pm_suite pm_suite_trace;
extern const struct pm_suite pm_suite_listener;
extern const struct pm_suite pm_suite_loop;
extern const struct pm_suite pm_suite_peer;
extern const struct pm_suite pm_suite_receiver;
extern const struct pm_suite pm_suite_server;
extern const struct pm_suite pm_suite_method;
extern const struct pm_suite pm_suite_callables;
extern const struct pm_suite pm_suite_connection;
extern const struct pm_suite pm_suite_manager;
extern const struct pm_suite pm_suite_errand;
extern const struct pm_suite pm_suite_lane;
extern const struct pm_suite pm_suite_proxy;
extern const struct pm_suite pm_suite_anchor;
extern const struct pm_suite pm_suite_batch;
extern const struct pm_suite pm_suite_dial;
extern const struct pm_suite pm_suite_watch;
extern const struct pm_suite pm_suite_link;
extern const struct pm_suite pm_suite_async;
extern const struct pm_suite pm_suite_async_traffic;
extern const struct pm_suite pm_suite_async_find;
extern const struct pm_suite pm_suite_calling;
extern const struct pm_suite pm_suite_start;
extern const struct pm_suite pm_suite_list_proxy;
extern const struct pm_suite pm_suite_dict_proxy;
extern const struct pm_suite pm_suite_queue_proxy;
extern const struct pm_suite pm_suite_lock_proxy;
extern const struct pm_suite pm_suite_program_options;
extern const struct pm_suite pm_suite_arguments;
extern const struct pm_suite pm_suite_call_words;
extern const struct pm_suite pm_suite_histogram;
extern const struct pm_suite pm_suite_identify;
extern const struct pm_suite pm_suite_json;
extern const struct pm_suite pm_suite_objects;
extern const struct pm_suite pm_suite_output;
extern const struct pm_suite pm_suite_set_proxy;
extern const struct pm_suite pm_suite_iterator_proxy;
extern const struct pm_suite pm_suite_condition_proxy;
extern const struct pm_suite pm_suite_event_proxy;
extern const struct pm_suite pm_suite_barrier_proxy;
extern const struct pm_suite pm_suite_value_proxy;
extern const struct pm_suite pm_suite_array_proxy;
extern const struct pm_suite pm_suite_namespace_proxy;
extern const struct pm_suite pm_suite_pool_proxy;
extern const struct pm_suite pm_suite_typed;

static const struct pm_suite *const suites[] = {
    &pm_suite_memory,
    &pm_suite_buffer,
    &pm_suite_send,
    &pm_suite_value,
    &pm_suite_weight,
    &pm_suite_int,
    &pm_suite_text,
    &pm_suite_sequence,
    &pm_suite_dict,
    &pm_suite_set,
    &pm_suite_set_algebra,
    &pm_suite_range,
    &pm_suite_array,
    &pm_suite_hash,
    &pm_suite_equal,
    &pm_suite_order,
    &pm_suite_sort,
    &pm_suite_double,
    &pm_suite_repr,
    &pm_suite_cycle,
    &pm_suite_container,
    &pm_suite_instance,
    &pm_suite_pack,
    &pm_suite_unpack,
    &pm_suite_frame,
    &pm_suite_auth,
    &pm_suite_address,
    &pm_suite_pickle_names,
    &pm_suite_pickle_construct,
    &pm_suite_pickle_load,
    &pm_suite_pickle_dump,
    &pm_suite_pickle_corpus,
    &pm_suite_proxies,
    &pm_suite_xmlrpc_load,
    &pm_suite_xmlrpc_proxies,
    &pm_suite_xmlrpc_dump,
    &pm_suite_literal,
    &pm_suite_real,
    &pm_suite_number,
    &pm_suite_splice,
    &pm_suite_exceptions,
    &pm_suite_failure,
    &pm_suite_raised,
    &pm_suite_request,
    &pm_suite_reply,
    &pm_suite_token,
    &pm_suite_array_type,
    &pm_suite_types_cases,
    &pm_suite_bind,
    &pm_suite_call,
    &pm_suite_collect,
    &pm_suite_holding,
    &pm_suite_job,
    &pm_suite_iterate,
    &pm_suite_live,
    &pm_suite_list,
    &pm_suite_dict_type,
    &pm_suite_list_sort,
    &pm_suite_pool,
    &pm_suite_queue,
    &pm_suite_lock,
    &pm_suite_rlock,
    &pm_suite_semaphore,
    &pm_suite_condition,
    &pm_suite_barrier,
    &pm_suite_event,
    &pm_suite_namespace,
    &pm_suite_set_type,
    &pm_suite_types,
    &pm_suite_ring,
    &pm_suite_object,
    &pm_suite_registry,
    &pm_suite_methods,
    &pm_suite_crew,
    &pm_suite_dispatch,
    &pm_suite_trace,
    &pm_suite_listener,
    &pm_suite_loop,
    &pm_suite_peer,
    &pm_suite_receiver,
    &pm_suite_server,
    &pm_suite_method,
    &pm_suite_callables,
    &pm_suite_connection,
    &pm_suite_manager,
    &pm_suite_errand,
    &pm_suite_lane,
    &pm_suite_proxy,
    &pm_suite_anchor,
    &pm_suite_batch,
    &pm_suite_dial,
    &pm_suite_watch,
    &pm_suite_link,
    &pm_suite_async,
    &pm_suite_async_traffic,
    &pm_suite_async_find,
    &pm_suite_calling,
    &pm_suite_start,
    &pm_suite_list_proxy,
    &pm_suite_dict_proxy,
    &pm_suite_queue_proxy,
    &pm_suite_lock_proxy,
    &pm_suite_program_options,
    &pm_suite_arguments,
    &pm_suite_call_words,
    &pm_suite_histogram,
    &pm_suite_identify,
    &pm_suite_json,
    &pm_suite_objects,
    &pm_suite_output,
    &pm_suite_set_proxy,
    &pm_suite_iterator_proxy,
    &pm_suite_condition_proxy,
    &pm_suite_event_proxy,
    &pm_suite_barrier_proxy,
    &pm_suite_value_proxy,
    &pm_suite_array_proxy,
    &pm_suite_namespace_proxy,
    &pm_suite_pool_proxy,
    &pm_suite_typed,
};

const char *pm_test_path(const char *name)
{
    static char path[4096];
    const char *root = getenv("PYMGR_TESTS_DIR");

    snprintf(path, sizeof path, "%s/%s", root == NULL ? "tests" : root, name);
    return path;
}

unsigned char *pm_test_read(const char *path, size_t *sizep)
{
    FILE *file = fopen(path, "rb");
    struct stat status;
    unsigned char *bytes = NULL;

    if (file != NULL && fstat(fileno(file), &status) == 0) {
        *sizep = (size_t)status.st_size;
        bytes = malloc(*sizep + 1);
        if (bytes != NULL && fread(bytes, 1, *sizep, file) != *sizep) {
            free(bytes);
            bytes = NULL;
        }
    }
    if (file != NULL)
        fclose(file);
    return bytes;
}

static int is_visible(const struct dirent *entry)
{
    return entry->d_name[0] != '.';
}

size_t pm_test_each_file(const char *folder,
    void (*run)(const char *path, const unsigned char *bytes, size_t size, void *context), void *context)
{
    char base[4096], path[8192];
    struct dirent **entries;
    size_t ran = 0;
    int count;

    snprintf(base, sizeof base, "%s", pm_test_path(folder));
    count = scandir(base, &entries, is_visible, alphasort);
    for (int i = 0; i < count; i++) {
        size_t size;
        unsigned char *bytes;

        snprintf(path, sizeof path, "%s/%s", base, entries[i]->d_name);
        bytes = pm_test_read(path, &size);
        if (bytes != NULL) {
            run(path, bytes, size, context);
            ran++;
        }
        free(bytes);
        free(entries[i]);
    }
    if (count >= 0)
        free(entries);
    return ran;
}

static void add(const struct pm_suite *suite)
{
    CU_pSuite added = CU_add_suite(suite->name, NULL, NULL);

    for (size_t i = 0; i < suite->count; i++)
        CU_add_test(added, suite->tests[i].name, suite->tests[i].run);
}

int main(int argc, char **argv)
{
    unsigned ran, failed;

    if (CU_initialize_registry() != CUE_SUCCESS)
        return 2;
    for (size_t i = 0; i < sizeof suites / sizeof suites[0]; i++) {
        if (argc < 2 || strstr(suites[i]->name, argv[1]) != NULL)
            add(suites[i]);
    }
    CU_basic_set_mode(CU_BRM_NORMAL);
    CU_basic_run_tests();
    ran = CU_get_number_of_tests_run();
    failed = CU_get_number_of_tests_failed();
    CU_cleanup_registry();
    printf("%u passed, %u failed\n", ran - failed, failed);
    return ran > 0 && failed == 0 ? 0 : 1;
}
