/* SPDX-License-Identifier: MIT
 *
 * One thread of a measurement: it calls, on a connection of its own, until the time is over.
 */
#ifndef PM_PYMGR_BENCH_WORKER_H
#define PM_PYMGR_BENCH_WORKER_H

#include "pymgr/histogram.h"

#include <pthread.h>
#include <pymgr/pymgr.h>
#include <semaphore.h>
#include <stdatomic.h>

enum { PM_BENCH_STEPS = 2 };

/* One call of an operation. */
struct pm_bench_step {
    const char *method;
    const char *key;   /* its first argument; NULL: none */
    bool with_payload; /* as another */
};

/* What is measured: an operation, which is one call or several. */
struct pm_bench_method {
    const char *name;
    const char
        *typeid; /* of the object, which each worker has one of; NULL: none, each operation is a connection */
    struct pm_bench_step prepare;               /* called once; method NULL: nothing */
    struct pm_bench_step steps[PM_BENCH_STEPS]; /* those that have a method */
};

/* What all workers share. */
struct pm_bench {
    pymgr_manager *manager;
    const struct pm_bench_method *method;
    size_t pipeline; /* operations in one write; 1: each call waits for its answer */
    double seconds;
    pymgr_value *payload; /* a str */
    sem_t ready;          /* posted by each worker that is; it then waits for the gate */
    pthread_mutex_t gate; /* opened, that is unlocked, by whoever started the workers */
    atomic_bool stop;     /* before the time is over */
};

struct pm_bench_worker {
    struct pm_bench *bench;
    pthread_t thread;
    struct pymgr_error error;  /* its code says whether the worker failed */
    struct pm_histogram times; /* of what it waited for: answers, or whole batches of them */
    double ended;              /* by pm_tool_now, when it had the last of them */
    bool without_object;       /* it failed because the server makes no such object */
    atomic_uint_fast64_t calls;
    /* Its own: */
    pymgr_proxy *proxy;
    pymgr_value *args[PM_BENCH_STEPS];
    pymgr_batch *batch; /* NULL: one call at a time */
};

const struct pm_bench_method *pm_bench_method_find(const char *name);

/* Starts the thread: 0, or an errno. */
int pm_bench_worker_start(struct pm_bench_worker *worker, struct pm_bench *bench);
/* Waits until it has ended, its object being released. */
void pm_bench_worker_join(struct pm_bench_worker *worker);

#endif
