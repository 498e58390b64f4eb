/* SPDX-License-Identifier: MIT */
#include "call/reply.h"

static const char *const kinds[] = {
    [PM_REPLY_RETURN] = "#RETURN",
    [PM_REPLY_ERROR] = "#ERROR",
    [PM_REPLY_TRACEBACK] = "#TRACEBACK",
    [PM_REPLY_PROXY] = "#PROXY",
    [PM_REPLY_UNSERIALIZABLE] = "#UNSERIALIZABLE",
};

enum { KIND_COUNT = sizeof kinds / sizeof kinds[0] };

const char *pm_reply_kind_name(enum pm_reply_kind kind)
{
    return kinds[kind];
}

pymgr_value *pm_reply_new(enum pm_reply_kind kind, pymgr_value *value)
{
    return pymgr_tuple_of(2, pymgr_str(kinds[kind]), value);
}

bool pm_reply_parse(const pymgr_value *reply, enum pm_reply_kind *kindp, pymgr_value **valuep)
{
    const pymgr_value *name;

    if ((!pm_is(reply, PYMGR_TUPLE) && !pm_is(reply, PYMGR_LIST)) || pymgr_length(reply) != 2)
        return false;
    name = pymgr_item(reply, 0);
    for (size_t i = 0; pm_is(name, PYMGR_STR) && i < KIND_COUNT; i++) {
        if (pm_text_is(name, kinds[i])) {
            *kindp = (enum pm_reply_kind)i;
            *valuep = pymgr_item(reply, 1);
            return true;
        }
    }
    return false;
}
