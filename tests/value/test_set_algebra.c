/* SPDX-License-Identifier: MIT */
#include "value/set_algebra.h"

#include "base/memory.h"
#include "build.h"
#include "unit.h"
#include "value/set.h"

#include <stdlib.h>

typedef pymgr_value *combiner(const pymgr_value *, const pymgr_value *, struct pm_error *);
typedef int changer(pymgr_value *, const pymgr_value *, struct pm_error *);
typedef int asker(const pymgr_value *, const pymgr_value *, bool *, struct pm_error *);

static const struct {
    const char *name;
    combiner *combine;
    changer *change;
    asker *ask;
} operations[] = {
    { "union", .combine = pm_set_union },
    { "intersection", .combine = pm_set_intersection },
    { "difference", .combine = pm_set_difference },
    { "symmetric_difference", .combine = pm_set_symmetric_difference },
    { "update", .change = pm_set_update },
    { "difference_update", .change = pm_set_difference_update },
    { "symmetric_difference_update", .change = pm_set_symmetric_difference_update },
    { "isdisjoint", .ask = pm_set_is_disjoint },
    { "issuperset", .ask = pm_set_is_superset },
    { "issubset", .ask = pm_set_is_subset_of },
};

static size_t operation_of(const char *name)
{
    size_t at = 0;

    while (strcmp(operations[at].name, name) != 0)
        at++;
    return at;
}

/* What came of an operation, which may have changed the set: new; NULL with *error filled. */
static pymgr_value *outcome(
    const char *name, pymgr_value *set, const pymgr_value *other, struct pm_error *error)
{
    size_t at = operation_of(name);
    bool answer;

    if (operations[at].combine != NULL)
        return operations[at].combine(set, other, error);
    if (operations[at].change != NULL)
        return operations[at].change(set, other, error) == 0 ? pymgr_ref(set) : NULL;
    return operations[at].ask(set, other, &answer, error) == 0 ? pymgr_bool(answer) : NULL;
}

/* The operation, set, other operand, and the result, the changed set or the error. */
static void check_line(const struct pm_oracle_line *line, void *context)
{
    bool short_of_memory = *(bool *)context;
    pymgr_value *result = NULL;
    struct pm_error error = { .kind = PM_ERROR_NOMEM };

    for (size_t n = short_of_memory ? 1 : 0; result == NULL && error.kind == PM_ERROR_NOMEM; n++) {
        pymgr_value *set = pm_build(line->fields[1]), *other = pm_build(line->fields[2]);
        char *shown;

        CU_ASSERT_FATAL(set != NULL && other != NULL);
        pm_memory_fail_at(n);
        result = outcome(line->fields[0], set, other, &error);
        pm_memory_fail_at(0);
        if (result != NULL || error.kind != PM_ERROR_NOMEM) {
            shown = result == NULL ? strdup(error.text) : pm_shown(result);
            pm_check_text(line->fields[0], shown, line->fields[3]);
            free(shown);
        }
        pymgr_unref(set);
        pymgr_unref(other);
    }
    pymgr_unref(result);
}

static void cpython_says_the_same(void)
{
    bool short_of_memory = false;

    CU_ASSERT(pm_oracle("set_algebra.txt", check_line, &short_of_memory) == 400);
}

/* Only the answers that need no order: tidying up is left out where there is no memory for it. */
static void so_it_is_after_running_out_of_memory(void)
{
    bool short_of_memory = true;

    CU_ASSERT(pm_oracle("set_algebra.txt", check_line, &short_of_memory) == 400);
}

/* Items leave in the order in which CPython's pop() takes them, also from a clone half way. */
static void pops(void)
{
    pymgr_value *set = pm_build("q x10 + x08 + x03 + x08 -"), *clone;
    const char *const expected[] = { "16", "3" };

    clone = pm_set_clone(set);
    for (size_t i = 0; i < 2; i++) {
        pymgr_value *item = pm_set_pop(set), *same = pm_set_pop(clone);
        char *shown = pm_shown(item);

        CU_ASSERT_STRING_EQUAL(shown, expected[i]);
        CU_ASSERT_PTR_EQUAL(item, same);
        free(shown);
        pymgr_unref(item);
        pymgr_unref(same);
    }
    CU_ASSERT_PTR_NULL(pm_set_pop(set));
    pymgr_unref(set);
    pymgr_unref(clone);
}

static const struct pm_test tests[] = {
    { "CPython says the same", cpython_says_the_same },
    { "so it is after running out of memory", so_it_is_after_running_out_of_memory },
    { "pops", pops },
};

const struct pm_suite pm_suite_set_algebra = { "value/set_algebra", PM_SUITE(tests) };
