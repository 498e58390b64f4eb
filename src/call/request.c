/* SPDX-License-Identifier: MIT */
#include "call/request.h"

enum { PARTS = 4 };

static int check_parts(const pymgr_value *value, struct pm_error *error)
{
    size_t count = pymgr_length(value);

    if (!pm_is(value, PYMGR_TUPLE) && !pm_is(value, PYMGR_LIST))
        return pm_fail(error, PM_ERROR_TYPE, "cannot unpack non-iterable %s object", pymgr_type_name(value));
    if (count < PARTS)
        return pm_fail(
            error, PM_ERROR_VALUE, "not enough values to unpack (expected %d, got %zu)", PARTS, count);
    if (count > PARTS)
        return pm_fail(error, PM_ERROR_VALUE, "too many values to unpack (expected %d)", PARTS);
    return 0;
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
    if (check_parts(value, error) != 0)
        return -1;
    *request = (struct pm_request){
        .value = value,
        .ident = pymgr_item(value, 0),
        .method = pymgr_item(value, 1),
        .args = pymgr_item(value, 2),
        .kwds = pymgr_item(value, 3),
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
