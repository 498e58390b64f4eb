/* SPDX-License-Identifier: MIT */
#include "client/typed.h"

#include "client/proxy.h"

/* --- calls that wait ------------------------------------------------------------------------------------ */

static double patience(const pymgr_proxy *proxy, double timeout)
{
    double usual = proxy->endpoint->options.call_timeout;

    return timeout < 0 || usual == 0 ? 0 : timeout + usual;
}

pymgr_value *pm_call_waiting(pymgr_proxy *proxy, double timeout, struct pymgr_error *error,
    const char *method, const char *format, ...)
{
    pymgr_value *result;
    va_list args;

    va_start(args, format);
    result = pm_proxy_vcall(proxy, patience(proxy, timeout), method, format, args, error);
    va_end(args);
    return result;
}

/* --- results -------------------------------------------------------------------------------------------- */

int pm_take_nothing(pymgr_value *result)
{
    if (result == NULL)
        return -1;
    pymgr_unref(result);
    return 0;
}

int pm_take_truth(pymgr_value *result)
{
    int truth = result == NULL ? -1 : pymgr_truth(result);

    pymgr_unref(result);
    return truth;
}

int64_t pm_take_count(pymgr_value *result, struct pymgr_error *error)
{
    int64_t count = -1;

    if (result != NULL && (!pymgr_int_value(result, &count) || count < 0))
        count = pm_fault(error, PYMGR_PROTOCOL, "the server's answer is no number from 0 on");
    pymgr_unref(result);
    return count;
}

pymgr_proxy *pm_take_proxy(pymgr_proxy *maker, pymgr_value *result, struct pymgr_error *error)
{
    pymgr_proxy *proxy = NULL;

    if (pymgr_is_proxy(result))
        proxy = pm_value_proxy(maker->endpoint, result, error);
    else if (result != NULL)
        pm_fault(error, PYMGR_PROTOCOL, "the server's answer is no proxy");
    pymgr_unref(result);
    return proxy;
}

pymgr_value *pm_slice_of(int64_t start, int64_t stop)
{
    return pymgr_slice(pymgr_int(start), pymgr_int(stop), pymgr_none());
}
