/* SPDX-License-Identifier: MIT
 *
 * The server as an executor: crews of Python workers, each with a queue of jobs. Jobs come under the server's
 * lock, on any thread; the first loop does the rest when it is woken.
 */
#ifndef PM_SERVER_CREW_H
#define PM_SERVER_CREW_H

#include "object/executor.h"
#include "server/server.h"

struct pm_crews;

enum { PM_WORKERS_MAX = 1024 }; /* in all crews: each is a process of some 10 MB */

/* The server's executor. `python` is the interpreter, NULL: no Python is run. NULL: no memory. */
struct pm_crews *pm_crews_new(pymgr_server *server, const char *python);
struct pm_crews *pm_crews_free(struct pm_crews *crews);
struct pm_executor *pm_crews_executor(struct pm_crews *crews);
const char *pm_crews_python(const struct pm_crews *crews);

/* On the first loop's thread, without the lock: starts and ends workers, gives them tasks. */
void pm_crews_turn(struct pm_crews *crews);
/* Likewise: ends all of them for good; the loop goes on until they are gone. */
void pm_crews_stop(struct pm_crews *crews);

#endif
