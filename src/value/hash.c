/* SPDX-License-Identifier: MIT
 *
 * hash(): CPython 3.12's own numbers for everything but text, whose hash is keyed. Tuples, slices and
 * instances keep theirs, so a value that shares its parts is hashed in time proportional to its size, not to
 * its expansion.
 */
#include "value/compare.h"
#include "value/number.h"
#include "value/range.h"
#include "value/text_hash.h"

struct hashing {
    unsigned depth;
    struct pm_error *error;
};

typedef int hasher(struct hashing *self, const pymgr_value *value, uint64_t *hashp);

static hasher hash_in;

static uint64_t rotated(uint64_t word, unsigned bits)
{
    return word << bits | word >> (64 - bits);
}

/* What CPython makes of an address. */
static uint64_t hash_address(const pymgr_value *value)
{
    return rotated((uint64_t)(uintptr_t)value, 60);
}

static int unhashable(struct hashing *self, const pymgr_value *value, uint64_t *hashp)
{
    (void)hashp;
    return pm_fail(self->error, PM_ERROR_TYPE, "unhashable type: '%s'", pm_qualified_type_name(value));
}

static int hash_none(struct hashing *self, const pymgr_value *value, uint64_t *hashp)
{
    (void)self;
    (void)value;
    *hashp = 0xfca86420;
    return 0;
}

static int hash_integer(struct hashing *self, const pymgr_value *value, uint64_t *hashp)
{
    return pm_hash_integer(value, hashp) ? 0 : pm_fail_nomem(self->error);
}

static int hash_float(struct hashing *self, const pymgr_value *value, uint64_t *hashp)
{
    (void)self;
    *hashp = pm_hash_double(pymgr_float_value(value), hash_address(value));
    return 0;
}

static int hash_complex(struct hashing *self, const pymgr_value *value, uint64_t *hashp)
{
    enum { IMAG_FACTOR = 1000003 };
    const struct pm_complex *number = PM_CONST_CAST(pm_complex, value);
    uint64_t hash = pm_hash_double(number->real, hash_address(value)) +
                    IMAG_FACTOR * pm_hash_double(number->imag, hash_address(value));

    (void)self;
    *hashp = hash == UINT64_MAX ? UINT64_MAX - 1 : hash;
    return 0;
}

/* The hash is kept; two threads that compute it at once store the same. */
static int hash_text(struct hashing *self, const pymgr_value *value, uint64_t *hashp)
{
    struct pm_text *text = PM_CAST(pm_text, value);
    uint64_t hash = atomic_load_explicit(&text->hash, memory_order_relaxed);

    (void)self;
    if (hash == 0) {
        hash = pm_text_hash(text->bytes, text->size);
        atomic_store_explicit(&text->hash, hash, memory_order_relaxed);
    }
    *hashp = hash;
    return 0;
}

/* --- sequences: xxHash's rounds, as CPython has them --- */

static const uint64_t XX_1 = 11400714785074694791u, XX_2 = 14029467366897019727u, XX_5 = 2870177450012600261u;

static uint64_t xx_round(uint64_t hash, uint64_t lane)
{
    return rotated(hash + lane * XX_2, 31) * XX_1;
}

static uint64_t xx_final(uint64_t hash)
{
    return hash == UINT64_MAX ? 1546275796 : hash;
}

static int hash_items(struct hashing *self, pymgr_value *const *items, size_t count, uint64_t *hashp)
{
    uint64_t hash = XX_5, lane;

    for (size_t i = 0; i < count; i++) {
        if (hash_in(self, items[i], &lane) < 0)
            return -1;
        hash = xx_round(hash, lane);
    }
    *hashp = hash;
    return 0;
}

static uint64_t with_length(uint64_t hash, size_t count)
{
    return xx_final(hash + (count ^ XX_5 ^ 3527539u));
}

static int hash_tuple(struct hashing *self, const pymgr_value *value, uint64_t *hashp)
{
    struct pm_tuple *tuple = PM_CAST(pm_tuple, value);

    *hashp = atomic_load_explicit(&tuple->hash, memory_order_relaxed);
    if (*hashp != 0)
        return 0;
    if (hash_items(self, tuple->items, tuple->length, hashp) < 0)
        return -1;
    *hashp = with_length(*hashp, tuple->length);
    atomic_store_explicit(&tuple->hash, *hashp, memory_order_relaxed);
    return 0;
}

static int hash_slice(struct hashing *self, const pymgr_value *value, uint64_t *hashp)
{
    struct pm_slice *slice = PM_CAST(pm_slice, value);
    pymgr_value *parts[] = { slice->start, slice->stop, slice->step };

    *hashp = atomic_load_explicit(&slice->hash, memory_order_relaxed);
    if (*hashp != 0)
        return 0;
    if (hash_items(self, parts, sizeof parts / sizeof parts[0], hashp) < 0)
        return -1;
    *hashp = xx_final(*hashp);
    atomic_store_explicit(&slice->hash, *hashp, memory_order_relaxed);
    return 0;
}

/* As the tuple (length, start, step), in which what does not matter is None. */
static int hash_range(struct hashing *self, const pymgr_value *value, uint64_t *hashp)
{
    const struct pm_range *range = PM_CONST_CAST(pm_range, value);
    pymgr_value *length = pm_range_length(value);
    pymgr_value *parts[] = { length, range->start, range->step };
    int64_t count = INT64_MAX;
    int result;

    if (length == NULL)
        return pm_fail_nomem(self->error);
    pymgr_int_value(length, &count);
    if (count == 0)
        parts[1] = pymgr_none();
    if (count <= 1)
        parts[2] = pymgr_none();
    result = hash_items(self, parts, 3, hashp);
    *hashp = result < 0 ? 0 : with_length(*hashp, 3);
    pm_unref(length);
    return result;
}

/* --- the rest --- */

static uint64_t shuffled(uint64_t hash)
{
    return (hash ^ 89869747u ^ hash << 16) * 3644798167u;
}

/* Whatever the order of the items. */
static int hash_frozenset(struct hashing *self, const pymgr_value *value, uint64_t *hashp)
{
    uint64_t hash = 0, item_hash;
    pymgr_value *item;

    (void)self;
    for (size_t cursor = 0; pm_set_next_hash(value, &cursor, &item, &item_hash);)
        hash ^= shuffled(item_hash);
    hash ^= (pymgr_length(value) + 1) * 1927868237u;
    hash ^= hash >> 11 ^ hash >> 25;
    hash = hash * 69069u + 907133923u;
    *hashp = hash == UINT64_MAX ? 590923713u : hash;
    return 0;
}

static int hash_global(struct hashing *self, const pymgr_value *value, uint64_t *hashp)
{
    const struct pm_global *global = PM_CONST_CAST(pm_global, value);
    pymgr_value *parts[] = { global->module, global->qualname };

    if (hash_items(self, parts, 2, hashp) < 0)
        return -1;
    *hashp = xx_final(*hashp);
    return 0;
}

/* As hash_in, but what cannot be hashed counts as a constant. */
static int hash_part(struct hashing *self, const pymgr_value *value, uint64_t *hashp)
{
    if (hash_in(self, value, hashp) == 0)
        return 0;
    *hashp = 0;
    return self->error->kind == PM_ERROR_TYPE ? 0 : -1;
}

/* By what it was made from: class and arguments. A proxy is itself alone. */
static int hash_instance(struct hashing *self, const pymgr_value *value, uint64_t *hashp)
{
    struct pm_instance *instance = PM_CAST(pm_instance, value);
    uint64_t callable, args;

    *hashp = atomic_load_explicit(&instance->hash, memory_order_relaxed);
    if (instance->proxy)
        *hashp = hash_address(value);
    if (*hashp != 0)
        return 0;
    if (hash_part(self, instance->callable, &callable) < 0 || hash_part(self, instance->args, &args) < 0)
        return -1;
    *hashp = xx_final(xx_round(xx_round(XX_5, callable), args));
    atomic_store_explicit(&instance->hash, *hashp, memory_order_relaxed);
    return 0;
}

static hasher *const hashers[] = {
    [PYMGR_NONE] = hash_none,
    [PYMGR_BOOL] = hash_integer,
    [PYMGR_INT] = hash_integer,
    [PYMGR_FLOAT] = hash_float,
    [PYMGR_COMPLEX] = hash_complex,
    [PYMGR_STR] = hash_text,
    [PYMGR_BYTES] = hash_text,
    [PYMGR_BYTEARRAY] = unhashable,
    [PYMGR_LIST] = unhashable,
    [PYMGR_TUPLE] = hash_tuple,
    [PYMGR_DICT] = unhashable,
    [PYMGR_SET] = unhashable,
    [PYMGR_FROZENSET] = hash_frozenset,
    [PYMGR_SLICE] = hash_slice,
    [PYMGR_RANGE] = hash_range,
    [PYMGR_ARRAY] = unhashable,
    [PYMGR_GLOBAL] = hash_global,
    [PYMGR_INSTANCE] = hash_instance,
};

static int hash_in(struct hashing *self, const pymgr_value *value, uint64_t *hashp)
{
    int result;

    if (self->depth == PM_VALUE_DEPTH)
        return pm_fail(self->error, PM_ERROR_RECURSION, "maximum recursion depth exceeded");
    self->depth++;
    result = hashers[value->kind](self, value, hashp);
    self->depth--;
    return result;
}

int pm_hash(const pymgr_value *value, uint64_t *hashp, struct pm_error *error)
{
    struct hashing self = { .error = error };

    return hashers[value->kind](&self, value, hashp);
}
