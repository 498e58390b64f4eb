/* SPDX-License-Identifier: MIT
 *
 * A program with a loop of its own, here one around poll, that must never wait for a server: it reads numbers
 * from standard input, has the workers of worker_pool.c count the primes below each, and prints what comes
 * back, all at the same time.
 *
 *     poll_loop
 *
 * A connection does one call after the other, so that a `get` that waits would keep a `put` behind it
 * waiting: there are two, one for each.
 */
#include <pymgr/pymgr.h>

#include <poll.h>
#include <stdio.h>
#include <stdlib.h>

enum { PATIENCE = 60 /* seconds for each answer */ };

static pymgr_proxy *jobs, *results;
static pymgr_async *putting, *getting;

/* The callback of `put`. */
static void put(void *closure, pymgr_value *result, const struct pymgr_error *error)
{
    (void)closure;
    if (result == NULL)
        fprintf(stderr, "not put: %s\n", error->text);
}

/* The callback of `get`. The result belongs to the library, and is gone when the callback returns. */
static void got(void *closure, pymgr_value *result, const struct pymgr_error *error)
{
    struct pymgr_error problem = PYMGR_ERROR_INIT;
    int64_t below, primes;
    const char *by;

    (void)closure;
    if (result == NULL)
        fprintf(stderr, "no answer: %s\n", error->text);
    else if (pymgr_unpack(result, &problem, "{below=I, primes=I, by=s}", &below, &primes, &by) < 0)
        fprintf(stderr, "%s\n", problem.text);
    else
        printf("%lld primes below %lld, says %s\n", (long long)primes, (long long)below, by);
    fflush(stdout);
    pymgr_error_clear(&problem);
}

/* Submits the question, and a call for its answer with a deadline of its own. Nothing here waits. */
static void ask(int64_t below)
{
    struct pymgr_error error = PYMGR_ERROR_INIT;
    struct pymgr_async_call get = { .proxy = results, .method = "get", .seconds = PATIENCE, .done = got };

    if (pymgr_async_call(putting, jobs, put, NULL, &error, "put", "{below=I}", below) == 0 ||
        pymgr_async_submit(getting, &get, &error) == 0)
        fprintf(stderr, "%s\n", error.text); /* PYMGR_LIMIT: the server does not keep up */
    pymgr_error_clear(&error);
}

/* Reads a line; false at the end of the input. */
static bool read_line(void)
{
    char line[64];

    if (fgets(line, sizeof line, stdin) == NULL)
        return false;
    if (atoll(line) > 0)
        ask(atoll(line));
    return true;
}

/* The loop: until the input has ended and everything has been answered. */
static void loop(struct pymgr_error *error)
{
    struct pollfd watched[] = { { .fd = 0, .events = POLLIN },
        { .fd = pymgr_async_fd(putting), .events = POLLIN },
        { .fd = pymgr_async_fd(getting), .events = POLLIN } };

    setvbuf(stdin, NULL, _IONBF, 0); /* what stdio has read ahead, poll would not see */
    while (watched[0].fd >= 0 || pymgr_async_pending(putting) + pymgr_async_pending(getting) > 0) {
        poll(watched, 3, -1);
        if (watched[0].revents != 0 && !read_line())
            watched[0].fd = -1; /* poll ignores it from now on */
        if (watched[1].revents != 0)
            pymgr_async_step(putting, error);
        if (watched[2].revents != 0)
            pymgr_async_step(getting, error);
    }
}

int main(void)
{
    struct pymgr_options options = pymgr_options_from_environment();
    struct pymgr_error error = PYMGR_ERROR_INIT;
    pymgr_manager *manager = pymgr_connect(&options, &error); /* before the loop, so this may wait */

    if (manager != NULL && (jobs = pymgr_get(manager, "jobs", &error)) != NULL &&
        (results = pymgr_get(manager, "results", &error)) != NULL &&
        (putting = pymgr_async_new(manager, &error)) != NULL &&
        (getting = pymgr_async_new(manager, &error)) != NULL)
        loop(&error);
    if (error.code != PYMGR_OK)
        fprintf(stderr, "%s\n", error.text);
    pymgr_async_free(getting);
    pymgr_async_free(putting);
    pymgr_proxy_unref(results);
    pymgr_proxy_unref(jobs);
    pymgr_close(manager);
    pymgr_error_clear(&error);
    return getting == NULL;
}
