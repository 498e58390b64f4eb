/* SPDX-License-Identifier: MIT
 *
 * Comparison inside the value layer: one struct pm_comparing goes with a whole comparison, through containers
 * of all kinds, and counts its depth and steps. Answers are 1 (yes), 0 (no) or -1 (*error filled).
 */
#ifndef PM_VALUE_COMPARE_H
#define PM_VALUE_COMPARE_H

#include "value/value.h"

enum {
    /* Pairs that one comparison looks at: far more than any honest message has values, and a fraction of a
       second. Lists that share lists that share lists ... would take for ever without it. */
    PM_COMPARE_STEPS = 1 << 24,
};

struct pm_comparing {
    unsigned depth;
    size_t steps;
    struct pm_error *error;
};

/* One step down, one pair more: 0, or -1 over a limit. The caller counts depth down when it comes back. */
int pm_comparing_enter(struct pm_comparing *self);
int pm_equal_in(struct pm_comparing *self, const pymgr_value *a, const pymgr_value *b);
int pm_same_in(struct pm_comparing *self, const pymgr_value *a, const pymgr_value *b);
/* pm_dict_find and pm_set_contains for a key whose hash is known; the first gives the value in *itemp if 1.
 */
int pm_dict_find_in(struct pm_comparing *self, const pymgr_value *dict, const pymgr_value *key, uint64_t hash,
    pymgr_value **itemp);
int pm_set_contains_in(
    struct pm_comparing *self, const pymgr_value *set, const pymgr_value *item, uint64_t hash);
/* What a str, bytes, bytearray or array consists of: borrowed. */
struct pm_raw {
    const char *bytes;
    size_t size;
};

struct pm_raw pm_raw_of(const pymgr_value *value);
/* Whether one is a bytearray and the other an array: these compare by their bytes. */
bool pm_share_bytes(const pymgr_value *a, const pymgr_value *b);
/* Whether all items of a are in b. */
int pm_set_is_subset(struct pm_comparing *self, const pymgr_value *a, const pymgr_value *b);
/* pymgr_dict_next and pymgr_set_next that give the hash too. */
bool pm_dict_next_hash(
    const pymgr_value *dict, size_t *cursor, pymgr_value **keyp, pymgr_value **itemp, uint64_t *hashp);
bool pm_set_next_hash(const pymgr_value *set, size_t *cursor, pymgr_value **itemp, uint64_t *hashp);

#endif
