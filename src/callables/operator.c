/* SPDX-License-Identifier: MIT
 *
 * Functions and classes of operator.
 */
#include "callables/callable.h"
#include "object/iterate.h"

static enum pm_outcome do_x(struct pm_call *call)
{
    return pm_return(call, pymgr_int((int64_t)pymgr_length(call->args[0])));
}

static const struct pm_callable rows[] = {
    { .module = "operator", .function = { .name = "x", .handler = do_x, .signature = "(obj, /)", .binding = PM_C_ONE } },
};

const struct pm_callable_table pm_callables_operator = { rows, sizeof rows / sizeof rows[0] };
