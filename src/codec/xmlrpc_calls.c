/* SPDX-License-Identifier: MIT
 *
 * Python's kinds that XML-RPC has no type for, as structs that say what one would call to make them:
 *
 *     {"__class__": "builtins.slice", "args": [1, None, 2]}
 *
 * Those are read that a pickle may name too (pickle_construct.c); written are the kinds that would be refused
 * otherwise, the others being arrays. A struct that fits no constructor is one like any other.
 */
#include "codec/pickle_construct.h"
#include "codec/xmlrpc_dumper.h"
#include "codec/xmlrpc_loader.h"

/* --- reading --- */

/* The call's result, new in *valuep, or NULL there: 0 or -1. */
static int make(
    const pymgr_value *class, const pymgr_value *args, pymgr_value **valuep, struct pm_error *error)
{
    size_t size;
    const char *name = pymgr_text(class, &size);
    pymgr_value *callable = pm_global_from_name(name, size), *tuple = pm_tuple_of_items(args);
    int failed = -1;

    if (callable == NULL || tuple == NULL)
        pm_fail_nomem(error);
    else
        failed = pm_pickle_construct(callable, tuple, false, valuep, error);
    pymgr_unref(callable);
    pymgr_unref(tuple);
    return failed;
}

static bool is_name(const pymgr_value *class)
{
    return class != NULL && pm_is(class, PYMGR_STR) && strchr(pymgr_text(class, NULL), '.') != NULL;
}

int pm_xmlrpc_uncall(struct pm_xmlrpc_loader *loader, pymgr_value **structp)
{
    const pymgr_value *class = pymgr_dict_get_text(*structp, "__class__");
    const pymgr_value *args = pymgr_dict_get_text(*structp, "args");
    pymgr_value *value = NULL;
    struct pm_error error;

    if (!is_name(class) || args == NULL || !pm_is(args, PYMGR_LIST) || pymgr_length(*structp) != 2)
        return 0;
    if (make(class, args, &value, &error) != 0) {
        *structp = pymgr_unref(*structp);
        /* A list in a set, say. */
        return error.kind == PM_ERROR_NOMEM ? pm_fail_nomem(loader->error)
                                            : pm_fail_at(loader->error, 0, "%s", error.text);
    }
    if (value != NULL) {
        pymgr_unref(*structp);
        *structp = value;
    }
    return 0;
}

/* --- writing --- */

/* The arguments are taken; NULL: there was no memory for them. */
static int dump_call(struct pm_xmlrpc_dumper *dumper, const char *class, pymgr_value *args)
{
    pymgr_value *call = pymgr_dict();
    int failed = -1;

    if (call == NULL || pymgr_dict_set_text(call, "__class__", pymgr_str(class)) != 0 ||
        pymgr_dict_set_text(call, "args", pm_ref(args)) != 0)
        pm_fail_nomem(dumper->error);
    else if (pm_xmlrpc_check_structs(dumper, class) == 0)
        failed = pm_xmlrpc_dump_value(dumper, call);
    pymgr_unref(call);
    pymgr_unref(args);
    return failed;
}

int pm_xmlrpc_dump_slice(struct pm_xmlrpc_dumper *dumper, const pymgr_value *value)
{
    const struct pm_slice *self = PM_CONST_CAST(pm_slice, value);

    return dump_call(dumper, "builtins.slice",
        pymgr_tuple_of(3, pm_ref(self->start), pm_ref(self->stop), pm_ref(self->step)));
}

int pm_xmlrpc_dump_complex(struct pm_xmlrpc_dumper *dumper, const pymgr_value *value)
{
    const struct pm_complex *self = PM_CONST_CAST(pm_complex, value);

    return dump_call(
        dumper, "builtins.complex", pymgr_tuple_of(2, pymgr_float(self->real), pymgr_float(self->imag)));
}
