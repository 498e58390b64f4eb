/* SPDX-License-Identifier: MIT
 *
 * The cache: for each block size (in steps of 16 bytes) and thread, a chain of free blocks threaded through
 * their first word, CACHE_DEPTH long at most. What a thread has cached goes when the thread ends, whoever
 * started it. Under AddressSanitizer nothing is cached, so that it sees every use after free.
 */
#include "base/memory.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#if defined(__SANITIZE_ADDRESS__)
#define PM_NO_CACHE 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(memory_sanitizer)
#define PM_NO_CACHE 1
#endif
#endif

enum {
    STEP = 16,
    CLASSES = PM_BLOCK_MAX / STEP,
    CACHE_DEPTH = 2048, /* of each size: at most 1.2 MB a thread in all */
};

static atomic_size_t fail_at;   /* the count at which allocations begin to fail; 0: never */
static atomic_size_t allocated; /* counted only while fail_at is set */

static int refused(void)
{
    size_t limit = atomic_load_explicit(&fail_at, memory_order_relaxed);

    return limit != 0 && atomic_fetch_add_explicit(&allocated, 1, memory_order_relaxed) + 1 >= limit;
}

void pm_memory_fail_at(size_t n)
{
    atomic_store(&allocated, 0);
    atomic_store(&fail_at, n);
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

#ifndef PM_NO_CACHE

struct free_block {
    struct free_block *next;
};

struct cache {
    struct free_block *first[CLASSES];
    unsigned depth[CLASSES];
    bool watched; /* the thread's end empties it */
};

static _Thread_local struct cache cache;
static pthread_key_t key;
static pthread_once_t once = PTHREAD_ONCE_INIT;
static bool has_key;

/* Other destructors may free blocks after this one: the thread is then watched anew. */
static void end_thread(void *unused)
{
    (void)unused;
    cache.watched = false;
    pm_blocks_drop();
}

static void make_key(void)
{
    has_key = pthread_key_create(&key, end_thread) == 0;
}

/* False: the system cannot tell when the thread ends, so that nothing may be cached. */
static bool watch_thread(void)
{
    pthread_once(&once, make_key);
    cache.watched = has_key && pthread_setspecific(key, &cache) == 0;
    return cache.watched;
}

static size_t class_of(size_t size)
{
    return (size + STEP - 1) / STEP - 1;
}

void *pm_block_new(size_t size)
{
    size_t class;
    struct free_block *block;

    if (size == 0 || size > PM_BLOCK_MAX)
        return pm_malloc(size);
    class = class_of(size);
    block = cache.first[class];
    if (block == NULL)
        return pm_malloc((class + 1) * STEP);
    if (refused())
        return NULL;
    cache.first[class] = block->next;
    cache.depth[class]--;
    return block;
}

void pm_block_free(void *block, size_t size)
{
    size_t class;

    if (block == NULL)
        return;
    class = class_of(size);
    if (size == 0 || size > PM_BLOCK_MAX || cache.depth[class] >= CACHE_DEPTH ||
        (!cache.watched && !watch_thread())) {
        free(block);
        return;
    }
    ((struct free_block *)block)->next = cache.first[class];
    cache.first[class] = block;
    cache.depth[class]++;
}

void pm_blocks_drop(void)
{
    for (size_t class = 0; class < CLASSES; class ++) {
        while (cache.first[class] != NULL) {
            struct free_block *block = cache.first[class];

            cache.first[class] = block->next;
            free(block);
        }
        cache.depth[class] = 0;
    }
}

#else

void *pm_block_new(size_t size)
{
    return pm_malloc(size);
}

void pm_block_free(void *block, size_t size)
{
    (void)size;
    free(block);
}

void pm_blocks_drop(void) {}

#endif
