/* SPDX-License-Identifier: MIT */
#include "value/range.h"

#include "base/memory.h"
#include "value/kind.h"
#include "value/number.h"

pymgr_value *pm_range_new(pymgr_value *start, pymgr_value *stop, pymgr_value *step)
{
    struct pm_range *self = NULL;

    if (start != NULL && stop != NULL && step != NULL)
        self = pm_block_new(sizeof *self);
    if (self == NULL) {
        pm_unref(start);
        pm_unref(stop);
        pm_unref(step);
        return NULL;
    }
    pm_container_init(&self->base, PYMGR_RANGE);
    self->start = start;
    self->stop = stop;
    self->step = step;
    return &self->base.head;
}

pymgr_value *pymgr_range(int64_t start, int64_t stop, int64_t step)
{
    return step == 0 ? NULL : pm_range_new(pymgr_int(start), pymgr_int(stop), pymgr_int(step));
}

void pm_range_destroy(pymgr_value *value, struct pm_dead *dead)
{
    struct pm_range *self = PM_CAST(pm_range, value);

    pm_drop(self->start, dead);
    pm_drop(self->stop, dead);
    pm_drop(self->step, dead);
    pm_block_free(self, sizeof *self);
}

static pymgr_value *narrow_length(int64_t low, int64_t high, uint64_t step)
{
    uint64_t length = low < high ? ((uint64_t)high - (uint64_t)low - 1) / step + 1 : 0;

    return pymgr_uint(length);
}

/* length = (high - low - 1) / |step| + 1 */
static bool divide(BIGNUM *length, const BIGNUM *low, const BIGNUM *high, const BIGNUM *step)
{
    BN_CTX *context = BN_CTX_new();
    bool done = context != NULL && BN_sub(length, high, low) && BN_sub_word(length, 1) &&
                BN_div(length, NULL, length, step, context) && BN_add_word(length, 1);

    BN_CTX_free(context);
    return done;
}

static pymgr_value *wide_length(const pymgr_value *low, const pymgr_value *high, const pymgr_value *step)
{
    BIGNUM *lower = pm_int_to_bignum(low), *upper = pm_int_to_bignum(high), *by = pm_int_to_bignum(step);
    BIGNUM *length = BN_new();
    bool done = lower != NULL && upper != NULL && by != NULL && length != NULL;

    if (done && BN_cmp(lower, upper) < 0) {
        BN_set_negative(by, 0);
        done = divide(length, lower, upper, by);
    }
    BN_free(lower);
    BN_free(upper);
    BN_free(by);
    if (done)
        return pm_int_from_bignum(length);
    BN_free(length);
    return NULL;
}

pymgr_value *pm_range_length(const pymgr_value *range)
{
    const struct pm_range *self = PM_CONST_CAST(pm_range, range);
    bool down = pm_number_compare(self->step, pymgr_int(0)) < 0;
    const pymgr_value *low = down ? self->stop : self->start, *high = down ? self->start : self->stop;
    int64_t from, to, by;

    if (pymgr_int_value(low, &from) && pymgr_int_value(high, &to) && pymgr_int_value(self->step, &by))
        return narrow_length(from, to, down ? 0 - (uint64_t)by : (uint64_t)by);
    return wide_length(low, high, self->step);
}

/* start + index * step */
static pymgr_value *wide_item(const struct pm_range *self, size_t index)
{
    BIGNUM *item = pm_int_to_bignum(self->step), *start = pm_int_to_bignum(self->start);
    bool done = item != NULL && start != NULL && BN_mul_word(item, index) && BN_add(item, item, start);

    BN_free(start);
    if (done)
        return pm_int_from_bignum(item);
    BN_free(item);
    return NULL;
}

pymgr_value *pm_range_item(const pymgr_value *range, size_t index)
{
    const struct pm_range *self = PM_CONST_CAST(pm_range, range);
    int64_t start, step, item;

    if (pymgr_int_value(self->start, &start) && pymgr_int_value(self->step, &step) &&
        !__builtin_mul_overflow(step, index, &item) && !__builtin_add_overflow(start, item, &item))
        return pymgr_int(item);
    return wide_item(self, index);
}
