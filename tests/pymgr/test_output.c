/* SPDX-License-Identifier: MIT */
#include "pymgr/output.h"

#include "unit.h"
#include "value/build.h"

#include <locale.h>
#include <stdlib.h>
#include <string.h>

static void control_characters_do_nothing(void)
{
    static const struct {
        const char *text, *line, *lines;
    } cases[] = {
        { "plain", "plain", "plain" },
        { "a\nb", "a\\nb", "a\nb" },
        { "\033[31m\a", "\\x1b[31m\\x07", "\\x1b[31m\\x07" },
        { "\x7f\xc2\x9b", "\\x7f\\x9b", "\\x7f\\x9b" },
        { "\u00e9\u20ac\U0001f600", "\u00e9\u20ac\U0001f600", "\u00e9\u20ac\U0001f600" },
        { "\xff\xc3", "\xff\xc3", "\xff\xc3" }, /* no UTF-8: left to the terminal */
        { "", "", "" },
    };

    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char *line = pm_one_line(cases[i].text), *lines = NULL;
        size_t size;
        FILE *file = open_memstream(&lines, &size);

        pm_put_safely(file, cases[i].text);
        fclose(file);
        pm_check_text(cases[i].text, line, cases[i].line);
        pm_check_text(cases[i].text, lines, cases[i].lines);
        free(line);
        free(lines);
    }
}

static void texts_fit_into_columns(void)
{
    CU_ASSERT_EQUAL(pm_columns_of(""), 0);
    CU_ASSERT_EQUAL(pm_columns_of("abc"), 3);
    CU_ASSERT_EQUAL(pm_columns_of("\u00e9\u20ac"), 2);
    CU_ASSERT_EQUAL(pm_bytes_that_fit("abc", 2), 2);
    CU_ASSERT_EQUAL(pm_bytes_that_fit("abc", 9), 3);
    CU_ASSERT_EQUAL(pm_bytes_that_fit("\u00e9\u20acx", 1), 2);
    CU_ASSERT_EQUAL(pm_bytes_that_fit("\u00e9\u20acx", 2), 5);
}

static void wide_characters_take_two(void)
{
    char *before = strdup(setlocale(LC_CTYPE, NULL));

    if (setlocale(LC_CTYPE, "C.UTF-8") != NULL) {
        CU_ASSERT_EQUAL(pm_columns_of("\u4f60\u597d"), 4);
        CU_ASSERT_EQUAL(pm_bytes_that_fit("\u4f60\u597d", 3), 3);
        CU_ASSERT_EQUAL(pm_columns_of("e\u0301"), 1); /* a combining accent */
    }
    setlocale(LC_CTYPE, before);
    free(before);
}

static const struct pm_test tests[] = {
    { "control characters do nothing", control_characters_do_nothing },
    { "texts fit into columns", texts_fit_into_columns },
    { "wide characters take two", wide_characters_take_two },
};

const struct pm_suite pm_suite_output = { "pymgr/output", PM_SUITE(tests) };
