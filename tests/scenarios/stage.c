/* SPDX-License-Identifier: MIT */
#include "scenarios/stage.h"

#include <ctype.h>
#include <dirent.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    CALL_SIZE = 200, /* of a call's text in the output */
    TEXT_SIZE = PYMGR_MESSAGE_SIZE + 32,
};

/* --- opening and closing -------------------------------------------------------------------------------- */

static double seconds_of(const char *variable)
{
    const char *text = getenv(variable);

    return text == NULL ? 0 : strtod(text, NULL);
}

void stage_open(struct stage *on)
{
    const char *serializer;

    *on = (struct stage){ .error = PYMGR_ERROR_INIT, .options = pymgr_options_from_environment() };
    on->options.connect_timeout = seconds_of("PYMGR_CONNECT_TIMEOUT");
    on->options.call_timeout = seconds_of("PYMGR_CALL_TIMEOUT");
    on->options.max_reply = (size_t)seconds_of("PYMGR_MAX_REPLY");
    serializer = on->options.serializer;
    on->xml = serializer != NULL && strcmp(serializer, "xmlrpclib") == 0;
}

bool stage_connect(struct stage *on)
{
    on->manager = pymgr_connect(&on->options, &on->error);
    return on->manager != NULL;
}

void stage_close(struct stage *on)
{
    on->manager = pymgr_close(on->manager);
    pymgr_error_clear(&on->error);
}

const char *next_word(struct stage *on)
{
    must(on, *on->words != NULL, "an argument is missing");
    return *on->words++;
}

size_t next_number(struct stage *on)
{
    return strtoul(next_word(on), NULL, 10);
}

/* --- lines ---------------------------------------------------------------------------------------------- */

/* Takes the digits of addresses out of a text. */
static void hide_addresses(char *text)
{
    for (char *at = strstr(text, "0x"); at != NULL; at = strstr(at, "0x")) {
        char *end = at += 2;

        while (isxdigit((unsigned char)*end))
            end++;
        memmove(at, end, strlen(end) + 1);
    }
}

/* Prints a text in a line that has only one. */
static void print_in_line(const char *text)
{
    for (; *text != '\0'; text++)
        putchar(*text == '\n' || *text == '\t' ? ' ' : *text);
}

/* What is expected with xmlrpclib. */
static const char *expected_by_xml(const struct stage *on, const char *call, const char *expected)
{
    for (const struct step *row = on->by_xml; row != NULL && row->call != NULL; row++) {
        if (strcmp(row->call, call) == 0)
            return row->expected;
    }
    return expected;
}

static void say_outcome(struct stage *on, const char *call, char *outcome, const char *expected)
{
    bool differs;

    if (on->xml)
        expected = expected_by_xml(on, call, expected);
    hide_addresses(outcome);
    differs = expected != NULL && strcmp(outcome, expected) != 0;
    on->said++;
    on->differing += differs;
    printf("%s\t%s\t", on->scenario, call);
    print_in_line(outcome);
    if (differs)
        printf("\t%s", expected);
    putchar('\n');
    fflush(stdout);
}

void say_error(struct stage *on, const char *call, const struct pymgr_error *error, const char *expected)
{
    char outcome[TEXT_SIZE];

    snprintf(outcome, sizeof outcome, "%s: %s", pymgr_code_name(error->code), error->text);
    say_outcome(on, call, outcome, expected);
}

void say_text(struct stage *on, const char *call, char *text, const char *expected)
{
    if (text == NULL)
        say_error(on, call, &on->error, expected);
    else
        say_outcome(on, call, text, expected);
    free(text);
}

void say(struct stage *on, const char *call, pymgr_value *value, const char *expected)
{
    char *text = value == NULL ? NULL : pymgr_repr(value);

    must(on, value == NULL || text != NULL, "no repr");
    say_text(on, call, text, expected);
    pymgr_unref(value);
}

void say_number(struct stage *on, const char *call, int64_t number, const char *expected)
{
    char text[24];

    if (number < 0) {
        say_error(on, call, &on->error, expected);
        return;
    }
    snprintf(text, sizeof text, "%" PRId64, number);
    say_outcome(on, call, text, expected);
}

void say_done(struct stage *on, const char *call, bool done, const char *expected)
{
    char text[] = "done";

    if (done)
        say_outcome(on, call, text, expected);
    else
        say_error(on, call, &on->error, expected);
}

void say_true(struct stage *on, const char *what, bool is_true)
{
    char yes[] = "yes", no[] = "no";

    say_outcome(on, what, is_true ? yes : no, "yes");
}

/* --- steps ---------------------------------------------------------------------------------------------- */

struct call {
    char method[CALL_SIZE]; /* at its end is the rest of the text */
    pymgr_value *args, *kwds;
};

/* A literal in a call that is right: new. */
static pymgr_value *literal(struct stage *on, const char *text)
{
    pymgr_value *value = pymgr_literal(text, &on->error);

    must(on, value != NULL, text);
    return value;
}

/* "method(1, 2, **{'a': 3})" */
static void read_call(struct stage *on, const char *text, struct call *call)
{
    char args[CALL_SIZE + 4], *open, *kwds;

    must(on, strlen(text) < CALL_SIZE, text);
    strcpy(call->method, text);
    open = strchr(call->method, '(');
    must(on, open != NULL && text[strlen(text) - 1] == ')', text);
    *strrchr(open, ')') = '\0';
    *open = '\0';
    kwds = strstr(open + 1, "**");
    call->kwds = kwds == NULL ? NULL : literal(on, kwds + 2);
    if (kwds != NULL)
        *kwds = '\0';
    snprintf(args, sizeof args, open[1] == '\0' || kwds != NULL ? "(%s)" : "(%s,)", open + 1);
    call->args = literal(on, args);
}

static void forget_call(struct call *call)
{
    pymgr_unref(call->args);
    pymgr_unref(call->kwds);
}

static void take_step(struct stage *on, pymgr_proxy *proxy, const struct step *step)
{
    char shown[2 * CALL_SIZE];
    struct call call;

    read_call(on, step->call, &call);
    snprintf(shown, sizeof shown, "%s.%s", pymgr_proxy_typeid(proxy), step->call);
    say(on, shown, pymgr_call_with(proxy, call.method, call.args, call.kwds, &on->error), step->expected);
    forget_call(&call);
}

void take_steps(struct stage *on, pymgr_proxy *proxy, const struct step *steps)
{
    for (; steps->call != NULL; steps++)
        take_step(on, proxy, steps);
}

/* --- what many scenarios do ----------------------------------------------------------------------------- */

void must(struct stage *on, bool done, const char *what)
{
    if (done)
        return;
    fprintf(stderr, "%s: %s: %s: %s\n", on->scenario, what, pymgr_code_name(on->error.code), on->error.text);
    exit(2);
}

pymgr_proxy *make(struct stage *on, const char *creation)
{
    struct call call;
    pymgr_proxy *proxy;

    read_call(on, creation, &call);
    proxy = pymgr_create_with(on->manager, call.method, call.args, call.kwds, &on->error);
    forget_call(&call);
    return proxy;
}

pymgr_proxy *made(struct stage *on, const char *creation)
{
    pymgr_proxy *proxy = make(on, creation);

    must(on, proxy != NULL, creation);
    return proxy;
}

static pymgr_value *call(
    struct stage *on, pymgr_proxy *proxy, const char *method, const char *format, va_list list)
{
    pymgr_value *args = NULL, *value;

    if (format != NULL)
        args = pymgr_vpack(&on->error, format, list);
    must(on, format == NULL || args != NULL, method);
    value = pymgr_call_with(proxy, method, args, NULL, &on->error);
    must(on, value != NULL, method);
    pymgr_unref(args);
    return value;
}

pymgr_value *result(struct stage *on, pymgr_proxy *proxy, const char *method, const char *format, ...)
{
    pymgr_value *value;
    va_list list;

    va_start(list, format);
    value = call(on, proxy, method, format, list);
    va_end(list);
    return value;
}

int64_t number(struct stage *on, pymgr_proxy *proxy, const char *method, const char *format, ...)
{
    pymgr_value *value;
    int64_t found;
    va_list list;

    va_start(list, format);
    value = call(on, proxy, method, format, list);
    va_end(list);
    must(on, pymgr_int_value(value, &found), "an int");
    pymgr_unref(value);
    return found;
}

int64_t references(struct stage *on, pymgr_proxy *proxy)
{
    static const char mark[] = "refcount=";
    char *info = pymgr_debug_info(on->manager, &on->error), *ident = pymgr_proxy_ident(proxy), *found;
    int64_t count = 0;

    must(on, info != NULL && ident != NULL, "debug_info");
    found = strstr(info, ident);
    if (found != NULL)
        found = strstr(found, mark);
    if (found != NULL)
        count = strtol(found + strlen(mark), NULL, 10);
    free(info);
    free(ident);
    return count;
}

void tell(const char *format, ...)
{
    va_list list;

    va_start(list, format);
    vprintf(format, list);
    va_end(list);
    putchar('\n');
    fflush(stdout);
}

void wait_for_word(void)
{
    for (int character = getchar(); character != '\n' && character != EOF;)
        character = getchar();
}

size_t open_descriptors(void)
{
    DIR *folder = opendir("/proc/self/fd");
    size_t count = 0;

    if (folder == NULL)
        return 0;
    while (readdir(folder) != NULL)
        count++;
    closedir(folder);
    return count;
}
