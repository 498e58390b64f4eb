/* SPDX-License-Identifier: MIT
 *
 * How long objects live: references at the server, one for each proxy and for each value that holds one.
 */
#include "scenarios/scenarios.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void say_objects(struct stage *on, const char *when, const char *expected)
{
    say_number(on, when, pymgr_number_of_objects(on->manager, &on->error), expected);
}

static void play_counts(struct stage *on)
{
    pymgr_proxy *list = made(on, "list([1])"), *copy, *attached;
    char *ident = pymgr_proxy_ident(list);

    say_objects(on, "objects with a list", "1");
    copy = pymgr_proxy_copy(list, &on->error);
    say_number(on, "references with a copy", references(on, list), "2");
    say_done(
        on, "the copy is equal", pymgr_proxy_unref(pymgr_proxy_ref(copy)) == NULL && copy != NULL, "done");
    attached = pymgr_attach(on->manager, "list", ident, &on->error);
    say_number(on, "references with an attached one", references(on, list), "3");
    say(on, "attached._getvalue()", pymgr_getvalue(attached, &on->error), "[1]");
    pymgr_proxy_unref(list);
    pymgr_proxy_unref(copy);
    say_number(on, "references after two are gone", references(on, attached), "1");
    pymgr_proxy_unref(attached);
    say_objects(on, "objects after all", "0");
    attached = pymgr_attach(on->manager, "list", "nope", &on->error);
    say_done(on, "attach to nothing", attached != NULL, "remote error: KeyError: 'nope'");
    pymgr_proxy_unref(attached);
    free(ident);
}

static void play_held_by_value(struct stage *on)
{
    pymgr_proxy *dict = made(on, "dict()"), *again;
    pymgr_value *value = pymgr_proxy_value(dict);

    say_true(on, "is_proxy", pymgr_is_proxy(value));
    pymgr_proxy_unref(dict);
    say_objects(on, "objects held by a value", "1");
    again = pymgr_value_proxy(on->manager, value, &on->error);
    say_number(on, "references of the same proxy", references(on, again), "1");
    pymgr_unref(value);
    say_number(on, "references after the value", references(on, again), "1");
    pymgr_proxy_unref(again);
    say_objects(on, "objects in the end", "0");
}

/* What can be asked of a proxy without a call, or of the server about it. */
static void play_looks(struct stage *on)
{
    pymgr_proxy *list = made(on, "list([1, 'x'])"), *none = NULL;
    pymgr_value *five = pymgr_int(5), *exposed = pymgr_proxy_exposed(list, &on->error);
    char *info = pymgr_debug_info(on->manager, &on->error);

    say_text(on, "repr", pymgr_proxy_repr(list), "<ListProxy object, typeid 'list' at 0x>");
    say_text(on, "str", pymgr_proxy_str(list, &on->error), "[1, 'x']");
    say_true(on, "the typeid", strcmp(pymgr_proxy_typeid(list), "list") == 0);
    say_true(on, "the address", strcmp(pymgr_proxy_address(list), pymgr_address(on->manager)) == 0);
    say_true(on, "exposed", pymgr_length(exposed) > 10);
    say_true(on, "debug_info", info != NULL && strstr(info, "refcount=1\n    [1, ") != NULL);
    none = pymgr_value_proxy(on->manager, five, &on->error);
    say_done(on, "a value that is no proxy", none != NULL, "invalid: not a proxy, but of type int");
    free(info);
    pymgr_unref(exposed);
    pymgr_unref(five);
    pymgr_proxy_unref(list);
}

void play_references(struct stage *on)
{
    say_objects(on, "objects at first", "0");
    play_counts(on);
    play_held_by_value(on);
    play_looks(on);
    say_objects(on, "objects at last", "0");
}

/* --- by name -------------------------------------------------------------------------------------------- */

/* The server shares a list as `shared`. */
void play_named(struct stage *on)
{
    pymgr_proxy *one = pymgr_get(on->manager, "shared", &on->error), *other, *none;
    char *ident, *same;

    must(on, one != NULL, "shared");
    other = pymgr_get(on->manager, "shared", &on->error);
    must(on, other != NULL, "shared again");
    ident = pymgr_proxy_ident(one);
    same = pymgr_proxy_ident(other);
    say_true(on, "the same object", ident != NULL && same != NULL && strcmp(ident, same) == 0);
    say(on, "shared.append('here')", pymgr_call(one, &on->error, "append", "s", "here"), "None");
    say(on, "shared.pop()", pymgr_call(other, &on->error, "pop", NULL), "'here'");
    none = pymgr_get(on->manager, "not_shared", &on->error);
    say_done(on, "another name", none != NULL, "remote error: KeyError: 'not_shared'");
    free(ident);
    free(same);
    pymgr_proxy_unref(none);
    pymgr_proxy_unref(one);
    pymgr_proxy_unref(other);
}

/* --- errors --------------------------------------------------------------------------------------------- */

static void say_exception(struct stage *on)
{
    const pymgr_value *exception = on->error.exception;

    say_text(on, "its class", pymgr_exception_class(exception), "IndexError");
    say_text(on, "its args", pymgr_repr(pymgr_exception_args(exception)), "('list index out of range',)");
    say_text(on, "its text", pymgr_exception_text(exception), "list index out of range");
    say_true(on, "is IndexError", pymgr_error_is(&on->error, "IndexError"));
    say_true(on, "is not KeyError", !pymgr_error_is(&on->error, "KeyError"));
}

void play_errors(struct stage *on)
{
    pymgr_proxy *list = made(on, "list()");

    say(on, "list[5]", pymgr_call(list, &on->error, "__getitem__", "i", 5),
        "raised: IndexError: list index out of range");
    if (on->error.exception != NULL)
        say_exception(on);
    say_true(on, "an exception", on->error.exception != NULL);
    say(on, "list.nope()", pymgr_call(list, &on->error, "nope", NULL), "remote error: KeyError: 'nope'");
    say_true(on, "no exception of what the server only tells of", on->error.exception == NULL);
    say_true(on, "its traceback",
        on->error.traceback != NULL &&
            strncmp(pymgr_text(on->error.traceback, NULL), "Traceback (most recent call last):\n", 35) == 0);
    say(on, "list.append(*5)", pymgr_call(list, &on->error, "append", "x", 5), NULL);
    say_true(on, "a wrong format", on->error.code == PYMGR_INVALID);
    pymgr_proxy_unref(list);
}
