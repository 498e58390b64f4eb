/* SPDX-License-Identifier: MIT
 *
 * Functions written in Python: the checks of ceval.c, in its order, with its words. A method's `self` counts
 * as an argument there.
 */
#include "object/binding.h"

static bool has_self(const struct pm_bind *bind)
{
    return bind->method->binding == PM_DEF;
}

static int fail_text(const struct pm_bind *bind, const struct pm_buffer *text)
{
    if (pm_buffer_failed(text))
        return pm_fail_nomem(bind->error);
    return pm_fail(
        bind->error, PM_ERROR_TYPE, "%.*s", (int)pm_buffer_length(text), (char *)pm_buffer_bytes(text));
}

/* The message "NAME() WHAT 'KEY'". */
static int fail_keyword(const struct pm_bind *bind, const char *what, const char *key)
{
    struct pm_buffer text = PM_BUFFER_INIT;
    int failed;

    pm_bind_put_name(bind, &text);
    pm_put_format(&text, "() %s '%s'", what, key);
    failed = fail_text(bind, &text);
    pm_buffer_free(&text);
    return failed;
}

/* Appends the name if a positional-only parameter of that name was given as keyword. */
static void put_if_given(const struct pm_bind *bind, const char *name, struct pm_buffer *out)
{
    if (pymgr_dict_get_text(bind->kwds, name) == NULL)
        return;
    if (pm_buffer_length(out) > 0)
        pm_put_text(out, ", ");
    pm_put_text(out, name);
}

/* The names of such parameters; nothing when there are none. */
static void put_positional_only_given(const struct pm_bind *bind, struct pm_buffer *out)
{
    if (has_self(bind) && !bind->signature->self_by_name)
        put_if_given(bind, "self", out);
    for (size_t i = 0; i < bind->signature->positional; i++) {
        const struct pm_parameter *parameter = &bind->signature->parameters[i];

        if (parameter->kind == PM_POSITIONAL_ONLY)
            put_if_given(bind, pymgr_text(parameter->name, NULL), out);
    }
}

/* A keyword that is no parameter's. */
static int fail_unexpected(const struct pm_bind *bind, const pymgr_value *key)
{
    struct pm_buffer names = PM_BUFFER_INIT;
    int failed;

    put_positional_only_given(bind, &names);
    if (pm_buffer_length(&names) == 0) {
        failed = fail_keyword(bind, "got an unexpected keyword argument", pymgr_text(key, NULL));
    } else {
        pm_put_u8(&names, '\0');
        failed = pm_buffer_failed(&names)
                     ? pm_fail_nomem(bind->error)
                     : fail_keyword(bind, "got some positional-only arguments passed as keyword arguments:",
                           (const char *)pm_buffer_bytes(&names));
    }
    pm_buffer_free(&names);
    return failed;
}

static int put_keyword(struct pm_bind *bind, pymgr_value *key, pymgr_value *item)
{
    size_t at = pm_bind_parameter(bind, key);

    if (at != SIZE_MAX && bind->bound[at] == NULL) {
        bind->bound[at] = pymgr_ref(item);
        return 0;
    }
    if (at != SIZE_MAX || (has_self(bind) && bind->signature->self_by_name && pm_text_is(key, "self")))
        return fail_keyword(bind, "got multiple values for argument", pymgr_text(key, NULL));
    if (bind->signature->var_keyword != SIZE_MAX)
        return pm_bind_extra(bind, key, item);
    return fail_unexpected(bind, key);
}

static int put_keywords(struct pm_bind *bind)
{
    size_t cursor = 0;
    pymgr_value *key, *item;

    while (pymgr_dict_next(bind->kwds, &cursor, &key, &item)) {
        if (put_keyword(bind, key, item) != 0)
            return -1;
    }
    return 0;
}

static const char *plural(size_t count)
{
    return count == 1 ? "" : "s";
}

/* "takes from 1 to 3 positional arguments but 4 were given" */
static int fail_too_many(const struct pm_bind *bind)
{
    const struct pm_signature *signature = bind->signature;
    struct pm_buffer text = PM_BUFFER_INIT;
    size_t self = has_self(bind), given = bind->given_count + self, by_name = 0;
    size_t least = signature->required + self, most = signature->positional + self;
    int failed;

    for (size_t i = signature->positional; i < signature->count; i++)
        by_name += signature->parameters[i].kind == PM_KEYWORD_ONLY && bind->bound[i] != NULL;
    pm_bind_put_name(bind, &text);
    if (signature->required < signature->positional)
        pm_put_format(&text, "() takes from %zu to %zu positional arguments", least, most);
    else
        pm_put_format(&text, "() takes %zu positional argument%s", most, plural(most));
    pm_put_format(&text, " but %zu", given);
    if (by_name > 0)
        pm_put_format(&text, " positional argument%s (and %zu keyword-only argument%s)", plural(given),
            by_name, plural(by_name));
    pm_put_format(&text, " %s given", given == 1 && by_name == 0 ? "was" : "were");
    failed = fail_text(bind, &text);
    pm_buffer_free(&text);
    return failed;
}

static bool is_missing(const struct pm_bind *bind, enum pm_parameter_kind kind, size_t at)
{
    const struct pm_parameter *parameter = &bind->signature->parameters[at];
    bool by_name = parameter->kind == PM_KEYWORD_ONLY;

    return parameter->required && by_name == (kind == PM_KEYWORD_ONLY) && bind->bound[at] == NULL;
}

/* "missing 3 required positional arguments: 'a', 'b', and 'c'", if any are. */
static int check_missing(const struct pm_bind *bind, enum pm_parameter_kind kind, const char *word)
{
    struct pm_buffer text = PM_BUFFER_INIT;
    size_t missing = 0, seen = 0;
    int failed;

    for (size_t i = 0; i < bind->signature->count; i++)
        missing += is_missing(bind, kind, i);
    if (missing == 0)
        return 0;
    pm_bind_put_name(bind, &text);
    pm_put_format(&text, "() missing %zu required %s argument%s: ", missing, word, plural(missing));
    for (size_t i = 0; i < bind->signature->count; i++) {
        if (!is_missing(bind, kind, i))
            continue;
        if (seen++ > 0)
            pm_put_text(&text, seen < missing ? ", " : missing == 2 ? " and " : ", and ");
        pm_put_format(&text, "'%s'", pymgr_text(bind->signature->parameters[i].name, NULL));
    }
    failed = fail_text(bind, &text);
    pm_buffer_free(&text);
    return failed;
}

int pm_bind_def(struct pm_bind *bind)
{
    const struct pm_signature *signature = bind->signature;

    if (pm_bind_positional(bind) != 0 || put_keywords(bind) != 0)
        return -1;
    if (bind->given_count > signature->positional && signature->var_positional == SIZE_MAX)
        return fail_too_many(bind);
    if (check_missing(bind, PM_POSITIONAL_OR_KEYWORD, "positional") != 0)
        return -1;
    return check_missing(bind, PM_KEYWORD_ONLY, "keyword-only");
}
