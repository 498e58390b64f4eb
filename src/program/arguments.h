/* SPDX-License-Identifier: MIT
 *
 * What the arguments of the programs' options mean.
 */
#ifndef PM_PROGRAM_ARGUMENTS_H
#define PM_PROGRAM_ARGUMENTS_H

#include <stdbool.h>
#include <stddef.h>

/* A decimal number from `least` to `most`. */
bool pm_parse_number(
    const char *text, unsigned long long least, unsigned long long most, unsigned long long *numberp);
/* Seconds, from `least` to a day. */
bool pm_parse_seconds(const char *text, double least, double *secondsp);

/* The authentication key of a program: the content of a file, or the value of PYMGR_AUTHKEY. */
struct pm_key {
    char *content; /* owned; NULL: none was read */
    size_t size;   /* in bytes */
};

/* Reads the whole of a file, in place of what was read before: NULL, or what is wrong: static text. */
const char *pm_key_read(struct pm_key *key, const char *path);
/* The key's bytes, borrowed from it or from the environment; NULL: there is none. */
const char *pm_key_bytes(const struct pm_key *key, size_t *sizep);
void pm_key_free(struct pm_key *key);

#endif
