/* SPDX-License-Identifier: MIT
 *
 * Every allocation of the library goes through here, so that a test can make the nth one fail, and so that
 * the many small blocks of values (made and dropped with each message) come from a per-thread cache instead
 * of malloc.
 */
#ifndef PM_BASE_MEMORY_H
#define PM_BASE_MEMORY_H

#include <stdatomic.h>
#include <stddef.h>

/* malloc, calloc, realloc and free, but for the failure hook. Blocks are malloc's: free() may release them.
 */
void *pm_malloc(size_t size);
void *pm_calloc(size_t count, size_t size);
void *pm_realloc(void *block, size_t size);
char *pm_strdup(const char *text);
void pm_free(void *block);

/* Of blocks that are kept for another use. */
enum { PM_BLOCK_MAX = 128, PM_BLOCK_STEP = 16 };

#if defined(__SANITIZE_ADDRESS__)
#define PM_BLOCKS_KEPT 0
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(memory_sanitizer)
#define PM_BLOCKS_KEPT 0
#endif
#endif
#ifndef PM_BLOCKS_KEPT
#define PM_BLOCKS_KEPT 1
#endif

/* The calling thread's blocks of one size. */
struct pm_blocks {
    void *first;   /* each begins with the address of the next */
    unsigned room; /* how many more are kept */
};

extern _Thread_local struct pm_blocks pm_blocks[PM_BLOCK_MAX / PM_BLOCK_STEP]
    __attribute__((tls_model("initial-exec"), visibility("hidden")));
extern atomic_size_t pm_memory_limit __attribute__((visibility("hidden"))); /* of the failure hook; 0: off */

/* What pm_block_new and pm_block_free do where that takes more than a few instructions. */
void *pm_block_make(size_t size);
void pm_block_release(void *block, size_t size);

/*
 * A block of `size` bytes from the calling thread's cache, or from malloc. It may be released by any thread,
 * with the same size. Sizes above PM_BLOCK_MAX are served too, uncached.
 */
static inline void *pm_block_new(size_t size)
{
    struct pm_blocks *blocks = &pm_blocks[(size - 1) / PM_BLOCK_STEP % (PM_BLOCK_MAX / PM_BLOCK_STEP)];
    void *block = blocks->first;

    if (size - 1 >= PM_BLOCK_MAX || block == NULL ||
        atomic_load_explicit(&pm_memory_limit, memory_order_relaxed) != 0)
        return pm_block_make(size);
    blocks->first = *(void **)block;
    blocks->room++;
    return block;
}

/* NULL is ignored. */
static inline void pm_block_free(void *block, size_t size)
{
    struct pm_blocks *blocks = &pm_blocks[(size - 1) / PM_BLOCK_STEP % (PM_BLOCK_MAX / PM_BLOCK_STEP)];

    if (size - 1 >= PM_BLOCK_MAX || block == NULL || blocks->room == 0) {
        pm_block_release(block, size);
        return;
    }
    *(void **)block = blocks->first;
    blocks->first = block;
    blocks->room--;
}

/* Gives the calling thread's cached blocks back to malloc: at the end of a thread, and before a leak check.
 */
void pm_blocks_drop(void);

/* For tests: the nth allocation from now (1 is the next) and none after it fails; 0 turns that off. */
void pm_memory_fail_at(size_t n);

#endif
