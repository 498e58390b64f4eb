/* SPDX-License-Identifier: MIT
 *
 * Methods written in C: the checks of CPython's calling conventions, with their words.
 */
#include "object/binding.h"

#include <stdio.h>

static const char *plural(size_t count)
{
    return count == 1 ? "" : "s";
}

/* The message "NAME() WHAT". */
static int fail_named(const struct pm_bind *bind, const char *what)
{
    struct pm_buffer name = PM_BUFFER_INIT;
    int failed = -1;

    pm_bind_put_name(bind, &name);
    if (pm_buffer_failed(&name))
        pm_fail_nomem(bind->error);
    else
        failed = pm_fail(bind->error, PM_ERROR_TYPE, "%.*s() %s", (int)pm_buffer_length(&name),
            (char *)pm_buffer_bytes(&name), what);
    pm_buffer_free(&name);
    return failed;
}

/* Conventions without keywords: those given go into **kwds, or are refused. */
static int put_no_keywords(struct pm_bind *bind)
{
    size_t cursor = 0;
    pymgr_value *key, *item;

    if (pymgr_length(bind->kwds) == 0)
        return 0;
    if (bind->signature->var_keyword == SIZE_MAX)
        return fail_named(bind, "takes no keyword arguments");
    while (pymgr_dict_next(bind->kwds, &cursor, &key, &item)) {
        if (pm_bind_extra(bind, key, item) != 0)
            return -1;
    }
    return 0;
}

static int fail_given(const struct pm_bind *bind, const char *takes)
{
    char what[64];

    snprintf(what, sizeof what, "%s (%zu given)", takes, bind->given_count);
    return fail_named(bind, what);
}

int pm_bind_noargs(struct pm_bind *bind)
{
    if (put_no_keywords(bind) != 0)
        return -1;
    return bind->given_count == 0 ? 0 : fail_given(bind, "takes no arguments");
}

int pm_bind_one(struct pm_bind *bind)
{
    if (put_no_keywords(bind) != 0)
        return -1;
    if (bind->given_count != 1)
        return fail_given(bind, "takes exactly one argument");
    return pm_bind_positional(bind);
}

/* "pop expected at most 1 argument, got 2" */
static int check_count(const struct pm_bind *bind)
{
    const struct pm_signature *signature = bind->signature;
    size_t least = signature->required, most = signature->positional, given = bind->given_count;
    bool few = given < least;
    size_t bound = few ? least : most;

    if (!few && (given <= most || signature->var_positional != SIZE_MAX))
        return 0;
    return pm_fail(bind->error, PM_ERROR_TYPE, "%s expected %s%zu argument%s, got %zu", bind->method->name,
        least == most ? ""
        : few         ? "at least "
                      : "at most ",
        bound, plural(bound), given);
}

int pm_bind_counted(struct pm_bind *bind)
{
    if (put_no_keywords(bind) != 0 || check_count(bind) != 0)
        return -1;
    return pm_bind_positional(bind);
}

int pm_bind_varargs(struct pm_bind *bind)
{
    if (pymgr_length(bind->kwds) > 0)
        return pm_fail(bind->error, PM_ERROR_TYPE, "%s() takes no keyword arguments", bind->method->name);
    return pm_bind_counted(bind);
}

static int bind_wrapper(struct pm_bind *bind, const char *before)
{
    size_t expected = bind->signature->positional;

    if (pymgr_length(bind->kwds) > 0)
        return pm_fail(
            bind->error, PM_ERROR_TYPE, "wrapper %s() takes no keyword arguments", bind->method->name);
    if (bind->given_count != expected)
        return pm_fail(bind->error, PM_ERROR_TYPE, "%sexpected %zu argument%s, got %zu", before, expected,
            plural(expected), bind->given_count);
    return pm_bind_positional(bind);
}

int pm_bind_slot(struct pm_bind *bind)
{
    return bind_wrapper(bind, "");
}

/* PyArg_UnpackTuple is given an empty name there. */
int pm_bind_slot_tuple(struct pm_bind *bind)
{
    return bind_wrapper(bind, " ");
}

/* --- PyArg_ParseTupleAndKeywords and Argument Clinic, which word alike --- */

static int check_total(const struct pm_bind *bind)
{
    const struct pm_signature *signature = bind->signature;
    size_t total = bind->given_count + pymgr_length(bind->kwds), most = signature->count;

    if (total <= most)
        return 0;
    return pm_fail(bind->error, PM_ERROR_TYPE, "%s() takes %s %zu %sargument%s (%zu given)",
        bind->method->name, signature->required < most ? "at most" : "exactly", most,
        bind->given_count == 0 ? "keyword " : "", plural(most), total);
}

static int check_positional(const struct pm_bind *bind)
{
    const struct pm_signature *signature = bind->signature;
    size_t most = signature->positional;

    if (bind->given_count <= most)
        return 0;
    if (most == 0)
        return pm_fail(bind->error, PM_ERROR_TYPE, "%s() takes no positional arguments", bind->method->name);
    return pm_fail(bind->error, PM_ERROR_TYPE, "%s() takes %s %zu positional argument%s (%zu given)",
        bind->method->name, signature->required < most ? "at most" : "exactly", most, plural(most),
        bind->given_count);
}

static int put_named(struct pm_bind *bind, size_t *usedp)
{
    for (size_t i = bind->given_count; i < bind->signature->count; i++) {
        const struct pm_parameter *parameter = &bind->signature->parameters[i];
        pymgr_value *item = pymgr_dict_get(bind->kwds, parameter->name);

        if (item == NULL && parameter->required)
            return pm_fail(bind->error, PM_ERROR_TYPE, "%s() missing required argument '%s' (pos %zu)",
                bind->method->name, pymgr_text(parameter->name, NULL), i + 1);
        bind->bound[i] = pymgr_ref(item);
        *usedp += item != NULL;
    }
    return 0;
}

static int fail_unused(const struct pm_bind *bind)
{
    size_t cursor = 0;
    pymgr_value *key = NULL, *item;

    for (size_t i = 0; i < bind->given_count; i++) {
        const pymgr_value *name = bind->signature->parameters[i].name;

        if (pymgr_dict_get(bind->kwds, name) != NULL)
            return pm_fail(bind->error, PM_ERROR_TYPE,
                "argument for %s() given by name ('%s') and position (%zu)", bind->method->name,
                pymgr_text(name, NULL), i + 1);
    }
    while (pymgr_dict_next(bind->kwds, &cursor, &key, &item) && pm_bind_parameter(bind, key) != SIZE_MAX)
        continue;
    return pm_fail(bind->error, PM_ERROR_TYPE, "'%s' is an invalid keyword argument for %s()",
        pymgr_text(key, NULL), bind->method->name);
}

int pm_bind_keywords(struct pm_bind *bind)
{
    size_t used = 0;

    if (check_total(bind) != 0 || check_positional(bind) != 0 || pm_bind_positional(bind) != 0 ||
        put_named(bind, &used) != 0)
        return -1;
    return used == pymgr_length(bind->kwds) ? 0 : fail_unused(bind);
}
