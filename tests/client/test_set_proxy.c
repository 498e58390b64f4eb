/* SPDX-License-Identifier: MIT */
#include "client/typed_rig.h"

static pymgr_proxy *set;

static void begin(const char *items)
{
    typed_begin();
    set = pymgr_shared_set_from(typed.manager, literal(items), typed.error);
    CU_ASSERT_PTR_NOT_NULL_FATAL(set);
}

static void end(void)
{
    pymgr_proxy_unref(set);
    typed_end();
}

static void items_come_and_go(void)
{
    begin("[1, 2, 2]");
    CU_ASSERT_EQUAL(pymgr_shared_set_len(set, typed.error), 2);
    CU_ASSERT_EQUAL(pymgr_shared_set_contains(set, pymgr_int(2), typed.error), 1);
    CU_ASSERT_EQUAL(pymgr_shared_set_contains(set, pymgr_int(3), typed.error), 0);
    CU_ASSERT_EQUAL(pymgr_shared_set_add(set, pymgr_int(3), typed.error), 0);
    TYPED_FAILS(pymgr_shared_set_add(set, pymgr_list(), typed.error), "unhashable type: 'list'");
    CU_ASSERT_EQUAL(pymgr_shared_set_remove(set, pymgr_int(1), typed.error), 0);
    TYPED_FAILS(pymgr_shared_set_remove(set, pymgr_int(1), typed.error), "KeyError: 1");
    CU_ASSERT_EQUAL(pymgr_shared_set_discard(set, pymgr_int(1), typed.error), 0);
    CU_ASSERT_EQUAL(pymgr_shared_set_discard(set, pymgr_int(2), typed.error), 0);
    TYPED_SHOWS(pymgr_shared_set_copy(set, typed.error), "{3}");
    TYPED_SHOWS(pymgr_shared_set_pop(set, typed.error), "3");
    TYPED_SHOWS(pymgr_shared_set_pop(set, typed.error), "KeyError: 'pop from an empty set'");
    CU_ASSERT_EQUAL(pymgr_shared_set_add(set, pymgr_int(3), typed.error), 0);
    CU_ASSERT_EQUAL(pymgr_shared_set_clear(set, typed.error), 0);
    TYPED_IS(set, "set()");
    end();
}

typedef pymgr_value *combine(pymgr_proxy *set, pymgr_value *other, struct pymgr_error *error);
typedef int change(pymgr_proxy *set, pymgr_value *other, struct pymgr_error *error);

static void operators_make_other_sets(void)
{
    static const struct {
        combine *run;
        const char *result;
    } rows[] = {
        { pymgr_shared_set_and, "{2}" },
        { pymgr_shared_set_or, "{1, 2, 3}" },
        { pymgr_shared_set_sub, "{1}" },
        { pymgr_shared_set_xor, "{1, 3}" },
        { pymgr_shared_set_rand, "{2}" },
        { pymgr_shared_set_ror, "{1, 2, 3}" },
        { pymgr_shared_set_rsub, "{3}" },
        { pymgr_shared_set_rxor, "{1, 3}" },
        { pymgr_shared_set_intersection, "{2}" },
        { pymgr_shared_set_union, "{1, 2, 3}" },
        { pymgr_shared_set_difference, "{1}" },
        { pymgr_shared_set_symmetric_difference, "{1, 3}" },
    };

    begin("[1, 2]");
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        TYPED_SHOWS(rows[i].run(set, literal("{2, 3}"), typed.error), rows[i].result);
        CU_ASSERT_PTR_NULL(rows[i].run(set, pymgr_int(1), typed.error));
        CU_ASSERT_TRUE(pymgr_error_is(typed.error, "TypeError"));
    }
    TYPED_IS(set, "{1, 2}");
    TYPED_SHOWS(pymgr_shared_set_and(set, literal("[2]"), typed.error),
        "TypeError: unsupported operand type for __and__: 'list'");
    TYPED_SHOWS(pymgr_shared_set_union(set, literal("(2, 3)"), typed.error), "{1, 2, 3}");
    end();
}

static void operators_change_the_set(void)
{
    static const struct {
        change *run;
        const char *result;
    } rows[] = {
        { pymgr_shared_set_iand, "{2}" },
        { pymgr_shared_set_ior, "{1, 2, 3}" },
        { pymgr_shared_set_isub, "{1}" },
        { pymgr_shared_set_ixor, "{1, 3}" },
        { pymgr_shared_set_intersection_update, "{2}" },
        { pymgr_shared_set_update, "{1, 2, 3}" },
        { pymgr_shared_set_difference_update, "{1}" },
        { pymgr_shared_set_symmetric_difference_update, "{1, 3}" },
    };

    begin("[]");
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        CU_ASSERT_EQUAL(pymgr_shared_set_clear(set, typed.error), 0);
        CU_ASSERT_EQUAL(pymgr_shared_set_update(set, literal("[1, 2]"), typed.error), 0);
        CU_ASSERT_EQUAL(rows[i].run(set, literal("{2, 3}"), typed.error), 0);
        TYPED_IS(set, rows[i].result);
        TYPED_FAILS(rows[i].run(set, pymgr_int(1), typed.error), "TypeError");
    }
    end();
}

static void sets_are_compared(void)
{
    static const struct {
        change *run;
        int fewer, same, others; /* the set {1, 2} compared to these */
    } rows[] = {
        { pymgr_shared_set_le, 0, 1, 0 },
        { pymgr_shared_set_lt, 0, 0, 0 },
        { pymgr_shared_set_ge, 1, 1, 0 },
        { pymgr_shared_set_gt, 1, 0, 0 },
        { pymgr_shared_set_issubset, 0, 1, 0 },
        { pymgr_shared_set_issuperset, 1, 1, 0 },
        { pymgr_shared_set_isdisjoint, 0, 0, 1 },
    };

    begin("[1, 2]");
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        CU_ASSERT_EQUAL(rows[i].run(set, literal("{1}"), typed.error), rows[i].fewer);
        CU_ASSERT_EQUAL(rows[i].run(set, literal("{1, 2}"), typed.error), rows[i].same);
        CU_ASSERT_EQUAL(rows[i].run(set, literal("{3}"), typed.error), rows[i].others);
        TYPED_FAILS(rows[i].run(set, pymgr_int(1), typed.error), "TypeError");
    }
    end();
}

static void it_is_iterated_over_at_once(void)
{
    typed_begin();
    set = pymgr_shared_set_new(typed.manager, typed.error);
    CU_ASSERT_EQUAL(pymgr_shared_set_add(set, pymgr_int(5), typed.error), 0);
    TYPED_SHOWS(pymgr_shared_set_iter(set, typed.error), "[5]");
    end();
}

static const struct pm_test tests[] = {
    { "items come and go", items_come_and_go },
    { "operators make other sets", operators_make_other_sets },
    { "operators change the set", operators_change_the_set },
    { "sets are compared", sets_are_compared },
    { "it is iterated over at once", it_is_iterated_over_at_once },
};

const struct pm_suite pm_suite_set_proxy = { "client/set_proxy", PM_SUITE(tests) };
