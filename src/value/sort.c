/* SPDX-License-Identifier: MIT
 *
 * list.sort(): runs that are already in order are found and, when short, lengthened by binary insertion; then
 * neighbouring runs are merged in the order that powersort (Munro and Wild) chooses, which keeps them
 * balanced. Stable; at most about n log2 n comparisons; one scratch array of half the list. Short lists are
 * compared in the same order as by CPython, so a failing comparison names the same two types and leaves the
 * same list.
 */
#include "base/memory.h"
#include "value/compare.h"

enum {
    LEAST_RUN_MOST = 64, /* shorter runs than half of this are lengthened */
    MOST_RUNS = 65,      /* on the stack: their powers grow */
};

struct run {
    size_t start, length;
    int power; /* of the boundary to the next run in the tree of merges */
};

/* An item with what it is sorted by. */
struct keyed {
    pymgr_value *key, *item;
};

struct sorting {
    pymgr_value **items; /* or pointers to struct keyed */
    bool keyed;
    size_t count;
    pymgr_value **scratch;
    struct run runs[MOST_RUNS];
    size_t run_count;
    struct pm_error *error;
};

/* a < b: 1, 0 or -1. */
static int less(struct sorting *self, const pymgr_value *a, const pymgr_value *b)
{
    bool result;

    if (self->keyed) {
        a = ((const struct keyed *)(const void *)a)->key;
        b = ((const struct keyed *)(const void *)b)->key;
    }
    return pm_compare(a, b, PM_LT, &result, self->error) < 0 ? -1 : result;
}

static void reverse(pymgr_value **items, size_t count)
{
    for (size_t i = 0; i < count / 2; i++) {
        pymgr_value *item = items[i];

        items[i] = items[count - 1 - i];
        items[count - 1 - i] = item;
    }
}

/* --- runs --- */

/* The length of the run that begins here; one that strictly falls is turned round. 0: a comparison failed. */
static size_t count_run(struct sorting *self, size_t start)
{
    pymgr_value **items = self->items + start;
    size_t count = self->count - start, length = 2;
    int falls, next;

    if (count < 2)
        return count;
    falls = next = less(self, items[1], items[0]);
    for (; next >= 0 && next == falls && length < count; length += next == falls)
        next = less(self, items[length], items[length - 1]);
    if (next < 0)
        return 0;
    if (falls == 1)
        reverse(items, length);
    return length;
}

/* Where the item belongs among the first `count` in order, behind its equals. */
static int find_place(struct sorting *self, pymgr_value *const *items, size_t count, size_t *placep)
{
    size_t low = 0, high = count;

    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int before = less(self, items[count], items[middle]);

        if (before < 0)
            return -1;
        if (before == 1)
            high = middle;
        else
            low = middle + 1;
    }
    *placep = low;
    return 0;
}

/* Lengthens a run of `sorted` items to `length`. */
static int insert_more(struct sorting *self, size_t start, size_t sorted, size_t length)
{
    pymgr_value **items = self->items + start;

    for (; sorted < length; sorted++) {
        pymgr_value *item = items[sorted];
        size_t place;

        if (find_place(self, items, sorted, &place) < 0)
            return -1;
        memmove(items + place + 1, items + place, (sorted - place) * sizeof *items);
        items[place] = item;
    }
    return 0;
}

/* Half of LEAST_RUN_MOST up to it, such that count / it is a power of two or a little less. */
static size_t least_run(size_t count)
{
    size_t odd = 0;

    while (count >= LEAST_RUN_MOST) {
        odd |= count & 1;
        count >>= 1;
    }
    return count + odd;
}

static int next_run(struct sorting *self, size_t start, size_t least, size_t *lengthp)
{
    size_t rest = self->count - start;
    size_t sorted = count_run(self, start), length = rest < least ? rest : least;

    if (sorted == 0)
        return -1;
    *lengthp = sorted < length ? length : sorted;
    return insert_more(self, start, sorted, *lengthp);
}

/* --- merging --- */

/* Merges items[0, left) with items[left, count); the left ones are in scratch. Fails with all items in place.
 */
static int merge_forward(struct sorting *self, pymgr_value **items, size_t left, size_t count)
{
    size_t from_left = 0, from_right = left, to = 0;
    int before = 0;

    while (from_left < left && from_right < count) {
        before = less(self, items[from_right], self->scratch[from_left]);
        if (before < 0)
            break;
        items[to++] = before == 1 ? items[from_right++] : self->scratch[from_left++];
    }
    memcpy(items + to, self->scratch + from_left, (left - from_left) * sizeof *items);
    return before < 0 ? -1 : 0;
}

/* The same from the end; the right ones are in scratch. */
static int merge_backward(struct sorting *self, pymgr_value **items, size_t left, size_t count)
{
    size_t right = count - left, to = count;
    int before = 0;

    while (left > 0 && right > 0) {
        before = less(self, self->scratch[right - 1], items[left - 1]);
        if (before < 0)
            break;
        items[--to] = before == 1 ? items[--left] : self->scratch[--right];
    }
    memcpy(items + left, self->scratch, right * sizeof *items);
    return before < 0 ? -1 : 0;
}

/* The shorter side is copied out of the way. */
static int merge(struct sorting *self, pymgr_value **items, size_t left, size_t count)
{
    if (left <= count - left) {
        memcpy(self->scratch, items, left * sizeof *items);
        return merge_forward(self, items, left, count);
    }
    memcpy(self->scratch, items + left, (count - left) * sizeof *items);
    return merge_backward(self, items, left, count);
}

static int merge_top(struct sorting *self)
{
    struct run *left = &self->runs[self->run_count - 2], *right = left + 1;
    size_t left_length = left->length;

    left->length += right->length;
    self->run_count--;
    return merge(self, self->items + left->start, left_length, left->length);
}

/*
 * How deep in a perfectly balanced tree over the whole list the boundary between two runs lies: the first bit
 * in which the midpoints of the two, as fractions of the list, differ.
 */
static int power_of(const struct run *left, size_t right_length, size_t count)
{
    size_t a = 2 * left->start + left->length, b = a + left->length + right_length;
    int power = 0;

    for (;; a <<= 1, b <<= 1) {
        power++;
        if (a >= count) {
            a -= count;
            b -= count;
        } else if (b >= count) {
            return power;
        }
    }
}

/* Merges what lies deeper in the tree than the new run's boundary, then puts the run on the stack. */
static int push_run(struct sorting *self, size_t start, size_t length)
{
    if (self->run_count > 0) {
        int power = power_of(&self->runs[self->run_count - 1], length, self->count);

        while (self->run_count > 1 && self->runs[self->run_count - 2].power > power) {
            if (merge_top(self) < 0)
                return -1;
        }
        self->runs[self->run_count - 1].power = power;
    }
    self->runs[self->run_count++] = (struct run){ start, length, 0 };
    return 0;
}

static int sort_items(struct sorting *self)
{
    size_t least = least_run(self->count), length;

    for (size_t start = 0; start < self->count; start += length) {
        if (next_run(self, start, least, &length) < 0 || push_run(self, start, length) < 0)
            return -1;
    }
    while (self->run_count > 1) {
        if (merge_top(self) < 0)
            return -1;
    }
    return 0;
}

/* Sorting in reverse keeps equals in their order too: the items are turned round before and after. */
static int sort(struct sorting *self, bool reversed)
{
    int result;

    self->scratch = pm_malloc(self->count / 2 * sizeof *self->scratch);
    if (self->scratch == NULL)
        return pm_fail_nomem(self->error);
    if (reversed)
        reverse(self->items, self->count);
    result = sort_items(self);
    if (reversed)
        reverse(self->items, self->count);
    pm_free(self->scratch);
    return result;
}

int pm_list_sort(pymgr_value *list, bool reversed, struct pm_error *error)
{
    struct pm_list *self = PM_CAST(pm_list, list);
    struct sorting sorting = { .items = self->items, .count = self->length, .error = error };

    return self->length < 2 ? 0 : sort(&sorting, reversed);
}

/* Sorts pointers to the pairs of keys and items. */
static int sort_keyed(
    struct keyed *pairs, size_t count, pymgr_value *list, bool reversed, struct pm_error *error)
{
    struct sorting sorting = { .keyed = true, .count = count, .error = error };
    pymgr_value **items = PM_CAST(pm_list, list)->items;
    int result;

    sorting.items = pm_malloc(count * sizeof *sorting.items);
    if (sorting.items == NULL)
        return pm_fail_nomem(error);
    for (size_t i = 0; i < count; i++)
        sorting.items[i] = (pymgr_value *)(void *)&pairs[i];
    result = sort(&sorting, reversed);
    for (size_t i = 0; i < count; i++)
        items[i] = ((struct keyed *)(void *)sorting.items[i])->item;
    pm_free(sorting.items);
    return result;
}

int pm_list_sort_by(pymgr_value *list, const pymgr_value *keys, bool reversed, struct pm_error *error)
{
    struct pm_list *self = PM_CAST(pm_list, list);
    struct keyed *pairs;
    int result;

    if (self->length == 0)
        return 0;
    pairs = pm_malloc(self->length * sizeof *pairs);
    if (pairs == NULL)
        return pm_fail_nomem(error);
    for (size_t i = 0; i < self->length; i++)
        pairs[i] = (struct keyed){ pymgr_item(keys, i), self->items[i] };
    result = sort_keyed(pairs, self->length, list, reversed, error);
    pm_free(pairs);
    return result;
}
