/* SPDX-License-Identifier: MIT */
#include "pymgr/commands.h"

#include <string.h>

static const struct pm_command *const commands[] = {
    &pm_command_call,
    &pm_command_list,
    &pm_command_info,
    &pm_command_ping,
    &pm_command_shutdown,
    &pm_command_bench,
};

const struct pm_command *pm_command_find(const char *name)
{
    for (size_t i = 0; i < sizeof commands / sizeof commands[0]; i++) {
        if (strcmp(commands[i]->name, name) == 0)
            return commands[i];
    }
    return NULL;
}
