/* SPDX-License-Identifier: MIT */
#include "object/registry.h"

#include "base/memory.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

/* A failed allocation inside uthash leaves the element out instead of ending the process. */
#define HASH_NONFATAL_OOM 1
#define uthash_malloc(size) pm_malloc(size)
#define uthash_free(block, size) pm_free(block)
#include <uthash.h>

struct exposed_name {
    const char *name;               /* key */
    const struct pm_method *method; /* NULL: exposed, but the object has no such attribute */
    UT_hash_handle hh;
};

struct pm_registered {
    char *name; /* key */
    const struct pm_typeid *row;
    struct pm_object *object; /* what a shared name stands for; NULL otherwise */
    struct exposed_name *names;
    struct exposed_name *storage; /* of names: one array */
    pymgr_value *exposed;         /* the tuple of names */
    UT_hash_handle hh;
};

struct live {
    struct pm_entry entry; /* first, so that an entry is its live */
    uint64_t ident;        /* key */
    UT_hash_handle hh;
};

struct pm_registry {
    struct pm_registered *registered;
    struct live *lives;
    uint64_t next_ident;
};

/* uthash marks an element that it could not add by a NULL table. */
#define ADDED(element) ((element)->hh.tbl != NULL)

static size_t count_names(const struct pm_typeid *row)
{
    size_t count = 0;

    while (row->exposed[count] != NULL)
        count++;
    return count;
}

static const struct pm_method *find_method(const struct pm_type *type, const char *name)
{
    for (size_t i = 0; i < type->method_count; i++) {
        if (strcmp(type->methods[i].name, name) == 0)
            return &type->methods[i];
    }
    return NULL;
}

static int index_names(struct pm_registered *registered, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        struct exposed_name *name = &registered->storage[i];

        name->name = registered->row->exposed[i];
        name->method = find_method(registered->row->type, name->name);
        HASH_ADD_KEYPTR(hh, registered->names, name->name, strlen(name->name), name);
        if (!ADDED(name))
            return -1;
        pymgr_tuple_put(registered->exposed, i, pymgr_str(name->name));
        if (pymgr_item(registered->exposed, i) == NULL)
            return -1;
    }
    return 0;
}

static void registered_free(struct pm_registered *registered)
{
    HASH_CLEAR(hh, registered->names);
    pymgr_unref(registered->exposed);
    pm_object_unref(registered->object);
    pm_free(registered->storage);
    pm_free(registered->name);
    pm_free(registered);
}

static struct pm_registered *registered_new(const char *name, const struct pm_typeid *row)
{
    struct pm_registered *registered = pm_calloc(1, sizeof *registered);
    size_t count = count_names(row);

    if (registered == NULL)
        return NULL;
    registered->row = row;
    registered->name = pm_strdup(name);
    registered->storage = pm_calloc(count, sizeof *registered->storage);
    registered->exposed = pymgr_tuple(count);
    if (registered->name == NULL || registered->storage == NULL || registered->exposed == NULL ||
        index_names(registered, count) != 0) {
        registered_free(registered);
        return NULL;
    }
    return registered;
}

static int enter(struct pm_registry *registry, struct pm_registered *registered)
{
    HASH_ADD_KEYPTR(hh, registry->registered, registered->name, strlen(registered->name), registered);
    return ADDED(registered) ? 0 : -1;
}

static int enter_all(struct pm_registry *registry, const struct pm_typeid *typeids)
{
    for (const struct pm_typeid *row = typeids; row->typeid != NULL; row++) {
        struct pm_registered *registered = registered_new(row->typeid, row);

        if (registered == NULL)
            return -1;
        if (enter(registry, registered) != 0) {
            registered_free(registered);
            return -1;
        }
    }
    return 0;
}

struct pm_registry *pm_registry_new(const struct pm_typeid *typeids)
{
    struct pm_registry *registry = pm_calloc(1, sizeof *registry);
    uint32_t start;

    if (registry == NULL)
        return NULL;
    if (getentropy(&start, sizeof start) != 0 || enter_all(registry, typeids) != 0)
        return pm_registry_free(registry);
    /* Twelve digits, like the addresses that CPython uses, with room for 2^44 objects above. */
    registry->next_ident = ((uint64_t)start | 0x80000000U) << 16;
    return registry;
}

struct pm_registry *pm_registry_free(struct pm_registry *registry)
{
    struct live *live, *next_live;
    struct pm_registered *registered, *next;

    if (registry == NULL)
        return NULL;
    HASH_ITER(hh, registry->lives, live, next_live)
    {
        HASH_DEL(registry->lives, live);
        pm_object_unref(live->entry.object);
        pm_free(live);
    }
    HASH_ITER(hh, registry->registered, registered, next)
    {
        HASH_DEL(registry->registered, registered);
        registered_free(registered);
    }
    pm_free(registry);
    return NULL;
}

int pm_registry_share(struct pm_registry *registry, const char *name, const struct pm_typeid *row,
    struct pm_object *object, struct pm_error *error)
{
    struct pm_registered *registered;

    if (name[0] == '\0' || strlen(name) > PM_TYPEID_LIMIT)
        return pm_fail(error, PM_ERROR_VALUE, "a shared name has 1 to %d bytes", PM_TYPEID_LIMIT);
    if (pm_registry_typeid(registry, name, strlen(name)) != NULL)
        return pm_fail(error, PM_ERROR_VALUE, "'%s' is registered already", name);
    registered = registered_new(name, row);
    if (registered == NULL)
        return pm_fail_nomem(error);
    if (enter(registry, registered) != 0) {
        registered_free(registered);
        return pm_fail_nomem(error);
    }
    registered->object = object;
    return 0;
}

const struct pm_registered *pm_registry_typeid(
    const struct pm_registry *registry, const char *name, size_t size)
{
    struct pm_registered *found;

    HASH_FIND(hh, registry->registered, name, size, found);
    return found;
}

const struct pm_typeid *pm_registered_row(const struct pm_registered *registered)
{
    return registered->row;
}

struct pm_object *pm_registered_object(const struct pm_registered *registered)
{
    return registered->object;
}

const char *pm_registered_name(const struct pm_registered *registered)
{
    return registered->name;
}

pymgr_value *pm_registered_exposed(const struct pm_registered *registered)
{
    return registered->exposed;
}

bool pm_registered_method(
    const struct pm_registered *registered, const char *name, size_t size, const struct pm_method **methodp)
{
    struct exposed_name *found;

    HASH_FIND(hh, registered->names, name, size, found);
    *methodp = found == NULL ? NULL : found->method;
    return found != NULL;
}

/* Idents are spread well enough by one multiplication, and are looked up at every call. */
static unsigned hash_ident(uint64_t ident)
{
    return (unsigned)((ident * 0x9e3779b97f4a7c15U) >> 32);
}

static struct live *find_live(const struct pm_registry *registry, uint64_t ident)
{
    struct live *found;

    HASH_FIND_BYHASHVALUE(hh, registry->lives, &ident, sizeof ident, hash_ident(ident), found);
    return found;
}

static struct live *live_new(struct pm_registry *registry, struct pm_object *object)
{
    struct live *live = pm_calloc(1, sizeof *live);

    if (live == NULL)
        return NULL;
    if (object->ident == 0)
        object->ident = registry->next_ident++;
    live->ident = object->ident;
    HASH_ADD_BYHASHVALUE(hh, registry->lives, ident, sizeof live->ident, hash_ident(live->ident), live);
    if (!ADDED(live)) {
        pm_free(live);
        return NULL;
    }
    live->entry.object = pm_object_ref(object);
    return live;
}

struct pm_entry *pm_registry_add(
    struct pm_registry *registry, struct pm_object *object, const struct pm_registered *registered)
{
    struct live *live = object->ident == 0 ? NULL : find_live(registry, object->ident);

    if (live == NULL)
        live = live_new(registry, object);
    if (live == NULL)
        return NULL;
    live->entry.registered = registered;
    live->entry.refcount++;
    return &live->entry;
}

static int hex_digit(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    return -1;
}

/* The canonical text of an ident only: '0a' is not 'a'. False: no ident of ours. */
static bool parse_ident(const char *text, size_t size, uint64_t *identp)
{
    uint64_t ident = 0;

    if (size == 0 || size >= PM_IDENT_SIZE || text[0] == '0')
        return false;
    for (size_t i = 0; i < size; i++) {
        int digit = hex_digit(text[i]);

        if (digit < 0)
            return false;
        ident = ident << 4 | (uint64_t)digit;
    }
    *identp = ident;
    return true;
}

struct pm_entry *pm_registry_find(const struct pm_registry *registry, const pymgr_value *ident)
{
    uint64_t number;
    struct live *live;
    size_t size;
    const char *text;

    if (!pm_is(ident, PYMGR_STR))
        return NULL;
    text = pymgr_text(ident, &size);
    if (!parse_ident(text, size, &number))
        return NULL;
    live = find_live(registry, number);
    return live == NULL ? NULL : &live->entry;
}

void pm_registry_incref(struct pm_entry *entry)
{
    entry->refcount++;
}

void pm_registry_decref(struct pm_registry *registry, struct pm_entry *entry)
{
    struct live *live = (struct live *)entry;

    if (--entry->refcount > 0)
        return;
    HASH_DEL(registry->lives, live);
    pm_object_unref(entry->object);
    pm_free(live);
}

size_t pm_registry_count(const struct pm_registry *registry)
{
    return HASH_COUNT(registry->lives);
}

static int by_ident_text(const void *left, const void *right)
{
    char a[PM_IDENT_SIZE], b[PM_IDENT_SIZE];

    pm_ident_format((*(struct live *const *)left)->ident, a);
    pm_ident_format((*(struct live *const *)right)->ident, b);
    return strcmp(a, b);
}

int pm_registry_each(const struct pm_registry *registry,
    int (*visit)(const struct pm_entry *entry, void *context), void *context)
{
    size_t count = pm_registry_count(registry), filled = 0;
    struct live **sorted = pm_calloc(count, sizeof *sorted);
    struct live *live, *next;
    int result = 0;

    if (sorted == NULL)
        return -1;
    HASH_ITER(hh, registry->lives, live, next)
    sorted[filled++] = live;
    qsort(sorted, count, sizeof *sorted, by_ident_text);
    for (size_t i = 0; i < count && result == 0; i++)
        result = visit(&sorted[i]->entry, context);
    pm_free(sorted);
    return result;
}

void pm_ident_format(uint64_t ident, char text[PM_IDENT_SIZE])
{
    snprintf(text, PM_IDENT_SIZE, "%" PRIx64, ident);
}
