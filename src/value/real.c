/* SPDX-License-Identifier: MIT */
#include "value/real.h"

#include "value/number.h"

#include <locale.h>
#include <math.h>
#include <stdlib.h>

/* By way of hexadecimal digits, which strtod rounds correctly. */
static int double_of_big(const BIGNUM *big, double *doublep, struct pm_error *error)
{
    char *digits = BN_bn2hex(big), *text;
    size_t minus = BN_is_negative(big) ? 1 : 0;

    text = digits == NULL ? NULL : OPENSSL_malloc(strlen(digits) + sizeof "0x");
    if (text == NULL) {
        OPENSSL_free(digits);
        return pm_fail_nomem(error);
    }
    memcpy(text, "0x", 2);
    strcpy(text + 2, digits + minus);
    *doublep = minus ? -strtod(text, NULL) : strtod(text, NULL);
    OPENSSL_free(digits);
    OPENSSL_free(text);
    if (isinf(*doublep))
        return pm_fail(error, PM_ERROR_OVERFLOW, "int too large to convert to float");
    return 0;
}

int pm_double_of(const pymgr_value *number, double *doublep, struct pm_error *error)
{
    int64_t small;

    if (pm_is(number, PYMGR_FLOAT)) {
        *doublep = PM_CONST_CAST(pm_float, number)->number;
        return 0;
    }
    if (!pm_is_integer(number))
        return pm_fail(error, PM_ERROR_TYPE, "must be real number, not %s", pm_qualified_type_name(number));
    if (!pymgr_int_value(number, &small))
        return double_of_big(PM_CONST_CAST(pm_int, number)->big, doublep, error);
    *doublep = (double)small;
    return 0;
}

bool pm_double_from_text(const char *text, size_t size, double *doublep)
{
    locale_t c = newlocale(LC_ALL_MASK, "C", (locale_t)0);
    char *end = NULL;

    if (size > 0 && c != (locale_t)0) {
        *doublep = strtod_l(text, &end, c);
        freelocale(c);
    }
    return end == text + size;
}
