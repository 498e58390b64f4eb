/* SPDX-License-Identifier: MIT
 *
 * The first 64 classes are one nanosecond wide; each further row of 64 divides a doubling of the duration.
 */
#include "pymgr/histogram.h"

#include <math.h>

enum { FINE_BITS = 6 };

static unsigned class_of(uint64_t nanoseconds)
{
    unsigned row = 0, class;

    while (nanoseconds >> row >= 2 * PM_HISTOGRAM_FINE)
        row++;
    class = row * PM_HISTOGRAM_FINE + (unsigned)(nanoseconds >> row);
    return class < PM_HISTOGRAM_CLASSES ? class : PM_HISTOGRAM_CLASSES - 1;
}

/* The longest duration of a class; the last one has all that is longer, too. */
static uint64_t end_of(unsigned class)
{
    unsigned row = class < 2 * PM_HISTOGRAM_FINE ? 0 : (class >> FINE_BITS) - 1;

    if (class == PM_HISTOGRAM_CLASSES - 1)
        return UINT64_MAX;
    return ((uint64_t)(class - row * PM_HISTOGRAM_FINE + 1) << row) - 1;
}

void pm_histogram_add(struct pm_histogram *histogram, uint64_t nanoseconds)
{
    histogram->classes[class_of(nanoseconds)]++;
    histogram->count++;
    histogram->sum += (double)nanoseconds;
    if (nanoseconds > histogram->most)
        histogram->most = nanoseconds;
}

void pm_histogram_merge(struct pm_histogram *histogram, const struct pm_histogram *other)
{
    for (unsigned i = 0; i < PM_HISTOGRAM_CLASSES; i++)
        histogram->classes[i] += other->classes[i];
    histogram->count += other->count;
    histogram->sum += other->sum;
    if (other->most > histogram->most)
        histogram->most = other->most;
}

double pm_histogram_percentile(const struct pm_histogram *histogram, double percent)
{
    double wanted = ceil((double)histogram->count * percent / 100);
    uint64_t counted = 0, end;

    for (unsigned i = 0; i < PM_HISTOGRAM_CLASSES; i++) {
        counted += histogram->classes[i];
        if (counted > 0 && (double)counted >= wanted) {
            end = end_of(i);
            return (double)(end < histogram->most ? end : histogram->most) / 1e9;
        }
    }
    return 0;
}

double pm_histogram_mean(const struct pm_histogram *histogram)
{
    return histogram->count == 0 ? 0 : histogram->sum / (double)histogram->count / 1e9;
}

double pm_histogram_most(const struct pm_histogram *histogram)
{
    return (double)histogram->most / 1e9;
}
