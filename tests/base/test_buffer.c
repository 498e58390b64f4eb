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

/* --- references --- */

static unsigned released;

static void count_release(void *owner)
{
    CU_ASSERT_PTR_EQUAL(owner, &released);
    released++;
}

static void refer(struct pm_buffer *buffer, const char *text)
{
    pm_put_reference(buffer, text, strlen(text), &released, count_release);
}

/* "gone" and then "abCDEfGHijk": five bytes of it are referred to. The first four are consumed already. */
static struct pm_buffer with_references(void)
{
    struct pm_buffer buffer = { .refers = true };

    released = 0;
    pm_put_text(&buffer, "goneab");
    refer(&buffer, "CDE");
    pm_put_text(&buffer, "f");
    refer(&buffer, "G");
    refer(&buffer, "H");
    pm_put_text(&buffer, "ijk");
    if (!pm_buffer_failed(&buffer))
        pm_buffer_consume(&buffer, 4);
    return buffer;
}

/* Reads the buffer in steps of so many bytes, and compares. */
static void check_reads(struct pm_buffer *buffer, size_t step, const char *expected)
{
    while (pm_buffer_size(buffer) > 0) {
        struct iovec pieces[8];
        size_t count = pm_buffer_pieces(buffer, pieces, 8), size = 0;

        for (size_t i = 0; i < count; i++) {
            CU_ASSERT_EQUAL(memcmp(pieces[i].iov_base, expected + size, pieces[i].iov_len), 0);
            size += pieces[i].iov_len;
        }
        CU_ASSERT_EQUAL(size, pm_buffer_size(buffer));
        CU_ASSERT_EQUAL_FATAL(size, strlen(expected));
        step = step < size ? step : size;
        pm_buffer_consume(buffer, step);
        expected += step;
    }
    CU_ASSERT_STRING_EQUAL(expected, "");
}

static void references_are_read_among_the_bytes(void)
{
    for (size_t step = 1; step <= 11; step++) {
        struct pm_buffer buffer = with_references();

        CU_ASSERT_EQUAL(pm_buffer_length(&buffer), 6);
        CU_ASSERT_EQUAL(pm_buffer_size_from(&buffer, 3), 5);
        check_reads(&buffer, step, "abCDEfGHijk");
        CU_ASSERT_EQUAL(released, 3);
        CU_ASSERT_EQUAL(buffer.start, 0);
        pm_buffer_free(&buffer);
        CU_ASSERT(buffer.refers);
    }
}

static void pieces_are_as_many_as_wanted(void)
{
    struct pm_buffer buffer = with_references();
    struct iovec pieces[8];

    CU_ASSERT_EQUAL(pm_buffer_pieces(&buffer, pieces, 8), 6);
    CU_ASSERT_EQUAL(pm_buffer_pieces(&buffer, pieces, 3), 2);
    CU_ASSERT_EQUAL(pm_buffer_pieces(&buffer, pieces, 2), 2);
    pm_buffer_free(&buffer);
    CU_ASSERT_EQUAL(released, 3);
}

static void truncation_drops_references(void)
{
    struct pm_buffer buffer = with_references();

    pm_buffer_truncate(&buffer, 2); /* the first reference follows these, and might belong to them */
    CU_ASSERT_EQUAL(released, 2);
    pm_put_text(&buffer, "z");
    check_reads(&buffer, 1, "abCDEz");
    pm_buffer_free(&buffer);
    buffer = with_references();
    pm_buffer_truncate(&buffer, 1);
    CU_ASSERT_EQUAL(released, 3);
    check_reads(&buffer, 1, "a");
    pm_buffer_free(&buffer);
    buffer = with_references();
    pm_buffer_clear(&buffer);
    CU_ASSERT_EQUAL(released, 3);
    CU_ASSERT_EQUAL(pm_buffer_size(&buffer), 0);
    pm_buffer_free(&buffer);
}

static void references_keep_their_places(void)
{
    char many[300] = "";
    struct pm_buffer buffer = with_references();

    pm_buffer_insert(&buffer, 2, 1);
    pm_buffer_patch(&buffer, 2, "-", 1);
    pm_buffer_consume(&buffer, 6);
    memset(many, 'z', sizeof many - 1);
    pm_put_text(&buffer, many); /* the room is too small: what is left moves to its beginning */
    CU_ASSERT_EQUAL(pm_buffer_size(&buffer), 6 + sizeof many - 1);
    pm_buffer_truncate(&buffer, 4);
    check_reads(&buffer, 2, "fGHijk");
    pm_buffer_free(&buffer);
}

static void all_is_moved(void)
{
    struct pm_buffer to = { .refers = true }, from = with_references();

    pm_put_text(&to, "0123");
    pm_buffer_consume(&to, 3);
    pm_buffer_consume(&from, 3); /* into a reference */
    pm_buffer_move(&to, &from);
    CU_ASSERT_EQUAL(pm_buffer_size(&from), 0);
    CU_ASSERT_EQUAL(released, 0);
    check_reads(&to, 3, "3DEfGHijk");
    CU_ASSERT_EQUAL(released, 3);
    pm_buffer_free(&to);
    pm_buffer_free(&from);
}

static void every_owner_is_released_without_memory(void)
{
    for (size_t n = 1; n < 6; n++) {
        struct pm_buffer to = { .refers = true }, from;
        bool failed;

        pm_memory_fail_at(n);
        from = with_references();
        failed = pm_buffer_failed(&from);
        pm_buffer_move(&to, &from);
        failed = failed || pm_buffer_failed(&to);
        pm_memory_fail_at(0);
        CU_ASSERT_EQUAL(failed, n < 5);
        pm_buffer_free(&to);
        pm_buffer_free(&from);
        CU_ASSERT_EQUAL(released, 3);
    }
}

static const struct pm_test tests[] = {
    { "writes and consumes", writes_and_consumes },
    { "numbers have their byte order", numbers_have_their_byte_order },
    { "the limit holds and sticks", the_limit_holds_and_sticks },
    { "no memory marks it", no_memory_marks_it },
    { "patches and inserts", patches_and_inserts },
    { "a stream reuses its room", a_stream_reuses_its_room },
    { "references are read among the bytes", references_are_read_among_the_bytes },
    { "pieces are as many as wanted", pieces_are_as_many_as_wanted },
    { "truncation drops references", truncation_drops_references },
    { "references keep their places", references_keep_their_places },
    { "all is moved", all_is_moved },
    { "every owner is released without memory", every_owner_is_released_without_memory },
};

const struct pm_suite pm_suite_buffer = { "base/buffer", PM_SUITE(tests) };
