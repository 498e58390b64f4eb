/* SPDX-License-Identifier: MIT */
#ifndef PM_VALUE_POWER10_H
#define PM_VALUE_POWER10_H

#include <stdint.h>

/* As many as printing a double needs. */
enum { PM_POWER10_FIRST = -292, PM_POWER10_LAST = 324 };

struct pm_power10 {
    uint64_t high, low;
};

/* 10 ** (PM_POWER10_FIRST + i) */
extern const struct pm_power10 pm_powers10[];

#endif
