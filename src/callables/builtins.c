/* SPDX-License-Identifier: MIT
 *
 * Functions and classes of builtins.
 */
#include "callables/callable.h"
#include "object/iterate.h"

static enum pm_outcome do_len(struct pm_call *call)
{
    return pm_return(call, pymgr_int((int64_t)pymgr_length(call->args[0])));
}

static const struct pm_callable rows[] = {
    { .module = "builtins", .function = { .name = "len", .handler = do_len, .signature = "(obj, /)", .binding = PM_C_ONE } },
};

const struct pm_callable_table pm_callables_builtins = { rows, sizeof rows / sizeof rows[0] };
