/* SPDX-License-Identifier: MIT
 *
 * Objects that nothing holds but one another: a list in a dict that is in the list.
 *
 * Suspects are the objects without a peer's proxy that hold proxies themselves. The search walks over all
 * values that they hold and counts the references that it meets. A value with more references than were met
 * is held from elsewhere, by an answer on its way or another object; so is a suspect with more proxies than
 * were met. What can be reached from these is alive. The proxies among all else are taken off their objects,
 * which then go as any object does that nothing holds.
 *
 * Nothing is changed before the search has come to its end; one that would be too large is given up, and the
 * objects then stay. Other threads may drop references meanwhile, so that a value seems to be held: it is
 * found another time. They cannot add one to a value of which they hold none.
 */
#include "object/live.h"
#include "value/kind.h"

enum {
    /* Containers in one search, which the server's other work waits for: about 50 ms. */
    COLLECT_MAX = 1 << 18,
};

struct node {
    const pymgr_value *value; /* key */
    UT_hash_handle hh;
    uint64_t found; /* references */
    bool alive;
    struct node *next; /* to be walked over */
};

struct search {
    struct node *nodes;
    struct node *todo;
    size_t count;
    struct pm_live *suspects;
    bool given_up;
    bool living; /* walks over what is alive, instead of counting */
};

/* --- nodes --- */

static struct node *find(struct search *search, const pymgr_value *value)
{
    struct node *node;

    HASH_FIND_BYHASHVALUE(hh, search->nodes, &value, sizeof value, pm_hash_number((uintptr_t)value), node);
    return node;
}

static struct node *add(struct search *search, const pymgr_value *value)
{
    struct node *node = search->count < COLLECT_MAX ? pm_calloc(1, sizeof *node) : NULL;

    if (node == NULL)
        return NULL;
    node->value = value;
    HASH_ADD_BYHASHVALUE(
        hh, search->nodes, value, sizeof node->value, pm_hash_number((uintptr_t)value), node);
    if (!PM_HASH_ADDED(node)) {
        pm_free(node);
        return NULL;
    }
    search->count++;
    return node;
}

static void walk_later(struct search *search, struct node *node)
{
    node->next = search->todo;
    search->todo = node;
}

/* The suspect that a value is an anchored proxy of; NULL: none. */
static struct pm_live *suspect_of(const pymgr_value *value)
{
    const struct pm_instance *instance = PM_CONST_CAST(pm_instance, value);
    struct pm_live *live;

    if (!pm_is(value, PYMGR_INSTANCE) || instance->anchor == NULL)
        return NULL;
    live = pm_live_of(instance->anchor);
    return live->suspect ? live : NULL;
}

/* --- counting --- */

static void count_reference(struct search *search, const pymgr_value *value)
{
    struct node *node = find(search, value);
    struct pm_live *suspect = suspect_of(value);

    if (node == NULL) {
        node = add(search, value);
        if (node == NULL) {
            search->given_up = true;
            return;
        }
        walk_later(search, node);
        if (suspect != NULL)
            suspect->found++;
    }
    node->found++;
}

static void enliven(struct search *search, struct node *node)
{
    if (node->alive)
        return;
    node->alive = true;
    walk_later(search, node);
}

/* A reference that a suspect or one of its values holds. */
static void meet(pymgr_value *value, void *context)
{
    struct search *search = context;

    if (value == NULL || search->given_up || pm_kinds[value->kind].slot == NULL ||
        (pm_flags(value) & PM_STATIC))
        return;
    if (search->living)
        enliven(search, find(search, value));
    else
        count_reference(search, value);
}

static void visit_object(struct search *search, const struct pm_live *live)
{
    const struct pm_object *object = live->entry.object;

    object->type->visit(object->self, meet, search);
}

static void walk_value(struct search *search, const struct node *node)
{
    pymgr_value *value = (pymgr_value *)(uintptr_t)node->value;
    pymgr_value **slot;

    for (size_t cursor = 0; (slot = pm_kinds[value->kind].slot(value, &cursor)) != NULL;)
        meet(*slot, search);
}

static void enliven_suspect(struct search *search, struct pm_live *live)
{
    live->suspect = false;
    visit_object(search, live);
}

static void walk(struct search *search)
{
    struct node *node;

    while ((node = search->todo) != NULL && !search->given_up) {
        struct pm_live *suspect = search->living ? suspect_of(node->value) : NULL;

        search->todo = node->next;
        walk_value(search, node);
        if (suspect != NULL)
            enliven_suspect(search, suspect);
    }
}

/* --- the search --- */

static bool is_suspect(const struct pm_live *live)
{
    const struct pm_object *object = live->entry.object;

    return live->entry.refcount == 0 && live->inner && object->holds_proxies && object->refs == 1 &&
           object->type->visit != NULL;
}

/* True: there are any. */
static bool find_suspects(struct search *search, struct pm_lives *lives)
{
    struct pm_live *live, *next;

    HASH_ITER(hh, lives->by_ident, live, next)
    {
        live->suspect = is_suspect(live);
        live->found = 0;
        if (!live->suspect)
            continue;
        live->next_suspect = search->suspects;
        search->suspects = live;
    }
    return search->suspects != NULL;
}

/* A value in a cycle of values shares its count with others: it passes for held. */
static bool is_held_elsewhere(const struct node *node)
{
    return (pm_flags(node->value) & PM_IN_CYCLE) ||
           atomic_load_explicit(&node->value->refs, memory_order_acquire) > node->found;
}

static bool is_anchored_elsewhere(const struct pm_live *live)
{
    return atomic_load_explicit(&live->anchored, memory_order_acquire) / 2 > live->found ||
           pm_live_is_awaited(live);
}

static void enliven_all(struct search *search)
{
    struct node *node, *next;

    search->living = true;
    for (struct pm_live *live = search->suspects; live != NULL; live = live->next_suspect) {
        if (live->suspect && is_anchored_elsewhere(live))
            enliven_suspect(search, live);
    }
    HASH_ITER(hh, search->nodes, node, next)
    {
        if (is_held_elsewhere(node))
            enliven(search, node);
    }
    walk(search);
}

/* Takes the proxies that nothing alive holds off their objects. */
static void let_go(const struct search *search)
{
    struct node *node, *next;

    HASH_ITER(hh, search->nodes, node, next)
    {
        struct pm_instance *instance = (struct pm_instance *)(uintptr_t)node->value;
        struct pm_anchor *anchor;

        if (node->alive || !pm_is(node->value, PYMGR_INSTANCE) || instance->anchor == NULL)
            continue;
        anchor = instance->anchor;
        instance->anchor = NULL;
        anchor->release(anchor);
    }
}

static void free_nodes(struct search *search)
{
    struct node *node, *next;

    HASH_ITER(hh, search->nodes, node, next)
    {
        HASH_DEL(search->nodes, node);
        pm_free(node);
    }
}

bool pm_lives_collect(struct pm_lives *lives)
{
    struct search search = { 0 };
    bool more = false;

    if (!find_suspects(&search, lives))
        return false;
    for (struct pm_live *live = search.suspects; live != NULL; live = live->next_suspect)
        visit_object(&search, live);
    walk(&search);
    if (!search.given_up) {
        enliven_all(&search);
        let_go(&search);
    }
    for (struct pm_live *live = search.suspects; live != NULL; live = live->next_suspect) {
        more = more || search.given_up || !live->suspect;
        live->suspect = false;
    }
    free_nodes(&search);
    return more;
}
