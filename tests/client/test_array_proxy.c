/* SPDX-License-Identifier: MIT */
#include "client/typed_rig.h"

static void it_has_items_of_one_type(void)
{
    pymgr_proxy *array;

    typed_begin();
    array = pymgr_shared_array_new(typed.manager, "i", literal("[1, 2, 3]"), typed.error);
    CU_ASSERT_PTR_NOT_NULL_FATAL(array);
    CU_ASSERT_EQUAL(pymgr_shared_array_len(array, typed.error), 3);
    TYPED_SHOWS(pymgr_shared_array_get(array, -1, typed.error), "3");
    TYPED_SHOWS(pymgr_shared_array_get(array, 3, typed.error), "IndexError: array index out of range");
    CU_ASSERT_EQUAL(pymgr_shared_array_set(array, 0, pymgr_int(9), typed.error), 0);
    TYPED_FAILS(pymgr_shared_array_set(array, 0, pymgr_str("x"), typed.error), "TypeError");
    TYPED_IS(array, "array('i', [9, 2, 3])");
    CU_ASSERT_PTR_NULL(pymgr_shared_array_new(typed.manager, "?", pymgr_list(), typed.error));
    CU_ASSERT_PTR_NOT_NULL(strstr(typed.error->text, "bad typecode"));
    pymgr_proxy_unref(array);
    typed_end();
}

static void slices_are_arrays(void)
{
    static const int few[] = { 7, 8 };
    pymgr_proxy *array;

    typed_begin();
    array = pymgr_shared_array_new(typed.manager, "i", literal("[1, 2, 3, 4]"), typed.error);
    CU_ASSERT_PTR_NOT_NULL_FATAL(array);
    TYPED_SHOWS(pymgr_shared_array_get_slice(array, 1, PYMGR_END, typed.error), "array('i', [2, 3, 4])");
    CU_ASSERT_EQUAL(pymgr_shared_array_set_slice(array, 0, -1, pymgr_array('i', few, 2), typed.error), 0);
    TYPED_IS(array, "array('i', [7, 8, 4])");
    TYPED_FAILS(pymgr_shared_array_set_slice(array, 0, 1, literal("[1]"), typed.error),
        "can only assign array (not \"list\") to array slice");
    pymgr_proxy_unref(array);
    typed_end();
}

static const struct pm_test tests[] = {
    { "it has items of one type", it_has_items_of_one_type },
    { "slices are arrays", slices_are_arrays },
};

const struct pm_suite pm_suite_array_proxy = { "client/array_proxy", PM_SUITE(tests) };
