/* SPDX-License-Identifier: MIT
 *
 * Durations, counted in classes that are never wider than 1/64 of what is in them: percentiles of any number
 * of durations in a fixed amount of memory.
 */
#ifndef PM_PYMGR_HISTOGRAM_H
#define PM_PYMGR_HISTOGRAM_H

#include <stdint.h>

enum {
    PM_HISTOGRAM_FINE = 64,      /* classes for each doubling */
    PM_HISTOGRAM_DOUBLINGS = 42, /* above the first 64 ns: up to more than a day */
    PM_HISTOGRAM_CLASSES = PM_HISTOGRAM_FINE * PM_HISTOGRAM_DOUBLINGS,
};

/* Zero one to begin. */
struct pm_histogram {
    uint64_t count, most; /* nanoseconds */
    double sum;
    uint64_t classes[PM_HISTOGRAM_CLASSES];
};

void pm_histogram_add(struct pm_histogram *histogram, uint64_t nanoseconds);
/* Adds what another has counted. */
void pm_histogram_merge(struct pm_histogram *histogram, const struct pm_histogram *other);
/* The least duration that `percent` of all do not exceed, in seconds, to within 1/64; 0 when there is none.
 */
double pm_histogram_percentile(const struct pm_histogram *histogram, double percent);
double pm_histogram_mean(const struct pm_histogram *histogram);
double pm_histogram_most(const struct pm_histogram *histogram);

#endif
