/* SPDX-License-Identifier: MIT
 *
 * Python literals as text: what ast.literal_eval reads, and what repr() writes for the other plain kinds
 * (`set()`, `frozenset({1})`, `bytearray(b'x')`, `range(0, 3)`, `slice(1, None)`,
 * `array('i', [1])`). For command lines and for
 * the defaults in method signatures.
 */
#ifndef PM_VALUE_LITERAL_H
#define PM_VALUE_LITERAL_H

#include "value/value.h"

enum {
    PM_LITERAL_DEPTH = 200,     /* brackets within brackets; CPython's parser has the same limit */
    PM_LITERAL_SIZE = 16 << 20, /* bytes of text */
    PM_LITERAL_DIGITS = 4300,   /* of one number, CPython's limit: reading them takes quadratic time */
};

/* The value of a text that is one literal: new; NULL with *error filled (PM_ERROR_MALFORMED with the offset,
 * PM_ERROR_LIMIT, PM_ERROR_TYPE for an unhashable key, PM_ERROR_NOMEM). */
pymgr_value *pm_literal(const char *text, size_t size, struct pm_error *error);

/* `NAME`, or `NAME(ARG, ..., KEY=ARG, ...)`: the name as a str, the arguments as a tuple and a dict, all new.
 * -1: as above. */
int pm_literal_call(const char *text, size_t size, pymgr_value **namep, pymgr_value **argsp,
    pymgr_value **kwdsp, struct pm_error *error);

/* --- for parsers of texts that contain literals --- */

struct pm_literal_reader {
    const char *text; /* UTF-8 */
    size_t size, position;
    unsigned depth;
    struct pm_error *error;
};

/* Reads one literal, blanks before it included: new; NULL with *error filled. */
pymgr_value *pm_literal_read(struct pm_literal_reader *reader);
/* Skips blanks; then whether the text goes on with `token`, which is skipped too. */
bool pm_literal_take(struct pm_literal_reader *reader, const char *token);
/* Skips blanks and an ASCII identifier, which stays in the text at *namep; its length, 0 when there is none.
 */
size_t pm_literal_identifier(struct pm_literal_reader *reader, const char **namep);
/* Whether nothing but blanks is left. */
bool pm_literal_end(struct pm_literal_reader *reader);
/* Fills the error at the present position: NULL. */
pymgr_value *pm_literal_fail(struct pm_literal_reader *reader, const char *what);

#endif
