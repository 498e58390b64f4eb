/* SPDX-License-Identifier: MIT
 *
 * pymgrd's command line.
 */
#ifndef PM_PYMGRD_OPTIONS_H
#define PM_PYMGRD_OPTIONS_H

#include "program/arguments.h"

#include <pymgr/server.h>

struct pm_options {
    struct pymgr_server_options server;
    struct pm_key key;
    const char **listens; /* owned array of borrowed texts, as are shares */
    size_t listen_count;
    const char **shares;
    size_t share_count;
};

/* -1: go on; otherwise the exit status: --help and --version 0, bad options 2 with a message on standard
 * error. */
int pm_options_parse(struct pm_options *options, int argc, char **argv);
void pm_options_free(struct pm_options *options);

#endif
