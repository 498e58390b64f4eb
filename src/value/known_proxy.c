/* SPDX-License-Identifier: MIT
 *
 * Proxies of shared objects inside other values. AutoProxy makes a class of its own for each typeid.
 */
#include "value/known.h"
#include "value/token.h"

static void put_class(struct pm_buffer *out, const struct pm_proxy *proxy)
{
    pm_put_text(out, pymgr_text(PM_CONST_CAST(pm_global, proxy->class)->qualname, NULL));
    if (pm_global_is(proxy->class, "multiprocessing.managers", "AutoProxy") &&
        pm_is(proxy->token.typeid, PYMGR_STR))
        pm_put_format(out, "[%s]", pymgr_text(proxy->token.typeid, NULL));
}

/* <ListProxy object, typeid 'list' at 0x7f...> */
int pm_repr_proxy(struct pm_writing *self, const pymgr_value *value)
{
    struct pm_proxy proxy;

    if (!pm_proxy_parse(value, &proxy) || !pm_is(proxy.class, PYMGR_GLOBAL))
        return pm_write_object(self, value);
    pm_put_u8(self->out, '<');
    put_class(self->out, &proxy);
    pm_put_text(self->out, " object, typeid ");
    if (pm_write_repr(self, proxy.token.typeid) < 0)
        return -1;
    pm_put_format(self->out, " at %p>", (const void *)value);
    return 0;
}
