/* SPDX-License-Identifier: MIT
 *
 * Globals, and what is made from them: instances, which keep what they were made from, and values of the few
 * constructors in pickle_construct.c. Names are Python 3's, whichever Python wrote them.
 */
#include "codec/pickle_construct.h"
#include "codec/pickle_loader.h"
#include "codec/pickle_names.h"

static bool from_python2(const struct pm_pickle_loader *loader)
{
    return loader->protocol <= 2;
}

/* --- globals --- */

static int check_size(struct pm_pickle_loader *loader, size_t size)
{
    if (size > PM_PICKLE_NAME)
        return pm_fail(loader->error, PM_ERROR_LIMIT, "a name of more than %d bytes", PM_PICKLE_NAME);
    return 0;
}

static int check_name(struct pm_pickle_loader *loader, const char *text, size_t size)
{
    if (!pm_utf8_valid(text, size))
        return pm_pickle_bad(loader, "%s: a name that is not UTF-8", pm_pickle_opcode_name(loader));
    return check_size(loader, size);
}

static bool same_text(const char *a, size_t a_size, const char *b, size_t b_size)
{
    return a_size == b_size && memcmp(a, b, a_size) == 0;
}

/* Whether Python 2 gets back what it has sent: not so `int`, which Python 3 has for two types. */
static bool goes_back(const struct pm_pickle_name *python2, struct pm_pickle_name name)
{
    pm_pickle_name_to_python2(&name);
    return same_text(name.module, name.module_size, python2->module, python2->module_size) &&
           same_text(name.qualname, name.qualname_size, python2->qualname, python2->qualname_size);
}

static pymgr_value *global_of(const struct pm_pickle_name *name)
{
    return pm_global_new(
        pm_str_trusted(name->module, name->module_size), pm_str_trusted(name->qualname, name->qualname_size));
}

/* The global that Python 2 calls by this name: new; NULL: no memory. */
static pymgr_value *global_of_python2(const struct pm_pickle_name *python2)
{
    struct pm_pickle_name name = *python2;
    pymgr_value *value;
    struct pm_global *global;

    pm_pickle_name_from_python2(&name);
    value = global_of(&name);
    if (value == NULL || goes_back(python2, name))
        return value;
    global = PM_CAST(pm_global, value);
    global->module2 = pm_str_trusted(python2->module, python2->module_size);
    global->qualname2 = pm_str_trusted(python2->qualname, python2->qualname_size);
    return global->module2 == NULL || global->qualname2 == NULL ? pm_unref(value) : value;
}

int pm_load_global(struct pm_pickle_loader *loader)
{
    struct pm_pickle_name name;

    if (pm_pickle_take_line(loader, &name.module, &name.module_size) != 0 ||
        pm_pickle_take_line(loader, &name.qualname, &name.qualname_size) != 0)
        return -1;
    if (check_name(loader, name.module, name.module_size) != 0 ||
        check_name(loader, name.qualname, name.qualname_size) != 0)
        return -1;
    return pm_pickle_push(loader, from_python2(loader) ? global_of_python2(&name) : global_of(&name));
}

/* Module and name are texts on the stack, and become the global's own. */
int pm_load_stack_global(struct pm_pickle_loader *loader)
{
    pymgr_value *module, *qualname;

    if (!pm_pickle_has(loader, 2))
        return -1;
    module = loader->top[-2];
    qualname = loader->top[-1];
    if (!pm_is(module, PYMGR_STR) || !pm_is(qualname, PYMGR_STR))
        return pm_pickle_bad(loader, "STACK_GLOBAL requires str");
    if (check_size(loader, PM_CAST(pm_text, module)->size) != 0 ||
        check_size(loader, PM_CAST(pm_text, qualname)->size) != 0)
        return -1;
    loader->top -= 2;
    return pm_pickle_push(loader, pm_global_new(module, qualname));
}

/* --- making --- */

static bool is_callable(const pymgr_value *value)
{
    return pm_is(value, PYMGR_GLOBAL) || pm_is(value, PYMGR_INSTANCE);
}

static int check_making(struct pm_pickle_loader *loader, const pymgr_value *callable, const pymgr_value *args)
{
    if (!is_callable(callable))
        return pm_pickle_bad(loader, "%s: '%s' object is not callable", pm_pickle_opcode_name(loader),
            pymgr_type_name(callable));
    if (!pm_is(args, PYMGR_TUPLE))
        return pm_pickle_bad(loader, "%s: arguments must be a tuple, not %s", pm_pickle_opcode_name(loader),
            pymgr_type_name(args));
    return 0;
}

/* Puts an instance in the place of the callable and its arguments, the topmost two. */
static int make_instance(struct pm_pickle_loader *loader, enum pm_instance_how how)
{
    loader->top -= 2;
    return pm_pickle_push(loader, pm_instance_new(how, loader->top[0], loader->top[1]));
}

/* Puts an instance in the place of the callable and its arguments, and takes note of it if it is a proxy. */
static int reduce_to_instance(struct pm_pickle_loader *loader)
{
    bool proxy = pm_makes_proxies(loader->top[-2]);

    if (make_instance(loader, PM_REDUCE) != 0)
        return -1;
    return proxy ? pm_proxies_add(loader->proxies, loader->top[-1], loader->error) : 0;
}

int pm_load_reduce(struct pm_pickle_loader *loader)
{
    pymgr_value *callable, *args, *value;

    if (!pm_pickle_has(loader, 2))
        return -1;
    callable = loader->top[-2];
    args = loader->top[-1];
    if (check_making(loader, callable, args) != 0)
        return -1;
    if (pm_pickle_construct(callable, args, from_python2(loader), &value, loader->error) != 0)
        return pm_pickle_refused(loader);
    return value == NULL ? reduce_to_instance(loader) : pm_pickle_replace(loader, 2, value);
}

int pm_load_newobj(struct pm_pickle_loader *loader)
{
    if (!pm_pickle_has(loader, 2))
        return -1;
    if (check_making(loader, loader->top[-2], loader->top[-1]) != 0)
        return -1;
    return make_instance(loader, PM_NEWOBJ);
}

int pm_load_newobj_ex(struct pm_pickle_loader *loader)
{
    pymgr_value *kwargs;

    if (!pm_pickle_has(loader, 3))
        return -1;
    kwargs = loader->top[-1];
    if (check_making(loader, loader->top[-3], loader->top[-2]) != 0)
        return -1;
    if (!pm_is(kwargs, PYMGR_DICT))
        return pm_pickle_bad(
            loader, "NEWOBJ_EX: keyword arguments must be a dict, not %s", pymgr_type_name(kwargs));
    loader->top--;
    if (make_instance(loader, PM_NEWOBJ_EX) != 0) {
        pm_unref(kwargs);
        return -1;
    }
    PM_CAST(pm_instance, loader->top[-1])->kwargs = kwargs;
    return 0;
}

/* Puts an instance in the place of a class and all above it, which is its arguments. */
static int make_old_instance(struct pm_pickle_loader *loader, pymgr_value **class)
{
    size_t count = (size_t)(loader->top - class - 1);
    pymgr_value *args;

    if (!is_callable(*class))
        return pm_pickle_bad(loader, "OBJ: '%s' object is not callable", pymgr_type_name(*class));
    args = pymgr_tuple(count);
    if (args == NULL)
        return pm_fail_nomem(loader->error);
    memcpy(PM_CAST(pm_tuple, args)->items, class + 1, count * sizeof *class);
    loader->top = class;
    return pm_pickle_push(loader, pm_instance_new(PM_OBJ, *class, args));
}

int pm_load_obj(struct pm_pickle_loader *loader)
{
    pymgr_value **first = pm_pickle_mark_pop(loader);

    if (first == NULL)
        return -1;
    if (first == loader->top)
        return pm_pickle_underflow(loader);
    return make_old_instance(loader, first);
}

/* OBJ with a global of the next two lines as class. */
int pm_load_inst(struct pm_pickle_loader *loader)
{
    pymgr_value **first = pm_pickle_mark_pop(loader);
    size_t count;

    if (first == NULL)
        return -1;
    count = (size_t)(loader->top - first);
    if (pm_load_global(loader) != 0)
        return -1;
    return make_old_instance(loader, pm_pickle_sink(loader, count));
}

/* --- state --- */

int pm_load_build(struct pm_pickle_loader *loader)
{
    struct pm_instance *instance;

    if (!pm_pickle_has(loader, 2))
        return -1;
    if (!pm_is(loader->top[-2], PYMGR_INSTANCE))
        return pm_pickle_bad(loader, "BUILD: '%s' object takes no state", pymgr_type_name(loader->top[-2]));
    instance = PM_CAST(pm_instance, loader->top[-2]);
    if (instance->state != NULL)
        return pm_pickle_bad(loader, "BUILD: the object has its state already");
    if (pm_pickle_changing(loader, loader->top[-2]) != 0)
        return -1;
    instance->state = *--loader->top;
    return 0;
}
