/* SPDX-License-Identifier: MIT
 *
 * A serializer is a pair of functions between bytes and values: one row for 'pickle', one for 'xmlrpclib'.
 */
#ifndef PM_CODEC_CODEC_H
#define PM_CODEC_CODEC_H

#include "base/buffer.h"
#include "value/value.h"

struct pm_dialect;

/* What a proxy of an object that is known here (one with an anchor) is to a receiver. */
struct pm_proxy_form {
    /* What is written in its place: new, or NULL with *error filled. Called while dumping. */
    pymgr_value *(*form)(const struct pm_proxy_form *self, const struct pm_dialect *dialect,
        const pymgr_value *proxy, struct pm_error *error);
};

/* How a peer wants its replies; learnt from what it sends (DESIGN: decision 2). */
struct pm_dialect {
    int protocol; /* pickle protocol, 0 to 5; ignored by XML-RPC */
    bool python2; /* Python 2's names, ASCII text as str; set by a peer whose pickles declare protocol 2 or
                     less */
    bool plain; /* XML-RPC's own types only: a peer that takes the structs for others, proxies among them, for
                   dicts */
    const struct pm_proxy_form *proxies; /* NULL: they go back as they came */
};

/* Memory that loading and dumping reuse from one message to the next: one for each thread that does so. */
struct pm_scratch;

struct pm_scratch *pm_scratch_new(void);                        /* NULL: no memory */
struct pm_scratch *pm_scratch_free(struct pm_scratch *scratch); /* returns NULL */

/*
 * The proxies (instances made by RebuildProxy) in the value that was loaded last: borrowed until the next
 * load, or until they are forgotten, so that the scratch does not keep them alive.
 */
size_t pm_scratch_proxies(const struct pm_scratch *scratch, pymgr_value *const **proxiesp);
void pm_scratch_forget_proxies(struct pm_scratch *scratch);

struct pm_codec {
    const char *name; /* as BaseManager's `serializer` argument spells it */
    /*
     * Makes a value of one whole message: new in *valuep. *dialect gets the sender's protocol. -1 with
     * PM_ERROR_MALFORMED (offset and text), PM_ERROR_LIMIT or PM_ERROR_NOMEM. Bytes after the end of the
     * value are malformed. Calls nothing, opens nothing.
     */
    int (*load)(struct pm_scratch *scratch, const unsigned char *bytes, size_t size,
        struct pm_dialect *dialect, pymgr_value **valuep, struct pm_error *error);
    /*
     * Appends the message of a value. -1 with PM_ERROR_UNSERIALIZABLE, PM_ERROR_RECURSION, PM_ERROR_LIMIT
     * (out's) or PM_ERROR_NOMEM; what was appended is then taken back.
     */
    int (*dump)(struct pm_scratch *scratch, const struct pm_dialect *dialect, const pymgr_value *value,
        struct pm_buffer *out, struct pm_error *error);
};

extern const struct pm_codec pm_codec_pickle;
extern const struct pm_codec pm_codec_xmlrpc;

#endif
