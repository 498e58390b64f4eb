/* SPDX-License-Identifier: MIT
 *
 * What the first loop does for the crews: it starts and ends their workers and gives them tasks. Tasks are
 * encoded and written without the lock.
 *
 * A worker that ends while it runs a task is replaced at once, and the task fails: so much work is done for
 * each new process. One that ends without having been given a task - there is no such interpreter, the
 * initializer raises - is not replaced before a while, which doubles every time; meanwhile, if the crew has
 * no worker at all, its tasks fail with the reason.
 */
#include "base/log.h"
#include "call/exceptions.h"
#include "callables/callables.h"
#include "server/crew_state.h"
#include "server/loop.h"

#include <stdio.h>

enum {
    RETRY_MILLISECONDS = 100, /* after the first failure */
    RETRY_DOUBLINGS = 7,      /* at most: 12.8 seconds */
    STARTS_AT_ONCE = 8,       /* of processes, each a millisecond or so in which nobody else is served */
};

static void lock(const struct pm_crew *crew)
{
    pm_server_lock(crew->crews->server);
}

static void unlock(const struct pm_crew *crew)
{
    pm_server_unlock(crew->crews->server);
}

static struct pm_loop *loop_of(const struct pm_crew *crew)
{
    return crew->crews->server->loops[0];
}

/* --- failing --- */

/* Notes that a worker could not begin. */
static void note_failure(struct pm_crew *crew)
{
    unsigned doublings = crew->failures < RETRY_DOUBLINGS ? crew->failures : RETRY_DOUBLINGS;

    crew->failures++;
    crew->retry_at = uv_now(&loop_of(crew)->uv) + ((uint64_t)RETRY_MILLISECONDS << doublings);
    pm_log(PM_LOG_WARNING, "%s", crew->reason);
}

/* Nobody will run the jobs: they raise the reason. */
static void fail_jobs(struct pm_crew *crew)
{
    struct pm_job *job;

    lock(crew);
    while ((job = TAILQ_FIRST(&crew->jobs)) != NULL) {
        pymgr_value *exception = pm_exception_text(PM_PROCESS_ERROR, "%s", crew->reason);

        TAILQ_REMOVE(&crew->jobs, job, link);
        pm_job_fail(job, exception);
        pymgr_unref(exception);
    }
    unlock(crew);
}

/* What the worker runs comes to this; result taken. */
static void finish_task(struct pm_worker *worker, bool succeeded, pymgr_value *result)
{
    struct pm_job *job;

    lock(worker->crew);
    job = worker->job;
    worker->job = NULL;
    if (job != NULL)
        pm_job_finish(job, worker->index, succeeded, result);
    else
        pymgr_unref(result);
    unlock(worker->crew);
}

/* --- giving tasks --- */

/* Takes the next task of the crew for this worker. False: there is none. */
static bool take_task(struct pm_worker *worker, struct pm_task *task)
{
    struct pm_crew *crew = worker->crew;
    struct pm_job *job;
    bool taken = false;

    lock(crew);
    while (!taken && (job = TAILQ_FIRST(&crew->jobs)) != NULL) {
        if (job->next + 1 == job->count)
            TAILQ_REMOVE(&crew->jobs, job, link);
        worker->index = job->next;
        taken = pm_job_begin(job, task);
        worker->job = taken ? job : NULL;
    }
    unlock(crew);
    return taken;
}

static void give_task(struct pm_worker *worker)
{
    struct pm_error error;
    struct pm_task task;

    while (worker->stage == PM_WORKER_IDLE && !worker->exited && take_task(worker, &task)) {
        if (pm_worker_send(worker, &task, &error) == 0)
            worker->stage = PM_WORKER_BUSY;
        else
            finish_task(worker, false, pm_exception_from_error(&error));
        pm_task_clear(&task);
        pm_server_settle(worker->server);
    }
}

static void give_tasks(struct pm_crew *crew)
{
    struct pm_worker *worker;

    TAILQ_FOREACH (worker, &crew->workers, link)
        give_task(worker);
}

/* --- starting and ending workers --- */

static enum pm_crew_state state_of(const struct pm_crew *crew, bool *emptyp)
{
    enum pm_crew_state state;

    lock(crew);
    state = crew->state;
    *emptyp = TAILQ_EMPTY(&crew->jobs);
    unlock(crew);
    return state;
}

static void add_worker(struct pm_crew *crew)
{
    struct pm_error error;
    struct pm_worker *worker = pm_worker_start(crew->crews->server, crew, &error);

    crew->reason[0] = '\0';
    if (worker == NULL) {
        snprintf(crew->reason, sizeof crew->reason, "a worker process cannot be started: %s", error.text);
        note_failure(crew);
        return;
    }
    lock(crew);
    TAILQ_INSERT_TAIL(&crew->workers, worker, link);
    crew->worker_count++;
    unlock(crew);
}

static bool lacks_workers(const struct pm_crew *crew)
{
    return crew->worker_count < crew->size && uv_now(&loop_of(crew)->uv) >= crew->retry_at;
}

static void add_workers(struct pm_crew *crew)
{
    uv_update_time(&loop_of(crew)->uv);
    for (int i = 0; i < STARTS_AT_ONCE && lacks_workers(crew); i++)
        add_worker(crew);
    if (!lacks_workers(crew))
        return;
    lock(crew);
    pm_crews_wake(crew->crews); /* for the rest, after what else there is to do */
    unlock(crew);
}

static void end_workers(struct pm_crew *crew, enum pm_crew_state state)
{
    struct pm_worker *worker;

    TAILQ_FOREACH (worker, &crew->workers, link) {
        if (state == PM_CREW_TERMINATED)
            pm_worker_kill(worker);
        else if (worker->stage == PM_WORKER_IDLE)
            pm_worker_leave(worker);
    }
}

/* The crew was closed or terminated, and has no worker any more. */
static void end_crew(struct pm_crew *crew)
{
    lock(crew);
    if (!crew->ended) {
        crew->ended = true;
        if (crew->on_end != NULL)
            crew->on_end(crew->owner);
    }
    unlock(crew);
}

/* The crew is gone afterwards if nobody wants it any more. */
static void turn(struct pm_crew *crew)
{
    bool empty;
    enum pm_crew_state state = state_of(crew, &empty);

    /* Also one that is closed at once runs its initializers. */
    if (state == PM_CREW_OPEN || (state == PM_CREW_CLOSED && (!empty || !crew->begun))) {
        crew->begun = true;
        add_workers(crew);
        give_tasks(crew);
        if (crew->worker_count == 0)
            fail_jobs(crew);
        state = state_of(crew, &empty);
    }
    if (state == PM_CREW_TERMINATED || (state == PM_CREW_CLOSED && empty))
        end_workers(crew, state);
    if (state != PM_CREW_OPEN && empty && crew->worker_count == 0)
        end_crew(crew);
}

static struct pm_crew *next_crew(struct pm_crews *crews, struct pm_crew *crew)
{
    struct pm_crew *next;

    pm_server_lock(crews->server);
    next = crew == NULL ? TAILQ_FIRST(&crews->all) : TAILQ_NEXT(crew, link);
    if (crew != NULL && crew->dismissed && crew->ended)
        pm_crew_free(crew);
    pm_server_unlock(crews->server);
    return next;
}

void pm_crews_turn(struct pm_crews *crews)
{
    struct pm_crew *crew;

    if (!atomic_exchange(&crews->due, false))
        return;
    for (crew = next_crew(crews, NULL); crew != NULL; crew = next_crew(crews, crew))
        turn(crew);
    pm_server_lock(crews->server);
    if (!crews->stopped)
        pm_alarms_turn(&crews->alarms);
    pm_server_unlock(crews->server);
    pm_loop_drain(crews->server->loops[0]);
}

void pm_crews_stop(struct pm_crews *crews)
{
    struct pm_crew *crew;

    pm_server_lock(crews->server);
    crews->stopped = true;
    pm_method_calls_forget(&crews->executor);
    pm_alarms_stop(&crews->alarms);
    TAILQ_FOREACH (crew, &crews->all, link) {
        crew->state = PM_CREW_TERMINATED;
        pm_crew_drop_jobs(crew);
        /* No proxy may be left in any value when the registry goes. */
        pymgr_unref(crew->initargs);
        crew->initargs = pymgr_none();
        pymgr_unref(crew->initializer);
        crew->initializer = pymgr_none();
    }
    pm_server_unlock(crews->server);
    for (crew = next_crew(crews, NULL); crew != NULL; crew = next_crew(crews, crew))
        turn(crew);
}

/* --- what workers say --- */

/* After something has happened to a worker. */
static void go_on(struct pm_crew *crew)
{
    struct pm_crews *crews = crew->crews;

    turn(crew);
    next_crew(crews, crew);
    pm_loop_drain(crews->server->loops[0]);
}

static void begin(struct pm_worker *worker)
{
    struct pm_crew *crew = worker->crew;
    struct pm_task task = { .function = crew->initializer, .args = crew->initargs, .kwds = pymgr_dict() };
    struct pm_error error;

    worker->stage = PM_WORKER_BEGINNING;
    if (task.kwds == NULL)
        pm_fail_nomem(&error);
    if (task.kwds == NULL || pm_worker_send(worker, &task, &error) != 0) {
        snprintf(crew->reason, sizeof crew->reason, "the initializer cannot be sent to a worker process: %s",
            error.text);
        pm_worker_kill(worker);
    }
    pymgr_unref(task.kwds);
}

static void is_ready(struct pm_worker *worker)
{
    worker->stage = PM_WORKER_IDLE;
    worker->begun = true;
    worker->tasks = 0;
    worker->crew->failures = 0;
    worker->crew->retry_at = 0;
    go_on(worker->crew);
}

void pm_crew_on_hello(struct pm_worker *worker)
{
    if (pymgr_is_none(worker->crew->initializer))
        is_ready(worker);
    else
        begin(worker);
}

static void has_begun(struct pm_worker *worker, bool succeeded, pymgr_value *result)
{
    struct pm_crew *crew = worker->crew;
    struct pm_buffer line = PM_BUFFER_INIT;

    if (succeeded) {
        pymgr_unref(result);
        is_ready(worker);
        return;
    }
    pm_exception_put_line(&line, result);
    pm_put_u8(&line, '\0');
    snprintf(crew->reason, sizeof crew->reason, "the initializer of a worker process raised %s",
        pm_buffer_failed(&line) ? "an exception" : (const char *)pm_buffer_bytes(&line));
    pm_buffer_free(&line);
    pymgr_unref(result);
    pm_worker_kill(worker);
}

void pm_crew_on_answer(struct pm_worker *worker, bool succeeded, pymgr_value *result)
{
    struct pm_crew *crew = worker->crew;

    if (worker->stage == PM_WORKER_BEGINNING) {
        has_begun(worker, succeeded, result);
        return;
    }
    finish_task(worker, succeeded, result);
    if (worker->stage == PM_WORKER_BUSY)
        worker->stage = PM_WORKER_IDLE;
    if (worker->stage == PM_WORKER_IDLE && worker->tasks == crew->tasks_per_worker)
        pm_worker_leave(worker);
    go_on(crew);
}

/* What becomes of a task whose worker has ended. */
static pymgr_value *loss_of(const struct pm_worker *worker)
{
    char end[64];

    pm_worker_put_end(worker, end, sizeof end);
    return pm_exception_text(
        PM_PROCESS_ERROR, "the worker process that ran '%s' ended with %s", worker->running, end);
}

/* Says why a worker has ended that did nothing, unless it is known. */
static void give_reason(struct pm_crew *crew, const struct pm_worker *worker)
{
    char end[64];

    if (crew->reason[0] != '\0')
        return;
    pm_worker_put_end(worker, end, sizeof end);
    snprintf(crew->reason, sizeof crew->reason, "a worker process, %s, ended at its start with %s",
        crew->crews->python, end);
}

void pm_crew_on_end(struct pm_worker *worker)
{
    struct pm_crew *crew = worker->crew;
    bool useless = !worker->begun || worker->tasks == 0;
    bool wanted;

    lock(crew);
    TAILQ_REMOVE(&crew->workers, worker, link);
    crew->worker_count--;
    wanted = crew->state == PM_CREW_OPEN || !TAILQ_EMPTY(&crew->jobs);
    unlock(crew);
    finish_task(worker, false, loss_of(worker));
    if (wanted && useless) {
        give_reason(crew, worker);
        note_failure(crew);
    }
    go_on(crew);
}
