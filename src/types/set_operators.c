/* SPDX-License-Identifier: MIT
 *
 * Operators take sets and frozensets alone, and answer NotImplemented to anything else; methods take any
 * iterable, many of them several.
 */
#include "object/iterate.h"
#include "types/set.h"
#include "value/set_algebra.h"

static bool is_set(const pymgr_value *value)
{
    return pm_is(value, PYMGR_SET) || pm_is(value, PYMGR_FROZENSET);
}

static enum pm_outcome return_not_implemented(struct pm_call *call)
{
    return pm_return(call, pymgr_global("builtins", "NotImplemented"));
}

pymgr_value *pm_set_operand(pymgr_value *argument, struct pm_error *error)
{
    if (is_set(argument) || pm_is(argument, PYMGR_DICT))
        return pymgr_ref(argument);
    return pm_sequence_of(argument, error);
}

/* --- operators --- */

/* What makes a set of two: new, or NULL with *error filled. */
typedef pymgr_value *combiner(const pymgr_value *set, const pymgr_value *other, struct pm_error *error);
/* What changes a set by another: 0, or -1 with *error filled. */
typedef int changer(pymgr_value *set, const pymgr_value *other, struct pm_error *error);

static enum pm_outcome operate(struct pm_call *call, combiner *combine, bool reflected)
{
    const pymgr_value *items = pm_set_self(call)->items, *other = call->args[0];
    struct pm_error error;
    pymgr_value *result;

    if (!is_set(other))
        return return_not_implemented(call);
    result = reflected ? combine(other, items, &error) : combine(items, other, &error);
    return result == NULL ? pm_raise_error(call, &error) : pm_return(call, result);
}

enum pm_outcome pm_set_and(struct pm_call *call)
{
    return operate(call, pm_set_intersection, false);
}

enum pm_outcome pm_set_or(struct pm_call *call)
{
    return operate(call, pm_set_union, false);
}

enum pm_outcome pm_set_sub(struct pm_call *call)
{
    return operate(call, pm_set_difference, false);
}

enum pm_outcome pm_set_xor(struct pm_call *call)
{
    return operate(call, pm_set_symmetric_difference, false);
}

enum pm_outcome pm_set_rand(struct pm_call *call)
{
    return operate(call, pm_set_intersection, true);
}

enum pm_outcome pm_set_ror(struct pm_call *call)
{
    return operate(call, pm_set_union, true);
}

enum pm_outcome pm_set_rsub(struct pm_call *call)
{
    return operate(call, pm_set_difference, true);
}

enum pm_outcome pm_set_rxor(struct pm_call *call)
{
    return operate(call, pm_set_symmetric_difference, true);
}

/* The set itself is the result. */
static enum pm_outcome return_self(struct pm_call *call)
{
    return pm_return(call, pymgr_ref(pm_set_self(call)->items));
}

static enum pm_outcome operate_in_place(struct pm_call *call, changer *change)
{
    struct pm_error error;
    pymgr_value *items;

    if (!is_set(call->args[0]))
        return return_not_implemented(call);
    items = pm_set_changing(call);
    if (items == NULL)
        return PM_NOMEM;
    if (change(items, call->args[0], &error) != 0)
        return pm_raise_error(call, &error);
    return return_self(call);
}

enum pm_outcome pm_set_ior(struct pm_call *call)
{
    return operate_in_place(call, pm_set_update);
}

enum pm_outcome pm_set_isub(struct pm_call *call)
{
    return operate_in_place(call, pm_set_difference_update);
}

/* Made on a clone: half of this change could not be told from none when the call is made again. */
static int differ_in_place(const struct pm_call *call, const pymgr_value *other, struct pm_error *error)
{
    pymgr_value *clone = pm_set_clone(pm_set_self(call)->items);

    if (clone == NULL)
        return pm_fail_nomem(error);
    if (pm_set_symmetric_difference_update(clone, other, error) != 0) {
        pymgr_unref(clone);
        return -1;
    }
    pm_set_replace(call, clone);
    return 0;
}

enum pm_outcome pm_set_ixor(struct pm_call *call)
{
    struct pm_error error;

    if (!is_set(call->args[0]))
        return return_not_implemented(call);
    if (differ_in_place(call, call->args[0], &error) != 0)
        return pm_raise_error(call, &error);
    return return_self(call);
}

enum pm_outcome pm_set_iand(struct pm_call *call)
{
    struct pm_error error;
    pymgr_value *common;

    if (!is_set(call->args[0]))
        return return_not_implemented(call);
    common = pm_set_intersection(pm_set_self(call)->items, call->args[0], &error);
    if (common == NULL)
        return pm_raise_error(call, &error);
    pm_set_replace(call, common);
    return return_self(call);
}

static enum pm_outcome compare(struct pm_call *call, enum pm_order order)
{
    struct pm_error error;
    bool answer;

    if (!is_set(call->args[0]))
        return return_not_implemented(call);
    if (pm_compare(pm_set_self(call)->items, call->args[0], order, &answer, &error) != 0)
        return pm_raise_error(call, &error);
    return pm_return(call, pymgr_bool(answer));
}

enum pm_outcome pm_set_ge(struct pm_call *call)
{
    return compare(call, PM_GE);
}

enum pm_outcome pm_set_gt(struct pm_call *call)
{
    return compare(call, PM_GT);
}

enum pm_outcome pm_set_le(struct pm_call *call)
{
    return compare(call, PM_LE);
}

enum pm_outcome pm_set_lt(struct pm_call *call)
{
    return compare(call, PM_LT);
}

/* --- methods --- */

/* Changes a set by each of the iterables that were given, from the one at `first` on. */
static int change_by(
    const struct pm_call *call, pymgr_value *set, changer *change, size_t first, struct pm_error *error)
{
    const pymgr_value *others = call->args[0];
    int failed = 0;

    for (size_t i = first; failed == 0 && i < pymgr_length(others); i++) {
        pymgr_value *other = pm_set_operand(pymgr_item(others, i), error);

        failed = other == NULL ? -1 : change(set, other, error);
        pymgr_unref(other);
    }
    return failed;
}

/* The set combined with one iterable: new, or NULL with *error filled. */
static pymgr_value *combine_with(
    const pymgr_value *set, combiner *combine, pymgr_value *iterable, struct pm_error *error)
{
    pymgr_value *other = pm_set_operand(iterable, error);
    pymgr_value *result = other == NULL ? NULL : combine(set, other, error);

    pymgr_unref(other);
    return result;
}

/* A set changed by the rest of the iterables is the result; it is taken. NULL: *error is filled. */
static enum pm_outcome return_changed(
    struct pm_call *call, pymgr_value *set, changer *change, size_t first, struct pm_error *error)
{
    if (set != NULL && change_by(call, set, change, first, error) == 0)
        return pm_return(call, set);
    pymgr_unref(set);
    return pm_raise_error(call, error);
}

static pymgr_value *copy(const struct pm_call *call, struct pm_error *error)
{
    pymgr_value *copied = pm_set_copy(pm_set_self(call)->items, PYMGR_SET);

    if (copied == NULL)
        pm_fail_nomem(error);
    return copied;
}

enum pm_outcome pm_set_unite(struct pm_call *call)
{
    struct pm_error error;

    return return_changed(call, copy(call, &error), pm_set_update, 0, &error);
}

enum pm_outcome pm_set_subtract(struct pm_call *call)
{
    const pymgr_value *items = pm_set_self(call)->items, *others = call->args[0];
    struct pm_error error;
    pymgr_value *set;

    if (pymgr_length(others) == 0)
        set = copy(call, &error);
    else
        set = combine_with(items, pm_set_difference, pymgr_item(others, 0), &error);
    return return_changed(call, set, pm_set_difference_update, 1, &error);
}

/* What the items have in common with all of the iterables: new, or NULL with *error filled. */
static pymgr_value *intersect_all(const struct pm_call *call, struct pm_error *error)
{
    const pymgr_value *items = pm_set_self(call)->items, *others = call->args[0];
    pymgr_value *common = NULL;

    if (pymgr_length(others) == 0)
        return copy(call, error);
    for (size_t i = 0; i < pymgr_length(others); i++) {
        pymgr_value *less =
            combine_with(common == NULL ? items : common, pm_set_intersection, pymgr_item(others, i), error);

        pymgr_unref(common);
        if (less == NULL)
            return NULL;
        common = less;
    }
    return common;
}

enum pm_outcome pm_set_intersect(struct pm_call *call)
{
    struct pm_error error;
    pymgr_value *common = intersect_all(call, &error);

    return common == NULL ? pm_raise_error(call, &error) : pm_return(call, common);
}

enum pm_outcome pm_set_intersect_update(struct pm_call *call)
{
    struct pm_error error;
    pymgr_value *common = intersect_all(call, &error);

    if (common == NULL)
        return pm_raise_error(call, &error);
    pm_set_replace(call, common);
    return pm_return_none(call);
}

static enum pm_outcome change_all(struct pm_call *call, changer *change)
{
    pymgr_value *items = pm_set_changing(call);
    struct pm_error error;

    if (items == NULL)
        return PM_NOMEM;
    if (change_by(call, items, change, 0, &error) != 0)
        return pm_raise_error(call, &error);
    return pm_return_none(call);
}

enum pm_outcome pm_set_unite_update(struct pm_call *call)
{
    return change_all(call, pm_set_update);
}

enum pm_outcome pm_set_subtract_update(struct pm_call *call)
{
    return change_all(call, pm_set_difference_update);
}

enum pm_outcome pm_set_differ(struct pm_call *call)
{
    struct pm_error error;
    pymgr_value *result =
        combine_with(pm_set_self(call)->items, pm_set_symmetric_difference, call->args[0], &error);

    return result == NULL ? pm_raise_error(call, &error) : pm_return(call, result);
}

enum pm_outcome pm_set_differ_update(struct pm_call *call)
{
    struct pm_error error;
    pymgr_value *other = pm_set_operand(call->args[0], &error);
    int failed = other == NULL ? -1 : differ_in_place(call, other, &error);

    pymgr_unref(other);
    return failed == 0 ? pm_return_none(call) : pm_raise_error(call, &error);
}

/* --- questions --- */

/* What a set is to another: 0 with *answerp, or -1 with *error filled. */
typedef int asker(const pymgr_value *set, const pymgr_value *other, bool *answerp, struct pm_error *error);

static enum pm_outcome ask(struct pm_call *call, asker *question)
{
    struct pm_error error;
    pymgr_value *other = pm_set_operand(call->args[0], &error);
    bool answer = false;
    int failed = other == NULL ? -1 : question(pm_set_self(call)->items, other, &answer, &error);

    pymgr_unref(other);
    return failed == 0 ? pm_return(call, pymgr_bool(answer)) : pm_raise_error(call, &error);
}

enum pm_outcome pm_set_isdisjoint(struct pm_call *call)
{
    return ask(call, pm_set_is_disjoint);
}

enum pm_outcome pm_set_issubset(struct pm_call *call)
{
    return ask(call, pm_set_is_subset_of);
}

enum pm_outcome pm_set_issuperset(struct pm_call *call)
{
    return ask(call, pm_set_is_superset);
}
