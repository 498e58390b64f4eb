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

/* The kinds as values, each made at its first use and kept: every reply has one. */
static pymgr_value *_Atomic kind_values[KIND_COUNT];

static pymgr_value *make_kind_value(enum pm_reply_kind kind)
{
    pymgr_value *made = pymgr_str(kinds[kind]), *present = NULL;

    if (made == NULL || atomic_compare_exchange_strong(&kind_values[kind], &present, made))
        return made;
    pymgr_unref(made); /* another thread was first */
    return present;
}

/* Borrowed for ever; NULL: no memory. */
static pymgr_value *kind_value(enum pm_reply_kind kind)
{
    pymgr_value *value = atomic_load_explicit(&kind_values[kind], memory_order_acquire);

    return value != NULL ? value : make_kind_value(kind);
}

const char *pm_reply_kind_name(enum pm_reply_kind kind)
{
    return kinds[kind];
}

pymgr_value *pm_reply_new(enum pm_reply_kind kind, pymgr_value *value)
{
    return pymgr_tuple_of(2, pymgr_ref(kind_value(kind)), value);
}

int pm_reply_fill(pymgr_value *tuple, enum pm_reply_kind kind, pymgr_value *value)
{
    pymgr_value *name = kind_value(kind), **items = pm_tuple_items(tuple);

    if (name == NULL)
        return -1;
    items[0] = name;
    items[1] = value;
    return 0;
}

void pm_reply_empty(pymgr_value *tuple)
{
    pymgr_value **items = pm_tuple_items(tuple);

    items[0] = items[1] = pymgr_none();
}

bool pm_reply_parse(const pymgr_value *reply, enum pm_reply_kind *kindp, pymgr_value **valuep)
{
    pymgr_value *const *items;
    size_t count = pm_items(reply, &items);

    if (count != 2 || !pm_is(items[0], PYMGR_STR))
        return false;
    for (size_t i = 0; i < KIND_COUNT; i++) {
        if (pm_text_is(items[0], kinds[i])) {
            *kindp = (enum pm_reply_kind)i;
            *valuep = items[1];
            return true;
        }
    }
    return false;
}
