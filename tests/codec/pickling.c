/* SPDX-License-Identifier: MIT */
#include "codec/pickling.h"

#include "unit.h"
#include "value/build.h"
#include "value/literal.h"

#include <stdio.h>
#include <stdlib.h>

const struct pm_dialect pm_python2_dialect = { .protocol = 2, .python2 = true };

pymgr_value *pm_unpickle(const void *bytes, size_t size, struct pm_error *error)
{
    struct pm_scratch *scratch = pm_scratch_new();
    struct pm_dialect dialect;
    pymgr_value *value = NULL;

    if (scratch == NULL)
        pm_fail_nomem(error);
    else
        pm_codec_pickle.load(scratch, bytes, size, &dialect, &value, error);
    pm_scratch_free(scratch);
    return value;
}

int pm_pickle_to(
    struct pm_buffer *out, const pymgr_value *value, struct pm_dialect dialect, struct pm_error *error)
{
    struct pm_scratch *scratch = pm_scratch_new();
    int status =
        scratch == NULL ? pm_fail_nomem(error) : pm_codec_pickle.dump(scratch, &dialect, value, out, error);

    pm_scratch_free(scratch);
    return status;
}

/* A pickle's bytes as a text to show. */
static char *escaped(const unsigned char *bytes, size_t size)
{
    char *text = malloc(4 * size + 1), *at = text;

    for (size_t i = 0; text != NULL && i < size; i++) {
        if (bytes[i] > ' ' && bytes[i] < 0x7f && bytes[i] != '\\')
            *at++ = (char)bytes[i];
        else
            at += sprintf(at, "\\x%02x", bytes[i]);
    }
    if (text != NULL)
        *at = '\0';
    return text;
}

static void check_bytes(
    const char *about, const unsigned char *got, size_t got_size, const char *expected, size_t expected_size)
{
    char *got_text = escaped(got, got_size);
    char *expected_text = escaped((const unsigned char *)expected, expected_size);

    pm_check_text(about, got_text, expected_text);
    free(got_text);
    free(expected_text);
}

void pm_check_loads(const char *pickle, size_t size, const char *shown)
{
    struct pm_error error = { .text = "" };
    pymgr_value *value = pm_unpickle(pickle, size, &error);
    char *got = value == NULL ? strdup(error.text) : pm_shown(value);

    pm_check_text("a pickle", got, shown);
    free(got);
    pymgr_unref(value);
}

void pm_check_refused(const char *pickle, size_t size, size_t offset, const char *text)
{
    struct pm_error error = { .text = "" };
    pymgr_value *value = pm_unpickle(pickle, size, &error);

    CU_ASSERT_PTR_NULL(value);
    pm_check_text("a refused pickle", error.text, text);
    CU_ASSERT_EQUAL(error.offset, offset);
    pymgr_unref(value);
}

void pm_check_dumps(pymgr_value *value, struct pm_dialect dialect, const char *pickle, size_t size)
{
    struct pm_buffer out = PM_BUFFER_INIT;
    struct pm_error error = { .text = "" };
    char *shown = pm_shown(value);

    if (pm_pickle_to(&out, value, dialect, &error) == 0)
        check_bytes(shown, pm_buffer_bytes(&out), pm_buffer_length(&out), pickle, size);
    else
        pm_check_text(shown, error.text, "");
    free(shown);
    pm_buffer_free(&out);
    pymgr_unref(value);
}

pymgr_value *pm_value_of(const char *literal)
{
    struct pm_error error;

    return pm_literal(literal, strlen(literal), &error);
}
