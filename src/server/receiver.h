/* SPDX-License-Identifier: MIT
 *
 * What the proxies inside values are to one receiver: a proxy with the address by which that receiver reaches
 * the server, in its serializer, of a class that its Python has. Python 2's server had no proxies inside
 * objects: such a receiver gets a copy of the value, where there is one.
 */
#ifndef PM_SERVER_RECEIVER_H
#define PM_SERVER_RECEIVER_H

#include "codec/codec.h"
#include "server/server.h"

struct pm_receiver {
    struct pm_proxy_form form; /* first, so that a form is its receiver */
    pymgr_server *server;
    const char *serializer;
    pymgr_value *address; /* as tokens carry it: owned; NULL: to be asked for */
    pymgr_value *(*find_address)(struct pm_receiver *receiver); /* new; NULL: no memory */
    bool knows_key; /* it uses the server's key for proxies anyway, so they need not carry it */
};

/* Zeroed but for what the caller sets afterwards: find_address, serializer, knows_key. */
void pm_receiver_init(struct pm_receiver *receiver, pymgr_server *server);
void pm_receiver_clear(struct pm_receiver *receiver);
/* The address: borrowed; NULL: no memory. */
pymgr_value *pm_receiver_address(struct pm_receiver *receiver);

/*
 * Anchors the proxies in the value that was loaded last, and forgets them. Under the server's lock, before
 * anybody else sees the value. True: there are some of this server's own objects.
 */
bool pm_anchor_loaded(pymgr_server *server, struct pm_scratch *scratch);

#endif
