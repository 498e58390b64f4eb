/* SPDX-License-Identifier: MIT */
#include "client/typed_rig.h"

static void it_has_a_value(void)
{
    pymgr_proxy *value;

    typed_begin();
    value = pymgr_shared_value_new(typed.manager, "i", pymgr_int(5), typed.error);
    CU_ASSERT_PTR_NOT_NULL_FATAL(value);
    TYPED_SHOWS(pymgr_shared_value_get(value, typed.error), "5");
    CU_ASSERT_EQUAL(pymgr_shared_value_set(value, pymgr_str("six"), typed.error), 0);
    TYPED_SHOWS(pymgr_shared_value_get(value, typed.error), "'six'");
    TYPED_IS(value, "Value('i', 'six')");
    pymgr_proxy_unref(value);
    typed_end();
}

static const struct pm_test tests[] = {
    { "it has a value", it_has_a_value },
};

const struct pm_suite pm_suite_value_proxy = { "client/value_proxy", PM_SUITE(tests) };
