/* SPDX-License-Identifier: MIT */
#include "base/error.h"

#include <stdarg.h>
#include <stdio.h>

static void fill(
    struct pm_error *error, enum pm_error_kind kind, size_t offset, const char *format, va_list args)
{
    error->kind = kind;
    error->offset = offset;
    vsnprintf(error->text, sizeof error->text, format, args);
}

int pm_fail(struct pm_error *error, enum pm_error_kind kind, const char *format, ...)
{
    va_list args;

    va_start(args, format);
    fill(error, kind, 0, format, args);
    va_end(args);
    return -1;
}

int pm_fail_at(struct pm_error *error, size_t offset, const char *format, ...)
{
    va_list args;

    va_start(args, format);
    fill(error, PM_ERROR_MALFORMED, offset, format, args);
    va_end(args);
    return -1;
}

int pm_fail_nomem(struct pm_error *error)
{
    return pm_fail(error, PM_ERROR_NOMEM, "out of memory");
}
