/* SPDX-License-Identifier: MIT
 *
 * `pymgr shutdown`: asks the server to end.
 */
#include "pymgr/commands.h"

static enum pm_exit run(const struct pm_tool *tool, int count, char **words)
{
    struct pymgr_error error = PYMGR_ERROR_INIT;
    pymgr_manager *manager = pm_tool_connect(tool, &error);
    int result = manager == NULL ? -1 : pymgr_shutdown(manager, &error);

    (void)count;
    (void)words;
    pymgr_close(manager);
    return result == 0 ? PM_EXIT_FINE : pm_tool_fail(tool, &error);
}

const struct pm_command pm_command_shutdown = { .name = "shutdown", .words = "", .run = run };
