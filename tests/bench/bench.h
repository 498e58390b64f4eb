/* SPDX-License-Identifier: MIT
 *
 * What the programs of scripts/bench share. A failure ends the program with a message.
 */
#ifndef PM_BENCH_H
#define PM_BENCH_H

#include "client/connection.h"

#include <time.h>

/* What is got by its key, from pymgr's dict as from redis's hash. */
#define BENCH_HASH "prices"
#define BENCH_KEY "item-42"
#define BENCH_VALUE "sixteen of chars"

enum { BENCH_MEGABYTE = 1 << 20 };

void bench_must(bool done, const char *what);
double bench_now(void);                    /* seconds of the monotonic clock */
double bench_seconds(const char *text);    /* of an argument: a positive number */
clockid_t bench_clock_of(const char *pid); /* what counts the CPU time of the process of an argument */

/*
 * Does something over and over for some seconds; returns how many times for each second of CPU time of this
 * process and the server. That is the same as each second where the two share a CPU and nobody else wants it;
 * but what else a machine has to do does not disturb it.
 */
double bench_rate(void (*run)(void *context), void *context, double seconds, clockid_t server);

/* Best CPU time of an operation, in nanoseconds, in some rounds of so many operations each. */
double bench_best(void (*run)(void *context), void *context, unsigned repeats);

/* The environment variable PYMGR_AUTHKEY: borrowed. */
const char *bench_key(void);
/* The address, and that key. */
struct pm_address bench_address(const char *text);
struct pm_connection_options bench_options(void);
struct pm_connection *bench_open(const struct pm_address *address);
/* One call that must return: its result, new. */
pymgr_value *bench_call(
    struct pm_connection *connection, pymgr_value *ident, const char *method, pymgr_value *args);
/* Creates an object, args (taken) being create's own: its ident, new. */
pymgr_value *bench_create(const struct pm_address *address, pymgr_value *args);
/* A connection for calls of objects. */
struct pm_connection *bench_channel(const struct pm_address *address);

#endif
