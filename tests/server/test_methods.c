/* SPDX-License-Identifier: MIT */
#include "server/methods.h"

#include "server/rig.h"
#include "unit.h"
#include "value/token.h"

#include <unistd.h>

/* One request to the server itself, on a connection of its own. */
static pymgr_value *ask(struct pm_rig *rig, const char *function, pymgr_value *args, char kind[32])
{
    int fd = pm_rig_admitted(rig);
    pymgr_value *result = pm_rig_call(rig, fd, NULL, function, args, kind);

    close(fd);
    return result;
}

static bool ask_is(struct pm_rig *rig, const char *function, pymgr_value *args, pymgr_value *expected)
{
    char kind[32];
    pymgr_value *result = ask(rig, function, args, kind);
    bool is = result != NULL && strcmp(kind, "#RETURN") == 0 && pymgr_equal(result, expected);

    pymgr_unref(result);
    pymgr_unref(expected);
    return is;
}

/* Whether the answer is a traceback that ends in this line. */
static bool ask_fails(struct pm_rig *rig, const char *function, pymgr_value *args, const char *line)
{
    char kind[32];
    pymgr_value *text = ask(rig, function, args, kind);
    bool fails = text != NULL && strcmp(kind, "#TRACEBACK") == 0;
    size_t size = 0, length = strlen(line);

    if (fails) {
        const char *bytes = pymgr_text(text, &size);

        fails = strncmp(bytes, "Traceback (most recent call last):\n", 35) == 0 && size > length + 1 &&
                strncmp(bytes + size - length - 1, line, length) == 0 && bytes[size - 1] == '\n';
        if (!fails)
            fprintf(stderr, "expected ...%s, not %s\n", line, bytes);
    }
    pymgr_unref(text);
    return fails;
}

static pymgr_value *one(const char *text)
{
    return pymgr_tuple_of(1, pymgr_str(text));
}

static void an_object_is_created_counted_and_forgotten(void)
{
    struct pm_rig rig;
    char ident[PM_IDENT_SIZE], line[64];

    pm_rig_open(&rig);
    CU_ASSERT(ask_is(&rig, "dummy", pymgr_tuple(0), pymgr_none()));
    CU_ASSERT(ask_is(&rig, "number_of_objects", pymgr_tuple(0), pymgr_int(0)));
    pm_rig_create(&rig, "list", ident);
    CU_ASSERT(ask_is(&rig, "number_of_objects", pymgr_tuple(0), pymgr_int(1)));
    CU_ASSERT(ask_is(&rig, "incref", one(ident), pymgr_none()));
    CU_ASSERT(ask_is(&rig, "decref", one(ident), pymgr_none()));
    CU_ASSERT(ask_is(&rig, "decref", one(ident), pymgr_none()));
    CU_ASSERT(ask_is(&rig, "number_of_objects", pymgr_tuple(0), pymgr_int(0)));
    snprintf(line, sizeof line, "KeyError: '%s'", ident);
    CU_ASSERT(ask_fails(&rig, "decref", one(ident), line));
    CU_ASSERT(ask_fails(&rig, "incref", one(ident), line));
    pm_rig_close(&rig);
}

static void debug_info_is_as_cpython_prints_it(void)
{
    struct pm_rig rig;
    char ident[PM_IDENT_SIZE];
    pymgr_value *expected;

    pm_rig_open(&rig);
    CU_ASSERT(ask_is(&rig, "debug_info", pymgr_tuple(0), pymgr_str("")));
    pm_rig_create(&rig, "list", ident);
    ask_is(&rig, "incref", one(ident), pymgr_none());
    expected = pm_str_format("  %s:       refcount=2\n    []", ident);
    CU_ASSERT(ask_is(&rig, "debug_info", pymgr_tuple(0), expected));
    pm_rig_close(&rig);
}

static void wrong_calls_end_in_cpythons_words(void)
{
    struct pm_rig rig;

    pm_rig_open(&rig);
    CU_ASSERT(ask_fails(&rig, "create", one("no_such"), "KeyError: 'no_such'"));
    CU_ASSERT(ask_fails(&rig, "no_such", pymgr_tuple(0), "AssertionError: 'no_such' unrecognized"));
    CU_ASSERT(ask_fails(&rig, "it's", pymgr_tuple(0), "AssertionError: \"it's\" unrecognized"));
    CU_ASSERT(
        ask_fails(&rig, "incref", pymgr_tuple_of(1, pymgr_list()), "TypeError: unhashable type: 'list'"));
    CU_ASSERT(ask_fails(&rig, "create", pymgr_tuple(0),
        "TypeError: Server.create() missing 1 required positional argument: 'typeid'"));
    CU_ASSERT(ask_fails(
        &rig, "dummy", one("x"), "TypeError: Server.dummy() takes 2 positional arguments but 3 were given"));
    CU_ASSERT(ask_fails(&rig, "get_methods", one("x"), "AttributeError: 'str' object has no attribute 'id'"));
    CU_ASSERT(ask_fails(&rig, "create", pymgr_tuple_of(2, pymgr_str("list"), pymgr_int(5)),
        "TypeError: 'int' object is not iterable"));
    pm_rig_close(&rig);
}

static void methods_are_told_by_token(void)
{
    struct pm_rig rig;
    char ident[PM_IDENT_SIZE], kind[32];
    pymgr_value *names;

    pm_rig_open(&rig);
    pm_rig_create(&rig, "Event", ident);
    names = ask(&rig, "get_methods",
        pymgr_tuple_of(1, pm_token_new(pymgr_str("Event"), pymgr_str("/x"), pymgr_str(ident))), kind);
    CU_ASSERT_STRING_EQUAL(kind, "#RETURN");
    CU_ASSERT_EQUAL(pymgr_length(names), 4);
    pymgr_unref(names);
    pm_rig_close(&rig);
}

static void a_shared_name_gives_one_object(void)
{
    struct pm_rig rig;
    char first[PM_IDENT_SIZE], second[PM_IDENT_SIZE];

    pm_rig_open(&rig);
    CU_ASSERT_EQUAL(pymgr_server_share(rig.server, "jobs=Queue(10)", NULL), 0);
    pm_rig_create(&rig, "jobs", first);
    pm_rig_create(&rig, "jobs", second);
    CU_ASSERT_STRING_EQUAL(first, second);
    CU_ASSERT(ask_is(&rig, "number_of_objects", pymgr_tuple(0), pymgr_int(1)));
    ask_is(&rig, "decref", one(first), pymgr_none());
    ask_is(&rig, "decref", one(first), pymgr_none());
    CU_ASSERT(ask_is(&rig, "number_of_objects", pymgr_tuple(0), pymgr_int(0)));
    pm_rig_create(&rig, "jobs", second);
    CU_ASSERT_STRING_EQUAL(first, second);
    pm_rig_close(&rig);
}

static void shutdown_is_answered_twice(void)
{
    struct pm_rig rig;
    char kind[32];
    int fd;

    pm_rig_open(&rig);
    fd = pm_rig_admitted(&rig);
    CU_ASSERT(pymgr_is_none(pm_rig_call(&rig, fd, NULL, "shutdown", pymgr_tuple(0), kind)));
    CU_ASSERT_STRING_EQUAL(kind, "#RETURN");
    CU_ASSERT(pymgr_is_none(pm_rig_read(&rig, fd, &pm_codec_pickle, kind)));
    CU_ASSERT_STRING_EQUAL(kind, "#RETURN");
    CU_ASSERT(atomic_load(&rig.server->stopping));
    CU_ASSERT(pm_rig_ended(&rig, fd));
    close(fd);
    pm_rig_close(&rig);
}

static const struct pm_test tests[] = {
    { "an object is created, counted and forgotten", an_object_is_created_counted_and_forgotten },
    { "debug_info is as CPython prints it", debug_info_is_as_cpython_prints_it },
    { "wrong calls end in CPython's words", wrong_calls_end_in_cpythons_words },
    { "methods are told by token", methods_are_told_by_token },
    { "a shared name gives one object", a_shared_name_gives_one_object },
    { "shutdown is answered twice", shutdown_is_answered_twice },
};

const struct pm_suite pm_suite_methods = { "server/methods", PM_SUITE(tests) };
