/* SPDX-License-Identifier: MIT
 *
 * The loader's memo: a plain array. A pickler numbers what it has written from 0 on, each taking at least one
 * byte, so an index beyond the bytes read so far is malformed and the array stays small.
 */
#include "base/memory.h"
#include "codec/pickle_loader.h"

#include <inttypes.h>

enum { FIRST_ENTRIES = 256 };

static int grow(struct pm_pickle_loader *loader, size_t index)
{
    size_t capacity = loader->memo_capacity == 0 ? FIRST_ENTRIES : loader->memo_capacity;
    pymgr_value **memo;

    while (capacity <= index)
        capacity *= 2;
    memo = pm_realloc(loader->memo, capacity * sizeof *memo);
    if (memo == NULL)
        return pm_fail_nomem(loader->error);
    loader->memo = memo;
    loader->memo_capacity = capacity;
    return 0;
}

/* Makes the entries below `index` exist, and room for it. */
static int extend(struct pm_pickle_loader *loader, size_t index)
{
    if (index >= loader->memo_capacity && grow(loader, index) != 0)
        return -1;
    while (loader->memo_length < index)
        loader->memo[loader->memo_length++] = NULL;
    return 0;
}

/* Only these can be given more content after they were made; see pm_pickle_changing. */
enum { CHANGEABLE = 1 << PYMGR_LIST | 1 << PYMGR_DICT | 1 << PYMGR_SET | 1 << PYMGR_INSTANCE };

static void note(pymgr_value *value)
{
    if (1 << value->kind & CHANGEABLE)
        atomic_store_explicit(&value->flags, (uint8_t)(pm_flags(value) | PM_MEMOISED), memory_order_relaxed);
}

/* The entry is filled anew. A container that it named is kept to the end, as its flag still tells of it. */
static int vacate(struct pm_pickle_loader *loader, size_t index)
{
    pymgr_value *former = loader->memo[index];

    if (former == NULL)
        return 0;
    if (pm_flags(former) & PM_MEMOISED && pm_pickle_suspect(loader, former) != 0)
        return -1;
    loader->memo[index] = NULL;
    loader->memo_used--;
    pm_unref(former);
    return 0;
}

/* Makes an entry free to be filled that is not just the next one, or for which there is no memory yet. */
static int reach(struct pm_pickle_loader *loader, uint64_t index)
{
    if (index > (uint64_t)(loader->opcode - loader->bytes))
        return pm_pickle_bad(loader, "%s: memo index %" PRIu64 " is more than values can have come before",
            pm_pickle_opcode_name(loader), index);
    return index < loader->memo_length ? vacate(loader, (size_t)index) : extend(loader, (size_t)index);
}

static int put(struct pm_pickle_loader *loader, uint64_t index)
{
    pymgr_value *value;

    if (!pm_pickle_has(loader, 1))
        return -1;
    if ((index != loader->memo_length || index == loader->memo_capacity) && reach(loader, index) != 0)
        return -1;
    value = pm_pickle_share(loader, loader->top[-1]);
    if (value == NULL)
        return -1;
    note(value);
    loader->memo[index] = value;
    loader->memo_used++;
    if (index == loader->memo_length)
        loader->memo_length++;
    return 0;
}

static int missing(struct pm_pickle_loader *loader, uint64_t index)
{
    return pm_pickle_bad(
        loader, "%s: no value in the memo at %" PRIu64, pm_pickle_opcode_name(loader), index);
}

static inline int get(struct pm_pickle_loader *loader, uint64_t index)
{
    pymgr_value *value;

    if (index >= loader->memo_length || loader->memo[index] == NULL)
        return missing(loader, index);
    value = pm_pickle_share(loader, loader->memo[index]);
    return value == NULL ? -1 : pm_pickle_push(loader, value);
}

/* A memo index as a line of decimal digits. */
static int take_index(struct pm_pickle_loader *loader, uint64_t *indexp)
{
    const char *line;
    size_t size;
    uint64_t index = 0;

    if (pm_pickle_take_line(loader, &line, &size) != 0)
        return -1;
    if (size == 0 || size > 19)
        return pm_pickle_bad(loader, "%s: not a memo index", pm_pickle_opcode_name(loader));
    for (size_t i = 0; i < size; i++) {
        if (line[i] < '0' || line[i] > '9')
            return pm_pickle_bad(loader, "%s: not a memo index", pm_pickle_opcode_name(loader));
        index = index * 10 + (uint64_t)(line[i] - '0');
    }
    *indexp = index;
    return 0;
}

int pm_load_get(struct pm_pickle_loader *loader)
{
    uint64_t index;

    return take_index(loader, &index) == 0 ? get(loader, index) : -1;
}

int pm_load_binget(struct pm_pickle_loader *loader)
{
    const unsigned char *index = pm_pickle_take(loader, 1);

    return index == NULL ? -1 : get(loader, *index);
}

int pm_load_long_binget(struct pm_pickle_loader *loader)
{
    const unsigned char *index = pm_pickle_take(loader, 4);

    return index == NULL ? -1 : get(loader, pm_pickle_le(index, 4));
}

int pm_load_put(struct pm_pickle_loader *loader)
{
    uint64_t index;

    return take_index(loader, &index) == 0 ? put(loader, index) : -1;
}

int pm_load_binput(struct pm_pickle_loader *loader)
{
    const unsigned char *index = pm_pickle_take(loader, 1);

    return index == NULL ? -1 : put(loader, *index);
}

int pm_load_long_binput(struct pm_pickle_loader *loader)
{
    const unsigned char *index = pm_pickle_take(loader, 4);

    return index == NULL ? -1 : put(loader, pm_pickle_le(index, 4));
}

int pm_load_memoize(struct pm_pickle_loader *loader)
{
    return put(loader, loader->memo_used);
}
