/* SPDX-License-Identifier: MIT
 *
 * Entries stand in order of insertion, each with its key's hash. Up to SMALL of them are found by looking
 * through the hashes; a larger dict has an index beside them, an open-addressed table of entry numbers (plus
 * one; 0 is free) probed linearly. A removed entry leaves a hole (its key is NULL), which no index slot
 * points to, until the entries are next moved.
 */
#include "value/dict.h"

#include "base/memory.h"
#include "value/compare.h"
#include "value/kind.h"
#include "value/text_hash.h"

enum {
    OWN = 3, /* entries within the dict: its block is then the largest that is cached */
    SMALL = 8,
};

static const size_t LARGEST = 1u << 30; /* entries, so that their numbers fit the index */
static const size_t NOWHERE = SIZE_MAX;

struct entry {
    uint64_t hash;
    pymgr_value *key, *item;
};

struct pm_dict {
    struct pm_container base;
    size_t length; /* without holes */
    size_t end;    /* with holes */
    size_t capacity;
    struct entry *entries; /* own, or a block of their own */
    uint32_t *index;       /* of 2 * capacity slots; NULL: small */
    struct entry own[OWN];
};

static size_t entries_size(size_t capacity)
{
    return capacity * sizeof(struct entry);
}

static size_t index_size(size_t capacity)
{
    return 2 * capacity * sizeof(uint32_t);
}

static void make_empty(struct pm_dict *self)
{
    self->length = self->end = 0;
    self->capacity = OWN;
    self->entries = self->own;
    self->index = NULL;
}

pymgr_value *pymgr_dict(void)
{
    struct pm_dict *self = pm_block_new(sizeof *self);

    if (self == NULL)
        return NULL;
    pm_container_init(&self->base, PYMGR_DICT);
    make_empty(self);
    return &self->base.head;
}

static void release_table(struct pm_dict *self)
{
    if (self->entries == self->own)
        return;
    pm_block_free(self->entries, entries_size(self->capacity));
    pm_free(self->index);
}

void pm_dict_destroy(pymgr_value *value, struct pm_dead *dead)
{
    struct pm_dict *self = PM_CAST(pm_dict, value);

    for (size_t i = 0; i < self->end; i++) {
        pm_drop(self->entries[i].key, dead);
        pm_drop(self->entries[i].item, dead);
    }
    release_table(self);
    pm_block_free(self, sizeof *self);
}

pymgr_value **pm_dict_slot(pymgr_value *value, size_t *cursor)
{
    struct pm_dict *self = PM_CAST(pm_dict, value);
    size_t at = (*cursor)++;
    struct entry *entry = &self->entries[at / 2];

    if (at / 2 >= self->end)
        return NULL;
    return at % 2 == 0 ? &entry->key : &entry->item;
}

/* --- the index --- */

static size_t slot_mask(const struct pm_dict *self)
{
    return 2 * self->capacity - 1;
}

/* Multiplied, so that keys that differ in high bits only (multiples of a power of two) do not crowd. */
static size_t home_slot(const struct pm_dict *self, uint64_t hash)
{
    return (size_t)((hash * 0x9e3779b97f4a7c15) >> 32) & slot_mask(self);
}

static void index_add(struct pm_dict *self, size_t at)
{
    size_t slot = home_slot(self, self->entries[at].hash);

    while (self->index[slot] != 0)
        slot = (slot + 1) & slot_mask(self);
    self->index[slot] = (uint32_t)at + 1;
}

/* Closes the gap that a slot would leave by moving those behind it nearer to their homes. */
static void index_remove(struct pm_dict *self, size_t at)
{
    size_t mask = slot_mask(self);
    size_t gap = home_slot(self, self->entries[at].hash);

    while (self->index[gap] != at + 1)
        gap = (gap + 1) & mask;
    for (size_t slot = (gap + 1) & mask; self->index[slot] != 0; slot = (slot + 1) & mask) {
        size_t home = home_slot(self, self->entries[self->index[slot] - 1].hash);

        if (((slot - home) & mask) >= ((slot - gap) & mask)) {
            self->index[gap] = self->index[slot];
            gap = slot;
        }
    }
    self->index[gap] = 0;
}

/* --- finding --- */

/* Whether an entry is the key's; most often the very same object, or it differs in its hash. */
static inline int matches(
    struct pm_comparing *comparing, const struct entry *entry, const pymgr_value *key, uint64_t hash)
{
    if (entry->hash != hash || entry->key == NULL)
        return 0;
    return entry->key == key ? 1 : pm_same_in(comparing, entry->key, key);
}

static int find_small(const struct pm_dict *self, struct pm_comparing *comparing, const pymgr_value *key,
    uint64_t hash, size_t *atp)
{
    for (size_t i = 0; i < self->end; i++) {
        int found = matches(comparing, &self->entries[i], key, hash);

        if (found != 0) {
            *atp = i;
            return found;
        }
    }
    return 0;
}

static int find_indexed(const struct pm_dict *self, struct pm_comparing *comparing, const pymgr_value *key,
    uint64_t hash, size_t *atp)
{
    size_t slot = home_slot(self, hash);

    for (; self->index[slot] != 0; slot = (slot + 1) & slot_mask(self)) {
        size_t at = self->index[slot] - 1;
        int found = matches(comparing, &self->entries[at], key, hash);

        if (found != 0) {
            *atp = at;
            return found;
        }
    }
    return 0;
}

/* 1 with the entry's number, 0, or -1. */
static inline int find(const struct pm_dict *self, struct pm_comparing *comparing, const pymgr_value *key,
    uint64_t hash, size_t *atp)
{
    return self->index == NULL ? find_small(self, comparing, key, hash, atp)
                               : find_indexed(self, comparing, key, hash, atp);
}

int pm_dict_find_in(struct pm_comparing *self, const pymgr_value *dict, const pymgr_value *key, uint64_t hash,
    pymgr_value **itemp)
{
    size_t at;
    int found = find(PM_CONST_CAST(pm_dict, dict), self, key, hash, &at);

    if (found == 1)
        *itemp = PM_CONST_CAST(pm_dict, dict)->entries[at].item;
    return found;
}

/* Most keys are text that knows its hash. */
static inline int hash_key(const pymgr_value *key, uint64_t *hashp, struct pm_error *error)
{
    *hashp = pm_kept_hash(key);
    return *hashp != 0 ? 0 : pm_hash(key, hashp, error);
}

/* The number of a key's entry, or NOWHERE. */
static int find_key(const pymgr_value *dict, const pymgr_value *key, size_t *atp, struct pm_error *error)
{
    struct pm_comparing comparing = { .error = error };
    uint64_t hash;

    *atp = NOWHERE;
    if (hash_key(key, &hash, error) < 0)
        return -1;
    return find(PM_CONST_CAST(pm_dict, dict), &comparing, key, hash, atp) < 0 ? -1 : 0;
}

int pm_dict_find(const pymgr_value *dict, const pymgr_value *key, pymgr_value **itemp, struct pm_error *error)
{
    size_t at;

    *itemp = NULL;
    if (find_key(dict, key, &at, error) < 0)
        return -1;
    if (at != NOWHERE)
        *itemp = PM_CONST_CAST(pm_dict, dict)->entries[at].item;
    return 0;
}

pymgr_value *pymgr_dict_get(const pymgr_value *dict, const pymgr_value *key)
{
    struct pm_error error;
    pymgr_value *item;

    if (key == NULL || !pm_is_a(dict, PYMGR_DICT))
        return NULL;
    return pm_dict_find(dict, key, &item, &error) < 0 ? NULL : item;
}

static bool is_text(const struct entry *entry, const char *text, size_t size)
{
    const struct pm_text *key = PM_CONST_CAST(pm_text, entry->key);

    return entry->key != NULL && pm_is(entry->key, PYMGR_STR) && key->size == size &&
           memcmp(key->bytes, text, size) == 0;
}

static size_t find_text(const struct pm_dict *self, const char *text, size_t size)
{
    uint64_t hash = pm_text_hash(text, size);

    for (size_t slot = home_slot(self, hash); self->index[slot] != 0; slot = (slot + 1) & slot_mask(self)) {
        if (is_text(&self->entries[self->index[slot] - 1], text, size))
            return self->index[slot] - 1;
    }
    return NOWHERE;
}

static size_t find_text_small(const struct pm_dict *self, const char *text, size_t size)
{
    for (size_t i = 0; i < self->end; i++) {
        if (is_text(&self->entries[i], text, size))
            return i;
    }
    return NOWHERE;
}

pymgr_value *pymgr_dict_get_text(const pymgr_value *dict, const char *key)
{
    const struct pm_dict *self = PM_CONST_CAST(pm_dict, dict);
    size_t size = strlen(key), at;

    if (!pm_is_a(dict, PYMGR_DICT))
        return NULL;
    at = self->index == NULL ? find_text_small(self, key, size) : find_text(self, key, size);
    return at == NOWHERE ? NULL : self->entries[at].item;
}

/* --- storing --- */

/* SMALL or a larger power of two, so that the index has a power of two of slots. */
static size_t capacity_for(size_t length)
{
    size_t capacity = SMALL;

    while (capacity < length + length / 2 + 1)
        capacity *= 2;
    return capacity;
}

static bool table_init(struct pm_dict *table, size_t capacity)
{
    bool indexed = capacity > SMALL;

    table->end = 0;
    table->capacity = capacity;
    table->entries = pm_block_new(entries_size(capacity));
    table->index = indexed ? pm_calloc(1, index_size(capacity)) : NULL;
    if (table->entries != NULL && (table->index != NULL || !indexed))
        return true;
    release_table(table);
    return false;
}

static void move_entries(struct pm_dict *to, const struct pm_dict *from)
{
    for (size_t i = 0; i < from->end; i++) {
        if (from->entries[i].key == NULL)
            continue;
        to->entries[to->end] = from->entries[i];
        if (to->index != NULL)
            index_add(to, to->end);
        to->end++;
    }
}

/* Moves the entries, without holes, to a table that has room for more. */
static bool rebuild(struct pm_dict *self)
{
    struct pm_dict larger;
    size_t capacity = capacity_for(self->length);

    if (capacity > LARGEST || !table_init(&larger, capacity))
        return false;
    move_entries(&larger, self);
    release_table(self);
    self->end = larger.end;
    self->capacity = larger.capacity;
    self->entries = larger.entries;
    self->index = larger.index;
    return true;
}

/* Key and item taken on success. */
static bool append(struct pm_dict *self, pymgr_value *key, pymgr_value *item, uint64_t hash)
{
    if (self->end == self->capacity && !rebuild(self))
        return false;
    self->entries[self->end] = (struct entry){ hash, key, item };
    if (self->index != NULL)
        index_add(self, self->end);
    self->end++;
    self->length++;
    return true;
}

/* Key and item taken on success. */
static int put(struct pm_dict *self, pymgr_value *key, pymgr_value *item, struct pm_error *error)
{
    struct pm_comparing comparing = { .error = error };
    uint64_t hash;
    size_t at;
    int found;

    if (hash_key(key, &hash, error) < 0)
        return -1;
    found = find(self, &comparing, key, hash, &at);
    if (found < 0)
        return -1;
    if (found == 0)
        return append(self, key, item, hash) ? 0 : pm_fail_nomem(error);
    pm_unref(self->entries[at].item);
    self->entries[at].item = item;
    pm_unref(key);
    return 0;
}

int pm_dict_store(pymgr_value *dict, pymgr_value *key, pymgr_value *item, struct pm_error *error)
{
    int result =
        key == NULL || item == NULL ? pm_fail_nomem(error) : put(PM_CAST(pm_dict, dict), key, item, error);

    if (result < 0) {
        pm_unref(key);
        pm_unref(item);
    }
    return result;
}

int pymgr_dict_set(pymgr_value *dict, pymgr_value *key, pymgr_value *item)
{
    struct pm_error error;

    if (pm_is_a(dict, PYMGR_DICT))
        return pm_dict_store(dict, key, item, &error);
    pm_unref(key);
    pm_unref(item);
    return -1;
}

int pymgr_dict_set_text(pymgr_value *dict, const char *key, pymgr_value *item)
{
    return pymgr_dict_set(dict, pymgr_str(key), item);
}

pymgr_value *pm_dict_copy(const pymgr_value *dict)
{
    const struct pm_dict *self = PM_CONST_CAST(pm_dict, dict);
    pymgr_value *copy = pymgr_dict();

    for (size_t i = 0; copy != NULL && i < self->end; i++) {
        const struct entry *entry = &self->entries[i];

        if (entry->key == NULL)
            continue;
        if (!append(PM_CAST(pm_dict, copy), entry->key, entry->item, entry->hash))
            return pm_unref(copy);
        pm_ref(entry->key);
        pm_ref(entry->item);
    }
    return copy;
}

/* --- removing --- */

/* Takes an entry out: its key and value are new to the caller. */
static struct entry take(struct pm_dict *self, size_t at)
{
    struct entry taken = self->entries[at];

    if (self->index != NULL)
        index_remove(self, at);
    self->entries[at].key = self->entries[at].item = NULL;
    self->length--;
    while (self->end > 0 && self->entries[self->end - 1].key == NULL)
        self->end--;
    return taken;
}

int pm_dict_remove(pymgr_value *dict, const pymgr_value *key, pymgr_value **itemp, struct pm_error *error)
{
    struct entry taken;
    size_t at;

    *itemp = NULL;
    if (find_key(dict, key, &at, error) < 0)
        return -1;
    if (at == NOWHERE)
        return 0;
    taken = take(PM_CAST(pm_dict, dict), at);
    pm_unref(taken.key);
    *itemp = taken.item;
    return 0;
}

int pymgr_dict_remove(pymgr_value *dict, const pymgr_value *key)
{
    struct pm_error error;
    pymgr_value *item;

    if (key == NULL || !pm_is_a(dict, PYMGR_DICT) || pm_dict_remove(dict, key, &item, &error) < 0 ||
        item == NULL)
        return -1;
    pm_unref(item);
    return 0;
}

bool pm_dict_pop_last(pymgr_value *dict, pymgr_value **keyp, pymgr_value **itemp)
{
    struct pm_dict *self = PM_CAST(pm_dict, dict);
    struct entry taken;

    if (self->length == 0)
        return false;
    taken = take(self, self->end - 1);
    *keyp = taken.key;
    *itemp = taken.item;
    return true;
}

void pm_dict_clear(pymgr_value *dict)
{
    struct pm_dict *self = PM_CAST(pm_dict, dict);

    for (size_t i = 0; i < self->end; i++) {
        pm_unref(self->entries[i].key);
        pm_unref(self->entries[i].item);
    }
    release_table(self);
    make_empty(self);
}

/* --- walking --- */

size_t pm_dict_length(const pymgr_value *dict)
{
    return PM_CONST_CAST(pm_dict, dict)->length;
}

static void give(const struct entry *entry, pymgr_value **keyp, pymgr_value **itemp)
{
    if (keyp != NULL)
        *keyp = entry->key;
    if (itemp != NULL)
        *itemp = entry->item;
}

bool pm_dict_next_hash(
    const pymgr_value *dict, size_t *cursor, pymgr_value **keyp, pymgr_value **itemp, uint64_t *hashp)
{
    const struct pm_dict *self = PM_CONST_CAST(pm_dict, dict);

    while (*cursor < self->end) {
        const struct entry *entry = &self->entries[(*cursor)++];

        if (entry->key == NULL)
            continue;
        give(entry, keyp, itemp);
        *hashp = entry->hash;
        return true;
    }
    return false;
}

bool pymgr_dict_next(const pymgr_value *dict, size_t *cursor, pymgr_value **keyp, pymgr_value **itemp)
{
    uint64_t hash;

    return pm_is_a(dict, PYMGR_DICT) && pm_dict_next_hash(dict, cursor, keyp, itemp, &hash);
}

bool pm_dict_previous(const pymgr_value *dict, size_t *cursor, pymgr_value **keyp, pymgr_value **itemp)
{
    const struct pm_dict *self = PM_CONST_CAST(pm_dict, dict);

    if (*cursor > self->end)
        *cursor = self->end;
    while (*cursor > 0) {
        const struct entry *entry = &self->entries[--*cursor];

        if (entry->key == NULL)
            continue;
        give(entry, keyp, itemp);
        return true;
    }
    return false;
}
