/* SPDX-License-Identifier: MIT
 *
 * The registry: which typeids can be created, and which shared objects there are, by ident, with the number
 * of proxies to each. It is multiprocessing.managers.Server's `registry`, `id_to_obj` and `id_to_refcount` in
 * one. A proxy inside a value (an item of a shared list, say) holds its object too: it is
 * `id_to_local_proxy_obj`, but forgets. Everything here happens under the server's lock, unless it says
 * otherwise.
 */
#ifndef PM_OBJECT_REGISTRY_H
#define PM_OBJECT_REGISTRY_H

#include "object/object.h"

struct pm_registry;

/* A typeid that can be created: a row of the table of types, or a shared name. */
struct pm_registered;

/* A shared object as the registry knows it. */
struct pm_entry {
    struct pm_object *object;               /* a reference of the registry's */
    const struct pm_registered *registered; /* as what it was created: says what is exposed */
    uint64_t refcount;                      /* proxies */
};

enum {
    PM_IDENT_SIZE = 17,    /* hexadecimal digits and a NUL */
    PM_TYPEID_LIMIT = 256, /* bytes in the name of a shared object */
};

/* With every row of `typeids` (ended by a NULL typeid; borrowed for life) registered. NULL: no memory or no
 * random bytes. */
struct pm_registry *pm_registry_new(const struct pm_typeid *typeids);
struct pm_registry *pm_registry_free(struct pm_registry *registry);

/*
 * register(name, callable=lambda: object): every creation of `name` gives this same object, exposing what
 * `row` exposes. Object: a reference is taken on success. -1: no memory, or the name is in use
 * (PM_ERROR_VALUE).
 */
int pm_registry_share(struct pm_registry *registry, const char *name, const struct pm_typeid *row,
    struct pm_object *object, struct pm_error *error);

/* A typeid by name (UTF-8, `size` bytes): NULL when there is none. */
const struct pm_registered *pm_registry_typeid(
    const struct pm_registry *registry, const char *name, size_t size);

/* The row that says how to construct it, and the one object that a shared name stands for (borrowed; else
 * NULL). */
const struct pm_typeid *pm_registered_row(const struct pm_registered *registered);
struct pm_object *pm_registered_object(const struct pm_registered *registered);
const char *pm_registered_name(const struct pm_registered *registered);
/* The tuple of exposed names that `create` answers: borrowed. */
pymgr_value *pm_registered_exposed(const struct pm_registered *registered);
/* Whether a method is exposed; if so *methodp is its row, or NULL where the object has no such attribute.
 * `type` is the object's own, which may differ from the one that the typeid makes: an Iterator may walk
 * anything. */
bool pm_registered_method(const struct pm_registered *registered, const struct pm_type *type,
    const char *name, size_t size, const struct pm_method **methodp);

/* Makes an object known, with its first reference: borrowed, or NULL (no memory). Known already: one
 * reference more. */
struct pm_entry *pm_registry_add(
    struct pm_registry *registry, struct pm_object *object, const struct pm_registered *registered);
/* By ident: borrowed; NULL when there is none, or the value is no str. */
struct pm_entry *pm_registry_find(const struct pm_registry *registry, const pymgr_value *ident);
void pm_registry_incref(struct pm_entry *entry);
/* One proxy less, if there is any. An object that nothing holds any more is forgotten (the entry is then
 * gone). */
void pm_registry_decref(struct pm_registry *registry, struct pm_entry *entry);
/* How many objects peers have proxies of. */
size_t pm_registry_count(const struct pm_registry *registry);
/* Calls `visit` with every entry, in the order of the idents' texts; also those that are held only by proxies
 * inside other objects, whose refcount is 0. -1: no memory, or visit returned -1. */
int pm_registry_each(const struct pm_registry *registry,
    int (*visit)(const struct pm_entry *entry, void *context), void *context);

/* --- proxies inside values --- */

/*
 * Anchors a proxy (an instance that nobody else has seen yet): from now on the value holds the object that
 * its token names. False: it names none, or is no proxy as Python makes them; it stays as it came.
 */
bool pm_registry_anchor(struct pm_registry *registry, pymgr_value *proxy);
/* The object that a value is an anchored proxy of: borrowed from the value; NULL: none. On any thread. */
struct pm_object *pm_anchored_object(const pymgr_value *proxy);
/* An anchored proxy goes out to a peer: its object lives on through the time of grace. On any thread. */
void pm_registry_sent(const pymgr_value *proxy);
/* Whether proxies inside values have gone since the registry was settled. On any thread. */
bool pm_registry_unsettled(const struct pm_registry *registry);
/* Forgets the objects that these proxies held, and so on. */
void pm_registry_settle(struct pm_registry *registry);

/* --- what takes time --- */

/* For how long an object is kept after a proxy of it was sent, when nothing else holds it: 0 at first. */
void pm_registry_set_grace(struct pm_registry *registry, uint64_t milliseconds, uint64_t (*clock)(void));
/* Whether pm_registry_sweep ought to be called now, instead of when it said. Asking takes the wish back. */
bool pm_registry_wants_sweep(struct pm_registry *registry);
/* Forgets objects whose grace has ended, and looks for cycles of objects that hold only one another. After
 * how many milliseconds it wants to be called again; 0: it will say. */
uint64_t pm_registry_sweep(struct pm_registry *registry);

/* An object's ident as text. */
void pm_ident_format(uint64_t ident, char text[PM_IDENT_SIZE]);

#endif
