/* SPDX-License-Identifier: MIT
 *
 * The commands: one file for each, which exports one descriptor.
 */
#ifndef PM_PYMGR_COMMANDS_H
#define PM_PYMGR_COMMANDS_H

#include "pymgr/tool.h"

extern const struct pm_command pm_command_bench;
extern const struct pm_command pm_command_call;
extern const struct pm_command pm_command_info;
extern const struct pm_command pm_command_list;
extern const struct pm_command pm_command_ping;
extern const struct pm_command pm_command_shutdown;

/* NULL: there is no such command. */
const struct pm_command *pm_command_find(const char *name);

#endif
