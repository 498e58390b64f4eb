/* SPDX-License-Identifier: MIT */
#include "base/buffer.h"
#include "base/memory.h"
#include "unit.h"

static void writes_and_consumes(void)
{
    struct pm_buffer buffer = PM_BUFFER_INIT;

    pm_put_text(&buffer, "hello ");
    pm_put_format(&buffer, "%d", 42);
    pm_put_u8(&buffer, '!');
    CU_ASSERT_EQUAL(pm_buffer_length(&buffer), 9);
    pm_buffer_consume(&buffer, 6);
    CU_ASSERT_NSTRING_EQUAL(pm_buffer_bytes(&buffer), "42!", 3);
    pm_buffer_consume(&buffer, 3);
    CU_ASSERT_EQUAL(pm_buffer_length(&buffer), 0);
    CU_ASSERT_EQUAL(buffer.start, 0);
    pm_buffer_free(&buffer);
}

static void numbers_have_their_byte_order(void)
{
    static const unsigned char expected[] = { 0x02, 0x01, 0x04, 0x03, 0x02, 0x01, 0x01, 0x02, 0x03, 0x04 };
    struct pm_buffer buffer = PM_BUFFER_INIT;

    pm_put_le16(&buffer, 0x0102);
    pm_put_le32(&buffer, 0x01020304);
    pm_put_be32(&buffer, 0x01020304);
    CU_ASSERT_EQUAL(memcmp(pm_buffer_bytes(&buffer), expected, sizeof expected), 0);
    pm_buffer_clear(&buffer);
    pm_put_le64(&buffer, 0x0102030405060708);
    CU_ASSERT_EQUAL(pm_buffer_bytes(&buffer)[0], 8);
    pm_put_be64(&buffer, 0x0102030405060708);
    CU_ASSERT_EQUAL(pm_buffer_bytes(&buffer)[8], 1);
    pm_buffer_free(&buffer);
}

static void the_limit_holds_and_sticks(void)
{
    struct pm_buffer buffer = { .limit = 4 };
    struct pm_error error;

    pm_put_text(&buffer, "abcd");
    CU_ASSERT_EQUAL(pm_buffer_check(&buffer, &error), 0);
    pm_put_u8(&buffer, 'e');
    CU_ASSERT_EQUAL(pm_buffer_check(&buffer, &error), -1);
    CU_ASSERT_EQUAL(error.kind, PM_ERROR_LIMIT);
    pm_buffer_truncate(&buffer, 0);
    pm_put_u8(&buffer, 'e');
    CU_ASSERT_EQUAL(pm_buffer_length(&buffer), 0);
    pm_buffer_free(&buffer);
}

static void no_memory_marks_it(void)
{
    struct pm_buffer buffer = PM_BUFFER_INIT;
    struct pm_error error;

    pm_memory_fail_at(1);
    pm_put_text(&buffer, "abcd");
    pm_memory_fail_at(0);
    CU_ASSERT_EQUAL(pm_buffer_check(&buffer, &error), -1);
    CU_ASSERT_EQUAL(error.kind, PM_ERROR_NOMEM);
    pm_buffer_free(&buffer);
}

static void patches_and_inserts(void)
{
    struct pm_buffer buffer = PM_BUFFER_INIT;

    pm_put_text(&buffer, "xacd");
    pm_buffer_consume(&buffer, 1);
    pm_buffer_insert(&buffer, 1, 1);
    pm_buffer_patch(&buffer, 1, "b", 1);
    CU_ASSERT_NSTRING_EQUAL(pm_buffer_bytes(&buffer), "abcd", 4);
    pm_buffer_free(&buffer);
}

static void a_stream_reuses_its_room(void)
{
    struct pm_buffer buffer = PM_BUFFER_INIT;
    char chunk[100] = { 0 };

    for (int i = 0; i < 10000; i++) {
        pm_put(&buffer, chunk, sizeof chunk);
        if (i > 0)
            pm_buffer_consume(&buffer, sizeof chunk);
    }
    CU_ASSERT_EQUAL(pm_buffer_length(&buffer), sizeof chunk);
    CU_ASSERT(buffer.capacity <= 1024);
    pm_buffer_free(&buffer);
}

static const struct pm_test tests[] = {
    { "writes and consumes", writes_and_consumes },
    { "numbers have their byte order", numbers_have_their_byte_order },
    { "the limit holds and sticks", the_limit_holds_and_sticks },
    { "no memory marks it", no_memory_marks_it },
    { "patches and inserts", patches_and_inserts },
    { "a stream reuses its room", a_stream_reuses_its_room },
};

const struct pm_suite pm_suite_buffer = { "base/buffer", PM_SUITE(tests) };
