/* SPDX-License-Identifier: MIT */
#include "client/served.h"

#include "unit.h"

#include <dirent.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static const char key[] = "sesame";

/* In the child: serves until it is killed, or for a minute, so that a failing test leaves nothing behind. */
static void serve(const char *address, int ready)
{
    struct pymgr_server_options options = { .authkey = key, .authkey_size = sizeof key - 1 };
    pymgr_server *server = pymgr_server_new(&options, NULL);

    alarm(60);
    if (server == NULL || pymgr_server_share(server, "jobs=Queue()", NULL) != 0 ||
        pymgr_server_share(server, "config=dict({'a': 1})", NULL) != 0 ||
        pymgr_server_listen(server, address, NULL, NULL) != 0 || write(ready, "!", 1) != 1)
        _exit(1);
    close(ready);
    _exit(pymgr_server_run(server, NULL) != 0);
}

void pm_served_again(struct pm_served *served)
{
    int ends[2];
    char byte;

    CU_ASSERT_EQUAL_FATAL(pipe(ends), 0);
    fflush(NULL);
    served->pid = fork();
    if (served->pid == 0) {
        close(ends[0]);
        serve(served->address, ends[1]);
    }
    CU_ASSERT_TRUE_FATAL(served->pid > 0);
    close(ends[1]);
    CU_ASSERT_EQUAL_FATAL(read(ends[0], &byte, 1), 1);
    close(ends[0]);
}

void pm_serve_with(struct pm_served *served, const struct pymgr_options *options)
{
    static unsigned number;
    struct pymgr_error error = PYMGR_ERROR_INIT;

    *served = (struct pm_served){ .options = *options };
    snprintf(served->address, sizeof served->address, "@pymgr-test-%d-%u", (int)getpid(), ++number);
    pm_served_again(served);
    served->options.address = served->address;
    served->options.authkey = key;
    served->options.authkey_size = sizeof key - 1;
    served->manager = pymgr_connect(&served->options, &error);
    CU_ASSERT_PTR_NOT_NULL_FATAL(served->manager);
}

void pm_serve(struct pm_served *served)
{
    static const struct pymgr_options by_default;

    pm_serve_with(served, &by_default);
}

void pm_served_kill(struct pm_served *served)
{
    kill(served->pid, SIGKILL);
    waitpid(served->pid, NULL, 0);
}

void pm_served_end(struct pm_served *served)
{
    pymgr_close(served->manager);
    pm_served_kill(served);
}

int pm_served_objects(const struct pm_served *served)
{
    return (int)pymgr_number_of_objects(served->manager, NULL);
}

unsigned pm_open_files(void)
{
    DIR *folder = opendir("/proc/self/fd");
    unsigned count = 0;

    CU_ASSERT_PTR_NOT_NULL_FATAL(folder);
    while (readdir(folder) != NULL)
        count++;
    closedir(folder);
    return count;
}
