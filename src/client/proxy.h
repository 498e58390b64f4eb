/* SPDX-License-Identifier: MIT
 *
 * A proxy: one reference to an object at a server, counted there for this process.
 */
#ifndef PM_CLIENT_PROXY_H
#define PM_CLIENT_PROXY_H

#include "client/endpoint.h"

#include <pymgr/client.h>
#include <stdarg.h>

struct pymgr_proxy {
    struct pm_endpoint *endpoint; /* a reference */
    pymgr_value *typeid, *address;
    pymgr_value *exposed; /* names of methods; NULL: the server was not asked yet */
    pymgr_value
        *class; /* what it was in Python, where it came from there; NULL: what Python has for the typeid */
    bool named; /* found by the name that is its typeid: it can be found again */

    /* Under the client's lock: */
    unsigned refs;
    pymgr_value *ident;
    unsigned losses;     /* of the endpoint, when the ident was learnt */
    unsigned generation; /* of the process that holds the reference at the server; 0: none does */
    struct pymgr_proxy *next;
};

/* What a proxy is made of: all but the endpoint taken; exposed and class may be NULL. */
struct pm_proxy_parts {
    struct pm_endpoint *endpoint; /* borrowed */
    pymgr_value *typeid, *address, *ident, *exposed, *class;
};

/* A proxy that has taken over a reference at the server, or, with `increase`, takes one of its own: new;
 * NULL: it failed, and a reference that was there is given up. */
pymgr_proxy *pm_proxy_make(const struct pm_proxy_parts *parts, bool increase, struct pymgr_error *error);

/* The object's ident at the server as it is now, found again by name if need be: new; NULL: it failed. */
pymgr_value *pm_proxy_ident(pymgr_proxy *proxy, struct pymgr_error *error);

/*
 * The same in parts, for who cannot wait. pm_proxy_ready_ident: the ident if it needs not be found again,
 * new; NULL: ask the server's `create` for the proxy's typeid. pm_proxy_found takes in the answer, taken;
 * *surplusp is then an ident that is counted at the server once too often, new, or NULL. `losses` is for the
 * latter what the former has stored.
 */
pymgr_value *pm_proxy_ready_ident(pymgr_proxy *proxy, unsigned *lossesp);
int pm_proxy_found(pymgr_proxy *proxy, pymgr_value *created, unsigned losses, pymgr_value **surplusp,
    struct pymgr_error *error);

/* The ident as it is known: new. */
pymgr_value *pm_proxy_known_ident(pymgr_proxy *proxy);

/* In a child: takes a reference at the server for each proxy of the endpoint, where the object is still
 * there. */
void pm_proxies_inherit(struct pm_endpoint *endpoint);

/* Reads the answer of `create`, (ident, exposed), taken: both new. -1: it is none. */
int pm_parse_created(
    pymgr_value *created, pymgr_value **identp, pymgr_value **exposedp, struct pymgr_error *error);

/* --- anchor.c: proxies in values --- */

/* Anchors a proxy in a reply to the adopter, its endpoint: the value then holds a reference at the server, as
 * an unpickled proxy does in Python. If that fails it is not anchored. */
void pm_adopt_proxy(const struct pm_adopter *adopter, pymgr_value *value);
/* The proxy that a value is, one of pymgr_is_proxy, for who got it from this server: new. */
pymgr_proxy *pm_value_proxy(
    const struct pm_endpoint *endpoint, const pymgr_value *value, struct pymgr_error *error);

/* --- call.c --- */

/* What a reply says to a caller of a proxy's method: new; NULL: it raised. Value taken. */
pymgr_value *pm_reply_result(
    pymgr_proxy *proxy, enum pm_reply_kind kind, pymgr_value *value, struct pymgr_error *error);
/* Calls a method; the answer may take so many seconds (0: for ever). New; NULL: it failed. */
pymgr_value *pm_proxy_call(pymgr_proxy *proxy, double seconds, const char *method, pymgr_value *args,
    pymgr_value *kwds, struct pymgr_error *error);
/* The same with the arguments from a format, as pymgr_call. */
pymgr_value *pm_proxy_vcall(pymgr_proxy *proxy, double seconds, const char *method, const char *format,
    va_list args, struct pymgr_error *error);

/* A str, taken, as text for free(); NULL: it was NULL, or is none. */
char *pm_take_text(pymgr_value *text, struct pymgr_error *error);

#endif
