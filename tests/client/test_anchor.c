/* SPDX-License-Identifier: MIT */
#include "client/proxy.h"

#include "base/memory.h"
#include "client/served.h"
#include "unit.h"
#include "value/token.h"

#include <stdlib.h>

/* list[0]: new. */
static pymgr_value *first_of(pymgr_proxy *list, struct pymgr_error *error)
{
    return pymgr_call(list, error, "__getitem__", "i", 0);
}

static void a_stored_proxy_comes_back(void)
{
    struct pm_served served;
    struct pymgr_error error = PYMGR_ERROR_INIT;
    pymgr_proxy *list, *dict, *found;
    pymgr_value *item;

    pm_serve(&served);
    list = pymgr_create(served.manager, &error, "list", NULL);
    dict = pymgr_create(served.manager, &error, "dict", "a=i", 1);
    pymgr_unref(pymgr_call(list, &error, "append", "o", pymgr_proxy_value(dict)));
    pymgr_proxy_unref(dict);
    CU_ASSERT_EQUAL(pm_served_objects(&served), 1); /* that in the list is not counted */
    item = first_of(list, &error);
    CU_ASSERT_PTR_NOT_NULL_FATAL(item);
    CU_ASSERT_TRUE(pymgr_is_proxy(item));
    CU_ASSERT_EQUAL(pm_served_objects(&served), 2);
    pymgr_unref(pymgr_call(list, &error, "pop", NULL));
    found = pymgr_value_proxy(served.manager, item, &error);
    CU_ASSERT_PTR_NOT_NULL_FATAL(found);
    CU_ASSERT_STRING_EQUAL(pymgr_proxy_typeid(found), "dict");
    pymgr_unref(item);
    item = pymgr_getvalue(found, &error);
    CU_ASSERT_EQUAL(pymgr_length(item), 1);
    pymgr_unref(item);
    pymgr_proxy_unref(found);
    pymgr_proxy_unref(list);
    CU_ASSERT_EQUAL(pm_served_objects(&served), 0);
    pymgr_error_clear(&error);
    pm_served_end(&served);
}

/* The value alone keeps the object. */
static void a_value_holds_its_object(void)
{
    struct pm_served served;
    struct pymgr_error error = PYMGR_ERROR_INIT;
    pymgr_proxy *dict;
    pymgr_value *value;

    pm_serve(&served);
    dict = pymgr_create(served.manager, &error, "dict", NULL);
    value = pymgr_proxy_value(dict);
    pymgr_proxy_unref(dict);
    CU_ASSERT_EQUAL(pm_served_objects(&served), 1);
    dict = pymgr_value_proxy(served.manager, value, &error);
    pymgr_unref(value);
    CU_ASSERT_EQUAL(pm_served_objects(&served), 1);
    pymgr_proxy_unref(dict);
    CU_ASSERT_EQUAL(pm_served_objects(&served), 0);
    pymgr_error_clear(&error);
    pm_served_end(&served);
}

static void what_a_method_creates_is_a_proxy(void)
{
    struct pm_served served;
    struct pymgr_error error = PYMGR_ERROR_INIT;
    pymgr_proxy *dict, *iterator;
    pymgr_value *made, *key;

    pm_serve(&served);
    dict = pymgr_create(served.manager, &error, "dict", "a=i", 1);
    made = pymgr_call(dict, &error, "__iter__", NULL);
    CU_ASSERT_PTR_NOT_NULL_FATAL(made);
    iterator = pymgr_value_proxy(served.manager, made, &error);
    CU_ASSERT_PTR_NOT_NULL_FATAL(iterator);
    CU_ASSERT_STRING_EQUAL(pymgr_proxy_typeid(iterator), "Iterator");
    pymgr_unref(made);
    key = pymgr_call(iterator, &error, "__next__", NULL);
    CU_ASSERT_STRING_EQUAL(pymgr_text(key, NULL), "a");
    pymgr_unref(key);
    CU_ASSERT_PTR_NULL(pymgr_call(iterator, &error, "__next__", NULL));
    CU_ASSERT_TRUE(pymgr_error_is(&error, "StopIteration"));
    pymgr_proxy_unref(iterator);
    pymgr_proxy_unref(dict);
    CU_ASSERT_EQUAL(pm_served_objects(&served), 0);
    pymgr_error_clear(&error);
    pm_served_end(&served);
}

/* The class of the token's proxy, and whether it says what is exposed. */
static void check_class(pymgr_proxy *proxy, const char *class, bool exposed)
{
    pymgr_value *value = pymgr_proxy_value(proxy);
    struct pm_proxy parts;

    CU_ASSERT_TRUE_FATAL(pm_proxy_parse(value, &parts));
    CU_ASSERT_TRUE(pm_global_is(parts.class, "multiprocessing.managers", class));
    CU_ASSERT_EQUAL(pymgr_dict_get_text(parts.kwds, "exposed") != NULL, exposed);
    pymgr_unref(value);
}

static void python_gets_the_class_that_it_has(void)
{
    static const struct {
        const char *type, *class;
        bool exposed;
    } rows[] = {
        { "list", "ListProxy", false },
        { "dict", "DictProxy", false },
        { "Lock", "AcquirerProxy", false },
        { "Namespace", "NamespaceProxy", false },
        { "Queue", "AutoProxy", true },
        { "jobs", "AutoProxy", true },
    };
    struct pm_served served;
    struct pymgr_error error = PYMGR_ERROR_INIT;

    pm_serve(&served);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        pymgr_proxy *proxy = pymgr_create(served.manager, &error, rows[i].type, NULL);

        CU_ASSERT_PTR_NOT_NULL_FATAL(proxy);
        check_class(proxy, rows[i].class, rows[i].exposed);
        pymgr_proxy_unref(proxy);
    }
    pymgr_error_clear(&error);
    pm_served_end(&served);
}

static void what_is_no_proxy_is_said(void)
{
    struct pm_served served;
    struct pymgr_error error = PYMGR_ERROR_INIT;
    pymgr_value *value = pymgr_int(1);
    pymgr_proxy *dict;

    pm_serve(&served);
    CU_ASSERT_FALSE(pymgr_is_proxy(NULL));
    CU_ASSERT_FALSE(pymgr_is_proxy(value));
    CU_ASSERT_PTR_NULL(pymgr_value_proxy(served.manager, value, &error));
    CU_ASSERT_EQUAL(error.code, PYMGR_INVALID);
    CU_ASSERT_PTR_NULL(pymgr_value_proxy(served.manager, NULL, &error));
    pymgr_unref(value);
    /* The token of an object that is gone. */
    dict = pymgr_create(served.manager, &error, "dict", NULL);
    value = pm_proxy_new(pymgr_global("multiprocessing.managers", "DictProxy"),
        pm_token_new(pymgr_str("dict"), pymgr_str(served.address), pymgr_str("nothing")), pymgr_str("pickle"),
        pymgr_dict());
    CU_ASSERT_TRUE(pymgr_is_proxy(value));
    CU_ASSERT_PTR_NULL(pymgr_value_proxy(served.manager, value, &error));
    CU_ASSERT_EQUAL(error.code, PYMGR_UNREACHABLE); /* a path, not an abstract name */
    pymgr_unref(value);
    pymgr_proxy_unref(dict);
    pymgr_error_clear(&error);
    pm_served_end(&served);
}

/* Where there is no memory for the server's answer, a reference that it has counted may stay. */
static void no_memory_is_survived(void)
{
    struct pm_served served;
    struct pymgr_error error = PYMGR_ERROR_INIT;
    pymgr_proxy *list, *dict, *found = NULL;

    pm_serve(&served);
    list = pymgr_create(served.manager, &error, "list", NULL);
    dict = pymgr_create(served.manager, &error, "dict", NULL);
    pymgr_unref(pymgr_call(list, &error, "append", "o", pymgr_proxy_value(dict)));
    for (size_t n = 1; found == NULL; n++) {
        pymgr_value *item;

        pm_memory_fail_at(n);
        item = first_of(list, &error);
        found = item == NULL ? NULL : pymgr_value_proxy(served.manager, item, &error);
        pm_memory_fail_at(0);
        pymgr_unref(item);
    }
    pymgr_proxy_unref(found);
    pymgr_proxy_unref(dict);
    pymgr_proxy_unref(list);
    pymgr_error_clear(&error);
    pm_served_end(&served);
}

static const struct pm_test tests[] = {
    { "a stored proxy comes back", a_stored_proxy_comes_back },
    { "a value holds its object", a_value_holds_its_object },
    { "what a method creates is a proxy", what_a_method_creates_is_a_proxy },
    { "Python gets the class that it has", python_gets_the_class_that_it_has },
    { "what is no proxy is said", what_is_no_proxy_is_said },
    { "no memory is survived", no_memory_is_survived },
};

const struct pm_suite pm_suite_anchor = { "client/anchor", PM_SUITE(tests) };
