/* SPDX-License-Identifier: MIT
 *
 * What is called is made once, arguments and batches included, so that the time measured is that of the
 * library and of the server.
 */
#include "pymgr/bench_worker.h"

#include "pymgr/tool.h"

#include <string.h>

static const struct pm_bench_method methods[] = {
    {
        .name = "get",
        .typeid = "dict",
        .prepare = { .method = "__setitem__", .key = "key", .with_payload = true },
        .steps = { { .method = "get", .key = "key" } },
    },
    {
        .name = "put-get",
        .typeid = "Queue",
        .steps = { { .method = "put", .with_payload = true }, { .method = "get" } },
    },
    { .name = "connect" },
};

const struct pm_bench_method *pm_bench_method_find(const char *name)
{
    for (size_t i = 0; i < sizeof methods / sizeof methods[0]; i++) {
        if (strcmp(methods[i].name, name) == 0)
            return &methods[i];
    }
    return NULL;
}

/* --- making what is called ------------------------------------------------------------------------------ */

/* The arguments of a step, a tuple: new; NULL with the error filled. */
static pymgr_value *arguments_of(
    const struct pm_bench *bench, const struct pm_bench_step *step, struct pymgr_error *error)
{
    if (step->key != NULL && step->with_payload)
        return pymgr_pack(error, "(sO)", step->key, bench->payload);
    if (step->key != NULL)
        return pymgr_pack(error, "(s)", step->key);
    return step->with_payload ? pymgr_pack(error, "(O)", bench->payload) : pymgr_pack(error, "()");
}

static int prepare_object(struct pm_bench_worker *worker)
{
    const struct pm_bench_step *step = &worker->bench->method->prepare;
    pymgr_value *args, *result;

    if (step->method == NULL)
        return 0;
    args = arguments_of(worker->bench, step, &worker->error);
    result = args == NULL ? NULL : pymgr_call_with(worker->proxy, step->method, args, NULL, &worker->error);
    pymgr_unref(args);
    pymgr_unref(result);
    return result == NULL ? -1 : 0;
}

static bool has_step(const struct pm_bench_worker *worker, unsigned i)
{
    return i < PM_BENCH_STEPS && worker->bench->method->steps[i].method != NULL;
}

static int make_arguments(struct pm_bench_worker *worker)
{
    for (unsigned i = 0; has_step(worker, i); i++) {
        worker->args[i] = arguments_of(worker->bench, &worker->bench->method->steps[i], &worker->error);
        if (worker->args[i] == NULL)
            return -1;
    }
    return 0;
}

static int fill_batch(struct pm_bench_worker *worker)
{
    const struct pm_bench *bench = worker->bench;

    worker->batch = pymgr_batch_new(bench->manager, &worker->error);
    for (size_t n = 0; worker->batch != NULL && n < bench->pipeline; n++) {
        for (unsigned i = 0; has_step(worker, i); i++) {
            if (pymgr_batch_call_with(worker->batch, worker->proxy, bench->method->steps[i].method,
                    worker->args[i], NULL, &worker->error) < 0)
                return -1;
        }
    }
    return worker->batch == NULL ? -1 : 0;
}

static int make(struct pm_bench_worker *worker)
{
    const struct pm_bench *bench = worker->bench;

    if (bench->method->typeid == NULL)
        return 0;
    worker->proxy = pymgr_create(bench->manager, &worker->error, bench->method->typeid, NULL);
    worker->without_object = worker->proxy == NULL;
    if (worker->proxy == NULL || prepare_object(worker) != 0 || make_arguments(worker) != 0)
        return -1;
    return bench->pipeline > 1 ? fill_batch(worker) : 0;
}

static void drop(struct pm_bench_worker *worker)
{
    pymgr_batch_free(worker->batch);
    for (unsigned i = 0; i < PM_BENCH_STEPS; i++)
        pymgr_unref(worker->args[i]);
    pymgr_proxy_unref(worker->proxy);
}

/* --- measuring ------------------------------------------------------------------------------------------ */

static double measured(struct pm_bench_worker *worker, double start, size_t calls)
{
    double end = pm_tool_now();

    pm_histogram_add(&worker->times, (uint64_t)((end - start) * 1e9));
    atomic_fetch_add_explicit(&worker->calls, calls, memory_order_relaxed);
    return end;
}

/* Each stores when it ended in *nowp, where its start was: 0, or -1. */

static int connect_once(struct pm_bench_worker *worker, double *nowp)
{
    if (pymgr_ping(worker->bench->manager, &worker->error) != 0)
        return -1;
    *nowp = measured(worker, *nowp, 1);
    return 0;
}

static int call_steps(struct pm_bench_worker *worker, double *nowp)
{
    for (unsigned i = 0; has_step(worker, i); i++) {
        pymgr_value *result = pymgr_call_with(
            worker->proxy, worker->bench->method->steps[i].method, worker->args[i], NULL, &worker->error);

        if (result == NULL)
            return -1;
        *nowp = measured(worker, *nowp, 1);
        pymgr_unref(result);
    }
    return 0;
}

static int run_batch(struct pm_bench_worker *worker, double *nowp)
{
    size_t length = pymgr_batch_length(worker->batch);

    if (pymgr_batch_run(worker->batch, &worker->error) != 0)
        return -1;
    *nowp = measured(worker, *nowp, length);
    for (size_t i = 0; i < length; i++) {
        pymgr_value *result = pymgr_batch_result(worker->batch, i, &worker->error);

        if (result == NULL)
            return -1;
        pymgr_unref(result);
    }
    return 0;
}

static void run(struct pm_bench_worker *worker)
{
    int (*once)(struct pm_bench_worker *, double *) = run_batch;
    double now = pm_tool_now(), end = now + worker->bench->seconds;

    if (worker->bench->method->typeid == NULL)
        once = connect_once;
    else if (worker->batch == NULL)
        once = call_steps;
    while (now < end && !atomic_load_explicit(&worker->bench->stop, memory_order_relaxed) &&
           once(worker, &now) == 0)
        continue;
    worker->ended = now;
}

static void *work(void *argument)
{
    struct pm_bench_worker *worker = argument;
    bool ready = make(worker) == 0;

    sem_post(&worker->bench->ready);
    pthread_mutex_lock(&worker->bench->gate);
    pthread_mutex_unlock(&worker->bench->gate);
    if (ready)
        run(worker);
    if (worker->error.code != PYMGR_OK)
        atomic_store(&worker->bench->stop, true);
    drop(worker);
    return NULL;
}

int pm_bench_worker_start(struct pm_bench_worker *worker, struct pm_bench *bench)
{
    worker->bench = bench;
    return pthread_create(&worker->thread, NULL, work, worker);
}

void pm_bench_worker_join(struct pm_bench_worker *worker)
{
    pthread_join(worker->thread, NULL);
}
