/* SPDX-License-Identifier: MIT
 *
 * A server as this process knows it: where it is and how to be admitted there. Managers and proxies share the
 * endpoint of their server, and with it each thread's connection, as BaseProxy._address_to_local does in
 * Python.
 *
 * What all threads share (endpoints, their lanes and proxies, and the idents of these) changes under one
 * lock, the client's, which is held for moments and never while something blocks.
 */
#ifndef PM_CLIENT_ENDPOINT_H
#define PM_CLIENT_ENDPOINT_H

#include "client/connection.h"
#include "value/failure.h"

#include <stdatomic.h>

struct pm_lane;
struct pymgr_async;
struct pymgr_proxy;

/* All owned by the endpoint, but for those that are asked for: there the texts are borrowed. */
struct pm_endpoint_options {
    struct pm_address address;
    const unsigned char *key;
    size_t key_size;
    enum pm_digest min_digest;
    const struct pm_codec *codec;
    double connect_timeout; /* seconds; 0: for ever */
    double call_timeout;    /* seconds; 0: for ever */
    size_t max_reply;
};

struct pm_endpoint {
    struct pm_adopter adopter; /* first, so that an adopter is its endpoint */
    struct pm_endpoint_options options;
    pymgr_value *address; /* as tokens carry it */
    atomic_bool plain;    /* by xmlrpclib: see pm_dialect */
    char text[sizeof((struct pm_address *)0)->host + 16];

    /* Under the client's lock: */
    struct pm_endpoint *next;
    unsigned refs;
    unsigned losses; /* connections that were lost, or not to be had: the server may be another one then */
    unsigned generation; /* the process that holds references for the proxies */
    struct pm_lane *lanes;
    struct pymgr_async *asyncs;
    struct pymgr_proxy *proxies;
};

void pm_client_lock(void);
void pm_client_unlock(void);
/* How many forks lie between this process and the first one that used the library. Under the lock. */
unsigned pm_client_generation(void);

/* The endpoint with exactly these options, whose texts are copied: new; NULL: no memory. */
struct pm_endpoint *pm_endpoint_find(const struct pm_endpoint_options *options, struct pymgr_error *error);
/* The endpoint of another server, which a token's address names, with the options of this one; with a key of
 * its own if `key`, bytes, is not NULL: new. */
struct pm_endpoint *pm_endpoint_beside(const struct pm_endpoint *endpoint, const pymgr_value *address,
    const pymgr_value *key, struct pymgr_error *error);
struct pm_endpoint *pm_endpoint_ref(struct pm_endpoint *endpoint);
/* Counts a connection that was lost, or not to be had. */
void pm_endpoint_lose(struct pm_endpoint *endpoint);
/* The last reference closes every thread's connection. NULL is ignored. Returns NULL. */
struct pm_endpoint *pm_endpoint_unref(struct pm_endpoint *endpoint);

/*
 * Asks the server one of its own functions, on a connection of its own, as CPython's servers want it: new,
 * NULL: it failed. The answer may take `seconds`; 0: for ever.
 */
pymgr_value *pm_endpoint_ask(const struct pm_endpoint *endpoint, double seconds, const char *function,
    pymgr_value *args, pymgr_value *kwds, struct pymgr_error *error);
/* The same with one argument, taken. */
pymgr_value *pm_endpoint_ask_one(const struct pm_endpoint *endpoint, double seconds, const char *function,
    pymgr_value *argument, struct pymgr_error *error);

/* What a failed operation of a connection is to the user: always -1. */
int pm_fault_connection(
    struct pymgr_error *error, enum pm_connection_status status, const struct pm_error *from);

#endif
