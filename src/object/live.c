/* SPDX-License-Identifier: MIT
 *
 * Idents come from a counter that starts at a random point, so that neither a later object nor a server
 * started again later ever answers to an old proxy; a shared object keeps its ident for life.
 *
 * A proxy inside a value is anchored: its instance counts in the object's `anchored` from the moment when the
 * request that brought it is dispatched until the instance is freed. So whatever holds the value holds the
 * object: a list, a queue, a waiting call, an answer on its way out.
 */
#include "object/live.h"

#include "base/clock.h"
#include "value/token.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

enum {
    PAUSE_MAX = 60 * 1000, /* milliseconds between two searches for cycles */
    PAUSE_MIN = 100,
    PAUSE_SHARE = 50, /* searching takes at most one part in so many of the time */
};

void pm_lives_init(struct pm_lives *lives, uint32_t start)
{
    /* Twelve digits, like the addresses that CPython uses, with room for 2^44 objects above. */
    lives->next_ident = ((uint64_t)start | 0x80000000U) << 16;
    lives->clock = pm_clock;
    lives->collect_at = lives->sweep_at = UINT64_MAX;
    TAILQ_INIT(&lives->lingering);
}

/* --- idents --- */

static struct pm_live *find(const struct pm_lives *lives, uint64_t ident)
{
    struct pm_live *found;

    HASH_FIND_BYHASHVALUE(hh, lives->by_ident, &ident, sizeof ident, pm_hash_number(ident), found);
    return found;
}

/* What each byte is as a digit, plus one; 0: none. */
static const uint8_t digits[UINT8_MAX + 1] = {
    ['0'] = 1,
    ['1'] = 2,
    ['2'] = 3,
    ['3'] = 4,
    ['4'] = 5,
    ['5'] = 6,
    ['6'] = 7,
    ['7'] = 8,
    ['8'] = 9,
    ['9'] = 10,
    ['a'] = 11,
    ['b'] = 12,
    ['c'] = 13,
    ['d'] = 14,
    ['e'] = 15,
    ['f'] = 16,
};

/* The canonical text of an ident only: '0a' is not 'a'. False: no ident of ours. */
static bool parse_ident(const char *text, size_t size, uint64_t *identp)
{
    uint64_t ident = 0;

    if (size == 0 || size >= PM_IDENT_SIZE || text[0] == '0')
        return false;
    for (size_t i = 0; i < size; i++) {
        uint8_t digit = digits[(unsigned char)text[i]];

        if (digit == 0)
            return false;
        ident = ident << 4 | (digit - 1u);
    }
    *identp = ident;
    return true;
}

struct pm_entry *pm_registry_find(const struct pm_registry *registry, const pymgr_value *ident)
{
    uint64_t number;
    struct pm_live *live;
    size_t size;
    const char *text;

    if (!pm_is(ident, PYMGR_STR))
        return NULL;
    text = pymgr_text(ident, &size);
    if (!parse_ident(text, size, &number))
        return NULL;
    live = find(&registry->lives, number);
    return live == NULL ? NULL : &live->entry;
}

void pm_ident_format(uint64_t ident, char text[PM_IDENT_SIZE])
{
    snprintf(text, PM_IDENT_SIZE, "%" PRIx64, ident);
}

/* --- coming and going --- */

static void release(struct pm_anchor *anchor);

static struct pm_live *live_new(struct pm_lives *lives, struct pm_object *object)
{
    struct pm_live *live = pm_calloc(1, sizeof *live);

    if (live == NULL)
        return NULL;
    if (object->ident == 0)
        object->ident = lives->next_ident++;
    live->ident = object->ident;
    live->lives = lives;
    live->anchor.release = release;
    HASH_ADD_BYHASHVALUE(hh, lives->by_ident, ident, sizeof live->ident, pm_hash_number(live->ident), live);
    if (!PM_HASH_ADDED(live)) {
        pm_free(live);
        return NULL;
    }
    live->entry.object = pm_object_ref(object);
    return live;
}

static void stop_lingering(struct pm_live *live)
{
    if (live->lingering)
        TAILQ_REMOVE(&live->lives->lingering, live, link);
    live->lingering = false;
}

static void forget(struct pm_live *live)
{
    stop_lingering(live);
    HASH_DEL(live->lives->by_ident, live);
    pm_object_unref(live->entry.object);
    pm_free(live);
}

/* Until when somebody may be about to ask for it. */
static uint64_t grace_of(const struct pm_live *live)
{
    uint64_t sent = atomic_load_explicit(&live->sent, memory_order_relaxed);

    return sent == 0 ? 0 : sent + live->lives->grace;
}

bool pm_live_is_awaited(const struct pm_live *live)
{
    return grace_of(live) > live->lives->clock();
}

/* Forgets an object that nothing holds, now or when nobody can be about to ask for it any more. */
static void forget_unless_held(struct pm_live *live)
{
    if (live->entry.refcount > 0 || live->inner)
        return;
    if (!pm_live_is_awaited(live)) {
        forget(live);
    } else if (!live->lingering) {
        TAILQ_INSERT_TAIL(&live->lives->lingering, live, link);
        live->lingering = true;
        live->lives->early |= grace_of(live) < live->lives->sweep_at;
    }
}

void pm_registry_incref(struct pm_entry *entry)
{
    struct pm_live *live = (struct pm_live *)entry;

    live->lives->counted += entry->refcount++ == 0;
}

struct pm_entry *pm_registry_add(
    struct pm_registry *registry, struct pm_object *object, const struct pm_registered *registered)
{
    struct pm_live *live = object->ident == 0 ? NULL : find(&registry->lives, object->ident);

    if (live == NULL)
        live = live_new(&registry->lives, object);
    if (live == NULL)
        return NULL;
    live->entry.registered = registered;
    pm_registry_incref(&live->entry);
    return &live->entry;
}

void pm_registry_decref(struct pm_registry *registry, struct pm_entry *entry)
{
    struct pm_live *live = (struct pm_live *)entry;

    if (entry->refcount == 0 || --entry->refcount > 0)
        return;
    registry->lives.counted--;
    if (live->inner && entry->object->holds_proxies)
        registry->lives.suspicious = registry->lives.early = true;
    forget_unless_held(live);
}

void pm_lives_free(struct pm_lives *lives)
{
    struct pm_live *live, *next;

    /* What an object holds may be a proxy of any other. */
    HASH_ITER(hh, lives->by_ident, live, next)
    live->entry.object = pm_object_unref(live->entry.object);
    HASH_ITER(hh, lives->by_ident, live, next)
    {
        HASH_DEL(lives->by_ident, live);
        pm_free(live);
    }
}

/* --- proxies inside values --- */

/* The last proxy to go queues the object, in the same step: nobody else then does. */
static bool count_down(struct pm_live *live)
{
    uint64_t old = atomic_load_explicit(&live->anchored, memory_order_relaxed), new;

    do
        new = old == 2 ? 1 : old - 2;
    while (!atomic_compare_exchange_weak_explicit(
        &live->anchored, &old, new, memory_order_acq_rel, memory_order_relaxed));
    return old == 2;
}

static void release(struct pm_anchor *anchor)
{
    struct pm_live *live = pm_live_of(anchor);
    struct pm_lives *lives = live->lives;

    if (!count_down(live))
        return;
    live->below = atomic_load_explicit(&lives->released, memory_order_relaxed);
    while (!atomic_compare_exchange_weak_explicit(
        &lives->released, &live->below, live, memory_order_release, memory_order_relaxed))
        ;
}

bool pm_registry_unsettled(const struct pm_registry *registry)
{
    return atomic_load_explicit(&registry->lives.released, memory_order_relaxed) != NULL;
}

static void settle(struct pm_live *live)
{
    uint64_t left = atomic_fetch_and(&live->anchored, ~(uint64_t)1);

    live->inner = left > 1;
    forget_unless_held(live);
}

/* Each object that is forgotten may hold proxies itself, which are then released in turn. */
void pm_registry_settle(struct pm_registry *registry)
{
    struct pm_live *live, *below;

    while ((live = atomic_exchange_explicit(&registry->lives.released, NULL, memory_order_acquire)) != NULL) {
        for (; live != NULL; live = below) {
            below = live->below;
            settle(live);
        }
    }
}

bool pm_registry_anchor(struct pm_registry *registry, pymgr_value *proxy)
{
    struct pm_instance *instance = PM_CAST(pm_instance, proxy);
    struct pm_proxy parts;
    struct pm_live *live;

    if (!pm_proxy_parse(proxy, &parts) || !pm_is(parts.class, PYMGR_GLOBAL) ||
        !pm_is(parts.token.typeid, PYMGR_STR) || !pm_is(parts.kwds, PYMGR_DICT))
        return false;
    live = (struct pm_live *)pm_registry_find(registry, parts.token.ident);
    if (live == NULL)
        return false;
    atomic_fetch_add_explicit(&live->anchored, 2, memory_order_relaxed);
    live->inner = true;
    stop_lingering(live);
    instance->anchor = &live->anchor;
    return true;
}

struct pm_object *pm_anchored_object(const pymgr_value *proxy)
{
    const struct pm_instance *instance = PM_CONST_CAST(pm_instance, proxy);

    return pm_is(proxy, PYMGR_INSTANCE) && instance->anchor != NULL
               ? pm_live_of(instance->anchor)->entry.object
               : NULL;
}

void pm_registry_sent(const pymgr_value *proxy)
{
    struct pm_live *live = pm_live_of(PM_CONST_CAST(pm_instance, proxy)->anchor);

    atomic_store_explicit(&live->sent, live->lives->clock(), memory_order_relaxed);
}

/* --- what takes time --- */

void pm_registry_set_grace(struct pm_registry *registry, uint64_t milliseconds, uint64_t (*clock)(void))
{
    registry->lives.grace = milliseconds;
    registry->lives.clock = clock;
}

bool pm_registry_wants_sweep(struct pm_registry *registry)
{
    bool early = registry->lives.early;

    registry->lives.early = false;
    return early;
}

/* Looks again at those that linger: they linger on, or are forgotten, or are held again. */
static void end_grace(struct pm_lives *lives)
{
    struct pm_lingering all = TAILQ_HEAD_INITIALIZER(all);
    struct pm_live *live;

    TAILQ_CONCAT(&all, &lives->lingering, link);
    while ((live = TAILQ_FIRST(&all)) != NULL) {
        TAILQ_REMOVE(&all, live, link);
        live->lingering = false;
        forget_unless_held(live);
    }
}

/* When the first of those that linger has done so for long enough; UINT64_MAX: none does. */
static uint64_t grace_ends(const struct pm_lives *lives)
{
    uint64_t first = UINT64_MAX;
    const struct pm_live *live;

    TAILQ_FOREACH (live, &lives->lingering, link) {
        if (grace_of(live) < first)
            first = grace_of(live);
    }
    return first;
}

static uint64_t clamp(uint64_t milliseconds, uint64_t least, uint64_t most)
{
    return milliseconds < least ? least : milliseconds > most ? most : milliseconds;
}

/* Something has happened that may have left a cycle alone: the next search is soon, for its cost. */
static void hurry(struct pm_lives *lives)
{
    uint64_t at = lives->collected + clamp(lives->cost * PAUSE_SHARE, PAUSE_MIN, PAUSE_MAX);

    if (at < lives->collect_at)
        lives->collect_at = at;
    lives->pause = PAUSE_MIN;
    lives->suspicious = false;
}

/* The more often a search has found nothing new, the later comes the next. */
static void collect(struct pm_registry *registry)
{
    struct pm_lives *lives = &registry->lives;
    uint64_t begun = lives->clock();
    bool more = pm_lives_collect(lives);

    pm_registry_settle(registry);
    lives->collected = lives->clock();
    lives->cost = lives->collected - begun;
    lives->pause = clamp(lives->pause * 2, lives->cost * PAUSE_SHARE, PAUSE_MAX);
    lives->collect_at = more ? lives->collected + lives->pause : UINT64_MAX;
}

uint64_t pm_registry_sweep(struct pm_registry *registry)
{
    struct pm_lives *lives = &registry->lives;
    uint64_t now = lives->clock(), next;

    end_grace(lives);
    pm_registry_settle(registry);
    if (lives->suspicious)
        hurry(lives);
    if (lives->collect_at <= now)
        collect(registry);
    next = grace_ends(lives);
    lives->sweep_at = lives->collect_at < next ? lives->collect_at : next;
    if (lives->sweep_at == UINT64_MAX)
        return 0;
    return lives->sweep_at > now ? lives->sweep_at - now : 1;
}

/* --- all of them --- */

size_t pm_registry_count(const struct pm_registry *registry)
{
    return registry->lives.counted;
}

static int by_ident_text(const void *left, const void *right)
{
    char a[PM_IDENT_SIZE], b[PM_IDENT_SIZE];

    pm_ident_format((*(struct pm_live *const *)left)->ident, a);
    pm_ident_format((*(struct pm_live *const *)right)->ident, b);
    return strcmp(a, b);
}

int pm_registry_each(const struct pm_registry *registry,
    int (*visit)(const struct pm_entry *entry, void *context), void *context)
{
    size_t count = HASH_COUNT(registry->lives.by_ident), filled = 0;
    struct pm_live **sorted = pm_calloc(count, sizeof *sorted);
    struct pm_live *live, *next;
    int result = 0;

    if (sorted == NULL)
        return -1;
    HASH_ITER(hh, registry->lives.by_ident, live, next)
    {
        if (!live->lingering)
            sorted[filled++] = live;
    }
    qsort(sorted, filled, sizeof *sorted, by_ident_text);
    for (size_t i = 0; i < filled && result == 0; i++)
        result = visit(&sorted[i]->entry, context);
    pm_free(sorted);
    return result;
}
