/* SPDX-License-Identifier: MIT
 *
 * The corpus: pickles of every version of Python at every protocol, and refused ones. See
 * tests/corpus/make_pickles.py.
 */
#include "base/memory.h"
#include "codec/pickling.h"
#include "unit.h"
#include "value/build.h"

#include <stdio.h>
#include <stdlib.h>

enum {
    FAILING_SIZE = 700, /* bytes of the pickles in which each allocation fails in turn */
    MOST_ALLOCATIONS = 100000,
};

static const struct pm_dialect dialects[] = {
    { .protocol = 2, .python2 = true },
    { .protocol = 2 },
    { .protocol = 3 },
    { .protocol = 4 },
    { .protocol = 5 },
};

enum { DIALECTS = sizeof dialects / sizeof dialects[0] };

static const char *base_of(const char *path)
{
    const char *slash = strrchr(path, '/');

    return slash == NULL ? path : slash + 1;
}

static bool same_bytes(const struct pm_buffer *buffer, const unsigned char *bytes, size_t size)
{
    return pm_buffer_length(buffer) == size && memcmp(pm_buffer_bytes(buffer), bytes, size) == 0;
}

static void complain(const char *path, const char *what)
{
    CU_FAIL("a file of the corpus");
    fprintf(stderr, "%s: %s\n", base_of(path), what);
}

/* --- valid ones --- */

/* What is dumped must load again; and what that is dumped as must be the same bytes, unless a set took them
 * in another order. */
static void check_dialect(const char *path, const pymgr_value *value, struct pm_dialect dialect)
{
    struct pm_buffer first = PM_BUFFER_INIT, second = PM_BUFFER_INIT;
    struct pm_error error = { .text = "" };
    pymgr_value *again = NULL;

    if (pm_pickle_to(&first, value, dialect, &error) != 0) {
        complain(path, error.text);
        return;
    }
    again = pm_unpickle(pm_buffer_bytes(&first), pm_buffer_length(&first), &error);
    if (again == NULL)
        complain(path, error.text);
    else if (pm_pickle_to(&second, again, dialect, &error) != 0)
        complain(path, error.text);
    else if (strstr(path, "set") == NULL &&
             !same_bytes(&second, pm_buffer_bytes(&first), pm_buffer_length(&first)))
        complain(path, "other bytes when loaded and dumped again");
    pymgr_unref(again);
    pm_buffer_free(&first);
    pm_buffer_free(&second);
}

static void check_valid(const char *path, const unsigned char *bytes, size_t size, void *context)
{
    struct pm_error error = { .text = "" };
    pymgr_value *value = pm_unpickle(bytes, size, &error);

    (void)context;
    if (value == NULL)
        complain(path, error.text);
    for (size_t i = 0; value != NULL && i < DIALECTS; i++)
        check_dialect(path, value, dialects[i]);
    pymgr_unref(value);
}

static void every_valid_one_goes_round(void)
{
    CU_ASSERT(pm_test_each_file("corpus/pickle/valid", check_valid, NULL) > 200);
}

static void check_exact(const char *path, const unsigned char *bytes, size_t size, void *context)
{
    size_t *checked = context;
    struct pm_buffer out = PM_BUFFER_INIT;
    struct pm_error error = { .text = "" };
    int protocol;
    pymgr_value *value;

    if (sscanf(base_of(path), "3.12-p%d-plain-", &protocol) != 1 || strstr(path, "-plain-") == NULL ||
        protocol < 2)
        return;
    value = pm_unpickle(bytes, size, &error);
    if (value == NULL || pm_pickle_to(&out, value, pm_protocol(protocol), &error) != 0)
        complain(path, error.text);
    else if (!same_bytes(&out, bytes, size))
        complain(path, "not dumped as CPython has dumped it");
    pm_buffer_free(&out);
    pymgr_unref(value);
    ++*checked;
}

static void plain_ones_come_back_exactly(void)
{
    size_t checked = 0;

    pm_test_each_file("corpus/pickle/valid", check_exact, &checked);
    CU_ASSERT(checked > 80);
}

static void check_repr_line(char *line)
{
    char *tab = strchr(line, '\t');
    char path[512];
    struct pm_error error = { .text = "" };
    unsigned char *bytes;
    size_t size = 0;
    pymgr_value *value;
    char *shown;

    CU_ASSERT_PTR_NOT_NULL_FATAL(tab);
    *tab = '\0';
    snprintf(path, sizeof path, "corpus/pickle/valid/%s", line);
    bytes = pm_test_read(pm_test_path(path), &size);
    CU_ASSERT_PTR_NOT_NULL_FATAL(bytes);
    value = pm_unpickle(bytes, size, &error);
    shown = value == NULL ? strdup(error.text) : pm_shown(value);
    pm_check_text(line, shown, tab + 1);
    free(shown);
    pymgr_unref(value);
    free(bytes);
}

static void plain_ones_show_as_in_python(void)
{
    size_t size = 0, count = 0;
    char *text = (char *)pm_test_read(pm_test_path("corpus/pickle/reprs.txt"), &size);
    char *rest = text;

    CU_ASSERT_PTR_NOT_NULL_FATAL(text);
    text[size] = '\0';
    for (char *line = strsep(&rest, "\n"); rest != NULL; line = strsep(&rest, "\n"), count++)
        check_repr_line(line);
    CU_ASSERT(count > 100);
    free(text);
}

/* --- cut short --- */

static void check_cuts(const char *path, const unsigned char *bytes, size_t size, void *context)
{
    struct pm_scratch *scratch = context;
    struct pm_dialect dialect;
    struct pm_error error;

    for (size_t length = 0; length < size; length++) {
        unsigned char *cut = malloc(length + 1);
        pymgr_value *value = NULL;

        CU_ASSERT_PTR_NOT_NULL_FATAL(cut);
        memcpy(cut, bytes, length);
        if (pm_codec_pickle.load(scratch, cut, length, &dialect, &value, &error) == 0)
            complain(path, "loads though cut short");
        else if (error.kind != PM_ERROR_MALFORMED || error.offset > length)
            complain(path, error.text);
        pymgr_unref(value);
        free(cut);
    }
}

static void cut_ones_are_refused(void)
{
    struct pm_scratch *scratch = pm_scratch_new();

    CU_ASSERT_PTR_NOT_NULL_FATAL(scratch);
    pm_test_each_file("corpus/pickle/valid", check_cuts, scratch);
    pm_scratch_free(scratch);
}

/* --- without memory --- */

static bool load_fails_at(const unsigned char *bytes, size_t size, size_t nth, pymgr_value **valuep)
{
    struct pm_error error = { .kind = PM_ERROR_NOMEM };

    pm_memory_fail_at(nth);
    *valuep = pm_unpickle(bytes, size, &error);
    pm_memory_fail_at(0);
    CU_ASSERT_EQUAL(error.kind, PM_ERROR_NOMEM);
    return *valuep == NULL;
}

static bool dump_fails_at(const pymgr_value *value, struct pm_dialect dialect, size_t nth)
{
    struct pm_buffer out = PM_BUFFER_INIT;
    struct pm_error error = { .kind = PM_ERROR_NOMEM };
    int status;

    pm_put_text(&out, "before");
    pm_memory_fail_at(nth);
    status = pm_pickle_to(&out, value, dialect, &error);
    pm_memory_fail_at(0);
    CU_ASSERT_EQUAL(error.kind, PM_ERROR_NOMEM);
    CU_ASSERT(status == 0 || pm_buffer_length(&out) == strlen("before"));
    pm_buffer_free(&out);
    return status != 0;
}

static void check_failing(const char *path, const unsigned char *bytes, size_t size, void *context)
{
    pymgr_value *value = NULL;
    size_t nth = 1;

    (void)path;
    (void)context;
    if (size > FAILING_SIZE)
        return;
    pm_blocks_drop();
    while (nth < MOST_ALLOCATIONS && load_fails_at(bytes, size, nth, &value))
        nth++;
    CU_ASSERT_PTR_NOT_NULL_FATAL(value);
    for (size_t i = 0; i < DIALECTS; i++) {
        for (nth = 1; nth < MOST_ALLOCATIONS && dump_fails_at(value, dialects[i], nth);)
            nth++;
        CU_ASSERT(nth < MOST_ALLOCATIONS);
    }
    pymgr_unref(value);
}

static void every_allocation_may_fail(void)
{
    CU_ASSERT(pm_test_each_file("corpus/pickle/valid", check_failing, NULL) > 200);
}

/* --- invalid ones --- */

static char *expected_error(const char *path)
{
    size_t size = 0;
    char name[4096];
    char *text;

    snprintf(name, sizeof name, "%.*s.error", (int)(strlen(path) - strlen(".pickle")), path);
    text = (char *)pm_test_read(name, &size);
    if (text != NULL)
        text[size] = '\0';
    return text;
}

static void check_invalid(const char *path, const unsigned char *bytes, size_t size, void *context)
{
    struct pm_error error = { .kind = PM_ERROR_NOMEM };
    char *expected, got[512];
    size_t *checked = context;

    if (strstr(path, ".pickle") == NULL)
        return;
    expected = expected_error(path);
    CU_ASSERT_PTR_NOT_NULL_FATAL(expected);
    CU_ASSERT_PTR_NULL(pm_unpickle(bytes, size, &error));
    CU_ASSERT_EQUAL(error.kind, PM_ERROR_MALFORMED);
    snprintf(got, sizeof got, "%zu: %s\n", error.offset, error.text);
    pm_check_text(base_of(path), got, expected);
    free(expected);
    ++*checked;
}

static void invalid_ones_are_refused_clearly(void)
{
    size_t checked = 0;

    pm_test_each_file("corpus/pickle/invalid", check_invalid, &checked);
    CU_ASSERT(checked > 80);
}

static const struct pm_test tests[] = {
    { "every valid one goes round", every_valid_one_goes_round },
    { "plain ones come back exactly", plain_ones_come_back_exactly },
    { "plain ones show as in Python", plain_ones_show_as_in_python },
    { "cut ones are refused", cut_ones_are_refused },
    { "every allocation may fail", every_allocation_may_fail },
    { "invalid ones are refused clearly", invalid_ones_are_refused_clearly },
};

const struct pm_suite pm_suite_pickle_corpus = { "codec/pickle_corpus", PM_SUITE(tests) };
