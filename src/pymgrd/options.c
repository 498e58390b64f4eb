/* SPDX-License-Identifier: MIT
 *
 * One handler for each option, behind a table: it stores the argument, or says what is wrong with it.
 */
#include "pymgrd/options.h"

#include "base/log.h"
#include "program/options.h"

#include <stdint.h>
#include <stdlib.h>

static const char usage[] =
    "usage: pymgrd [--listen ADDRESS]... [--authkey-file FILE] [--share NAME=TYPE[(ARGS)]]...\n"
    "              [--threads N] [--python PYTHON] [--grace SECONDS] [--proxy-authkey]\n"
    "              [--min-digest DIGEST]\n"
    "              [--handshake-timeout SECONDS] [--max-pending N] [--max-message BYTES]\n"
    "              [--log-level LEVEL]\n"
    "       pymgrd --help | --version\n"
    "\n"
    "Serves shared objects to clients of Python's multiprocessing.managers.\n"
    "ADDRESS is HOST:PORT, the path of a Unix socket (with a / in it), or @NAME for the abstract\n"
    "namespace; 127.0.0.1:0 when none is given. The key is the content of FILE, or PYMGR_AUTHKEY.\n";

static const char *add_listen(void *settings, const char *argument)
{
    struct pm_options *options = settings;

    options->listens[options->listen_count++] = argument;
    return NULL;
}

static const char *add_share(void *settings, const char *argument)
{
    struct pm_options *options = settings;

    options->shares[options->share_count++] = argument;
    return NULL;
}

static const char *read_key(void *settings, const char *argument)
{
    struct pm_options *options = settings;

    return pm_key_read(&options->key, argument);
}

static const char *set_threads(void *settings, const char *argument)
{
    struct pm_options *options = settings;
    unsigned long long number;

    if (!pm_parse_number(argument, 1, 64, &number))
        return "not a number from 1 to 64";
    options->server.threads = (unsigned)number;
    return NULL;
}

static const char *set_python(void *settings, const char *argument)
{
    struct pm_options *options = settings;

    options->server.python = argument;
    return argument[0] == '\0' ? "the name is empty" : NULL;
}

static const char *set_max_pending(void *settings, const char *argument)
{
    struct pm_options *options = settings;
    unsigned long long number;

    if (!pm_parse_number(argument, 1, 1000000, &number))
        return "not a number from 1 to 1000000";
    options->server.max_pending = (size_t)number;
    return NULL;
}

static const char *set_max_message(void *settings, const char *argument)
{
    struct pm_options *options = settings;
    unsigned long long number;

    if (!pm_parse_number(argument, 1, SIZE_MAX / 4, &number))
        return "not a number of bytes";
    options->server.max_message = (size_t)number;
    return NULL;
}

static const char *set_handshake_timeout(void *settings, const char *argument)
{
    struct pm_options *options = settings;

    if (!pm_parse_seconds(argument, 0.001, &options->server.handshake_timeout))
        return "not a number of seconds from 0.001 to 86400";
    return NULL;
}

static const char *set_grace(void *settings, const char *argument)
{
    struct pm_options *options = settings;

    if (!pm_parse_seconds(argument, 0, &options->server.grace))
        return "not a number of seconds from 0 to 86400";
    if (options->server.grace == 0)
        options->server.grace = -1; /* none: 0 would be the default */
    return NULL;
}

static const char *set_proxy_authkey(void *settings, const char *argument)
{
    struct pm_options *options = settings;

    (void)argument;
    options->server.proxy_authkey = 1;
    return NULL;
}

static const char *set_min_digest(void *settings, const char *argument)
{
    struct pm_options *options = settings;

    options->server.min_digest = argument;
    return NULL;
}

static const char *set_log_level(void *settings, const char *argument)
{
    enum pm_log_level level;

    (void)settings;
    if (!pm_log_level_parse(argument, &level))
        return "not one of error, warning, info, debug";
    pm_log_set_level(level);
    return NULL;
}

static const struct pm_option rows[] = {
    { .name = "listen", .has_argument = true, .store = add_listen },
    { .name = "authkey-file", .has_argument = true, .store = read_key },
    { .name = "share", .has_argument = true, .store = add_share },
    { .name = "threads", .has_argument = true, .store = set_threads },
    { .name = "python", .has_argument = true, .store = set_python },
    { .name = "grace", .has_argument = true, .store = set_grace },
    { .name = "proxy-authkey", .store = set_proxy_authkey },
    { .name = "min-digest", .has_argument = true, .store = set_min_digest },
    { .name = "handshake-timeout", .has_argument = true, .store = set_handshake_timeout },
    { .name = "max-pending", .has_argument = true, .store = set_max_pending },
    { .name = "max-message", .has_argument = true, .store = set_max_message },
    { .name = "log-level", .has_argument = true, .store = set_log_level },
    { 0 },
};

/* What the options leave open. */
static int complete(struct pm_options *options)
{
    options->server.authkey = pm_key_bytes(&options->key, &options->server.authkey_size);
    if (options->server.authkey == NULL)
        return pm_refuse("pymgrd", "no authentication key", "give --authkey-file or set PYMGR_AUTHKEY");
    if (options->listen_count == 0)
        options->listens[options->listen_count++] = "127.0.0.1:0";
    return -1;
}

static int parse(struct pm_options *options, int argc, char **argv)
{
    const struct pm_command_line line = { "pymgrd", usage, { rows }, options };
    int next, status = pm_read_options(&line, argc, argv, &next);

    if (status >= 0)
        return status;
    if (next < argc)
        return pm_refuse("pymgrd", argv[next], "an argument that no option takes");
    return complete(options);
}

int pm_options_parse(struct pm_options *options, int argc, char **argv)
{
    int status;

    *options = (struct pm_options){ 0 };
    options->listens = calloc((size_t)argc + 1, sizeof *options->listens);
    options->shares = calloc((size_t)argc + 1, sizeof *options->shares);
    if (options->listens == NULL || options->shares == NULL)
        status = pm_refuse("pymgrd", "cannot start", "out of memory");
    else
        status = parse(options, argc, argv);
    if (status >= 0)
        pm_options_free(options);
    return status;
}

void pm_options_free(struct pm_options *options)
{
    pm_key_free(&options->key);
    free(options->listens);
    free(options->shares);
}
