/* SPDX-License-Identifier: MIT */
#include "server/dispatch.h"

#include "server/rig.h"
#include "unit.h"
#include "value/token.h"

#include <unistd.h>

struct object_rig {
    struct pm_rig rig;
    char ident[PM_IDENT_SIZE];
    int fd;
};

static void open_object(struct object_rig *rig, const char *typeid)
{
    pm_rig_open(&rig->rig);
    pm_rig_create(&rig->rig, typeid, rig->ident);
    rig->fd = pm_rig_channel(&rig->rig);
}

static void close_object(struct object_rig *rig)
{
    close(rig->fd);
    pm_rig_close(&rig->rig);
}

/* Whether the answer's kind is this and its text contains that. */
static bool answers(
    struct object_rig *rig, const char *method, pymgr_value *args, const char *kind, const char *part)
{
    char found[32];
    pymgr_value *value = pm_rig_call(&rig->rig, rig->fd, rig->ident, method, args, found);
    char *text = value == NULL             ? NULL
                 : pm_is(value, PYMGR_STR) ? strdup(pymgr_text(value, NULL))
                                           : pymgr_repr(value);
    bool right = text != NULL && strcmp(found, kind) == 0 && strstr(text, part) != NULL;

    if (!right)
        fprintf(stderr, "%s: expected %s ...%s..., not %s %s\n", method, kind, part, found, text);
    free(text);
    pymgr_unref(value);
    return right;
}

static void every_object_has_the_fallbacks(void)
{
    struct object_rig rig;

    open_object(&rig, "list");
    CU_ASSERT(answers(&rig, "append", pymgr_tuple_of(1, pymgr_int(3)), "#RETURN", "None"));
    CU_ASSERT(answers(&rig, "__repr__", pymgr_tuple(0), "#RETURN", "[3]"));
    CU_ASSERT(answers(&rig, "__str__", pymgr_tuple(0), "#RETURN", "[3]"));
    CU_ASSERT(answers(&rig, "#GETVALUE", pymgr_tuple(0), "#RETURN", "[3]"));
    CU_ASSERT(answers(&rig, "__repr__", pymgr_tuple_of(1, pymgr_int(3)), "#TRACEBACK",
        "\nTypeError: Server.fallback_repr() takes 4 positional arguments but 5 were given"));
    close_object(&rig);
}

static void an_unknown_method_fails_twice(void)
{
    struct object_rig rig;

    open_object(&rig, "list");
    CU_ASSERT(answers(&rig, "no_such", pymgr_tuple(0), "#TRACEBACK", "is not in exposed={'"));
    CU_ASSERT(answers(&rig, "no_such", pymgr_tuple(0), "#TRACEBACK",
        "\nDuring handling of the above exception, another exception occurred:\n\n"));
    CU_ASSERT(answers(&rig, "no_such", pymgr_tuple(0), "#TRACEBACK", "\nKeyError: 'no_such'\n"));
    close_object(&rig);
}

static void an_unknown_ident_is_a_key_error(void)
{
    struct object_rig rig;

    open_object(&rig, "list");
    strcpy(rig.ident, "abc");
    CU_ASSERT(answers(&rig, "append", pymgr_tuple(0), "#TRACEBACK", "\nKeyError: 'abc'\n"));
    CU_ASSERT(answers(&rig, "__repr__", pymgr_tuple(0), "#TRACEBACK", "\nKeyError: 'abc'\n"));
    close_object(&rig);
}

static void what_a_method_raises_is_an_error(void)
{
    struct object_rig rig;

    open_object(&rig, "list");
    CU_ASSERT(answers(&rig, "pop", pymgr_tuple(0), "#ERROR", "IndexError('pop from empty list')"));
    CU_ASSERT(answers(&rig, "append", pymgr_tuple(0), "#ERROR", "TypeError('list.append() takes"));
    close_object(&rig);
}

static void what_cannot_be_pickled_is_unserializable(void)
{
    struct object_rig rig;

    open_object(&rig, "Queue");
    CU_ASSERT(answers(&rig, "#GETVALUE", pymgr_tuple(0), "#UNSERIALIZABLE",
        "\nTypeError: cannot pickle '_thread.lock' object\n"));
    close_object(&rig);
}

static void a_result_may_be_a_proxy(void)
{
    struct object_rig rig;
    struct pm_token token;
    char kind[32], ident[PM_IDENT_SIZE];
    pymgr_value *pair, *token_value;

    open_object(&rig, "dict");
    pair = pm_rig_call(&rig.rig, rig.fd, rig.ident, "__iter__", pymgr_tuple(0), kind);
    CU_ASSERT_STRING_EQUAL_FATAL(kind, "#PROXY");
    token_value = pymgr_item(pair, 1);
    CU_ASSERT_FATAL(pm_token_parse(token_value, &token));
    CU_ASSERT(pm_text_is(token.typeid, "Iterator"));
    CU_ASSERT_EQUAL(pm_registry_count(rig.rig.server->registry), 2);
    strcpy(ident, pymgr_text(token.ident, NULL));
    pymgr_unref(pair);
    strcpy(rig.ident, ident);
    CU_ASSERT(answers(&rig, "__next__", pymgr_tuple(0), "#ERROR", "StopIteration()"));
    close_object(&rig);
}

static void an_unsent_proxy_is_released(void)
{
    struct object_rig rig;
    struct pm_answer answer = { .kind = PM_REPLY_PROXY };
    char kind[32];

    open_object(&rig, "dict");
    answer.value = pm_rig_call(&rig.rig, rig.fd, rig.ident, "__iter__", pymgr_tuple(0), kind);
    pm_answer_undo(rig.rig.server, &answer);
    CU_ASSERT_EQUAL(pm_registry_count(rig.rig.server->registry), 1);
    pymgr_unref(answer.value);
    close_object(&rig);
}

static const struct pm_test tests[] = {
    { "every object has the fallbacks", every_object_has_the_fallbacks },
    { "an unknown method fails twice", an_unknown_method_fails_twice },
    { "an unknown ident is a KeyError", an_unknown_ident_is_a_key_error },
    { "what a method raises is an error", what_a_method_raises_is_an_error },
    { "what cannot be pickled is unserializable", what_cannot_be_pickled_is_unserializable },
    { "a result may be a proxy", a_result_may_be_a_proxy },
    { "an unsent proxy is released", an_unsent_proxy_is_released },
};

const struct pm_suite pm_suite_dispatch = { "server/dispatch", PM_SUITE(tests) };
