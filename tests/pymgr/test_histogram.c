/* SPDX-License-Identifier: MIT */
#include "pymgr/histogram.h"

#include "unit.h"

#include <stdbool.h>
#include <stdlib.h>

static bool near(double got, double expected)
{
    return got >= expected && got <= expected * (1 + 1.0 / PM_HISTOGRAM_FINE);
}

static void an_empty_one_has_nothing(void)
{
    struct pm_histogram *empty = calloc(1, sizeof *empty);

    CU_ASSERT_DOUBLE_EQUAL(pm_histogram_percentile(empty, 50), 0, 0);
    CU_ASSERT_DOUBLE_EQUAL(pm_histogram_mean(empty), 0, 0);
    CU_ASSERT_DOUBLE_EQUAL(pm_histogram_most(empty), 0, 0);
    free(empty);
}

static void percentiles_are_near(void)
{
    struct pm_histogram *histogram = calloc(1, sizeof *histogram);

    for (uint64_t i = 1; i <= 100000; i++)
        pm_histogram_add(histogram, i * 1000);
    CU_ASSERT_TRUE(near(pm_histogram_percentile(histogram, 50), 0.05));
    CU_ASSERT_TRUE(near(pm_histogram_percentile(histogram, 90), 0.09));
    CU_ASSERT_TRUE(near(pm_histogram_percentile(histogram, 99.9), 0.0999));
    CU_ASSERT_TRUE(near(pm_histogram_percentile(histogram, 0.001), 0.000001));
    CU_ASSERT_DOUBLE_EQUAL(pm_histogram_percentile(histogram, 100), 0.1, 1e-12);
    CU_ASSERT_DOUBLE_EQUAL(pm_histogram_mean(histogram), 0.0500005, 1e-9);
    CU_ASSERT_DOUBLE_EQUAL(pm_histogram_most(histogram), 0.1, 1e-12);
    free(histogram);
}

/* Each duration alone is its own median, to within the width of its class. */
static void every_duration_has_a_class(void)
{
    struct pm_histogram *histogram = calloc(1, sizeof *histogram);

    for (uint64_t time = 0; time < (uint64_t)1 << 46; time = time < 300 ? time + 1 : time * 9 / 8) {
        *histogram = (struct pm_histogram){ 0 };
        pm_histogram_add(histogram, time);
        pm_histogram_add(histogram, UINT64_MAX); /* so that the first is not cut to the longest */
        if (!near(pm_histogram_percentile(histogram, 50), (double)time / 1e9)) {
            CU_FAIL("the median is not near");
            break;
        }
    }
    CU_ASSERT_DOUBLE_EQUAL(pm_histogram_percentile(histogram, 100), (double)UINT64_MAX / 1e9, 1e5);
    free(histogram);
}

static void histograms_add_up(void)
{
    struct pm_histogram *sum = calloc(1, sizeof *sum), *other = calloc(1, sizeof *other);

    pm_histogram_add(sum, 10);
    pm_histogram_add(other, 30);
    pm_histogram_add(other, 20);
    pm_histogram_merge(sum, other);
    CU_ASSERT_EQUAL(sum->count, 3);
    CU_ASSERT_DOUBLE_EQUAL(pm_histogram_percentile(sum, 50), 20e-9, 1e-12);
    CU_ASSERT_DOUBLE_EQUAL(pm_histogram_percentile(sum, 100), 30e-9, 1e-12);
    CU_ASSERT_DOUBLE_EQUAL(pm_histogram_mean(sum), 20e-9, 1e-12);
    CU_ASSERT_DOUBLE_EQUAL(pm_histogram_most(sum), 30e-9, 1e-12);
    free(sum);
    free(other);
}

static const struct pm_test tests[] = {
    { "an empty one has nothing", an_empty_one_has_nothing },
    { "percentiles are near", percentiles_are_near },
    { "every duration has a class", every_duration_has_a_class },
    { "histograms add up", histograms_add_up },
};

const struct pm_suite pm_suite_histogram = { "pymgr/histogram", PM_SUITE(tests) };
