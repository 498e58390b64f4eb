/* SPDX-License-Identifier: MIT
 *
 * The cache: for each block size (in steps of 16 bytes) and thread, a chain of free blocks threaded through
 * their first word, KEPT long at most. Nothing is kept before the system has promised to tell when the thread
 * ends: until then there is no room. Under AddressSanitizer nothing is cached, so that it sees every use
 * after free.
 */
#include "base/memory.h"

#include <pthread.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

enum {
    SIZES = PM_BLOCK_MAX / PM_BLOCK_STEP,
    KEPT = 2048, /* of each size: at most 1.2 MB a thread in all */
};

_Thread_local struct pm_blocks pm_blocks[SIZES];
atomic_size_t pm_memory_limit;  /* the count at which allocations begin to fail; 0: never */
static atomic_size_t allocated; /* counted only while that is set */

static int refused(void)
{
    size_t limit = atomic_load_explicit(&pm_memory_limit, memory_order_relaxed);

    return limit != 0 && atomic_fetch_add_explicit(&allocated, 1, memory_order_relaxed) + 1 >= limit;
}

void pm_memory_fail_at(size_t n)
{
    atomic_store(&allocated, 0);
    atomic_store(&pm_memory_limit, n);
}

void *pm_malloc(size_t size)
{
    return refused() ? NULL : malloc(size ? size : 1);
}

void *pm_calloc(size_t count, size_t size)
{
    return refused() ? NULL : calloc(count ? count : 1, size ? size : 1);
}

void *pm_realloc(void *block, size_t size)
{
    return refused() ? NULL : realloc(block, size ? size : 1);
}

char *pm_strdup(const char *text)
{
    size_t size = strlen(text) + 1;
    char *copy = pm_malloc(size);

    return copy == NULL ? NULL : memcpy(copy, text, size);
}

void pm_free(void *block)
{
    free(block);
}

/* --- blocks --- */

static _Thread_local bool watched; /* the thread's end empties its cache */
static pthread_key_t key;
static pthread_once_t once = PTHREAD_ONCE_INIT;
static bool has_key;

/* Other destructors may free blocks after this one: the thread is then watched anew. */
static void end_thread(void *unused)
{
    (void)unused;
    pm_blocks_drop();
    watched = false;
    for (size_t i = 0; i < SIZES; i++)
        pm_blocks[i].room = 0;
}

static void make_key(void)
{
    has_key = pthread_key_create(&key, end_thread) == 0;
}

/* Makes room for blocks, unless the system cannot tell when the thread ends. */
static void watch_thread(void)
{
    pthread_once(&once, make_key);
    watched = PM_BLOCKS_KEPT && has_key && pthread_setspecific(key, pm_blocks) == 0;
    for (size_t i = 0; watched && i < SIZES; i++)
        pm_blocks[i].room = KEPT;
}

static struct pm_blocks *blocks_of(size_t size)
{
    return &pm_blocks[(size - 1) / PM_BLOCK_STEP];
}

void *pm_block_make(size_t size)
{
    struct pm_blocks *blocks;
    void *block;

    if (size == 0 || size > PM_BLOCK_MAX)
        return pm_malloc(size);
    blocks = blocks_of(size);
    block = blocks->first;
    if (block == NULL)
        return pm_malloc((size + PM_BLOCK_STEP - 1) / PM_BLOCK_STEP * PM_BLOCK_STEP);
    if (refused())
        return NULL;
    blocks->first = *(void **)block;
    blocks->room++;
    return block;
}

void pm_block_release(void *block, size_t size)
{
    if (!watched)
        watch_thread();
    if (block == NULL || size == 0 || size > PM_BLOCK_MAX || blocks_of(size)->room == 0)
        free(block);
    else
        pm_block_free(block, size);
}

void pm_blocks_drop(void)
{
    for (size_t i = 0; i < SIZES; i++) {
        while (pm_blocks[i].first != NULL) {
            void *block = pm_blocks[i].first;

            pm_blocks[i].first = *(void **)block;
            pm_blocks[i].room++;
            free(block);
        }
    }
}
