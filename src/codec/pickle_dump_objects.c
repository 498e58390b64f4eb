/* SPDX-License-Identifier: MIT
 *
 * Globals, instances, and the kinds that travel as a call of their constructor.
 */
#include "codec/pickle_dumper.h"

/* --- globals --- */

static struct pm_pickle_name name_of_text(const char *module, const char *qualname)
{
    return (struct pm_pickle_name){
        .module = module,
        .module_size = strlen(module),
        .qualname = qualname,
        .qualname_size = strlen(qualname),
    };
}

/* GLOBAL has its names as two lines: a name with a newline in it would become something else. */
static int put_lines(struct pm_pickle_dumper *dumper, struct pm_pickle_name name)
{
    if (dumper->protocol < 3)
        pm_pickle_name_to_python2(&name);
    if (memchr(name.module, '\n', name.module_size) != NULL ||
        memchr(name.qualname, '\n', name.qualname_size) != NULL)
        return pm_fail(
            dumper->error, PM_ERROR_UNSERIALIZABLE, "can't pickle a global with a newline in its name");
    if (dumper->protocol < 3 &&
        !(pm_ascii(name.module, name.module_size) && pm_ascii(name.qualname, name.qualname_size)))
        return pm_fail(dumper->error, PM_ERROR_UNSERIALIZABLE,
            "can't pickle global identifier '%.*s.%.*s' using pickle protocol %d", (int)name.module_size,
            name.module, (int)name.qualname_size, name.qualname, dumper->protocol);
    if (pm_dump_opcode(dumper, PM_OP_GLOBAL) != 0 ||
        pm_dump_bytes(dumper, name.module, name.module_size) != 0 || pm_dump_bytes(dumper, "\n", 1) != 0 ||
        pm_dump_bytes(dumper, name.qualname, name.qualname_size) != 0)
        return -1;
    return pm_dump_bytes(dumper, "\n", 1);
}

static int put_name(struct pm_pickle_dumper *dumper, const struct pm_pickle_name *name);

/* The place of the last dot in a qualified name; NULL: it has none. */
static const char *last_dot(const struct pm_pickle_name *name)
{
    return memrchr(name->qualname, '.', name->qualname_size);
}

static int put_parent(struct pm_pickle_dumper *dumper, const struct pm_pickle_name *parent)
{
    int status;

    if (pm_dump_enter(dumper) != 0)
        return -1;
    status = put_name(dumper, parent);
    dumper->depth--;
    return status;
}

/* What is inside a class has no GLOBAL: getattr(class, name). */
static int put_attribute(struct pm_pickle_dumper *dumper, const struct pm_pickle_name *name, const char *dot)
{
    struct pm_pickle_name parent = *name;
    size_t size = (size_t)(name->qualname + name->qualname_size - dot) - 1;

    parent.qualname_size = (size_t)(dot - name->qualname);
    if (pm_dump_named(dumper, "builtins", "getattr") != 0 || put_parent(dumper, &parent) != 0 ||
        pm_dump_text(dumper, dot + 1, size) != 0 || pm_dump_end_tuple(dumper, 2) != 0)
        return -1;
    return pm_dump_opcode(dumper, PM_OP_REDUCE);
}

/* A global that is not in the memo. */
static int put_new_name(struct pm_pickle_dumper *dumper, const struct pm_pickle_name *name)
{
    const char *dot = last_dot(name);

    if (dumper->protocol < 4)
        return dot == NULL ? put_lines(dumper, *name) : put_attribute(dumper, name, dot);
    if (pm_dump_constant(dumper, name->module, name->module_size) != 0 ||
        pm_dump_text(dumper, name->qualname, name->qualname_size) != 0)
        return -1;
    return pm_dump_opcode(dumper, PM_OP_STACK_GLOBAL);
}

static int put_name(struct pm_pickle_dumper *dumper, const struct pm_pickle_name *name)
{
    const struct pm_name_entry *entry = pm_dump_find_name(dumper, name);

    if (entry != NULL)
        return pm_dump_get(dumper, entry->number);
    return put_new_name(dumper, name) == 0 ? pm_dump_memoise_name(dumper, name) : -1;
}

int pm_dump_named(struct pm_pickle_dumper *dumper, const char *module, const char *qualname)
{
    struct pm_pickle_name name = name_of_text(module, qualname);

    return put_name(dumper, &name);
}

int pm_dump_global(struct pm_pickle_dumper *dumper, const pymgr_value *value)
{
    const struct pm_global *global = PM_CONST_CAST(pm_global, value);
    bool old = dumper->python2 && global->module2 != NULL;
    struct pm_pickle_name name;

    name.module = pymgr_text(old ? global->module2 : global->module, &name.module_size);
    name.qualname = pymgr_text(old ? global->qualname2 : global->qualname, &name.qualname_size);
    return put_name(dumper, &name);
}

/* --- calls --- */

int pm_dump_end_reduce(struct pm_pickle_dumper *dumper, const pymgr_value *value)
{
    const struct pm_memo_entry *own = pm_dump_find_within(dumper, value);

    if (pm_dump_opcode(dumper, PM_OP_REDUCE) != 0)
        return -1;
    if (own == NULL)
        return pm_dump_memoise_value(dumper, value);
    return pm_dump_opcode(dumper, PM_OP_POP) == 0 ? pm_dump_get(dumper, own->number) : -1;
}

static int put_three(struct pm_pickle_dumper *dumper, const char *name, const pymgr_value *a,
    const pymgr_value *b, const pymgr_value *c)
{
    if (pm_dump_named(dumper, "builtins", name) != 0 || pm_dump_value(dumper, a) != 0 ||
        pm_dump_value(dumper, b) != 0 || pm_dump_value(dumper, c) != 0)
        return -1;
    return pm_dump_end_tuple(dumper, 3);
}

int pm_dump_slice(struct pm_pickle_dumper *dumper, const pymgr_value *value)
{
    const struct pm_slice *slice = PM_CONST_CAST(pm_slice, value);

    if (put_three(dumper, "slice", slice->start, slice->stop, slice->step) != 0)
        return -1;
    return pm_dump_end_reduce(dumper, value);
}

int pm_dump_range(struct pm_pickle_dumper *dumper, const pymgr_value *value)
{
    const struct pm_range *range = PM_CONST_CAST(pm_range, value);

    if (put_three(dumper, "range", range->start, range->stop, range->step) != 0)
        return -1;
    return pm_dump_end_reduce(dumper, value);
}

/* As multiprocessing pickles them: array(typecode, bytes). */
int pm_dump_array(struct pm_pickle_dumper *dumper, const pymgr_value *value)
{
    const struct pm_array *array = PM_CONST_CAST(pm_array, value);

    if (pm_dump_named(dumper, "array", "array") != 0 || pm_dump_constant(dumper, &array->typecode, 1) != 0 ||
        pm_dump_plain_bytes(dumper, value, array->bytes, array->size) != 0 ||
        pm_dump_end_tuple(dumper, 2) != 0)
        return -1;
    return pm_dump_end_reduce(dumper, value);
}
