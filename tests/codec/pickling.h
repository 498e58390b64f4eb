/* SPDX-License-Identifier: MIT
 *
 * What the tests of the pickle codec share. Python 3.12's dialects are made by protocol; Python 2's is one.
 */
#ifndef PM_TESTS_CODEC_PICKLING_H
#define PM_TESTS_CODEC_PICKLING_H

#include "codec/codec.h"

extern const struct pm_dialect pm_python2_dialect;

/* Loads with a scratch of its own: new; NULL with *error filled. */
pymgr_value *pm_unpickle(const void *bytes, size_t size, struct pm_error *error);
/* Dumps with a scratch of its own: 0 or -1. */
int pm_pickle_to(
    struct pm_buffer *out, const pymgr_value *value, struct pm_dialect dialect, struct pm_error *error);

/* Asserts that a pickle, a string literal, loads as a value with this repr. */
#define PM_CHECK_LOADS(pickle, shown) pm_check_loads(pickle, sizeof(pickle) - 1, shown)
void pm_check_loads(const char *pickle, size_t size, const char *shown);
/* Asserts that it fails, where and how. */
#define PM_CHECK_REFUSED(pickle, offset, text) pm_check_refused(pickle, sizeof(pickle) - 1, offset, text)
void pm_check_refused(const char *pickle, size_t size, size_t offset, const char *text);
/* Asserts that a value (taken) is dumped as exactly these bytes. */
#define PM_CHECK_DUMPS(value, dialect, pickle) pm_check_dumps(value, dialect, pickle, sizeof(pickle) - 1)
void pm_check_dumps(pymgr_value *value, struct pm_dialect dialect, const char *pickle, size_t size);

/* The value of a Python literal: new. */
pymgr_value *pm_value_of(const char *literal);

static inline struct pm_dialect pm_protocol(int protocol)
{
    return (struct pm_dialect){ .protocol = protocol, .python2 = false };
}

#endif
