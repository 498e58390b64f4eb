/* SPDX-License-Identifier: MIT */
#include "client/typed.h"

#include "call/exceptions.h"
#include "call/raised.h"
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

/* What Python's operators come to when none of the operands knows what to do. */
static void unsupported(struct pymgr_error *error, const char *method, const pymgr_value *other)
{
    pymgr_value *exception = pm_exception_text(
        PM_TYPE_ERROR, "unsupported operand type for %s: '%s'", method, pymgr_type_name(other));

    if (exception == NULL)
        pm_fault_nomem(error);
    else
        pm_fault_raised(error, exception);
}

pymgr_value *pm_operate(pymgr_proxy *proxy, const char *method, pymgr_value *other, struct pymgr_error *error)
{
    pymgr_value *result = pymgr_call(proxy, error, method, "O", other);

    if (result != NULL && pm_global_is(result, "builtins", "NotImplemented")) {
        result = pymgr_unref(result);
        unsupported(error, method, other);
    }
    pymgr_unref(other);
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

/* Items of a list or tuple, the last one first: new; NULL: no memory. */
static pymgr_value *backwards(pymgr_value *items)
{
    pymgr_value *list = pymgr_list();

    for (size_t i = pymgr_length(items); list != NULL && i > 0; i--) {
        if (pymgr_list_append(list, pymgr_ref(pymgr_item(items, i - 1))) != 0)
            list = pymgr_unref(list);
    }
    return list;
}

typedef pymgr_value *list_maker(pymgr_value *items);

/* An iterator is pickled as iter(items), or as reversed(items) set to the last one: what to make of them. */
static list_maker *maker_of(const pymgr_value *iterator)
{
    static const struct {
        const char *function;
        list_maker *make;
    } rows[] = { { "iter", pymgr_ref }, { "reversed", backwards } };
    const pymgr_value *function = pymgr_instance_class(iterator);

    for (size_t i = 0; function != NULL && i < sizeof rows / sizeof rows[0]; i++) {
        if (pm_global_is(function, "builtins", rows[i].function))
            return rows[i].make;
    }
    return NULL;
}

pymgr_value *pm_take_items(pymgr_value *iterator, struct pymgr_error *error)
{
    pymgr_value *items = pymgr_item(pymgr_instance_args(iterator), 0), *list = NULL;
    list_maker *make = items == NULL ? NULL : maker_of(iterator);

    if (make != NULL && (list = make(items)) == NULL)
        pm_fault_nomem(error);
    if (make == NULL && iterator != NULL)
        pm_fault(error, PYMGR_PROTOCOL, "the server's answer is no iterator over a list");
    pymgr_unref(iterator);
    return list;
}

pymgr_value *pm_slice_of(int64_t start, int64_t stop)
{
    return pymgr_slice(pymgr_int(start), pymgr_int(stop), pymgr_none());
}
