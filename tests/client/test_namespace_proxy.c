/* SPDX-License-Identifier: MIT */
#include "client/typed_rig.h"

static void it_has_attributes(void)
{
    pymgr_proxy *space;

    typed_begin();
    space = pymgr_namespace_new(typed.manager, typed.error);
    CU_ASSERT_PTR_NOT_NULL_FATAL(space);
    CU_ASSERT_EQUAL(pymgr_namespace_set(space, "x", pymgr_int(1), typed.error), 0);
    CU_ASSERT_EQUAL(pymgr_namespace_set(space, "_y", pymgr_int(2), typed.error), 0);
    TYPED_SHOWS(pymgr_namespace_get(space, "x", typed.error), "1");
    TYPED_SHOWS(pymgr_namespace_get(space, "_y", typed.error), "2");
    TYPED_SHOWS(pymgr_namespace_get(space, "z", typed.error),
        "AttributeError: 'Namespace' object has no attribute 'z'");
    CU_ASSERT_EQUAL(pymgr_namespace_del(space, "x", typed.error), 0);
    TYPED_FAILS(pymgr_namespace_del(space, "x", typed.error), "AttributeError");
    pymgr_proxy_unref(space);
    typed_end();
}

static void it_begins_with_attributes(void)
{
    pymgr_proxy *space;

    typed_begin();
    space = pymgr_namespace_from(typed.manager, literal("{'a': 1, 'b': 2}"), typed.error);
    CU_ASSERT_PTR_NOT_NULL_FATAL(space);
    TYPED_IS(space, "Namespace(a=1, b=2)");
    CU_ASSERT_PTR_NULL(pymgr_namespace_from(typed.manager, literal("[1]"), typed.error));
    CU_ASSERT_EQUAL(typed.error->code, PYMGR_INVALID);
    CU_ASSERT_PTR_NULL(pymgr_namespace_from(typed.manager, NULL, typed.error));
    pymgr_proxy_unref(space);
    typed_end();
}

static const struct pm_test tests[] = {
    { "it has attributes", it_has_attributes },
    { "it begins with attributes", it_begins_with_attributes },
};

const struct pm_suite pm_suite_namespace_proxy = { "client/namespace_proxy", PM_SUITE(tests) };
