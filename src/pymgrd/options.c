/* SPDX-License-Identifier: MIT
 *
 * One handler for each option, behind a table: it stores the argument, or says what is wrong with it.
 */
#ifdef HAVE_CONFIG_H
#include "config.h"
#endif

#include "pymgrd/options.h"

#include "base/log.h"

#include <errno.h>
#include <getopt.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { KEY_FILE_LIMIT = 1024 * 1024 };

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

/* A handler returns NULL, or the text of what is wrong. */
typedef const char *option_handler(struct pm_options *options, const char *argument);

static const char *add_listen(struct pm_options *options, const char *argument)
{
    options->listens[options->listen_count++] = argument;
    return NULL;
}

static const char *add_share(struct pm_options *options, const char *argument)
{
    options->shares[options->share_count++] = argument;
    return NULL;
}

/* The whole of a file; a NULL content with errno when it cannot be read. */
static char *read_all(FILE *file, size_t *sizep)
{
    char *content = malloc(KEY_FILE_LIMIT + 1);

    if (content == NULL)
        return NULL;
    *sizep = fread(content, 1, KEY_FILE_LIMIT + 1, file);
    if (!ferror(file))
        return content;
    free(content);
    return NULL;
}

static const char *read_key(struct pm_options *options, const char *argument)
{
    static char message[300];
    FILE *file = fopen(argument, "rb");

    if (file == NULL)
        return strerror(errno);
    free(options->key);
    options->key = read_all(file, &options->server.authkey_size);
    if (options->key == NULL)
        snprintf(message, sizeof message, "cannot be read: %s", strerror(errno));
    fclose(file);
    if (options->key == NULL)
        return message;
    if (options->server.authkey_size == 0)
        return "the key is empty";
    options->server.authkey = options->key;
    return options->server.authkey_size > KEY_FILE_LIMIT ? "the key is longer than a mebibyte" : NULL;
}

static bool parse_number(const char *text, unsigned long long most, unsigned long long *numberp)
{
    char *end;

    errno = 0;
    *numberp = strtoull(text, &end, 10);
    return errno == 0 && text[0] >= '0' && text[0] <= '9' && *end == '\0' && *numberp >= 1 &&
           *numberp <= most;
}

static const char *set_threads(struct pm_options *options, const char *argument)
{
    unsigned long long number;

    if (!parse_number(argument, 64, &number))
        return "not a number from 1 to 64";
    options->server.threads = (unsigned)number;
    return NULL;
}

static const char *set_python(struct pm_options *options, const char *argument)
{
    options->server.python = argument;
    return argument[0] == '\0' ? "the name is empty" : NULL;
}

static const char *set_max_pending(struct pm_options *options, const char *argument)
{
    unsigned long long number;

    if (!parse_number(argument, 1000000, &number))
        return "not a number from 1 to 1000000";
    options->server.max_pending = (size_t)number;
    return NULL;
}

static const char *set_max_message(struct pm_options *options, const char *argument)
{
    unsigned long long number;

    if (!parse_number(argument, SIZE_MAX / 4, &number))
        return "not a number of bytes";
    options->server.max_message = (size_t)number;
    return NULL;
}

static bool parse_seconds(const char *text, double least, double *secondsp)
{
    char *end;

    *secondsp = strtod(text, &end);
    return end != text && *end == '\0' && *secondsp >= least && *secondsp <= 86400;
}

static const char *set_handshake_timeout(struct pm_options *options, const char *argument)
{
    if (!parse_seconds(argument, 0.001, &options->server.handshake_timeout))
        return "not a number of seconds from 0.001 to 86400";
    return NULL;
}

static const char *set_grace(struct pm_options *options, const char *argument)
{
    if (!parse_seconds(argument, 0, &options->server.grace))
        return "not a number of seconds from 0 to 86400";
    if (options->server.grace == 0)
        options->server.grace = -1; /* none: 0 would be the default */
    return NULL;
}

static const char *set_proxy_authkey(struct pm_options *options, const char *argument)
{
    (void)argument;
    options->server.proxy_authkey = 1;
    return NULL;
}

static const char *set_min_digest(struct pm_options *options, const char *argument)
{
    options->server.min_digest = argument;
    return NULL;
}

static const char *set_log_level(struct pm_options *options, const char *argument)
{
    enum pm_log_level level;

    (void)options;
    if (!pm_log_level_parse(argument, &level))
        return "not one of error, warning, info, debug";
    pm_log_set_level(level);
    return NULL;
}

static const struct {
    const char *name;
    option_handler *handler;
    int argument; /* whether it has one, as getopt_long wants to know */
} handlers[] = {
    { "listen", add_listen, required_argument },
    { "authkey-file", read_key, required_argument },
    { "share", add_share, required_argument },
    { "threads", set_threads, required_argument },
    { "python", set_python, required_argument },
    { "grace", set_grace, required_argument },
    { "proxy-authkey", set_proxy_authkey, no_argument },
    { "min-digest", set_min_digest, required_argument },
    { "handshake-timeout", set_handshake_timeout, required_argument },
    { "max-pending", set_max_pending, required_argument },
    { "max-message", set_max_message, required_argument },
    { "log-level", set_log_level, required_argument },
};

enum { HANDLERS = sizeof handlers / sizeof handlers[0], HELP = 1000, VERSION };

static void fill_table(struct option table[HANDLERS + 3])
{
    for (int i = 0; i < HANDLERS; i++)
        table[i] = (struct option){ handlers[i].name, handlers[i].argument, NULL, i };
    table[HANDLERS] = (struct option){ "help", no_argument, NULL, HELP };
    table[HANDLERS + 1] = (struct option){ "version", no_argument, NULL, VERSION };
    table[HANDLERS + 2] = (struct option){ 0 };
}

static int refuse(const char *what, const char *why)
{
    fprintf(stderr, "pymgrd: %s: %s\nTry 'pymgrd --help'.\n", what, why);
    return 2;
}

/* One option that getopt_long found; -1: go on. */
static int handle(struct pm_options *options, int found)
{
    char name[32];
    const char *problem;

    if (found == HELP) {
        fputs(usage, stdout);
        return 0;
    }
    if (found == VERSION) {
        puts("pymgrd " PACKAGE_VERSION);
        return 0;
    }
    if (found < 0 || found >= HANDLERS) {
        fputs("Try 'pymgrd --help'.\n", stderr); /* getopt_long has said what is wrong */
        return 2;
    }
    problem = handlers[found].handler(options, optarg);
    snprintf(name, sizeof name, "--%s", handlers[found].name);
    return problem == NULL ? -1 : refuse(name, problem);
}

/* What the options leave open. */
static int complete(struct pm_options *options)
{
    const char *key = getenv("PYMGR_AUTHKEY");

    if (options->server.authkey == NULL && key != NULL && key[0] != '\0') {
        options->server.authkey = key;
        options->server.authkey_size = strlen(key);
    }
    if (options->server.authkey == NULL)
        return refuse("no authentication key", "give --authkey-file or set PYMGR_AUTHKEY");
    if (options->listen_count == 0)
        options->listens[options->listen_count++] = "127.0.0.1:0";
    return -1;
}

static int parse(struct pm_options *options, int argc, char **argv)
{
    struct option table[HANDLERS + 3];
    int found, status = -1;

    fill_table(table);
    while (status < 0 && (found = getopt_long(argc, argv, "", table, NULL)) != -1)
        status = handle(options, found == '?' ? -1 : found);
    if (status >= 0)
        return status;
    if (optind < argc)
        return refuse(argv[optind], "an argument that no option takes");
    return complete(options);
}

int pm_options_parse(struct pm_options *options, int argc, char **argv)
{
    int status;

    *options = (struct pm_options){ 0 };
    options->listens = calloc((size_t)argc + 1, sizeof *options->listens);
    options->shares = calloc((size_t)argc + 1, sizeof *options->shares);
    if (options->listens == NULL || options->shares == NULL)
        status = refuse("cannot start", "out of memory");
    else
        status = parse(options, argc, argv);
    if (status >= 0)
        pm_options_free(options);
    return status;
}

void pm_options_free(struct pm_options *options)
{
    free(options->key);
    free(options->listens);
    free(options->shares);
}
