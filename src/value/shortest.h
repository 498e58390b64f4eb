/* SPDX-License-Identifier: MIT */
#ifndef PM_VALUE_SHORTEST_H
#define PM_VALUE_SHORTEST_H

#include <stdint.h>

/* digits * 10 ** exponent, digits not divisible by 10 unless 0. */
struct pm_decimal {
    uint64_t digits;
    int exponent;
};

/* The fewest digits that read back as the same double, and of those the nearest; for a finite one >= 0. */
struct pm_decimal pm_shortest(double number);

#endif
