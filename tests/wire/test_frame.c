/* SPDX-License-Identifier: MIT */
#include "base/memory.h"
#include "unit.h"
#include "wire/frame.h"

#include <stdio.h>

struct expected {
    size_t header, size;
};

static enum pm_frame_state peek(const char *bytes, size_t available, struct expected *found)
{
    return pm_frame_peek(
        (const unsigned char *)bytes, available, PM_FRAME_LIMIT_DEFAULT, &found->header, &found->size);
}

static void says_how_much_is_missing(void)
{
    struct expected found = { 9, 9 };

    CU_ASSERT_EQUAL(peek("", 0, &found), PM_FRAME_MORE);
    CU_ASSERT_EQUAL(found.header + found.size, 0);
    CU_ASSERT_EQUAL(peek("\0\0\0\5", 3, &found), PM_FRAME_MORE);
    CU_ASSERT_EQUAL(found.header + found.size, 0);
    CU_ASSERT_EQUAL(peek("\0\0\0\5abcd", 8, &found), PM_FRAME_MORE);
    CU_ASSERT_EQUAL(found.header + found.size, 9);
    CU_ASSERT_EQUAL(peek("\0\0\0\5abcde", 9, &found), PM_FRAME_READY);
    CU_ASSERT_EQUAL(found.header, 4);
    CU_ASSERT_EQUAL(found.size, 5);
}

static void reads_the_long_form(void)
{
    static const char frame[] = "\xff\xff\xff\xff\0\0\0\0\0\0\0\2ab";
    struct expected found;

    CU_ASSERT_EQUAL(peek(frame, 4, &found), PM_FRAME_MORE);
    CU_ASSERT_EQUAL(peek(frame, 11, &found), PM_FRAME_MORE);
    CU_ASSERT_EQUAL(found.header + found.size, 0);
    CU_ASSERT_EQUAL(peek(frame, 13, &found), PM_FRAME_MORE);
    CU_ASSERT_EQUAL(found.header + found.size, 14);
    CU_ASSERT_EQUAL(peek(frame, 14, &found), PM_FRAME_READY);
    CU_ASSERT_EQUAL(found.header, 12);
    CU_ASSERT_EQUAL(found.size, 2);
}

static void the_limit_is_inclusive(void)
{
    static const unsigned char full[] = { 0, 0, 1, 0 }, over[] = { 0, 0, 1, 1 };
    size_t header, size;

    CU_ASSERT_EQUAL(pm_frame_peek(full, 4, PM_FRAME_BEFORE_AUTH, &header, &size), PM_FRAME_MORE);
    CU_ASSERT_EQUAL(pm_frame_peek(over, 4, PM_FRAME_BEFORE_AUTH, &header, &size), PM_FRAME_TOO_BIG);
    CU_ASSERT_EQUAL(size, 257);
}

static void no_limit_admits_the_longest(void)
{
    static const unsigned char longest[] = { 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255 };
    size_t header, size;

    CU_ASSERT_EQUAL(pm_frame_peek(longest, sizeof longest, SIZE_MAX, &header, &size), PM_FRAME_MORE);
    CU_ASSERT_EQUAL(size, SIZE_MAX);
}

static void headers_switch_form_at_2_gib(void)
{
    static const unsigned char last_short[] = { 0x7f, 255, 255, 255 };
    static const unsigned char first_long[] = { 255, 255, 255, 255, 0, 0, 0, 0, 0x80, 0, 0, 0 };
    unsigned char header[PM_FRAME_HEADER_MAX];

    CU_ASSERT_EQUAL(pm_frame_header(0x7fffffff, header), sizeof last_short);
    CU_ASSERT_EQUAL(memcmp(header, last_short, sizeof last_short), 0);
    CU_ASSERT_EQUAL(pm_frame_header(0x80000000, header), sizeof first_long);
    CU_ASSERT_EQUAL(memcmp(header, first_long, sizeof first_long), 0);
}

static void begin_and_end_frame_what_is_between(void)
{
    static const char expected[] = "\0\0\0\2ab\0\0\0\0\0\0\0\3cde";
    struct pm_buffer out = PM_BUFFER_INIT;
    size_t offset;

    pm_put_text(&out, "gone");
    pm_frame_put(&out, "ab", 2);
    pm_buffer_consume(&out, 4);
    pm_frame_end(&out, pm_frame_begin(&out));
    offset = pm_frame_begin(&out);
    pm_put_text(&out, "cde");
    pm_frame_end(&out, offset);
    CU_ASSERT_EQUAL_FATAL(pm_buffer_length(&out), sizeof expected - 1);
    CU_ASSERT_EQUAL(memcmp(pm_buffer_bytes(&out), expected, sizeof expected - 1), 0);
    pm_buffer_free(&out);
}

static void forget(void *owner)
{
    (void)owner;
}

/* Both forms of the length; nobody reads as far as the bytes. */
static void what_is_referred_to_counts(void)
{
    static const char expected[] = "\0\0\0\5ab\xff\xff\xff\xff\0\0\0\0\x80\0\0\1cd";
    struct pm_buffer out = { .refers = true };
    struct iovec pieces[5];
    size_t offset = pm_frame_begin(&out);

    pm_put_text(&out, "a");
    pm_put_reference(&out, "xyz", 3, NULL, forget);
    pm_put_text(&out, "b");
    pm_frame_end(&out, offset);
    offset = pm_frame_begin(&out);
    pm_put_reference(&out, "z", 0x7fffffff, NULL, forget);
    pm_put_text(&out, "cd");
    pm_frame_end(&out, offset);
    CU_ASSERT_EQUAL_FATAL(pm_buffer_length(&out), sizeof expected - 1);
    CU_ASSERT_EQUAL(memcmp(pm_buffer_bytes(&out), expected, sizeof expected - 1), 0);
    CU_ASSERT_EQUAL(pm_buffer_pieces(&out, pieces, 5), 5);
    CU_ASSERT_EQUAL(pieces[2].iov_len, 1 + PM_FRAME_HEADER_MAX);
    pm_buffer_free(&out);
}

static void a_limit_shows_in_the_buffer(void)
{
    struct pm_buffer out = { .limit = 6 };
    struct pm_error error;

    pm_frame_put(&out, "abc", 3);
    CU_ASSERT_EQUAL(pm_buffer_check(&out, &error), -1);
    CU_ASSERT_EQUAL(error.kind, PM_ERROR_LIMIT);
    pm_buffer_free(&out);
}

static void no_memory_shows_in_the_buffer(void)
{
    struct pm_buffer out = PM_BUFFER_INIT;
    struct pm_error error;

    pm_memory_fail_at(1);
    pm_frame_end(&out, pm_frame_begin(&out));
    pm_memory_fail_at(0);
    CU_ASSERT_EQUAL(pm_buffer_check(&out, &error), -1);
    CU_ASSERT_EQUAL(error.kind, PM_ERROR_NOMEM);
    pm_buffer_free(&out);
}

/* Reads a stream one byte at a time; returns the state in which it stops, and how many bytes are left over.
 */
static enum pm_frame_state read_stream(const unsigned char *bytes, size_t size, size_t *leftp)
{
    enum pm_frame_state state = PM_FRAME_MORE;
    size_t begin = 0, header, payload;

    for (size_t end = 1; end <= size; end++) {
        state = pm_frame_peek(bytes + begin, end - begin, PM_FRAME_LIMIT_DEFAULT, &header, &payload);
        if (state == PM_FRAME_READY)
            begin += header + payload;
        else if (state != PM_FRAME_MORE)
            break;
    }
    *leftp = size - begin;
    return state;
}

static void fail(const char *path)
{
    fprintf(stderr, "\n%s\n", path);
    CU_FAIL("stream");
}

static void expect_valid(const char *path, const unsigned char *bytes, size_t size, void *context)
{
    size_t left;

    (void)context;
    if (read_stream(bytes, size, &left) != PM_FRAME_READY || left != 0)
        fail(path);
}

static void expect_invalid(const char *path, const unsigned char *bytes, size_t size, void *context)
{
    size_t left;
    enum pm_frame_state state = read_stream(bytes, size, &left);

    (void)context;
    if (state != PM_FRAME_BAD && state != PM_FRAME_TOO_BIG)
        fail(path);
}

static void corpus(void)
{
    CU_ASSERT(pm_test_each_file("corpus/frame/valid", expect_valid, NULL) > 0);
    CU_ASSERT(pm_test_each_file("corpus/frame/invalid", expect_invalid, NULL) > 0);
}

static const struct pm_test tests[] = {
    { "says how much is missing", says_how_much_is_missing },
    { "reads the long form", reads_the_long_form },
    { "the limit is inclusive", the_limit_is_inclusive },
    { "no limit admits the longest", no_limit_admits_the_longest },
    { "headers switch form at 2 GiB", headers_switch_form_at_2_gib },
    { "begin and end frame what is between", begin_and_end_frame_what_is_between },
    { "what is referred to counts", what_is_referred_to_counts },
    { "a limit shows in the buffer", a_limit_shows_in_the_buffer },
    { "no memory shows in the buffer", no_memory_shows_in_the_buffer },
    { "corpus, byte by byte", corpus },
};

const struct pm_suite pm_suite_frame = { "wire/frame", PM_SUITE(tests) };
