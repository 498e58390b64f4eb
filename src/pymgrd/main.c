/* SPDX-License-Identifier: MIT
 *
 * pymgrd: options and signals around the server of <pymgr/server.h>. Exit status 0 after an orderly end, 1
 * when serving failed, 2 for bad options.
 */
#include "pymgrd/options.h"

#include <pymgr/pymgr.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>

static pymgr_server *serving;

static void on_signal(int number)
{
    (void)number;
    pymgr_server_stop(serving);
}

static void handle(int number, void (*handler)(int))
{
    struct sigaction action = { .sa_handler = handler, .sa_flags = SA_RESTART };

    sigaction(number, &action, NULL);
}

/* Before the first line about a listener: whoever has read that may send a signal. */
static void handle_signals(pymgr_server *server)
{
    serving = server;
    handle(SIGTERM, on_signal);
    handle(SIGINT, on_signal);
    handle(SIGPIPE, SIG_IGN);
}

/* There is no server any more that a second signal could end. */
static void ignore_signals(void)
{
    handle(SIGTERM, SIG_IGN);
    handle(SIGINT, SIG_IGN);
}

/* Each connection is a descriptor: as many as the system allows. */
static void raise_descriptor_limit(void)
{
    struct rlimit limit;

    if (getrlimit(RLIMIT_NOFILE, &limit) != 0)
        return;
    limit.rlim_cur = limit.rlim_max;
    setrlimit(RLIMIT_NOFILE, &limit);
}

static int fail(const char *what, const char *message)
{
    fprintf(stderr, "pymgrd: %s: %s\n", what, message);
    return -1;
}

static int share_all(pymgr_server *server, const struct pm_options *options)
{
    char message[PYMGR_MESSAGE_SIZE];

    for (size_t i = 0; i < options->share_count; i++) {
        if (pymgr_server_share(server, options->shares[i], message) != 0)
            return fail(options->shares[i], message);
    }
    return 0;
}

static int listen_all(pymgr_server *server, const struct pm_options *options)
{
    char bound[PYMGR_MESSAGE_SIZE], message[PYMGR_MESSAGE_SIZE];

    for (size_t i = 0; i < options->listen_count; i++) {
        if (pymgr_server_listen(server, options->listens[i], bound, message) != 0)
            return fail(options->listens[i], message);
        printf("manager %s\n", bound);
    }
    fflush(stdout);
    return 0;
}

/* The exit status. */
static int serve(pymgr_server *server, const struct pm_options *options)
{
    char message[PYMGR_MESSAGE_SIZE];

    handle_signals(server);
    if (share_all(server, options) != 0 || listen_all(server, options) != 0)
        return 2;
    if (pymgr_server_run(server, message) == 0)
        return 0;
    fail("cannot serve", message);
    return 1;
}

int main(int argc, char **argv)
{
    struct pm_options options;
    char message[PYMGR_MESSAGE_SIZE];
    pymgr_server *server;
    int status = pm_options_parse(&options, argc, argv);

    if (status >= 0)
        return status;
    raise_descriptor_limit();
    server = pymgr_server_new(&options.server, message);
    if (server == NULL) {
        fail("cannot start", message);
        status = 2;
    } else {
        status = serve(server, &options);
    }
    ignore_signals();
    pymgr_server_free(server);
    pm_options_free(&options);
    return status;
}
