/* SPDX-License-Identifier: MIT */
#include "types/pickled.h"

pymgr_value *pm_pickled(const char *name, pymgr_value *state, struct pm_error *error)
{
    pymgr_value *instance = NULL;

    if (state != NULL)
        instance = pm_instance_new(PM_NEWOBJ, pymgr_global("multiprocessing.managers", name), pymgr_tuple(0));
    if (instance == NULL)
        pm_fail_nomem(error);
    if (instance == NULL || pymgr_length(state) == 0)
        pymgr_unref(state);
    else
        PM_CAST(pm_instance, instance)->state = state;
    return instance;
}

pymgr_value *pm_pickle_meets_lock(const struct pm_object *object, struct pm_error *error)
{
    (void)object;
    pm_fail(error, PM_ERROR_UNSERIALIZABLE, "cannot pickle '_thread.lock' object");
    return NULL;
}
