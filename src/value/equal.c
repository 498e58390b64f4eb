/* SPDX-License-Identifier: MIT
 *
 * a == b. Only kinds of one family can be equal; then the family decides. Containers compare their items by
 * "is or equal", as CPython does, so a nan is found in the list that holds it.
 */
#include "value/compare.h"
#include "value/number.h"
#include "value/range.h"

typedef int comparer(struct pm_comparing *self, const pymgr_value *a, const pymgr_value *b);

static int both_none(struct pm_comparing *self, const pymgr_value *a, const pymgr_value *b)
{
    (void)self;
    return a == b;
}

/* --- numbers --- */

static bool real_equals(double real, const pymgr_value *number)
{
    struct pm_float left = { .head = { .kind = PYMGR_FLOAT }, .number = real };

    return pm_number_compare(&left.head, number) == 0;
}

static bool complex_equals(const struct pm_complex *a, const pymgr_value *b)
{
    const struct pm_complex *other = PM_CONST_CAST(pm_complex, b);

    if (pm_is(b, PYMGR_COMPLEX))
        return a->real == other->real && a->imag == other->imag;
    return a->imag == 0 && real_equals(a->real, b);
}

static int numbers(struct pm_comparing *self, const pymgr_value *a, const pymgr_value *b)
{
    (void)self;
    if (pm_is(a, PYMGR_COMPLEX))
        return complex_equals(PM_CONST_CAST(pm_complex, a), b);
    if (pm_is(b, PYMGR_COMPLEX))
        return complex_equals(PM_CONST_CAST(pm_complex, b), a);
    return pm_number_compare(a, b) == 0;
}

/* --- bytes of some kind --- */

bool pm_share_bytes(const pymgr_value *a, const pymgr_value *b)
{
    return (pm_is(a, PYMGR_BYTEARRAY) && pm_is(b, PYMGR_ARRAY)) ||
           (pm_is(a, PYMGR_ARRAY) && pm_is(b, PYMGR_BYTEARRAY));
}

struct pm_raw pm_raw_of(const pymgr_value *value)
{
    if (pm_is(value, PYMGR_ARRAY))
        return (struct pm_raw){ PM_CONST_CAST(pm_array, value)->bytes, PM_CONST_CAST(pm_array, value)->size };
    return (struct pm_raw){ PM_CONST_CAST(pm_text, value)->bytes, PM_CONST_CAST(pm_text, value)->size };
}

static int texts(struct pm_comparing *self, const pymgr_value *a, const pymgr_value *b)
{
    struct pm_raw left = pm_raw_of(a), right = pm_raw_of(b);

    (void)self;
    return left.size == right.size && memcmp(left.bytes, right.bytes, left.size) == 0;
}

static int array_items(struct pm_comparing *self, const pymgr_value *a, const pymgr_value *b, size_t index)
{
    pymgr_value *left = pm_array_item(a, index), *right = pm_array_item(b, index);
    int result = left == NULL || right == NULL ? pm_fail_nomem(self->error) : pm_equal_in(self, left, right);

    pm_unref(left);
    pm_unref(right);
    return result;
}

static int arrays(struct pm_comparing *self, const pymgr_value *a, const pymgr_value *b)
{
    size_t length = pymgr_length(a);
    int result = length == pymgr_length(b);

    for (size_t i = 0; result == 1 && i < length; i++)
        result = array_items(self, a, b, i);
    return result;
}

/* --- containers --- */

static int items_equal(struct pm_comparing *self, pymgr_value *const *a, pymgr_value *const *b, size_t count)
{
    int result = 1;

    for (size_t i = 0; result == 1 && i < count; i++)
        result = pm_same_in(self, a[i], b[i]);
    return result;
}

static int sequences(struct pm_comparing *self, const pymgr_value *a, const pymgr_value *b)
{
    pymgr_value *const *left, *const *right;
    size_t count = pm_items(a, &left);

    return count == pm_items(b, &right) ? items_equal(self, left, right, count) : 0;
}

static int dicts(struct pm_comparing *self, const pymgr_value *a, const pymgr_value *b)
{
    pymgr_value *key, *item, *other;
    uint64_t hash;
    int result = pymgr_length(a) == pymgr_length(b);

    for (size_t cursor = 0; result == 1 && pm_dict_next_hash(a, &cursor, &key, &item, &hash);) {
        result = pm_dict_find_in(self, b, key, hash, &other);
        if (result == 1)
            result = pm_same_in(self, item, other);
    }
    return result;
}

int pm_set_is_subset(struct pm_comparing *self, const pymgr_value *a, const pymgr_value *b)
{
    pymgr_value *item;
    uint64_t hash;
    int result = pymgr_length(a) <= pymgr_length(b);

    for (size_t cursor = 0; result == 1 && pm_set_next_hash(a, &cursor, &item, &hash);)
        result = pm_set_contains_in(self, b, item, hash);
    return result;
}

static int sets(struct pm_comparing *self, const pymgr_value *a, const pymgr_value *b)
{
    return pymgr_length(a) == pymgr_length(b) ? pm_set_is_subset(self, a, b) : 0;
}

static int slices(struct pm_comparing *self, const pymgr_value *a, const pymgr_value *b)
{
    const struct pm_slice *x = PM_CONST_CAST(pm_slice, a), *y = PM_CONST_CAST(pm_slice, b);
    pymgr_value *left[] = { x->start, x->stop, x->step }, *right[] = { y->start, y->stop, y->step };

    return items_equal(self, left, right, 3);
}

/* Ranges are equal when the sequences are. */
static int ranges_of(const pymgr_value *length, const struct pm_range *a, const struct pm_range *b)
{
    int64_t count = INT64_MAX;

    pymgr_int_value(length, &count);
    if (count == 0)
        return 1;
    if (pm_number_compare(a->start, b->start) != 0)
        return 0;
    return count == 1 || pm_number_compare(a->step, b->step) == 0;
}

static int ranges(struct pm_comparing *self, const pymgr_value *a, const pymgr_value *b)
{
    pymgr_value *left = pm_range_length(a), *right = pm_range_length(b);
    int result = 0;

    if (left == NULL || right == NULL)
        result = pm_fail_nomem(self->error);
    else if (pm_number_compare(left, right) == 0)
        result = ranges_of(left, PM_CONST_CAST(pm_range, a), PM_CONST_CAST(pm_range, b));
    pm_unref(left);
    pm_unref(right);
    return result;
}

/* --- names and what was made by them --- */

static int globals(struct pm_comparing *self, const pymgr_value *a, const pymgr_value *b)
{
    const struct pm_global *left = PM_CONST_CAST(pm_global, a), *right = PM_CONST_CAST(pm_global, b);

    return texts(self, left->qualname, right->qualname) && texts(self, left->module, right->module);
}

/* Parts of an instance: NULL is equal to NULL alone. */
static int parts(struct pm_comparing *self, const pymgr_value *a, const pymgr_value *b)
{
    if (a == NULL || b == NULL)
        return a == b;
    return pm_same_in(self, a, b);
}

static int instances(struct pm_comparing *self, const pymgr_value *a, const pymgr_value *b)
{
    const struct pm_instance *x = PM_CONST_CAST(pm_instance, a), *y = PM_CONST_CAST(pm_instance, b);
    const pymgr_value *left[] = { x->callable, x->args, x->kwargs, x->state, x->items, x->pairs },
                      *right[] = { y->callable, y->args, y->kwargs, y->state, y->items, y->pairs };
    int result = a == b || !(x->proxy || y->proxy);

    for (size_t i = 0; result == 1 && i < sizeof left / sizeof left[0]; i++)
        result = parts(self, left[i], right[i]);
    return result;
}

/* The first kind of a family stands for it. */
static const struct {
    enum pymgr_kind family;
    comparer *equal;
} rows[] = {
    [PYMGR_NONE] = { PYMGR_NONE, both_none },
    [PYMGR_BOOL] = { PYMGR_INT, numbers },
    [PYMGR_INT] = { PYMGR_INT, numbers },
    [PYMGR_FLOAT] = { PYMGR_INT, numbers },
    [PYMGR_COMPLEX] = { PYMGR_INT, numbers },
    [PYMGR_STR] = { PYMGR_STR, texts },
    [PYMGR_BYTES] = { PYMGR_BYTES, texts },
    [PYMGR_BYTEARRAY] = { PYMGR_BYTES, texts },
    [PYMGR_LIST] = { PYMGR_LIST, sequences },
    [PYMGR_TUPLE] = { PYMGR_TUPLE, sequences },
    [PYMGR_DICT] = { PYMGR_DICT, dicts },
    [PYMGR_SET] = { PYMGR_SET, sets },
    [PYMGR_FROZENSET] = { PYMGR_SET, sets },
    [PYMGR_SLICE] = { PYMGR_SLICE, slices },
    [PYMGR_RANGE] = { PYMGR_RANGE, ranges },
    [PYMGR_ARRAY] = { PYMGR_ARRAY, arrays },
    [PYMGR_GLOBAL] = { PYMGR_GLOBAL, globals },
    [PYMGR_INSTANCE] = { PYMGR_INSTANCE, instances },
};

int pm_comparing_enter(struct pm_comparing *self)
{
    if (self->depth == PM_VALUE_DEPTH)
        return pm_fail(self->error, PM_ERROR_RECURSION, "maximum recursion depth exceeded in comparison");
    if (self->steps == PM_COMPARE_STEPS)
        return pm_fail(self->error, PM_ERROR_LIMIT, "comparison of more than %d values", PM_COMPARE_STEPS);
    self->depth++;
    self->steps++;
    return 0;
}

int pm_equal_in(struct pm_comparing *self, const pymgr_value *a, const pymgr_value *b)
{
    int result;

    if (rows[a->kind].family != rows[b->kind].family)
        return pm_share_bytes(a, b) ? texts(self, a, b) : 0;
    if (pm_comparing_enter(self) < 0)
        return -1;
    result = rows[a->kind].equal(self, a, b);
    self->depth--;
    return result;
}

int pm_same_in(struct pm_comparing *self, const pymgr_value *a, const pymgr_value *b)
{
    return a == b ? 1 : pm_equal_in(self, a, b);
}

int pm_equal(const pymgr_value *a, const pymgr_value *b, bool *equalp, struct pm_error *error)
{
    struct pm_comparing self = { .error = error };
    int result = pm_equal_in(&self, a, b);

    *equalp = result == 1;
    return result < 0 ? -1 : 0;
}

int pm_same(const pymgr_value *a, const pymgr_value *b, bool *samep, struct pm_error *error)
{
    struct pm_comparing self = { .error = error };
    int result = pm_same_in(&self, a, b);

    *samep = result == 1;
    return result < 0 ? -1 : 0;
}

bool pymgr_equal(const pymgr_value *a, const pymgr_value *b)
{
    struct pm_error error;
    bool equal;

    if (a == NULL || b == NULL)
        return a == b;
    return pm_equal(a, b, &equal, &error) == 0 && equal;
}
