/* SPDX-License-Identifier: MIT
 *
 * What the files of the registry share: registry.c (the typeids that can be created), live.c (the shared
 * objects by ident, and what holds them) and collect.c (objects that hold only one another).
 */
#ifndef PM_OBJECT_LIVE_H
#define PM_OBJECT_LIVE_H

#include "base/hash.h"
#include "object/registry.h"

#include <stdatomic.h>
#include <sys/queue.h>

/*
 * A shared object that the registry knows. It is held by the proxies that peers have (entry.refcount) and by
 * the proxies inside values (anchored). The latter go on any thread: who takes the last one away puts the
 * object on the stack of the released, and the registry looks at it when it is settled, under the lock.
 */
struct pm_live {
    struct pm_entry entry; /* first, so that an entry is its live */
    uint64_t ident;        /* key */
    UT_hash_handle hh;
    struct pm_lives *lives;

    struct pm_anchor anchor;
    _Atomic uint64_t anchored; /* twice the number of proxies inside values; plus 1 while on the stack */
    bool inner;                /* there were such proxies when the registry was settled last */
    struct pm_live *below;     /* on the stack */

    _Atomic uint64_t sent; /* when a proxy inside a value went out to a peer; 0: never */
    bool lingering;        /* held by nothing, but a peer may be about to ask for it */
    TAILQ_ENTRY(pm_live) link;

    /* For collect.c: */
    uint64_t found; /* proxies among what suspects hold */
    bool suspect;
    struct pm_live *next_suspect;
};

struct pm_lives {
    struct pm_live *by_ident;
    uint64_t next_ident;
    size_t counted; /* with proxies of peers */
    struct pm_live *_Atomic released;
    TAILQ_HEAD(pm_lingering, pm_live) lingering;
    uint64_t grace; /* milliseconds */
    uint64_t (*clock)(void);

    bool early;          /* a sweep is wanted before sweep_at */
    uint64_t sweep_at;   /* when the next is promised; UINT64_MAX: not at all */
    bool suspicious;     /* something has happened that may have left a cycle alone */
    uint64_t collect_at; /* when to look for cycles; UINT64_MAX: not at all */
    uint64_t collected;  /* when they were looked for last, what that took and what was to pass until the next
                            time: milliseconds */
    uint64_t cost, pause;
};

struct pm_registry {
    struct pm_registered *registered;
    struct pm_lives lives;
};

/* --- live.c --- */

void pm_lives_init(struct pm_lives *lives, uint32_t start);
/* Releases all objects. No proxy of them may be left in values elsewhere. */
void pm_lives_free(struct pm_lives *lives);
static inline struct pm_live *pm_live_of(const struct pm_anchor *anchor)
{
    return (struct pm_live *)((char *)(uintptr_t)anchor - offsetof(struct pm_live, anchor));
}
/* Whether a proxy of it was sent so lately that its receiver may not have asked for it yet. */
bool pm_live_is_awaited(const struct pm_live *live);

/* --- collect.c --- */

/* Takes the proxies apart by which objects that nothing else holds hold one another. True: some objects are
 * held by others alone, so there may be more to find another time. */
bool pm_lives_collect(struct pm_lives *lives);

#endif
