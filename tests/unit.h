/* SPDX-License-Identifier: MIT
 *
 * What a unit test file exports: one suite. tests/unit.c lists them all and runs them under CUnit.
 */
#ifndef PM_TESTS_UNIT_H
#define PM_TESTS_UNIT_H

#include <CUnit/CUnit.h>
#include <stddef.h>

struct pm_test {
    const char *name;
    void (*run)(void);
};

struct pm_suite {
    const char *name; /* of the source file under test: "value/dict" */
    const struct pm_test *tests;
    size_t count;
};

#define PM_SUITE(tests) (tests), sizeof(tests) / sizeof((tests)[0])

/* The path of a file below tests/: borrowed until the next call. */
const char *pm_test_path(const char *name);
/* The content of a file as a new block to free(), its size in *sizep; NULL: cannot be read. */
unsigned char *pm_test_read(const char *path, size_t *sizep);
/*
 * Calls `run` with every regular file below tests/<folder>, in order of name; returns how many there were.
 */
size_t pm_test_each_file(const char *folder,
    void (*run)(const char *path, const unsigned char *bytes, size_t size, void *context), void *context);

#endif
