/* SPDX-License-Identifier: MIT */
#include "value/kind.h"
#include "value/known.h"

/* Classes written in C carry their module in their name. */
static const struct {
    const char *module, *qualified;
} in_c[] = {
    { "collections", "collections.OrderedDict" },
    { "collections", "collections.defaultdict" },
    { "collections", "collections.deque" },
    { "datetime", "datetime.date" },
    { "datetime", "datetime.datetime" },
    { "datetime", "datetime.time" },
    { "datetime", "datetime.timedelta" },
    { "datetime", "datetime.timezone" },
    { "decimal", "decimal.Decimal" },
};

static const char *last_name(const pymgr_value *class)
{
    const char *name = pymgr_text(PM_CONST_CAST(pm_global, class)->qualname, NULL);
    const char *dot = strrchr(name, '.');

    return dot == NULL ? name : dot + 1;
}

static const char *name_in_c(const pymgr_value *class)
{
    for (size_t i = 0; i < sizeof in_c / sizeof in_c[0]; i++) {
        const char *name = in_c[i].qualified + strlen(in_c[i].module) + 1;

        if (pm_global_is(class, in_c[i].module, name))
            return in_c[i].qualified;
    }
    return last_name(class);
}

/* What names a thing of builtins is a class unless it is known to be something else; elsewhere it is taken
 * for one. */
static const char *type_of_global(const pymgr_value *value)
{
    const struct pm_global *global = PM_CONST_CAST(pm_global, value);
    bool function =
        pm_text_is(global->module, "builtins") && pm_is_builtin_function(pymgr_text(global->qualname, NULL));

    if (pm_global_is(value, "builtins", "Ellipsis"))
        return "ellipsis";
    if (pm_global_is(value, "builtins", "NotImplemented"))
        return "NotImplementedType";
    return function ? "builtin_function_or_method" : pm_kinds[PYMGR_GLOBAL].name;
}

static const char *type_name(const pymgr_value *value, const char *(*name_of)(const pymgr_value *class))
{
    const pymgr_value *class = pymgr_instance_class(value);

    if (class != NULL && pm_is(class, PYMGR_GLOBAL))
        return name_of(class);
    return pm_is(value, PYMGR_GLOBAL) ? type_of_global(value) : pm_kinds[value->kind].name;
}

const char *pymgr_type_name(const pymgr_value *value)
{
    return type_name(value, last_name);
}

const char *pm_qualified_type_name(const pymgr_value *value)
{
    return pm_is(value, PYMGR_ARRAY) ? "array.array" : type_name(value, name_in_c);
}
