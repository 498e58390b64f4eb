/* SPDX-License-Identifier: MIT
 *
 * The log: one line an event, to standard error, with time and level. Safe from any thread.
 */
#ifndef PM_BASE_LOG_H
#define PM_BASE_LOG_H

#include <stdbool.h>

enum pm_log_level { PM_LOG_ERROR, PM_LOG_WARNING, PM_LOG_INFO, PM_LOG_DEBUG };

void pm_log_set_level(enum pm_log_level level); /* what is logged from now on; PM_LOG_WARNING at first */
bool pm_log_level_parse(
    const char *name, enum pm_log_level *levelp); /* "error", "warning", "info", "debug" */
bool pm_log_enabled(enum pm_log_level level);

void pm_log(enum pm_log_level level, const char *format, ...) __attribute__((format(printf, 2, 3)));

#endif
