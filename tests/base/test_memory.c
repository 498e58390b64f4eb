/* SPDX-License-Identifier: MIT */
#include "base/memory.h"
#include "unit.h"

#include <malloc.h>
#include <pthread.h>
#include <stdint.h>
#include <string.h>

static void fails_from_the_nth_on(void)
{
    void *first, *second;

    pm_memory_fail_at(2);
    first = pm_malloc(8);
    second = pm_malloc(8);
    pm_memory_fail_at(0);
    CU_ASSERT_PTR_NOT_NULL(first);
    CU_ASSERT_PTR_NULL(second);
    pm_free(first);
}

static void blocks_fail_too(void)
{
    void *block = pm_block_new(24);

    pm_block_free(block, 24);
    pm_memory_fail_at(1);
    CU_ASSERT_PTR_NULL(pm_block_new(24));
    CU_ASSERT_PTR_NULL(pm_block_new(PM_BLOCK_MAX + 1));
    pm_memory_fail_at(0);
}

static void blocks_are_writable_and_aligned(void)
{
    for (size_t size = 1; size <= PM_BLOCK_MAX + 16; size++) {
        void *block = pm_block_new(size);

        CU_ASSERT_PTR_NOT_NULL_FATAL(block);
        CU_ASSERT_EQUAL((uintptr_t)block % 16, 0);
        memset(block, 0xa5, size);
        pm_block_free(block, size);
    }
    pm_blocks_drop();
}

static void strdup_copies(void)
{
    char *copy = pm_strdup("abc");

    CU_ASSERT_STRING_EQUAL(copy, "abc");
    pm_free(copy);
}

/* So many that whoever kept them for ever would show. */
static void *use_blocks(void *unused)
{
    enum { COUNT = 1000 };
    void *blocks[COUNT];

    for (int i = 0; i < COUNT; i++)
        blocks[i] = pm_block_new(PM_BLOCK_MAX);
    for (int i = 0; i < COUNT; i++)
        pm_block_free(blocks[i], PM_BLOCK_MAX);
    return unused;
}

/* Bytes that malloc has given out. */
static size_t in_use(void)
{
    struct mallinfo2 info = mallinfo2();

    return info.uordblks;
}

static void a_threads_blocks_go_with_it(void)
{
    size_t before = 0;

    for (int i = 0; i < 20; i++) {
        pthread_t thread;

        CU_ASSERT_EQUAL_FATAL(pthread_create(&thread, NULL, use_blocks, NULL), 0);
        pthread_join(thread, NULL);
        if (i == 0)
            before = in_use();
    }
    CU_ASSERT_TRUE(in_use() < before + 1000 * PM_BLOCK_MAX);
}

static const struct pm_test tests[] = {
    { "fails from the nth on", fails_from_the_nth_on },
    { "blocks fail too", blocks_fail_too },
    { "blocks are writable and aligned", blocks_are_writable_and_aligned },
    { "strdup copies", strdup_copies },
    { "a thread's blocks go with it", a_threads_blocks_go_with_it },
};

const struct pm_suite pm_suite_memory = { "base/memory", PM_SUITE(tests) };
