/* SPDX-License-Identifier: MIT
 *
 * pymgr's command line: options, a command, its own options and all of the former again, the words that it
 * takes.
 */
#ifndef PM_PYMGR_TOOL_OPTIONS_H
#define PM_PYMGR_TOOL_OPTIONS_H

#include "pymgr/tool.h"

struct pm_order {
    struct pm_tool tool;
    const struct pm_command *command;
    int count; /* of the words */
    char **words;
};

/* -1: go on; otherwise the exit status, what there is to say having been said. */
int pm_order_read(struct pm_order *order, int argc, char **argv);
void pm_order_free(struct pm_order *order);

#endif
