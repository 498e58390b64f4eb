/* SPDX-License-Identifier: MIT
 *
 * Values for tests, from the small programs that make_oracle.py writes: words that put values on a stack.
 *
 *     N T F         None, True, False         x<hex>  int: two's complement, little-endian
 *     f<bits>       float                     c<bits>:<bits>  complex
 *     s b a<hex>    str, bytes, bytearray     A<typecode>:<hex>  array
 *     l t d<n>      list, tuple, dict (of n pairs) of what is on the stack
 *     q Q           set, frozenset;           + -  adds to, removes from the one below
 *     L R           slice, range of three     g<module>:<qualname>  global
 *     r o           REDUCE, NEWOBJ instance of callable and arguments
 *     !s !i !p      state, items, pairs for the instance below
 */
#ifndef PM_TESTS_VALUE_BUILD_H
#define PM_TESTS_VALUE_BUILD_H

#include "value/value.h"

/* The value that a program makes: new; NULL when it is wrong. */
pymgr_value *pm_build(const char *program);
/* repr(value) as new text to free(). */
char *pm_shown(const pymgr_value *value);

/* Asserts that the two texts are equal; says how they differ if they do. `about` names the case. */
void pm_check_text(const char *about, const char *got, const char *expected);

/* The tab-separated fields of one line of an oracle file. */
struct pm_oracle_line {
    char *fields[4]; /* "" where there are fewer */
};

/* Calls `check` with each line of tests/value/oracle/<name>; returns how many there were. */
size_t pm_oracle(
    const char *name, void (*check)(const struct pm_oracle_line *line, void *context), void *context);

#endif
