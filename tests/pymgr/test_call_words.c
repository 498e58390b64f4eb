/* SPDX-License-Identifier: MIT */
#include "pymgr/call_words.h"

#include "base/memory.h"
#include "unit.h"
#include "value/build.h"

#include <stdlib.h>
#include <string.h>

enum { WORDS = 4 };

struct words_case {
    const char *words[WORDS + 1]; /* ended by NULL */
    const char *shown;            /* repr of (args, kwds), or the message */
};

/* repr((args, kwds)), or what is wrong: to free(). */
static char *read_words(const char *const *words)
{
    struct pymgr_error error = PYMGR_ERROR_INIT;
    pymgr_value *args, *kwds, *both;
    int count = 0;
    char *shown;

    while (words[count] != NULL)
        count++;
    if (pm_call_words(count, (char *const *)(uintptr_t)words, &args, &kwds, &error) != 0) {
        CU_ASSERT_EQUAL(error.code, PYMGR_INVALID);
        shown = strdup(error.text);
        pymgr_error_clear(&error);
        return shown;
    }
    both = pymgr_tuple_of(2, args, kwds);
    shown = pymgr_repr(both);
    pymgr_unref(both);
    return shown;
}

static void check(const struct words_case *cases, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        char *shown = read_words(cases[i].words);

        pm_check_text(cases[i].words[0] == NULL ? "none" : cases[i].words[0], shown, cases[i].shown);
        free(shown);
    }
}

static void words_are_literals(void)
{
    static const struct words_case cases[] = {
        { { NULL }, "((), {})" },
        { { "-1", "'a'", "[1, {2: ()}]" }, "((-1, 'a', [1, {2: ()}]), {})" },
        { { "None", "timeout=1.5", "block=False" }, "((None,), {'timeout': 1.5, 'block': False})" },
        { { "_x1='=a'" }, "((), {'_x1': '=a'})" },
        { { "\u00e9=1" }, "((), {'\u00e9': 1})" },
        { { "'a=b'", "{'a': '='}" }, "(('a=b', {'a': '='}), {})" },
    };

    check(cases, sizeof cases / sizeof cases[0]);
}

#define HINT " is no Python literal; text needs quotes that reach pymgr, as in \"'text'\""

static void what_is_wrong_is_told(void)
{
    static const struct words_case cases[] = {
        { { "hello" }, "'hello'" HINT },
        { { "hello world" }, "'hello world'" HINT },
        { { "" }, "''" HINT },
        { { "key=hello" }, "'hello'" HINT },
        { { "key=" }, "''" HINT },
        { { "1key=2" }, "'1key=2'" HINT },
        { { "a=1", "a=2" }, "'a=2' repeats a keyword" },
        { { "a=1", "2" }, "'2' has no keyword, but follows one that has" },
        { { "\xff=1" }, "'\xff=1' is not UTF-8" },
    };

    check(cases, sizeof cases / sizeof cases[0]);
}

static void a_literal_with_a_mistake_is_told_as_such(void)
{
    static const char *const words[] = { "[1, 2", NULL };
    char *shown = read_words(words);

    CU_ASSERT_PTR_NULL(strstr(shown, "quotes"));
    free(shown);
}

static void no_memory_is_told(void)
{
    static char first[] = "[1]", second[] = "key='x'";
    char *const words[] = { first, second };
    pymgr_value *args, *kwds;
    size_t n = 0;
    int result = -1;

    while (result != 0 && n < 100) {
        struct pymgr_error error = PYMGR_ERROR_INIT;

        pm_memory_fail_at(++n);
        result = pm_call_words(2, words, &args, &kwds, &error);
        pm_memory_fail_at(0);
        CU_ASSERT_EQUAL(error.code, result == 0 ? PYMGR_OK : PYMGR_NO_MEMORY);
        pymgr_error_clear(&error);
    }
    CU_ASSERT_TRUE(n > 5 && result == 0);
    pymgr_unref(args);
    pymgr_unref(kwds);
}

static const struct pm_test tests[] = {
    { "words are literals", words_are_literals },
    { "what is wrong is told", what_is_wrong_is_told },
    { "a literal with a mistake is told as such", a_literal_with_a_mistake_is_told_as_such },
    { "no memory is told", no_memory_is_told },
};

const struct pm_suite pm_suite_call_words = { "pymgr/call_words", PM_SUITE(tests) };
