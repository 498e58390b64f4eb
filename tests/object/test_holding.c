/* SPDX-License-Identifier: MIT */
#include "object/holding.h"

#include "object/call.h"
#include "unit.h"

static struct pm_session first, second;
static struct pm_holding holdings[3];
static unsigned abandoned;

static void count(struct pm_holding *holding)
{
    CU_ASSERT_PTR_NULL(holding->holder);
    abandoned++;
}

/* One that somebody else takes over. */
static void pass_on(struct pm_holding *holding)
{
    count(holding);
    pm_hold(&second, holding);
}

static void begin(void)
{
    first = second = (struct pm_session){ .ops = NULL };
    for (size_t i = 0; i < 3; i++)
        holdings[i] = (struct pm_holding){ .abandoned = count };
    abandoned = 0;
}

static void a_session_abandons_what_it_holds(void)
{
    begin();
    pm_hold(&first, &holdings[0]);
    pm_hold(&second, &holdings[1]);
    pm_hold(&first, &holdings[2]);
    CU_ASSERT_PTR_EQUAL(holdings[0].holder, &first);
    CU_ASSERT_EQUAL(pm_session_abandon(&first), 2);
    CU_ASSERT_EQUAL(abandoned, 2);
    CU_ASSERT_EQUAL(pm_session_abandon(&first), 0);
    CU_ASSERT_PTR_EQUAL(holdings[1].holder, &second);
    CU_ASSERT_EQUAL(pm_session_abandon(&second), 1);
}

static void what_it_let_go_is_not_abandoned(void)
{
    begin();
    pm_hold(&first, &holdings[0]);
    pm_let_go(&holdings[0]);
    pm_let_go(&holdings[0]);
    CU_ASSERT_PTR_NULL(holdings[0].holder);
    CU_ASSERT_EQUAL(pm_session_abandon(&first), 0);
}

static void another_may_take_it_over(void)
{
    begin();
    holdings[0].abandoned = pass_on;
    pm_hold(&first, &holdings[0]);
    CU_ASSERT_EQUAL(pm_session_abandon(&first), 1);
    CU_ASSERT_PTR_EQUAL(holdings[0].holder, &second);
}

static const struct pm_test tests[] = {
    { "a session abandons what it holds", a_session_abandons_what_it_holds },
    { "what it let go is not abandoned", what_it_let_go_is_not_abandoned },
    { "another may take it over", another_may_take_it_over },
};

const struct pm_suite pm_suite_holding = { "object/holding", PM_SUITE(tests) };
