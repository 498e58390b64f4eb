/* SPDX-License-Identifier: MIT */
#include "bench.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

void bench_must(bool done, const char *what)
{
    if (done)
        return;
    fprintf(stderr, "%s: %s\n", program_invocation_short_name, what);
    exit(1);
}

static double read_clock(clockid_t clock)
{
    struct timespec time;

    bench_must(clock_gettime(clock, &time) == 0, "no such clock");
    return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

double bench_now(void)
{
    return read_clock(CLOCK_MONOTONIC);
}

clockid_t bench_clock_of(const char *pid)
{
    clockid_t clock;

    bench_must(clock_getcpuclockid(atoi(pid), &clock) == 0, "no such process");
    return clock;
}

double bench_rate(void (*run)(void *context), void *context, double seconds, clockid_t server)
{
    enum { BETWEEN_LOOKS = 10 }; /* runs for each look at the clock, which costs next to nothing */
    double end = bench_now() + seconds;
    double used = read_clock(CLOCK_PROCESS_CPUTIME_ID) + read_clock(server);
    unsigned long runs = 0;

    while (bench_now() < end) {
        for (int i = 0; i < BETWEEN_LOOKS; i++)
            run(context);
        runs += BETWEEN_LOOKS;
    }
    used = read_clock(CLOCK_PROCESS_CPUTIME_ID) + read_clock(server) - used;
    return (double)runs / used;
}

double bench_seconds(const char *text)
{
    double seconds = strtod(text, NULL);

    bench_must(seconds > 0, "not a number of seconds");
    return seconds;
}

double bench_best(void (*run)(void *context), void *context, unsigned repeats)
{
    enum { ROUNDS = 15 };
    double best = 0;

    for (int round = 0; round < ROUNDS; round++) {
        double start = read_clock(CLOCK_PROCESS_CPUTIME_ID), took;

        for (unsigned i = 0; i < repeats; i++)
            run(context);
        took = (read_clock(CLOCK_PROCESS_CPUTIME_ID) - start) / repeats;
        if (round == 0 || took < best)
            best = took;
    }
    return best * 1e9;
}

struct pm_address bench_address(const char *text)
{
    struct pm_address address;
    struct pm_error error;

    bench_must(pm_address_parse(text, &address, &error) == 0, error.text);
    return address;
}

const char *bench_key(void)
{
    const char *key = getenv("PYMGR_AUTHKEY");

    bench_must(key != NULL, "no PYMGR_AUTHKEY");
    return key;
}

struct pm_connection_options bench_options(void)
{
    const char *key = bench_key();

    return (struct pm_connection_options){ .policy = {
                                               .key = (const unsigned char *)key, .key_size = strlen(key) } };
}

struct pm_connection *bench_open(const struct pm_address *address)
{
    struct pm_connection_options options = bench_options();
    struct pm_connection *connection;
    struct pm_error error;

    bench_must(pm_connection_open(address, &options, &connection, &error) == PM_CONNECTION_OK, error.text);
    return connection;
}

pymgr_value *bench_call(
    struct pm_connection *connection, pymgr_value *ident, const char *method, pymgr_value *args)
{
    enum pm_reply_kind kind;
    pymgr_value *value;
    struct pm_error error;

    bench_must(
        pm_connection_call(connection, ident, method, args, NULL, &kind, &value, &error) == PM_CONNECTION_OK,
        error.text);
    bench_must(kind == PM_REPLY_RETURN, "a call raised an exception");
    return value;
}

pymgr_value *bench_create(const struct pm_address *address, pymgr_value *args)
{
    struct pm_connection *connection = bench_open(address);
    pymgr_value *created = bench_call(connection, NULL, "create", args);
    pymgr_value *ident = pymgr_ref(pymgr_item(created, 0));

    pymgr_unref(args);
    pymgr_unref(created);
    pm_connection_close(connection);
    return ident;
}

struct pm_connection *bench_channel(const struct pm_address *address)
{
    struct pm_connection *connection = bench_open(address);
    pymgr_value *args = pymgr_tuple_of(1, pymgr_str("bench"));

    pymgr_unref(bench_call(connection, NULL, "accept_connection", args));
    pymgr_unref(args);
    return connection;
}
