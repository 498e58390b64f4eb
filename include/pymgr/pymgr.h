/* SPDX-License-Identifier: MIT
 *
 * libpymgr: Python's multiprocessing.managers in C. This header includes all the others.
 */
#ifndef PYMGR_PYMGR_H
#define PYMGR_PYMGR_H

#include <pymgr/client.h>
#include <pymgr/error.h>
#include <pymgr/pack.h>
#include <pymgr/proxies.h>
#include <pymgr/server.h>
#include <pymgr/value.h>

#endif
