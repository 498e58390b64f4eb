/* SPDX-License-Identifier: MIT
 *
 * repr() and str() inside the value layer: one struct pm_writing goes with the whole. Functions give 0, or -1
 * with *error filled.
 */
#ifndef PM_VALUE_REPR_H
#define PM_VALUE_REPR_H

#include "value/value.h"

enum {
    /* Bytes of one repr, but for the last string in it: values that share their parts print exponentially
       long. */
    PM_REPR_MAX = 64 << 20,
    /* CPython's own limit for printing an int. */
    PM_REPR_INT_DIGITS = 4300,
};

struct pm_writing {
    struct pm_buffer *out;
    struct pm_error *error;
    size_t start; /* length of `out` before */
    unsigned depth;
    const struct pm_open *open; /* the containers around, as far as they are in cycles */
};

int pm_write_repr(struct pm_writing *self, const pymgr_value *value);
int pm_write_str(struct pm_writing *self, const pymgr_value *value);
/* A row of repr.c's and str.c's: what a kind or class prints. */
typedef int pm_writer(struct pm_writing *self, const pymgr_value *value);

/* "a, b, c" */
int pm_write_items(struct pm_writing *self, pymgr_value *const *items, size_t count);
int pm_write_tuple(struct pm_writing *self, const pymgr_value *tuple);
/* An int within PM_REPR_INT_DIGITS. */
int pm_write_int(struct pm_writing *self, const pymgr_value *number);
/* An instance as object.__repr__ has it. */
int pm_write_object(struct pm_writing *self, const pymgr_value *instance);

void pm_put_bytes_repr(struct pm_buffer *out, const char *bytes, size_t size);
void pm_put_bytearray_repr(struct pm_buffer *out, const char *bytes, size_t size);
void pm_put_complex(struct pm_buffer *out, double real, double imag);

/* What str.isprintable says of a code point. */
bool pm_printable(uint32_t code_point);

#endif
