/* SPDX-License-Identifier: MIT */
#include "object/bind.h"

#include "base/memory.h"
#include "object/signature.h"
#include "unit.h"
#include "value/literal.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>

/* repr of the list of what the parameters were given (NULL: `-`), or the error; to free(). */
static char *bind_text(const struct pm_method *method, const char *owner, const char *arguments)
{
    pymgr_value *name, *args, *kwds, **bound;
    struct pm_buffer text = PM_BUFFER_INIT;
    struct pm_error error;
    char call[512], *result;
    size_t count;

    snprintf(call, sizeof call, "f(%s)", arguments);
    CU_ASSERT_EQUAL_FATAL(pm_literal_call(call, strlen(call), &name, &args, &kwds, &error), 0);
    if (pm_bind(method, owner, args, kwds, &bound, &count, &error) == 0) {
        pm_put_u8(&text, '[');
        for (size_t i = 0; i < count; i++) {
            pm_put_text(&text, i == 0 ? "" : ", ");
            if (bound[i] == NULL)
                pm_put_u8(&text, '-');
            else
                CU_ASSERT_EQUAL(pm_repr(&text, bound[i], &error), 0);
        }
        pm_put_u8(&text, ']');
        pm_bound_free(bound, count);
    } else {
        pm_put_format(&text, "TypeError: %s", error.text);
        CU_ASSERT_EQUAL(error.kind, PM_ERROR_TYPE);
    }
    pm_put_u8(&text, '\0');
    result = strdup((char *)pm_buffer_bytes(&text));
    pm_buffer_free(&text);
    pymgr_unref(name);
    pymgr_unref(args);
    pymgr_unref(kwds);
    return result;
}

/* A row for a signature, which must live as long as the cache does. */
static const struct pm_method *row_of(const char *signature)
{
    static struct pm_method rows[64];
    static char texts[64][64];
    size_t i = 0;

    while (rows[i].signature != NULL && strcmp(texts[i], signature) != 0)
        i++;
    if (rows[i].signature == NULL) {
        snprintf(texts[i], sizeof texts[i], "%s", signature);
        rows[i] = (struct pm_method){ .name = "f",
            .signature = strchr(texts[i], '('),
            .binding = texts[i][0] == 'f' ? PM_FUNCTION : PM_DEF };
    }
    return &rows[i];
}

static bool check_line(char *line)
{
    const char *signature = strsep(&line, "\t"), *arguments = strsep(&line, "\t");
    char *got = bind_text(row_of(signature), "T", arguments);
    bool same = strcmp(got, line) == 0;

    if (!same)
        fprintf(
            stderr, "%s called with (%s)\n  expected %s\n  got      %s\n", signature, arguments, line, got);
    free(got);
    return same;
}

static void python_functions_bind_as_cpythons(void)
{
    size_t size, failed = 0, lines = 0;
    char *text = (char *)pm_test_read(pm_test_path("object/bindings.txt"), &size), *rest = text, *line;

    CU_ASSERT_PTR_NOT_NULL_FATAL(text);
    text[size] = '\0';
    while ((line = strsep(&rest, "\n")) != NULL && rest != NULL) {
        failed += !check_line(line);
        lines++;
    }
    CU_ASSERT_EQUAL(failed, 0);
    CU_ASSERT_TRUE(lines > 900);
    free(text);
}

/* The rows of the shared types say much about C methods too (tests/types/cases); here is the rest. */
static void c_methods_bind_as_cpythons(void)
{
    static const struct {
        struct pm_method method;
        const char *arguments, *expected;
    } cases[] = {
        { { .name = "clear", .signature = "()", .binding = PM_C_NOARGS }, "", "[]" },
        { { .name = "clear", .signature = "()", .binding = PM_C_NOARGS }, "1",
            "TypeError: list.clear() takes no arguments (1 given)" },
        { { .name = "append", .signature = "(x, /)", .binding = PM_C_ONE }, "x=1",
            "TypeError: list.append() takes no keyword arguments" },
        { { .name = "append", .signature = "(x, /)", .binding = PM_C_ONE }, "1, 2",
            "TypeError: list.append() takes exactly one argument (2 given)" },
        { { .name = "list", .signature = "(iterable=..., /)", .binding = PM_C_POSITIONAL }, "", "[-]" },
        { { .name = "list", .signature = "(iterable=..., /)", .binding = PM_C_POSITIONAL }, "x=1",
            "TypeError: list() takes no keyword arguments" },
        { { .name = "m.make", .signature = "()", .binding = PM_C_NOARGS }, "1",
            "TypeError: m.make() takes no arguments (1 given)" },
        { { .name = "pick", .signature = "(a, b=2, /, **kwds)", .binding = PM_C_POSITIONAL }, "1, x=3",
            "[1, 2, {'x': 3}]" },
        { { .name = "pick", .signature = "(a, b=2, /)", .binding = PM_C_POSITIONAL }, "",
            "TypeError: pick expected at least 1 argument, got 0" },
        { { .name = "pick", .signature = "(a, b=2, /)", .binding = PM_C_POSITIONAL }, "1, 2, 3",
            "TypeError: pick expected at most 2 arguments, got 3" },
        { { .name = "pick", .signature = "(a, b, /)", .binding = PM_C_POSITIONAL }, "1",
            "TypeError: pick expected 2 arguments, got 1" },
        { { .name = "pick", .signature = "(a, *rest)", .binding = PM_C_POSITIONAL }, "1, 2, 3",
            "[1, (2, 3)]" },
        { { .name = "join", .signature = "(*rest)", .binding = PM_C_VARARGS }, "1, 2", "[(1, 2)]" },
        { { .name = "join", .signature = "(*rest)", .binding = PM_C_VARARGS }, "1, x=2",
            "TypeError: join() takes no keyword arguments" },
        { { .name = "put", .signature = "(a, b=2)", .binding = PM_C_KEYWORDS }, "b=3, a=1", "[1, 3]" },
        { { .name = "put", .signature = "(a, b=2)", .binding = PM_C_KEYWORDS }, "b=3",
            "TypeError: put() missing required argument 'a' (pos 1)" },
        { { .name = "put", .signature = "(a, b)", .binding = PM_C_KEYWORDS }, "1, 2, 3",
            "TypeError: put() takes exactly 2 arguments (3 given)" },
        { { .name = "put", .signature = "(a)", .binding = PM_C_KEYWORDS }, "a=1, b=2",
            "TypeError: put() takes exactly 1 keyword argument (2 given)" },
        { { .name = "put", .signature = "(a=1, *, b=2, c=3)", .binding = PM_C_KEYWORDS }, "1, 2",
            "TypeError: put() takes at most 1 positional argument (2 given)" },
        { { .name = "put", .signature = "(a, b=2)", .binding = PM_C_KEYWORDS }, "1, a=2",
            "TypeError: argument for put() given by name ('a') and position (1)" },
        { { .name = "put", .signature = "(a, b=2, c=3)", .binding = PM_C_KEYWORDS }, "1, b=2, z=2",
            "TypeError: 'z' is an invalid keyword argument for put()" },
        { { .name = "__len__", .signature = "()", .binding = PM_SLOT }, "1, x=1",
            "TypeError: wrapper __len__() takes no keyword arguments" },
        { { .name = "__len__", .signature = "()", .binding = PM_SLOT }, "1",
            "TypeError: expected 0 arguments, got 1" },
        { { .name = "__mul__", .signature = "(n, /)", .binding = PM_SLOT_TUPLE }, "",
            "TypeError:  expected 1 argument, got 0" },
    };

    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char *got = bind_text(&cases[i].method, "list", cases[i].arguments);

        CU_ASSERT_STRING_EQUAL(got, cases[i].expected);
        free(got);
    }
}

static void keywords_are_strings(void)
{
    static const struct pm_method method = { .name = "f", .signature = "(**kwds)", .binding = PM_DEF };
    pymgr_value *args = pymgr_tuple(0), *kwds = pymgr_dict(), **bound;
    struct pm_error error;
    size_t count;

    pymgr_dict_set(kwds, pymgr_int(1), pymgr_int(2));
    CU_ASSERT_EQUAL(pm_bind(&method, "T", args, kwds, &bound, &count, &error), -1);
    CU_ASSERT_STRING_EQUAL(error.text, "keywords must be strings");
    pymgr_unref(args);
    pymgr_unref(kwds);
}

static void arguments_may_be_a_list(void)
{
    static const struct pm_method method = { .name = "f", .signature = "(a, b=2)", .binding = PM_DEF };
    pymgr_value *args = pymgr_list(), *kwds = pymgr_dict(), **bound = NULL;
    struct pm_error error;
    size_t count = 0;
    int64_t number;

    pymgr_list_append(args, pymgr_int(7));
    CU_ASSERT_EQUAL_FATAL(pm_bind(&method, "T", args, kwds, &bound, &count, &error), 0);
    CU_ASSERT_EQUAL(count, 2);
    CU_ASSERT_TRUE(pymgr_int_value(bound[0], &number) && number == 7);
    pm_bound_free(bound, count);
    pymgr_unref(args);
    pymgr_unref(kwds);
}

static void bad_signatures_are_told(void)
{
    static const struct pm_method rows[] = {
        { .name = "f", .signature = "a" },
        { .name = "f", .signature = "(a" },
        { .name = "f", .signature = "(a b)" },
        { .name = "f", .signature = "(a=)" },
        { .name = "f", .signature = "(a=b)" },
        { .name = "f", .signature = "(*)" },
        { .name = "f", .signature = "(a,b,c,d,e,f,g,h,i,j,k,l,m,n,o,p,q)" },
    };
    struct pm_error error;

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        CU_ASSERT_PTR_NULL(pm_signature_of(&rows[i], &error));
        CU_ASSERT_EQUAL(error.kind, PM_ERROR_MALFORMED);
    }
}

static void signatures_are_kept(void)
{
    static const struct pm_method method = { .name = "f", .signature = "(a, b=[1])", .binding = PM_DEF };
    struct pm_error error;
    const struct pm_signature *first = pm_signature_of(&method, &error);

    CU_ASSERT_PTR_NOT_NULL(first);
    CU_ASSERT_PTR_EQUAL(pm_signature_of(&method, &error), first);
}

enum { THREADS = 4, ROWS = 200 };

static struct pm_method many_rows[ROWS];

/* Stores the signature of every row in the array given. */
static void *ask_for_all(void *found)
{
    const struct pm_signature **signatures = found;
    struct pm_error error;

    for (size_t i = 0; i < ROWS; i++)
        signatures[i] = pm_signature_of(&many_rows[i], &error);
    return NULL;
}

static void threads_find_the_same_signatures(void)
{
    static const struct pm_signature *found[THREADS][ROWS];
    pthread_t threads[THREADS];

    for (size_t i = 0; i < ROWS; i++)
        many_rows[i] = (struct pm_method){ .name = "f", .signature = "(a, b='x', *, c=[1])" };
    for (size_t t = 0; t < THREADS; t++)
        CU_ASSERT_EQUAL_FATAL(pthread_create(&threads[t], NULL, ask_for_all, found[t]), 0);
    for (size_t t = 0; t < THREADS; t++)
        pthread_join(threads[t], NULL);
    for (size_t i = 0; i < ROWS; i++) {
        CU_ASSERT_PTR_NOT_NULL(found[0][i]);
        for (size_t t = 1; t < THREADS; t++)
            CU_ASSERT_PTR_EQUAL(found[t][i], found[0][i]);
    }
}

static void survives_without_memory(void)
{
    static const struct pm_method method = {
        .name = "f", .signature = "(a, b='x', *args, c=[1], **kwds)", .binding = PM_DEF
    };
    static const char call[] = "f(1, 2, 3, 4, c=5, d=6)";
    pymgr_value *name, *args, *kwds, **bound = NULL;
    struct pm_error error;
    size_t count = 0;
    int failed = -1;

    CU_ASSERT_EQUAL_FATAL(pm_literal_call(call, strlen(call), &name, &args, &kwds, &error), 0);
    for (size_t n = 1; failed != 0; n++) {
        pm_memory_fail_at(n);
        failed = pm_bind(&method, "T", args, kwds, &bound, &count, &error);
        pm_memory_fail_at(0);
        CU_ASSERT_TRUE_FATAL(failed == 0 || error.kind == PM_ERROR_NOMEM);
    }
    CU_ASSERT_EQUAL(count, 5);
    pm_bound_free(bound, count);
    pymgr_unref(name);
    pymgr_unref(args);
    pymgr_unref(kwds);
}

static const struct pm_test tests[] = {
    { "Python functions bind as CPython's", python_functions_bind_as_cpythons },
    { "C methods bind as CPython's", c_methods_bind_as_cpythons },
    { "keywords are strings", keywords_are_strings },
    { "arguments may be a list", arguments_may_be_a_list },
    { "bad signatures are told", bad_signatures_are_told },
    { "signatures are kept", signatures_are_kept },
    { "threads find the same signatures", threads_find_the_same_signatures },
    { "survives without memory", survives_without_memory },
};

const struct pm_suite pm_suite_bind = { "object/bind", PM_SUITE(tests) };
