/* SPDX-License-Identifier: MIT
 *
 * `pymgr info`: what there is to know of the server.
 */
#include "pymgr/commands.h"
#include "pymgr/identify.h"
#include "pymgr/output.h"

struct info {
    struct pymgr_server_info server;
    char program[PM_SERVER_NAME_SIZE]; /* "": unknown */
    int64_t objects;
    double seconds;
};

/* Asks for something that no server has, to see how it fails. */
static int identify(pymgr_manager *manager, struct info *info, struct pymgr_error *error)
{
    pymgr_value *answer = pymgr_server_call(manager, "pymgr_info", NULL, NULL, error);

    pymgr_unref(answer);
    if (answer == NULL && error->code != PYMGR_REMOTE)
        return -1;
    if (error->traceback == NULL || !pm_identify(pymgr_text(error->traceback, NULL), info->program))
        info->program[0] = '\0';
    pymgr_error_clear(error);
    return 0;
}

static int collect(pymgr_manager *manager, struct info *info, struct pymgr_error *error)
{
    double start = pm_tool_now();

    if (pymgr_server_info(manager, &info->server, error) != 0)
        return -1;
    info->seconds = pm_tool_now() - start;
    info->objects = pymgr_number_of_objects(manager, error);
    return info->objects < 0 ? -1 : identify(manager, info, error);
}

static const char *serializer_of(const struct pm_tool *tool)
{
    return tool->server.serializer == NULL ? "pickle" : tool->server.serializer;
}

/* New. */
static pymgr_value *to_value(const struct pm_tool *tool, const struct info *info, struct pymgr_error *error)
{
    pymgr_value *protocol = info->server.protocol > 0 ? pymgr_int(info->server.protocol) : pymgr_none();

    return pymgr_pack(error,
        "{address=s, server=s?, serializer=s, protocol=o, digest=s, objects=I, milliseconds=f}",
        tool->server.address, info->program[0] == '\0' ? NULL : info->program, serializer_of(tool), protocol,
        info->server.digest, info->objects, pm_tool_milliseconds(info->seconds));
}

static void put_name(const char *name)
{
    pm_put_colour(stdout, PM_BOLD);
    printf("%-11s", name);
    pm_put_colour(stdout, PM_PLAIN);
}

static void put_text(const char *name, const char *text)
{
    put_name(name);
    puts(text);
}

static void put_all(const struct pm_tool *tool, const struct info *info)
{
    put_text("address", tool->server.address);
    put_text("server", info->program[0] == '\0' ? "unknown" : info->program);
    put_text("serializer", serializer_of(tool));
    if (info->server.protocol > 0) {
        put_name("protocol");
        printf("%d\n", info->server.protocol);
    }
    put_text("digest", info->server.digest);
    put_name("objects");
    printf("%lld\n", (long long)info->objects);
    put_name("answer in");
    printf("%.3f ms\n", info->seconds * 1e3);
}

static enum pm_exit run(const struct pm_tool *tool, int count, char **words)
{
    struct pymgr_error error = PYMGR_ERROR_INIT;
    pymgr_manager *manager = pm_tool_connect(tool, &error);
    struct info info;
    int result = manager == NULL ? -1 : collect(manager, &info, &error);

    (void)count;
    (void)words;
    pymgr_close(manager);
    if (result != 0)
        return pm_tool_fail(tool, &error);
    if (tool->json)
        return pm_show(tool, to_value(tool, &info, &error), &error);
    put_all(tool, &info);
    return PM_EXIT_FINE;
}

const struct pm_command pm_command_info = { .name = "info", .words = "", .run = run };
