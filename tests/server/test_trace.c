/* SPDX-License-Identifier: MIT */
#include "server/trace.h"

#include "server/rig.h"
#include "unit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* What a call prints on standard error while the server traces or not: new text. */
static char *traced(bool trace)
{
    struct pm_rig rig;
    char kind[32];
    char *text = calloc(1, 4096);
    int kept = dup(STDERR_FILENO), ends[2], fd;

    pm_rig_open(&rig);
    rig.server->trace = trace;
    fd = pm_rig_admitted(&rig);
    CU_ASSERT_EQUAL_FATAL(pipe(ends), 0);
    dup2(ends[1], STDERR_FILENO);
    pymgr_unref(pm_rig_call(&rig, fd, NULL, "number_of_objects", pymgr_tuple(0), kind));
    dup2(kept, STDERR_FILENO);
    close(ends[1]);
    CU_ASSERT(read(ends[0], text, 4095) >= 0);
    close(ends[0]);
    close(kept);
    close(fd);
    pm_rig_close(&rig);
    return text;
}

static void requests_and_answers_are_shown(void)
{
    char *text = traced(true);

    CU_ASSERT_PTR_NOT_NULL(strstr(text, "] <- None number_of_objects ()\n"));
    CU_ASSERT_PTR_NOT_NULL(strstr(text, "] -> #RETURN 0\n"));
    free(text);
}

static void nothing_is_shown_unasked(void)
{
    char *text = traced(false);

    CU_ASSERT_STRING_EQUAL(text, "");
    free(text);
}

static const struct pm_test tests[] = {
    { "requests and answers are shown", requests_and_answers_are_shown },
    { "nothing is shown unasked", nothing_is_shown_unasked },
};

const struct pm_suite pm_suite_trace = { "server/trace", PM_SUITE(tests) };
