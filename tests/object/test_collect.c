/* SPDX-License-Identifier: MIT */
#include "object/live.h"

#include "base/memory.h"
#include "object/holders.h"
#include "unit.h"

enum { GRACE = 5000, LATER = 1000 };

/* Two objects that hold one another, and no peer holds either. */
static void make_pair(struct pm_registry *registry, struct pm_entry *pair[2])
{
    pair[0] = pm_holder_new(registry, NULL);
    pair[1] = pm_holder_new(registry, pymgr_tuple_of(1, pm_proxy_of(registry, pair[0])));
    pm_holder_set(pair[0], pymgr_tuple_of(2, pymgr_int(1), pm_proxy_of(registry, pair[1])));
    pm_registry_decref(registry, pair[0]);
    pm_registry_decref(registry, pair[1]);
}

/* What is left after a while. */
static int left(struct pm_registry *registry)
{
    pm_holder_time += LATER;
    pm_registry_sweep(registry);
    return pm_holders;
}

static void two_that_hold_one_another_go(void)
{
    struct pm_registry *registry = pm_holder_registry(0);
    struct pm_entry *pair[2];

    make_pair(registry, pair);
    CU_ASSERT_EQUAL(pm_holders, 2);
    CU_ASSERT_TRUE(pm_registry_wants_sweep(registry));
    CU_ASSERT_EQUAL(left(registry), 0);
    CU_ASSERT_FALSE(pm_registry_wants_sweep(registry));
    pm_registry_free(registry);
}

static void one_that_holds_itself_goes(void)
{
    struct pm_registry *registry = pm_holder_registry(0);
    struct pm_entry *entry = pm_holder_new(registry, NULL);

    pm_holder_set(entry, pm_proxy_of(registry, entry));
    CU_ASSERT_EQUAL(left(registry), 1);
    pm_registry_decref(registry, entry);
    CU_ASSERT_EQUAL(left(registry), 0);
    pm_registry_free(registry);
}

static void what_they_hold_goes_with_them(void)
{
    struct pm_registry *registry = pm_holder_registry(0);
    struct pm_entry *pair[2], *leaf = pm_holder_new(registry, NULL), *other = pm_holder_new(registry, NULL);

    leaf->object->holds_proxies = other->object->holds_proxies = false;
    make_pair(registry, pair);
    pm_holder_set(pair[0], pymgr_tuple_of(3, pm_proxy_of(registry, pair[1]), pm_proxy_of(registry, leaf),
                               pm_proxy_of(registry, other)));
    pm_registry_decref(registry, leaf);
    CU_ASSERT_EQUAL(left(registry), 1); /* a peer has a proxy of `other` */
    pm_registry_decref(registry, other);
    CU_ASSERT_EQUAL(pm_holders, 0);
    pm_registry_free(registry);
}

static void a_pair_that_another_holds_stays(void)
{
    struct pm_registry *registry = pm_holder_registry(0);
    struct pm_entry *pair[2], *owner = pm_holder_new(registry, NULL);

    make_pair(registry, pair);
    pm_holder_set(owner, pm_proxy_of(registry, pair[1]));
    CU_ASSERT_EQUAL(left(registry), 3);
    pm_holder_set(owner, NULL);
    pm_registry_settle(registry);
    CU_ASSERT_EQUAL(left(registry), 1);
    pm_registry_decref(registry, owner);
    pm_registry_free(registry);
}

static void a_pair_whose_value_is_held_elsewhere_stays(void)
{
    struct pm_registry *registry = pm_holder_registry(0);
    struct pm_entry *pair[2];
    pymgr_value *answer;

    make_pair(registry, pair);
    answer = pymgr_tuple_of(1, pm_proxy_of(registry, pair[1]));
    pm_holder_set(pair[0], pymgr_ref(answer)); /* as a list given away on its way to a peer */
    CU_ASSERT_EQUAL(left(registry), 2);
    pymgr_unref(answer);
    CU_ASSERT_EQUAL(left(registry), 0);
    pm_registry_free(registry);
}

static void a_pair_that_a_call_uses_stays(void)
{
    struct pm_registry *registry = pm_holder_registry(0);
    struct pm_entry *pair[2];
    struct pm_object *used;

    make_pair(registry, pair);
    used = pm_object_ref(pair[0]->object);
    CU_ASSERT_EQUAL(left(registry), 2);
    pm_object_unref(used);
    CU_ASSERT_EQUAL(left(registry), 0);
    pm_registry_free(registry);
}

static void a_pair_that_was_just_sent_stays_for_a_while(void)
{
    struct pm_registry *registry = pm_holder_registry(GRACE);
    struct pm_entry *pair[2];
    pymgr_value *proxy;

    make_pair(registry, pair);
    proxy = pm_proxy_of(registry, pair[0]);
    pm_registry_sent(proxy);
    pymgr_unref(proxy);
    pm_registry_settle(registry);
    CU_ASSERT_EQUAL(left(registry), 2);
    pm_holder_time += GRACE;
    CU_ASSERT_EQUAL(left(registry), 0);
    pm_registry_free(registry);
}

/* A value that two of them share: both keep what they hold, or both go. */
static void shared_content_goes_with_the_last(void)
{
    struct pm_registry *registry = pm_holder_registry(0);
    struct pm_entry *pair[2], *owner;
    pymgr_value *content;

    make_pair(registry, pair);
    content = pymgr_tuple_of(2, pm_proxy_of(registry, pair[0]), pm_proxy_of(registry, pair[1]));
    owner = pm_holder_new(registry, pymgr_ref(content));
    pm_holder_set(pair[0], pymgr_ref(content));
    pm_holder_set(pair[1], content);
    CU_ASSERT_EQUAL(left(registry), 3);
    pm_registry_decref(registry, owner);
    CU_ASSERT_EQUAL(left(registry), 0);
    pm_registry_free(registry);
}

static void searches_become_seldom_while_nothing_happens(void)
{
    struct pm_registry *registry = pm_holder_registry(0);
    struct pm_entry *pair[2], *owner = pm_holder_new(registry, NULL);
    uint64_t before = 0, next = 0;

    make_pair(registry, pair);
    pm_holder_set(owner, pm_proxy_of(registry, pair[1]));
    for (int i = 0; i < 20; i++) {
        next = pm_registry_sweep(registry);
        CU_ASSERT_TRUE(next >= before);
        before = next;
        pm_holder_time += next;
    }
    CU_ASSERT_EQUAL(next, 60000);
    pm_registry_decref(registry, owner);
    pm_registry_settle(registry);
    pm_holder_time += 60000;
    pm_registry_sweep(registry);
    CU_ASSERT_EQUAL(pm_holders, 0);
    pm_registry_free(registry);
}

static void a_search_too_large_is_given_up(void)
{
    enum { TOO_MANY = 1 << 18 };
    struct pm_registry *registry = pm_holder_registry(0);
    struct pm_entry *pair[2];
    pymgr_value *list = pymgr_list();

    for (int i = 0; i < TOO_MANY; i++)
        pymgr_list_append(list, pymgr_list());
    make_pair(registry, pair);
    pm_holder_set(pair[0], pymgr_tuple_of(2, pm_proxy_of(registry, pair[1]), list));
    CU_ASSERT_EQUAL(left(registry), 2);
    pm_holder_set(pair[0], NULL);
    pm_registry_settle(registry);
    CU_ASSERT_EQUAL(left(registry), 0);
    pm_registry_free(registry);
}

static void without_memory_nothing_changes(void)
{
    struct pm_registry *registry = pm_holder_registry(0);
    struct pm_entry *pair[2];
    size_t n = 0;

    make_pair(registry, pair);
    do {
        CU_ASSERT_EQUAL(pm_holders, 2);
        pm_holder_time += 60000;
        pm_memory_fail_at(++n);
        pm_registry_sweep(registry);
        pm_memory_fail_at(0);
    } while (pm_holders > 0 && n < 100);
    CU_ASSERT_EQUAL(pm_holders, 0);
    CU_ASSERT_TRUE(n > 4);
    pm_registry_free(registry);
}

static const struct pm_test tests[] = {
    { "two that hold one another go", two_that_hold_one_another_go },
    { "one that holds itself goes", one_that_holds_itself_goes },
    { "what they hold goes with them", what_they_hold_goes_with_them },
    { "a pair that another holds stays", a_pair_that_another_holds_stays },
    { "a pair whose value is held elsewhere stays", a_pair_whose_value_is_held_elsewhere_stays },
    { "a pair that a call uses stays", a_pair_that_a_call_uses_stays },
    { "a pair that was just sent stays for a while", a_pair_that_was_just_sent_stays_for_a_while },
    { "shared content goes with the last", shared_content_goes_with_the_last },
    { "searches become seldom while nothing happens", searches_become_seldom_while_nothing_happens },
    { "a search too large is given up", a_search_too_large_is_given_up },
    { "without memory nothing changes", without_memory_nothing_changes },
};

const struct pm_suite pm_suite_collect = { "object/collect", PM_SUITE(tests) };
