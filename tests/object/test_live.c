/* SPDX-License-Identifier: MIT
 *
 * What holds objects besides the proxies of peers: proxies inside values, and the time of grace. What
 * test_registry.c says of idents and counts is live.c's, too.
 */
#include "object/live.h"

#include "object/holders.h"
#include "unit.h"

#include <pthread.h>

enum { GRACE = 5000 };

static void a_proxy_in_a_value_holds_its_object(void)
{
    struct pm_registry *registry = pm_holder_registry(0);
    struct pm_entry *entry = pm_holder_new(registry, NULL);
    pymgr_value *proxy = pm_proxy_of(registry, entry);

    CU_ASSERT_PTR_EQUAL(pm_anchored_object(proxy), entry->object);
    CU_ASSERT_EQUAL(pm_registry_count(registry), 1);
    pm_registry_decref(registry, entry);
    CU_ASSERT_EQUAL(pm_registry_count(registry), 0);
    CU_ASSERT_EQUAL(pm_holders, 1);
    CU_ASSERT_FALSE(pm_registry_unsettled(registry));
    pymgr_unref(proxy);
    CU_ASSERT_TRUE(pm_registry_unsettled(registry));
    CU_ASSERT_EQUAL(pm_holders, 1);
    pm_registry_settle(registry);
    CU_ASSERT_EQUAL(pm_holders, 0);
    CU_ASSERT_FALSE(pm_registry_unsettled(registry));
    pm_registry_free(registry);
}

static void an_object_held_inside_can_be_counted_again(void)
{
    struct pm_registry *registry = pm_holder_registry(0);
    struct pm_entry *entry = pm_holder_new(registry, NULL);
    pymgr_value *proxy = pm_proxy_of(registry, entry);

    pm_registry_decref(registry, entry);
    pm_registry_decref(registry, entry); /* as CPython's server, it ignores one too many */
    pm_registry_incref(entry);
    CU_ASSERT_EQUAL(pm_registry_count(registry), 1);
    pymgr_unref(proxy);
    pm_registry_settle(registry);
    CU_ASSERT_EQUAL(pm_holders, 1);
    pm_registry_decref(registry, entry);
    CU_ASSERT_EQUAL(pm_holders, 0);
    pm_registry_free(registry);
}

static void a_new_proxy_comes_before_the_last_was_settled(void)
{
    struct pm_registry *registry = pm_holder_registry(0);
    struct pm_entry *entry = pm_holder_new(registry, NULL);
    pymgr_value *first = pm_proxy_of(registry, entry), *second;

    pm_registry_decref(registry, entry);
    pymgr_unref(first);
    second = pm_proxy_of(registry, entry);
    pm_registry_settle(registry);
    CU_ASSERT_EQUAL(pm_holders, 1);
    pymgr_unref(second);
    pm_registry_settle(registry);
    CU_ASSERT_EQUAL(pm_holders, 0);
    pm_registry_free(registry);
}

static void strangers_proxies_hold_nothing(void)
{
    struct pm_registry *registry = pm_holder_registry(0), *other = pm_holder_registry(0);
    struct pm_entry *entry = pm_holder_new(other, NULL);
    pymgr_value *proxy = pm_proxy_of(registry, entry), *none = pymgr_int(5);

    CU_ASSERT_PTR_NULL(pm_anchored_object(proxy));
    CU_ASSERT_PTR_NULL(pm_anchored_object(none));
    pymgr_unref(none);
    pymgr_unref(proxy);
    CU_ASSERT_FALSE(pm_registry_unsettled(registry));
    pm_registry_free(registry);
    pm_registry_free(other);
}

/* Each holds the next; a recursion so deep would be fatal. */
static void a_long_chain_goes_link_by_link(void)
{
    enum { LINKS = 200000 };
    struct pm_registry *registry = pm_holder_registry(0);
    struct pm_entry *entry = pm_holder_new(registry, NULL);

    for (int i = 0; i < LINKS; i++) {
        struct pm_entry *next = pm_holder_new(registry, pm_proxy_of(registry, entry));

        pm_registry_decref(registry, entry);
        entry = next;
    }
    CU_ASSERT_EQUAL(pm_registry_count(registry), 1);
    CU_ASSERT_EQUAL(pm_holders, LINKS + 1);
    pm_registry_decref(registry, entry);
    pm_registry_settle(registry);
    CU_ASSERT_EQUAL(pm_holders, 0);
    pm_registry_free(registry);
}

static void what_was_sent_is_kept_for_a_while(void)
{
    struct pm_registry *registry = pm_holder_registry(GRACE);
    struct pm_entry *entry = pm_holder_new(registry, NULL);
    pymgr_value *proxy = pm_proxy_of(registry, entry);

    pm_registry_decref(registry, entry);
    pm_registry_sent(proxy);
    pymgr_unref(proxy);
    pm_holder_time += 1000;
    pm_registry_settle(registry);
    CU_ASSERT_EQUAL(pm_holders, 1);
    CU_ASSERT_TRUE(pm_registry_wants_sweep(registry));
    CU_ASSERT_FALSE(pm_registry_wants_sweep(registry));
    CU_ASSERT_EQUAL(pm_registry_sweep(registry), GRACE - 1000);
    pm_holder_time += GRACE - 1000 - 1;
    CU_ASSERT_EQUAL(pm_registry_sweep(registry), 1);
    CU_ASSERT_EQUAL(pm_holders, 1);
    pm_holder_time++;
    CU_ASSERT_EQUAL(pm_registry_sweep(registry), 0);
    CU_ASSERT_EQUAL(pm_holders, 0);
    pm_registry_free(registry);
}

static void who_asks_in_time_gets_it(void)
{
    struct pm_registry *registry = pm_holder_registry(GRACE);
    struct pm_entry *entry = pm_holder_new(registry, NULL);
    pymgr_value *proxy = pm_proxy_of(registry, entry);

    pm_registry_sent(proxy);
    pymgr_unref(proxy);
    pm_registry_settle(registry);
    pm_registry_decref(registry, entry);
    CU_ASSERT_EQUAL(pm_registry_count(registry), 0);
    pm_registry_incref(entry);
    pm_holder_time += 2 * GRACE;
    CU_ASSERT_EQUAL(pm_registry_sweep(registry), 0);
    CU_ASSERT_EQUAL(pm_holders, 1);
    pm_registry_decref(registry, entry);
    CU_ASSERT_EQUAL(pm_holders, 0);
    pm_registry_free(registry);
}

static void what_was_never_sent_goes_at_once(void)
{
    struct pm_registry *registry = pm_holder_registry(GRACE);

    pm_registry_decref(registry, pm_holder_new(registry, NULL));
    CU_ASSERT_EQUAL(pm_holders, 0);
    CU_ASSERT_FALSE(pm_registry_wants_sweep(registry));
    pm_registry_free(registry);
}

static int count(const struct pm_entry *entry, void *context)
{
    (void)entry;
    ++*(int *)context;
    return 0;
}

static void those_held_inside_are_listed_those_in_grace_are_not(void)
{
    struct pm_registry *registry = pm_holder_registry(GRACE);
    struct pm_entry *inside = pm_holder_new(registry, NULL), *sent = pm_holder_new(registry, NULL);
    pymgr_value *kept = pm_proxy_of(registry, inside), *dropped = pm_proxy_of(registry, sent);
    int listed = 0;

    pm_registry_decref(registry, inside);
    pm_registry_decref(registry, sent);
    pm_registry_sent(dropped);
    pymgr_unref(dropped);
    pm_registry_settle(registry);
    CU_ASSERT_EQUAL(pm_registry_each(registry, count, &listed), 0);
    CU_ASSERT_EQUAL(listed, 1);
    CU_ASSERT_EQUAL(pm_holders, 2);
    pymgr_unref(kept);
    pm_registry_free(registry);
    CU_ASSERT_EQUAL(pm_holders, 0);
}

/* --- many threads --- */

enum { THREADS = 4, ROUNDS = 20000 };

static void *drop_proxies(void *context)
{
    pymgr_value **proxies = context;

    for (int i = 0; i < ROUNDS; i++)
        pymgr_unref(proxies[i]);
    return NULL;
}

static void proxies_go_on_any_thread(void)
{
    static pymgr_value *proxies[THREADS][ROUNDS];
    struct pm_registry *registry = pm_holder_registry(0);
    struct pm_entry *entries[] = { pm_holder_new(registry, NULL), pm_holder_new(registry, NULL) };
    pthread_t threads[THREADS];

    for (int i = 0; i < THREADS * ROUNDS; i++)
        proxies[i % THREADS][i / THREADS] = pm_proxy_of(registry, entries[i % 2]);
    pm_registry_decref(registry, entries[0]);
    pm_registry_decref(registry, entries[1]);
    for (int i = 0; i < THREADS; i++)
        pthread_create(&threads[i], NULL, drop_proxies, proxies[i]);
    for (int i = 0; i < ROUNDS; i++)
        pm_registry_settle(registry);
    for (int i = 0; i < THREADS; i++)
        pthread_join(threads[i], NULL);
    pm_registry_settle(registry);
    CU_ASSERT_EQUAL(pm_holders, 0);
    pm_registry_free(registry);
}

static const struct pm_test tests[] = {
    { "a proxy in a value holds its object", a_proxy_in_a_value_holds_its_object },
    { "an object held inside can be counted again", an_object_held_inside_can_be_counted_again },
    { "a new proxy comes before the last was settled", a_new_proxy_comes_before_the_last_was_settled },
    { "strangers' proxies hold nothing", strangers_proxies_hold_nothing },
    { "a long chain goes link by link", a_long_chain_goes_link_by_link },
    { "what was sent is kept for a while", what_was_sent_is_kept_for_a_while },
    { "who asks in time gets it", who_asks_in_time_gets_it },
    { "what was never sent goes at once", what_was_never_sent_goes_at_once },
    { "those held inside are listed, those in grace are not",
        those_held_inside_are_listed_those_in_grace_are_not },
    { "proxies go on any thread", proxies_go_on_any_thread },
};

const struct pm_suite pm_suite_live = { "object/live", PM_SUITE(tests) };
