/* SPDX-License-Identifier: MIT
 *
 * `pymgr call`: one method of one object; prints its result.
 */
#include "pymgr/call_words.h"
#include "pymgr/commands.h"
#include "pymgr/output.h"

#include <limits.h>

/* The object of that name was not to be had. */
static enum pm_exit fail(const struct pm_tool *tool, const char *name, struct pymgr_error *error)
{
    enum pm_exit status = pm_tool_fail(tool, error);

    if (status == PM_EXIT_RAISED)
        pm_tool_complain(status, name, "no name that the server shares, nor a type that needs no arguments");
    return status;
}

/* Calls words[1] of the object that words[0] names. */
static enum pm_exit call(
    const struct pm_tool *tool, pymgr_manager *manager, char **words, pymgr_value *args, pymgr_value *kwds)
{
    struct pymgr_error error = PYMGR_ERROR_INIT;
    pymgr_proxy *proxy = pymgr_get(manager, words[0], &error);
    pymgr_value *result;

    if (proxy == NULL)
        return fail(tool, words[0], &error);
    result = pymgr_call_with(proxy, words[1], args, kwds, &error);
    pymgr_proxy_unref(proxy);
    return pm_show(tool, result, &error);
}

static enum pm_exit run(const struct pm_tool *tool, int count, char **words)
{
    struct pymgr_error error = PYMGR_ERROR_INIT;
    pymgr_value *args, *kwds;
    pymgr_manager *manager;
    enum pm_exit status;

    if (pm_call_words(count - 2, words + 2, &args, &kwds, &error) != 0) {
        status = error.code == PYMGR_NO_MEMORY ? PM_EXIT_FAILED : PM_EXIT_USAGE;
        return pm_tool_complain(status, "call", error.text);
    }
    manager = pm_tool_connect(tool, &error);
    status = manager == NULL ? pm_tool_fail(tool, &error) : call(tool, manager, words, args, kwds);
    pymgr_unref(args);
    pymgr_unref(kwds);
    pymgr_close(manager);
    return status;
}

const struct pm_command pm_command_call = {
    .name = "call",
    .words = "NAME METHOD [ARG...] [KEY=ARG...]",
    .least = 2,
    .most = INT_MAX,
    .run = run,
};
