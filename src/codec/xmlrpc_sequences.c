/* SPDX-License-Identifier: MIT
 *
 * Sequences that keep their items otherwise than as values: range and array.array. Each item becomes a value
 * for as long as it is written.
 */
#include "codec/xmlrpc_dumper.h"

#include "value/range.h"

/* The item is taken; NULL: there was no memory for it. */
static int dump_taken(struct pm_xmlrpc_dumper *dumper, pymgr_value *item)
{
    int outcome = item == NULL ? pm_fail_nomem(dumper->error) : pm_xmlrpc_dump_value(dumper, item);

    pymgr_unref(item);
    return outcome;
}

static int dump_items(struct pm_xmlrpc_dumper *dumper, const pymgr_value *value, size_t count,
    pymgr_value *(*item)(const pymgr_value *value, size_t index))
{
    if (pm_xmlrpc_open_array(dumper, value) != 0)
        return -1;
    for (size_t i = 0; i < count; i++) {
        if (dump_taken(dumper, item(value, i)) != 0)
            return -1;
    }
    return pm_xmlrpc_close_array(dumper);
}

int pm_xmlrpc_dump_array(struct pm_xmlrpc_dumper *dumper, const pymgr_value *value)
{
    return dump_items(dumper, value, pymgr_length(value), pm_array_item);
}

int pm_xmlrpc_dump_range(struct pm_xmlrpc_dumper *dumper, const pymgr_value *value)
{
    pymgr_value *length = pm_range_length(value);
    int64_t count = INT64_MAX; /* a longer one fails at the limit of values */

    if (length == NULL)
        return pm_fail_nomem(dumper->error);
    pymgr_int_value(length, &count);
    pymgr_unref(length);
    return dump_items(dumper, value, (size_t)count, pm_range_item);
}
