/* SPDX-License-Identifier: MIT
 *
 * What sets make of one another, with items in the order that CPython's sets would then have.
 *
 * `other` is a set or frozenset, a dict (its keys), or a list or tuple: the items of any other iterable. 0,
 * or -1 with *error filled: PM_ERROR_TYPE "unhashable type: 'list'", PM_ERROR_NOMEM and what comparing may
 * fail with. A set that is changed in place then has what was done before the failure, as in CPython; but
 * with PM_ERROR_NOMEM it may lack any of that.
 */
#ifndef PM_VALUE_SET_ALGEBRA_H
#define PM_VALUE_SET_ALGEBRA_H

#include "value/value.h"

int pm_set_update(pymgr_value *set, const pymgr_value *other, struct pm_error *error);
int pm_set_difference_update(pymgr_value *set, const pymgr_value *other, struct pm_error *error);
/* A list or tuple counts as the set of its items: each once. */
int pm_set_symmetric_difference_update(pymgr_value *set, const pymgr_value *other, struct pm_error *error);

/* A result of the set's own kind: new; NULL with *error filled. */
pymgr_value *pm_set_union(const pymgr_value *set, const pymgr_value *other, struct pm_error *error);
pymgr_value *pm_set_intersection(const pymgr_value *set, const pymgr_value *other, struct pm_error *error);
pymgr_value *pm_set_difference(const pymgr_value *set, const pymgr_value *other, struct pm_error *error);
pymgr_value *pm_set_symmetric_difference(
    const pymgr_value *set, const pymgr_value *other, struct pm_error *error);

int pm_set_is_disjoint(
    const pymgr_value *set, const pymgr_value *other, bool *disjointp, struct pm_error *error);
int pm_set_is_superset(
    const pymgr_value *set, const pymgr_value *other, bool *supersetp, struct pm_error *error);
/* Whether all of the set's items are in `other`. */
int pm_set_is_subset_of(
    const pymgr_value *set, const pymgr_value *other, bool *subsetp, struct pm_error *error);

#endif
