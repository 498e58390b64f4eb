/* SPDX-License-Identifier: MIT
 *
 * `bench_call ADDRESS SERVER_PID SECONDS`: how many times a second a C program gets the value of one of the
 * manager's Values.
 */
#include "bench.h"

#include <stdio.h>

struct caller {
    struct pm_connection *channel;
    pymgr_value *ident;
};

static void get(void *context)
{
    const struct caller *caller = context;

    pymgr_unref(bench_call(caller->channel, caller->ident, "get", NULL));
}

int main(int argc, char **argv)
{
    struct pm_address address;
    struct caller caller;

    bench_must(argc == 4, "expected ADDRESS SERVER_PID SECONDS");
    address = bench_address(argv[1]);
    caller.ident =
        bench_create(&address, pymgr_tuple_of(3, pymgr_str("Value"), pymgr_str("i"), pymgr_int(7)));
    caller.channel = bench_channel(&address);
    printf("%.0f\n", bench_rate(get, &caller, bench_seconds(argv[3]), bench_clock_of(argv[2])));
    pymgr_unref(caller.ident);
    pm_connection_close(caller.channel);
    return 0;
}
