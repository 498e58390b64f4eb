/* SPDX-License-Identifier: MIT
 *
 * The functions of builtins that read or write text.
 */
#include "callables/builtins.h"
#include "callables/plain.h"
#include "value/number.h"

/* What was printed, as a str; the buffer is freed. */
static enum pm_outcome return_text(struct pm_call *call, struct pm_buffer *text)
{
    pymgr_value *str = NULL;

    if (!pm_buffer_failed(text))
        str = pm_str_trusted((const char *)pm_buffer_bytes(text), pm_buffer_length(text));
    pm_buffer_free(text);
    return pm_return(call, str);
}

static enum pm_outcome print(
    struct pm_call *call, int (*printer)(struct pm_buffer *, const pymgr_value *, struct pm_error *))
{
    struct pm_buffer text = PM_BUFFER_INIT;
    struct pm_error error;

    if (!pm_is_plain(call->args[0]))
        return PM_DECLINE;
    pm_put(&text, "", 0); /* so that no text is one, too */
    if (printer(&text, call->args[0], &error) == 0)
        return return_text(call, &text);
    pm_buffer_free(&text);
    return pm_raise_error(call, &error);
}

enum pm_outcome pm_do_repr(struct pm_call *call)
{
    return print(call, pm_repr);
}

enum pm_outcome pm_do_str(struct pm_call *call)
{
    if (call->args[1] != NULL || call->args[2] != NULL)
        return PM_DECLINE;
    return print(call, pm_str_of);
}

enum pm_outcome pm_do_chr(struct pm_call *call)
{
    enum { BEYOND = 0x110000 };
    int64_t number;
    char bytes[4];

    if (!pymgr_int_value(call->args[0], &number))
        return PM_DECLINE;
    if (number < 0 || number >= BEYOND)
        return pm_raise(call, PM_VALUE_ERROR, "chr() arg not in range(0x110000)");
    return pm_return(call, pm_str_trusted(bytes, pm_utf8_encode((uint32_t)number, bytes)));
}

enum pm_outcome pm_do_ord(struct pm_call *call)
{
    size_t length = pymgr_length(call->args[0]), position = 0;
    const char *text;

    if (!pm_is(call->args[0], PYMGR_STR))
        return PM_DECLINE;
    if (length != 1)
        return pm_raise(
            call, PM_TYPE_ERROR, "ord() expected a character, but string of length %zu found", length);
    text = pymgr_text(call->args[0], NULL);
    return pm_return(call, pymgr_int(pm_utf8_next(text, &position)));
}

/* An int that fits 64 bits, in a base that is a power of two. */
static enum pm_outcome print_int(struct pm_call *call, const char *prefix, unsigned bits)
{
    static const unsigned char digits[] = "0123456789abcdef";
    const uint64_t most = (1U << bits) - 1;
    struct pm_buffer text = PM_BUFFER_INIT;
    uint64_t rest;
    int64_t number;
    unsigned shift = 0;

    if (!pymgr_int_value(call->args[0], &number))
        return PM_DECLINE;
    rest = number < 0 ? -(uint64_t)number : (uint64_t)number;
    pm_put_format(&text, "%s%s", number < 0 ? "-" : "", prefix);
    while (shift + bits < 64 && rest >> (shift + bits) != 0)
        shift += bits;
    for (; shift > 0; shift -= bits)
        pm_put_u8(&text, digits[rest >> shift & most]);
    pm_put_u8(&text, digits[rest & most]);
    return return_text(call, &text);
}

enum pm_outcome pm_do_bin(struct pm_call *call)
{
    return print_int(call, "0b", 1);
}

enum pm_outcome pm_do_oct(struct pm_call *call)
{
    return print_int(call, "0o", 3);
}

enum pm_outcome pm_do_hex(struct pm_call *call)
{
    return print_int(call, "0x", 4);
}

/* A text of ASCII alone, with the letters from `first` on for 26 turned into the other case. */
static enum pm_outcome change_case(struct pm_call *call, char first)
{
    struct pm_buffer changed = PM_BUFFER_INIT;
    size_t size;
    const char *text;

    if (!pm_is(call->args[0], PYMGR_STR))
        return PM_DECLINE;
    text = pymgr_text(call->args[0], &size);
    if (!pm_ascii(text, size))
        return PM_DECLINE;
    pm_put(&changed, text, size);
    for (size_t i = 0; !pm_buffer_failed(&changed) && i < size; i++) {
        if (text[i] >= first && text[i] < first + 26)
            pm_buffer_bytes(&changed)[i] ^= 'a' ^ 'A';
    }
    return return_text(call, &changed);
}

enum pm_outcome pm_do_str_lower(struct pm_call *call)
{
    return change_case(call, 'A');
}

enum pm_outcome pm_do_str_upper(struct pm_call *call)
{
    return change_case(call, 'a');
}
