/* SPDX-License-Identifier: MIT */
#include "base/log.h"

#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

static const char *const names[] = {
    [PM_LOG_ERROR] = "error",
    [PM_LOG_WARNING] = "warning",
    [PM_LOG_INFO] = "info",
    [PM_LOG_DEBUG] = "debug",
};

static atomic_int current = PM_LOG_WARNING;

void pm_log_set_level(enum pm_log_level level)
{
    atomic_store(&current, (int)level);
}

bool pm_log_level_parse(const char *name, enum pm_log_level *levelp)
{
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        if (strcmp(names[i], name) == 0) {
            *levelp = (enum pm_log_level)i;
            return true;
        }
    }
    return false;
}

bool pm_log_enabled(enum pm_log_level level)
{
    return (int)level <= atomic_load_explicit(&current, memory_order_relaxed);
}

void pm_log(enum pm_log_level level, const char *format, ...)
{
    char text[1024], when[32];
    struct timespec now;
    struct tm parts;
    va_list args;

    if (!pm_log_enabled(level))
        return;
    clock_gettime(CLOCK_REALTIME, &now);
    localtime_r(&now.tv_sec, &parts);
    strftime(when, sizeof when, "%Y-%m-%d %H:%M:%S", &parts);
    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    fprintf(stderr, "%s.%03ld %s: %s\n", when, now.tv_nsec / 1000000, names[level], text);
}
