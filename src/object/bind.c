/* SPDX-License-Identifier: MIT
 *
 * Binding has three steps: the checks that all functions share, the rule of the row's kind of function (it
 * puts arguments in their places, or words the TypeError), and the defaults.
 */
#include "object/bind.h"

#include "base/memory.h"
#include "object/binding.h"

size_t pm_bind_parameter(const struct pm_bind *bind, const pymgr_value *name)
{
    const struct pm_text *text = PM_CONST_CAST(pm_text, name);

    for (size_t i = 0; i < bind->signature->count; i++) {
        const struct pm_parameter *parameter = &bind->signature->parameters[i];
        const struct pm_text *own = PM_CONST_CAST(pm_text, parameter->name);

        if ((parameter->kind == PM_POSITIONAL_OR_KEYWORD || parameter->kind == PM_KEYWORD_ONLY) &&
            own->size == text->size && memcmp(own->bytes, text->bytes, own->size) == 0)
            return i;
    }
    return SIZE_MAX;
}

void pm_bind_put_name(const struct pm_bind *bind, struct pm_buffer *out)
{
    const struct pm_method *method = bind->method;
    const char *name = method->called != NULL ? method->called : method->name;

    /* A class is called by its own name, a function too; a name with a dot is complete. */
    if (method->binding != PM_FUNCTION && strcmp(name, bind->owner) != 0 && strchr(name, '.') == NULL)
        pm_put_format(out, "%s.", bind->owner);
    pm_put_text(out, name);
}

static int put_varargs(struct pm_bind *bind, size_t first)
{
    size_t at = bind->signature->var_positional;
    size_t count = bind->given_count > first ? bind->given_count - first : 0;
    pymgr_value *rest;

    if (at == SIZE_MAX)
        return 0;
    rest = bind->bound[at] = pymgr_tuple(count);
    if (rest == NULL)
        return pm_fail_nomem(bind->error);
    for (size_t i = 0; i < count; i++)
        pymgr_tuple_put(rest, i, pymgr_ref(bind->given[first + i]));
    return 0;
}

int pm_bind_positional(struct pm_bind *bind)
{
    size_t most = bind->signature->positional;
    size_t count = bind->given_count < most ? bind->given_count : most;

    for (size_t i = 0; i < count; i++)
        bind->bound[i] = pymgr_ref(bind->given[i]);
    return put_varargs(bind, most);
}

int pm_bind_extra(struct pm_bind *bind, pymgr_value *key, pymgr_value *item)
{
    pymgr_value *extra = bind->bound[bind->signature->var_keyword];

    return pymgr_dict_set(extra, pymgr_ref(key), pymgr_ref(item)) == 0 ? 0 : pm_fail_nomem(bind->error);
}

static int begin_var_keyword(struct pm_bind *bind)
{
    size_t at = bind->signature->var_keyword;

    if (at != SIZE_MAX && (bind->bound[at] = pymgr_dict()) == NULL)
        return pm_fail_nomem(bind->error);
    return 0;
}

static int check_keywords(const struct pm_bind *bind)
{
    size_t cursor = 0;
    pymgr_value *key, *item;

    while (pymgr_dict_next(bind->kwds, &cursor, &key, &item)) {
        if (!pm_is(key, PYMGR_STR))
            return pm_fail(bind->error, PM_ERROR_TYPE, "keywords must be strings");
    }
    return 0;
}

static void put_defaults(struct pm_bind *bind)
{
    for (size_t i = 0; i < bind->signature->count; i++) {
        if (bind->bound[i] == NULL)
            bind->bound[i] = pymgr_ref(bind->signature->parameters[i].preset);
    }
}

static int run_rule(struct pm_bind *bind)
{
    static pm_bind_rule *const rules[] = {
        [PM_DEF] = pm_bind_def,
        [PM_FUNCTION] = pm_bind_def,
        [PM_C_NOARGS] = pm_bind_noargs,
        [PM_C_ONE] = pm_bind_one,
        [PM_C_POSITIONAL] = pm_bind_counted,
        [PM_C_VARARGS] = pm_bind_varargs,
        [PM_C_KEYWORDS] = pm_bind_keywords,
        [PM_SLOT] = pm_bind_slot,
        [PM_SLOT_TUPLE] = pm_bind_slot_tuple,
    };
    enum pm_binding binding = bind->method->binding;

    if (binding != PM_SLOT && binding != PM_SLOT_TUPLE && check_keywords(bind) != 0)
        return -1;
    if (begin_var_keyword(bind) != 0)
        return -1;
    return rules[binding](bind);
}

/* An array has one place more than there are parameters, so that even none of them have an array. */
static size_t places_size(size_t count)
{
    return (count + 1) * sizeof(pymgr_value *);
}

static pymgr_value **places(size_t count)
{
    pymgr_value **bound = pm_block_new(places_size(count));

    if (bound != NULL)
        memset(bound, 0, places_size(count));
    return bound;
}

int pm_bind(const struct pm_method *method, const char *type_name, const pymgr_value *args,
    const pymgr_value *kwds, pymgr_value ***boundp, size_t *countp, struct pm_error *error)
{
    struct pm_bind bind = { .method = method, .owner = type_name, .kwds = kwds, .error = error };

    if (method->owner != NULL)
        bind.owner = method->owner;
    bind.given_count = pm_items(args, &bind.given);
    bind.signature = pm_signature_of(method, error);
    if (bind.signature == NULL)
        return -1;
    bind.bound = places(bind.signature->count);
    if (bind.bound == NULL)
        return pm_fail_nomem(error);
    if (run_rule(&bind) != 0) {
        pm_bound_free(bind.bound, bind.signature->count);
        return -1;
    }
    put_defaults(&bind);
    *boundp = bind.bound;
    *countp = bind.signature->count;
    return 0;
}

void pm_bound_free(pymgr_value **bound, size_t count)
{
    for (size_t i = 0; i < count; i++)
        pymgr_unref(bound[i]);
    pm_block_free(bound, places_size(count));
}
