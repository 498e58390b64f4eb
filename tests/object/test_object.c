/* SPDX-License-Identifier: MIT */
#include "object/object.h"

#include "base/memory.h"
#include "unit.h"

static int destroyed;

static void count(void *self)
{
    CU_ASSERT_PTR_EQUAL(self, &destroyed);
    destroyed++;
}

static const struct pm_type type = { .name = "Thing", .destroy = count };

static void the_last_reference_destroys(void)
{
    struct pm_object *object = pm_object_create(&type, &destroyed);

    destroyed = 0;
    CU_ASSERT_PTR_NOT_NULL_FATAL(object);
    CU_ASSERT_PTR_EQUAL(pm_object_ref(object), object);
    CU_ASSERT_PTR_NULL(pm_object_unref(object));
    CU_ASSERT_EQUAL(destroyed, 0);
    CU_ASSERT_PTR_NULL(pm_object_unref(object));
    CU_ASSERT_EQUAL(destroyed, 1);
    CU_ASSERT_PTR_NULL(pm_object_unref(NULL));
    CU_ASSERT_PTR_NULL(pm_object_ref(NULL));
}

static void without_memory_the_instance_is_destroyed(void)
{
    destroyed = 0;
    pm_memory_fail_at(1);
    CU_ASSERT_PTR_NULL(pm_object_create(&type, &destroyed));
    pm_memory_fail_at(0);
    CU_ASSERT_EQUAL(destroyed, 1);
    CU_ASSERT_PTR_NULL(pm_object_create(&type, NULL));
    CU_ASSERT_EQUAL(destroyed, 1);
}

static void addresses_look_like_pythons(void)
{
    struct pm_object *object = pm_object_create(&type, &destroyed);
    struct pm_buffer text = PM_BUFFER_INIT;

    pm_object_put_address(&text, object);
    CU_ASSERT_EQUAL(pm_buffer_length(&text), 14);
    CU_ASSERT_EQUAL(memcmp(pm_buffer_bytes(&text), "0x", 2), 0);
    pm_buffer_free(&text);
    pm_object_unref(object);
}

static const struct pm_test tests[] = {
    { "the last reference destroys", the_last_reference_destroys },
    { "without memory the instance is destroyed", without_memory_the_instance_is_destroyed },
    { "addresses look like Python's", addresses_look_like_pythons },
};

const struct pm_suite pm_suite_object = { "object/object", PM_SUITE(tests) };
