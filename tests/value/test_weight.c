/* SPDX-License-Identifier: MIT */
#include "value/weight.h"

#include "unit.h"
#include "value/failure.h"

#include <pymgr/pack.h>

static size_t weight_of(pymgr_value *value, size_t most)
{
    size_t weight = pm_weight(value, most);

    pymgr_unref(value);
    return weight;
}

static void text_weighs_what_it_is(void)
{
    static const char bytes[1000];

    CU_ASSERT_EQUAL(weight_of(NULL, 100), 0);
    CU_ASSERT_EQUAL(weight_of(pymgr_int(5), 100), 8);
    CU_ASSERT_EQUAL(weight_of(pymgr_str("four"), 100), 12);
    CU_ASSERT_EQUAL(weight_of(pymgr_bytes(bytes, 1000), 5000), 1008);
    CU_ASSERT_EQUAL(weight_of(pymgr_bytearray(bytes, 1000), 5000), 1008);
}

static void containers_weigh_what_they_hold(void)
{
    CU_ASSERT_EQUAL(weight_of(pymgr_pack(NULL, "[i(ss)]", 1, "ab", "cd"), 5000), 8 + 8 + 8 + 10 + 10);
    CU_ASSERT_EQUAL(weight_of(pymgr_pack(NULL, "{key=<ii>}", 1, 2), 5000), 8 + 11 + 8 + 8 + 8);
}

static void no_more_is_weighed_than_asked_for(void)
{
    pymgr_value *list = pymgr_list();
    size_t weight;

    for (int i = 0; i < 1000; i++)
        pymgr_list_append(list, pymgr_int(i));
    CU_ASSERT_EQUAL(pm_weight(list, 100000), 8 * 1001);
    weight = weight_of(list, 80);
    CU_ASSERT_TRUE(weight >= 80 && weight < 100);
}

static void depth_has_its_end(void)
{
    pymgr_value *deep = pymgr_none();

    for (int i = 0; i < 3 * PM_VALUE_DEPTH; i++)
        deep = pymgr_tuple_of(1, deep);
    CU_ASSERT_EQUAL(weight_of(deep, 1000000), 8 * PM_VALUE_DEPTH);
}

static const struct pm_test tests[] = {
    { "text weighs what it is", text_weighs_what_it_is },
    { "containers weigh what they hold", containers_weigh_what_they_hold },
    { "no more is weighed than asked for", no_more_is_weighed_than_asked_for },
    { "depth has its end", depth_has_its_end },
};

const struct pm_suite pm_suite_weight = { "value/weight", PM_SUITE(tests) };
