/* SPDX-License-Identifier: MIT
 *
 * What the tests of typed proxies have in common: a server, a manager of it, and an error, one at a time.
 */
#ifndef PM_TESTS_TYPED_RIG_H
#define PM_TESTS_TYPED_RIG_H

#include "client/served.h"
#include "unit.h"

#include <string.h>

struct pm_typed_rig {
    struct pm_served served;
    pymgr_manager *manager;
    struct pymgr_error *error;
};

extern struct pm_typed_rig typed;

void typed_begin(void);
void typed_begin_with(const struct pymgr_options *options);
/* Ends the server, in which no object may be left. */
void typed_end(void);

/* repr(value), which is taken; of NULL, what the error says. Borrowed until the next call. */
const char *typed_show(pymgr_value *value);
/* The same of an object itself. */
const char *typed_show_object(pymgr_proxy *proxy);

/* The value that a Python literal describes: new. */
pymgr_value *literal(const char *text);
/* A method of a proxy's object as something that a Pool can call: new. */
pymgr_value *typed_method(pymgr_proxy *proxy, const char *name);
/* Seconds, of a clock. */
double typed_clock(void);

#define TYPED_SHOWS(value, text) CU_ASSERT_STRING_EQUAL(typed_show(value), text)
#define TYPED_IS(proxy, text) CU_ASSERT_STRING_EQUAL(typed_show_object(proxy), text)
/* A function fails, with -1, for a reason whose text has this part. */
#define TYPED_FAILS(call, part)                                                                              \
    do {                                                                                                     \
        CU_ASSERT_EQUAL(call, -1);                                                                           \
        CU_ASSERT_PTR_NOT_NULL(strstr(typed.error->text, part));                                             \
    } while (0)

#endif
