/* SPDX-License-Identifier: MIT
 *
 * Options end at the first word that is none, so that what a command takes may begin with a dash: `call total
 * add -1`.
 */
#include "pymgr/options.h"

#include "pymgr/commands.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char usage[] =
    "usage: pymgr [--address ADDRESS] [--authkey-file FILE] [--serializer pickle|xmlrpclib]\n"
    "             [--timeout SECONDS] [--json] [--traceback] COMMAND\n"
    "       pymgr --help | --version\n"
    "\n"
    "Uses a manager server: pymgrd, or one of Python's multiprocessing.managers.\n"
    "\n"
    "  call NAME METHOD [ARG...] [KEY=ARG...]\n"
    "                 call a method of the object shared as NAME, or of a new one of a type;\n"
    "                 arguments are Python literals: 1.5  None  '[1, 2]'  \"'text'\"\n"
    "  list           the server's objects\n"
    "  info           what there is to know of the server\n"
    "  ping [-c COUNT] [-i SECONDS]\n"
    "                 whether it answers, and how fast\n"
    "  shutdown       ask it to end\n"
    "  bench [--seconds N] [--connections N] [--pipeline N] [--size BYTES]\n"
    "        [--method get|put-get|connect]\n"
    "                 calls a second, and how long they take\n"
    "\n"
    "ADDRESS is HOST:PORT, the path of a Unix socket (with a / in it), or @NAME for the abstract\n"
    "namespace; PYMGR_ADDRESS when not given. The key is the content of FILE, or PYMGR_AUTHKEY.\n"
    "Exit status: 1 an exception was raised, 2 bad usage, 3 no connection, 4 not admitted, 5 timed\n"
    "out, 6 anything else.\n";

static const char *set_address(void *settings, const char *argument)
{
    struct pm_tool *tool = settings;

    tool->server.address = argument;
    return NULL;
}

static const char *read_key(void *settings, const char *argument)
{
    struct pm_tool *tool = settings;

    return pm_key_read(&tool->key, argument);
}

static const char *set_serializer(void *settings, const char *argument)
{
    struct pm_tool *tool = settings;

    tool->server.serializer = argument;
    return strcmp(argument, "pickle") == 0 || strcmp(argument, "xmlrpclib") == 0
               ? NULL
               : "neither pickle nor xmlrpclib";
}

static const char *set_timeout(void *settings, const char *argument)
{
    struct pm_tool *tool = settings;

    if (!pm_parse_seconds(argument, 0.001, &tool->server.connect_timeout))
        return "not a number of seconds from 0.001 to 86400";
    tool->server.call_timeout = tool->server.connect_timeout;
    return NULL;
}

static const char *set_json(void *settings, const char *argument)
{
    struct pm_tool *tool = settings;

    (void)argument;
    tool->json = true;
    return NULL;
}

static const char *set_traceback(void *settings, const char *argument)
{
    struct pm_tool *tool = settings;

    (void)argument;
    tool->traceback = true;
    return NULL;
}

static const struct pm_option rows[] = {
    { .name = "address", .letter = 'a', .has_argument = true, .store = set_address },
    { .name = "authkey-file", .letter = 'k', .has_argument = true, .store = read_key },
    { .name = "serializer", .letter = 's', .has_argument = true, .store = set_serializer },
    { .name = "timeout", .letter = 't', .has_argument = true, .store = set_timeout },
    { .name = "json", .letter = 'j', .store = set_json },
    { .name = "traceback", .store = set_traceback },
    { 0 },
};

static int refuse(const char *what, const char *why)
{
    return pm_refuse("pymgr", what, why);
}

/* The word at argv[0] is the command; what follows is for it. */
static int read_command(struct pm_order *order, int argc, char **argv)
{
    struct pm_command_line line = { "pymgr", usage, { rows }, &order->tool };
    int next, status;

    order->command = pm_command_find(argv[0]);
    if (order->command == NULL)
        return refuse(argv[0], "no such command");
    line.tables[1] = order->command->options;
    status = pm_read_options(&line, argc, argv, &next);
    order->count = argc - next;
    order->words = argv + next;
    return status;
}

/* Whether the command gets as many words as it wants. */
static int check_words(const struct pm_order *order)
{
    const struct pm_command *command = order->command;
    char needed[100];

    snprintf(needed, sizeof needed, "needs %s", command->words);
    if (order->count < command->least)
        return refuse(command->name, needed);
    return order->count > command->most ? refuse(order->words[command->most], "one argument too many") : -1;
}

/* What the options leave open. */
static int complete(struct pm_tool *tool)
{
    const char *address = getenv("PYMGR_ADDRESS");

    if (tool->server.address == NULL && address != NULL && address[0] != '\0')
        tool->server.address = address;
    if (tool->server.address == NULL)
        return refuse("no address", "give --address or set PYMGR_ADDRESS");
    tool->server.authkey = pm_key_bytes(&tool->key, &tool->server.authkey_size);
    if (tool->server.authkey == NULL)
        return refuse("no authentication key", "give --authkey-file or set PYMGR_AUTHKEY");
    return -1;
}

static int read_all(struct pm_order *order, int argc, char **argv)
{
    const struct pm_command_line line = { "pymgr", usage, { rows }, &order->tool };
    int next, status = pm_read_options(&line, argc, argv, &next);

    if (status < 0 && next == argc)
        status = refuse("no command", "call, list, info, ping, shutdown or bench");
    if (status < 0)
        status = read_command(order, argc - next, argv + next);
    if (status < 0)
        status = check_words(order);
    return status < 0 ? complete(&order->tool) : status;
}

int pm_order_read(struct pm_order *order, int argc, char **argv)
{
    int status;

    *order = (struct pm_order){ 0 };
    status = read_all(order, argc, argv);
    if (status >= 0)
        pm_order_free(order);
    return status;
}

void pm_order_free(struct pm_order *order)
{
    pm_key_free(&order->tool.key);
}
