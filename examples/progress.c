/* SPDX-License-Identifier: MIT
 *
 * A long task that reports how far it has come, and stops when it is told to. The report goes into a shared
 * dict under the task's name; to be told means that the event `stop` is set. Both are one round trip to the
 * server, a few times a second.
 *
 *     progress NAME [SECONDS]
 *
 * progress.py shows the tasks, and `progress.py stop` stops them.
 */
#include <pymgr/pymgr.h>

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

enum { STEPS_A_SECOND = 100, STEPS_A_REPORT = 20 };

struct task {
    const char *name;
    int done, steps;
    pymgr_batch *batch;
    pymgr_proxy *progress, *stop;
};

static void work_a_little(void)
{
    struct timespec time = { .tv_nsec = 1000000000 / STEPS_A_SECOND };

    nanosleep(&time, NULL);
}

/*
 * Reports, and asks whether to stop: 1 or 0; -1: that failed. A batch sends its calls together, and takes any
 * method by its name: progress[name] = {'done': ..., 'steps': ...} and stop.is_set().
 */
static int report(struct task *task, struct pymgr_error *error)
{
    pymgr_value *answer;
    int is_set = 0;

    pymgr_batch_clear(task->batch);
    if (pymgr_batch_call(task->batch, task->progress, error, "__setitem__", "s, {done=i, steps=i}",
            task->name, task->done, task->steps) < 0 ||
        pymgr_batch_call(task->batch, task->stop, error, "is_set", NULL) < 0 ||
        pymgr_batch_run(task->batch, error) < 0)
        return -1;
    answer = pymgr_batch_result(task->batch, 1, error);
    if (pymgr_unpack(answer, error, "b", &is_set) < 0)
        is_set = -1;
    pymgr_unref(answer);
    return is_set;
}

static int perform(struct task *task, struct pymgr_error *error)
{
    int stop = report(task, error);

    while (stop == 0 && task->done < task->steps) {
        work_a_little();
        task->done++;
        if (task->done % STEPS_A_REPORT == 0 || task->done == task->steps)
            stop = report(task, error);
    }
    if (stop < 0)
        return -1;
    printf("%s: %s after %d of %d steps\n", task->name, task->done < task->steps ? "stopped" : "finished",
        task->done, task->steps);
    return 0;
}

int main(int argc, char **argv)
{
    struct pymgr_options options = pymgr_options_from_environment();
    struct pymgr_error error = PYMGR_ERROR_INIT;
    struct task task = {
        .name = argc > 1 ? argv[1] : "task",
        .steps = (int)((argc > 2 ? atof(argv[2]) : 10) * STEPS_A_SECOND),
    };
    pymgr_manager *manager = pymgr_connect(&options, &error);
    bool failed;

    if (manager != NULL)
        task.progress = pymgr_get(manager, "progress", &error);
    if (task.progress != NULL)
        task.stop = pymgr_get(manager, "stop", &error);
    if (task.stop != NULL)
        task.batch = pymgr_batch_new(manager, &error);
    failed = task.batch == NULL || perform(&task, &error) < 0;
    if (failed)
        fprintf(stderr, "%s\n", error.text);
    pymgr_batch_free(task.batch);
    pymgr_proxy_unref(task.stop);
    pymgr_proxy_unref(task.progress);
    pymgr_close(manager);
    pymgr_error_clear(&error);
    return failed;
}
