/* SPDX-License-Identifier: MIT
 *
 * Every allocation of the library goes through here, so that a test can make the nth one fail, and so that
 * the many small blocks of values (made and dropped with each message) come from a per-thread cache instead
 * of malloc.
 */
#ifndef PM_BASE_MEMORY_H
#define PM_BASE_MEMORY_H

#include <stddef.h>

/* malloc, calloc, realloc and free, but for the failure hook. Blocks are malloc's: free() may release them.
 */
void *pm_malloc(size_t size);
void *pm_calloc(size_t count, size_t size);
void *pm_realloc(void *block, size_t size);
char *pm_strdup(const char *text);
void pm_free(void *block);

/*
 * A block of `size` bytes from the calling thread's cache, or from malloc. It may be released by any thread,
 * with the same size. Sizes above PM_BLOCK_MAX are served too, uncached.
 */
void *pm_block_new(size_t size);
void pm_block_free(void *block, size_t size);

enum { PM_BLOCK_MAX = 128 };

/* Gives the calling thread's cached blocks back to malloc: at the end of a thread, and before a leak check.
 */
void pm_blocks_drop(void);

/* For tests: the nth allocation from now (1 is the next) and none after it fails; 0 turns that off. */
void pm_memory_fail_at(size_t n);

#endif
