/* SPDX-License-Identifier: MIT */
/* The keys are names of types and methods, which no stranger can choose: their hash need only be quick. */
#define HASH_FUNCTION HASH_FNV

#include "object/live.h"

#include <unistd.h>

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
        if (!PM_HASH_ADDED(name))
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
    return PM_HASH_ADDED(registered) ? 0 : -1;
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
    pm_lives_init(&registry->lives, start);
    return registry;
}

struct pm_registry *pm_registry_free(struct pm_registry *registry)
{
    struct pm_registered *registered, *next;

    if (registry == NULL)
        return NULL;
    HASH_ITER(hh, registry->registered, registered, next)
    {
        HASH_DEL(registry->registered, registered);
        registered_free(registered);
    }
    pm_lives_free(&registry->lives);
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

bool pm_registered_method(const struct pm_registered *registered, const struct pm_type *type,
    const char *name, size_t size, const struct pm_method **methodp)
{
    struct exposed_name *found;

    HASH_FIND(hh, registered->names, name, size, found);
    *methodp = NULL;
    if (found != NULL)
        *methodp = type == registered->row->type ? found->method : find_method(type, found->name);
    return found != NULL;
}
