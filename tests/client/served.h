/* SPDX-License-Identifier: MIT
 *
 * A server in a child process, and a manager that is connected to it. What the test makes fail (memory,
 * descriptors) does not fail there, and it can be killed, stopped and started anew.
 */
#ifndef PM_TESTS_SERVED_H
#define PM_TESTS_SERVED_H

#include <pymgr/pymgr.h>
#include <sys/types.h>

struct pm_served {
    pid_t pid;
    char address[PYMGR_MESSAGE_SIZE];
    struct pymgr_options options; /* what the manager was connected with */
    pymgr_manager *manager;
};

/* With the shared objects `jobs=Queue()` and `config=dict({'a': 1})`. A failure ends the test. */
void pm_serve(struct pm_served *served);
/* The same, for a manager with other options; their address and key are set here. */
void pm_serve_with(struct pm_served *served, const struct pymgr_options *options);
/* Closes the manager and ends the server. */
void pm_served_end(struct pm_served *served);

/* Kills the server, in the middle of whatever it does, and waits until it is gone. */
void pm_served_kill(struct pm_served *served);
/* Starts another at the address of one that was killed. */
void pm_served_again(struct pm_served *served);
/* How many objects it has. */
int pm_served_objects(const struct pm_served *served);

/* How many descriptors this process has open. */
unsigned pm_open_files(void);

#endif
