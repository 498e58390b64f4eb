/* SPDX-License-Identifier: MIT
 *
 * Values that contain themselves. Counting references alone never frees them, so each strongly connected
 * group of containers gets one common count, of the references that come from outside the group. Sealing
 * finds the groups with Tarjan's algorithm, on a stack of its own, numbering the containers through their
 * `cycle` members, which are free until then; everything that can fail happens before the first count is
 * changed. The last reference from outside takes the group apart: first the references inside are forgotten,
 * then each member dies as any other container.
 */
#include "base/memory.h"
#include "value/kind.h"

struct pm_cycle {
    _Atomic size_t refs; /* from outside */
    size_t count;
    pymgr_value *members[];
};

static struct pm_cycle *cycle_of(const pymgr_value *value)
{
    return PM_CONST_CAST(pm_container, value)->cycle;
}

void pm_cycle_ref(pymgr_value *member)
{
    atomic_fetch_add_explicit(&cycle_of(member)->refs, 1, memory_order_relaxed);
}

bool pm_cycle_unref(pymgr_value *member)
{
    return atomic_fetch_sub_explicit(&cycle_of(member)->refs, 1, memory_order_acq_rel) == 1;
}

static pymgr_value **next_slot(pymgr_value *value, size_t *cursor)
{
    return pm_kinds[value->kind].slot(value, cursor);
}

/* --- taking apart --- */

static void forget_inner(const struct pm_cycle *cycle, pymgr_value *member)
{
    pymgr_value **slot;

    for (size_t cursor = 0; (slot = next_slot(member, &cursor)) != NULL;) {
        if (*slot != NULL && (pm_flags(*slot) & PM_IN_CYCLE) && cycle_of(*slot) == cycle)
            *slot = NULL;
    }
}

void pm_cycle_bury(pymgr_value *member, struct pm_dead *dead)
{
    struct pm_cycle *cycle = cycle_of(member);

    for (size_t i = 0; i < cycle->count; i++)
        forget_inner(cycle, cycle->members[i]);
    for (size_t i = 0; i < cycle->count; i++) {
        atomic_store_explicit(&cycle->members[i]->flags, 0, memory_order_relaxed);
        pm_bury(cycle->members[i], dead);
    }
    pm_free(cycle);
}

void pm_cycles_break(pymgr_value *const *values, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        pymgr_value **slot;

        if (values[i] == NULL || !pm_can_cycle(values[i]))
            continue;
        for (size_t cursor = 0; (slot = next_slot(values[i], &cursor)) != NULL;) {
            pymgr_value *held = *slot;

            *slot = NULL;
            pm_unref(held);
        }
    }
}

/* --- sealing --- */

static const size_t NONE = SIZE_MAX;

/* A container that the search has come to. Nodes are known by their number, in the order of discovery. */
struct node {
    pymgr_value *value;
    size_t cursor; /* of its slots: how far the search has looked */
    size_t parent; /* from which the search came; NONE: a root */
    size_t low;    /* the first node known to be in the same group */
    size_t below;  /* next on the stack of nodes whose group is not complete */
    bool complete;
    bool loops;             /* contains itself */
    struct pm_cycle *group; /* NULL: in no cycle */
};

struct search {
    struct node *nodes;
    size_t count, capacity;
    size_t stack; /* top of the nodes whose group is not complete */
};

static size_t number_of(const pymgr_value *value)
{
    return (size_t)(uintptr_t)cycle_of(value) - 1;
}

static bool visited(const pymgr_value *value)
{
    return cycle_of(value) != NULL;
}

static bool grow(struct search *search)
{
    size_t capacity = search->capacity == 0 ? 64 : 2 * search->capacity;
    struct node *nodes = pm_realloc(search->nodes, capacity * sizeof *nodes);

    if (nodes == NULL)
        return false;
    search->nodes = nodes;
    search->capacity = capacity;
    return true;
}

static bool discover(struct search *search, pymgr_value *value, size_t parent)
{
    size_t number = search->count;

    if (number == search->capacity && !grow(search))
        return false;
    search->nodes[number] =
        (struct node){ .value = value, .parent = parent, .low = number, .below = search->stack };
    search->stack = number;
    search->count++;
    PM_CAST(pm_container, value)->cycle = (struct pm_cycle *)(uintptr_t)(number + 1);
    return true;
}

static void lower(struct node *node, size_t low)
{
    if (low < node->low)
        node->low = low;
}

static size_t members_above(const struct search *search, size_t first)
{
    size_t count = 1;

    for (size_t i = search->stack; i != first; i = search->nodes[i].below)
        count++;
    return count;
}

/* Takes a complete group, of which `first` was discovered first, off the stack. */
static bool complete(struct search *search, size_t first)
{
    size_t count = members_above(search, first);
    struct pm_cycle *group = NULL;

    if (count > 1 || search->nodes[first].loops) {
        group = pm_malloc(sizeof *group + count * sizeof group->members[0]);
        if (group == NULL)
            return false;
        atomic_init(&group->refs, 0);
        group->count = count;
    }
    for (size_t i = 0; i < count; i++) {
        struct node *node = &search->nodes[search->stack];

        node->complete = true;
        node->group = group;
        if (group != NULL)
            group->members[i] = node->value;
        search->stack = node->below;
    }
    return true;
}

/* Goes back to the node's parent, which it returns. */
static bool leave(struct search *search, size_t *currentp)
{
    struct node *node = &search->nodes[*currentp];

    if (node->low == *currentp && !complete(search, *currentp))
        return false;
    if (node->parent != NONE)
        lower(&search->nodes[node->parent], node->low);
    *currentp = node->parent;
    return true;
}

/* Follows one reference out of a node; goes down if it leads to a new one. */
static bool follow(struct search *search, size_t *currentp, pymgr_value *child)
{
    struct node *node = &search->nodes[*currentp];
    size_t number;

    if (child == NULL || !pm_can_cycle(child))
        return true;
    if (!visited(child)) {
        if (!discover(search, child, *currentp))
            return false;
        *currentp = search->count - 1;
        return true;
    }
    number = number_of(child);
    node->loops = node->loops || number == *currentp;
    if (!search->nodes[number].complete)
        lower(node, number);
    return true;
}

static bool search_from(struct search *search, pymgr_value *root)
{
    size_t current = search->count;

    if (root == NULL || !pm_can_cycle(root) || visited(root))
        return true;
    if (!discover(search, root, NONE))
        return false;
    while (current != NONE) {
        struct node *node = &search->nodes[current];
        pymgr_value **slot = next_slot(node->value, &node->cursor);

        if (slot == NULL ? !leave(search, &current) : !follow(search, &current, *slot))
            return false;
    }
    return true;
}

static size_t inner_references(const struct search *search, const struct node *node)
{
    size_t inner = 0;
    pymgr_value **slot;

    for (size_t cursor = 0; (slot = next_slot(node->value, &cursor)) != NULL;) {
        if (*slot != NULL && pm_can_cycle(*slot))
            inner += search->nodes[number_of(*slot)].group == node->group;
    }
    return inner;
}

/* The groups take over the counts of their members. */
static void commit(const struct search *search)
{
    for (size_t i = 0; i < search->count; i++) {
        const struct node *node = &search->nodes[i];

        if (node->group != NULL)
            node->group->refs += node->value->refs - inner_references(search, node);
    }
    for (size_t i = 0; i < search->count; i++) {
        const struct node *node = &search->nodes[i];

        PM_CAST(pm_container, node->value)->cycle = node->group;
        if (node->group != NULL)
            atomic_store_explicit(&node->value->flags, PM_IN_CYCLE, memory_order_relaxed);
    }
}

static void take_back(const struct search *search)
{
    for (size_t i = 0; i < search->count; i++) {
        struct node *node = &search->nodes[i];

        PM_CAST(pm_container, node->value)->cycle = NULL;
        if (node->group != NULL && node->group->members[0] == node->value)
            pm_free(node->group);
    }
}

int pm_cycles_seal_all(pymgr_value *const *roots, size_t count, struct pm_error *error)
{
    struct search search = { .stack = NONE };
    bool searched = true;

    for (size_t i = 0; searched && i < count; i++)
        searched = search_from(&search, roots[i]);
    if (searched)
        commit(&search);
    else
        take_back(&search);
    pm_free(search.nodes);
    return searched ? 0 : pm_fail_nomem(error);
}

int pm_cycles_seal(pymgr_value *root, struct pm_error *error)
{
    return pm_cycles_seal_all(&root, 1, error);
}
