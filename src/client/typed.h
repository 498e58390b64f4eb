/* SPDX-License-Identifier: MIT
 *
 * What the functions of <pymgr/proxies.h> are made of: pymgr_call or pm_call_waiting, and then one of the
 * pm_take functions, which make of the result what C wants. They take the result, of which NULL means that
 * the call has failed, with the error filled already.
 */
#ifndef PM_CLIENT_TYPED_H
#define PM_CLIENT_TYPED_H

#include <pymgr/proxies.h>

/* What a call is told as `timeout` that waits in the server as long as it takes. */
#define PM_FOR_EVER (-1.0)

/*
 * Calls a method that may wait in the server, for `timeout` seconds or, less than 0, for ever. The answer may
 * take the manager's call_timeout longer; for ever if either of them is. New; NULL: it failed.
 */
pymgr_value *pm_call_waiting(pymgr_proxy *proxy, double timeout, struct pymgr_error *error,
    const char *method, const char *format, ...);

/* Calls a binary operator with the other operand, taken: new; NULL: it failed, as it does if the server says
 * NotImplemented. */
pymgr_value *pm_operate(
    pymgr_proxy *proxy, const char *method, pymgr_value *other, struct pymgr_error *error);

int pm_take_nothing(pymgr_value *result);                              /* 0, or -1 */
int pm_take_truth(pymgr_value *result);                                /* bool(result): 1 or 0, or -1 */
int64_t pm_take_count(pymgr_value *result, struct pymgr_error *error); /* an int from 0 on, or -1 */
/* A proxy that a method of `maker` has created: new, or NULL. */
pymgr_proxy *pm_take_proxy(pymgr_proxy *maker, pymgr_value *result, struct pymgr_error *error);
/* list(iterator), of an iterator as Python pickles those of lists: new, or NULL. */
pymgr_value *pm_take_items(pymgr_value *iterator, struct pymgr_error *error);

/* slice(start, stop): new. */
pymgr_value *pm_slice_of(int64_t start, int64_t stop);

#endif
