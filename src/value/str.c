/* SPDX-License-Identifier: MIT
 *
 * str(): the repr, but for text itself and for what has a plainer form.
 */
#include "value/known.h"

int pm_write_str(struct pm_writing *self, const pymgr_value *value)
{
    const struct pm_known *known = pm_is(value, PYMGR_INSTANCE) ? pm_known_class(value) : NULL;
    int result;

    if (pm_is(value, PYMGR_STR)) {
        pm_put(self->out, PM_CONST_CAST(pm_text, value)->bytes, PM_CONST_CAST(pm_text, value)->size);
        return 0;
    }
    if (known == NULL || known->str == known->repr || self->depth == PM_VALUE_DEPTH)
        return pm_write_repr(self, value);
    self->depth++;
    result = known->str(self, value);
    self->depth--;
    return result;
}
