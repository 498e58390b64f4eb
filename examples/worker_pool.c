/* SPDX-License-Identifier: MIT
 *
 * A pool of workers in C for jobs that Python puts into a queue. Each thread takes a job, a dict with a
 * number, counts the primes below it, and puts the result, another dict, into a second queue.
 *
 *     worker_pool [THREADS]
 *
 * A None among the jobs sends the pool home. See worker_pool.py for the other side.
 */
#include <pymgr/pymgr.h>

#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>

enum { MOST_WORKERS = 64 };

/* Proxies may be shared by threads; each thread has a connection of its own behind them. */
static pymgr_proxy *jobs, *results;
static atomic_int working; /* threads */

static int64_t count_primes_below(int64_t end)
{
    int64_t count = 0;

    for (int64_t number = 2; number < end; number++) {
        int64_t divisor = 2;

        while (divisor * divisor <= number && number % divisor != 0)
            divisor++;
        count += divisor * divisor > number;
    }
    return count;
}

/* {'below': 100} becomes {'below': 100, 'primes': 25, 'by': 'worker 1'}. */
static int do_job(const pymgr_value *job, const char *name, struct pymgr_error *error)
{
    pymgr_value *result;
    int64_t below;

    /* `*` lets the dict have more keys than the one that we look at. */
    if (pymgr_unpack(job, error, "{below=I *}", &below) < 0)
        return -1;
    result = pymgr_pack(error, "{below=I, primes=I, by=s}", below, count_primes_below(below), name);
    /* The value is taken: there is nothing to release here. A timeout of less than 0 means for ever. */
    return pymgr_queue_put(results, result, -1, error);
}

static void *work(void *number)
{
    struct pymgr_error error = PYMGR_ERROR_INIT;
    pymgr_value *job;
    char name[32];
    bool last;

    snprintf(name, sizeof name, "worker %d", (int)(intptr_t)number);
    while ((job = pymgr_queue_get(jobs, -1, &error)) != NULL && !pymgr_is_none(job)) {
        if (do_job(job, name, &error) < 0)
            fprintf(stderr, "%s: %s\n", name, error.text);
        pymgr_unref(job);
    }
    /* The None that ends this worker is for the others, too; the last one keeps it. */
    last = atomic_fetch_sub(&working, 1) == 1;
    if (job == NULL)
        fprintf(stderr, "%s: %s\n", name, error.text);
    else if (last)
        pymgr_unref(job);
    else
        pymgr_queue_put(jobs, job, -1, &error);
    pymgr_error_clear(&error);
    return NULL;
}

static void work_together(int count)
{
    pthread_t threads[MOST_WORKERS];
    int started = 0;

    working = count;
    while (started < count &&
           pthread_create(&threads[started], NULL, work, (void *)(intptr_t)(started + 1)) == 0)
        started++;
    working -= count - started;
    printf("%d workers\n", started);
    fflush(stdout);
    while (started > 0)
        pthread_join(threads[--started], NULL);
}

int main(int argc, char **argv)
{
    struct pymgr_options options = pymgr_options_from_environment();
    struct pymgr_error error = PYMGR_ERROR_INIT;
    pymgr_manager *manager = pymgr_connect(&options, &error);
    int count = argc > 1 ? atoi(argv[1]) : 4;

    if (manager != NULL)
        jobs = pymgr_get(manager, "jobs", &error);
    if (jobs != NULL)
        results = pymgr_get(manager, "results", &error);
    if (results != NULL)
        work_together(count < MOST_WORKERS ? count : MOST_WORKERS);
    if (error.code != PYMGR_OK)
        fprintf(stderr, "%s\n", error.text);

    /* NULL is ignored by all of these. */
    pymgr_proxy_unref(results);
    pymgr_proxy_unref(jobs);
    pymgr_close(manager);
    pymgr_error_clear(&error);
    return results == NULL;
}
