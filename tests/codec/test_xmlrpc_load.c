/* SPDX-License-Identifier: MIT
 *
 * The documents of corpus/xmlrpc: NAME.repr is the repr of the value in NAME.xml, NAME.error a part of the
 * message that refuses it.
 */
#include "base/memory.h"
#include "codec/scratch.h"
#include "codec/xmlrpc.h"
#include "unit.h"

#include <libxml/parser.h>
#include <stdio.h>
#include <stdlib.h>

enum {
    WINDOW = 4000,        /* what libxml2 asks for at once */
    SHORT = 1500,         /* documents up to this size are tried at many places */
    MOST_REFUSED = 10000, /* allocations of one document */
};

static struct pm_scratch scratch;

static int load(const void *bytes, size_t size, pymgr_value **valuep, struct pm_error *error)
{
    struct pm_dialect dialect;

    return pm_xmlrpc_load(&scratch, bytes, size, &dialect, valuep, error);
}

static int load_text(const char *text, pymgr_value **valuep, struct pm_error *error)
{
    return load(text, strlen(text), valuep, error);
}

static void forget(void)
{
    pm_xmlrpc_loader_free(scratch.xmlrpc_loader);
    scratch.xmlrpc_loader = NULL;
}

static bool is_document(const char *path)
{
    return strlen(path) > 4 && strcmp(path + strlen(path) - 4, ".xml") == 0;
}

/* NAME.suffix beside NAME.xml, NUL-terminated: to free(); NULL: there is none. */
static char *beside(const char *path, const char *suffix)
{
    char other[4096];
    size_t size;
    char *text;

    snprintf(other, sizeof other, "%.*s%s", (int)(strlen(path) - 4), path, suffix);
    text = (char *)pm_test_read(other, &size);
    if (text != NULL)
        text[size] = '\0';
    return text;
}

static void complain(const char *path, const char *what)
{
    fprintf(stderr, "%s: %s\n", path, what);
    CU_FAIL("a document was not read as expected");
}

static pymgr_value *must_load(const char *path, const unsigned char *bytes, size_t size)
{
    struct pm_error error;
    pymgr_value *value = NULL;

    if (load(bytes, size, &value, &error) != 0)
        complain(path, error.text);
    return value;
}

/* --- the corpora --- */

static void check_repr(const char *path, const pymgr_value *value)
{
    char *expected = beside(path, ".repr");
    char *found = pymgr_repr(value);

    CU_ASSERT_PTR_NOT_NULL(found);
    if (expected != NULL && found != NULL && strcmp(expected, found) != 0)
        complain(path, found);
    free(expected);
    free(found);
}

static void check_redump(const char *path, const unsigned char *bytes, size_t size, const pymgr_value *value)
{
    struct pm_dialect dialect = { 0 };
    struct pm_buffer out = PM_BUFFER_INIT;
    struct pm_error error;

    if (pm_xmlrpc_dump(&scratch, &dialect, value, &out, &error) != 0)
        complain(path, error.text);
    else if (pm_buffer_length(&out) != size || memcmp(pm_buffer_bytes(&out), bytes, size) != 0)
        complain(path, "dumped otherwise than CPython does");
    pm_buffer_free(&out);
}

static void check_valid(const char *path, const unsigned char *bytes, size_t size, void *context)
{
    pymgr_value *value;

    if (!is_document(path))
        return;
    ++*(int *)context;
    value = must_load(path, bytes, size);
    if (value != NULL)
        check_repr(path, value);
    if (value != NULL && strstr(path, "/dumps-") != NULL)
        check_redump(path, bytes, size, value);
    pymgr_unref(value);
}

static void valid_documents_load(void)
{
    int count = 0;

    pm_test_each_file("corpus/xmlrpc/valid", check_valid, &count);
    CU_ASSERT(count > 80);
    forget();
}

static void check_invalid(const char *path, const unsigned char *bytes, size_t size, void *context)
{
    struct pm_error error = { .text = "" };
    pymgr_value *value = NULL;
    char *expected = beside(path, ".error");

    if (is_document(path)) {
        ++*(int *)context;
        CU_ASSERT_PTR_NOT_NULL(expected);
        if (load(bytes, size, &value, &error) == 0)
            complain(path, "was accepted");
        else if (expected == NULL || strstr(error.text, expected) == NULL || error.text[0] == '\0')
            complain(path, error.text);
        CU_ASSERT(error.kind == PM_ERROR_MALFORMED || error.kind == PM_ERROR_LIMIT);
        CU_ASSERT(error.offset <= size);
        CU_ASSERT_PTR_NULL(strchr(error.text, '\n'));
    }
    pymgr_unref(value);
    free(expected);
}

static void invalid_documents_are_refused(void)
{
    int count = 0;

    pm_test_each_file("corpus/xmlrpc/invalid", check_invalid, &count);
    CU_ASSERT(count > 100);
    forget();
}

/* --- cut short, and cut by the parser's windows --- */

static void check_cuts(const char *path, const unsigned char *bytes, size_t size, void *context)
{
    struct pm_error error;
    pymgr_value *value = NULL;

    (void)context;
    if (!is_document(path) || strstr(path, "/dumps-") == NULL || size > SHORT)
        return;
    for (size_t cut = 0; cut < size - 1; cut++) { /* the last byte is a line feed */
        if (load(bytes, cut, &value, &error) == 0)
            complain(path, "was accepted though cut short");
        value = pymgr_unref(value);
    }
}

static void documents_cut_short_are_refused(void)
{
    CU_ASSERT(pm_test_each_file("corpus/xmlrpc/valid", check_cuts, NULL) > 80);
    forget();
}

static void check_repr_is(const char *path, const pymgr_value *value, const char *expected)
{
    char *found = value == NULL ? NULL : pymgr_repr(value);

    if (found == NULL || strcmp(found, expected) != 0)
        complain(path, "reads otherwise behind white space");
    free(found);
}

/* White space in front shifts the document through the end of the parser's first window. */
static void check_windows(const char *path, const unsigned char *bytes, size_t size, void *context)
{
    char *expected = is_document(path) && size <= SHORT ? beside(path, ".repr") : NULL;
    unsigned char *shifted = malloc(WINDOW + SHORT);

    (void)context;
    CU_ASSERT_PTR_NOT_NULL_FATAL(shifted);
    memset(shifted, ' ', WINDOW);
    for (size_t shift = WINDOW - size; expected != NULL && shift <= WINDOW; shift++) {
        pymgr_value *value;

        if (memcmp(bytes, "<params", 7) != 0)
            break; /* what must stand at the very start */
        memcpy(shifted + shift, bytes, size);
        value = must_load(path, shifted, shift + size);
        check_repr_is(path, value, expected);
        pymgr_unref(value);
        memset(shifted, ' ', WINDOW);
    }
    free(shifted);
    free(expected);
}

static void windows_may_end_anywhere(void)
{
    CU_ASSERT(pm_test_each_file("corpus/xmlrpc/valid", check_windows, NULL) > 80);
    forget();
}

/* --- no memory --- */

static void *refusable_malloc(size_t size)
{
    return pm_malloc(size);
}

static void *refusable_realloc(void *block, size_t size)
{
    return pm_realloc(block, size);
}

/* Whatever libxml2 makes of a failed allocation of its own, it is a failure or the right value. */
static size_t refuse_in_turn(const char *path, const unsigned char *bytes, size_t size, const char *expected)
{
    for (size_t n = 1; n < MOST_REFUSED; n++) {
        struct pm_error error;
        pymgr_value *value = NULL;
        int outcome;

        pm_memory_fail_at(n);
        outcome = load(bytes, size, &value, &error);
        pm_memory_fail_at(0);
        if (outcome == 0) {
            check_repr_is(path, value, expected);
            pymgr_unref(value);
            return n;
        }
        CU_ASSERT(error.kind == PM_ERROR_NOMEM || error.kind == PM_ERROR_MALFORMED);
        CU_ASSERT_PTR_NULL(value);
        forget();
    }
    return MOST_REFUSED;
}

/* libxml2 itself loses an iconv handle then. */
static bool needs_iconv(const char *path)
{
    return strstr(path, "/windows-1252") != NULL;
}

static void check_refusals(const char *path, const unsigned char *bytes, size_t size, void *context)
{
    bool tried = is_document(path) && size <= SHORT && !needs_iconv(path);
    char *expected = tried ? beside(path, ".repr") : NULL;

    (void)context;
    if (expected != NULL)
        CU_ASSERT(refuse_in_turn(path, bytes, size, expected) < MOST_REFUSED);
    free(expected);
    forget();
}

static void any_allocation_may_fail(void)
{
    xmlFreeFunc their_free;
    xmlMallocFunc their_malloc;
    xmlReallocFunc their_realloc;
    xmlStrdupFunc their_strdup;

    xmlInitParser();
    xmlMemGet(&their_free, &their_malloc, &their_realloc, &their_strdup);
    xmlMemSetup(pm_free, refusable_malloc, refusable_realloc, pm_strdup);
    CU_ASSERT(pm_test_each_file("corpus/xmlrpc/valid", check_refusals, NULL) > 80);
    xmlMemSetup(their_free, their_malloc, their_realloc, their_strdup);
}

/* --- one loader, many documents --- */

static const char *const good = "<params><param><value><int>1</int></value></param></params>";

static void a_failure_leaves_nothing_behind(void)
{
    struct pm_error error;
    pymgr_value *value;

    for (int i = 0; i < 100; i++) {
        CU_ASSERT_EQUAL(
            load_text("<params xmlns:a='a'><param><value><array><data><value>x", &value, &error), -1);
        CU_ASSERT_EQUAL_FATAL(load_text(good, &value, &error), 0);
        pymgr_unref(value);
        CU_ASSERT_EQUAL(load_text("<params><param><value><int>x", &value, &error), -1);
        CU_ASSERT_EQUAL_FATAL(load_text(good, &value, &error), 0);
        pymgr_unref(value);
    }
    forget();
}

static void strange_names_are_not_kept(void)
{
    char document[256];
    struct pm_error error;
    pymgr_value *value;

    for (int i = 0; i < 20000; i++) {
        snprintf(document, sizeof document, "<params name%d='' xmlns:prefix%d='urn:%d'>%s", i, i, i,
            good + strlen("<params>"));
        CU_ASSERT_EQUAL_FATAL(load_text(document, &value, &error), 0);
        pymgr_unref(value);
    }
    forget();
}

static void endless_names_are_refused(void)
{
    struct pm_buffer document = PM_BUFFER_INIT;
    struct pm_error error;
    pymgr_value *value;

    pm_put_text(&document, "<params><param><value><array><data>");
    for (int i = 0; i < 50000; i++)
        pm_put_format(&document, "<value xmlns='urn:a-rather-long-name-for-a-namespace:%d'/>", i);
    pm_put_text(&document, "</data></array></value></param></params>");
    CU_ASSERT_EQUAL_FATAL(pm_buffer_check(&document, &error), 0);
    CU_ASSERT_EQUAL(load(pm_buffer_bytes(&document), pm_buffer_length(&document), &value, &error), -1);
    CU_ASSERT_EQUAL(error.kind, PM_ERROR_LIMIT);
    CU_ASSERT_STRING_EQUAL(error.text, "names and namespaces of more than 1048576 bytes");
    pm_buffer_free(&document);
    forget();
}

static void a_failure_has_its_place(void)
{
    struct pm_error error;
    pymgr_value *value;

    CU_ASSERT_EQUAL(
        load_text("<params>\n<param>\n<value><int>12x</int></value></param></params>", &value, &error), -1);
    CU_ASSERT_EQUAL(error.kind, PM_ERROR_MALFORMED);
    CU_ASSERT_EQUAL(error.offset, strlen("<params>\n<param>\n<value><int>12x</int>"));
    CU_ASSERT_STRING_EQUAL(error.text, "<int> does not hold an integer");
    forget();
}

static void a_huge_document_is_not_even_read(void)
{
    struct pm_error error;
    pymgr_value *value;

    CU_ASSERT_EQUAL(load(good, (size_t)PM_XMLRPC_SIZE + 1, &value, &error), -1);
    CU_ASSERT_EQUAL(error.kind, PM_ERROR_LIMIT);
    forget();
}

static void a_large_text_loads(void)
{
    static const char head[] = "<params><param><value><string>",
                      tail[] = "</string></value></param></params>";
    enum { SIZE = 20 << 20 };
    char *document = malloc(sizeof head + SIZE + sizeof tail);
    struct pm_error error;
    pymgr_value *value = NULL;
    size_t length = 0;

    CU_ASSERT_PTR_NOT_NULL_FATAL(document);
    memcpy(document, head, sizeof head - 1);
    memset(document + sizeof head - 1, 'x', SIZE);
    memcpy(document + sizeof head - 1 + SIZE, tail, sizeof tail);
    CU_ASSERT_EQUAL_FATAL(load(document, sizeof head - 1 + SIZE + sizeof tail - 1, &value, &error), 0);
    pymgr_text(value, &length);
    CU_ASSERT_EQUAL(length, SIZE);
    pymgr_unref(value);
    free(document);
    forget();
}

static void all_dates_are_DateTime(void)
{
    struct pm_error error;
    pymgr_value *value;
    const struct pm_instance *date;

    CU_ASSERT_EQUAL_FATAL(load_text("<params><param><value><dateTime.iso8601> 20240102T03:04:05\n"
                                    "</dateTime.iso8601></value></param></params>",
                              &value, &error),
        0);
    date = PM_CONST_CAST(pm_instance, value);
    CU_ASSERT_EQUAL_FATAL(pymgr_kind(value), PYMGR_INSTANCE);
    CU_ASSERT(pm_global_is(date->callable, "xmlrpc.client", "DateTime"));
    CU_ASSERT_EQUAL(pymgr_length(date->args), 0);
    CU_ASSERT(pm_text_is(pymgr_dict_get_text(date->state, "value"), "20240102T03:04:05"));
    pymgr_unref(value);
    forget();
}

/* --- calls --- */

static void a_call_has_a_name_and_arguments(void)
{
    static const char call[] =
        "<?xml version='1.0'?><methodCall><methodName>jobs.put</methodName><params><param>"
        "<value><int>1</int></value></param><param><value>two</value></param></params>"
        "</methodCall>";
    struct pm_error error;
    pymgr_value *method, *args;

    CU_ASSERT_EQUAL_FATAL(
        pm_xmlrpc_load_call(&scratch, (const unsigned char *)call, strlen(call), &method, &args, &error), 0);
    CU_ASSERT(pm_text_is(method, "jobs.put"));
    CU_ASSERT_EQUAL(pymgr_length(args), 2);
    CU_ASSERT(pm_text_is(pymgr_item(args, 1), "two"));
    pymgr_unref(method);
    pymgr_unref(args);
    forget();
}

static void a_call_needs_no_params(void)
{
    static const char call[] = "<methodCall><methodName>ping</methodName></methodCall>";
    struct pm_error error;
    pymgr_value *method, *args;

    CU_ASSERT_EQUAL_FATAL(
        pm_xmlrpc_load_call(&scratch, (const unsigned char *)call, strlen(call), &method, &args, &error), 0);
    CU_ASSERT_EQUAL(pymgr_length(args), 0);
    pymgr_unref(method);
    pymgr_unref(args);
    forget();
}

static void a_response_is_no_call(void)
{
    struct pm_error error;
    pymgr_value *method, *args;

    CU_ASSERT_EQUAL(
        pm_xmlrpc_load_call(&scratch, (const unsigned char *)good, strlen(good), &method, &args, &error), -1);
    CU_ASSERT_EQUAL(error.kind, PM_ERROR_MALFORMED);
    CU_ASSERT_STRING_EQUAL(error.text, "not a methodCall");
    forget();
}

static const struct pm_test tests[] = {
    { "valid documents load", valid_documents_load },
    { "invalid documents are refused", invalid_documents_are_refused },
    { "documents cut short are refused", documents_cut_short_are_refused },
    { "windows may end anywhere", windows_may_end_anywhere },
    { "any allocation may fail", any_allocation_may_fail },
    { "a failure leaves nothing behind", a_failure_leaves_nothing_behind },
    { "strange names are not kept", strange_names_are_not_kept },
    { "endless names are refused", endless_names_are_refused },
    { "a failure has its place", a_failure_has_its_place },
    { "a huge document is not even read", a_huge_document_is_not_even_read },
    { "a large text loads", a_large_text_loads },
    { "all dates are DateTime", all_dates_are_DateTime },
    { "a call has a name and arguments", a_call_has_a_name_and_arguments },
    { "a call needs no params", a_call_needs_no_params },
    { "a response is no call", a_response_is_no_call },
};

const struct pm_suite pm_suite_xmlrpc_load = { "codec/xmlrpc_load", PM_SUITE(tests) };
