/* SPDX-License-Identifier: MIT
 *
 * References. A value is freed when its last reference goes; what it held may lose its last reference with
 * it, and so on. Those that hold nothing are freed on the spot; containers are chained to a list of the dead,
 * threaded through their own `cycle` members, and freed one after another: no recursion, no memory needed.
 */
#include "value/kind.h"

enum pymgr_kind pymgr_kind(const pymgr_value *value)
{
    return (enum pymgr_kind)value->kind;
}

pymgr_value *pymgr_ref(pymgr_value *value)
{
    return pm_ref(value);
}

pymgr_value *pymgr_unref(pymgr_value *value)
{
    return pm_unref(value);
}

void pm_bury(pymgr_value *value, struct pm_dead *dead)
{
    struct pm_container *container = PM_CAST(pm_container, value);

    if (value->kind == PYMGR_STR) { /* as most are */
        pm_block_free(value, pm_text_block(PM_CAST(pm_text, value)->size));
    } else if (pm_kinds[value->kind].slot == NULL) {
        pm_kinds[value->kind].destroy(value, dead);
    } else if (pm_flags(value) & PM_IN_CYCLE) {
        pm_cycle_bury(value, dead);
    } else {
        container->cycle = (struct pm_cycle *)(void *)dead->first;
        dead->first = container;
    }
}

void pm_value_free(pymgr_value *value)
{
    struct pm_dead dead = { NULL };

    if (pm_flags(value) & PM_IN_CYCLE)
        pm_cycle_bury(value, &dead);
    else
        pm_kinds[value->kind].destroy(value, &dead);
    while (dead.first != NULL) {
        struct pm_container *container = dead.first;

        dead.first = (struct pm_container *)(void *)container->cycle;
        pm_kinds[container->head.kind].destroy(&container->head, &dead);
    }
}
