/* SPDX-License-Identifier: MIT
 *
 * Each connection is a thread with an object of its own, made for the measurement and dropped after it,
 * however that ends.
 */
#include "pymgr/bench_worker.h"
#include "pymgr/commands.h"
#include "pymgr/output.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* What is allowed: a thread for each connection; a batch and its answers are in memory. */
enum { CONNECTIONS_LIMIT = 1000, PIPELINE_LIMIT = 100000, SIZE_LIMIT = 64 << 20, BATCH_LIMIT = 256 << 20 };

/* --- options -------------------------------------------------------------------------------------------- */

static unsigned long long connections = 1, pipeline = 1, size = 64;
static double seconds = 3;
static const char *method = "get";

static const char *set_seconds(void *settings, const char *argument)
{
    (void)settings;
    return pm_parse_seconds(argument, 0.01, &seconds) ? NULL : "not a number of seconds from 0.01 to 86400";
}

static const char *set_connections(void *settings, const char *argument)
{
    (void)settings;
    return pm_parse_number(argument, 1, CONNECTIONS_LIMIT, &connections) ? NULL
                                                                         : "not a number from 1 to 1000";
}

static const char *set_pipeline(void *settings, const char *argument)
{
    (void)settings;
    return pm_parse_number(argument, 1, PIPELINE_LIMIT, &pipeline) ? NULL : "not a number from 1 to 100000";
}

static const char *set_size(void *settings, const char *argument)
{
    (void)settings;
    return pm_parse_number(argument, 0, SIZE_LIMIT, &size) ? NULL
                                                           : "not a number of bytes from 0 to 67108864";
}

static const char *set_method(void *settings, const char *argument)
{
    (void)settings;
    method = argument;
    return pm_bench_method_find(argument) == NULL ? "not one of get, put-get, connect" : NULL;
}

static const struct pm_option options[] = {
    { .name = "seconds", .has_argument = true, .store = set_seconds },
    { .name = "connections", .has_argument = true, .store = set_connections },
    { .name = "pipeline", .has_argument = true, .store = set_pipeline },
    { .name = "size", .has_argument = true, .store = set_size },
    { .name = "method", .has_argument = true, .store = set_method },
    { 0 },
};

/* --- while it runs -------------------------------------------------------------------------------------- */

static const double progress_interval = 0.1; /* seconds */

static uint64_t count_calls(struct pm_bench_worker *workers)
{
    uint64_t calls = 0;

    for (size_t i = 0; i < connections; i++)
        calls += atomic_load_explicit(&workers[i].calls, memory_order_relaxed);
    return calls;
}

/* A line that is written over and over. */
static void show_progress(struct pm_bench_worker *workers, double passed)
{
    if (passed > 0)
        fprintf(stderr, "\r%.1f of %g s, %.0f calls/s\033[K", passed, seconds,
            (double)count_calls(workers) / passed);
}

/* Waits until the time is over, or somebody wants to stop. */
static void watch(struct pm_bench *bench, struct pm_bench_worker *workers)
{
    double start = pm_tool_now(), passed = 0;
    bool shown = pm_is_terminal(stderr);

    while (passed < seconds && !atomic_load(&bench->stop)) {
        pm_tool_pause(seconds - passed < progress_interval ? seconds - passed : progress_interval);
        passed = pm_tool_now() - start;
        if (shown)
            show_progress(workers, passed);
        if (pm_tool_interrupted())
            atomic_store(&bench->stop, true);
    }
    if (shown)
        fputs("\r\033[K", stderr);
}

/* --- the result ----------------------------------------------------------------------------------------- */

static const struct {
    const char *name;
    double percent;
} percentiles[] = { { "p50", 50 }, { "p90", 90 }, { "p99", 99 }, { "p99.9", 99.9 } };

enum { PERCENTILES = sizeof percentiles / sizeof percentiles[0] };

struct result {
    struct pm_histogram times;
    uint64_t calls;
    double passed; /* seconds */
};

/* Calls a second. */
static double rate_of(const struct result *result)
{
    return round((double)result->calls / result->passed);
}

static pymgr_value *times_value(const struct pm_histogram *times, struct pymgr_error *error)
{
    pymgr_value *value = pymgr_pack(error, "{mean=f}", pm_tool_milliseconds(pm_histogram_mean(times)));

    for (size_t i = 0; value != NULL && i < PERCENTILES; i++)
        pymgr_dict_set_text(value, percentiles[i].name,
            pymgr_float(pm_tool_milliseconds(pm_histogram_percentile(times, percentiles[i].percent))));
    if (value != NULL)
        pymgr_dict_set_text(value, "max", pymgr_float(pm_tool_milliseconds(pm_histogram_most(times))));
    return value;
}

static pymgr_value *result_value(const struct result *result, struct pymgr_error *error)
{
    return pymgr_pack(error,
        "{method=s, size=U, connections=U, pipeline=U, seconds=f, calls=U, calls_per_second=f, "
        "milliseconds=o}",
        method, (uint64_t)size, (uint64_t)connections, (uint64_t)pipeline, round(result->passed * 1e6) / 1e6,
        result->calls, rate_of(result), times_value(&result->times, error));
}

static void put_time(const char *name, double time)
{
    printf("%-9s %12.3f ms\n", name, time * 1e3);
}

static void put_table(const struct result *result)
{
    pm_put_colour(stdout, PM_BOLD);
    printf("%s, ", method);
    if (pm_bench_method_find(method)->typeid != NULL)
        printf("%llu bytes, ", size);
    printf("%llu connection%s", connections, connections == 1 ? "" : "s");
    if (pipeline > 1)
        printf(", %llu in one go", pipeline);
    printf(", %.1f s", result->passed);
    pm_put_colour(stdout, PM_PLAIN);
    putchar('\n');
    printf("%-9s %12llu\n", "calls", (unsigned long long)result->calls);
    printf("%-9s %12.0f\n", "calls/s", rate_of(result));
    put_time("mean", pm_histogram_mean(&result->times));
    for (size_t i = 0; i < PERCENTILES; i++)
        put_time(percentiles[i].name, pm_histogram_percentile(&result->times, percentiles[i].percent));
    put_time("max", pm_histogram_most(&result->times));
}

static enum pm_exit show(const struct pm_tool *tool, const struct result *result)
{
    struct pymgr_error error = PYMGR_ERROR_INIT;

    if (tool->json)
        return pm_show(tool, result_value(result, &error), &error);
    put_table(result);
    return PM_EXIT_FINE;
}

/* --- all ------------------------------------------------------------------------------------------------ */

/* Starts the workers; how many run is in *startedp. 0, or an errno. */
static int start_all(struct pm_bench *bench, struct pm_bench_worker *workers, size_t *startedp)
{
    int number = 0;

    for (*startedp = 0; *startedp < connections && number == 0; *startedp += number == 0)
        number = pm_bench_worker_start(&workers[*startedp], bench);
    return number;
}

/* Opens the gate when all that have started are ready, and watches them: the seconds that they took. */
static double let_run(struct pm_bench *bench, struct pm_bench_worker *workers, size_t started)
{
    double start, end;

    for (size_t i = 0; i < started; i++) {
        while (sem_wait(&bench->ready) != 0)
            continue; /* interrupted */
    }
    start = end = pm_tool_now();
    pthread_mutex_unlock(&bench->gate);
    watch(bench, workers);
    for (size_t i = 0; i < started; i++) {
        pm_bench_worker_join(&workers[i]);
        if (workers[i].ended > end)
            end = workers[i].ended;
    }
    return end - start;
}

static enum pm_exit fail(const struct pm_tool *tool, struct pm_bench_worker *worker)
{
    enum pm_exit status = pm_tool_fail(tool, &worker->error);

    if (status == PM_EXIT_RAISED && worker->without_object)
        pm_tool_complain(status, worker->bench->method->typeid,
            "no type of the server, which is no SyncManager; --method connect needs none");
    return status;
}

/* Sums up what the workers have measured, or says what the first one that failed has met. */
static enum pm_exit sum_up(const struct pm_tool *tool, struct pm_bench_worker *workers, double passed)
{
    struct result result = { .passed = passed, .calls = count_calls(workers) };
    enum pm_exit status = PM_EXIT_FINE;

    for (size_t i = 0; i < connections; i++) {
        if (status == PM_EXIT_FINE && workers[i].error.code != PYMGR_OK)
            status = fail(tool, &workers[i]);
        pymgr_error_clear(&workers[i].error);
        pm_histogram_merge(&result.times, &workers[i].times);
    }
    return status == PM_EXIT_FINE ? show(tool, &result) : status;
}

static enum pm_exit measure(
    const struct pm_tool *tool, struct pm_bench *bench, struct pm_bench_worker *workers)
{
    size_t started;
    double passed;
    int number;

    pthread_mutex_lock(&bench->gate);
    number = start_all(bench, workers, &started);
    if (number != 0)
        atomic_store(&bench->stop, true);
    passed = let_run(bench, workers, started);
    return number == 0 ? sum_up(tool, workers, passed)
                       : pm_tool_complain(PM_EXIT_FAILED, "cannot start a thread", strerror(number));
}

/* A str of `size` letters: new. */
static pymgr_value *make_payload(struct pymgr_error *error)
{
    char *text = malloc(size + 1);
    pymgr_value *payload;

    if (text != NULL)
        memset(text, 'x', size);
    payload = pymgr_pack(error, "o", text == NULL ? NULL : pymgr_str_n(text, (size_t)size));
    free(text);
    return payload;
}

static enum pm_exit measure_with(const struct pm_tool *tool, pymgr_manager *manager, pymgr_value *payload)
{
    struct pm_bench bench = { .manager = manager,
        .method = pm_bench_method_find(method),
        .pipeline = (size_t)pipeline,
        .seconds = seconds,
        .payload = payload,
        .gate = PTHREAD_MUTEX_INITIALIZER };
    struct pm_bench_worker *workers = calloc((size_t)connections, sizeof *workers);
    enum pm_exit status = PM_EXIT_FAILED;

    sem_init(&bench.ready, 0, 0);
    if (workers == NULL)
        pm_tool_complain(status, "bench", "out of memory");
    else
        status = measure(tool, &bench, workers);
    sem_destroy(&bench.ready);
    free(workers);
    return status;
}

static enum pm_exit run(const struct pm_tool *tool, int count, char **words)
{
    struct pymgr_error error = PYMGR_ERROR_INIT;
    pymgr_manager *manager;
    pymgr_value *payload;
    enum pm_exit status;

    (void)count;
    (void)words;
    if (pipeline > 1 && pm_bench_method_find(method)->typeid == NULL)
        return pm_tool_complain(PM_EXIT_USAGE, "bench", "connections cannot be pipelined");
    if (pipeline > 1 && pipeline * size > BATCH_LIMIT)
        return pm_tool_complain(PM_EXIT_USAGE, "bench", "more than 256 MiB in one go");
    manager = pm_tool_connect(tool, &error);
    payload = manager == NULL ? NULL : make_payload(&error);
    pm_tool_catch_interrupt();
    status = payload == NULL ? pm_tool_fail(tool, &error) : measure_with(tool, manager, payload);
    pymgr_unref(payload);
    pymgr_close(manager);
    return status;
}

const struct pm_command pm_command_bench = { .name = "bench", .words = "", .options = options, .run = run };
