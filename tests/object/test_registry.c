/* SPDX-License-Identifier: MIT */
#include "object/registry.h"

#include "base/memory.h"
#include "unit.h"

static int destroyed;

static void count_destroyed(void *self)
{
    (void)self;
    destroyed++;
}

static enum pm_outcome nothing(struct pm_call *call)
{
    (void)call;
    return PM_NOMEM;
}

static const struct pm_method methods[] = {
    { .name = "ping", .handler = nothing, .signature = "()", .binding = PM_DEF },
    { .name = "hidden", .handler = nothing, .signature = "()", .binding = PM_DEF },
};

static const struct pm_type thing = { .name = "Thing",
    .class_repr = "<class 'Thing'>",
    .methods = methods,
    .method_count = 2,
    .destroy = count_destroyed };

static const char *const exposed[] = { "ping", "absent", NULL };

static const struct pm_typeid typeids[] = {
    { .typeid = "Thing", .type = &thing, .proxytype = "AutoProxy", .exposed = exposed },
    { .typeid = NULL },
};

static struct pm_entry *find_text(const struct pm_registry *registry, const char *ident)
{
    pymgr_value *value = pymgr_str(ident);
    struct pm_entry *entry = pm_registry_find(registry, value);

    pymgr_unref(value);
    return entry;
}

static struct pm_entry *find_object(const struct pm_registry *registry, const struct pm_object *object)
{
    char ident[PM_IDENT_SIZE];

    pm_ident_format(object->ident, ident);
    return find_text(registry, ident);
}

static void typeids_are_found_by_name(void)
{
    struct pm_registry *registry = pm_registry_new(typeids);
    const struct pm_registered *registered = pm_registry_typeid(registry, "Thing", 5);

    CU_ASSERT_PTR_NOT_NULL_FATAL(registered);
    CU_ASSERT_PTR_EQUAL(pm_registered_row(registered), &typeids[0]);
    CU_ASSERT_PTR_NULL(pm_registered_object(registered));
    CU_ASSERT_STRING_EQUAL(pm_registered_name(registered), "Thing");
    CU_ASSERT_PTR_NULL(pm_registry_typeid(registry, "Thin", 4));
    CU_ASSERT_PTR_NULL(pm_registry_typeid(registry, "", 0));
    pm_registry_free(registry);
}

static void exposed_methods_are_told_from_others(void)
{
    struct pm_registry *registry = pm_registry_new(typeids);
    const struct pm_registered *registered = pm_registry_typeid(registry, "Thing", 5);
    const struct pm_method *method;

    CU_ASSERT(pm_registered_method(registered, pm_registered_row(registered)->type, "ping", 4, &method));
    CU_ASSERT_PTR_EQUAL(method, &methods[0]);
    CU_ASSERT(pm_registered_method(registered, pm_registered_row(registered)->type, "absent", 6, &method));
    CU_ASSERT_PTR_NULL(method);
    CU_ASSERT_FALSE(
        pm_registered_method(registered, pm_registered_row(registered)->type, "hidden", 6, &method));
    CU_ASSERT_PTR_NULL(method);
    CU_ASSERT_EQUAL(pymgr_length(pm_registered_exposed(registered)), 2);
    pm_registry_free(registry);
}

static void the_last_reference_forgets(void)
{
    struct pm_registry *registry = pm_registry_new(typeids);
    const struct pm_registered *registered = pm_registry_typeid(registry, "Thing", 5);
    struct pm_object *object = pm_object_create(&thing, &destroyed);
    struct pm_entry *entry;

    destroyed = 0;
    entry = pm_registry_add(registry, object, registered);
    CU_ASSERT_PTR_NOT_NULL_FATAL(entry);
    CU_ASSERT_EQUAL(pm_registry_count(registry), 1);
    CU_ASSERT_PTR_EQUAL(find_object(registry, object), entry);
    pm_registry_incref(entry);
    pm_registry_decref(registry, entry);
    CU_ASSERT_EQUAL(entry->refcount, 1);
    pm_registry_decref(registry, entry);
    CU_ASSERT_EQUAL(pm_registry_count(registry), 0);
    CU_ASSERT_PTR_NULL(find_object(registry, object));
    CU_ASSERT_EQUAL(destroyed, 0);
    pm_object_unref(object);
    CU_ASSERT_EQUAL(destroyed, 1);
    pm_registry_free(registry);
}

static void a_shared_object_keeps_its_ident(void)
{
    struct pm_registry *registry = pm_registry_new(typeids);
    struct pm_object *object = pm_object_create(&thing, &destroyed);
    const struct pm_registered *registered;
    struct pm_error error;
    uint64_t ident;

    CU_ASSERT_EQUAL(pm_registry_share(registry, "it", &typeids[0], object, &error), 0);
    CU_ASSERT_EQUAL(pm_registry_share(registry, "it", &typeids[0], object, &error), -1);
    CU_ASSERT_EQUAL(error.kind, PM_ERROR_VALUE);
    CU_ASSERT_EQUAL(pm_registry_share(registry, "", &typeids[0], object, &error), -1);
    registered = pm_registry_typeid(registry, "it", 2);
    CU_ASSERT_PTR_EQUAL(pm_registered_object(registered), object);
    pm_registry_decref(registry, pm_registry_add(registry, object, registered));
    ident = object->ident;
    CU_ASSERT_EQUAL(pm_registry_add(registry, object, registered)->refcount, 1);
    CU_ASSERT_EQUAL(pm_registry_add(registry, object, registered)->refcount, 2);
    CU_ASSERT_EQUAL(object->ident, ident);
    CU_ASSERT_EQUAL(pm_registry_count(registry), 1);
    pm_registry_free(registry);
}

static void idents_are_not_reused(void)
{
    struct pm_registry *registry = pm_registry_new(typeids);
    const struct pm_registered *registered = pm_registry_typeid(registry, "Thing", 5);
    uint64_t before = 0;

    for (int i = 0; i < 1000; i++) {
        struct pm_object *object = pm_object_create(&thing, &destroyed);

        pm_registry_decref(registry, pm_registry_add(registry, object, registered));
        CU_ASSERT(object->ident > before);
        before = object->ident;
        pm_object_unref(object);
    }
    pm_registry_free(registry);
}

static void only_the_very_text_finds(void)
{
    static const char *const strange[] = { "", "0", "00", "x", "-1", "1g", "fffffffffffffffff", " 1", "1 " };
    struct pm_registry *registry = pm_registry_new(typeids);
    struct pm_object *object = pm_object_create(&thing, &destroyed);
    pymgr_value *number = pymgr_int(1);
    char ident[PM_IDENT_SIZE + 1] = "0";

    pm_registry_add(registry, object, pm_registry_typeid(registry, "Thing", 5));
    for (size_t i = 0; i < sizeof strange / sizeof strange[0]; i++)
        CU_ASSERT_PTR_NULL(find_text(registry, strange[i]));
    pm_ident_format(object->ident, ident + 1);
    CU_ASSERT_PTR_NOT_NULL(find_text(registry, ident + 1));
    CU_ASSERT_PTR_NULL(find_text(registry, ident)); /* a zero in front */
    CU_ASSERT_PTR_NULL(pm_registry_find(registry, number));
    CU_ASSERT_PTR_NULL(pm_registry_find(registry, pymgr_none()));
    pymgr_unref(number);
    pm_object_unref(object);
    pm_registry_free(registry);
}

struct visited {
    int count;
    char last[PM_IDENT_SIZE];
    bool ordered;
};

static int visit(const struct pm_entry *entry, void *context)
{
    struct visited *visited = context;
    char ident[PM_IDENT_SIZE];

    pm_ident_format(entry->object->ident, ident);
    visited->ordered = visited->ordered && strcmp(visited->last, ident) < 0;
    memcpy(visited->last, ident, sizeof ident);
    visited->count++;
    return visited->count == 20 ? -1 : 0;
}

static void entries_are_visited_in_order(void)
{
    struct pm_registry *registry = pm_registry_new(typeids);
    const struct pm_registered *registered = pm_registry_typeid(registry, "Thing", 5);
    struct visited visited = { .ordered = true };

    for (int i = 0; i < 19; i++) {
        struct pm_object *object = pm_object_create(&thing, &destroyed);

        pm_registry_add(registry, object, registered);
        pm_object_unref(object);
    }
    CU_ASSERT_EQUAL(pm_registry_each(registry, visit, &visited), 0);
    CU_ASSERT_EQUAL(visited.count, 19);
    CU_ASSERT(visited.ordered);
    CU_ASSERT_EQUAL(pm_registry_each(registry, visit, &visited), -1);
    CU_ASSERT_EQUAL(visited.count, 20);
    pm_registry_free(registry);
}

/* Everything the registry does, with the nth allocation failing. True: it went through. */
static bool exercise(void)
{
    struct pm_registry *registry = pm_registry_new(typeids);
    struct pm_object *object = pm_object_create(&thing, &destroyed);
    struct pm_error error;
    bool through = false;

    if (registry != NULL && object != NULL) {
        through = pm_registry_add(registry, object, pm_registry_typeid(registry, "Thing", 5)) != NULL;
        if (pm_registry_share(registry, "it", &typeids[0], object, &error) == 0)
            pm_object_ref(object);
        else
            through = false;
    }
    pm_object_unref(object);
    pm_registry_free(registry);
    return through;
}

static void no_memory_leaves_nothing_behind(void)
{
    size_t n = 0;
    bool through;

    do {
        pm_memory_fail_at(++n);
        through = exercise();
        pm_memory_fail_at(0);
    } while (!through && n < 1000);
    CU_ASSERT(through);
    CU_ASSERT(n > 10);
}

static const struct pm_test tests[] = {
    { "typeids are found by name", typeids_are_found_by_name },
    { "exposed methods are told from others", exposed_methods_are_told_from_others },
    { "the last reference forgets", the_last_reference_forgets },
    { "a shared object keeps its ident", a_shared_object_keeps_its_ident },
    { "idents are not reused", idents_are_not_reused },
    { "only the very text finds", only_the_very_text_finds },
    { "entries are visited in order", entries_are_visited_in_order },
    { "no memory leaves nothing behind", no_memory_leaves_nothing_behind },
};

const struct pm_suite pm_suite_registry = { "object/registry", PM_SUITE(tests) };
