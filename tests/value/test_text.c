/* SPDX-License-Identifier: MIT
 *
 * str, bytes and bytearray, and the UTF-8 that str consists of.
 */
#include "build.h"
#include "unit.h"

static const struct {
    const char *bytes;
    size_t size;
    size_t code_points; /* 0: not valid */
} texts[] = {
    { "a", 1, 1 },
    { "abcdefgh", 8, 8 },
    { "\x7f", 1, 1 },
    { "a\0b", 3, 3 },
    { "\xc2\x80", 2, 1 },
    { "\xdf\xbf", 2, 1 },
    { "\xe0\xa0\x80", 3, 1 },
    { "\xed\x9f\xbf", 3, 1 },
    { "\xed\xa0\x80", 3, 1 },             /* U+D800: a lone surrogate is kept */
    { "\xed\xa0\xbd\xed\xb8\x80", 6, 2 }, /* two of them stay two */
    { "\xef\xbf\xbf", 3, 1 },
    { "\xf0\x90\x80\x80", 4, 1 },
    { "\xf4\x8f\xbf\xbf", 4, 1 },
    { "12345678\xc3\xa9"
      "12345678\xf0\x9f\x98\x80"
      "123456789",
        31, 27 },
    { "\x80", 1, 0 },
    { "\xbf", 1, 0 },
    { "\xc0\x80", 2, 0 }, /* overlong */
    { "\xc1\xbf", 2, 0 },
    { "\xe0\x9f\xbf", 3, 0 },
    { "\xf0\x8f\xbf\xbf", 4, 0 },
    { "\xf4\x90\x80\x80", 4, 0 }, /* above U+10FFFF */
    { "\xf5\x80\x80\x80", 4, 0 },
    { "\xff", 1, 0 },
    { "\xc3", 1, 0 }, /* cut short */
    { "\xe4\xb8", 2, 0 },
    { "\xf0\x9f\x98", 3, 0 },
    { "\xc3"
      "a",
        2, 0 },
    { "\xe4\xb8"
      "a",
        3, 0 },
    { "\xf0\x9f\x98"
      "a",
        4, 0 },
    { "12345678\xff"
      "1234567",
        16, 0 },
    { "1234567\xc3", 8, 0 },
};

static void validity(void)
{
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        pymgr_value *text = pymgr_str_n(texts[i].bytes, texts[i].size);

        CU_ASSERT_EQUAL(pm_utf8_valid(texts[i].bytes, texts[i].size), texts[i].code_points > 0);
        CU_ASSERT_EQUAL(text != NULL, texts[i].code_points > 0);
        if (text != NULL)
            CU_ASSERT_EQUAL(pymgr_length(text), texts[i].code_points);
        pymgr_unref(text);
    }
}

/* Every code point, written, is valid, counts as one and is read back. */
static void every_code_point(void)
{
    size_t wrong = 0;

    for (uint32_t code_point = 0; code_point < 0x110000; code_point++) {
        char bytes[4];
        size_t size = pm_utf8_encode(code_point, bytes), position = 0;

        wrong += !pm_utf8_valid(bytes, size) || pm_utf8_count(bytes, size) != 1 ||
                 pm_utf8_next(bytes, &position) != code_point || position != size;
    }
    CU_ASSERT_EQUAL(wrong, 0);
}

/* At every length and place, so that no word-wise look misses a byte. */
static void ascii(void)
{
    char bytes[40];

    for (size_t size = 0; size < sizeof bytes; size++) {
        memset(bytes, 'a', sizeof bytes);
        CU_ASSERT_TRUE(pm_ascii(bytes, size));
        for (size_t at = 0; at < size; at++) {
            bytes[at] = '\x80';
            CU_ASSERT_FALSE(pm_ascii(bytes, size));
            CU_ASSERT_FALSE(pm_utf8_valid(bytes, size));
            bytes[at] = 'a';
        }
    }
}

static void content(void)
{
    pymgr_value *str = pymgr_str("h\xc3\xa9"), *bytes = pymgr_bytes("a\0\xff", 3);
    pymgr_value *array = pymgr_bytearray(NULL, 0), *made = pm_str_format("%d-%s", 7, "x");
    size_t size;

    CU_ASSERT_STRING_EQUAL(pymgr_text(str, &size), "h\xc3\xa9");
    CU_ASSERT_EQUAL(size, 3);
    CU_ASSERT_EQUAL(memcmp(pymgr_text(bytes, &size), "a\0\xff", 4), 0);
    CU_ASSERT_EQUAL(size, 3);
    CU_ASSERT_EQUAL(pymgr_length(bytes), 3);
    CU_ASSERT_STRING_EQUAL(pymgr_text(array, &size), "");
    CU_ASSERT_EQUAL(size, 0);
    CU_ASSERT_STRING_EQUAL(pymgr_text(made, NULL), "7-x");
    CU_ASSERT_TRUE(pm_text_is(made, "7-x"));
    CU_ASSERT_FALSE(pm_text_is(made, "7-"));
    CU_ASSERT_FALSE(pm_text_is(made, "7-y"));
    pymgr_unref(str);
    pymgr_unref(bytes);
    pymgr_unref(array);
    pymgr_unref(made);
}

static void cuts_are_between_characters(void)
{
    static const char text[] = "a\303\251\342\202\254\360\237\230\200"; /* of 1, 2, 3 and 4 bytes */
    static const size_t fits[] = { 0, 1, 1, 3, 3, 3, 6, 6, 6, 6, 10, 10 };

    for (size_t i = 0; i < sizeof fits / sizeof fits[0]; i++)
        CU_ASSERT_EQUAL(pm_utf8_fit(text, sizeof text - 1, i), fits[i]);
}

static const struct pm_test tests[] = {
    { "cuts are between characters", cuts_are_between_characters },
    { "validity", validity },
    { "every code point", every_code_point },
    { "ASCII", ascii },
    { "content", content },
};

const struct pm_suite pm_suite_text = { "value/text", PM_SUITE(tests) };
