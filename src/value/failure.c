/* SPDX-License-Identifier: MIT */
#include "value/failure.h"

#include <stdarg.h>
#include <stdio.h>

static const char *const names[] = {
    [PYMGR_OK] = "ok",
    [PYMGR_RAISED] = "raised",
    [PYMGR_REMOTE] = "remote error",
    [PYMGR_REFUSED] = "refused",
    [PYMGR_UNREACHABLE] = "unreachable",
    [PYMGR_TIMED_OUT] = "timed out",
    [PYMGR_CANCELLED] = "cancelled",
    [PYMGR_LOST] = "lost",
    [PYMGR_PROTOCOL] = "protocol",
    [PYMGR_LIMIT] = "limit",
    [PYMGR_UNSERIALIZABLE] = "unserializable",
    [PYMGR_INVALID] = "invalid",
    [PYMGR_SYSTEM] = "system",
    [PYMGR_NO_MEMORY] = "no memory",
};

void pymgr_error_clear(struct pymgr_error *error)
{
    if (error == NULL)
        return;
    pymgr_unref(error->exception);
    pymgr_unref(error->traceback);
    *error = (struct pymgr_error)PYMGR_ERROR_INIT;
}

const char *pymgr_code_name(enum pymgr_code code)
{
    return (size_t)code < sizeof names / sizeof names[0] ? names[code] : "unknown";
}

int pm_fault(struct pymgr_error *error, enum pymgr_code code, const char *format, ...)
{
    char text[sizeof error->text + 1]; /* one byte more shows where the last character begins */
    va_list args;

    if (error == NULL)
        return -1;
    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    pymgr_error_clear(error);
    error->code = code;
    memcpy(error->text, text, pm_utf8_fit(text, strlen(text), sizeof error->text - 1));
    return -1;
}

int pm_fault_nomem(struct pymgr_error *error)
{
    return pm_fault(error, PYMGR_NO_MEMORY, "no memory");
}

int pm_fault_from(struct pymgr_error *error, enum pymgr_code code, const struct pm_error *from)
{
    if (from->kind == PM_ERROR_NOMEM)
        code = PYMGR_NO_MEMORY;
    if (from->kind == PM_ERROR_LIMIT)
        code = PYMGR_LIMIT;
    return pm_fault(error, code, "%s", from->text);
}
