/* SPDX-License-Identifier: MIT */
#include "types/attribute.h"

enum pm_outcome pm_raise_attribute(
    struct pm_call *call, const char *before, const pymgr_value *name, const char *after)
{
    struct pm_buffer text = PM_BUFFER_INIT;
    pymgr_value *message = NULL;
    size_t size;
    const char *bytes = pymgr_text(name, &size);

    pm_put_text(&text, before);
    pm_put(&text, bytes, size);
    pm_put_text(&text, after);
    if (!pm_buffer_failed(&text))
        message = pm_str_trusted((const char *)pm_buffer_bytes(&text), pm_buffer_length(&text));
    pm_buffer_free(&text);
    return pm_raise_args(call, PM_ATTRIBUTE_ERROR, pymgr_tuple_of(1, message));
}

enum pm_outcome pm_raise_no_name(struct pm_call *call, const pymgr_value *name)
{
    return pm_raise(
        call, PM_TYPE_ERROR, "attribute name must be string, not '%s'", pm_qualified_type_name(name));
}
