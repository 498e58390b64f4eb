/* SPDX-License-Identifier: MIT
 *
 * The dumper's memo: numbers in the order of writing, and two open-addressed tables to find them by, one by
 * the address of a value and one by the content of names. A new message takes a new generation, so that no
 * table is cleared.
 */
#include "base/memory.h"
#include "codec/pickle_dumper.h"
#include "value/text_hash.h"

enum { FIRST_CAPACITY = 64 };

void pm_dump_memo_begin(struct pm_pickle_dumper *dumper)
{
    dumper->memo_count = dumper->entry_count = dumper->name_count = 0;
    if (++dumper->generation != 0)
        return;
    /* Once in 2 to the 32 messages old entries would seem new. */
    for (size_t i = 0; i < dumper->entry_capacity; i++)
        dumper->entries[i].generation = 0;
    for (size_t i = 0; i < dumper->name_capacity; i++)
        dumper->names[i].generation = 0;
    dumper->generation = 1;
}

void pm_dump_memo_end(struct pm_pickle_dumper *dumper)
{
    if (dumper->entry_capacity > PM_PICKLE_MEMO_KEPT) {
        pm_free(dumper->entries);
        dumper->entries = NULL;
        dumper->entry_capacity = 0;
    }
    if (dumper->name_capacity > PM_PICKLE_MEMO_KEPT) {
        pm_free(dumper->names);
        dumper->names = NULL;
        dumper->name_capacity = 0;
    }
}

/* --- by address --- */

/* The key's entry, or the free one where it belongs. */
static struct pm_memo_entry *entry_of(const struct pm_pickle_dumper *dumper, const void *key)
{
    size_t mask = dumper->entry_capacity - 1;
    size_t at = (size_t)((uint64_t)(uintptr_t)key * 0x9e3779b97f4a7c15 >> 32) & mask;

    while (dumper->entries[at].generation == dumper->generation && dumper->entries[at].key != key)
        at = (at + 1) & mask;
    return &dumper->entries[at];
}

const struct pm_memo_entry *pm_dump_find(const struct pm_pickle_dumper *dumper, const void *key)
{
    const struct pm_memo_entry *entry;

    if (dumper->entry_count == 0)
        return NULL;
    entry = entry_of(dumper, key);
    return entry->generation == dumper->generation ? entry : NULL;
}

static int grow_entries(struct pm_pickle_dumper *dumper)
{
    struct pm_memo_entry *former = dumper->entries, *entries;
    size_t former_capacity = dumper->entry_capacity;
    size_t capacity = former_capacity == 0 ? FIRST_CAPACITY : 2 * former_capacity;

    entries = pm_calloc(capacity, sizeof *entries);
    if (entries == NULL)
        return pm_fail_nomem(dumper->error);
    dumper->entries = entries;
    dumper->entry_capacity = capacity;
    for (size_t i = 0; i < former_capacity; i++) {
        if (former[i].generation == dumper->generation)
            *entry_of(dumper, former[i].key) = former[i];
    }
    pm_free(former);
    return 0;
}

static int add_entry(struct pm_pickle_dumper *dumper, const void *key, uint32_t number)
{
    if (dumper->entry_count * 2 >= dumper->entry_capacity && grow_entries(dumper) != 0)
        return -1;
    *entry_of(dumper, key) = (struct pm_memo_entry){ key, number, dumper->generation };
    dumper->entry_count++;
    return 0;
}

/* --- by content --- */

static uint64_t hash_of(const struct pm_pickle_name *name)
{
    uint64_t hash = pm_text_hash(name->module, name->module_size);

    if (name->qualname != NULL)
        hash = hash * 31 + pm_text_hash(name->qualname, name->qualname_size) + 1;
    return hash;
}

static bool same_text(const char *a, size_t a_size, const char *b, size_t b_size)
{
    return a_size == b_size && memcmp(a, b, a_size) == 0;
}

static bool same_name(const struct pm_pickle_name *a, const struct pm_pickle_name *b)
{
    if (!same_text(a->module, a->module_size, b->module, b->module_size))
        return false;
    if (a->qualname == NULL || b->qualname == NULL)
        return a->qualname == b->qualname;
    return same_text(a->qualname, a->qualname_size, b->qualname, b->qualname_size);
}

static struct pm_name_entry *name_entry_of(
    const struct pm_pickle_dumper *dumper, const struct pm_pickle_name *name, uint64_t hash)
{
    size_t mask = dumper->name_capacity - 1;
    size_t at = (size_t)hash & mask;

    while (dumper->names[at].generation == dumper->generation &&
           (dumper->names[at].hash != hash || !same_name(&dumper->names[at].name, name)))
        at = (at + 1) & mask;
    return &dumper->names[at];
}

const struct pm_name_entry *pm_dump_find_name(
    const struct pm_pickle_dumper *dumper, const struct pm_pickle_name *name)
{
    const struct pm_name_entry *entry;

    if (dumper->name_count == 0)
        return NULL;
    entry = name_entry_of(dumper, name, hash_of(name));
    return entry->generation == dumper->generation ? entry : NULL;
}

static int grow_names(struct pm_pickle_dumper *dumper)
{
    struct pm_name_entry *former = dumper->names, *names;
    size_t former_capacity = dumper->name_capacity;
    size_t capacity = former_capacity == 0 ? FIRST_CAPACITY : 2 * former_capacity;

    names = pm_calloc(capacity, sizeof *names);
    if (names == NULL)
        return pm_fail_nomem(dumper->error);
    dumper->names = names;
    dumper->name_capacity = capacity;
    for (size_t i = 0; i < former_capacity; i++) {
        if (former[i].generation == dumper->generation)
            *name_entry_of(dumper, &former[i].name, former[i].hash) = former[i];
    }
    pm_free(former);
    return 0;
}

int pm_dump_memoise_name(struct pm_pickle_dumper *dumper, const struct pm_pickle_name *name)
{
    uint64_t hash = hash_of(name);
    uint32_t number = (uint32_t)dumper->memo_count;

    if (dumper->name_count * 2 >= dumper->name_capacity && grow_names(dumper) != 0)
        return -1;
    *name_entry_of(dumper, name, hash) = (struct pm_name_entry){ *name, hash, number, dumper->generation };
    dumper->name_count++;
    return pm_dump_memoise(dumper, NULL);
}

/* --- opcodes --- */

/* Writes a code and a memo number, of one byte if that is enough. */
static int put_numbered(struct pm_pickle_dumper *dumper, enum pm_opcode_code short_code,
    enum pm_opcode_code long_code, uint32_t number)
{
    unsigned width = number <= UINT8_MAX ? 1 : 4;
    unsigned char *room = pm_dump_room(dumper, 1 + width);

    if (room == NULL)
        return -1;
    *room = (unsigned char)(width == 1 ? short_code : long_code);
    dumper->at = pm_put_le(room + 1, number, width);
    return 0;
}

int pm_dump_get_slowly(struct pm_pickle_dumper *dumper, uint32_t number)
{
    return put_numbered(dumper, PM_OP_BINGET, PM_OP_LONG_BINGET, number);
}

int pm_dump_number(struct pm_pickle_dumper *dumper, const void *key)
{
    uint32_t number = (uint32_t)dumper->memo_count;

    if (dumper->memo_count++ > UINT32_MAX)
        return pm_fail(dumper->error, PM_ERROR_LIMIT, "memo id too large for LONG_BINPUT");
    return key == NULL ? 0 : add_entry(dumper, key, number);
}

int pm_dump_memoise_slowly(struct pm_pickle_dumper *dumper, const void *key)
{
    uint32_t number = (uint32_t)dumper->memo_count;
    int status;

    if (dumper->protocol >= 4)
        status = pm_dump_opcode(dumper, PM_OP_MEMOIZE);
    else
        status = put_numbered(dumper, PM_OP_BINPUT, PM_OP_LONG_BINPUT, number);
    return status == 0 ? pm_dump_number(dumper, key) : -1;
}
