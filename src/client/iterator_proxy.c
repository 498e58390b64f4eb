/* SPDX-License-Identifier: MIT
 *
 * Iterators that a server holds: IteratorProxy's methods.
 */
#include "client/proxy.h"
#include "client/typed.h"

/* Python 2 calls the method `next`, and pymgrd knows that name too. `__next__` is exposed by both, but not
 * there in Python 2. */
static const char *next_method(const pymgr_proxy *iterator)
{
    pymgr_value *name;

    for (size_t cursor = 0; pymgr_next(iterator->exposed, &cursor, &name);) {
        const char *text = pymgr_text(name, NULL);

        if (text != NULL && strcmp(text, "next") == 0)
            return "next";
    }
    return "__next__";
}

pymgr_value *pymgr_iterator_next(pymgr_proxy *iterator, double timeout, struct pymgr_error *error)
{
    return pm_call_waiting(iterator, timeout, error, next_method(iterator), timeout < 0 ? "" : "f", timeout);
}

/* Hands over an error that is not empty. */
static void pass(struct pymgr_error *error, struct pymgr_error *from)
{
    pymgr_error_clear(error);
    if (error == NULL)
        pymgr_error_clear(from);
    else
        *error = *from;
}

int pymgr_iterator_step(pymgr_proxy *iterator, pymgr_value **itemp, struct pymgr_error *error)
{
    struct pymgr_error problem = PYMGR_ERROR_INIT;

    *itemp = pymgr_iterator_next(iterator, PM_FOR_EVER, &problem);
    if (*itemp != NULL)
        return 1;
    if (pymgr_error_is(&problem, "StopIteration")) {
        pymgr_error_clear(&problem);
        return 0;
    }
    pass(error, &problem);
    return -1;
}

pymgr_value *pymgr_iterator_send(pymgr_proxy *iterator, pymgr_value *value, struct pymgr_error *error)
{
    return pm_call_waiting(iterator, PM_FOR_EVER, error, "send", "o", value);
}

pymgr_value *pymgr_iterator_throw(pymgr_proxy *iterator, pymgr_value *exception, struct pymgr_error *error)
{
    return pm_call_waiting(iterator, PM_FOR_EVER, error, "throw", "o", exception);
}

int pymgr_iterator_close(pymgr_proxy *iterator, struct pymgr_error *error)
{
    return pm_take_nothing(pymgr_call(iterator, error, "close", NULL));
}
