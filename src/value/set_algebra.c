/* SPDX-License-Identifier: MIT
 *
 * Each function goes the way of its counterpart in CPython 3.12's setobject.c, for the order of the result
 * depends on it: what is walked and what is searched, when a table is made larger, when it is tidied up.
 */
#include "value/set_algebra.h"

#include "value/dict.h"
#include "value/set_table.h"

static bool is_set(const pymgr_value *value)
{
    return pm_is(value, PYMGR_SET) || pm_is(value, PYMGR_FROZENSET);
}

/* --- one item --- */

/* 1: it is in a set or among a dict's keys, 0, or -1. */
static int contains(const pymgr_value *in, const pymgr_value *item, uint64_t hash, struct pm_error *error)
{
    struct pm_comparing comparing = { .error = error };
    pymgr_value *value;

    if (pm_is(in, PYMGR_DICT))
        return pm_dict_find_in(&comparing, in, item, hash, &value);
    return pm_set_contains_in(&comparing, in, item, hash);
}

/* The item is borrowed. */
static int add(struct pm_set *self, pymgr_value *item, uint64_t hash, struct pm_error *error)
{
    struct pm_comparing comparing = { .error = error };
    struct pm_set_slot *slot;
    int found = pm_set_find(self, &comparing, item, hash, &slot);

    if (found != 0)
        return found < 0 ? -1 : 0;
    if (!pm_set_fill(self, slot, item, hash))
        return pm_fail_nomem(error);
    pm_ref(item);
    return 0;
}

/* 1: it was there, 0, or -1. */
static int discard(struct pm_set *self, const pymgr_value *item, uint64_t hash, struct pm_error *error)
{
    struct pm_comparing comparing = { .error = error };
    struct pm_set_slot *slot;
    int found = pm_set_find(self, &comparing, item, hash, &slot);

    if (found == 1)
        pm_unref(pm_set_empty_slot(self, slot));
    return found;
}

/* --- walking over what is not a set in particular --- */

struct walk {
    const pymgr_value *over;
    size_t cursor;
    pymgr_value *item; /* borrowed */
    uint64_t hash;
};

/* 1: item and hash are filled, 0: the end, -1: the next item has no hash. */
static int step(struct walk *walk, struct pm_error *error)
{
    pymgr_value *const *items, *value;
    size_t count;

    if (is_set(walk->over))
        return pm_set_next_hash(walk->over, &walk->cursor, &walk->item, &walk->hash);
    if (pm_is(walk->over, PYMGR_DICT))
        return pm_dict_next_hash(walk->over, &walk->cursor, &walk->item, &value, &walk->hash);
    count = pm_items(walk->over, &items);
    if (walk->cursor == count)
        return 0;
    walk->item = items[walk->cursor++];
    return pm_hash(walk->item, &walk->hash, error) == 0 ? 1 : -1;
}

/* --- in place --- */

static int add_all(struct pm_set *self, const pymgr_value *other, struct pm_error *error)
{
    struct walk walk = { .over = other };
    int more;

    while ((more = step(&walk, error)) == 1) {
        if (add(self, walk.item, walk.hash, error) != 0)
            return -1;
    }
    return more;
}

/* Room for all of a set or dict is made at once; for other iterables as they come. */
static bool prepare(struct pm_set *self, const pymgr_value *other)
{
    if (is_set(other) ? pm_set_length(other) == 0 : !pm_is(other, PYMGR_DICT))
        return true;
    return pm_set_reserve(self, pymgr_length(other));
}

int pm_set_update(pymgr_value *set, const pymgr_value *other, struct pm_error *error)
{
    struct pm_set *self = PM_CAST(pm_set, set);

    if (self->filled == 0 && is_set(other))
        return pm_set_begin(self, PM_CONST_CAST(pm_set, other)) ? 0 : pm_fail_nomem(error);
    if (!prepare(self, other))
        return pm_fail_nomem(error);
    return add_all(self, other, error);
}

/* More than a quarter of removed slots are too many. Where there is no memory they can stay. */
static void tidy(struct pm_set *self)
{
    if (self->filled - self->length > self->table.mask / 4)
        pm_set_resize(self, pm_set_grown(self->length));
}

static int discard_all(struct pm_set *self, const pymgr_value *other, struct pm_error *error)
{
    struct walk walk = { .over = other };
    int more;

    while ((more = step(&walk, error)) == 1) {
        if (discard(self, walk.item, walk.hash, error) < 0)
            return -1;
    }
    if (more == 0)
        tidy(self);
    return more;
}

int pm_set_difference_update(pymgr_value *set, const pymgr_value *other, struct pm_error *error)
{
    struct pm_set *self = PM_CAST(pm_set, set);
    pymgr_value *common;
    int failed;

    if (!is_set(other) || pm_set_length(other) / 8 <= self->length)
        return discard_all(self, other, error);
    common = pm_set_intersection(set, other, error);
    if (common == NULL)
        return -1;
    failed = discard_all(self, common, error);
    pm_unref(common);
    return failed;
}

/* Puts in what is not there, takes out what is. */
static int toggle_all(struct pm_set *self, const pymgr_value *other, struct pm_error *error)
{
    struct walk walk = { .over = other };
    int more;

    while ((more = step(&walk, error)) == 1) {
        int found = discard(self, walk.item, walk.hash, error);

        if (found < 0 || (found == 0 && add(self, walk.item, walk.hash, error) != 0))
            return -1;
    }
    return more;
}

/* A set of the given kind with the items of `other`: new, or NULL with *error filled. */
static pymgr_value *set_of(enum pymgr_kind kind, const pymgr_value *other, struct pm_error *error)
{
    pymgr_value *set = pm_set_blank(kind, PM_SET_LEAST_SLOTS);

    if (set == NULL)
        pm_fail_nomem(error);
    else if (pm_set_update(set, other, error) != 0)
        return pymgr_unref(set);
    return set;
}

int pm_set_symmetric_difference_update(pymgr_value *set, const pymgr_value *other, struct pm_error *error)
{
    pymgr_value *items;
    int failed;

    if (is_set(other) || pm_is(other, PYMGR_DICT))
        return toggle_all(PM_CAST(pm_set, set), other, error);
    items = set_of(PYMGR_SET, other, error);
    if (items == NULL)
        return -1;
    failed = toggle_all(PM_CAST(pm_set, set), items, error);
    pm_unref(items);
    return failed;
}

/* --- results --- */

static enum pymgr_kind kind_of(const pymgr_value *set)
{
    return (enum pymgr_kind)set->kind;
}

/* A change made to a copy: the copy is taken, and is the result. */
static pymgr_value *changed(pymgr_value *copy,
    int (*change)(pymgr_value *, const pymgr_value *, struct pm_error *), const pymgr_value *other,
    struct pm_error *error)
{
    if (copy == NULL)
        pm_fail_nomem(error);
    else if (change(copy, other, error) != 0)
        return pymgr_unref(copy);
    return copy;
}

pymgr_value *pm_set_union(const pymgr_value *set, const pymgr_value *other, struct pm_error *error)
{
    return changed(pm_set_copy(set, kind_of(set)), pm_set_update, other, error);
}

/* Adds those items of a walk that are in a set too. Once it has them all, it does not even ask for the hash
 * of what follows. */
static int add_common(
    struct pm_set *self, const pymgr_value *over, const pymgr_value *set, struct pm_error *error)
{
    struct walk walk = { .over = over };
    int more;

    while ((more = step(&walk, error)) == 1) {
        int found = contains(set, walk.item, walk.hash, error);

        if (found < 0 || (found == 1 && add(self, walk.item, walk.hash, error) != 0))
            return -1;
        if (found == 1 && self->length == pm_set_length(set))
            return 0;
    }
    return more;
}

/* The smaller set is walked over, and its items are those of the result. */
pymgr_value *pm_set_intersection(const pymgr_value *set, const pymgr_value *other, struct pm_error *error)
{
    pymgr_value *result = pm_set_blank(kind_of(set), PM_SET_LEAST_SLOTS);

    if (result == NULL) {
        pm_fail_nomem(error);
        return NULL;
    }
    if (is_set(other) && pm_set_length(other) > pm_set_length(set)) {
        const pymgr_value *larger = other;

        other = set;
        set = larger;
    }
    if (add_common(PM_CAST(pm_set, result), other, set, error) != 0)
        return pymgr_unref(result);
    return result;
}

/* Adds those of a set's items that are not in another set or dict. */
static int add_others(
    struct pm_set *self, const pymgr_value *set, const pymgr_value *other, struct pm_error *error)
{
    struct walk walk = { .over = set };

    while (step(&walk, error) == 1) {
        int found = contains(other, walk.item, walk.hash, error);

        if (found < 0 || (found == 0 && add(self, walk.item, walk.hash, error) != 0))
            return -1;
    }
    return 0;
}

pymgr_value *pm_set_difference(const pymgr_value *set, const pymgr_value *other, struct pm_error *error)
{
    pymgr_value *result;

    if (!(is_set(other) || pm_is(other, PYMGR_DICT)) || pm_set_length(set) / 4 > pymgr_length(other))
        return changed(pm_set_copy(set, kind_of(set)), pm_set_difference_update, other, error);
    result = pm_set_blank(kind_of(set), PM_SET_LEAST_SLOTS);
    if (result == NULL)
        pm_fail_nomem(error);
    else if (add_others(PM_CAST(pm_set, result), set, other, error) != 0)
        return pymgr_unref(result);
    return result;
}

pymgr_value *pm_set_symmetric_difference(
    const pymgr_value *set, const pymgr_value *other, struct pm_error *error)
{
    pymgr_value *result = set_of(kind_of(set), other, error);

    if (result != NULL && toggle_all(PM_CAST(pm_set, result), set, error) != 0)
        return pymgr_unref(result);
    return result;
}

/* --- questions --- */

/* Whether every item of a walk has the given answer to "is it in the set?" */
static int all_answer(
    const pymgr_value *set, const pymgr_value *over, int answer, bool *allp, struct pm_error *error)
{
    struct walk walk = { .over = over };
    int more, found = answer;

    while (found == answer && (more = step(&walk, error)) != 0)
        found = more < 0 ? -1 : contains(set, walk.item, walk.hash, error);
    *allp = found == answer;
    return found < 0 ? -1 : 0;
}

int pm_set_is_disjoint(
    const pymgr_value *set, const pymgr_value *other, bool *disjointp, struct pm_error *error)
{
    if (is_set(other) && pm_set_length(other) > pm_set_length(set))
        return all_answer(other, set, 0, disjointp, error);
    return all_answer(set, other, 0, disjointp, error);
}

int pm_set_is_superset(
    const pymgr_value *set, const pymgr_value *other, bool *supersetp, struct pm_error *error)
{
    return all_answer(set, other, 1, supersetp, error);
}

int pm_set_is_subset_of(
    const pymgr_value *set, const pymgr_value *other, bool *subsetp, struct pm_error *error)
{
    pymgr_value *common;

    if (is_set(other))
        return all_answer(other, set, 1, subsetp, error);
    common = pm_set_intersection(set, other, error);
    if (common == NULL)
        return -1;
    *subsetp = pm_set_length(common) == pm_set_length(set);
    pm_unref(common);
    return 0;
}
