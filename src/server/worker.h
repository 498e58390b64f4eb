/* SPDX-License-Identifier: MIT
 *
 * A Python worker: one process of the interpreter that pymgrd was given, and the channel to it. All of this
 * happens on the first loop's thread, without the server's lock unless it says otherwise. What a worker says
 * is believed no more than what a peer says: anything malformed ends it.
 */
#ifndef PM_SERVER_WORKER_H
#define PM_SERVER_WORKER_H

#include "codec/codec.h"
#include "object/job.h"
#include "server/receiver.h"
#include "server/server.h"

#include <sys/queue.h>

struct pm_crew;

enum pm_worker_stage {
    PM_WORKER_STARTING,  /* has not said hello */
    PM_WORKER_BEGINNING, /* runs the initializer */
    PM_WORKER_IDLE,
    PM_WORKER_BUSY,
    PM_WORKER_LEAVING, /* was told to end, or has ended */
};

struct pm_worker {
    struct pm_crew *crew;
    TAILQ_ENTRY(pm_worker) link; /* crew->workers; under the server's lock */
    pymgr_server *server;

    enum pm_worker_stage stage;
    struct pm_job *job; /* what it runs, under the server's lock; NULL: nothing that anybody waits for */
    size_t index;
    uint64_t tasks;    /* sent since it is ready */
    bool begun;        /* it has been ready */
    char running[128]; /* what the last task called */

    uv_process_t process;
    uv_pipe_t channel;
    uv_timer_t timer; /* until it is killed */
    bool exited;
    unsigned handles; /* of libuv, not closed yet */
    int64_t status;
    int signal;
    struct pm_buffer in; /* the beginning of a frame */
    struct pm_dialect dialect;
    struct pm_receiver receiver;
};

/* Starts a process, which is the crew's from then on. NULL with *error filled. */
struct pm_worker *pm_worker_start(pymgr_server *server, struct pm_crew *crew, struct pm_error *error);
/* Sends a task. -1 with *error filled: it cannot be serialized; the worker is as before. */
int pm_worker_send(struct pm_worker *worker, const struct pm_task *task, struct pm_error *error);
/* Has it end by itself: it sees the end of its channel. */
void pm_worker_leave(struct pm_worker *worker);
/* Ends it: by SIGTERM, and by SIGKILL if it lives on. */
void pm_worker_kill(struct pm_worker *worker);
/* "exit status 3", "signal 9 (Killed)": how one ended. */
void pm_worker_put_end(const struct pm_worker *worker, char *text, size_t size);

/* --- crew.c, called by worker.c --- */

/* The worker has said hello, and its dialect is known. */
void pm_crew_on_hello(struct pm_worker *worker);
/* An answer; result taken. */
void pm_crew_on_answer(struct pm_worker *worker, bool succeeded, pymgr_value *result);
/* The process is no more. The worker is freed afterwards. */
void pm_crew_on_end(struct pm_worker *worker);

#endif
