/* SPDX-License-Identifier: MIT
 *
 * Paths are bytes here. Python 3 has them as str, in which a byte that is not UTF-8 stands as a lone
 * surrogate, U+DC80 to U+DCFF (PEP 383); so do tokens.
 *
 * An abstract name is sent as str, '\0name', although Python 3 itself sends bytes: every version connects to
 * a str, but Python 2 and 3.6 to no bytes.
 */
#include "wire/address.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netdb.h>
#include <netinet/in.h>
#include <stdio.h>

enum {
    ESCAPE_FIRST = 0xdc80, /* stands for byte 0x80 */
    ESCAPE_LAST = 0xdcff,
    PORT_DIGITS = 5,
};

/* --- from text ------------------------------------------------------------------------------------------ */

static int fail_long_name(struct pm_error *error)
{
    return pm_fail(error, PM_ERROR_VALUE, "the name of a Unix socket has more than %zu bytes",
        sizeof((struct pm_address *)0)->path - 1);
}

static int set_name(struct pm_address *address, enum pm_address_kind kind, const char *name, size_t size,
    struct pm_error *error)
{
    if (size == 0)
        return pm_fail(error, PM_ERROR_VALUE, "an address without a name");
    if (size >= sizeof address->path)
        return fail_long_name(error);
    if (memchr(name, '\0', size) != NULL)
        return pm_fail(error, PM_ERROR_VALUE, "the name of a Unix socket has a NUL in it");
    *address = (struct pm_address){ .kind = kind };
    memcpy(address->path, name, size);
    return 0;
}

static int set_host(struct pm_address *address, const char *host, size_t size, struct pm_error *error)
{
    if (size >= sizeof address->host)
        return pm_fail(error, PM_ERROR_VALUE, "a host name of more than %zu bytes", sizeof address->host - 1);
    if (memchr(host, '\0', size) != NULL)
        return pm_fail(error, PM_ERROR_VALUE, "a host name with a NUL in it");
    *address = (struct pm_address){ .kind = PM_ADDRESS_TCP };
    memcpy(address->host, host, size);
    return 0;
}

static int parse_port(const char *digits, struct pm_address *address, struct pm_error *error)
{
    size_t size = strspn(digits, "0123456789");
    unsigned long port = 0;

    if (size > 0 && size <= PORT_DIGITS && digits[size] == '\0')
        sscanf(digits, "%lu", &port);
    else
        port = UINT16_MAX + 1UL;
    if (port > UINT16_MAX)
        return pm_fail(error, PM_ERROR_VALUE, "\"%s\" is no port: a number from 0 to 65535 is", digits);
    address->port = (uint16_t)port;
    return 0;
}

static int parse_bracketed(const char *text, struct pm_address *address, struct pm_error *error)
{
    const char *close = strchr(text, ']');

    if (close == NULL || close[1] != ':')
        return pm_fail(error, PM_ERROR_VALUE, "\"%s\" is not [IPv6]:PORT", text);
    if (close == text + 1)
        return pm_fail(error, PM_ERROR_VALUE, "\"%s\" has no host", text);
    if (set_host(address, text + 1, (size_t)(close - text) - 1, error) != 0)
        return -1;
    return parse_port(close + 2, address, error);
}

static int parse_tcp(const char *text, struct pm_address *address, struct pm_error *error)
{
    const char *colon = strchr(text, ':');

    if (colon == NULL)
        return pm_fail(error, PM_ERROR_VALUE,
            "\"%s\" is no address: HOST:PORT, a path with a / in it, or @name is", text);
    if (colon == text)
        return pm_fail(error, PM_ERROR_VALUE, "\"%s\" has no host (0.0.0.0 is every one of IPv4)", text);
    if (strchr(colon + 1, ':') != NULL)
        return pm_fail(
            error, PM_ERROR_VALUE, "\"%s\" has several colons: an IPv6 host stands in [brackets]", text);
    if (set_host(address, text, (size_t)(colon - text), error) != 0)
        return -1;
    return parse_port(colon + 1, address, error);
}

int pm_address_parse(const char *text, struct pm_address *address, struct pm_error *error)
{
    if (text[0] == '@')
        return set_name(address, PM_ADDRESS_ABSTRACT, text + 1, strlen(text + 1), error);
    if (strchr(text, '/') != NULL)
        return set_name(address, PM_ADDRESS_UNIX, text, strlen(text), error);
    return text[0] == '[' ? parse_bracketed(text, address, error) : parse_tcp(text, address, error);
}

void pm_address_format(const struct pm_address *address, char *text, size_t size)
{
    bool brackets = strchr(address->host, ':') != NULL;

    if (address->kind == PM_ADDRESS_TCP)
        snprintf(text, size, brackets ? "[%s]:%u" : "%s:%u", address->host, (unsigned)address->port);
    else if (address->kind == PM_ADDRESS_ABSTRACT)
        snprintf(text, size, "@%s", address->path);
    else
        snprintf(text, size, "%s%s", strchr(address->path, '/') == NULL ? "./" : "", address->path);
}

/* --- sockets -------------------------------------------------------------------------------------------- */

static int resolve_name(const struct pm_address *address, struct sockaddr_storage *storage, socklen_t *length)
{
    struct sockaddr_un *name = (struct sockaddr_un *)storage;
    bool abstract = address->kind == PM_ADDRESS_ABSTRACT;
    size_t size = strlen(address->path);

    memset(storage, 0, sizeof *storage);
    name->sun_family = AF_UNIX;
    memcpy(name->sun_path + abstract, address->path, size);
    /* An abstract name has a NUL before it and none after; a path the other way round. */
    *length = (socklen_t)(offsetof(struct sockaddr_un, sun_path) + size + 1);
    return 1;
}

static int resolve_host(const struct pm_address *address, bool passive, struct sockaddr_storage *addresses,
    socklen_t *lengths, size_t most, struct pm_error *error)
{
    struct addrinfo hints = { .ai_family = AF_UNSPEC, .ai_socktype = SOCK_STREAM };
    struct addrinfo *found;
    char port[PORT_DIGITS + 1];
    size_t count = 0;
    int status;

    hints.ai_flags = AI_NUMERICSERV | (passive ? AI_PASSIVE : 0);
    snprintf(port, sizeof port, "%u", (unsigned)address->port);
    status = getaddrinfo(address->host, port, &hints, &found);
    if (status != 0)
        return pm_fail(error, PM_ERROR_SYSTEM, "%s: %s", address->host,
            status == EAI_SYSTEM ? strerror(errno) : gai_strerror(status));
    for (struct addrinfo *one = found; one != NULL && count < most; one = one->ai_next) {
        memcpy(&addresses[count], one->ai_addr, one->ai_addrlen);
        lengths[count++] = one->ai_addrlen;
    }
    freeaddrinfo(found);
    return (int)count;
}

int pm_address_resolve(const struct pm_address *address, bool passive, struct sockaddr_storage *addresses,
    socklen_t *lengths, size_t most, struct pm_error *error)
{
    if (address->kind != PM_ADDRESS_TCP)
        return resolve_name(address, addresses, lengths);
    return resolve_host(address, passive, addresses, lengths, most, error);
}

static void from_unix(const struct sockaddr *socket_address, socklen_t length, struct pm_address *address)
{
    const struct sockaddr_un *name = (const struct sockaddr_un *)socket_address;
    size_t size = length - offsetof(struct sockaddr_un, sun_path);
    bool abstract = size > 0 && name->sun_path[0] == '\0';

    *address = (struct pm_address){ .kind = abstract ? PM_ADDRESS_ABSTRACT : PM_ADDRESS_UNIX };
    size -= abstract;
    memcpy(address->path, name->sun_path + abstract,
        size < sizeof address->path ? size : sizeof address->path - 1);
}

/* An IPv4 peer of an IPv6 listener, which is an IPv4 address to everyone else. */
static bool from_mapped(const struct sockaddr *socket_address, struct pm_address *address)
{
    const struct sockaddr_in6 *six = (const struct sockaddr_in6 *)socket_address;

    if (socket_address->sa_family != AF_INET6 || !IN6_IS_ADDR_V4MAPPED(&six->sin6_addr))
        return false;
    inet_ntop(AF_INET, &six->sin6_addr.s6_addr[12], address->host, sizeof address->host);
    address->port = ntohs(six->sin6_port);
    return true;
}

void pm_address_from_socket(
    const struct sockaddr *socket_address, socklen_t length, struct pm_address *address)
{
    char port[PORT_DIGITS + 1] = "";
    struct pm_error ignored;

    if (socket_address->sa_family == AF_UNIX) {
        from_unix(socket_address, length, address);
        return;
    }
    *address = (struct pm_address){ .kind = PM_ADDRESS_TCP };
    if (from_mapped(socket_address, address))
        return;
    getnameinfo(socket_address, length, address->host, sizeof address->host, port, sizeof port,
        NI_NUMERICHOST | NI_NUMERICSERV);
    parse_port(port, address, &ignored);
}

/* --- values --------------------------------------------------------------------------------------------- */

/* A path that Python 2, to which only a str is an address, gets as one. */
static pymgr_value *python2_str(pymgr_value *text)
{
    if (text != NULL)
        atomic_fetch_or(&text->flags, PM_PY2_STR);
    return text;
}

/* The bytes of a path as Python's os.fsdecode has them: new. */
static pymgr_value *path_to_value(const char *bytes, size_t size)
{
    char text[3 * sizeof((struct pm_address *)0)->path];
    size_t length = 0;

    if (pm_utf8_valid(bytes, size))
        return python2_str(pm_str_trusted(bytes, size));
    for (size_t i = 0; i < size; i++) {
        unsigned char byte = (unsigned char)bytes[i];

        if (byte < 0x80)
            text[length++] = (char)byte;
        else
            length += pm_utf8_encode((uint32_t)(ESCAPE_FIRST - 0x80 + byte), text + length);
    }
    return pm_str_trusted(text, length);
}

pymgr_value *pm_address_to_value(const struct pm_address *address)
{
    bool abstract = address->kind == PM_ADDRESS_ABSTRACT;
    char name[sizeof address->path + 1] = "";
    size_t size = strlen(address->path);

    if (address->kind == PM_ADDRESS_TCP)
        return pymgr_tuple_of(2, pymgr_str(address->host), pymgr_int(address->port));
    memcpy(name + abstract, address->path, size);
    return path_to_value(name, size + abstract);
}

static int fail_type(struct pm_error *error)
{
    return pm_fail(error, PM_ERROR_TYPE, "not an address: ('host', port) or the name of a Unix socket is");
}

static int tcp_from_value(const pymgr_value *value, struct pm_address *address, struct pm_error *error)
{
    const pymgr_value *host = pymgr_item(value, 0), *port = pymgr_item(value, 1);
    int64_t number;
    const char *text;
    size_t size;

    if (port == NULL || !pm_is(host, PYMGR_STR) || !pymgr_int_value(port, &number))
        return fail_type(error);
    if (number < 0 || number > UINT16_MAX)
        return pm_fail(error, PM_ERROR_TYPE, "the port of an address is from 0 to 65535");
    text = pymgr_text(host, &size);
    /* Python's '' is every address of IPv4. */
    if (set_host(address, size == 0 ? "0.0.0.0" : text, size == 0 ? strlen("0.0.0.0") : size, error) != 0)
        return -1;
    address->port = (uint16_t)number;
    return 0;
}

/* os.fsencode. Returns how many bytes the path has, or SIZE_MAX when it has more than `size`. */
static size_t encode_path(const char *text, size_t length, char *path, size_t size)
{
    size_t used = 0, position = 0;

    while (position < length) {
        uint32_t point = pm_utf8_next(text, &position);
        char bytes[4] = { (char)(point - ESCAPE_FIRST + 0x80) };
        bool escaped = point >= ESCAPE_FIRST && point <= ESCAPE_LAST;
        size_t count = escaped ? 1 : pm_utf8_encode(point, bytes);

        if (count > size - used)
            return SIZE_MAX;
        memcpy(path + used, bytes, count);
        used += count;
    }
    return used;
}

static int name_from_bytes(const char *name, size_t size, struct pm_address *address, struct pm_error *error)
{
    if (size > 0 && name[0] == '\0')
        return set_name(address, PM_ADDRESS_ABSTRACT, name + 1, size - 1, error);
    return set_name(address, PM_ADDRESS_UNIX, name, size, error);
}

static int name_from_str(const char *text, size_t length, struct pm_address *address, struct pm_error *error)
{
    char name[sizeof address->path];
    size_t size = encode_path(text, length, name, sizeof name);

    if (size == SIZE_MAX)
        return fail_long_name(error);
    return name_from_bytes(name, size, address, error);
}

int pm_address_from_value(const pymgr_value *value, struct pm_address *address, struct pm_error *error)
{
    const char *text;
    size_t size;

    if (pm_is(value, PYMGR_TUPLE) || pm_is(value, PYMGR_LIST))
        return tcp_from_value(value, address, error);
    if (!pm_is(value, PYMGR_STR) && !pm_is(value, PYMGR_BYTES))
        return fail_type(error);
    text = pymgr_text(value, &size);
    if (pm_is(value, PYMGR_BYTES))
        return name_from_bytes(text, size, address, error);
    return name_from_str(text, size, address, error);
}
