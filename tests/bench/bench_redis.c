/* SPDX-License-Identifier: MIT
 *
 * `bench_redis PATH SERVER_PID SECONDS WAY`: how many times a second a C program gets a field of a hash from
 * redis, with hiredis: what bench_call gets from a dict.
 *
 *     item        one by one
 *     pipelined   a thousand requests at a time
 */
#include "bench.h"

#include <hiredis.h>
#include <stdio.h>

enum { PIPELINED = 1000 };

static const char get_field[] = "HGET " BENCH_HASH " %s";

static void check_reply(redisReply *reply)
{
    bench_must(reply != NULL && reply->type == REDIS_REPLY_STRING && strcmp(reply->str, BENCH_VALUE) == 0,
        "not the field's value");
    freeReplyObject(reply);
}

static void item(void *context)
{
    check_reply(redisCommand(context, get_field, BENCH_KEY));
}

static void pipelined(void *context)
{
    for (int i = 0; i < PIPELINED; i++)
        bench_must(redisAppendCommand(context, get_field, BENCH_KEY) == REDIS_OK, "cannot append a command");
    for (int i = 0; i < PIPELINED; i++) {
        void *reply;

        bench_must(redisGetReply(context, &reply) == REDIS_OK, "no reply");
        check_reply(reply);
    }
}

int main(int argc, char **argv)
{
    redisContext *context;
    redisReply *reply;
    bool in_one;
    double rate;

    bench_must(argc == 5, "expected PATH SERVER_PID SECONDS WAY");
    in_one = strcmp(argv[4], "pipelined") == 0;
    context = redisConnectUnix(argv[1]);
    bench_must(context != NULL && context->err == 0, "cannot connect to redis");
    reply = redisCommand(context, "HSET " BENCH_HASH " %s %s", BENCH_KEY, BENCH_VALUE);
    bench_must(reply != NULL && reply->type == REDIS_REPLY_INTEGER, "cannot set the field");
    freeReplyObject(reply);
    rate = bench_rate(in_one ? pipelined : item, context, bench_seconds(argv[3]), bench_clock_of(argv[2]));
    printf("%.0f\n", in_one ? PIPELINED * rate : rate);
    redisFree(context);
    return 0;
}
