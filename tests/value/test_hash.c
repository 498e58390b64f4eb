/* SPDX-License-Identifier: MIT */
#include "base/memory.h"
#include "build.h"
#include "unit.h"
#include "value/text_hash.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

static void check_line(const struct pm_oracle_line *line, void *context)
{
    pymgr_value *value = pm_build(line->fields[0]);
    struct pm_error error;
    uint64_t hash = 0;

    (void)context;
    CU_ASSERT_PTR_NOT_NULL_FATAL(value);
    for (int i = 0; i < 2; i++) {
        CU_ASSERT_EQUAL(pm_hash(value, &hash, &error), 0);
        CU_ASSERT_EQUAL((int64_t)hash, strtoll(line->fields[1], NULL, 10));
    }
    pymgr_unref(value);
}

static void agrees_with_cpython(void)
{
    CU_ASSERT(pm_oracle("hash.txt", check_line, NULL) > 400);
}

static void check_text(const struct pm_oracle_line *line, void *context)
{
    const uint64_t key[2] = { 0, 0 };
    unsigned char bytes[4096];
    size_t size = strlen(line->fields[0]) / 2;

    (void)context;
    for (size_t i = 0; i < size; i++) {
        char digits[] = { line->fields[0][2 * i], line->fields[0][2 * i + 1], 0 };

        bytes[i] = (unsigned char)strtoul(digits, NULL, 16);
    }
    CU_ASSERT_EQUAL((int64_t)pm_siphash13(key, bytes, size), strtoll(line->fields[1], NULL, 10));
}

static void text_is_siphashed(void)
{
    CU_ASSERT(pm_oracle("text_hash.txt", check_text, NULL) > 40);
    CU_ASSERT_EQUAL(pm_text_hash("abc", 3), pm_text_hash("abc", 3));
    CU_ASSERT_NOT_EQUAL(pm_text_hash("abc", 3), pm_text_hash("abd", 3));
    CU_ASSERT_NOT_EQUAL(pm_text_hash("abc", 3), pm_siphash13((uint64_t[2]){ 0, 0 }, "abc", 3));
}

static void text_keeps_its_hash(void)
{
    struct pm_error error;
    pymgr_value *text = pymgr_str("kept");
    uint64_t hash;

    CU_ASSERT_EQUAL(pm_kept_hash(text), 0);
    CU_ASSERT_EQUAL(pm_hash(text, &hash, &error), 0);
    CU_ASSERT_EQUAL(pm_kept_hash(text), hash);
    CU_ASSERT_EQUAL(hash, pm_text_hash("kept", 4));
    CU_ASSERT_EQUAL(pm_kept_hash(pymgr_none()), 0);
    pymgr_unref(text);
}

static const struct {
    const char *program, *message;
} refused[] = {
    { "l0", "unhashable type: 'list'" },
    { "d0", "unhashable type: 'dict'" },
    { "q", "unhashable type: 'set'" },
    { "a00", "unhashable type: 'bytearray'" },
    { "Ai:", "unhashable type: 'array.array'" },
    { "x01 l0 t2", "unhashable type: 'list'" },
    { "N N d0 L", "unhashable type: 'dict'" },
};

static void unhashable_types(void)
{
    for (size_t i = 0; i < sizeof refused / sizeof refused[0]; i++) {
        pymgr_value *value = pm_build(refused[i].program);
        struct pm_error error = { .text = "" };
        uint64_t hash;

        CU_ASSERT_EQUAL(pm_hash(value, &hash, &error), -1);
        CU_ASSERT_EQUAL(error.kind, PM_ERROR_TYPE);
        CU_ASSERT_STRING_EQUAL(error.text, refused[i].message);
        pymgr_unref(value);
    }
}

static uint64_t hash_of(const char *program)
{
    pymgr_value *value = pm_build(program);
    struct pm_error error;
    uint64_t hash = 0;

    CU_ASSERT_EQUAL(pm_hash(value, &hash, &error), 0);
    pymgr_unref(value);
    return hash;
}

/* By class and arguments alone. */
static void instances(void)
{
    CU_ASSERT_EQUAL(hash_of("gm:C x01 t1 r"), hash_of("gm:C x01 t1 r"));
    CU_ASSERT_EQUAL(hash_of("gm:C x01 t1 r"), hash_of("gm:C T t1 r N !s"));
    CU_ASSERT_NOT_EQUAL(hash_of("gm:C x01 t1 r"), hash_of("gm:C x02 t1 r"));
    CU_ASSERT_NOT_EQUAL(hash_of("gm:C x01 t1 r"), hash_of("gm:D x01 t1 r"));
    CU_ASSERT_EQUAL(hash_of("gm:C l0 t1 r"), hash_of("gm:C x01 l1 t1 r"));
    CU_ASSERT_EQUAL(hash_of("gm:C"), hash_of("gm:C"));
    CU_ASSERT_NOT_EQUAL(hash_of("gm:C"), hash_of("gm:D"));
}

/* A nan is hashed by its identity. */
static void nans(void)
{
    struct pm_error error;
    pymgr_value *one = pymgr_float(NAN), *other = pymgr_float(NAN);
    uint64_t a, b, again;

    CU_ASSERT_EQUAL(pm_hash(one, &a, &error), 0);
    CU_ASSERT_EQUAL(pm_hash(one, &again, &error), 0);
    CU_ASSERT_EQUAL(pm_hash(other, &b, &error), 0);
    CU_ASSERT_EQUAL(a, again);
    CU_ASSERT_NOT_EQUAL(a, b);
    pymgr_unref(one);
    pymgr_unref(other);
}

/* Sharing does not multiply the work: each of 200 tuples is hashed once, not 2 ** 200 times. */
static void shared_parts_are_hashed_once(void)
{
    struct pm_error error;
    pymgr_value *value = pymgr_tuple_of(1, pymgr_int(1));
    uint64_t hash;

    for (int i = 0; i < 200; i++) {
        pymgr_value *made = pm_instance_new(PM_REDUCE, pymgr_ref(value),
            pymgr_tuple_of(
                2, pymgr_ref(value), pymgr_slice(pymgr_ref(value), pymgr_ref(value), pymgr_none())));

        pymgr_unref(value);
        value = made;
    }
    CU_ASSERT_EQUAL(pm_hash(value, &hash, &error), 0);
    pymgr_unref(value);
}

static void depth_is_limited(void)
{
    struct pm_error error;
    pymgr_value *value = pymgr_tuple(0);
    uint64_t hash;

    for (int i = 0; i <= PM_VALUE_DEPTH + 1; i++)
        value = pymgr_tuple_of(1, value);
    CU_ASSERT_EQUAL(pm_hash(value, &hash, &error), -1);
    CU_ASSERT_EQUAL(error.kind, PM_ERROR_RECURSION);
    pymgr_unref(value);
}

static const char *const need_memory[] = { "x000000000000000001", "x00 x000000000000000001 x01 R" };

static void no_memory(void)
{
    for (size_t i = 0; i < sizeof need_memory / sizeof need_memory[0]; i++) {
        pymgr_value *value = pm_build(need_memory[i]);
        struct pm_error error;
        uint64_t hash;

        pm_memory_fail_at(1);
        CU_ASSERT_EQUAL(pm_hash(value, &hash, &error), -1);
        pm_memory_fail_at(0);
        CU_ASSERT_EQUAL(error.kind, PM_ERROR_NOMEM);
        CU_ASSERT_EQUAL(pm_hash(value, &hash, &error), 0);
        pymgr_unref(value);
    }
}

static const struct pm_test tests[] = {
    { "agrees with CPython", agrees_with_cpython },
    { "text is siphashed", text_is_siphashed },
    { "text keeps its hash", text_keeps_its_hash },
    { "unhashable types", unhashable_types },
    { "instances", instances },
    { "nans", nans },
    { "shared parts are hashed once", shared_parts_are_hashed_once },
    { "no memory", no_memory },
    { "depth is limited", depth_is_limited },
};

const struct pm_suite pm_suite_hash = { "value/hash", PM_SUITE(tests) };
