/* SPDX-License-Identifier: MIT
 *
 * Ints that fit 64 bits are computed with as such as long as the result fits, too; otherwise as BIGNUMs.
 */
#include "callables/arithmetic.h"

#include "value/number.h"
#include "value/real.h"

#include <math.h>

/* --- ints --- */

typedef bool small_operation(int64_t a, int64_t b, int64_t *result); /* false: it does not fit */
typedef int big_operation(BIGNUM *result, const BIGNUM *a, const BIGNUM *b, BN_CTX *scratch);

static bool small_add(int64_t a, int64_t b, int64_t *result)
{
    return !__builtin_add_overflow(a, b, result);
}

static bool small_sub(int64_t a, int64_t b, int64_t *result)
{
    return !__builtin_sub_overflow(a, b, result);
}

static bool small_mul(int64_t a, int64_t b, int64_t *result)
{
    return !__builtin_mul_overflow(a, b, result);
}

/* Towards minus infinity. */
static bool small_floordiv(int64_t a, int64_t b, int64_t *result)
{
    if (a == INT64_MIN && b == -1)
        return false;
    *result = a / b - (a % b != 0 && (a < 0) != (b < 0));
    return true;
}

/* With the sign of the divisor. */
static bool small_mod(int64_t a, int64_t b, int64_t *result)
{
    *result = b == -1 ? 0 : a % b;
    if (*result != 0 && (*result < 0) != (b < 0))
        *result += b;
    return true;
}

static int big_add(BIGNUM *result, const BIGNUM *a, const BIGNUM *b, BN_CTX *scratch)
{
    (void)scratch;
    return BN_add(result, a, b);
}

static int big_sub(BIGNUM *result, const BIGNUM *a, const BIGNUM *b, BN_CTX *scratch)
{
    (void)scratch;
    return BN_sub(result, a, b);
}

static int big_divide(BIGNUM *quotient, BIGNUM *rest, const BIGNUM *a, const BIGNUM *b, BN_CTX *scratch)
{
    if (!BN_div(quotient, rest, a, b, scratch))
        return 0;
    if (BN_is_zero(rest) || BN_is_negative(rest) == BN_is_negative(b))
        return 1;
    return BN_add(rest, rest, b) && BN_sub_word(quotient, 1);
}

static int big_floordiv(BIGNUM *result, const BIGNUM *a, const BIGNUM *b, BN_CTX *scratch)
{
    BIGNUM *rest = BN_CTX_get(scratch);

    return rest != NULL && big_divide(result, rest, a, b, scratch);
}

static int big_mod(BIGNUM *result, const BIGNUM *a, const BIGNUM *b, BN_CTX *scratch)
{
    BIGNUM *quotient = BN_CTX_get(scratch);

    return quotient != NULL && big_divide(quotient, result, a, b, scratch);
}

static int big_pow(BIGNUM *result, const BIGNUM *a, const BIGNUM *b, BN_CTX *scratch)
{
    return BN_exp(result, a, b, scratch);
}

static int compute_big(big_operation *operation, BIGNUM *result, const BIGNUM *a, const BIGNUM *b)
{
    BN_CTX *scratch = BN_CTX_new();
    int computed;

    if (scratch == NULL)
        return 0;
    BN_CTX_start(scratch);
    computed = operation(result, a, b, scratch);
    BN_CTX_end(scratch);
    BN_CTX_free(scratch);
    return computed;
}

/* New in *resultp, unless the outcome is another. */
static enum pm_outcome int_big(
    big_operation *operation, const pymgr_value *a, const pymgr_value *b, pymgr_value **resultp)
{
    BIGNUM *left = pm_int_to_bignum(a), *right = pm_int_to_bignum(b), *result = BN_new();
    enum pm_outcome outcome = PM_NOMEM;

    if (left != NULL && right != NULL && result != NULL) {
        if (BN_num_bits(left) > PM_ARITHMETIC_BITS || BN_num_bits(right) > PM_ARITHMETIC_BITS)
            outcome = PM_DECLINE;
        else if (compute_big(operation, result, left, right))
            outcome = PM_RETURN;
    }
    BN_free(left);
    BN_free(right);
    if (outcome == PM_RETURN) {
        *resultp = pm_int_from_bignum(result);
        return *resultp == NULL ? PM_NOMEM : PM_RETURN;
    }
    BN_free(result);
    return outcome;
}

static enum pm_outcome int_operation(small_operation *small, big_operation *big, const pymgr_value *a,
    const pymgr_value *b, pymgr_value **resultp)
{
    int64_t left, right, result;

    if (!pymgr_int_value(a, &left) || !pymgr_int_value(b, &right) || !small(left, right, &result))
        return int_big(big, a, b, resultp);
    *resultp = pymgr_int(result);
    return *resultp == NULL ? PM_NOMEM : PM_RETURN;
}

enum pm_outcome pm_int_add(const pymgr_value *a, const pymgr_value *b, pymgr_value **sump)
{
    return int_operation(small_add, big_add, a, b, sump);
}

pymgr_value *pm_int_of_double(double whole)
{
    int exponent;
    double mantissa = frexp(whole, &exponent);
    pymgr_value *head = pymgr_int((int64_t)ldexp(mantissa, 62));
    BIGNUM *big = head == NULL ? NULL : pm_int_to_bignum(head);

    pymgr_unref(head);
    if (fabs(whole) < 0x1p62) {
        BN_free(big);
        return pymgr_int((int64_t)whole);
    }
    if (big == NULL || BN_lshift(big, big, exponent - 62))
        return pm_int_from_bignum(big);
    BN_free(big);
    return NULL;
}

/* --- floats --- */

static bool is_real(const pymgr_value *value)
{
    return pm_is_integer(value) || pm_is(value, PYMGR_FLOAT);
}

static double float_mod(double a, double b)
{
    double rest = fmod(a, b);

    if (rest == 0)
        return copysign(0, b);
    return (rest < 0) != (b < 0) ? rest + b : rest;
}

static double float_floordiv(double a, double b)
{
    double rest = fmod(a, b), quotient = (a - rest) / b, whole;

    if (rest != 0 && (rest < 0) != (b < 0))
        quotient -= 1;
    if (quotient == 0)
        return copysign(0, a / b);
    whole = floor(quotient);
    return quotient - whole > 0.5 ? whole + 1 : whole;
}

/* The two arguments as doubles; false: the outcome is another. */
static bool take_doubles(struct pm_call *call, double *ap, double *bp, enum pm_outcome *outcomep)
{
    struct pm_error error;

    if (pm_double_of(call->args[0], ap, &error) == 0 && pm_double_of(call->args[1], bp, &error) == 0)
        return true;
    *outcomep = pm_raise_error(call, &error);
    return false;
}

static enum pm_outcome raise_zero(struct pm_call *call, const char *text)
{
    return pm_raise(call, PM_ZERO_DIVISION_ERROR, "%s", text);
}

/* --- operators --- */

struct operation {
    small_operation *small;
    big_operation *big;
    double (*of_floats)(double, double);
    const char *by_zero, *by_float_zero; /* NULL: anything goes */
};

static double float_add(double a, double b)
{
    return a + b;
}

static double float_sub(double a, double b)
{
    return a - b;
}

static double float_mul(double a, double b)
{
    return a * b;
}

static int big_mul(BIGNUM *result, const BIGNUM *a, const BIGNUM *b, BN_CTX *scratch)
{
    return BN_mul(result, a, b, scratch);
}

static enum pm_outcome operate(struct pm_call *call, const struct operation *operation)
{
    const pymgr_value *left = call->args[0], *right = call->args[1];
    bool floats = pm_is(left, PYMGR_FLOAT) || pm_is(right, PYMGR_FLOAT);
    enum pm_outcome outcome;
    double a, b;

    if (!is_real(left) || !is_real(right))
        return PM_DECLINE;
    if (operation->by_zero != NULL && !pm_truth(right))
        return raise_zero(call, floats ? operation->by_float_zero : operation->by_zero);
    if (!floats)
        return int_operation(operation->small, operation->big, left, right, &call->result);
    if (!take_doubles(call, &a, &b, &outcome))
        return outcome;
    return pm_return(call, pymgr_float(operation->of_floats(a, b)));
}

enum pm_outcome pm_do_add(struct pm_call *call)
{
    static const struct operation add = { small_add, big_add, float_add, NULL, NULL };

    return operate(call, &add);
}

enum pm_outcome pm_do_sub(struct pm_call *call)
{
    static const struct operation sub = { small_sub, big_sub, float_sub, NULL, NULL };

    return operate(call, &sub);
}

enum pm_outcome pm_do_mul(struct pm_call *call)
{
    static const struct operation mul = { small_mul, big_mul, float_mul, NULL, NULL };

    return operate(call, &mul);
}

static const struct operation mod = { small_mod, big_mod, float_mod, "integer modulo by zero",
    "float modulo" };

enum pm_outcome pm_do_floordiv(struct pm_call *call)
{
    static const struct operation floordiv = { small_floordiv, big_floordiv, float_floordiv,
        "integer division or modulo by zero", "float floor division by zero" };

    return operate(call, &floordiv);
}

enum pm_outcome pm_do_mod(struct pm_call *call)
{
    return operate(call, &mod);
}

enum pm_outcome pm_do_divmod(struct pm_call *call)
{
    static const struct operation whole = { small_floordiv, big_floordiv, float_floordiv,
        "integer division or modulo by zero", "float divmod()" };
    enum pm_outcome outcome = operate(call, &whole);
    pymgr_value *quotient = call->result, *rest;

    if (outcome != PM_RETURN)
        return outcome;
    call->result = NULL;
    outcome = operate(call, &mod);
    rest = call->result;
    if (outcome == PM_RETURN)
        return pm_return(call, pymgr_tuple_of(2, quotient, rest));
    pymgr_unref(quotient);
    return outcome;
}

/* Whether a double has the int's value exactly, so that dividing two of them rounds only once. */
static bool is_exact(const pymgr_value *value)
{
    int64_t number;

    return pm_is(value, PYMGR_FLOAT) ||
           (pymgr_int_value(value, &number) && number <= 1LL << 53 && number >= -(1LL << 53));
}

enum pm_outcome pm_do_truediv(struct pm_call *call)
{
    const pymgr_value *left = call->args[0], *right = call->args[1];
    bool floats = pm_is(left, PYMGR_FLOAT) || pm_is(right, PYMGR_FLOAT);
    enum pm_outcome outcome;
    double a, b;

    if (!is_real(left) || !is_real(right) || (!floats && (!is_exact(left) || !is_exact(right))))
        return PM_DECLINE;
    if (!take_doubles(call, &a, &b, &outcome))
        return outcome;
    if (b == 0)
        return raise_zero(call, floats ? "float division by zero" : "division by zero");
    return pm_return(call, pymgr_float(a / b));
}

/* An int to the power of an int that is not negative. */
static enum pm_outcome int_pow(struct pm_call *call, int64_t exponent)
{
    BIGNUM *base = pm_int_to_bignum(call->args[0]);
    int bits = base == NULL ? 0 : BN_num_bits(base);

    BN_free(base);
    if (base == NULL)
        return PM_NOMEM;
    if (bits > 1 && exponent > PM_ARITHMETIC_BITS / bits)
        return PM_DECLINE;
    return int_big(big_pow, call->args[0], call->args[1], &call->result);
}

enum pm_outcome pm_do_pow(struct pm_call *call)
{
    enum pm_outcome outcome;
    int64_t exponent;
    double a, b, power;

    if (!is_real(call->args[0]) || !is_real(call->args[1]))
        return PM_DECLINE;
    if (pm_is_integer(call->args[0]) && pymgr_int_value(call->args[1], &exponent) && exponent >= 0)
        return int_pow(call, exponent);
    if (!take_doubles(call, &a, &b, &outcome))
        return outcome;
    /* What is left has rules of its own: roots of negative numbers, powers of 0. */
    power = a > 0 ? pow(a, b) : INFINITY;
    return isfinite(power) ? pm_return(call, pymgr_float(power)) : PM_DECLINE;
}

enum pm_outcome pm_do_pos(struct pm_call *call)
{
    if (pm_is(call->args[0], PYMGR_FLOAT))
        return pm_return(call, pymgr_ref(call->args[0]));
    return pm_is_integer(call->args[0]) ? pm_int_add(call->args[0], pymgr_int(0), &call->result) : PM_DECLINE;
}

enum pm_outcome pm_do_neg(struct pm_call *call)
{
    if (pm_is(call->args[0], PYMGR_FLOAT))
        return pm_return(call, pymgr_float(-pymgr_float_value(call->args[0])));
    if (!pm_is_integer(call->args[0]))
        return PM_DECLINE;
    return int_operation(small_sub, big_sub, pymgr_int(0), call->args[0], &call->result);
}

enum pm_outcome pm_do_abs(struct pm_call *call)
{
    if (pm_is(call->args[0], PYMGR_FLOAT))
        return pm_return(call, pymgr_float(fabs(pymgr_float_value(call->args[0]))));
    if (pm_is_integer(call->args[0]) && pm_number_compare(call->args[0], pymgr_int(0)) >= 0)
        return pm_do_pos(call);
    return pm_do_neg(call);
}
