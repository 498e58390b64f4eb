/* SPDX-License-Identifier: MIT
 *
 * What objects ask of the executor. All of it only notes what is to be done and wakes the first loop: see
 * crew_turn.c.
 */
#include "server/crew_state.h"

#include "base/memory.h"
#include "callables/callables.h"
#include "server/loop.h"

void pm_crews_wake(struct pm_crews *crews)
{
    if (crews->stopped)
        return;
    atomic_store(&crews->due, true);
    pm_loop_wake(crews->server->loops[0]);
}

/* --- crews --- */

void pm_crew_free(struct pm_crew *crew)
{
    TAILQ_REMOVE(&crew->crews->all, crew, link);
    crew->crews->hired -= crew->size;
    pymgr_unref(crew->initializer);
    pymgr_unref(crew->initargs);
    pm_free(crew);
}

static struct pm_crew *crew_new(struct pm_crews *crews, const struct pm_crew_terms *terms)
{
    struct pm_crew *crew = pm_calloc(1, sizeof *crew);

    if (crew == NULL)
        return NULL;
    crew->crews = crews;
    crew->size = terms->size;
    crew->initializer = pymgr_ref(terms->initializer);
    crew->initargs = pymgr_ref(terms->initargs);
    crew->tasks_per_worker = terms->tasks_per_worker;
    crew->on_end = terms->on_end;
    crew->owner = terms->owner;
    crew->state = crews->stopped ? PM_CREW_TERMINATED : PM_CREW_OPEN;
    crew->ended = crews->stopped;
    TAILQ_INIT(&crew->jobs);
    TAILQ_INIT(&crew->workers);
    TAILQ_INSERT_TAIL(&crews->all, crew, link);
    crews->hired += crew->size;
    pm_crews_wake(crews);
    return crew;
}

static struct pm_crew *hire(
    struct pm_executor *executor, const struct pm_crew_terms *terms, struct pm_error *error)
{
    struct pm_crews *crews = pm_crews_of(executor);
    struct pm_crew *crew;

    if (crews->hired + terms->size > PM_WORKERS_MAX) {
        pm_fail(error, PM_ERROR_VALUE, "pymgrd runs at most %d worker processes, and has %zu", PM_WORKERS_MAX,
            crews->hired);
        return NULL;
    }
    crew = crew_new(crews, terms);
    if (crew == NULL)
        pm_fail_nomem(error);
    return crew;
}

static struct pm_crew *common(struct pm_executor *executor)
{
    struct pm_crews *crews = pm_crews_of(executor);
    const struct pm_crew_terms terms = { .size = 1, .initializer = pymgr_none(), .initargs = pymgr_none() };

    if (crews->common == NULL)
        crews->common = crew_new(crews, &terms);
    return crews->common;
}

static void submit(struct pm_crew *crew, struct pm_job *job)
{
    if (crew->state == PM_CREW_TERMINATED) {
        pm_job_drop(job);
        return;
    }
    TAILQ_INSERT_TAIL(&crew->jobs, job, link);
    pm_crews_wake(crew->crews);
}

static void close_crew(struct pm_crew *crew)
{
    if (crew->state == PM_CREW_OPEN)
        crew->state = PM_CREW_CLOSED;
    pm_crews_wake(crew->crews);
}

void pm_crew_drop_jobs(struct pm_crew *crew)
{
    struct pm_job *job;
    struct pm_worker *worker;

    while ((job = TAILQ_FIRST(&crew->jobs)) != NULL) {
        TAILQ_REMOVE(&crew->jobs, job, link);
        pm_job_drop(job);
    }
    TAILQ_FOREACH (worker, &crew->workers, link) {
        job = worker->job;
        worker->job = NULL;
        if (job != NULL)
            pm_job_lose(job);
    }
}

static void terminate(struct pm_crew *crew)
{
    if (crew->state == PM_CREW_TERMINATED)
        return;
    crew->state = PM_CREW_TERMINATED;
    pm_crew_drop_jobs(crew);
    pm_crews_wake(crew->crews);
}

static bool ended(const struct pm_crew *crew)
{
    return crew->ended;
}

static void dismiss(struct pm_crew *crew)
{
    terminate(crew);
    crew->on_end = NULL;
    crew->dismissed = true;
    pm_crews_wake(crew->crews);
}

/* --- the executor --- */

static void set_timer(struct pm_executor *executor, struct pm_call *call, double seconds)
{
    struct pm_crews *crews = pm_crews_of(executor);

    pm_alarm_set(&crews->alarms, call, seconds);
    pm_crews_wake(crews);
}

static void forget_timer(struct pm_executor *executor, struct pm_call *call)
{
    pm_alarm_forget(&pm_crews_of(executor)->alarms, call);
}

static const struct pm_executor_ops ops_without_python = {
    .set_timer = set_timer,
    .forget_timer = forget_timer,
};

static const struct pm_executor_ops ops_with_python = {
    .set_timer = set_timer,
    .forget_timer = forget_timer,
    .hire = hire,
    .common = common,
    .submit = submit,
    .close = close_crew,
    .terminate = terminate,
    .ended = ended,
    .dismiss = dismiss,
};

struct pm_crews *pm_crews_new(pymgr_server *server, const char *python)
{
    struct pm_crews *crews = pm_calloc(1, sizeof *crews);

    if (crews == NULL)
        return NULL;
    crews->server = server;
    crews->executor.ops = python == NULL ? &ops_without_python : &ops_with_python;
    TAILQ_INIT(&crews->executor.calls);
    TAILQ_INIT(&crews->all);
    pm_alarms_init(&crews->alarms, server);
    crews->python = python == NULL ? NULL : pm_strdup(python);
    if (python == NULL || crews->python != NULL)
        return crews;
    pm_free(crews);
    return NULL;
}

struct pm_crews *pm_crews_free(struct pm_crews *crews)
{
    if (crews == NULL)
        return NULL;
    while (!TAILQ_EMPTY(&crews->all))
        pm_crew_free(TAILQ_FIRST(&crews->all));
    pm_free(crews->python);
    pm_free(crews);
    return NULL;
}

struct pm_executor *pm_crews_executor(struct pm_crews *crews)
{
    return &crews->executor;
}

const char *pm_crews_python(const struct pm_crews *crews)
{
    return crews->python;
}
