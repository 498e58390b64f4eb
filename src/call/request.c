/* SPDX-License-Identifier: MIT */
#include "call/request.h"

enum { PARTS = 4 };

/* The parts, borrowed: NULL if there are not as many. */
static pymgr_value *const *parts_of(const pymgr_value *value, struct pm_error *error)
{
    pymgr_value *const *parts = NULL;
    size_t count = pm_items(value, &parts);

    if (count == PARTS)
        return parts;
    if (!pm_is(value, PYMGR_TUPLE) && !pm_is(value, PYMGR_LIST))
        pm_fail(error, PM_ERROR_TYPE, "cannot unpack non-iterable %s object", pymgr_type_name(value));
    else if (count < PARTS)
        pm_fail(error, PM_ERROR_VALUE, "not enough values to unpack (expected %d, got %zu)", PARTS, count);
    else
        pm_fail(error, PM_ERROR_VALUE, "too many values to unpack (expected %d)", PARTS);
    return NULL;
}

static int check_kinds(const struct pm_request *request, struct pm_error *error)
{
    if (!pm_is(request->ident, PYMGR_STR) && !pm_is(request->ident, PYMGR_NONE))
        return pm_fail(
            error, PM_ERROR_TYPE, "ident must be a string or None, not %s", pymgr_type_name(request->ident));
    if (!pm_is(request->method, PYMGR_STR))
        return pm_fail(
            error, PM_ERROR_TYPE, "method name must be a string, not %s", pymgr_type_name(request->method));
    if (!pm_is(request->args, PYMGR_TUPLE) && !pm_is(request->args, PYMGR_LIST))
        return pm_fail(error, PM_ERROR_TYPE, "argument after * must be a tuple or list, not %s",
            pymgr_type_name(request->args));
    if (!pm_is(request->kwds, PYMGR_DICT))
        return pm_fail(
            error, PM_ERROR_TYPE, "argument after ** must be a dict, not %s", pymgr_type_name(request->kwds));
    return 0;
}

int pm_request_parse(pymgr_value *value, struct pm_request *request, struct pm_error *error)
{
    pymgr_value *const *parts = parts_of(value, error);

    if (parts == NULL)
        return -1;
    *request = (struct pm_request){
        .value = value, .ident = parts[0], .method = parts[1], .args = parts[2], .kwds = parts[3]
    };
    if (check_kinds(request, error) == 0)
        return 0;
    *request = (struct pm_request){ 0 };
    return -1;
}

void pm_request_clear(struct pm_request *request)
{
    pymgr_unref(request->value);
    *request = (struct pm_request){ 0 };
}
